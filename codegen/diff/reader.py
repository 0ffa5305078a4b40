"""One schema without its combinators, read keyword by keyword: a branch for each type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Protocol, TypeAlias

from codegen.diff import conjunction, keywords
from codegen.diff.shape import (
    ANY,
    KINDS,
    Array,
    Boolean,
    Branch,
    Extra,
    Handle,
    Null,
    Number,
    Object,
    String,
    both,
)
from codegen.diff.spellings import PATTERNS, UNENFORCED, string_formats
from codegen.spec.pointer import Pointer

Json: TypeAlias = Any
Mode = Literal["any", "request", "response"]


class Schemas(conjunction.Reader, Protocol):
    """The schemas of a document, as far as reading one of them needs the others."""

    mode: Mode

    @property
    def text(self) -> Handle:
        """The schema of all strings."""
        ...

    def handle(self, node: object, at: Pointer) -> Handle:
        """Return the handle of a schema."""
        ...

    def resolve(self, ref: str, at: Pointer) -> tuple[Pointer, object]:
        """Follow a reference one step."""
        ...

    def note(self, at: Pointer, fact: str) -> None:
        """Remember that a place could not be read."""
        ...


class BranchReader:
    """Reads schemas; what stands in them is asked of the document."""

    def __init__(self, schemas: Schemas) -> None:
        self._schemas = schemas

    def branches(self, node: Mapping[str, Json], at: Pointer) -> tuple[Branch, ...]:
        """Return a branch for each type that a schema takes, without its combinators."""
        kinds = self._kinds(node, at)
        extras = self._extras(node, at)
        found: list[Branch] = []
        for kind in kinds:
            branch = self._branch(kind, node, at, extras)
            if branch is not None:
                found.append(branch)
        listed = keywords.listed(node)
        if listed is None:
            return tuple(found)
        return conjunction.union(
            [
                merged
                for value in conjunction.branches_of(listed)
                for branch in found
                if (merged := conjunction.conjunction(branch, value, self._schemas))
                is not None
            ]
        )

    def _kinds(self, node: Mapping[str, Json], at: Pointer) -> tuple[str, ...]:
        given = node.get("type")
        if isinstance(given, str):
            given = [given]
        if isinstance(given, list):
            known = [k for k in given if isinstance(k, str) and k in keywords.TYPES]
            if len(known) < len(given):
                self._schemas.note(at / "type", "it is no type of JSON Schema")
            if known:
                if "number" in known and "integer" in known:
                    known.remove("integer")
                return tuple(dict.fromkeys(known))
        elif given is not None:
            self._schemas.note(at / "type", "it is no type of JSON Schema")
        if self._schemas.mode != "any":
            implied = keywords.implied_type(node)
            if implied is not None:
                return (implied,)
        return KINDS

    def _extras(self, node: Mapping[str, Json], at: Pointer) -> frozenset[Extra]:
        return frozenset(
            Extra(
                keyword,
                facts,
                tuple(
                    (name, self._schemas.handle(part, place))
                    for name, part, place in parts
                ),
                at / keyword,
            )
            for keyword, facts, parts in keywords.extras(node, at)
        )

    def _branch(
        self,
        kind: str,
        node: Mapping[str, Json],
        at: Pointer,
        extras: frozenset[Extra],
    ) -> Branch | None:
        general = frozenset(e for e in extras if e.keyword in keywords.GENERAL)
        match kind:
            case "null":
                return Null(general)
            case "boolean":
                return Boolean(extras=general)
            case "number" | "integer":
                return self._number(kind, node, general)
            case "string":
                own = frozenset(e for e in extras if e.keyword in keywords.OF_STRINGS)
                return self._string(node, at, general | own)
            case "array":
                own = frozenset(e for e in extras if e.keyword in keywords.OF_ARRAYS)
                return self._array(node, at, general | own)
            case _:
                own = frozenset(e for e in extras if e.keyword in keywords.OF_OBJECTS)
                return self._object(node, at, general | own)

    def _number(
        self, kind: str, node: Mapping[str, Json], extras: frozenset[Extra]
    ) -> Branch | None:
        bounds = keywords.bounds(node)
        multiple = node.get("multipleOf")
        given = node.get("format")
        return conjunction.tidy_number(
            Number(
                integer=kind == "integer",
                lower=bounds.lower,
                lower_open=bounds.lower_open,
                upper=bounds.upper,
                upper_open=bounds.upper_open,
                multiples=(
                    frozenset({multiple})
                    if keywords.is_number(multiple) and multiple > 0
                    else frozenset()
                ),
                formats=(
                    frozenset({given})
                    if isinstance(given, str) and given not in UNENFORCED
                    else frozenset()
                ),
                extras=extras,
            )
        )

    def _string(
        self, node: Mapping[str, Json], at: Pointer, extras: frozenset[Extra]
    ) -> Branch | None:
        pattern = node.get("pattern")
        shortest = self._count(node, "minLength", at) or 0
        longest = self._count(node, "maxLength", at)
        if longest is not None and longest < shortest:
            return None
        return String(
            shortest=shortest,
            longest=longest,
            patterns=frozenset(
                {PATTERNS.get(pattern, pattern)} if isinstance(pattern, str) else ()
            ),
            formats=string_formats(node),
            extras=extras,
        )

    def _array(
        self, node: Mapping[str, Json], at: Pointer, extras: frozenset[Extra]
    ) -> Branch | None:
        items = node.get("items", True)
        key = "items" if isinstance(items, list) else "prefixItems"
        prefix = node.get(key)
        first = tuple(
            self._schemas.handle(part, at.child(key, index))
            for index, part in enumerate(prefix if isinstance(prefix, list) else ())
        )
        if isinstance(items, list):  # before 2020-12, and FastAPI before 0.99
            items, place = node.get("additionalItems", True), at / "additionalItems"
        else:
            place = at / "items"
        return conjunction.tidy_array(
            Array(
                prefix=first,
                items=self._schemas.handle(items, place),
                shortest=self._count(node, "minItems", at) or 0,
                longest=self._count(node, "maxItems", at),
                unique=node.get("uniqueItems") is True,
                extras=extras,
            )
        )

    def _object(
        self, node: Mapping[str, Json], at: Pointer, extras: frozenset[Extra]
    ) -> Branch | None:
        properties = node.get("properties")
        given = properties if isinstance(properties, Mapping) else {}
        if properties is not None and given is not properties:
            self._schemas.note(at / "properties", "it is no object")
        handles, notes = {}, {}
        for name in given:
            place = at.child("properties", name)
            handles[name] = self._schemas.handle(given[name], place)
            flags = [f for f in keywords.FLAGS if self._flagged(given[name], place, f)]
            notes[name] = keywords.notes(given[name], place, flags)
        additional = node.get("additionalProperties", True)
        raw = node.get("patternProperties")
        patterns: Mapping[str, Json] = raw if isinstance(raw, Mapping) else {}
        return conjunction.tidy_object(
            Object(
                properties=handles,
                required=self._required(node, given, at),
                patterns={
                    pattern: self._schemas.handle(
                        patterns[pattern], at.child("patternProperties", pattern)
                    )
                    for pattern in patterns
                },
                additional=self._schemas.handle(
                    additional, at / "additionalProperties"
                ),
                names=self._names(node, at),
                fewest=self._count(node, "minProperties", at) or 0,
                most=self._count(node, "maxProperties", at),
                extras=extras,
                notes=notes,
            )
        )

    def _names(self, node: Mapping[str, Json], at: Pointer) -> Handle:
        names = self._schemas.handle(
            node.get("propertyNames", True), at / "propertyNames"
        )
        return both(names, self._schemas.text) if names != ANY else ANY

    def _required(
        self, node: Mapping[str, Json], properties: Mapping[str, Json], at: Pointer
    ) -> frozenset[str]:
        required = node.get("required")
        if not isinstance(required, list):
            if required is not None and not isinstance(required, bool):
                self._schemas.note(at / "required", "it is no array")
            return frozenset()
        found = frozenset(name for name in required if isinstance(name, str))
        skip = {"request": "readOnly", "response": "writeOnly"}.get(self._schemas.mode)
        if skip is None:
            return found
        return frozenset(
            name for name in found if not self._flagged(properties.get(name), at, skip)
        )

    def _flagged(self, node: object, at: Pointer, flag: str) -> bool:
        for _ in range(8):  # longer chains of references do not occur
            if not isinstance(node, Mapping):
                return False
            if node.get(flag) is True:
                return True
            if not isinstance(ref := node.get("$ref"), str):
                return False
            at, node = self._schemas.resolve(ref, at)
        return False

    def _count(self, node: Mapping[str, Json], key: str, at: Pointer) -> int | None:
        value = node.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
            self._schemas.note(at / key, "it is no count")
            return None
        return int(value)
