"""What real documents broke, each as the smallest document that shows it."""

from __future__ import annotations

from typing import Any

from codegen import ir
from codegen.encode import SpecText

from .documents import api_of, document, operation, schema_of


def test_any_value_or_null_is_any_value() -> None:
    """Pydantic's `Any | None`: else the client takes null and refuses all others."""
    assert schema_of({"anyOf": [{}, {"type": "null"}]}) == ir.Any_()


def test_a_keyword_of_the_vendor_does_not_narrow_any_value() -> None:
    """Applications add keywords of their own, without the `x-` that marks them."""
    schema = {"anyOf": [{}, {"type": "null"}], "environment_variables": ["FOO"]}
    assert schema_of(schema) == ir.Any_()


def test_a_described_branch_of_any_value_is_any_value() -> None:
    """A description does not make a branch narrower."""
    parts: list[dict[str, Any]] = [{"description": "A text"}, {"type": "string"}]
    assert schema_of({"oneOf": parts}) == ir.Any_()


def test_nullable_as_a_branch_adds_null_only() -> None:
    """OpenAPI 3.0 has no null type: an empty branch that is nullable stands for it."""
    parts: list[dict[str, Any]] = [{"nullable": True}, {"type": "string"}]
    assert schema_of({"anyOf": parts}, "3.0.3") != ir.Any_()


MESSAGES: dict[str, Any] = {
    "Role": {"type": "string", "enum": ["BOT", "TOOL"]},
    "Text": {
        "type": "object",
        "required": ["role"],
        "properties": {"role": {"$ref": "#/components/schemas/Role"}},
    },
    "Call": {
        "type": "object",
        "required": ["role"],
        "properties": {"role": {"$ref": "#/components/schemas/Role"}},
    },
}


def tags_of(mapping: dict[str, str]) -> dict[str, str]:
    """The tags of a union of `Text` and `Call`, which share one enumeration."""
    union = schema_of(
        {
            "oneOf": [
                {"$ref": "#/components/schemas/Text"},
                {"$ref": "#/components/schemas/Call"},
            ],
            "discriminator": {"propertyName": "role", "mapping": mapping},
        },
        **MESSAGES,
    )
    assert isinstance(union, ir.Union)
    tags = union.discriminator
    assert tags is not None
    return {v.raw: str(n) for v, n in tags.mapping if isinstance(v, SpecText)}


def test_the_mapping_tells_whose_a_tag_is_that_all_branches_allow() -> None:
    """Else every object is read as the last branch, and its fields are lost."""
    mapping = {
        "BOT": "#/components/schemas/Text",
        "TOOL": "#/components/schemas/Call",
    }
    assert tags_of(mapping) == {"BOT": "Text", "TOOL": "Call"}


def fields_of(body: dict[str, Any], **others: Any) -> dict[str, bool]:
    """Arguments that a multipart body becomes, and whether they are required."""
    content = {"multipart/form-data": {"schema": body}}
    post = operation(requestBody={"required": True, "content": content})
    api = api_of(document({"/profiles": {"post": post}}, others))
    (found,) = (one for group in api.groups for one in group.operations)
    assert found.body is not None
    return {str(p.field.name): p.field.required for p in found.body.flattened}


PROFILE = {
    "type": "object",
    "required": ["name"],
    "properties": {"name": {"type": "string"}},
}
FILE = {"type": "string", "contentMediaType": "application/octet-stream"}


def test_a_form_has_the_fields_of_its_all_of_and_its_own() -> None:
    """FastAPI's form model with a file beside it: else the file is never sent."""
    body = {
        "allOf": [{"$ref": "#/components/schemas/Profile"}],
        "type": "object",
        "required": ["avatar"],
        "properties": {"avatar": FILE},
    }
    assert fields_of(body, Profile=PROFILE) == {"avatar": True, "name": True}


def test_a_form_that_needs_one_of_two_fields_has_both() -> None:
    """Else a choice of what is required would take the fields away."""
    body = {
        "type": "object",
        "properties": {"file": FILE, "url": {"type": "string"}},
        "anyOf": [{"required": ["file"]}, {"required": ["url"]}],
    }
    assert fields_of(body) == {"file": False, "url": False}


def test_a_branch_that_is_repeated_beside_its_union_says_nothing_new() -> None:
    """DiracX's document as it is served: else it has a second class for one schema."""
    ref = {"$ref": "#/components/schemas/Profile"}
    served = schema_of(
        {"anyOf": [ref], "title": "Body", "nullable": True, **ref},
        "3.0.2",
        Profile=PROFILE,
    )
    raw = schema_of({"anyOf": [ref, {"type": "null"}]}, Profile=PROFILE)
    assert served == raw


def test_a_boolean_tag_is_read_from_the_text_of_the_mapping() -> None:
    """A key of a mapping is always text: else no object is known by its tag."""
    branch = {"type": "object", "properties": {"allowed": {"type": "boolean"}}}
    refs = {name: f"#/components/schemas/{name}" for name in ("Yes", "No")}
    union = schema_of(
        {
            "oneOf": [{"$ref": ref} for ref in refs.values()],
            "discriminator": {
                "propertyName": "allowed",
                "mapping": {"true": refs["Yes"], "false": refs["No"]},
            },
        },
        "3.0.2",
        Yes=branch,
        No=branch,
    )
    assert isinstance(union, ir.Union) and union.discriminator is not None
    found = {value: str(name) for value, name in union.discriminator.mapping}
    assert found == {True: "Yes", False: "No"}
