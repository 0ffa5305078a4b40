"""Random documents with random edits: compatible ones pass, breaking ones do not."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.diff.documents import compared

Json = Any
NAMES = ["alpha", "beta", "gamma", "delta"]
SCALARS: list[Json] = [
    {"type": "string"},
    {"type": "integer", "minimum": 0},
    {"type": "string", "enum": ["a", "b", "c"]},
    {"type": "boolean"},
    {"type": "string", "format": "date-time"},
    {"type": "array", "items": {"type": "number"}},
    {"type": "object", "additionalProperties": {"type": "integer"}},
    {"anyOf": [{"type": "string"}, {"type": "null"}]},
]


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


@st.composite
def documents(draw: st.DrawFn) -> Json:
    """Draw a document; `In0`, ... are sent only, `Out0`, ... are received only."""
    count = draw(st.integers(2, 3))
    schemas: dict[str, Json] = {}
    paths: dict[str, Json] = {}
    for number in range(count):
        for prefix in ("In", "Out"):
            names = draw(st.lists(st.sampled_from(NAMES), min_size=2, unique=True))
            properties = {name: draw(st.sampled_from(SCALARS)) for name in names}
            if draw(st.booleans()):
                properties["self"] = _ref(f"{prefix}{number}")
            if number and draw(st.booleans()):
                properties["other"] = {
                    "type": "array",
                    "items": _ref(f"{prefix}{number - 1}"),
                }
            schemas[f"{prefix}{number}"] = {
                "type": "object",
                "properties": properties,
                "required": names[:1],
            }
        paths[f"/r{number}/{{key}}"] = {
            "post": {
                "operationId": f"send_{number}",
                "tags": [draw(st.sampled_from(["one", "two"]))],
                "parameters": [
                    {
                        "name": "key",
                        "in": "path",
                        "required": True,
                        "schema": {"type": "string"},
                    },
                    {"name": "limit", "in": "query", "schema": {"type": "integer"}},
                ],
                "requestBody": {
                    "required": draw(st.booleans()),
                    "content": {"application/json": {"schema": _ref(f"In{number}")}},
                },
                "responses": {
                    "200": {
                        "description": "",
                        "content": {
                            "application/json": {"schema": _ref(f"Out{number}")}
                        },
                    }
                },
            }
        }
    return {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": paths,
        "components": {"schemas": schemas},
    }


Edit = Callable[[Json, random.Random], str]
"""Changes a document; returns the pointer of what it changed."""


def _schema(root: Json, pick: random.Random, prefix: str) -> tuple[Json, str]:
    names = sorted(n for n in root["components"]["schemas"] if n.startswith(prefix))
    name = pick.choice(names)
    return root["components"]["schemas"][name], f"/components/schemas/{name}"


def _operation(root: Json, pick: random.Random) -> tuple[Json, str]:
    path = pick.choice(sorted(p for p in root["paths"] if p != "/fresh"))
    return root["paths"][path]["post"], f"/paths/{path.replace('/', '~1')}/post"


def shuffle(root: Json, pick: random.Random) -> str:
    def shuffled(node: Json) -> Json:
        if isinstance(node, dict):
            keys = list(node)
            pick.shuffle(keys)
            return {key: shuffled(node[key]) for key in keys}
        return [shuffled(item) for item in node] if isinstance(node, list) else node

    new = shuffled(root)
    root.clear()
    root.update(new)
    return ""


def describe(root: Json, pick: random.Random) -> str:
    schema, at = _schema(root, pick, "")
    schema.update(description="new words", title="Words", examples=[{}])
    _operation(root, pick)[0].update(summary="words", description="more words")
    return at


def add_optional_property(root: Json, pick: random.Random) -> str:
    schema, at = _schema(root, pick, "")
    schema["properties"]["fresh"] = copy.deepcopy(pick.choice(SCALARS))
    return at


def add_operation(root: Json, pick: random.Random) -> str:
    root["paths"]["/fresh"] = {"get": {"operationId": "fresh", "responses": {}}}
    return ""


def add_optional_parameter(root: Json, pick: random.Random) -> str:
    operation, at = _operation(root, pick)
    operation["parameters"].append(
        {"name": "f", "in": "query", "schema": {"type": "string"}}
    )
    return at


def add_error(root: Json, pick: random.Random) -> str:
    operation, at = _operation(root, pick)
    operation["responses"]["409"] = {"description": "taken"}
    return at


def relax_request(root: Json, pick: random.Random) -> str:
    schema, at = _schema(root, pick, "In")
    schema["required"] = []
    return at


def promise_more(root: Json, pick: random.Random) -> str:
    schema, at = _schema(root, pick, "Out")
    schema["required"] = sorted(n for n in schema["properties"] if n in NAMES)
    return at


def inline_null(root: Json, pick: random.Random) -> str:
    schema, at = _schema(root, pick, "")
    for name, node in schema["properties"].items():
        if node == SCALARS[-1]:
            schema["properties"][name] = {"type": ["string", "null"]}
    return at


COMPATIBLE: list[Edit] = [
    shuffle, describe, add_optional_property, add_operation, add_optional_parameter,
    add_error, relax_request, promise_more, inline_null,
]  # fmt: skip


def remove_operation(root: Json, pick: random.Random) -> str:
    path = pick.choice(sorted(p for p in root["paths"] if p != "/fresh"))
    del root["paths"][path]
    return f"/paths/{path.replace('/', '~1')}/post"


def rename_operation(root: Json, pick: random.Random) -> str:
    operation, at = _operation(root, pick)
    operation["operationId"] = "other_name"
    return at


def require_parameter(root: Json, pick: random.Random) -> str:
    operation, at = _operation(root, pick)
    operation["parameters"][1]["required"] = True
    return f"{at}/parameters/1"


def move_parameter(root: Json, pick: random.Random) -> str:
    operation, at = _operation(root, pick)
    operation["parameters"][1]["in"] = "header"
    return f"{at}/parameters/1"


def require_property(root: Json, pick: random.Random) -> str:
    schema, at = _schema(root, pick, "In")
    schema["properties"]["must"] = {"type": "string"}
    schema["required"] = [*schema["required"], "must"]
    return f"{at}/properties/must"


def remove_received(root: Json, pick: random.Random) -> str:
    schema, at = _schema(root, pick, "Out")
    del schema["properties"][schema["required"].pop()]
    return at


def retype(root: Json, pick: random.Random) -> str:
    schema, at = _schema(root, pick, "")
    name = schema["required"][0]
    used = schema["properties"][name]
    schema["properties"][name] = (
        {"type": "array", "items": {"type": "array", "items": {}}}
        if used.get("type") != "array"
        else {"type": "boolean"}
    )
    return f"{at}/properties/{name}"


def make_nullable(root: Json, pick: random.Random) -> str:
    schema, at = _schema(root, pick, "Out")
    schema["properties"]["extra"] = {"type": "object"}
    name = schema["required"][0]
    schema["properties"][name] = {"anyOf": [{"type": "object"}, {"type": "null"}]}
    return f"{at}/properties/{name}"


def close_request(root: Json, pick: random.Random) -> str:
    schema, at = _schema(root, pick, "In")
    schema["additionalProperties"] = False
    return at


def remove_status(root: Json, pick: random.Random) -> str:
    operation, at = _operation(root, pick)
    operation["responses"] = {"204": {"description": ""}}
    return f"{at}/responses"


def add_security(root: Json, pick: random.Random) -> str:
    operation, at = _operation(root, pick)
    root["components"]["securitySchemes"] = {"k": {"type": "http", "scheme": "bearer"}}
    operation["security"] = [{"k": []}]
    return f"{at}/security"


BREAKING: list[Edit] = [
    remove_operation, rename_operation, require_parameter, move_parameter,
    require_property, remove_received, retype, make_nullable, close_request,
    remove_status, add_security,
]  # fmt: skip

_SETTINGS = settings(
    max_examples=60, deadline=None, suppress_health_check=list(HealthCheck)
)


@_SETTINGS
@given(documents(), st.lists(st.sampled_from(COMPATIBLE), max_size=4), st.randoms())
def test_compatible_edits_give_no_breaking_finding(
    old: Json, edits: list[Edit], pick: random.Random
) -> None:
    """People would learn to accept whatever the gate says."""
    new = copy.deepcopy(old)
    for edit in edits:
        edit(new, pick)
    assert [f for f in compared(old, new).findings if f.severity == "breaking"] == []


@_SETTINGS
@given(
    documents(),
    st.sampled_from(BREAKING),
    st.lists(st.sampled_from(COMPATIBLE[:6]), max_size=2),
    st.randoms(),
)
def test_breaking_edit_is_found_at_its_place(
    old: Json, edit: Edit, others: list[Edit], pick: random.Random
) -> None:
    """A break would pass, or stand where nobody made it."""
    new = copy.deepcopy(old)
    place = edit(new, pick)
    for other in others:
        if other is not add_operation:
            other(new, pick)
    found = [f for f in compared(old, new).findings if f.severity == "breaking"]
    places = {p.text for f in found for p in (f.old, f.new) if p is not None}
    assert any(p.startswith(place) for p in places), (place, sorted(places))
