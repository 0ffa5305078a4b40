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


_MOMENTS: Final = st.datetimes(
    datetime(1970, 1, 2),
    datetime(2100, 1, 1),
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=-3, minutes=-30))]),
).map(datetime.isoformat)
FORMATS: Final[dict[str, Values]] = {
    "date-time": _MOMENTS,
    "date-time-local": st.datetimes().map(datetime.isoformat),
    "date": st.dates().map(str),
    "time": st.sampled_from(["03:04:05Z", "23:59:59.5+02:00"]),
    "time-local": st.sampled_from(["03:04:05", "23:59:59.5"]),
    "duration": st.sampled_from(["PT1S", "P1DT2H", "PT0.5S", "P7D"]),
    "uuid": st.uuids().map(str),
    "email": st.sampled_from(["a@example.org", "a+b@example.org"]),
    "ipv4": st.sampled_from(["127.0.0.1", "10.1.2.3"]),
    "ipv6": st.sampled_from(["::1", "2001:db8::1"]),
    "uri": st.sampled_from(["https://example.org/a?b=c", "urn:x:y"]),
    "url": st.sampled_from(["https://example.org/a?b=c"]),
    "byte": st.binary(max_size=8).map(lambda content: b64encode(content).decode()),
    "base64": st.sampled_from(["", "eA==", "+/8="]),
    "base64url": st.sampled_from(["eA==", "-_8="]),
    "http-date": st.just("Sun, 06 Nov 1994 08:49:37 GMT"),
    "boolean": st.sampled_from(["true", "false"]),
    "decimal": st.sampled_from(["1.5", "-2", "0.10"]),
    **{
        name: st.sampled_from(["0", "1", "12"])
        for name in ("int8", "int16", "int32", "int64", "uint32", "uint64")
    },
    **{name: st.sampled_from(["1.5", "2.0"]) for name in ("float", "double", "number")},
}  # fmt: skip
