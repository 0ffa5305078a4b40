"""Unions: what the branches of `anyOf` and `oneOf` make together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from codegen import ir
from codegen.read import merge
from codegen.read.scalars import CONSTRAINTS

NARROWING = CONSTRAINTS | {
    "additionalProperties",
    "const",
    "enum",
    "items",
    "patternProperties",
    "prefixItems",
    "properties",
    "type",
}
"""Keywords beside a union that make its empty branch more than any value."""


def allows_all(node: object) -> bool:
    """Whether a branch of a union is the empty schema, which every value fits."""
    return isinstance(node, dict) and merge.ANNOTATIONS - {"nullable"} >= set(node)


def said_once(node: dict[str, Any]) -> dict[str, Any]:
    """Take out a combinator whose one branch stands beside it as well.

    DiracX writes `{"anyOf": [{"$ref": x}], "nullable": true, "$ref": x}` when it serves
    its document as 3.0.
    """
    for key in ("allOf", "anyOf", "oneOf"):
        parts = node.get(key)
        if not isinstance(parts, list) or len(parts) != 1:
            continue
        (part,) = parts
        if (
            isinstance(part, dict)
            and part
            and all(
                name in node and node[name] == value for name, value in part.items()
            )
        ):
            return {name: value for name, value in node.items() if name != key}
    return node


def is_null(node: object) -> bool:
    """Whether a schema is `type: null`."""
    return isinstance(node, dict) and node.get("type") == "null"


def worth_a_name(union: ir.Union) -> bool:
    """Whether a named union is more than one type that may be null."""
    return len([b for b in union.branches if b != ir.Null()]) > 1


def with_null(schema: ir.Schema) -> ir.Schema:
    """Return the union of a schema and null."""
    return join([schema, ir.Null()], None, False)


def _one_enum(enums: Sequence[ir.Enum]) -> ir.Enum:
    """Make one enumeration of several; 1 and true are two values, as in JSON."""
    found = {(type(value), value): value for enum in enums for value in enum.values}
    return enums[0] if len(set(map(repr, enums))) == 1 else ir.Enum((*found.values(),))


def join(
    branches: Sequence[ir.Schema],
    discriminator: ir.Discriminator | None,
    exclusive: bool,
) -> ir.Schema:
    """Make one schema of the branches of a union: flat, each once, null last."""
    flat: list[ir.Schema] = []
    for branch in branches:
        if isinstance(branch, ir.Union):
            discriminator = discriminator or branch.discriminator
            flat.extend(branch.branches)
        else:
            flat.append(branch)
    if any(isinstance(branch, ir.Any_) for branch in flat):
        return ir.Any_()
    null = ir.Null() in flat
    unique: list[ir.Schema] = []
    enums: list[ir.Enum] = []
    for branch in flat:
        if isinstance(branch, ir.Enum):
            if not enums:
                unique.append(branch)
            enums.append(branch)
        elif branch != ir.Null() and branch not in unique:
            unique.append(branch)
    if len(enums) > 1:
        unique[unique.index(enums[0])] = _one_enum(enums)
    if not unique:
        return ir.Null()
    if null:
        unique.append(ir.Null())
    if len(unique) == 1:
        return unique[0]
    if discriminator is not None:
        tagged = {name for _, name in discriminator.mapping}
        objects = {b.name for b in unique if isinstance(b, ir.Ref)}
        others = [b for b in unique if not isinstance(b, ir.Ref | ir.Null)]
        if others or tagged != objects or len(objects) < 2:
            discriminator = None
    return ir.Union(tuple(unique), discriminator, exclusive)
