"""From a search in the API's terms to clauses in SQL's."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from fastapi import HTTPException, status
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import ColumnElement

from ..columns import MAX_ID, Instant, UtcDateTime
from . import models as m
from . import tables as t

_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "eq": lambda column, value: column == value,
    "neq": lambda column, value: column != value,
    "gt": lambda column, value: column > value,
    "lt": lambda column, value: column < value,
    "like": lambda column, value: column.like(value),
    "in": lambda column, values: column.in_(values),
    "not_in": lambda column, values: column.not_in(values),
}


def conditions(filters: Iterable[m.Filter]) -> list[ColumnElement[bool]]:
    """Return a clause for each filter.

    Raises:
        HTTPException: 400 for a value that the field cannot have.
    """
    return [_condition(filter_) for filter_ in filters]


def order(keys: Iterable[m.SortKey]) -> list[ColumnElement[Any]]:
    """Return what to sort by; the number comes last, so that pages are stable."""
    clauses: list[ColumnElement[Any]] = [
        t.jobs.c[key.field].desc() if key.direction == "desc" else t.jobs.c[key.field]
        for key in keys
    ]
    return [*clauses, t.jobs.c.job_id]


def _condition(filter_: m.Filter) -> ColumnElement[bool]:
    column = t.jobs.c[filter_.field]
    if filter_.operator == "like" and _kind(column) is not str:
        raise _bad(filter_.field, "`like` is for text only")
    value: Any
    if isinstance(filter_, m.VectorFilter):
        value = [_typed(filter_.field, value) for value in filter_.values]
    else:
        value = _typed(filter_.field, filter_.value)
    clause: ColumnElement[bool] = _COMPARE[filter_.operator](column, value)
    return clause


def _kind(column: ColumnElement[Any]) -> type:
    if isinstance(column.type, UtcDateTime):
        return datetime
    return column.type.python_type


def _typed(field: m.JobField, value: m.Scalar) -> Any:
    kind = _kind(t.jobs.c[field])
    if kind is datetime and isinstance(value, str):
        try:
            return _instant.validate_python(value)
        except ValidationError:
            pass
    elif isinstance(value, kind) and not (
        isinstance(value, int) and abs(value) > MAX_ID
    ):
        return value
    raise _bad(field, f"it is compared with {_NAMES[kind]}, not {value!r}")


_NAMES: dict[type, str] = {
    int: "a whole number up to 2^53",
    str: "a string",
    datetime: "a point in time such as 2026-01-31T12:00:00Z",
}

_instant: TypeAdapter[datetime] = TypeAdapter(Instant)


def _bad(field: m.JobField, what: str) -> HTTPException:
    return HTTPException(status.HTTP_400_BAD_REQUEST, detail=f"{field}: {what}")
