"""YAML texts: the core schema of 1.2, and nothing that JSON could not hold."""

from __future__ import annotations

import json

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from codegen.errors import SpecError
from codegen.spec import yaml_text
from codegen.spec.yaml_text import parse

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False,
    allow_infinity=False) | st.text(),
    lambda children: st.lists(children) | st.dictionaries(st.text(), children),
    max_leaves=20,
)  # fmt: skip


def refused(text: str) -> str:
    with pytest.raises(SpecError) as caught:
        parse(text, "api.yaml")
    assert len(caught.value.problems) == 1
    return str(caught.value)


@pytest.mark.parametrize(
    ("scalar", "value"),
    [
        ("on", "on"),
        ("no", "no"),
        ("yes", "yes"),
        ("2024-01-01", "2024-01-01"),
        ("2024-01-01T00:00:00Z", "2024-01-01T00:00:00Z"),
        ("1:30", "1:30"),
        ("1_000", "1_000"),
        ("true", True),
        ("FALSE", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("12", 12),
        ("-12", -12),
        ("0o17", 15),
        ("0x1F", 31),
        ("012", 12),
        ("1.5", 1.5),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("'12'", "12"),
        ('"true"', "true"),
        ("!!str 12", "12"),
        ("!!int 12", 12),
        ("!!float 12", 12.0),
        ("! 12", "12"),
        ("3.1.0", "3.1.0"),
    ],
)
def test_scalars_follow_the_core_schema(scalar: str, value: object) -> None:
    """YAML 1.1 makes `no` false and dates objects: both would change the document."""
    result = parse(f"a: {scalar}", "api.yaml")
    assert result == {"a": value}
    assert isinstance(result, dict)
    assert type(result["a"]) is type(value)


def test_keys_are_the_text_that_was_written() -> None:
    """Statuses are written as `200:` and are strings in the document."""
    text = "200: a\ntrue: b\nnull: c\n1.0: d\n2024-01-01: e\n'': f"
    assert parse(text, "api.yaml") == {
        "200": "a", "true": "b", "null": "c", "1.0": "d", "2024-01-01": "e", "": "f",
    }  # fmt: skip


@settings(deadline=None)
@given(VALUES)
def test_json_reads_the_same_as_yaml(value: object) -> None:
    """A document may be kept in either spelling."""
    text = json.dumps(value)  # in ASCII: YAML forbids some controls as they are
    assume("\\ud" not in text)  # and has no surrogate pairs
    assert parse(text, "api.yaml") == json.loads(text)


@settings(deadline=None)
@given(st.dictionaries(st.text(max_size=8), VALUES, max_size=4))
def test_what_a_yaml_writer_writes_is_read_back(value: dict[str, object]) -> None:
    """PyYAML quotes whatever would be something else than a string in YAML 1.1."""
    text = yaml.dump(value, allow_unicode=True, default_style='"', width=20)
    again = parse(text, "api.yaml")
    assert again == value


def test_anchors_and_merge_keys_are_written_out() -> None:
    """Hand-written documents share responses this way."""
    text = "a: &a {x: 1, y: 2}\nb: {<<: *a, x: 3}\nc: {<<: [*a, {z: 1}]}\nd: *a"
    assert parse(text, "api.yaml") == {
        "a": {"x": 1, "y": 2},
        "b": {"x": 3, "y": 2},
        "c": {"x": 1, "y": 2, "z": 1},
        "d": {"x": 1, "y": 2},
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: b: c", "ISO013 api.yaml:1:5: this is not YAML: mapping values"),
        ("a: 'x", "ISO013 api.yaml:1:6: this is not YAML: found unexpected end"),
        ("a: 1\n\tb: 2", "ISO013 api.yaml:2:1: this is not YAML"),
        ("a: 1\nb: \x01", "ISO013 api.yaml:2:4: this is not YAML: control characters"),
        ("a: \ud800", "ISO013 api.yaml: this is not YAML: it holds half a character"),
        ("a: 1\n---\nb: 2", "ISO013 api.yaml:2:1: a second document starts here"),
        ("? [a]\n: 1", "ISO013 api.yaml:1:3: a key is not a string"),
        ("? {a: 1}\n: 1", "ISO013 api.yaml:1:3: a key is not a string"),
        ("a: &a [1]\n*a : 2", "ISO013 api.yaml:2:1: a key is not a string"),
        ("a: !foo b", "ISO013 api.yaml:1:4: the tag '!foo'"),
        ("a: !foo {}", "ISO013 api.yaml:1:4: the tag '!foo'"),
        ("a: !!int x", "ISO013 api.yaml:1:4: the tag 'tag:yaml.org,2002:int'"),
        ("a: !!python/object/apply:os.system [ls]", "ISO013 api.yaml:1:4: the tag"),
        ("a: *b", "ISO013 api.yaml:1:4: the alias 'b' has no anchor"),
        ("a: &b [*b]", "ISO013 api.yaml:1:8: the alias 'b' has no anchor"),
        ("a: {<<: 1}", "ISO013 api.yaml:1:9: only mappings can be merged"),
        ("a: 1\nb: {c: 1,\n c: 2}", "ISO014 api.yaml:3:2: the key 'c' stands twice"),
        ("200: 1\n'200': 2", "ISO014 api.yaml:2:1: the key '200' stands twice"),
        ("&a a: 1\n*a : 2", "ISO014 api.yaml:2:1: the key 'a' stands twice"),
        ("a: .inf", "ISO015 api.yaml:1:4: .inf is not a number"),
        ("a: [.NaN]", "ISO015 api.yaml:1:5: .NaN is not a number"),
        ("a: 1e999", "ISO015 api.yaml:1:4: 1e999 is not a number"),
        ("a: " + "9" * 5000, "ISO015 api.yaml:1:4: 999"),
        ("[" * 600 + "]" * 600, "ISO016 api.yaml:1:501: the document is nested"),
    ],
)
def test_what_json_cannot_hold_is_refused_with_its_position(
    text: str, message: str
) -> None:
    """One clear line each, and no object of Python is ever made."""
    assert refused(text).startswith(message)


def test_alias_bomb_is_refused() -> None:
    """Twelve short lines would otherwise stand for a billion values."""
    lines = ["a0: &a0 [x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 12)]
    assert "the aliases stand for more than" in refused("\n".join(lines))


def test_merge_bomb_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same, through merge keys and members."""
    monkeypatch.setattr(yaml_text, "MAX_EXPANDED", 1000)
    lines = ["a0: &a0 {k: x}"]
    lines += [
        f"a{i}: &a{i} {{<<: *a{i - 1}, l{i}: *a{i - 1}, m: *a{i - 1}}}"
        for i in range(1, 12)
    ]
    assert "ISO016" in refused("\n".join(lines))


@settings(deadline=None)
@given(st.text(alphabet="ab:-[]{}&*!<>|?#'\"%@~\n 12.e\t\u2028\ufeff", max_size=30))
def test_any_text_is_a_value_or_one_problem(text: str) -> None:
    """Whatever stands in the file, there is no traceback."""
    try:
        parse(text, "api.yaml")
    except SpecError as error:
        assert len(error.problems) == 1
        assert str(error).isprintable()
