"""`allOf` and what stands beside unions: several schemas become one."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen.read import merge
from codegen.spec.pointer import Pointer

ROOT = Pointer()


def no_reference(ref: str, at: Pointer) -> tuple[Pointer, object]:
    raise AssertionError(f"{ref} at {at}")


def merged(*parts: Any) -> Any:
    return merge.merged(parts)


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ({"type": "object"}, {"type": "object"}, {"type": "object"}),
        ({"type": "number"}, {"type": "integer"}, {"type": "integer"}),
        ({"type": ["string", "null"]}, {"type": "string"}, {"type": "string"}),
        ({"type": "string"}, {"type": "integer"}, None),
        ({"enum": [1, 2, 3]}, {"enum": [3, 2]}, {"enum": [2, 3]}),
        ({"enum": [1]}, {"enum": [2]}, None),
        ({"minimum": 1, "maxLength": 9}, {"minimum": 3, "maxLength": 4},
         {"minimum": 3, "maxLength": 4}),
        ({"required": ["a", "b"]}, {"required": ["b", "c"]},
         {"required": ["a", "b", "c"]}),
        ({"properties": {"a": {}}}, {"properties": {"a": {"type": "string"}}},
         {"properties": {"a": {"type": "string"}}}),
        ({"properties": {"a": {"x": 1}}}, {"properties": {"a": {"y": 1}, "b": True}},
         {"properties": {"a": {"allOf": [{"x": 1}, {"y": 1}]}, "b": True}}),
        ({"additionalProperties": False}, {"additionalProperties": {"type": "string"}},
         {"additionalProperties": False}),
        ({"nullable": True}, {"nullable": False}, {"nullable": False}),
        ({"items": {"a": 1}}, {"items": {"b": 1}},
         {"items": {"allOf": [{"a": 1}, {"b": 1}]}}),
        ({"title": "first"}, {"title": "second"}, {"title": "first"}),
    ],
)  # fmt: skip
def test_what_satisfies_both_parts(left: Any, right: Any, expected: Any) -> None:
    """Else a class has fields that no value has, or lacks some."""
    assert merged(left, right) == expected


SCHEMAS = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["object", "integer", "number", ["string", "null"]]),
        "enum": st.lists(st.integers(0, 3), min_size=1, max_size=3, unique=True),
        "required": st.lists(st.sampled_from("abc"), max_size=3),
        "properties": st.dictionaries(st.sampled_from("abc"), st.just({}), max_size=2),
        "minimum": st.integers(0, 5),
        "maximum": st.integers(0, 5),
    },
)


@given(SCHEMAS)
def test_a_part_with_itself_is_itself(schema: dict[str, Any]) -> None:
    """Else a base class that is named twice changes its children."""
    found = merged(schema, schema)
    assert found is not None
    assert found | {"required": None} == schema | {"required": None}


@given(SCHEMAS, SCHEMAS)
def test_the_order_of_parts_changes_no_type(
    left: dict[str, Any], right: dict[str, Any]
) -> None:
    """Else `allOf: [A, B]` and `[B, A]` are two types."""
    one, two = merged(left, right), merged(right, left)
    assert (one is None) == (two is None)
    if one is not None:
        assert one.keys() == two.keys()
        for key in ("minimum", "maximum", "properties"):
            assert one.get(key) == two.get(key)
        assert set(one.get("enum", ())) == set(two.get("enum", ()))


@pytest.mark.parametrize("key", ["properties", "required", "type", "enum", "minimum"])
@pytest.mark.parametrize("value", [3.5, {"a": []}, [{}], "x", None, True])
def test_a_part_that_is_no_schema_is_kept_for_the_report(key: str, value: Any) -> None:
    """Else a wrong value ends in a traceback, or is passed over in silence."""
    good: dict[str, Any] = {
        "properties": {"a": {}},
        "required": ["a"],
        "type": "object",
        "enum": ["x"],
        "minimum": 1,
    }
    for parts in ([good, {key: value}], [{key: value}, good]):
        merge.merged(parts)


def test_unions_are_multiplied_out() -> None:
    """Else a part of the alternatives is lost."""
    node = {
        "allOf": [{"oneOf": [{"a": 1}, {"b": 1}]}, {"anyOf": [{"c": 1}, {"d": 1}]}],
        "type": "object",
    }
    found = [
        {key for part in option for key in part}
        for option in merge.alternatives(node, ROOT, no_reference)
    ]
    assert found == [
        {"type", "a", "c"},
        {"type", "a", "d"},
        {"type", "b", "c"},
        {"type", "b", "d"},
    ]


def test_branches_that_only_constrain_are_no_alternatives() -> None:
    """Else GitHub's `anyOf: [{required: [a]}, {required: [b]}]` is a union."""
    node = {"type": "object", "anyOf": [{"required": ["a"]}, {"required": ["b"]}]}
    assert merge.alternatives(node, ROOT, no_reference) == [[{"type": "object"}]]


def test_too_many_alternatives_are_refused() -> None:
    """Else seven unions of ten branches take the memory of the machine."""
    union = {"oneOf": [{str(i): 1} for i in range(10)]}
    with pytest.raises(merge.TooManyAlternatives):
        merge.alternatives({"allOf": [union] * 7}, ROOT, no_reference)


def test_a_circle_is_told() -> None:
    """Else the reader never ends."""
    target = Pointer(("components", "schemas", "A"))
    schema = {"allOf": [{"$ref": "#/A"}]}
    with pytest.raises(merge.Circular):
        merge.alternatives(schema, ROOT, lambda ref, at: (target, schema))
