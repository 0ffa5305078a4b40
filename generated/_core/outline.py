"""A page of a listing, looked over without making objects of its items."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias, cast

if TYPE_CHECKING:
    from pydantic_core import SchemaValidator
    from pydantic_core.core_schema import CoreSchema

    from ._http import httpx

Path: TypeAlias = Sequence[str]
"""Names on the wire that lead to a value: `("meta", "next")`."""


@dataclass(frozen=True)
class Outline:
    """What has to be known of a page to find the next one.

    Attributes:
        count: Items on the page.
        found: Values that the way asks for, by its own names; None where missing.
        response: The reply.
    """

    count: int
    found: Mapping[str, object]
    response: httpx.Response

    def number(self, name: str) -> int | None:
        """A value as a whole number."""
        value = self.found.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else None


def content_range_total(response: httpx.Response) -> int | None:
    """Items in all, by `Content-Range: jobs 0-99/1234` or `X-Total-Count`."""
    for name in ("content-range", "x-total-count"):
        value: str = response.headers.get(name, "")
        total = value.rpartition("/")[2].strip()
        if total.isascii() and total.isdigit():
            return int(total)
    return None


def descend(value: object, path: Path) -> object:
    """The value at a path of names; None where there is none."""
    for name in path:
        if not isinstance(value, dict):
            return None
        value = cast("dict[str, object]", value).get(name)
    return value


def nested(path: Path, leaf: object) -> type[object]:
    """The annotation of an object that has a value at a path."""
    from typing_extensions import TypedDict

    annotation = leaf
    for name in reversed(path):
        annotation = cast("Any", TypedDict)("Page", {name: annotation})
    return cast("type[object]", annotation)


def outline_of(items: Path, others: Sequence[Path]) -> SchemaValidator:
    """Reads the items of a page as nothing, and other values as they are.

    An object without fields costs next to nothing to read: its JSON is passed over.
    """
    from pydantic_core import SchemaValidator
    from pydantic_core import core_schema as cs

    nothing = cs.typed_dict_schema({}, extra_behavior="ignore")
    row = cs.union_schema([nothing, cs.any_schema()], mode="left_to_right")
    leaves: dict[tuple[str, ...], CoreSchema] = {
        tuple(path): cs.any_schema() for path in others
    }
    leaves[tuple(items)] = cs.list_schema(row)
    return SchemaValidator(_schema(leaves))


def _schema(leaves: Mapping[tuple[str, ...], CoreSchema]) -> CoreSchema:
    from pydantic_core import core_schema as cs

    if () in leaves:
        return leaves[()]
    groups: dict[str, dict[tuple[str, ...], CoreSchema]] = {}
    for path, leaf in leaves.items():
        groups.setdefault(path[0], {})[path[1:]] = leaf
    fields = {
        name: cs.typed_dict_field(_schema(inner), required=False)
        for name, inner in groups.items()
    }
    known = cs.typed_dict_schema(fields, extra_behavior="ignore")
    return cs.nullable_schema(known)
