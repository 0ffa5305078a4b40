"""A call as Python code that a person can paste."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from codegen.extensions.layers import core_of
from codegen.parity.files import Recipe
from codegen.parity.trace import Answer


def written(value: Any) -> str:
    """Write a drawn value as an expression, with the names that `snippet` imports."""
    if isinstance(value, Recipe):
        return value.written()
    if isinstance(value, Enum):
        return f"models.{type(value).__name__}({value.value!r})"
    if isinstance(value, BaseModel):
        given = sorted(value.model_fields_set & vars(value).keys())
        fields = ", ".join(f"{name}={written(getattr(value, name))}" for name in given)
        return f"models.{type(value).__name__}({fields})"
    if isinstance(value, float) and repr(value) in ("nan", "inf", "-inf"):
        return f"float({repr(value)!r})"
    if isinstance(value, date | time | timedelta):
        return repr(value)
    if isinstance(value, Decimal):
        return f"decimal.{value!r}"
    if isinstance(value, UUID):
        return f"uuid.{value!r}"
    if isinstance(value, Mapping):
        pairs = (f"{written(key)}: {written(one)}" for key, one in value.items())
        return f"{{{', '.join(pairs)}}}"
    if isinstance(value, tuple):
        return f"({''.join(f'{written(one)}, ' for one in value)})"
    if isinstance(value, list):
        return f"[{', '.join(map(written, value))}]"
    return repr(value)


def arguments(positional: tuple[Any, ...], named: Mapping[str, Any]) -> str:
    """Write the arguments of a call."""
    pairs = (f"{name}={written(value)}" for name, value in named.items())
    return ", ".join((*map(written, positional), *pairs))


_SNIPPET = """\
import asyncio, datetime, decimal, io, itertools, uuid
from pathlib import Path

from {package} import File, aio, models, sync
from {core}._core._http import httpx

ANSWERS = [  # status, headers, content, error of the HTTP library
{answers}]
OPTIONS = {options}


class Content(httpx.SyncByteStream, httpx.AsyncByteStream):
    def __init__(self, content, fault):
        self.content, self.fault = content, fault

    def __iter__(self):
        yield self.content
        if self.fault:
            raise getattr(httpx, self.fault)("broken off")

    async def __aiter__(self):
        for piece in self:
            yield piece


def transport():
    answers = iter(ANSWERS)

    def answer(request):
        print("  sent", request.method, request.url, request.headers.raw, request.content)
        status, headers, content, fault = next(answers)
        if fault and not status:
            raise getattr(httpx, fault)("broken off")
        return httpx.Response(status, headers=headers, stream=Content(content, fault))

    return httpx.MockTransport(answer)


def in_sync():
    client = sync.{sync}("https://service.test/base", transport=transport(), **OPTIONS)
    client = client.with_options(lenient={lenient})
    return {sync_call}


async def in_aio():
    client = aio.{aio}("https://service.test/base", transport=transport(), **OPTIONS)
    client = client.with_options(lenient={lenient})
    return {aio_call}


async def taken(items, most):
    found = []
    async for item in items:
        found.append(item)
        if len(found) == most:
            break
    return found


for name, run in ("sync", in_sync), ("aio", lambda: asyncio.run(in_aio())):
    print(name)
    try:
        print("  gave", repr(run()))
    except Exception as error:
        print("  raised", repr(error))"""


def snippet(
    package: str,
    names: tuple[str, str],
    calls: tuple[str, str],
    answers: list[Answer],
    *,
    retries: int = 0,
    signed: bool = False,
    lenient: bool = False,
) -> str:
    """Write a program that makes a call in both flavours, and prints what they do.

    Args:
        package: The client's import name.
        names: Names of its classes, sync and aio.
        calls: The expressions.
        answers: What is answered.
        retries: Repetitions.
        signed: Whether there are credentials.
        lenient: Whether replies that are not as promised are returned.
    """
    replies = [
        (
            0 if one.fault and one.early else one.status,
            list(one.headers),
            b"".join(one.pieces),
            one.fault,
        )
        for one in answers
    ]
    return _SNIPPET.format(
        package=package,
        core=core_of(package),
        answers="".join(f"    {reply},\n" for reply in replies),
        options={"retries": retries, "auth": "secret" if signed else None},
        sync=names[0],
        aio=names[1],
        sync_call=calls[0],
        aio_call=calls[1],
        lenient=lenient,
    )
