"""From a document to files: the stages together."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from codegen.build import DRIVERS, error_names, runtime
from codegen.encode import literal

from .documents import Json, document, render
from .test_encode import hostile

REF = "#/components/schemas/"


def files_of(root: Json) -> Mapping[str, str]:
    """Render a document; what no text of it reaches is left out."""
    found = render(json.loads(json.dumps(root)))
    return {
        path: text
        for path, text in found.items()
        if not path.startswith("_core/") and path.rpartition("/")[2] not in DRIVER_FILES
    }


DRIVER_FILES = {f"_{name}.py" for name in DRIVERS}


def sample(text: str, name: str = "name", path: str = "a") -> Json:
    """A document with `text` wherever a document may have any.

    Args:
        text: Of descriptions, constants, defaults, patterns, media types, URLs.
        name: Of properties, parameters, tags, operations and schemas.
        path: A segment of a path.
    """
    schema: Json = {
        "type": "object",
        "title": text,
        "description": text,
        "required": [name],
        "properties": {
            name: {"type": "string", "description": text, "default": text},
            "constant": {"const": text},
            "choice": {"type": "string", "enum": [text, "other"]},
            # A format of its own: one that is known, `duration` say, has a type.
            "pattern": {"type": "string", "pattern": text, "format": f"x-{text}"},
            "mapped": {"$ref": f"{REF}Union"},
        },
        "example": text,
        "x-extension": {text: text, "customTypePath": text, "x-python-type": text},
    }
    tagged = {"type": "object", "properties": {"kind": {"type": "string"}}}
    call: Json = {
        "tags": [name],
        "operationId": name,
        "summary": text,
        "description": text,
        "externalDocs": {"url": text, "description": text},
        "security": [{text: [text]}],
        "parameters": [
            {
                "name": name,
                "in": where,
                "description": text,
                "schema": {"type": "string", "default": text, "enum": [text, "b"]},
            }
            for where in ("query", "header", "cookie")
        ]
        + [
            {
                "name": "fixed",
                "in": "query",
                "required": True,
                "schema": {"const": text},
            }
        ],
        "requestBody": {
            "description": text,
            "content": {
                "multipart/form-data": {
                    "schema": schema,
                    "encoding": {name: {"contentType": f"text/{text}"}},
                }
            },
        },
        "responses": {
            "200": {
                "description": text,
                "headers": {name: {"description": text, "schema": {"type": "string"}}},
                "content": {
                    "application/json": {"schema": {"$ref": f"{REF}Thing"}},
                    f"application/{text}": {"schema": {"type": "string"}},
                },
            },
            "404": {"description": text},
        },
    }
    root = document(
        {f"/{path}": {"post": call}},
        {
            "Thing": schema,
            "Choice": {"type": "string", "enum": [text, "b"], "description": text},
            "A": tagged,
            "B": tagged,
            "Union": {
                "oneOf": [{"$ref": f"{REF}A"}, {"$ref": f"{REF}B"}],
                "description": text,
                "discriminator": {
                    "propertyName": "kind",
                    "mapping": {text + "a": f"{REF}A", text + "b": f"{REF}B"},
                },
            },
        },
        servers=[
            {
                "url": f"https://{{v}}/{text}",
                "description": name,
                "variables": {
                    "v": {"default": text, "enum": [text], "description": text}
                },
            }
        ],
        tags=[{"name": name, "description": text}],
    )
    root["info"] = {"title": text, "version": text, "description": text}
    return root


def shape(node: ast.AST) -> Iterator[str]:
    """What a program does: its nodes and names, without the values of literals.

    How many members an enumeration or a union has depends on values that are equal.
    """
    for child in ast.walk(node):
        match child:
            case ast.Import() | ast.ImportFrom():
                yield f"import {getattr(child, 'module', '')}"
                yield from (f"import {alias.name}" for alias in child.names)
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
                yield f"call {name}"
            case ast.Attribute(attr=name):
                yield f"attribute {name}"
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield f"def {name}"
            case ast.ClassDef(name=name):
                yield f"class {name}"
            case _:
                yield type(child).__name__


def acts(files: Mapping[str, str]) -> set[str]:
    """Everything that rendered files do."""
    return {
        act
        for path, text in files.items()
        if path.endswith(".py")
        for act in shape(ast.parse(text))
    }


PLAIN = acts(files_of(sample("plain text")))

# Half of a surrogate pair in a name or a value is refused, see test_rename.
carried = hostile.filter(
    lambda text: text.isascii() or not re.search("[\ud800-\udfff]", text)
)


@given(carried)
@example('"""')
@example("\\")
@example("'\\\n")
@example("{self}")
@example("{{ header }}{% for x in y %}")
@example("\N{RIGHT-TO-LEFT OVERRIDE}")
@example("\x00")
@example("../../evil")
@example("xml")
@settings(max_examples=60, deadline=None)
def test_no_text_of_a_document_becomes_code(text: str) -> None:
    """Else who writes the document runs programs where it is generated or used."""
    found = files_of(sample(text))
    assert acts(found) <= PLAIN
    for path, content in found.items():
        content.encode()
        assert content.isascii() or content.replace("\n", "").isprintable(), path


