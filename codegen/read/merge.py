"""`allOf`, and what stands beside `anyOf` and `oneOf`: several schemas become one.

Works on the document's own dicts, before anything is decided about types: what comes
out is an ordinary schema again. A union inside an `allOf` is multiplied out, since no
class of Python is "A and (B or C)".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from codegen.spec.pointer import Pointer

Node = Mapping[str, Any]
Resolve = Callable[[str, Pointer], tuple[Pointer, object]]

MAX_ALTERNATIVES = 64
"""More branches than this are not multiplied out (2^6 two-way choices)."""

COMBINATORS = ("allOf", "anyOf", "oneOf", "$ref")
CONSTRAINTS_ONLY = frozenset(
    {"required", "not", "if", "then", "else", "dependentRequired", "dependentSchemas"}
)
"""Keywords that narrow what is allowed but name no type; branches of nothing else
are left out, as types of Python can't say them."""

ANNOTATIONS = frozenset(
    {
        "title",
        "description",
        "default",
        "deprecated",
        "example",
        "examples",
        "externalDocs",
        "readOnly",
        "writeOnly",
        "$comment",
        "$schema",
        "$id",
        "$anchor",
        "xml",
        "discriminator",
        "nullable",
    }
)
"""Keywords that do not change what a value looks like (`nullable` is handled apart)."""


class TooManyAlternatives(Exception):
    """A product of unions has more than `MAX_ALTERNATIVES` members."""


class Circular(Exception):
    """A schema is a part of itself through `allOf` and `$ref` alone."""


def structure(node: Node) -> set[str]:
    """Return the keywords that say what a value looks like, combinators left out."""
    return {
        key
        for key in node
        if key not in ANNOTATIONS
        and key not in COMBINATORS
        and not key.startswith("x-")
        and key not in CONSTRAINTS_ONLY
    }


def constraints_only(node: object) -> bool:
    """Whether a branch of a union names no type."""
    return isinstance(node, Mapping) and not (
        structure(node) or any(key in node for key in COMBINATORS)
    )


def alternatives(
    node: Node, at: Pointer, resolve: Resolve, seen: frozenset[Pointer] = frozenset()
) -> list[list[Node]]:
    """Return the branches of a schema, each a list of schemas that hold together.

    Args:
        node: A schema with combinators.
        at: Where it stands.
        resolve: Follows a `$ref`.
        seen: Pointers that are being followed.

    Raises:
        TooManyAlternatives: See there.
        Circular: See there.
    """
    own = {key: value for key, value in node.items() if key not in COMBINATORS}
    found: list[list[Node]] = [[own]]
    if isinstance(ref := node.get("$ref"), str):
        target, value = resolve(ref, at)
        if target in seen:
            raise Circular
        if isinstance(value, Mapping):
            parts = alternatives(value, target, resolve, seen | {target})
            found = _product(found, parts)
    for part in _schemas(node.get("allOf")):
        found = _product(found, alternatives(part, at, resolve, seen))
    for keyword in ("anyOf", "oneOf"):
        branches = [b for b in _schemas(node.get(keyword)) if not constraints_only(b)]
        if branches:
            options = [
                option
                for branch in branches
                for option in alternatives(branch, at, resolve, seen)
            ]
            found = _product(found, options)
    return found


def _schemas(value: object) -> Iterable[Node]:
    if isinstance(value, Sequence) and not isinstance(value, str):
        for part in value:
            if isinstance(part, Mapping):
                yield part


def _product(left: list[list[Node]], right: list[list[Node]]) -> list[list[Node]]:
    if len(left) * len(right) > MAX_ALTERNATIVES:
        raise TooManyAlternatives
    return [a + b for a in left for b in right]


_TIGHTER_LOW = ("minimum", "minLength", "minItems", "minProperties")
_TIGHTER_HIGH = ("maximum", "maxLength", "maxItems", "maxProperties")


def merged(parts: Sequence[Node]) -> dict[str, Any] | None:
    """Return one schema for values that satisfy every one of `parts`.

    Returns:
        None when no value can: the parts ask for different types.
    """
    result: dict[str, Any] = {}
    for part in parts:
        for key, value in part.items():
            if key not in result or not _well_formed(key, value):
                result[key] = value
            elif not _well_formed(key, result[key]):
                continue  # it is reported when the whole is read
            elif key == "properties":
                result[key] = _properties(result[key], value)
            elif key == "required":
                # An order of its own: that of the first mention.
                result[key] = list(dict.fromkeys([*result[key], *value]))
            elif key == "type":
                common = _types(result[key], value)
                if not common:
                    return None
                result[key] = common[0] if len(common) == 1 else common
            elif key == "enum":
                result[key] = [item for item in result[key] if item in value]
                if not result[key]:
                    return None
            elif key == "additionalProperties":
                result[key] = _additional(result[key], value)
            elif key in _TIGHTER_LOW:
                result[key] = max(result[key], value)
            elif key in _TIGHTER_HIGH:
                result[key] = min(result[key], value)
            elif key == "nullable":
                result[key] = result[key] and value
            elif key == "items" and value != result[key]:
                result[key] = {"allOf": [result[key], value]}
    return result


def _well_formed(key: str, value: object) -> bool:
    """Whether the value of a keyword is one that can be combined with another."""
    match key:
        case "properties":
            return isinstance(value, Mapping)
        case "required":
            return _texts(value)
        case "type":
            return isinstance(value, str) or _texts(value)
        case "enum":
            return isinstance(value, list)
        case _ if key in _TIGHTER_LOW or key in _TIGHTER_HIGH:
            return isinstance(value, int | float) and not isinstance(value, bool)
        case _:
            return True


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _properties(left: Node, right: Node) -> dict[str, Any]:
    both = dict(left)
    for name, schema in right.items():
        if name not in both or both[name] in (True, {}):
            both[name] = schema
        elif both[name] != schema and schema not in (True, {}):
            both[name] = {"allOf": [both[name], schema]}
    return both


def _additional(left: object, right: object) -> object:
    if left is False or right is False:
        # Of two closed halves only the whole is meant to be closed.
        return False
    return left if right in (True, {}) else right


def _types(left: object, right: object) -> list[str]:
    first = [left] if isinstance(left, str) else list(left)  # type: ignore[call-overload]
    second = [right] if isinstance(right, str) else list(right)  # type: ignore[call-overload]
    common = [item for item in first if item in second]
    if "integer" in second and "number" in first and "integer" not in common:
        common.append("integer")
    if "number" in second and "integer" in first and "integer" not in common:
        common.append("integer")
    return common
