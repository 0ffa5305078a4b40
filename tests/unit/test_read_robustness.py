"""Whatever a document says, the reader reads it or says what is wrong with it."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codegen.errors import SpecError
from codegen.spec.pointer import ROOT, Pointer

from .documents import Json, api_of, document, operation, render

REF = "#/components/schemas/"


def everything() -> Json:
    """A document with an example of all that the reader looks at."""
    job = {
        "type": "object",
        "description": "A job.",
        "required": ["id"],
        "properties": {
            "id": {
                "type": "integer",
                "minimum": 1,
                "format": "int64",
                "readOnly": True,
            },
            "state": {"$ref": f"{REF}State"},
            "labels": {"type": "object", "additionalProperties": {"type": "string"}},
            "parent": {"anyOf": [{"$ref": f"{REF}Job"}, {"type": "null"}]},
            "pair": {
                "type": "array",
                "prefixItems": [{"type": "string"}, {"type": "number"}],
                "minItems": 2,
                "maxItems": 2,
            },
            "when": {"type": "string", "format": "date-time", "default": "now"},
            "any": {},
        },
        "additionalProperties": False,
    }
    shape = {
        "oneOf": [{"$ref": f"{REF}Circle"}, {"$ref": f"{REF}Square"}],
        "discriminator": {
            "propertyName": "kind",
            "mapping": {"circle": f"{REF}Circle", "square": f"{REF}Square"},
        },
    }
    schemas = {
        "Job": job,
        "State": {"type": "string", "enum": ["new", "done"]},
        "Circle": {"properties": {"kind": {"const": "circle"}}, "type": "object"},
        "Square": {
            "allOf": [
                {"$ref": f"{REF}Job"},
                {"properties": {"kind": {"enum": ["square"], "type": "string"}}},
            ]
        },
        "Shape": shape,
        "Tree": {
            "anyOf": [{"type": "string"}, {"items": {"$ref": f"{REF}Tree"}}],
        },
        "Old": {"type": "string", "nullable": True, "pattern": "^a$", "maxLength": 3},
    }
    ok = {
        "description": "Fine",
        "headers": {"X-Total": {"schema": {"type": "integer"}, "required": True}},
        "content": {
            "application/json": {"schema": {"$ref": f"{REF}Job"}},
            "text/csv": {"schema": {"type": "string"}},
        },
    }
    events = {
        "description": "",
        "content": {"text/event-stream": {"itemSchema": {"$ref": f"{REF}Shape"}}},
    }
    paths = {
        "/jobs/{id}": {
            "servers": [{"url": "https://{region}.example.org"}],
            "parameters": [
                {"name": "id", "in": "path", "required": True, "schema": {}},
            ],
            "get": operation(
                operationId="getJob",
                summary="Get a job",
                deprecated=True,
                security=[{"key": ["read"]}, {}],
                parameters=[
                    {
                        "name": "tags",
                        "in": "query",
                        "style": "spaceDelimited",
                        "explode": False,
                        "schema": {"type": "array", "items": {"type": "string"}},
                    },
                    {"$ref": "#/components/parameters/Filter"},
                ],
                responses={"200": ok, "4XX": {"description": "No"}, "default": ok},
            ),
            "put": operation(
                requestBody={
                    "required": True,
                    "content": {
                        "multipart/form-data": {
                            "schema": {
                                "type": "object",
                                "properties": {
                                    "file": {"type": "string", "format": "binary"},
                                    "note": {"type": "string"},
                                },
                            },
                            "encoding": {"file": {"contentType": "image/png, image/*"}},
                        }
                    },
                },
            ),
            "patch": operation(
                requestBody={
                    "content": {
                        "application/json": {"schema": {"$ref": f"{REF}Tree"}},
                        "application/x-www-form-urlencoded": {
                            "schema": {"$ref": f"{REF}Job"},
                            "encoding": {"labels": {"style": "form", "explode": False}},
                        },
                    }
                },
                responses={"200": events},
            ),
        },
    }
    root = document(paths, schemas)
    root["components"]["parameters"] = {
        "Filter": {
            "name": "filter",
            "in": "query",
            "content": {"application/json": {"schema": {"$ref": f"{REF}Shape"}}},
        }
    }
    root["components"]["securitySchemes"] = {
        "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
        "oauth": {
            "type": "oauth2",
            "flows": {"password": {"tokenUrl": "/token", "scopes": {"read": "Read"}}},
        },
    }
    root["servers"] = [
        {
            "url": "https://{region}.example.org",
            "variables": {"region": {"default": "eu", "enum": ["eu", "us"]}},
        }
    ]
    root["tags"] = [{"name": "things", "description": "All of them."}]
    root["security"] = [{"oauth": ["read"]}]
    return root


EVERYTHING = everything()


def places(node: object, at: Pointer = ROOT) -> Iterator[Pointer]:
    """Every place below the root of a document."""
    children: Any = ()
    if isinstance(node, dict):
        children = node.items()
    elif isinstance(node, list):
        children = enumerate(node)
    for key, value in children:
        yield at / key
        yield from places(value, at / key)


def replaced(root: Json, at: Pointer, value: object) -> Json:
    """A copy of a document with another value at a place."""
    found = copy.deepcopy(root)
    holder: Any = at.parent.find(found)
    holder[int(at[-1]) if isinstance(holder, list) else at[-1]] = value
    return found


PLACES = sorted(at for at in places(EVERYTHING) if at != Pointer(("openapi",)))
WORDS = st.sampled_from(
    ["", "object", "array", "null", "query", "path", "a/b", "#/", f"{REF}Job", "\udc80"]
)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 10)
    | st.floats(allow_nan=False, allow_infinity=False)
    | WORDS,
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        WORDS
        | st.sampled_from(
            [
                *("$ref", "allOf", "anyOf", "oneOf", "type", "properties", "items"),
                *("enum", "const", "schema", "content", "required", "nullable"),
                "discriminator",
            ]
        ),
        inner,
        max_size=3,
    ),
    max_leaves=6,
)


def test_the_example_is_a_valid_document() -> None:
    """Else the properties below start from a document that is refused anyway."""
    api = api_of(EVERYTHING)
    assert len(list(api.operations)) == 3
    assert {"Job", "Shape", "State", "Tree", "Circle", "Square"} <= api.models.keys()


@given(st.lists(st.tuples(st.sampled_from(PLACES), JSON), min_size=1, max_size=3))
@settings(max_examples=120, deadline=None)
def test_a_damaged_document_is_read_or_refused(
    damage: list[tuple[Pointer, object]],
) -> None:
    """Else a wrong document ends in a traceback of ours."""
    root = EVERYTHING
    for at, value in damage:
        try:
            root = replaced(root, at, value)
        except (LookupError, TypeError, AttributeError, ValueError):
            continue  # the damage before took the place away
    try:
        api_of(root)
    except SpecError as error:
        for problem in error.problems:
            assert problem.place and problem.remedy, problem


@given(st.sampled_from(PLACES), st.sampled_from([3, "text", [], {}, None, True]))
@settings(max_examples=25, deadline=None)
def test_what_is_read_from_a_damaged_document_can_be_rendered(
    at: Pointer, value: object
) -> None:
    """Else a later stage fails where nothing tells the place in the document."""
    root = replaced(EVERYTHING, at, value)
    try:
        api_of(root)
    except SpecError:
        return
    for path, text in render(root).items():
        if path.endswith(".py") and not path.startswith("_core"):
            compile(text, path, "exec")


@pytest.mark.parametrize(
    ("at", "value"),
    [
        ("/paths", []),
        ("/paths/~1jobs~1{id}", 3),
        ("/paths/~1jobs~1{id}/get", "x"),
        ("/paths/~1jobs~1{id}/get/parameters", {}),
        ("/paths/~1jobs~1{id}/get/parameters/0", 1),
        ("/paths/~1jobs~1{id}/get/responses", []),
        ("/paths/~1jobs~1{id}/get/responses/200", "x"),
        ("/paths/~1jobs~1{id}/get/responses/200/content", []),
        ("/paths/~1jobs~1{id}/get/security", {}),
        ("/paths/~1jobs~1{id}/put/requestBody", []),
        ("/components", []),
        ("/components/schemas", []),
        ("/components/schemas/Job", 3),
        ("/components/schemas/Job/properties", []),
        ("/components/schemas/Job/properties/id", "x"),
        ("/components/schemas/Job/properties/id/minimum", "x"),
        ("/components/schemas/Job/required", {}),
        ("/components/schemas/State/enum", "x"),
        ("/components/schemas/Shape/oneOf", {}),
        ("/components/schemas/Square/allOf", {}),
        ("/servers", {}),
        ("/servers/0", []),
        ("/tags", {}),
        ("/info", []),
        ("/info/title", 3),
    ],
)
def test_a_wrong_value_is_reported_at_its_place(at: str, value: object) -> None:
    """Else a person has to look for what is wrong in the whole document."""
    pointer = Pointer.parse(at)
    with pytest.raises(SpecError) as caught:
        api_of(replaced(EVERYTHING, pointer, value))
    found = [(p.code, p.place) for p in caught.value.problems]
    assert ("ISO110", f"document{pointer}") in found


def shuffled(node: Any, chance: random.Random) -> Any:
    """A document with the keys of every object in another order."""
    if isinstance(node, dict):
        keys = list(node)
        chance.shuffle(keys)
        return {key: shuffled(node[key], chance) for key in keys}
    if isinstance(node, list):
        return [shuffled(item, chance) for item in node]
    return node


@given(st.randoms(use_true_random=False))
@settings(max_examples=10, deadline=None)
def test_the_order_of_keys_changes_nothing(chance: random.Random) -> None:
    """Else a document that is written anew gives a diff without a change."""
    assert render(shuffled(EVERYTHING, chance)) == render(EVERYTHING)
