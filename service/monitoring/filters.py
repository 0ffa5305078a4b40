"""Filters in Django's manner: a field, two underscores and a lookup.

A filter model has a field for each parameter, such as `run_number__gte`; its
name alone says which column is compared, and how.
"""

from collections.abc import Callable, Iterator
from typing import Annotated, Any

from fastapi import HTTPException, status
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import SchemaError, SchemaValidator, core_schema
from sqlalchemy import ColumnElement, Table

from . import models as m

_LOOKUPS: dict[str, Callable[[Any, Any], ColumnElement[bool]]] = {
    "exact": lambda column, value: column == value,
    "gt": lambda column, value: column > value,
    "gte": lambda column, value: column >= value,
    "lt": lambda column, value: column < value,
    "lte": lambda column, value: column <= value,
    "in": lambda column, values: column.in_(values),
    "contains": lambda column, value: column.contains(value, autoescape=True),
    "isnull": lambda column, value: (
        column.is_(None) if value else column.is_not(None)
    ),
}

Pattern = Annotated[
    str, StringConstraints(min_length=1, max_length=128, pattern=r"^[^\x00]+$")
]
Part = Annotated[
    str, StringConstraints(min_length=1, max_length=256, pattern=r"^[^\x00]+$")
]
Ids = Annotated[list[m.Id], Field(max_length=100)]


class Filters(BaseModel):
    """Base of filter models. Unknown parameters are refused, not ignored."""

    model_config = ConfigDict(extra="forbid")

    def clauses(self, table: Table) -> Iterator[ColumnElement[bool]]:
        """Yield a clause for each filter that is set and is on a column of `table`."""
        for name, value in self.model_dump(exclude_none=True).items():
            field, _, lookup = name.partition("__")
            if field in table.c and lookup != "regex":
                yield _LOOKUPS[lookup or "exact"](table.c[field], value)


class PagedFilters(Filters):
    """Filters of a list that comes in pages.

    Which page is among them: FastAPI checks all query parameters against one model.
    """

    cursor: str | None = Field(
        default=None,
        max_length=256,
        description="Place to read from, from the links of a page.",
    )
    page_size: int = Field(
        default=100, ge=1, le=1000, description="Most results on a page."
    )


class DatasetFilters(PagedFilters):
    """Which datasets to return."""

    dataset: Part | None = None
    dataset__contains: Part | None = None
    era: Part | None = None
    dataset_id__in: Ids | None = None


class FileFilters(PagedFilters):
    """Which files to return."""

    dataset_id: m.Id | None = None
    dataset_id__in: Ids | None = None
    status: m.FileStatus | None = None
    logical_file_name__contains: Part | None = None
    file_size__gte: int | None = Field(default=None, ge=0, le=2**53 - 1)


class RunFilters(PagedFilters):
    """Which runs to return."""

    dataset_id: m.Id | None = None
    run_number: m.RunNumber | None = None
    run_number__gte: m.RunNumber | None = None
    run_number__lte: m.RunNumber | None = None
    run_number__in: Annotated[list[m.RunNumber], Field(max_length=100)] | None = None


class LumisectionFilters(RunFilters):
    """Which lumisections to return."""

    ls_number: m.LsNumber | None = None
    ls_number__gte: m.LsNumber | None = None
    ls_number__lte: m.LsNumber | None = None
    certified: bool | None = None
    certified__isnull: bool | None = Field(
        default=None, description="Those that nobody has judged, or the others."
    )


class ElementFilters(Filters):
    """Which monitoring elements to return."""

    dim: int | None = Field(default=None, ge=1, le=2)
    me: Part | None = None
    me__contains: Part | None = None
    me__regex: Pattern | None = Field(
        default=None, description="Regular expression found anywhere in the name."
    )


class HistogramFilters(LumisectionFilters):
    """Which histograms to return."""

    file_id: m.Id | None = None
    me_id: m.Id | None = None
    me_id__in: Ids | None = None
    me: Part | None = None
    me__regex: Pattern | None = Field(
        default=None, description="Regular expression found anywhere in the name."
    )
    entries__gte: int | None = Field(default=None, ge=0, le=2**53 - 1)


def matching(pattern: str, names: dict[int, str]) -> list[int]:
    """Return the keys of the names in which a regular expression is found.

    Databases differ in their dialects of regular expressions, and Python's own
    can be made to take for ever. pydantic's are Rust's: they take linear time.

    Raises:
        HTTPException: 400 when it is none.
    """
    try:
        validator = SchemaValidator(core_schema.str_schema(pattern=pattern))
    except SchemaError as error:
        raise HTTPException(
            status.HTTP_400_BAD_REQUEST, detail=f"{pattern!r} is no regular expression"
        ) from error
    return [key for key, name in names.items() if validator.isinstance_python(name)]
