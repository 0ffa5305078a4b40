"""Two spellings of one schema: nothing is said."""

from __future__ import annotations

from typing import Any

import pytest

from codegen.diff.spellings import FORMATS, is_decimal_pattern
from tests.diff.documents import compared, rules, shop, with_schema

Thing: dict[str, Any] = {
    "type": "object",
    "properties": {"a": {"type": "string"}, "b": {"type": "integer"}},
    "required": ["a"],
}
Cat = {"type": "object", "properties": {"kind": {"const": "cat"}}, "required": ["kind"]}
Dog = {"type": "object", "properties": {"kind": {"const": "dog"}}, "required": ["kind"]}
Colour = {"type": "string", "enum": ["red", "green"]}
PETS = [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}]
SCHEMAS = {"Cat": Cat, "Dog": Dog, "Colour": Colour, "Thing": Thing}

PAIRS: dict[str, tuple[Any, Any]] = {
    "type array and anyOf with null": (
        {"type": ["string", "null"]},
        {"anyOf": [{"type": "string"}, {"type": "null"}]},
    ),
    "nullable and anyOf with null": (
        {"type": "string", "nullable": True},
        {"anyOf": [{"type": "string"}, {"type": "null"}]},
    ),
    "nullable reference": (
        {"allOf": [{"$ref": "#/components/schemas/Thing"}], "nullable": True},
        {"anyOf": [{"$ref": "#/components/schemas/Thing"}, {"type": "null"}]},
    ),
    "allOf of one branch": (
        {"allOf": [{"$ref": "#/components/schemas/Thing"}], "description": "x"},
        {"$ref": "#/components/schemas/Thing"},
    ),
    "const and enum of one member": ({"const": "x"}, {"enum": ["x"]}),
    "const with and without type": ({"const": "x", "type": "string"}, {"const": "x"}),
    "boolean and its enum": ({"type": "boolean"}, {"enum": [True, False]}),
    "oneOf and anyOf of disjoint types": (
        {"oneOf": [{"type": "string"}, {"type": "integer"}]},
        {"anyOf": [{"type": "string"}, {"type": "integer"}]},
    ),
    "oneOf and anyOf of tagged objects": ({"oneOf": PETS}, {"anyOf": PETS}),
    "order of a union": ({"anyOf": PETS}, {"anyOf": PETS[::-1]}),
    "discriminator with its mapping spelled out": (
        {
            "oneOf": PETS,
            "discriminator": {
                "propertyName": "kind",
                "mapping": {
                    "cat": "#/components/schemas/Cat",
                    "dog": "#/components/schemas/Dog",
                },
            },
        },
        {"oneOf": PETS, "discriminator": {"propertyName": "kind"}},
    ),
    "enum that is split over anyOf": (
        {"type": "string", "enum": ["a", "b"]},
        {"anyOf": [{"const": "a"}, {"const": "b"}]},
    ),
    "merged allOf": (
        {
            "allOf": [
                {"type": "object", "properties": {"a": {"type": "string"}}},
                {"type": "object", "properties": {"b": {"type": "integer"}}},
            ]
        },
        {
            "type": "object",
            "properties": {"a": {"type": "string"}, "b": {"type": "integer"}},
        },
    ),
    "binary": (
        {"type": "string", "format": "binary"},
        {"type": "string", "contentMediaType": "application/octet-stream"},
    ),
    "base64": (
        {"type": "string", "format": "byte"},
        {"type": "string", "contentEncoding": "base64"},
    ),
    "exclusive bounds of OpenAPI 3.0": (
        {"type": "number", "minimum": 1, "exclusiveMinimum": True},
        {"type": "number", "exclusiveMinimum": 1},
    ),
    "bounds of integers": (
        {"type": "integer", "exclusiveMinimum": 0},
        {"type": "integer", "minimum": 1},
    ),
    "tuple of before 2020-12": (
        {"type": "array", "items": [{"type": "string"}], "maxItems": 1, "minItems": 1},
        {
            "type": "array",
            "prefixItems": [{"type": "string"}],
            "maxItems": 1,
            "minItems": 1,
        },
    ),
    "additional properties said and unsaid": (
        {**Thing, "additionalProperties": True},
        Thing,
    ),
    "order of required": (
        {**Thing, "required": ["a", "b"]},
        {**Thing, "required": ["a", "b"], "title": "Thing", "examples": [1]},
    ),
    "inlined enumeration": ({"$ref": "#/components/schemas/Colour"}, Colour),
    "password is shown as dots": (
        {"type": "string", "format": "password"},
        {"type": "string"},
    ),
}


