"""Reserved words, builtins and our own names as the name of anything still work."""

from __future__ import annotations

import inspect
import keyword
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from .clients import Pair, pair_of
from .wire import Wire

WORDS = [
    "self", "cls", "class", "None", "True", "import", "def", "async", "await", "yield",
    "lambda", "print", "list", "dict", "str", "int", "float", "bool", "bytes", "type",
    "object", "set", "tuple", "id", "property", "super", "models", "model", "operations",
    "operation", "client", "Client", "Field", "Any", "Model", "BaseModel", "Group", "body",
    "Stream", "Literal", "Mapping", "Sequence", "Upload", "UUID", "datetime", "date",
    "Decimal", "Annotated", "Optional", "TYPE_CHECKING", "annotations", "builtins",
    "json", "copy", "schema", "validate", "dict_", "model_fields", "model_config",
    "model_dump", "construct", "__init__", "__class__", "__slots__", "__dict__", "_send",
    "_transport", "content_type", "accept", "shared", "errors", "sync", "aio", "close",
    "request", "with_options", "httpx", "pydantic", "typing", "name", "value", "NAME",
    "con", "nul", "match", "case", "_", "__", "1", "", "a b", "é", "日本", "ﬁ", "²",
    "𝒽𝑒𝓁𝓁𝑜", "x" * 120, "\N{RIGHT-TO-LEFT OVERRIDE}x", "\"'\\", "{x}", "{{ x }}",
    "Open", "OpenModel", "OpenStrEnum", "TypeAliasType", "Tag", "Discriminator",
    "timedelta", "time", "Base64Bytes", "ByTag", "File", "Response", "Error",
]  # fmt: skip
"""Names that break generators: Python's, pydantic's, ours, nobody's."""

TAGS = [word for word in WORDS if word.strip() and not set(word) & set("{}")]
PATH_SAFE = [word for word in WORDS if word and not set(word) & set("{}")]


def everything(words: Sequence[str] = WORDS) -> dict[str, Any]:
    """A document in which every word is the name of everything."""
    tags = [word for word in words if word.strip() and not set(word) & set("{}")]
    path_safe = [word for word in words if word and not set(word) & set("{}")]
    named = {
        word: {
            "type": "object",
            "properties": {w: {"type": "string"} for w in (word, "x")},
            "required": [word],
        }
        for word in words
        if word
    }
    every = {"type": "object", "properties": {}}
    every["properties"] = {
        word: {
            "$ref": "#/components/schemas/" + word.replace("~", "~0").replace("/", "~1")
        }
        for word in words
        if word and "%" not in word
    }
    kinds = [
        {"type": "string"},
        {"type": "array", "items": {"type": "integer"}},
        {"type": "string", "format": "date"},
        {"type": "object", "additionalProperties": {"type": "number"}},
        {"type": "string", "enum": ["a", "b"]},
        {"type": "string", "format": "uuid"},
    ]
    types = {
        "type": "object",
        "properties": {
            word: kinds[i % len(kinds)] for i, word in enumerate(sorted(words))
        },
    }
    parameters = [
        {"name": w, "in": "query", "schema": {"type": "string"}} for w in words
    ]
    paths: dict[str, Any] = {
        f"/operations/{number}": {
            "get": {
                "operationId": word,
                "tags": ["operations"],
                "parameters": [{"name": word, "in": "query", "schema": kind}],
                "responses": {
                    "200": {
                        "description": "",
                        "content": {
                            "application/json": {"schema": kinds[number % len(kinds)]}
                        },
                    }
                },
            }
        }
        for number, word in enumerate(words)
        if word
        for kind in [kinds[(number + 1) % len(kinds)]]
    }
    for number, word in enumerate(tags):
        paths[f"/tags/{number}"] = {
            "post": {
                "operationId": f"invoke_{number}",
                "tags": [word],
                "requestBody": {
                    "content": {
                        "application/json": {
                            "schema": {"$ref": "#/components/schemas/Types"}
                        }
                    }
                },
                "responses": {"204": {"description": ""}},
            }
        }
    for number, word in enumerate(path_safe):
        paths[f"/paths/{number}/{{{word}}}"] = {
            "get": {
                "operationId": f"path_{number}",
                "tags": ["paths"],
                "parameters": [
                    {
                        "name": word,
                        "in": "path",
                        "required": True,
                        "schema": {"type": "string"},
                    }
                ],
                "responses": {"204": {"description": ""}},
            }
        }
    paths["/parameters"] = {
        "post": {
            "operationId": "parameters",
            "tags": ["all"],
            "parameters": parameters,
            "requestBody": {"content": {"application/json": {"schema": types}}},
            "responses": {"204": {"description": ""}},
        }
    }
    paths["/form"] = {
        "post": {
            "operationId": "form",
            "tags": ["all"],
            "parameters": parameters,
            "requestBody": {
                "content": {"application/x-www-form-urlencoded": {"schema": types}}
            },
            "responses": {"204": {"description": ""}},
        }
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Names", "version": "1"},
        "paths": paths,
        "components": {
            "schemas": {
                **named,
                "Every": every,
                "Types": types,
                "Words": {"type": "string", "enum": [*words, "mro", "name", "value"]},
            }
        },
    }


