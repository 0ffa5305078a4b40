"""Unions whose branches are told apart by one property.

pydantic's own discriminator wants a `Literal` in every branch and one attribute name
for all. Documents have plain strings there, booleans, several values for one branch,
and branches that are unions themselves: `ByTag` looks at the value of the property and
nothing else.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import cast, get_args

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

_UNTAGGED = "\0"
"""Stands for every value that has no tag: no property of JSON can be meant by it."""


@dataclass(frozen=True)
class ByTag:
    """Choose the branch of a union by the value of a property.

    An object whose property is missing or has an unknown value, and a model that is one
    already, is taken for the first branch that fits it.

    Attributes:
        wire: Name of the property in JSON.
        choices: Value of the property -> class of the branch, by its name: the class
            may be defined further down.
    """

    wire: str
    choices: Mapping[str | int | bool, str]

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Build the schema of the union."""
        branches = {getattr(b, "__name__", ""): b for b in get_args(source)}
        choices = {
            _key(tag): handler.generate_schema(branches[name])
            for tag, name in self.choices.items()
            if name in branches
        }

        def tag_of(value: object) -> Hashable:
            if not isinstance(value, Mapping):
                return _UNTAGGED
            tag = cast("Mapping[str, object]", value).get(self.wire)
            key = _key(tag)
            return key if key in choices else _UNTAGGED

        return core_schema.tagged_union_schema(
            {**choices, _UNTAGGED: handler(source)}, discriminator=tag_of
        )

    def __hash__(self) -> int:
        """Hash by the property: `Annotated` types are compared and cached."""
        return hash((self.wire, tuple(map(_key, self.choices))))


def _key(tag: object) -> str:
    """Write a tag so that `True`, `1` and `"1"` stay apart."""
    return f"{type(tag).__name__}:{tag}"
