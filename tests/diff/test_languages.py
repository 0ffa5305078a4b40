"""Patterns: what one includes is tried on every short text."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codegen.diff.languages import Inclusion, included

TEXTS = [
    "".join(letters)
    for length in range(4)
    for letters in itertools.product("ab1\n", repeat=length)
]
_ATOMS = st.sampled_from(["a", "b", "[ab]", ".", r"\d", "(a|b)", r"\w", "[^a]"])
_PIECES = st.builds(str.__add__, _ATOMS, st.sampled_from(["", "*", "+", "?", "{2}"]))
PATTERNS = st.builds(
    lambda start, pieces, end: f"{start}{''.join(pieces)}{end}",
    st.sampled_from(["", "^"]),
    st.lists(_PIECES, min_size=1, max_size=3),
    st.sampled_from(["", "$"]),
)


def matched(pattern: str) -> set[str]:
    ecma = re.compile(
        pattern.removesuffix("$") + (r"\Z" if pattern.endswith("$") else ""), re.ASCII
    )
    return {text for text in TEXTS if ecma.search(text)}


@settings(max_examples=100, deadline=None)
@given(PATTERNS, PATTERNS)
def test_no_text_contradicts_inclusion(left: str, right: str) -> None:
    """A narrower pattern would pass the gate as a wider one."""
    if included(left, right) is Inclusion.YES:
        assert matched(left) <= matched(right)
    if matched(left) - matched(right):
        assert included(left, right) is not Inclusion.YES


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("^[a-c]+$", "^[a-z]+$", Inclusion.YES),
        ("^[a-z]+$", "^[a-c]+$", Inclusion.NO),
        ("abc", "b", Inclusion.YES),
        ("^a$|b", "x", Inclusion.UNKNOWN),
        ("(?=a)b", "b", Inclusion.UNKNOWN),
        ("a{1000}", "a", Inclusion.UNKNOWN),
        ("(", ")", Inclusion.UNKNOWN),
    ],
)
def test_what_is_not_understood_is_unknown(
    left: str, right: str, expected: Inclusion
) -> None:
    """A pattern of another dialect would be judged as if it were understood."""
    assert included(left, right) is expected
