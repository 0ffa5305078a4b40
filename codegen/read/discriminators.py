"""Discriminators: which value of a property means which branch of a union.

Source:
    OpenAPI 3.1.1, section 4.8.25, Discriminator Object.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from codegen import ir
from codegen.encode import Identifier, SpecText
from codegen.read.context import Reading
from codegen.read.scalars import ScalarReader
from codegen.spec.pointer import Pointer

Branch = tuple[Pointer, object, ir.Schema]
"""A branch of a union: where it stands, as written, and as read."""

_DEEPEST = 20
"""How far parts of parts are looked into; an object that is a part of itself is refused
where it is read."""


class DiscriminatorReader:
    """Reads discriminators of unions whose branches are read already."""

    def __init__(self, reading: Reading, scalars: ScalarReader) -> None:
        self._reading = reading
        self._scalars = scalars

    def read(
        self, node: Mapping[str, Any], branches: Sequence[Branch], at: Pointer
    ) -> ir.Discriminator | None:
        """Tell which value of which property means which branch.

        The branches' own `const` is believed first: a mapping can only spell strings.
        """
        spec = node.get("discriminator")
        if not isinstance(spec, dict) or not isinstance(
            wire_name := spec.get("propertyName"), str
        ):
            return None
        mapping: list[tuple[ir.Scalar, Identifier]] = []
        named = self._mapping(spec, at)
        spelled = {value: target for target, some in named.items() for value in some}
        for place, part, schema in branches:
            if schema == ir.Null():
                continue
            if not isinstance(schema, ir.Ref):
                return None
            target, branch = self._reading.follow(part, place)
            values = [
                # Several branches may share one enumeration: the mapping tells whose.
                tag
                for tag in self._tags(branch, wire_name, target)
                if not isinstance(tag, SpecText)
                or spelled.get(tag.raw, target) == target
            ]
            if not values:
                kind = self._kind_of_tag(branch, wire_name, target)
                values = [_tag(v, kind) for v in named.get(target, [target[-1]])]
            mapping.extend((value, schema.name) for value in values)
        # A value that several branches claim tells nothing.
        once = {(type(value), value, name): (value, name) for value, name in mapping}
        claims = Counter((kind, value) for kind, value, _ in once)
        clear = [pair for key, pair in once.items() if claims[key[:2]] == 1]
        return ir.Discriminator(SpecText(wire_name), tuple(clear)) if clear else None

    def _mapping(
        self, spec: Mapping[str, Any], at: Pointer
    ) -> Mapping[Pointer, list[str]]:
        """Read a discriminator's mapping: where a branch stands -> its values."""
        named: dict[Pointer, list[str]] = {}
        mapping = self._reading.mapping(spec.get("mapping"), at / "discriminator")
        for value, ref in sorted(mapping.items()):
            if isinstance(ref, str):
                if "/" not in ref and "#" not in ref and "." not in ref:
                    ref = f"#/components/schemas/{ref}"
                target, _ = self._reading.resolve(ref, at)
                named.setdefault(target, []).append(value)
        return named

    def _kind_of_tag(
        self, branch: Mapping[str, Any], wire_name: str, at: Pointer
    ) -> object:
        found = self._property(branch, wire_name, at)
        return found[1].get("type") if found else None

    def _tags(
        self, branch: Mapping[str, Any], wire_name: str, at: Pointer
    ) -> list[ir.Scalar]:
        found = self._property(branch, wire_name, at)
        if found is None:
            return []
        place, tag = found
        if "const" in tag or "enum" in tag:
            return list(self._scalars.enum_values(tag, place))
        return []

    def _property(
        self, branch: Mapping[str, Any], wire_name: str, at: Pointer, depth: int = 0
    ) -> tuple[Pointer, dict[str, Any]] | None:
        """Return the schema of a property, the object's own or one of its parts'."""
        properties = branch.get("properties")
        if isinstance(properties, dict) and wire_name in properties:
            place = at.child("properties", wire_name)
            return self._reading.follow(properties[wire_name], place)
        parts = branch.get("allOf")
        if not isinstance(parts, list) or depth == _DEEPEST:
            return None
        for number, part in enumerate(parts):
            place, node = self._reading.follow(part, at.child("allOf", number))
            if found := self._property(node, wire_name, place, depth + 1):
                return found
        return None


def _tag(spelled: str, kind: object) -> ir.Scalar:
    """Read the value of a tag that a mapping spells as a text."""
    if kind == "boolean" and spelled in ("true", "false"):
        return spelled == "true"
    return SpecText(spelled)
