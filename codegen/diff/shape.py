"""One schema as a union of branches, each of one JSON type: what `relate` compares.

A schema is referred to by a `Handle`: the schemas of a document that hold together, by
their numbers in `Shapes`. The empty handle is the schema that takes everything, and a
branch holds handles of its parts, so that shapes may be infinite.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from codegen.spec.pointer import Pointer

Handle: TypeAlias = tuple[int, ...]
"""Numbers of schemas that a value must satisfy together, ascending."""

ANY: Final[Handle] = ()
NEVER: Final[Handle] = (-1,)

KINDS: Final = ("null", "boolean", "number", "string", "array", "object")
"""The types of JSON; an integer is a number."""


def both(left: Handle, right: Handle) -> Handle:
    """Return the schema of the values that satisfy both."""
    if left == right or not right:
        return left
    if not left:
        return right
    return tuple(sorted({*left, *right})) if NEVER[0] not in left + right else NEVER


@dataclass(frozen=True, slots=True)
class Extra:
    """A keyword that no facet of a branch says: `not`, `if`, `contains`, ...

    Attributes:
        keyword: The keyword.
        facts: Its part that is no schema, as canonical JSON.
        parts: Its schemas, by name.
        pointer: Where it stands.
    """

    keyword: str
    facts: str
    parts: tuple[tuple[str, Handle], ...]
    pointer: Pointer = field(compare=False)


Extras: TypeAlias = frozenset[Extra]


@dataclass(frozen=True, slots=True)
class Null:
    """The value null."""

    extras: Extras = frozenset()


@dataclass(frozen=True, slots=True)
class Boolean:
    """True, false, or both."""

    values: frozenset[bool] = frozenset({True, False})
    extras: Extras = frozenset()


@dataclass(frozen=True, slots=True)
class Number:
    """Numbers of an interval.

    Attributes:
        integer: Whole numbers only; their bounds are closed and whole.
        values: These only; then nothing else but `formats` and `extras` is set.
    """

    integer: bool = False
    lower: int | float | None = None
    lower_open: bool = False
    upper: int | float | None = None
    upper_open: bool = False
    multiples: frozenset[int | float] = frozenset()
    formats: frozenset[str] = frozenset()
    values: frozenset[int | float] | None = None
    extras: Extras = frozenset()


@dataclass(frozen=True, slots=True)
class String:
    """Strings.

    Attributes:
        formats: `format`, and how the content is written (`media:text/csv`).
        values: These only; then nothing else but `formats` and `extras` is set.
    """

    shortest: int = 0
    longest: int | None = None
    patterns: frozenset[str] = frozenset()
    formats: frozenset[str] = frozenset()
    values: frozenset[str] | None = None
    extras: Extras = frozenset()


@dataclass(frozen=True, slots=True)
class Array:
    """Arrays: `prefix` are the first items, `items` the others; `longest` in items."""

    prefix: tuple[Handle, ...] = ()
    items: Handle = ANY
    shortest: int = 0
    longest: int | None = None
    unique: bool = False
    extras: Extras = frozenset()

    def at(self, index: int) -> Handle:
        """Return the schema of one item."""
        return self.prefix[index] if index < len(self.prefix) else self.items


@dataclass(frozen=True, slots=True)
class Notes:
    """What a document says about a property beside its schema's set of values."""

    pointer: Pointer
    has_default: bool = False
    default: Any = None
    flags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Object:
    """Objects.

    Attributes:
        properties: Known names.
        patterns: Regular expression on names -> schema.
        additional: Schema of all other properties; NEVER when there may be none.
        names: Schema of every name.
        notes: For some properties, what else is said of them.
    """

    properties: Mapping[str, Handle] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    patterns: Mapping[str, Handle] = field(default_factory=dict)
    additional: Handle = ANY
    names: Handle = ANY
    fewest: int = 0
    most: int | None = None
    extras: Extras = frozenset()
    notes: Mapping[str, Notes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fixed:
    """Arrays or objects that are listed one by one, as canonical JSON."""

    kind: str
    values: frozenset[str]
    extras: Extras = frozenset()


Branch: TypeAlias = Null | Boolean | Number | String | Array | Object | Fixed

_KIND_OF: Final[Mapping[type, str]] = {
    Null: "null",
    Boolean: "boolean",
    Number: "number",
    String: "string",
    Array: "array",
    Object: "object",
}


def kind_of(branch: Branch) -> str:
    """Return the JSON type of a branch's values."""
    return branch.kind if isinstance(branch, Fixed) else _KIND_OF[type(branch)]


Exclusive: TypeAlias = tuple[tuple[Branch, ...], ...]
"""Groups of branches, of which a value may satisfy only one (`oneOf`)."""


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """The values of a schema: those of any branch.

    Attributes:
        branches: None of them is known to be empty.
        doubts: Keywords by which the values may be fewer than the branches say.
        exclusive: What `oneOf` says; of no consequence when the groups do not overlap.
    """

    branches: tuple[Branch, ...]
    doubts: frozenset[str] = frozenset()
    exclusive: tuple[Exclusive, ...] = ()


def unconstrained() -> tuple[Branch, ...]:
    """Return the branches of the schema that takes everything."""
    return Null(), Boolean(), Number(), String(), Array(), Object()
