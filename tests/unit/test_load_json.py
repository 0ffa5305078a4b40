"""JSON texts: what is read, what is refused, and where the fault is said to be."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codegen.errors import SpecError
from codegen.spec.json_text import parse

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False,
    allow_infinity=False) | st.text(),
    lambda children: st.lists(children) | st.dictionaries(st.text(), children),
    max_leaves=20,
)  # fmt: skip


def refused(text: str) -> str:
    with pytest.raises(SpecError) as caught:
        parse(text, "api.json")
    assert len(caught.value.problems) == 1
    return str(caught.value)


@settings(deadline=None)
@given(VALUES, st.sampled_from([None, 2]))
def test_json_reads_as_the_standard_library_does(
    value: object, indent: int | None
) -> None:
    """The strictness must not change a single value."""
    text = json.dumps(value, indent=indent)
    assert parse(text, "api.json") == json.loads(text)


def test_broken_json_is_said_with_line_and_column() -> None:
    """A document of a million lines cannot be searched by eye."""
    assert refused('{\n  "a": 1,\n  b: 2\n}').startswith(
        "ISO012 api.json:3:3: this is not JSON: expecting property name"
    )


def test_empty_text_is_not_json() -> None:
    """A failed download is often an empty file."""
    assert refused("").startswith("ISO012 api.json:1:1: this is not JSON")


def test_duplicate_key_is_refused_with_its_position() -> None:
    """Readers differ in which one they keep: two tools would see two documents."""
    assert refused('{"paths": {"/a": {}},\n "x": [1, {"/b": 0, "/b": 1}]}') == (
        "ISO014 api.json:2:21: the key '/b' stands twice in #/x/1. Keep one of the two."
    )


def test_duplicate_key_is_found_behind_its_escape() -> None:
    r"""`"a"` and `"\\u0061"` are one key, spelled twice."""
    assert "the key 'a' stands twice in #" in refused('{"a": 1, "\\u0061": 2}')


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_not_finite_number_is_refused_with_its_position(number: str) -> None:
    """It would be rendered as a name that Python does not know."""
    assert refused(f'{{"a": [0,\n {number}]}}') == (
        f"ISO015 api.json:2:2: {number} at #/a/1 is not a number that JSON can hold."
        " Write a finite number, or a string."
    )


def test_endless_integer_is_refused_with_its_position() -> None:
    """Python refuses to convert it, in a message about its own limits."""
    assert refused('{"a": ' + "9" * 5000 + "}").startswith("ISO015 api.json:1:7: 999")


def test_words_in_strings_are_not_numbers() -> None:
    """The search for the fault must not stop at a description."""
    text = '{"d": "NaN \\" Infinity", "e": ["NaN"], "f": NaN}'
    assert refused(text).startswith("ISO015 api.json:1:45: NaN at #/f")


def test_endless_nesting_is_refused_in_one_line() -> None:
    """A stack overflow is not an answer."""
    assert refused("[" * 100_000).startswith("ISO016 api.json: the document is nested")


@settings(deadline=None)
@given(st.text(alphabet='{}[]",:\\u0061-+.eE1 NaInfity\n\ttrul', max_size=40))
def test_any_text_is_a_value_or_one_problem(text: str) -> None:
    """Whatever stands in the file, there is no traceback."""
    try:
        value = parse(text, "api.json")
    except SpecError as error:
        assert len(error.problems) == 1
        assert str(error).isprintable()
    else:
        assert value == json.loads(text)
