"""Whether a parameter has arrays or objects inside each other."""

from __future__ import annotations

from collections.abc import Mapping

from codegen import ir
from codegen.encode import Identifier


def is_nested(
    schema: ir.Schema, models: Mapping[Identifier, ir.Model], depth: int = 0
) -> bool:
    """Whether values may hold an array or an object inside of another.

    Args:
        schema: The schema of a parameter.
        models: Every model that it may refer to.
        depth: How many arrays and objects are around it already.
    """
    inner: tuple[ir.Schema, ...]
    match schema:
        case ir.Union(branches):
            return any(is_nested(branch, models, depth) for branch in branches)
        case ir.Array(items, prefix):
            inner = (items, *prefix)
        case ir.Map(values):
            inner = (values,)
        case ir.Ref(name):
            match models[name].shape:
                case ir.ObjectModel(fields):
                    inner = tuple(field.schema for field in fields)
                case ir.AliasModel(target, recursive):
                    return recursive or is_nested(target, models, depth)
                case _:
                    return False
        case _:
            return False
    return depth > 0 or any(is_nested(one, models, depth + 1) for one in inner)
