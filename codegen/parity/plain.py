"""Values and errors as plain data, so that those of both flavours can be compared."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator, Mapping
from enum import Enum
from typing import Any, Final

from pydantic import BaseModel

from codegen.parity import words

_ADDRESS: Final = re.compile(r" at 0x[0-9a-f]+")
_FLAVOUR: Final = re.compile(r"\.(?:sync|aio)\b")
_DEEPEST: Final = 12


def plain(value: Any, depth: int = 0) -> Any:
    """Turn what a call gave back into data that compares as it reads.

    Types count: a model is not the mapping of its fields, True is not 1. So does
    which fields of a model are set. NaN equals NaN.
    """
    if depth > _DEEPEST:
        return "..."
    kind = _kind(value)
    if isinstance(value, Enum):
        # A value that nobody knows is a member too, with the same name.
        known = type(value).__members__.get(value.name) is value
        return (kind, repr(value), known)
    if value is None or isinstance(value, str | bytes | bool | int | float):
        return (kind, repr(value))
    if isinstance(value, BaseException):
        return error(value, depth)
    if isinstance(value, BaseModel):
        fields = {name: plain(one, depth + 1) for name, one in _fields(value).items()}
        return (kind, fields, sorted(value.model_fields_set))
    if isinstance(value, Mapping):
        pairs = value.items()
        return (kind, [(plain(k, depth + 1), plain(v, depth + 1)) for k, v in pairs])
    if isinstance(value, list | tuple | set | frozenset):
        return (kind, [plain(one, depth + 1) for one in value])
    if isinstance(value, Iterator | AsyncIterator):
        # A flavour has its own; what it yields is compared where it is sent.
        return ("iterator",)
    if kind.endswith(("httpx.Response", "httpx2.Response")):
        return _reply(value)
    state = getattr(value, "__dict__", None)
    if state is None or callable(value):
        return (kind, said(repr(value)))
    if not state:
        return (kind, said(repr(value)))
    return (kind, {key: plain(one, depth + 1) for key, one in sorted(state.items())})


def error(value: BaseException, depth: int = 0) -> Any:
    """An error: its type, message, fields, and the type of what caused it."""
    fields = {
        name: plain(one, depth + 1)
        for name, one in sorted(vars(value).items())
        if not name.startswith("__") and name != "listing"
    }
    listing = getattr(value, "listing", None)
    cause = value.__cause__
    return (
        _kind(value),
        said(str(value)),
        fields,
        None if listing is None else len(listing.pages),
        None if cause is None else _kind(cause),
    )


def said(text: str) -> str:
    """A message without what is of one flavour, or of one run."""
    return str(words.prose(_FLAVOUR.sub(".*", _ADDRESS.sub("", text)), aio=True))


def _kind(value: object) -> str:
    kind = type(value)
    return _FLAVOUR.sub(".*", f"{kind.__module__}.{kind.__qualname__}")


def _fields(model: BaseModel) -> dict[str, Any]:
    return {**vars(model), **(model.model_extra or {})}


def _reply(response: Any) -> Any:
    try:
        content = response.content
    except RuntimeError:  # it was not read: a stream, or one that broke off
        content = None
    return ("Response", response.status_code, response.headers.raw, content)
