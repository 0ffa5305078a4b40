"""Numbers, and texts of known formats, as schemas bound them."""

from __future__ import annotations

import math
from base64 import b64encode
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Final

from hypothesis import strategies as st

from codegen.parity.truth.document import Node

Values = st.SearchStrategy[Any]
_SECONDS: Final = ("unixtime", "unix-time")
"""Formats of seconds since 1970."""


def whole(node: Node, turn: int | None = None) -> Values:
    """Whole numbers of a schema: any, or a certain one on each turn."""
    if node.get("format") in _SECONDS:
        return st.integers(0, 2**32)
    bits = {"int32": 31, "uint32": 32}.get(str(node.get("format")), 53)
    low, high = _bounds(node, -(2**bits), 2**bits - 1)
    step = node.get("multipleOf", 1)
    if turn is not None:
        known = [n for n in (12, 0, -3, high) if low <= n <= high and n % step == 0]
        if known:
            return st.just(known[turn % len(known)])
    if isinstance(step, int) and step > 1:
        return st.integers(-(-low // step), high // step).map(lambda n: n * step)
    near = st.integers(max(low, -5), min(high, 200)) if low <= 200 <= high else None
    return st.integers(low, high) if near is None else near | st.integers(low, high)


def number(node: Node, turn: int | None = None) -> Values:
    """Numbers of a schema: any, or a certain one on each turn."""
    if node.get("format") == "duration":  # Python has no finer one than microseconds
        return st.integers(0, 10**6).map(lambda n: n / 2)
    if node.get("format") in _SECONDS:
        return st.integers(0, 2**32).map(lambda n: n / 2)
    low, high = node.get("minimum"), node.get("maximum")
    above, below = node.get("exclusiveMinimum"), node.get("exclusiveMaximum")
    least, most = _larger(low, above, -1e6), _smaller(high, below, 1e6)
    if turn is not None:
        known = [n for n in (1.5, 0.0, -0.25, 1e-7) if least < n < most]
        if known:
            return st.just(known[turn % len(known)])
    floats = st.floats(least, most, allow_subnormal=False, width=64)
    return floats.filter(math.isfinite)


def _larger(one: Any, other: Any, default: float) -> float:
    numbers = [n for n in (one, other) if _is_number(n)]
    return float(max(numbers)) if numbers else default


def _smaller(one: Any, other: Any, default: float) -> float:
    numbers = [n for n in (one, other) if _is_number(n)]
    return float(min(numbers)) if numbers else default


def _bounds(node: Node, low: int, high: int) -> tuple[int, int]:
    for key, more in (("minimum", 0), ("exclusiveMinimum", 1)):
        if _is_number(node.get(key)):
            low = max(low, math.floor(node[key]) + more)
    for key, less in (("maximum", 0), ("exclusiveMaximum", 1)):
        if _is_number(node.get(key)):
            high = min(high, math.ceil(node[key]) - less)
    return low, max(low, high)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_ZONES: Final = st.sampled_from([UTC, timezone(timedelta(hours=-3, minutes=-30))])
_DRAWN: Final[dict[str, Values]] = {
    "date-time": st.datetimes(
        datetime(1970, 1, 2), datetime(2100, 1, 1), timezones=_ZONES
    ).map(datetime.isoformat),
    "date-time-local": st.datetimes().map(datetime.isoformat),
    "date": st.dates().map(str),
    "uuid": st.uuids().map(str),
    "byte": st.binary(max_size=8).map(lambda content: b64encode(content).decode()),
}
_SAMPLES: Final[dict[str, tuple[str, ...]]] = {
    "date-time": ("2020-01-02T03:04:05Z", "1999-12-31T23:59:59.999999-03:30"),
    "date-time-local": ("2020-01-02T03:04:05", "1999-12-31T23:59:59.999999"),
    "date": ("2024-02-29", "1999-12-31"),
    "time": ("03:04:05Z", "23:59:59.5+02:00"),
    "time-local": ("03:04:05", "23:59:59.5"),
    "duration": ("PT1S", "P1DT2H", "PT0.5S", "P7D"),
    "uuid": ("00000000-0000-0000-0000-00000000000a",),
    "email": ("a@example.org", "a+b@example.org"),
    "ipv4": ("127.0.0.1", "10.1.2.3"),
    "ipv6": ("::1", "2001:db8::1"),
    "uri": ("https://example.org/a?b=c", "urn:x:y"),
    "url": ("https://example.org/a?b=c",),
    "byte": ("+/8=", "eA==", ""),
    "base64": ("+/8=", "eA==", ""),
    "base64url": ("-_8=", "eA=="),
    "http-date": ("Sun, 06 Nov 1994 08:49:37 GMT",),
    "boolean": ("true", "false"),
    "decimal": ("1.5", "-2", "0.10"),
    **dict.fromkeys(
        ("int8", "int16", "int32", "int64", "uint32", "uint64"), ("12", "0", "1")
    ),
    **dict.fromkeys(("float", "double", "number"), ("1.5", "2.0")),
}


def formatted(name: str, turn: int | None = None) -> Values | None:
    """Texts of a format: any, or a certain one on each turn; None of an unknown one."""
    samples = _SAMPLES.get(name)
    if samples is None:
        return None
    if turn is not None:
        return st.just(samples[turn % len(samples)])
    return _DRAWN.get(name, st.sampled_from(samples))
