"""Values for the arguments of generated methods, made from their annotations."""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from pydantic import BaseModel, TypeAdapter
from specs_samples import NoInstanceError, Samples

_PLAIN: dict[object, object] = {
    Any: "x",
    object: "x",
    str: "x",
    bool: True,
    int: 1,
    float: 1.5,
    bytes: b"x",
    datetime: datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC),
    date: date(2020, 1, 2),
    time: time(3, 4, 5),
    timedelta: timedelta(seconds=1),
    Decimal: Decimal("1.5"),
    UUID: UUID(int=1),
    type(None): None,
}


def value(annotation: Any, *, full: bool) -> object:
    """Return a value that an annotation allows.

    Raises:
        NoInstanceError: None was found.
    """
    if annotation in _PLAIN:
        return _PLAIN[annotation]
    if isinstance(annotation, typing.TypeAliasType if _HAS_ALIASES else ()):
        return value(annotation.__value__, full=full)
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return value(arguments[0], full=full)
    if origin is typing.Literal:
        return arguments[0]
    if origin in (typing.Union, types.UnionType):
        return _one_of(arguments, full)
    if origin is tuple:
        return tuple(value(one, full=full) for one in arguments)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {"key": value(arguments[1], full=full)} if full else {}
    if isinstance(origin, type) and hasattr(origin, "__iter__"):
        return [value(arguments[0], full=full)]
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return next(iter(annotation))
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return read(annotation, sample(annotation, full=full))
    raise NoInstanceError(f"no value for {annotation!r}")


_HAS_ALIASES = hasattr(typing, "TypeAliasType")


def _one_of(arguments: tuple[Any, ...], full: bool) -> object:
    reason = NoInstanceError("a union of nothing")
    for argument in arguments:
        if argument is type(None):
            continue
        try:
            return value(argument, full=full)
        except NoInstanceError as error:
            reason = error
    if type(None) in arguments:
        return None
    raise reason


def sample(annotation: Any, *, full: bool) -> Any:
    """Return JSON that a type reads, made from the type's own schema."""
    schema = TypeAdapter(annotation).json_schema(by_alias=True, mode="validation")
    return Samples(schema, "request", full=full).instance(schema)


def read(annotation: Any, content: Any) -> object:
    """Read JSON as a type, by the names on the wire."""
    adapter: TypeAdapter[object] = TypeAdapter(annotation)
    return adapter.validate_json(json.dumps(content), by_alias=True, by_name=False)


def without_mappings(annotation: Any) -> Any:
    """Return the models of an annotation such as ``models.Job | Mapping[str, Any]``."""
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (typing.Union, types.UnionType):
        kept = [
            without_mappings(one)
            for one in arguments
            if one is not type(None)
            and typing.get_origin(one) is not typing.get_origin(Mapping[str, Any])
        ]
        kept = kept or [without_mappings(one) for one in arguments]
        return typing.Union[tuple(kept)]  # noqa: UP007
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return dict[str, without_mappings(arguments[1])]  # type: ignore[misc]
    if (
        isinstance(origin, type)
        and hasattr(origin, "__iter__")
        and origin is not tuple
        and len(arguments) == 1
    ):
        return list[without_mappings(arguments[0])]  # type: ignore[misc]
    return annotation
