"""Searches in the words of a caller -> the query of the service."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias, cast

from generated import models

Filter: TypeAlias = models.ScalarFilter | models.VectorFilter | Mapping[str, Any]
Search: TypeAlias = Mapping[str, object] | Sequence[Filter]
Sort: TypeAlias = Sequence[str | models.SortKey]


def search_query(
    parameters: Sequence[str] | None, search: Search | None, sort: Sort | None
) -> dict[str, Any] | None:
    """Return the body of a search; None finds everything.

    Args:
        parameters: Fields of the rows.
        search: Field -> value, or values of which it has one; or filters.
        sort: Fields to sort by, the first one first; `-` in front turns the order.
    """
    query: dict[str, Any] = {}
    if parameters is not None:
        query["fields"] = list(parameters)
    if search:
        query["filters"] = list(_filters(search))
    if sort:
        query["sort"] = [_sort_key(key) for key in sort]
    return query or None


def _filters(search: Search) -> Iterable[Filter]:
    if not isinstance(search, Mapping):
        yield from search
        return
    for field, value in search.items():
        if isinstance(value, (list, tuple, set, frozenset)):
            values = list(cast("Iterable[object]", value))
            yield {"field": field, "operator": "in", "values": values}
        else:
            yield {"field": field, "operator": "eq", "value": value}


def _sort_key(key: str | models.SortKey) -> models.SortKey | dict[str, str]:
    if isinstance(key, models.SortKey):
        return key
    direction = "desc" if key.startswith("-") else "asc"
    return {"field": key.removeprefix("-"), "direction": direction}