wire = Wire()


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    folder = tmp_path_factory.mktemp("names")
    with pair_of(wire, wire.notes, folder, everything()) as found:
        yield found


def methods(group: Any) -> list[str]:
    """The public methods of a group, in the order of their definition."""
    return [name for name, _ in inspect.getmembers(group, callable) if name[0] != "_"]


def test_every_word_can_be_an_operation(pair: Pair) -> None:
    """Else one of them is a syntax error, or hides what a method needs."""
    wire.answer(status=304)
    seen = set()
    for name in methods(pair.sync.operations):
        assert not keyword.iskeyword(name)
        pair(lambda c, name=name: getattr(c.operations, name)())
        seen.add(pair.received.path)
    expected = {f"/operations/{n}" for n, word in enumerate(WORDS) if word}
    assert {path for path in seen if path.startswith("/operations/")} == expected


def test_every_word_can_be_a_tag(pair: Pair) -> None:
    """Else a group hides another one, or a module of ours."""
    wire.answer(status=204)
    seen = set()
    for group_name in dir(type(pair.sync)):
        group = getattr(pair.sync, group_name) if group_name[0] != "_" else None
        if group is None or "Group" not in [b.__name__ for b in type(group).__mro__]:
            continue
        for name in methods(group):
            if name.startswith("invoke_"):
                getattr(group, name)()
                seen.add(name)
    assert len(seen) == len(TAGS)


def test_every_word_can_be_a_path_parameter(pair: Pair) -> None:
    """Else its value is not put where it belongs."""
    wire.answer(status=204)
    for number in range(len(PATH_SAFE)):
        pair(lambda c, n=number: getattr(c.paths, f"path_{n}")("a b"))
        assert pair.received.path == f"/paths/{number}/a%20b"


def test_every_word_can_be_a_query_parameter(pair: Pair) -> None:
    """Else one of two that look alike to Python is lost."""
    wire.answer(status=204)
    arguments = inspect.signature(pair.sync.all.parameters).parameters
    names = [name for name in arguments if name != "body"]
    pair(lambda c: c.all.parameters(**{name: f"v{i}" for i, name in enumerate(names)}))
    assert len(pair.received.pairs) == len(WORDS)
    assert {key for key, _ in pair.received.pairs} == set(WORDS)


def test_every_word_can_be_a_property(pair: Pair) -> None:
    """Else a value is sent under another name, or pydantic's own member is hidden."""
    wire.answer(status=204)
    kind = pair.models.Every
    assert len(kind.model_fields) == sum(1 for word in WORDS if word)
    every = {word: {word: "x", "x": "y"} for word in WORDS if word and "%" not in word}
    value = kind.model_validate(every)
    assert value.model_dump(mode="json", exclude_unset=True) == every
    pair(lambda c: c.all.parameters({"a": 1}))
    types = pair.models.Types
    body = types.model_validate({})
    pair(lambda c: c.all.parameters(body))


def test_every_word_can_be_a_member_of_an_enumeration(pair: Pair) -> None:
    """Else `mro` or `name` breaks the class, or a member is lost."""
    words = pair.models.Words
    expected = dict.fromkeys([*WORDS, "mro"])
    assert [member.value for member in words] == list(expected)
    assert all(words(word).value == word for word in expected)
