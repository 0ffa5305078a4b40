"""Branches of shapes together: the values that satisfy two of them, or either one."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, Protocol

from codegen.diff.keywords import canonical
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
    Shape,
    String,
    both,
    kind_of,
)


class Reader(Protocol):
    """What gives the shapes of parts."""

    def shape(self, handle: Handle) -> Shape:
        """Return the shape of a schema."""
        ...


def branches_of(values: Sequence[Any]) -> list[Branch]:
    """Return branches for listed values, those of one type together."""
    found: dict[str, list[Any]] = {}
    for value in values:
        found.setdefault(_json_type(value), []).append(value)
    return [_listed(kind, items) for kind, items in found.items()]


def _json_type(value: object) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
        case _:
            return "object"


def _listed(kind: str, values: list[Any]) -> Branch:
    match kind:
        case "null":
            return Null()
        case "boolean":
            return Boolean(frozenset(values))
        case "number":
            return Number(values=frozenset(values))
        case "string":
            return String(values=frozenset(values))
        case _:
            return Fixed(kind, frozenset(map(canonical, values)))


def union(branches: Iterable[Branch]) -> tuple[Branch, ...]:
    """Return the branches of a union: each once, lists of scalars as one."""
    scalars: dict[tuple[object, ...], Branch] = {}
    others: dict[Branch, None] = {}
    for branch in branches:
        match branch:
            case Boolean():
                key: tuple[object, ...] = ("boolean", branch.extras)
                known = scalars.get(key)
                if isinstance(known, Boolean):
                    branch = replace(branch, values=branch.values | known.values)
                scalars[key] = branch
            case Number() if branch.values is not None:
                key = ("number", branch.formats, branch.extras)
                known = scalars.get(key)
                if isinstance(known, Number):
                    numbers = branch.values | (known.values or frozenset())
                    branch = replace(branch, values=numbers)
                scalars[key] = branch
            case String() if branch.values is not None:
                key = ("string", branch.formats, branch.extras)
                known = scalars.get(key)
                if isinstance(known, String):
                    texts = branch.values | (known.values or frozenset())
                    branch = replace(branch, values=texts)
                scalars[key] = branch
            case Fixed():
                key = ("fixed", branch.kind, branch.extras)
                known = scalars.get(key)
                if isinstance(known, Fixed):
                    branch = replace(branch, values=branch.values | known.values)
                scalars[key] = branch
            case _:
                others.setdefault(branch)
    return (*scalars.values(), *_merged_intervals(others))


def _merged_intervals(branches: Iterable[Branch]) -> list[Branch]:
    """Join intervals of numbers that overlap and differ in nothing else."""
    found: list[Branch] = []
    for branch in branches:
        if isinstance(branch, Number):
            for index, other in enumerate(found):
                joined = _joined(branch, other) if isinstance(other, Number) else None
                if joined is not None:
                    found[index] = joined
                    break
            else:
                found.append(branch)
        else:
            found.append(branch)
    return found


def _joined(one: Number, other: Number) -> Number | None:
    def plain(n: Number) -> tuple[object, ...]:
        return n.integer, n.multiples, n.formats, n.values, n.extras

    if plain(one) != plain(other) or one.multiples:
        return None
    step = 1 if one.integer else 0
    first, second = sorted(
        (one, other), key=lambda n: -math.inf if n.lower is None else n.lower
    )
    if first.upper is not None and second.lower is not None:
        gap = second.lower - first.upper
        if gap > step or (gap == 0 and first.upper_open and second.lower_open):
            return None
        if not one.integer and gap > 0:
            return None
    last = max((one, other), key=_reach)
    low = min((one, other), key=_start)
    return replace(
        one,
        lower=low.lower,
        lower_open=low.lower_open,
        upper=last.upper,
        upper_open=last.upper_open,
    )


def _reach(number: Number) -> tuple[float, bool]:
    upper = math.inf if number.upper is None else number.upper
    return upper, not number.upper_open


def _start(number: Number) -> tuple[float, bool]:
    lower = -math.inf if number.lower is None else number.lower
    return lower, number.lower_open


# --- tidying: one form for one set of values -------------------------------------------


def tidy_number(number: Number) -> Number | None:
    """Return the one spelling of an interval; None when nothing is in it."""
    if number.values is not None:
        values = frozenset(v for v in number.values if _in_interval(v, number))
        if not values:
            return None
        return Number(values=values, formats=number.formats, extras=number.extras)
    if 1 in number.multiples:
        number = replace(number, integer=True)
    if number.integer:
        number = replace(
            _whole(number),
            multiples=frozenset(m for m in number.multiples if m != 1),
        )
    if number.lower is not None and number.upper is not None:
        if number.lower > number.upper:
            return None
        if number.lower == number.upper:
            if number.lower_open or number.upper_open:
                return None
            return tidy_number(replace(number, values=frozenset({number.lower})))
    return number


def _whole(number: Number) -> Number:
    lower, upper = number.lower, number.upper
    if lower is not None:
        ceiling = math.ceil(lower)
        lower = ceiling + 1 if number.lower_open and ceiling == lower else ceiling
    if upper is not None:
        floor = math.floor(upper)
        upper = floor - 1 if number.upper_open and floor == upper else floor
    return replace(number, lower=lower, lower_open=False, upper=upper, upper_open=False)


def _in_interval(value: int | float, number: Number) -> bool:
    if number.integer and value != math.floor(value):
        return False
    if number.lower is not None and (
        value < number.lower or (number.lower_open and value == number.lower)
    ):
        return False
    if number.upper is not None and (
        value > number.upper or (number.upper_open and value == number.upper)
    ):
        return False
    return all(is_multiple(value, m) for m in number.multiples)


def is_multiple(value: int | float, of: int | float) -> bool:
    """Whether a number is a whole multiple of another one, decimal places exact."""
    if isinstance(value, int) and isinstance(of, int):
        return value % of == 0
    from fractions import Fraction

    return (Fraction(str(value)) / Fraction(str(of))).denominator == 1


def tidy_array(array: Array) -> Array | None:
    """Return the one spelling of an array; None when there is none."""
    prefix, longest = array.prefix, array.longest
    if NEVER in prefix:
        prefix = prefix[: prefix.index(NEVER)]
        longest = min(len(prefix), longest if longest is not None else len(prefix))
    elif array.items == NEVER:
        longest = min(len(prefix), longest if longest is not None else len(prefix))
    if longest is not None:
        if longest < array.shortest:
            return None
        prefix = prefix[:longest]
    items = array.items
    if longest is not None and longest <= len(prefix):
        items = NEVER
    else:
        while prefix and prefix[-1] == items:
            prefix = prefix[:-1]
    unique = array.unique and (longest is None or longest > 1)
    return replace(array, prefix=prefix, longest=longest, items=items, unique=unique)


def tidy_object(thing: Object) -> Object | None:
    """Return an object, None when no object can satisfy it."""
    for name in thing.required:
        if at(thing, name) == NEVER:
            return None
    most, closed = thing.most, thing.additional == NEVER and not thing.patterns
    possible = sum(1 for handle in thing.properties.values() if handle != NEVER)
    if closed and most is not None and most >= possible:
        most = None
    if most is not None and most < max(thing.fewest, len(thing.required)):
        return None
    if closed and possible < thing.fewest:
        return None
    fewest = 0 if thing.fewest <= len(thing.required) else thing.fewest
    return replace(thing, most=most, fewest=fewest)


def at(thing: Object, name: str) -> Handle:
    """Return the schema of one property, whatever keyword it comes from."""
    found = thing.properties.get(name)
    matching = [h for p, h in thing.patterns.items() if matches(p, name) is not False]
    if found is None and not matching:
        return thing.additional
    handle = found or ANY
    for other in matching:
        handle = both(handle, other)
    return handle


def matches(pattern: str, text: str) -> bool | None:
    """Whether a regular expression is found in a text; None when nobody can tell.

    Patterns are ECMA 262; Python reads most of them alike.
    """
    import re
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return re.search(pattern, text) is not None
    except (re.error, RecursionError, OverflowError):
        return None


# --- conjunction -----------------------------------------------------------------------


def conjunction(one: Branch, other: Branch, reader: Reader) -> Branch | None:
    """Return the branch of the values in both; None when there is no such value."""
    if kind_of(one) != kind_of(other):
        return None
    extras = one.extras | other.extras
    match one, other:
        case (Null(), Null()):
            return Null(extras)
        case (Boolean(), Boolean()):
            values = one.values & other.values
            return Boolean(values, extras) if values else None
        case (Number(), Number()):
            return _numbers(one, other)
        case (String(), String()):
            return _strings(one, other)
        case (Array(), Array()):
            return _arrays(one, other)
        case (Object(), Object()):
            return _objects(one, other)
        case (Fixed(), _) | (_, Fixed()):
            return _fixed(one, other, reader)
        case _:
            return None


def _numbers(one: Number, other: Number) -> Number | None:
    lower, lower_open = one.lower, one.lower_open
    if other.lower is not None and (
        lower is None
        or other.lower > lower
        or (other.lower == lower and other.lower_open)
    ):
        lower, lower_open = other.lower, other.lower_open
    upper, upper_open = one.upper, one.upper_open
    if other.upper is not None and (
        upper is None
        or other.upper < upper
        or (other.upper == upper and other.upper_open)
    ):
        upper, upper_open = other.upper, other.upper_open
    values = one.values
    if other.values is not None:
        values = other.values if values is None else values & other.values
    return tidy_number(
        Number(
            one.integer or other.integer,
            lower,
            lower_open,
            upper,
            upper_open,
            one.multiples | other.multiples,
            one.formats | other.formats,
            values,
            one.extras | other.extras,
        )
    )


def _strings(one: String, other: String) -> String | None:
    longest = _least(one.longest, other.longest)
    shortest = max(one.shortest, other.shortest)
    formats, extras = one.formats | other.formats, one.extras | other.extras
    patterns = one.patterns | other.patterns
    values = one.values
    if other.values is not None:
        values = other.values if values is None else values & other.values
    if values is not None:
        values = frozenset(
            value
            for value in values
            if shortest <= len(value) <= (len(value) if longest is None else longest)
            and all(matches(pattern, value) is not False for pattern in patterns)
        )
        return String(values=values, formats=formats, extras=extras) if values else None
    if longest is not None and longest < shortest:
        return None
    return String(shortest, longest, patterns, formats, None, extras)


def _least(one: int | None, other: int | None) -> int | None:
    return min((n for n in (one, other) if n is not None), default=None)


def _arrays(one: Array, other: Array) -> Array | None:
    length = max(len(one.prefix), len(other.prefix))
    return tidy_array(
        Array(
            tuple(both(one.at(i), other.at(i)) for i in range(length)),
            both(one.items, other.items),
            max(one.shortest, other.shortest),
            _least(one.longest, other.longest),
            one.unique or other.unique,
            one.extras | other.extras,
        )
    )


def _objects(one: Object, other: Object) -> Object | None:
    names = dict.fromkeys((*one.properties, *other.properties))
    patterns = dict(one.patterns)
    for pattern, handle in other.patterns.items():
        patterns[pattern] = both(patterns.get(pattern, ANY), handle)
    return tidy_object(
        Object(
            {name: both(_own(one, name), _own(other, name)) for name in names},
            one.required | other.required,
            patterns,
            both(one.additional, other.additional),
            both(one.names, other.names),
            max(one.fewest, other.fewest),
            _least(one.most, other.most),
            one.extras | other.extras,
            {**one.notes, **other.notes},
        )
    )


def _own(thing: Object, name: str) -> Handle:
    """Return a property's schema; patterns stay patterns."""
    if name in thing.properties:
        return thing.properties[name]
    if any(matches(pattern, name) is not False for pattern in thing.patterns):
        return ANY
    return thing.additional


def _fixed(one: Branch, other: Branch, reader: Reader) -> Branch | None:
    import json

    from codegen.diff.accepts import accepts_branch

    if isinstance(one, Fixed) and isinstance(other, Fixed):
        values = one.values & other.values
        extras = one.extras | other.extras
        return Fixed(one.kind, values, extras) if values else None
    fixed, rest = (one, other) if isinstance(one, Fixed) else (other, one)
    assert isinstance(fixed, Fixed)
    values = frozenset(
        text
        for text in fixed.values
        if accepts_branch(reader, rest, json.loads(text)) is not False
    )
    if not values:
        return None
    return Fixed(fixed.kind, values, fixed.extras | rest.extras)
