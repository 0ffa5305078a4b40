"""Keywords of JSON Schema, read one at a time and leniently."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeGuard

from codegen.diff.shape import Notes
from codegen.spec.pointer import Pointer

Node = Mapping[str, Any]
Part = tuple[str, object, Pointer]

TYPES: Final = frozenset(
    {"null", "boolean", "integer", "number", "string", "array", "object"}
)

GENERAL: Final = frozenset({"$schema", "defaultMapping", "if", "not"})
OF_STRINGS: Final = frozenset({"contentSchema"})
OF_ARRAYS: Final = frozenset({"contains", "unevaluatedItems"})
OF_OBJECTS: Final = frozenset({"dependentRequired", "dependentSchemas", "dependencies"})
"""Keywords that become an `Extra`, by the types that they are about."""

FLAGS: Final = ("deprecated", "readOnly", "writeOnly")
"""What is said of a property beside its values."""

DOUBTFUL: Final = frozenset({"$dynamicRef", "$recursiveRef"})
"""Keywords that are not understood: schemas that have them are never proved to fit."""


_DIALECTS: Final = (
    "https://json-schema.org/draft/2020-12/schema",
    "https://spec.openapis.org/oas/3.1/dialect/",
    "https://spec.openapis.org/oas/3.2/dialect/",
)
"""Dialects of JSON Schema that are understood: those of OpenAPI 3.1 and 3.2."""


def dialect(value: object) -> str:
    """Return a dialect of JSON Schema; nothing for those that are understood."""
    text = value if isinstance(value, str) else ""
    return "" if text.rstrip("#").startswith(_DIALECTS) else text


def is_number(value: object) -> TypeGuard[int | float]:
    """Whether a JSON value is a number; booleans are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def canonical(value: object) -> str:
    """Return a JSON value as text that is equal for equal values."""
    return json.dumps(_plain(value), sort_keys=True, ensure_ascii=True, default=str)


def unordered(value: object) -> str:
    """Return a JSON value as text in which the order of nothing matters."""
    match value:
        case Mapping():
            pairs = (f"{key}: {unordered(item)}" for key, item in value.items())
            return "{" + ", ".join(sorted(pairs)) + "}"
        case list() | tuple():
            return "[" + ", ".join(sorted(map(unordered, value))) + "]"
        case _:
            return canonical(value)


def _plain(value: object) -> object:
    """Write 1.0 as 1, since JSON Schema makes no difference."""
    match value:
        case float() if value.is_integer():
            return int(value)
        case list() | tuple():
            return [_plain(item) for item in value]
        case Mapping():
            return {str(key): _plain(item) for key, item in value.items()}
        case _:
            return value


@dataclass(frozen=True, slots=True)
class Bounds:
    """An interval of numbers; None is no bound."""

    lower: int | float | None = None
    lower_open: bool = False
    upper: int | float | None = None
    upper_open: bool = False


def bounds(node: Node) -> Bounds:
    """Read bounds in the spelling of OpenAPI 3.0 (booleans) and of JSON Schema."""
    lower, lower_open = _bound(node, "minimum", "exclusiveMinimum", 1)
    upper, upper_open = _bound(node, "maximum", "exclusiveMaximum", -1)
    return Bounds(lower, lower_open, upper, upper_open)


def _bound(
    node: Node, closed: str, exclusive: str, sign: int
) -> tuple[int | float | None, bool]:
    bound, other = node.get(closed), node.get(exclusive)
    found = bound if is_number(bound) else None
    if other is True:
        return found, found is not None
    if is_number(other) and (found is None or sign * other >= sign * found):
        return other, True
    return found, False


def listed(node: Node) -> list[Any] | None:
    """Return the values that `enum` and `const` allow; None when neither is there."""
    found: list[Any] | None = None
    if isinstance(node.get("enum"), list):
        found = list(node["enum"])
    if "const" in node:
        const = node["const"]
        same = canonical(const)
        found = [
            value
            for value in ([const] if found is None else found)
            if canonical(value) == same
        ]
    return found


