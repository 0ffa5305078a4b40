"""Values for the arguments of generated methods, made from their annotations."""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from pydantic import BaseModel, TypeAdapter
from specs_samples import NoInstanceError

_DEEPEST = 12
_FULL_DEPTH = 2

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


def value(annotation: Any, *, full: bool, depth: int = 0) -> object:
    """Return a value that an annotation allows.

    Args:
        annotation: The annotation.
        full: Whether what may be left out is there too.
        depth: How deep in another value it lies.

    Raises:
        NoInstanceError: None was found.
    """
    if depth > _DEEPEST:
        raise NoInstanceError("a type that needs itself")
    if annotation in _PLAIN:
        return _PLAIN[annotation]
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return value(arguments[0], full=full, depth=depth)
    if origin is typing.Literal:
        return arguments[0]
    if origin in (typing.Union, types.UnionType):
        return _one_of(arguments, full, depth)
    if origin is tuple:
        return tuple(value(one, full=full, depth=depth + 1) for one in arguments)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _mapping(arguments[1], full, depth)
    if isinstance(origin, type) and hasattr(origin, "__iter__"):
        return _sequence(arguments[0], full, depth)
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return next(iter(annotation))
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return _model(annotation, full, depth)
    raise NoInstanceError(f"no value for {annotation!r}")


def _one_of(arguments: tuple[Any, ...], full: bool, depth: int) -> object:
    reason = NoInstanceError("a union of nothing")
    for argument in arguments:
        if argument is type(None):
            continue
        try:
            return value(argument, full=full, depth=depth)
        except NoInstanceError as error:
            reason = error
    if type(None) in arguments:
        return None
    raise reason


def _mapping(values: Any, full: bool, depth: int) -> dict[str, object]:
    try:
        return {"key": value(values, full=full, depth=depth + 1)}
    except NoInstanceError:
        return {}


def _sequence(item: Any, full: bool, depth: int) -> list[object]:
    try:
        return [value(item, full=full, depth=depth + 1)]
    except NoInstanceError:
        return []


def _model(model: type[BaseModel], full: bool, depth: int) -> BaseModel:
    model.model_rebuild()
    given: dict[str, object] = {}
    for name, field in model.model_fields.items():
        if field.is_required():
            given[name] = value(field.annotation, full=full, depth=depth + 1)
        elif full and depth < _FULL_DEPTH:
            with suppress(NoInstanceError):
                given[name] = value(field.annotation, full=full, depth=depth + 1)
    if full and not given and model.model_fields:
        # An object without members leaves no trace in a query.
        name, field = next(iter(model.model_fields.items()))
        with suppress(NoInstanceError):
            given[name] = value(field.annotation, full=full, depth=depth + 1)
    if set(model.model_fields) == {"root"}:
        return model.model_validate(given["root"])
    return model(**given)


def sample(annotation: Any, *, full: bool) -> Any:
    """Return JSON that a type reads."""
    adapter: TypeAdapter[object] = TypeAdapter(annotation)
    made = value(annotation, full=full)
    return adapter.dump_python(made, mode="json", by_alias=True, exclude_unset=True)


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
