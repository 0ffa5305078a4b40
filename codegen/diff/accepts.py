"""Whether a shape takes a value: yes, no, or nobody can tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from codegen.diff.conjunction import Reader, at, matches, tidy_number
from codegen.diff.keywords import canonical, is_number
from codegen.diff.shape import (
    ANY,
    NEVER,
    Array,
    Boolean,
    Branch,
    Fixed,
    Handle,
    Null,
    Number,
    Object,
    String,
)


def accepts(reader: Reader, handle: Handle, value: object) -> bool | None:
    """Whether a schema takes a value; None when that cannot be told.

    Formats are taken as descriptions: what they refuse is not known here.
    """
    if handle == ANY:
        return True
    if handle == NEVER:
        return False
    shape = reader.shape(handle)
    found = [accepts_branch(reader, branch, value) for branch in shape.branches]
    if True in found:
        return None if shape.doubts else True
    return None if None in found else False


def _all(found: Iterable[bool | None]) -> bool | None:
    known = set(found)
    if False in known:
        return False
    return None if None in known else True


def accepts_branch(reader: Reader, branch: Branch, value: Any) -> bool | None:
    """Whether a branch takes a value; None when that cannot be told."""
    found = _accepts(reader, branch, value)
    return None if found is True and branch.extras else found


def _accepts(reader: Reader, branch: Branch, value: Any) -> bool | None:
    match branch:
        case Null():
            return value is None
        case Boolean():
            return isinstance(value, bool) and value in branch.values
        case Number():
            if not is_number(value):
                return False
            if branch.values is not None:
                return value in branch.values or False
            one = Number(
                branch.integer,
                branch.lower,
                branch.lower_open,
                branch.upper,
                branch.upper_open,
                branch.multiples,
                values=frozenset({value}),
            )
            return tidy_number(one) is not None
        case String():
            return isinstance(value, str) and _string(branch, value)
        case Array():
            return isinstance(value, list) and _array(reader, branch, value)
        case Object():
            return isinstance(value, Mapping) and _object(reader, branch, value)
        case Fixed():
            kind = "array" if isinstance(value, list) else "object"
            return kind == branch.kind and canonical(value) in branch.values


def _string(branch: String, value: str) -> bool | None:
    if branch.values is not None:
        return value in branch.values
    if len(value) < branch.shortest:
        return False
    if branch.longest is not None and len(value) > branch.longest:
        return False
    found = _all(matches(pattern, value) for pattern in branch.patterns)
    return None if found and branch.formats else found


def _array(reader: Reader, branch: Array, value: list[Any]) -> bool | None:
    if len(value) < branch.shortest:
        return False
    if branch.longest is not None and len(value) > branch.longest:
        return False
    if branch.unique and len({canonical(item) for item in value}) < len(value):
        return False
    return _all(
        accepts(reader, branch.at(index), item) for index, item in enumerate(value)
    )


def _object(reader: Reader, branch: Object, value: Mapping[str, Any]) -> bool | None:
    if not branch.required <= value.keys() or len(value) < branch.fewest:
        return False
    if branch.most is not None and len(value) > branch.most:
        return False
    found = [accepts(reader, at(branch, name), value[name]) for name in value]
    if branch.names != ANY:
        found += [accepts(reader, branch.names, name) for name in value]
    return _all(found)
