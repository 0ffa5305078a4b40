"""Whether shapes have no value in common, as far as a look at their tags can tell."""

from __future__ import annotations

import math
from collections.abc import Sequence

from codegen.diff.conjunction import Reader, at
from codegen.diff.shape import (
    NEVER,
    Array,
    Boolean,
    Branch,
    Fixed,
    Handle,
    Number,
    Object,
    String,
    kind_of,
)

DEPTH = 2
"""How many levels of properties are looked at for a tag."""

_MOST = 64


def may_overlap(groups: Sequence[Sequence[Branch]], reader: Reader) -> bool:
    """Whether two groups may have a value in common."""
    if len(groups) > _MOST:
        return True
    for index, group in enumerate(groups):
        for other in groups[index + 1 :]:
            if not all(disjoint(a, b, reader, reader) for a in group for b in other):
                return True
    return False


def disjoint(
    one: Branch, other: Branch, left: Reader, right: Reader, depth: int = DEPTH
) -> bool:
    """Whether two branches certainly have no value in common."""
    if kind_of(one) != kind_of(other):
        return True
    match one, other:
        case (Boolean(), Boolean()):
            return not one.values & other.values
        case (Number(), Number()):
            return _numbers(one, other)
        case (String(), String()):
            return _strings(one, other)
        case (Array(), Array()):
            return _arrays(one, other, left, right, depth)
        case (Object(), Object()):
            return _objects(one, other, left, right, depth)
        case (Fixed(), Fixed()):
            return not one.values & other.values
        case _:
            return False


def _numbers(one: Number, other: Number) -> bool:
    if one.values is not None and other.values is not None:
        return not one.values & other.values

    def ends(number: Number) -> tuple[float, float]:
        if number.values is not None:
            return min(number.values), max(number.values)
        return (
            -math.inf if number.lower is None else number.lower,
            math.inf if number.upper is None else number.upper,
        )

    (low, high), (other_low, other_high) = ends(one), ends(other)
    return high < other_low or other_high < low


def _strings(one: String, other: String) -> bool:
    if one.values is not None and other.values is not None:
        return not one.values & other.values
    lengths = [(s.shortest, s.longest) for s in (one, other) if s.values is None]
    if len(lengths) < 2:
        return False
    (a, b), (c, d) = lengths
    return (b is not None and b < c) or (d is not None and d < a)


def _arrays(one: Array, other: Array, left: Reader, right: Reader, depth: int) -> bool:
    for short, long in ((one, other), (other, one)):
        if short.longest is not None and short.longest < long.shortest:
            return True
    if depth == 0:
        return False
    common = max(one.shortest, other.shortest)
    return any(
        apart(one.at(index), other.at(index), left, right, depth - 1)
        for index in range(min(common, 8))
    )


def _objects(
    one: Object, other: Object, left: Reader, right: Reader, depth: int
) -> bool:
    for name in one.required | other.required:
        own, its = at(one, name), at(other, name)
        if NEVER in (own, its):
            return True
        if depth and apart(own, its, left, right, depth - 1):
            return True
    return False


def apart(one: Handle, other: Handle, left: Reader, right: Reader, depth: int) -> bool:
    """Whether two schemas certainly have no value in common.

    Args:
        one: A schema of `left`.
        other: A schema of `right`.
        left: Knows the shapes of `one`.
        right: Knows the shapes of `other`.
        depth: How many levels of properties to look at.
    """
    if not one or not other:
        return False
    branches, others = left.shape(one).branches, right.shape(other).branches
    if len(branches) * len(others) > _MOST:
        return False
    return all(disjoint(a, b, left, right, depth) for a in branches for b in others)
