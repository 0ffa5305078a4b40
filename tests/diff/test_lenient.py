"""Documents with mistakes: everything else is compared, and the mistake is named."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.diff.documents import changed, compared, rules, shop, with_schema
from tests.diff.fields import base


def _set(root: Any, value: Any, *keys: Any) -> None:
    for key in keys[:-1]:
        root = root[key]
    root[keys[-1]] = value


GET = ("paths", "/items", "get")
MISTAKES: dict[str, tuple[Any, ...]] = {
    "reference to nothing": (
        {"$ref": "#/components/schemas/Gone"}, "components", "schemas", "Item", "properties", "note",
    ),
    "parameters are an object": ({"name": "page"}, *GET, "parameters"),
    "parameter without a name": ([{"in": "query"}], *GET, "parameters"),
    "responses are a list": ([], *GET, "responses"),
    "operation is a text": ("get", *GET),
    "properties are a list": ([], "components", "schemas", "Item", "properties"),
    "type is a number": (5, "components", "schemas", "Item", "type"),
    "required is true": (True, "components", "schemas", "Item", "required"),
    "length is a text": (
        {"type": "string", "maxLength": "9"}, "components", "schemas", "Item", "properties", "name",
    ),
    "schema is a text": ("string", "components", "schemas", "Item"),
    "security is an object": ({"key": []}, "security"),
    "circle of references": (
        {"$ref": "#/components/schemas/Item"}, "components", "schemas", "Item",
    ),
    "unknown type of schema": ({"type": "any"}, "components", "schemas", "Colour"),
    "tags are a text": ("items", *GET, "tags"),
}  # fmt: skip


@pytest.mark.parametrize("name", MISTAKES)
def test_mistake_is_said_and_the_rest_compared(name: str) -> None:
    """A third of all documents could not be compared at all, or in silence."""
    value, *keys = MISTAKES[name]

    def edit(root: Any) -> None:
        _set(root, value, *keys)
        root["paths"]["/orders"].pop("post")

    report = compared(shop(), changed(shop(), edit))
    assert "op.removed" in rules(report, "breaking")
    assert rules(report, "breaking", "warning") > {
        "op.removed",
        "py.method-removed",
    } or (name == "tags are a text" and "py.method-renamed" in rules(report))


@pytest.mark.parametrize("name", MISTAKES)
def test_mistake_in_both_is_compared(name: str) -> None:
    """An old mistake would be news in every pull request."""
    value, *keys = MISTAKES[name]
    old = changed(shop(), lambda r: _set(r, value, *keys))
    new = changed(old, lambda r: r["info"].update(title="Other"))
    assert not rules(compared(old, new), "breaking")


def test_schemas_that_contain_themselves_end() -> None:
    """The gate would hang, or overflow the stack."""

    def ring(length: int, last: Any) -> Any:
        schemas = {
            f"N{i}": {
                "type": "object",
                "properties": {
                    "next": {"$ref": f"#/components/schemas/N{(i + 1) % length}"}
                },
            }
            for i in range(length)
        }
        schemas[f"N{length - 1}"]["properties"]["value"] = last
        return with_schema({"$ref": "#/components/schemas/N0"}, **schemas)

    report = compared(ring(400, {"type": "string"}), ring(400, {"type": "integer"}))
    (finding,) = [f for f in report.findings if f.rule == "in.type-changed"]
    assert finding.new is not None
    assert finding.new.text == "/components/schemas/N399/properties/value"


def test_lists_of_lists_without_end_are_compared() -> None:
    """Python reads no annotation of so many brackets, and the gate would stop."""

    def lists(inner: Any) -> Any:
        for _ in range(300):
            inner = {"type": "array", "items": inner}
        return with_schema({"$ref": "#/components/schemas/A"}, A=inner)

    old, new = lists({"type": "string"}), lists({"type": "integer"})
    assert "in.type-changed" in rules(compared(old, new), "breaking")
    words = changed(new, lambda r: r["paths"]["/thing"]["post"].update(deprecated=True))
    assert rules(compared(new, words), "breaking", "warning") == set()


@pytest.mark.parametrize("tagged", [True, False])
def test_unions_that_lead_to_each_other_end(tagged: bool) -> None:
    """Every branch would be compared with every other, at every turn again."""

    def branch(number: int, other: int) -> Any:
        own = {"kind": {"const": str(other)}} if tagged else {f"a{other}": {}}
        target = {"$ref": f"#/components/schemas/N{(number + other) % 20}"}
        return {
            "type": "object",
            "properties": {**own, "next": target},
            "required": ["kind"] if tagged else [],
        }

    schemas = {f"N{i}": {"anyOf": [branch(i, j) for j in range(8)]} for i in range(20)}
    old = with_schema({"$ref": "#/components/schemas/N0"}, **schemas)
    place = ("components", "schemas", "N7", "anyOf", 3, "properties", "next")
    new = changed(old, lambda r: _set(r, {"type": "string"}, *place))
    assert rules(compared(old, new)) == {
        "in.type-changed",
        "out.type-changed",
        "py.field-type",
    }


WRONG: tuple[Any, ...] = (None, 5, "text", [], {}, True, {"$ref": "#/nowhere"}, [[1]])


def _places(node: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = node.items() if isinstance(node, dict) else enumerate(node)
    found = []
    for key, value in items:
        found.append((*way, key))
        if isinstance(value, dict | list):
            found += _places(value, (*way, key))
    return found


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(_places(base())), st.sampled_from(WRONG))
def test_wrong_value_anywhere_can_be_compared(way: tuple[Any, ...], wrong: Any) -> None:
    """One broken place of thousands would stop the gate with a traceback."""
    new = json.loads(json.dumps(base()))
    _set(new, copy.deepcopy(wrong), *way)
    compared(base(), new)
    compared(new, base())