def implied_type(node: Node) -> str | None:
    """Tell the type of a schema that has none from keywords that only one type has.

    Strictly, such a schema takes every value of other types; nobody means that.
    """
    if any(k in node for k in ("enum", "const", "allOf", "anyOf", "oneOf", "$ref")):
        return None
    for kind, keys in (
        ("object", ("properties", "additionalProperties", "patternProperties")),
        ("array", ("items", "prefixItems")),
        ("string", ("pattern", "contentMediaType", "contentEncoding")),
    ):
        if any(key in node for key in keys):
            return kind
    return None


def extras(node: Node, at: Pointer) -> Iterable[tuple[str, str, Sequence[Part]]]:
    """Yield the keywords that become an `Extra`: keyword, facts, schemas by name."""
    if other := dialect(node.get("$schema")):
        yield "$schema", canonical(other), []
    spec = node.get("discriminator")
    if isinstance(spec, Mapping) and "defaultMapping" in spec:
        yield "defaultMapping", canonical(spec["defaultMapping"]), []
    if "not" in node:
        yield "not", "", [("not", node["not"], at / "not")]
    if "if" in node:
        parts = [(k, node[k], at / k) for k in ("if", "then", "else") if k in node]
        yield "if", "", parts
    if "contains" in node:
        facts = {k: node[k] for k in ("minContains", "maxContains") if k in node}
        facts.setdefault("minContains", 1)
        yield "contains", canonical(facts), [
            ("contains", node["contains"], at / "contains")
        ]
    if "contentSchema" in node:
        place = at / "contentSchema"
        yield "contentSchema", "", [("content", node["contentSchema"], place)]
    if node.get("unevaluatedItems", True) not in (True, {}):
        place = at / "unevaluatedItems"
        yield "unevaluatedItems", "", [("items", node["unevaluatedItems"], place)]
    yield from _dependencies(node, at)


def _dependencies(node: Node, at: Pointer) -> Iterable[tuple[str, str, Sequence[Part]]]:
    required = node.get("dependentRequired")
    if isinstance(required, Mapping):
        for name in required:
            names = required[name] if isinstance(required[name], list) else []
            yield "dependentRequired", canonical([name, sorted(map(str, names))]), []
    schemas = node.get("dependentSchemas")
    if isinstance(schemas, Mapping):
        for name in schemas:
            place = at.child("dependentSchemas", name)
            yield "dependentSchemas", canonical(name), [(name, schemas[name], place)]
    both = node.get("dependencies")
    if isinstance(both, Mapping):
        yield "dependencies", canonical(both), []


def notes(node: object, at: Pointer, flags: Iterable[str]) -> Notes:
    """Read what stands beside a property's schema; `flags` are those that are set."""
    given = node if isinstance(node, Mapping) else {}
    return Notes(at, "default" in given, given.get("default"), frozenset(flags))


@dataclass(frozen=True, slots=True)
class Tags:
    """A discriminator: property, and component or reference -> values."""

    name: str
    mapping: Mapping[str, Sequence[str]]

    def values(self, part: object) -> list[str]:
        """Return the values that mean a branch; none when it is no reference."""
        ref = part.get("$ref") if isinstance(part, Mapping) else None
        if not isinstance(ref, str):
            return []
        key = ref.rsplit("/", 1)[-1]
        return sorted(self.mapping.get(ref) or self.mapping.get(key) or [key])


def discriminator(node: Node) -> Tags | None:
    """Read the discriminator of a union."""
    spec = node.get("discriminator")
    if not isinstance(spec, Mapping) or not isinstance(
        name := spec.get("propertyName"), str
    ):
        return None
    mapping: dict[str, list[str]] = {}
    given = spec.get("mapping")
    for value, target in given.items() if isinstance(given, Mapping) else ():
        if isinstance(target, str):
            mapping.setdefault(target, []).append(value)
    return Tags(name, mapping)
