"""The properties of an object -> `ir.Field`s, in an order of their own."""

from __future__ import annotations

import marshal
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

from codegen import ir, names
from codegen.encode import Identifier, SpecText
from codegen.read.context import Reading, description
from codegen.read.reserved import FIELD_NAMES
from codegen.read.scalars import ScalarReader
from codegen.spec.pointer import Pointer

SCALARS = frozenset({"boolean", "integer", "number", "string"})
COMPLEX = frozenset(
    {"$ref", "allOf", "anyOf", "const", "enum", "nullable", "oneOf", "properties"}
)
"""Keywords without which a schema of one of `SCALARS` is nothing but that. Three
fields in four are; asking for names and places of the others' parts costs as much."""

ReadSchema = Callable[[object, Pointer, str], ir.Schema]
"""Reads a schema: the node, where it stands, a name for its class if it needs one."""


class FieldReader:
    """Reads the properties of objects.

    Documents repeat themselves: of the properties that are plain scalars, nine in ten
    stand elsewhere word for word. Those are one field, read once.

    Args:
        reading: The run.
        scalars: Reads the plain ones.
        schema: Reads all others.
        classes: The names of all models so far.

    Attributes:
        beyond_ascii: Names of fields in other scripts, which no class may have.
    """

    def __init__(
        self,
        reading: Reading,
        scalars: ScalarReader,
        schema: ReadSchema,
        classes: names.Registry,
    ) -> None:
        self._reading = reading
        self._scalars = scalars
        self._schema = schema
        self._classes = classes
        self._shared: dict[Hashable, ir.Field] = {}
        self.beyond_ascii: set[str] = set()

    def shape(
        self, name: Identifier, node: Mapping[str, Any], at: Pointer
    ) -> ir.ObjectModel:
        """Read an object that has properties.

        Args:
            name: Its class.
            node: The schema.
            at: Where it stands.
        """
        properties = self._reading.mapping(node["properties"], at / "properties")
        required = [
            key
            for key in self._reading.sequence(node.get("required"), at / "required")
            if isinstance(key, str)
        ]
        needed = frozenset(required)
        taken = names.Registry(FIELD_NAMES)
        fields = [
            self._field(name, key, properties[key], at, key in needed, taken)
            for key in ordered(properties, required)
        ]
        additional = node.get("additionalProperties")
        extra: ir.Schema | None = None
        if additional is True or "discriminator" in node:
            # Of a base class with a discriminator only the children know all fields.
            extra = ir.Any_()
        elif isinstance(additional, dict):
            place = at / "additionalProperties"
            extra = self._schema(additional, place, f"{name}Value")
        return ir.ObjectModel(
            tuple(fields),
            extra,
            additional is False,
            self._scalars.count(node, "minProperties", at),
            self._scalars.count(node, "maxProperties", at),
        )

    def _field(
        self,
        model: Identifier,
        key: str,
        node: object,
        parent: Pointer,
        required: bool,
        taken: names.Registry,
    ) -> ir.Field:
        notes: dict[str, Any] = node if isinstance(node, dict) else {}
        kind = notes.get("type")
        plain = isinstance(kind, str) and kind in SCALARS and COMPLEX.isdisjoint(notes)
        words = (key, required, marshal.dumps(notes)) if plain else None
        renamed = self._reading.renamed(f"{model}.{key}")
        known = self._shared.get(words) if words and not renamed else None
        if known is not None and taken.claim_free(known.name):
            return known
        at = parent.child("properties", key)
        noted = len(self._reading.problems)
        name = self._name(model, key, at, renamed, taken)
        if plain and isinstance(kind, str):
            schema = self._scalars.read(notes, kind, at)
        else:
            schema = self._schema(node, at, model + names.pascal(key, "Field"))
        field = ir.Field(
            wire_name=SpecText(key),
            name=name,
            schema=schema,
            required=required,
            description=description(notes),
            has_default="default" in notes,
            default=notes.get("default"),
            deprecated=notes.get("deprecated") is True,
            read_only=_says(notes, "readOnly"),
            write_only=_says(notes, "writeOnly"),
        )
        # What is said about a place is said about each, and a name that others may
        # hide, or that the settings give, is one for here only.
        quiet = len(self._reading.problems) == noted
        if words and quiet and name.isascii() and not renamed:
            self._shared[words] = field
        return field

    def _name(
        self,
        model: Identifier,
        key: str,
        at: Pointer,
        renamed: Identifier | None,
        taken: names.Registry,
    ) -> Identifier:
        self._reading.spelled(key, at)
        wanted = renamed or names.snake(key, "field")
        # Where a script has no capitals, a class may have the very name of a field,
        # and be hidden by it.
        free = wanted.isascii() or wanted not in self._classes
        name = taken.claim_reserved(wanted if free else Identifier(f"{wanted}_"))
        if not name.isascii():
            self.beyond_ascii.add(name)
        if name != wanted:
            self._reading.problems.notice(
                "renamed",
                "ISO106",
                at,
                f"the field name {wanted} is taken; this one is {model}.{name}",
                f'rename it: "{model}.{key}" in [tool.isospin.rename]',
            )
        return name


def ordered(properties: Mapping[str, Any], required: Sequence[str]) -> list[str]:
    """Order properties without regard to the order of a JSON object.

    Required ones come first, in the order of `required`, which is an array and so has
    an order that may be relied on; the others follow by name.
    """
    first = [key for key in dict.fromkeys(required) if key in properties]
    known = set(first)
    return first + sorted(key for key in properties if key not in known)


def _says(notes: Mapping[str, Any], keyword: str) -> bool:
    """Whether a property has a flag, itself or, as pydantic writes it, beside null."""
    if notes.get(keyword) is True:
        return True
    parts = notes.get("anyOf")
    return (
        isinstance(parts, list)
        and len(parts) == 2
        and any(isinstance(part, dict) and part.get(keyword) is True for part in parts)
    )
