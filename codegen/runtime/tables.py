"""Columns as a table of pandas, polars or pyarrow, whichever is installed.

No row is left out because a service sends what it does not promise: a column whose
values have no type in common is text, and one whose times are none stays as it came.
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from datetime import UTC, datetime
from importlib import import_module
from typing import Any, TypeAlias, cast

from .writing import to_json

Columns: TypeAlias = dict[str, list[object]]
Frame: TypeAlias = Any
"""A table of a package that need not be installed, so that its type has no name here."""


def pandas_frame(columns: Columns, times: Collection[str]) -> Frame:
    """A `pandas.DataFrame`; the columns are used up.

    Args:
        columns: Values by name of the column.
        times: Names of those that hold dates with times, as JSON has them.
    """
    pandas = _package("pandas")
    series: dict[str, Frame] = {}
    for name in list(columns):
        # One after the other, so that what a column is made of can go.
        values = columns.pop(name)
        series[name] = pandas.Series(values)
        if name in times and _are_texts(values):
            with suppress(ValueError):
                series[name] = pandas.to_datetime(
                    series[name], format="ISO8601", utc=True
                )
    return pandas.DataFrame(series, copy=False)


def polars_frame(columns: Columns, times: Collection[str]) -> Frame:
    """A `polars.DataFrame`, see `pandas_frame`."""
    polars = _package("polars")
    kinds = {name: polars.Datetime("us", "UTC") for name in _parsed(columns, times)}
    return polars.DataFrame(
        columns, schema_overrides=kinds, strict=False, infer_schema_length=None
    )


def arrow_table(columns: Columns, times: Collection[str]) -> Frame:
    """A `pyarrow.Table`, see `pandas_frame`."""
    pyarrow = _package("pyarrow")
    kind = pyarrow.timestamp("us", "UTC")
    kinds = dict.fromkeys(_parsed(columns, times), kind)
    arrays: dict[str, Frame] = {}
    for name, values in columns.items():
        try:
            arrays[name] = pyarrow.array(values, kinds.get(name))
        except (pyarrow.ArrowInvalid, pyarrow.ArrowTypeError, OverflowError):
            arrays[name] = pyarrow.array([*map(_as_text, values)], pyarrow.string())
    return pyarrow.table(arrays)


def _package(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError:
        raise ImportError(
            f"this table needs the package `{name}`: pip install {name}", name=name
        ) from None


def _parsed(columns: Columns, times: Collection[str]) -> list[str]:
    """Parse the columns that hold times; return the names of those that do."""
    found: list[str] = []
    for name in times:
        if _are_texts(columns[name]):
            with suppress(ValueError):
                columns[name] = [*map(_moment, columns[name])]
                found.append(name)
    return found


def _are_texts(values: list[object]) -> bool:
    return all(value is None or isinstance(value, str) for value in values)


def _moment(value: object) -> datetime | None:
    if value is None:
        return None
    moment = datetime.fromisoformat(cast("str", value))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _as_text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return to_json(value).decode()
