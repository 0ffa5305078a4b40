"""Schemas without parts: null, booleans, numbers, strings, enumerations."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from codegen import ir, names
from codegen.encode import Identifier, SpecText
from codegen.read.context import Reading, kind_of
from codegen.spec.pointer import Pointer

INTEGER_FORMATS = frozenset(
    {"int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"}
)
"""Formats of the OpenAPI format registry that say "integer" also on a string."""

NUMBER_FORMATS = frozenset({"float", "double", "number"})

_PYDANTIC_DECIMAL = r"^(?!^[-+.]*$)[+-]?0*"
"""How pydantic begins the pattern of a Decimal that travels as a string; what follows
depends on its limits and on pydantic's release."""


CONSTRAINTS = frozenset(
    {
        "contentEncoding",
        "contentMediaType",
        "exclusiveMaximum",
        "exclusiveMinimum",
        "format",
        "maxLength",
        "maximum",
        "minLength",
        "minimum",
        "multipleOf",
        "pattern",
    }
)
"""Keywords that make a scalar type more than its name."""

PLAIN: Mapping[str, ir.Schema] = {
    "boolean": ir.Boolean(),
    "integer": ir.Number(integer=True),
    "number": ir.Number(integer=False),
    "string": ir.String(),
}


class ScalarReader:
    """Reads the schemas that need no names."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def read(self, node: Mapping[str, Any], kind: str, at: Pointer) -> ir.Schema:
        """Read a schema of one scalar type."""
        if CONSTRAINTS.isdisjoint(node) and (plain := PLAIN.get(kind)) is not None:
            return plain
        match kind:
            case "null":
                return ir.Null()
            case "boolean":
                return ir.Boolean()
            case "integer" | "number":
                return self._number(node, kind == "integer", at)
            case "string":
                return self._string(node, at)
            case _:
                self._reading.malformed(
                    at / "type", f"{kind_of(kind)} is no type of JSON Schema"
                )
                return ir.Any_()

    def _number(self, node: Mapping[str, Any], integer: bool, at: Pointer) -> ir.Number:
        lower, lower_open = self._bound(node, "minimum", "exclusiveMinimum", max, at)
        upper, upper_open = self._bound(node, "maximum", "exclusiveMaximum", min, at)
        return ir.Number(
            integer=integer,
            format=_word(node, "format"),
            lower=lower,
            lower_open=lower_open,
            upper=upper,
            upper_open=upper_open,
            multiple_of=self._limit(node, "multipleOf", at),
        )

    def _bound(
        self,
        node: Mapping[str, Any],
        key: str,
        exclusive_key: str,
        tighter: Any,
        at: Pointer,
    ) -> tuple[int | float | None, bool]:
        """Read a bound in both spellings: a number of its own, or 3.0's flag."""
        bound = self._limit(node, key, at)
        exclusive = node.get(exclusive_key)
        if exclusive is True:
            return bound, bound is not None
        if exclusive is None or exclusive is False:
            return bound, False
        other = self._limit(node, exclusive_key, at)
        if bound is None or other is None:
            return (other, True) if bound is None else (bound, False)
        return (other, True) if tighter(bound, other) == other else (bound, False)

    def _limit(
        self, node: Mapping[str, Any], key: str, at: Pointer
    ) -> int | float | None:
        value = node.get(key)
        if value is None or (
            isinstance(value, int | float) and not isinstance(value, bool)
        ):
            if value is None or not math.isfinite(value):
                return None
            # FastAPI writes the bound 1 of an integer as 1.0.
            return int(value) if value == int(value) else value
        self._reading.malformed(at / key, f"{kind_of(value)} is no number")
        return None

    def count(self, node: Mapping[str, Any], key: str, at: Pointer) -> int | None:
        """Read a length or a count."""
        value = self._limit(node, key, at)
        return None if value is None else int(value)

    def _string(self, node: Mapping[str, Any], at: Pointer) -> ir.Schema:
        form = _word(node, "format")
        pattern = node.get("pattern")
        if form in INTEGER_FORMATS:
            return ir.Number(integer=True, format=form, text=True)
        if form in NUMBER_FORMATS:
            return ir.Number(integer=False, format=form, text=True)
        if form == "boolean":
            return ir.Boolean(text=True)
        if form is None and is_decimal_pattern(pattern):
            form = "decimal"
        media_type = _word(node, "contentMediaType")
        if form is None and media_type == "application/octet-stream":
            # FastAPI's spelling of `UploadFile` and `bytes` since 0.129.
            form = "binary"
        return ir.String(
            format=form,
            pattern=SpecText(pattern) if isinstance(pattern, str) else None,
            min_length=self.count(node, "minLength", at),
            max_length=self.count(node, "maxLength", at),
            encoding=_word(node, "contentEncoding"),
            media_type=media_type,
        )

    def decimal_union(self, parts: Sequence[object]) -> ir.Schema | None:
        """Recognise pydantic's Decimal: a number, or a string with its pattern.

        Returns:
            The decimal, with null when that is a branch; None for any other union.
        """
        kinds: list[object] = []
        for part in parts:
            if not isinstance(part, dict):
                return None
            decimal = is_decimal_pattern(part.get("pattern"))
            kinds.append("decimal" if decimal else part.get("type"))
        if "decimal" not in kinds or "number" not in kinds:
            return None
        if not set(kinds) <= {"decimal", "number", "null"}:
            return None
        schema = ir.String(format="decimal")
        return ir.Union((schema, ir.Null())) if "null" in kinds else schema

    def enum_values(
        self, node: Mapping[str, Any], at: Pointer
    ) -> tuple[ir.Scalar, ...]:
        """Read `const`, or else `enum`: each value once, strings as `SpecText`."""
        raw = (
            [node["const"]]
            if "const" in node
            else self._reading.sequence(node.get("enum"), at / "enum")
        )
        kind = node.get("type")
        found: dict[tuple[type, object], ir.Scalar] = {}
        for index, value in enumerate(raw):
            if isinstance(value, dict | list):
                self._reading.problems.notice(
                    "note",
                    "ISO116",
                    at.child("enum", index),
                    f"an enumeration with {kind_of(value)}; typed as any value",
                )
                return ()
            if kind == "integer" and isinstance(value, float) and value.is_integer():
                value = int(value)
            if isinstance(value, float) and not math.isfinite(value):
                continue
            if isinstance(value, str):
                self._reading.spelled(value, at / "enum")
            text = SpecText(value) if isinstance(value, str) else value
            found.setdefault((type(value), value), text)
        return tuple(found.values())


def is_decimal_pattern(pattern: object) -> bool:
    """Whether a pattern is the one that pydantic gives a Decimal."""
    return isinstance(pattern, str) and pattern.startswith(_PYDANTIC_DECIMAL)


def _word(node: Mapping[str, Any], key: str) -> str | None:
    value = node.get(key)
    return value if isinstance(value, str) else None


def enum_members(values: Sequence[ir.Scalar]) -> ir.EnumModel | None:
    """Name the members of an enumeration.

    Returns:
        None when the values are not of one type that a class can have.
    """
    kinds = {type(value) for value in values}
    base: Literal["string", "integer", "number"]
    if kinds == {SpecText}:
        base = "string"
    elif kinds == {int}:
        base = "integer"
    elif kinds <= {int, float} and kinds:
        base = "number"
    else:
        return None
    taken = names.Registry({"NAME", "VALUE"} if base != "string" else ())
    members: list[tuple[Identifier, ir.Scalar]] = []
    for value in values:
        raw = value.raw if isinstance(value, SpecText) else repr(value)
        members.append((taken.claim(names.constant(raw, "VALUE")), value))
    return ir.EnumModel(base, tuple(members))
