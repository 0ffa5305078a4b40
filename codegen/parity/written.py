"""A call as Python code that a person can paste."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from pydantic import BaseModel

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
import datetime, decimal, io, itertools, uuid
from pathlib import Path

from {package} import File, aio, models, sync
from {package}._core._http import httpx

answers = {answers}
replies = iter([httpx.Response(*one[:1], headers=one[1], content=one[2]) for one in answers])
transport = httpx.MockTransport(lambda request: print(request, request.read()) or next(replies))
client = sync.{name}("https://service.test/base", transport=transport, retries={retries})
print({call})
# The same with aio.{aio_name} and `await`."""


def snippet(
    package: str,
    names: tuple[str, str],
    call: str,
    answers: list[Answer],
    retries: int,
) -> str:
    """Write a program that makes a call.

    Args:
        package: The client's import name.
        names: Names of its classes, sync and aio.
        call: The expression.
        answers: What is answered.
        retries: Repetitions.
    """
    replies = [
        (one.status, list(one.headers), b"".join(one.pieces))
        for one in answers
        if not (one.fault and one.early)
    ]
    return _SNIPPET.format(
        package=package,
        answers=replies,
        name=names[0],
        aio_name=names[1],
        call=call,
        retries=retries,
    )
