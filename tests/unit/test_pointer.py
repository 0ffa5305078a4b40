"""JSON pointers: what they print as, and what they find."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codegen.printable import one_line, printable
from codegen.spec.pointer import ROOT, Pointer


def test_pointer_escapes_slashes_and_tildes() -> None:
    """Otherwise a path template would look like several keys (RFC 6901, section 3)."""
    pointer = ROOT / "paths" / "/jobs/~me" / "get"
    assert str(pointer) == "#/paths/~1jobs~1~0me/get"
    assert pointer.text == "/paths/~1jobs~1~0me/get"


@settings(deadline=None)
@given(st.lists(st.text()))
def test_parsing_what_is_written_gives_the_same_pointer(keys: list[str]) -> None:
    """Otherwise a reference and the place it names would not compare equal."""
    assert Pointer.parse(Pointer(keys).text) == Pointer(keys)


def test_fragment_is_percent_decoded() -> None:
    """`$ref: '#/paths/~1a~1%7Bid%7D'` is a URI reference (RFC 6901, section 6)."""
    assert Pointer.parse("#/paths/~1a~1%7Bid%7D") == ("paths", "/a/{id}")


def test_text_without_a_slash_is_no_pointer() -> None:
    """An anchor must not be taken for a key."""
    with pytest.raises(ValueError, match="not a JSON pointer"):
        Pointer.parse("#anchor")


@settings(deadline=None)
@given(st.text())
def test_printed_pointer_is_one_safe_line(key: str) -> None:
    """A key from a hostile document must not move the cursor or end the line."""
    assert str(ROOT / key).isprintable()


def test_find_goes_through_objects_and_arrays() -> None:
    """Pointers into `allOf` and `parameters` go through arrays."""
    value = {"a": [{"b": 1}, {"c": {"": 2}}]}
    assert (ROOT / "a" / 0 / "b").find(value) == 1
    assert (ROOT / "a" / 1 / "c" / "").find(value) == 2
    assert ROOT.find(value) is value


@pytest.mark.parametrize(
    "pointer", [ROOT / "b", ROOT / "a" / 5, ROOT / "a" / "x", ROOT / "a" / 0 / "b"]
)
def test_finding_nothing_is_a_lookup_error(pointer: Pointer) -> None:
    """Every way to miss has to look the same to `Document.resolve`."""
    with pytest.raises(LookupError):
        pointer.find({"a": ["x"]})


def test_parent_and_children_are_pointers() -> None:
    """A plain tuple would print as Python, not as JSON pointer."""
    pointer = ROOT.child("a", 1)
    assert str(pointer.parent) == "#/a"
    assert ROOT.parent == ROOT
    assert repr(pointer) == "Pointer('#/a/1')"


@settings(deadline=None)
@given(st.text())
def test_printable_text_is_printable(text: str) -> None:
    """Escape sequences, bidi marks and lone surrogates must not reach a terminal."""
    assert printable(text).isprintable()
    assert one_line(text).isprintable()


def test_printable_spells_out_what_it_hides() -> None:
    """The person has to see what is in the document."""
    assert printable("a\x1b[31m\u202e\n\ud800\U000e0001") == (
        "a\\x1b[31m\\u202e\\n\\ud800\\U000e0001"
    )


def test_long_text_loses_its_middle() -> None:
    """A default of 10 MB must not fill the terminal."""
    assert printable("a" * 200 + "b" * 200, limit=30) == "a" * 20 + " ... " + "b" * 10


def test_one_line_joins_lines_with_spaces() -> None:
    """Messages of pydantic have several lines; ours have one."""
    assert one_line("1 error\n  DB_URL\n    missing\n") == "1 error DB_URL missing"
