"""Texts that have to be escaped somewhere, by the place that they stand in."""

from __future__ import annotations

import re
from typing import Final

from hypothesis import strategies as st

from codegen.parity.truth.scalars import Values
from codegen.parity.truth.where import Where

TEXTS: Final = {  # first what holds all at once that has to be escaped somewhere
    "json": (
        " a/bä€𝄞%2F\r\n\"'\\+,;=&#\t", "", " ", "a/b", "ä€𝄞", "%2F", "\r\n", '"\\',
        "null", "+", "\x00",
    ),
    "path": (
        "a b/ä€𝄞%2F?#,;=&+~:@", "a/b", "a b", "ä€𝄞", "%2F", "a?b#c", "a,b;c=d&e", "~",
        "+", "...",
    ),
    "query": (
        " a/bä€𝄞%2F\r\n\"'\\+,;=&#?[]|", "", 'ä%2F\r\n"\\+,;=&#?', " ", "a/b", "a b",
        "ä€𝄞", "%2F", "\r\n", "a,b;c=d&e", "+", "a|b#c",
    ),
    "header": ("a b%2F;\"'+/", "a b", "%2F", '"a"', "a;b=c", "x" * 300),
    "cookie": ("a%2F/=+&:b", "a%2F/+&:b", "a", "%2F", "a/b", "a=b", "+", "x" * 300),
}  # fmt: skip
_COOKIE: Final = "".join(chr(c) for c in range(0x21, 0x7F) if chr(c) not in '",;\\')


def alphabet(place: str) -> Values:
    """Characters that may stand in a place."""
    if place == "cookie":
        return st.sampled_from(_COOKIE)
    if place == "header":
        return st.characters(min_codepoint=0x20, max_codepoint=0xFF).filter(
            lambda c: c.isprintable()
        )
    return st.characters(exclude_categories=["Cs"])


def fits(text: str, where: Where, low: int, high: int | None) -> bool:
    """Whether a text has its length, and can stand where it will be written."""
    if len(text) < low or (high is not None and len(text) > high):
        return False
    if any(one in text for one in where.delimiters):
        return False
    match where.place:
        case "path":
            return not set(re.split(r"[/\\%]", text)) & {"", ".", ".."}
        case "header":
            return text == text.strip() and text.isprintable() and text.isascii()
        case "cookie":
            return set(text) <= set(_COOKIE)
        case _:
            return True


def matching(pattern: str) -> Values | None:
    """Texts that match a pattern; None where it is not one of Python's."""
    try:
        return st.from_regex(re.compile(pattern), fullmatch=_is_anchored(pattern))
    except (re.error, ValueError, RecursionError):
        return None


def _is_anchored(pattern: str) -> bool:
    return pattern.startswith("^") and pattern.endswith("$")
