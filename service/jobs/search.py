"""From a search in the API's terms to clauses in SQL's."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from fastapi import HTTPException, status
from sqlalchemy import ColumnElement

from ..columns import MAX_ID
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

ISO_LIKE = "YYYY-MM-DDTHH:MM:SS+00:00"


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
    return column.type.python_type


def _typed(field: m.JobField, value: m.Scalar) -> Any:
    kind = _kind(t.jobs.c[field])
    # bool is an int to Python, and not to a database.
    if isinstance(value, kind) and not isinstance(value, bool):
        if kind is int and not -MAX_ID <= value <= MAX_ID:  # type: ignore[operator]
            raise _bad(field, "the number is too large")
        return value
    raise _bad(field, f"it is compared with {_NAMES[kind]}, not {value!r}")


_NAMES: dict[type, str] = {
    int: "a whole number",
    str: "a string",
    datetime: f"a time ({ISO_LIKE})",
}


def _bad(field: m.JobField, what: str) -> HTTPException:
    return HTTPException(status.HTTP_400_BAD_REQUEST, detail=f"{field}: {what}")