def named(names: list[str]) -> Json:
    """A document in which each name is that of everything once."""
    root = sample("x")
    for number, name in enumerate(names):
        one = sample("x", name)
        root["paths"][f"/{number}"] = one["paths"]["/a"]
        root["components"]["schemas"][name] = one["components"]["schemas"]["Thing"]
        root["tags"] += one["tags"]
        root["servers"] += one["servers"]
    return root


NAMES = ["os.system('x')", "../../evil", "__import__", "con", "a" * 300, "\0"]


@given(st.lists(carried, min_size=20, max_size=40, unique=True))
@example(NAMES)
@settings(max_examples=4, deadline=None)
def test_no_name_of_a_document_becomes_code_or_a_path(names: list[str]) -> None:
    """Else a tag writes a file elsewhere, or a property is a statement."""
    names = [name for name in names if name not in ("name", "Thing", "Choice")]
    found = files_of(named(names))
    assert {act.partition(" ")[0] for act in acts(found)} <= {
        act.partition(" ")[0] for act in PLAIN
    } | {"Pass"}
    for path in found:
        pure = PurePosixPath(path)
        assert path.isascii() and not pure.is_absolute() and ".." not in pure.parts
        assert len(pure.parts) <= 2 and len(pure.name) < 255
    imports = {act for act in acts(found) if act.startswith("import ")}
    assert not imports & {"import os", "import sys", "import subprocess"}


@given(carried)
@settings(max_examples=40, deadline=None)
def test_values_stay_values_byte_for_byte(text: str) -> None:
    """Else a constant with a quote or a brace is another one on the wire."""
    found = files_of(sample(text))
    table = found["_operations/name.py"]
    assert f"const={literal(text)}" in table
    strings = {
        node.value
        for node in ast.walk(ast.parse(table))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert {text, f"application/{text}"} <= strings


def test_a_path_of_a_document_stays_one_string() -> None:
    """Else a quote in a path ends the literal."""
    path = "a\"'\\{{x}}"
    table = files_of(sample("x", path=path.replace("{", "").replace("}", "")))
    assert literal("/a\"'\\x") in table["_operations/name.py"]


def test_what_does_not_reach_the_client_changes_nothing() -> None:
    """Else examples with the time of day make a diff in every run."""
    root = sample("x")
    expected = files_of(root)
    root["x-generated"] = "now"
    root["components"]["examples"] = {"now": {"value": "12:00"}}
    root["components"]["schemas"]["Thing"]["example"] = "another"
    root["components"]["schemas"]["Thing"]["properties"]["name"]["examples"] = [1]
    assert files_of(root) == expected


def test_both_flavours_have_the_same_files() -> None:
    """Else a group is in one client only."""
    found = files_of(sample("x"))
    sync = {p.removeprefix("sync/") for p in found if p.startswith("sync/")}
    aio = {p.removeprefix("aio/") for p in found if p.startswith("aio/")}
    assert sync == aio == {"__init__.py", "client.py", "name.py"}


def test_the_flavours_differ_by_async_and_await_alone() -> None:
    """Else a person has to review every method twice."""
    found = files_of(sample("x"))
    aio = found["aio/name.py"].replace("async def", "def").replace("await ", "")
    assert "".join(aio.split()).replace("asyncioclient", "blockingclient") == "".join(
        found["sync/name.py"].split()
    )


def test_the_runtime_is_copied_as_it_is() -> None:
    """Else what was tested is not what a user runs."""
    found = render(sample("x"))
    for name, text in runtime().items():
        assert found[f"_core/{name}"] == text


@pytest.mark.parametrize("http", ["httpx", "httpx2"])
def test_the_http_library_is_imported_in_one_module(http: str) -> None:
    """Else it cannot be exchanged."""
    found = render(sample("x"), http=http)
    importing = {
        path
        for path, text in found.items()
        if path.endswith(".py")
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Import)
        and any(alias.name.startswith("httpx") for alias in node.names)
    }
    assert importing == {"_core/_http.py"}
    assert f"import {http}" in found["_core/_http.py"]


def test_every_error_is_exported() -> None:
    """Else a class of the tree cannot be caught."""
    found = files_of(sample("x"))
    assert "ApiError" in error_names()
    for name in error_names():
        assert (
            f'"{name}",' in found["errors.py"] and f'"{name}",' in found["__init__.py"]
        )


def test_the_package_says_that_it_is_typed() -> None:
    """Else type checkers ignore every annotation (PEP 561)."""
    assert files_of(sample("x"))["py.typed"] == ""
