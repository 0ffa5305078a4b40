"""Whether a branch of numbers, strings or booleans fits into another one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from codegen.diff.accepts import accepts_branch
from codegen.diff.conjunction import Reader, is_multiple
from codegen.diff.difference import Difference, difference
from codegen.diff.languages import Inclusion, included
from codegen.diff.shape import Boolean, Number, String

_WIDER: Final[dict[str, frozenset[str]]] = {
    "int32": frozenset({"int64"}),
    "int16": frozenset({"int32", "int64"}),
    "int8": frozenset({"int16", "int32", "int64"}),
    "float": frozenset({"double"}),
    "uri": frozenset({"uri-reference", "iri", "iri-reference"}),
    "uri-reference": frozenset({"iri-reference"}),
    "iri": frozenset({"iri-reference"}),
    "email": frozenset({"idn-email"}),
    "hostname": frozenset({"idn-hostname"}),
}
"""Formats -> formats that allow all of their values."""

_ENUMERABLE: Final = 1000
"""Integers of an interval that are looked at one by one, at most."""


def booleans(x: Boolean, y: Boolean) -> Iterable[Difference]:
    """Yield where booleans part."""
    if extra := x.values - y.values:
        yield difference("enum", _listed(extra), _listed(y.values))


def numbers(x: Number, y: Number, reader: Reader) -> Iterable[Difference]:
    """Yield where numbers part; `reader` is the one of `y`."""
    values = x.values if x.values is not None else _few(x)
    if values is not None:
        refused = [v for v in values if accepts_branch(reader, _bare(y), v) is False]
        if refused and y.values is None and x.values is None:
            yield from _intervals(x, y)
        elif refused:
            facet = "enum" if y.values is not None or x.values is not None else "bounds"
            yield difference(facet, _listed(refused), _number_fact(y))
    elif y.values is not None:
        yield difference("enum", _number_fact(x), _listed(y.values))
    else:
        yield from _intervals(x, y)
    yield from _formats(x.formats, y.formats)


def _bare(y: Number) -> Number:
    return Number(
        y.integer, y.lower, y.lower_open, y.upper, y.upper_open, y.multiples,
        values=y.values,
    )  # fmt: skip


def _few(number: Number) -> frozenset[int | float] | None:
    """Return the integers of a short interval, None when it is long."""
    if not number.integer or number.lower is None or number.upper is None:
        return None
    if number.upper - number.lower > _ENUMERABLE:
        return None
    return frozenset(
        n
        for n in range(int(number.lower), int(number.upper) + 1)
        if all(is_multiple(n, m) for m in number.multiples)
    )


def _intervals(x: Number, y: Number) -> Iterable[Difference]:
    whole = x.integer or any(m == int(m) for m in x.multiples)
    if y.integer and not whole:
        yield difference("type", "number", "integer")
    if y.lower is not None and (
        x.lower is None
        or x.lower < y.lower
        or (x.lower == y.lower and y.lower_open and not x.lower_open)
    ):
        yield difference("bounds", _low(x), _low(y))
    if y.upper is not None and (
        x.upper is None
        or x.upper > y.upper
        or (x.upper == y.upper and y.upper_open and not x.upper_open)
    ):
        yield difference("bounds", _high(x), _high(y))
    steps = set(x.multiples) | ({1} if x.integer else set())
    for multiple in sorted(y.multiples):
        if not any(is_multiple(step, multiple) for step in steps):
            facts = f"multiples of {_listed(x.multiples)}" if x.multiples else "any"
            yield difference("multiple", facts, f"multiples of {multiple}")


def _low(number: Number) -> str:
    if number.lower is None:
        return "no lower bound"
    return f"{'>' if number.lower_open else '>='} {number.lower}"


def _high(number: Number) -> str:
    if number.upper is None:
        return "no upper bound"
    return f"{'<' if number.upper_open else '<='} {number.upper}"


def _number_fact(number: Number) -> str:
    if number.values is not None:
        return _listed(number.values)
    bounds = [t for t in (_low(number), _high(number)) if not t.startswith("no ")]
    return " and ".join(bounds) or ("any integer" if number.integer else "any number")


def strings(x: String, y: String, reader: Reader) -> Iterable[Difference]:
    """Yield where strings part; `reader` is the one of `y`."""
    if x.values is not None:
        plain = String(y.shortest, y.longest, y.patterns, values=y.values)
        verdicts = {v: accepts_branch(reader, plain, v) for v in x.values}
        refused = [v for v, verdict in verdicts.items() if verdict is False]
        if refused:
            facet = "enum" if y.values is not None else _which(refused[0], y)
            yield difference(facet, _listed(refused), _string_fact(y))
        elif None in verdicts.values():
            yield difference("pattern", _listed(x.values), _string_fact(y), False)
    elif y.values is not None:
        yield difference("enum", _string_fact(x), _listed(y.values))
    else:
        yield from _lengths(x, y)
        yield from _patterns(x, y)
    # Whether a listed value has a format is not looked at: a document lists what is
    # meant, and formats are mostly descriptions.
    if x.values is None:
        yield from _formats(x.formats, y.formats)


def _which(value: str, y: String) -> str:
    if len(value) < y.shortest or (y.longest is not None and len(value) > y.longest):
        return "length"
    return "pattern"


def _lengths(x: String, y: String) -> Iterable[Difference]:
    if x.shortest < y.shortest:
        yield difference(
            "length", f"at least {x.shortest} characters", f"at least {y.shortest}"
        )
    if y.longest is not None and (x.longest is None or x.longest > y.longest):
        before = "any" if x.longest is None else f"at most {x.longest}"
        yield difference("length", f"{before} characters", f"at most {y.longest}")


def _patterns(x: String, y: String) -> Iterable[Difference]:
    for pattern in sorted(y.patterns - x.patterns):
        verdict = Inclusion.NO if not x.patterns else Inclusion.UNKNOWN
        for own in sorted(x.patterns):
            verdict = included(own, pattern)
            if verdict is Inclusion.YES:
                break
        if verdict is Inclusion.YES:
            continue
        if included("", pattern) is Inclusion.YES:
            continue
        before = " and ".join(sorted(x.patterns)) or "any text"
        certain = verdict is Inclusion.NO and len(x.patterns) < 2
        yield difference("pattern", before, pattern, certain)


def _formats(x: frozenset[str], y: frozenset[str]) -> Iterable[Difference]:
    have = x.union(*(_WIDER.get(name, frozenset()) for name in x))
    for name in sorted(y - have):
        before = ", ".join(sorted(x)) or "no format"
        yield difference("format", before, name)


def _string_fact(string: String) -> str:
    if string.values is not None:
        return _listed(string.values)
    found = []
    if string.shortest:
        found.append(f"at least {string.shortest} characters")
    if string.longest is not None:
        found.append(f"at most {string.longest} characters")
    found += [f"pattern {pattern}" for pattern in sorted(string.patterns)]
    return " and ".join(found) or "any text"


def _listed(values: Iterable[object]) -> str:
    """Write values for a person, in an order of their own."""
    return ", ".join(sorted(map(repr, values)))