@pytest.mark.parametrize("name", PAIRS)
def test_spelling_is_no_change(name: str) -> None:
    """An upgrade of FastAPI or pydantic would fail a pull request that did nothing."""
    one, other = PAIRS[name]
    old, new = with_schema(one, **SCHEMAS), with_schema(other, **SCHEMAS)
    for left, right in ((old, new), (new, old)):
        found = compared(left, right).findings
        # A class that is new beside the others breaks nobody.
        silent = {"py.model-added", "py.model-base"}
        assert [f for f in found if f.rule not in silent or f.severity != "info"] == []


def test_every_format_of_the_table_is_its_other_word() -> None:
    """An entry of the table would be without effect."""
    for word, other in FORMATS.items():
        if not other.startswith("media:"):
            old = with_schema({"type": "string", "format": word})
            new = with_schema({"type": "string", "format": other})
            assert not [f for f in compared(old, new).findings if f.rule[:3] != "py."]


@pytest.mark.parametrize(
    "pattern",
    [
        r"^(?!^[-+.]*$)[+-]?0*\d*\.?\d*$",
        r"^(?!^[-+.]*$)[+-]?0*(?:\d{0,6}|(?=[\d.]{1,9}0*$)\d{0,6}\.\d{0,2}0*$)",
    ],
)
def test_pattern_of_decimals_is_a_warning(pattern: str) -> None:
    """Pydantic 2.12 would break every service with a price."""
    old = with_schema({"anyOf": [{"type": "number"}, {"type": "string"}]})
    new = with_schema(
        {"anyOf": [{"type": "number"}, {"type": "string", "pattern": pattern}]}
    )
    assert is_decimal_pattern(pattern)
    report = compared(old, new)
    assert "in.pattern-narrowed" in rules(report, "warning")
    assert not rules(report, "breaking")


def test_input_and_output_halves_are_one_schema_on_the_wire() -> None:
    """Splitting a model in two would be reported for each of its properties."""
    old = shop()
    new = shop()
    schemas = new["components"]["schemas"]
    schemas["Order-Input"] = schemas.pop("Order")
    body = new["paths"]["/orders"]["post"]["requestBody"]["content"]["application/json"]
    body["schema"] = {"$ref": "#/components/schemas/Order-Input"}
    assert rules(compared(old, new)) == {"py.model-renamed"}


def test_openapi_30_has_no_word_for_const() -> None:
    """The same app, served as OpenAPI 3.0, would break its own clients."""
    old = with_schema({"type": "string", "const": "x"})
    new = with_schema({"type": "string"}, version="3.0.3")
    for left, right in ((old, new), (new, old)):
        report = compared(left, right)
        assert report.findings == ()
        assert "`const`" in report.notes[0]


def test_order_of_branches_with_a_boolean_tag_is_no_change() -> None:
    """A union that is told apart by true and false would look like another one."""

    def state(value: bool, extra: str) -> Any:
        properties = {"allowed": {"type": "boolean", "const": value}, extra: {}}
        return {"type": "object", "properties": properties, "required": ["allowed"]}

    states = {"Allowed": state(True, "warnings"), "Banned": state(False, "reason")}
    refs = [{"$ref": f"#/components/schemas/{name}"} for name in states]
    mapping = {"True": refs[0]["$ref"], "False": refs[1]["$ref"]}
    tag = {"propertyName": "allowed", "mapping": mapping}
    one, other = (
        with_schema({"oneOf": order, "discriminator": tag}, **states)
        for order in (refs, refs[::-1])
    )
    assert compared(one, other).findings == ()
