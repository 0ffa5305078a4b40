"""What is rendered is what a careful person would have written."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from . import (
    test_bodies,
    test_names,
    test_parameters,
    test_replies,
    test_types,
    test_wire_bodies,
    test_wire_parameters,
    test_wire_replies,
)
from .clients import write

HOSTILE = (
    'x"""\n\n\'\'\'\\N{x} {{ y }} {% raw %}\r\nimport os\n#\t\N{LINE SEPARATOR}"\\'
)


def hostile() -> dict[str, Any]:
    """A document whose every text tries to be code."""
    schema = {
        "type": "object",
        "title": HOSTILE,
        "description": HOSTILE,
        "properties": {
            HOSTILE: {"type": "string", "description": HOSTILE, "default": HOSTILE},
            "const": {"const": HOSTILE},
            "enum": {"type": "string", "enum": [HOSTILE, "a"], "pattern": HOSTILE},
        },
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": HOSTILE, "version": HOSTILE, "description": HOSTILE},
        "tags": [{"name": "hostile", "description": HOSTILE}],
        "paths": {
            "/hostile": {
                "post": {
                    "operationId": HOSTILE,
                    "tags": ["hostile"],
                    "summary": HOSTILE,
                    "description": HOSTILE,
                    "parameters": [
                        {
                            "name": HOSTILE,
                            "in": "query",
                            "description": HOSTILE,
                            "schema": {"type": "string", "default": HOSTILE},
                        }
                    ],
                    "requestBody": {
                        "content": {"application/json": {"schema": schema}}
                    },
                    "responses": {
                        "200": {
                            "description": HOSTILE,
                            "content": {
                                "application/json": {
                                    "schema": {"$ref": "#/components/schemas/Hostile"}
                                }
                            },
                        },
                        "404": {"description": HOSTILE},
                    },
                }
            }
        },
        "components": {
            "schemas": {
                "Hostile": schema,
                "HostileEnum": {"type": "string", "enum": [HOSTILE, "b"]},
            }
        },
    }


def numbered() -> dict[str, Any]:
    """A document whose groups and models sort by number, in isort as for a person."""
    schemas = {
        name: {"type": "object", "properties": {"a": {"type": "string"}}}
        for name in ("Item1", "Item2", "Item10", "URL", "Url", "ab", "Ab2")
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Numbers", "version": "1"},
        "paths": {
            f"/{tag}/{name}": {
                "get": {
                    "operationId": f"get_{tag}_{name}",
                    "tags": [tag],
                    "responses": {
                        "200": {
                            "description": "",
                            "content": {
                                "application/json": {
                                    "schema": {"$ref": f"#/components/schemas/{name}"}
                                }
                            },
                        }
                    },
                }
            }
            for tag, chosen in {
                "v1": ["Item1", "Item2"],
                "v2": ["Item2", "Item10"],
                "v10": ["URL", "Url", "ab"],
                "v3": ["Ab2"],
            }.items()
            for name in chosen
        },
        "components": {"schemas": schemas},
    }


def served(module: Any) -> dict[str, Any]:
    """The document of the service that a module of tests describes."""
    app = FastAPI()
    app.include_router(module.router)
    return app.openapi()


def together(documents: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """One document of many, their paths and schemas kept apart by a prefix."""
    ref = "#/components/schemas/"
    root: dict[str, Any] = {"paths": {}, "components": {"schemas": {}}}
    for name, document in documents.items():
        text = json.dumps(document).replace(ref, f"{ref}{name}")
        moved = json.loads(text)
        root.setdefault("openapi", "3.2.0")
        root.setdefault("info", moved["info"])
        for path, item in moved["paths"].items():
            for operation in item.values():
                if isinstance(operation, dict) and "operationId" in operation:
                    operation["operationId"] += f"_{name}"
            root["paths"][f"/{name}{path}"] = item
        for key, schema in moved.get("components", {}).get("schemas", {}).items():
            root["components"]["schemas"][f"{name}{key}"] = schema
    root["servers"] = documents["Replies"].get("servers", [])
    return root


CORE = "/_core/"
"""Copied as it is; `make check` looks at it where it comes from."""

WORDS = ["self", "class", "None", "list", "dict", "str", "int", "bytes", "type"]
WORDS += ["models", "operations", "Field", "Any", "Model", "Literal", "Mapping", "UUID"]
WORDS += ["Upload", "Decimal", "date", "datetime", "float", "bool", "object", "日本"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A client with an example of everything, in the package `varied`."""
    found = tmp_path_factory.mktemp("quality")
    document = together(
        {
            "Hostile": hostile(),
            "Numbered": numbered(),
            "Names": test_names.everything(WORDS),
            "Parameters": served(test_parameters),
            "Bodies": served(test_bodies),
            "Types": served(test_types),
            "Replies": served(test_replies),
            "WireParameters": test_wire_parameters.document(),
            "WireBodies": test_wire_bodies.document(),
            "WireReplies": test_wire_replies.document(),
        }
    )
    write(document, found, package="varied")
    return found


def run(folder: Path, *command: str) -> None:
    """Run a tool; show what it says when it is not content."""
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=folder, capture_output=True, text=True
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-6000:]


def test_black_has_nothing_to_change(folder: Path) -> None:
    """Else a formatter in a user's pre-commit makes every file an edited one."""
    run(folder, "black", "--check", "--quiet", "--diff", f"--exclude={CORE}", "varied")


def test_ruff_finds_nothing(folder: Path) -> None:
    """Else an unused or unsorted import shows that a machine wrote it."""
    run(folder, "ruff", "check", "--isolated", "--no-cache", "--select=E,F,I",
        "--ignore=E501", "--target-version=py311", "varied")  # fmt: skip


def test_mypy_finds_nothing(folder: Path) -> None:
    """Else a user's own check fails in code that is not theirs."""
    run(folder, "mypy", "--strict", "--no-incremental", "-p", "varied")


def test_pyright_finds_nothing(folder: Path) -> None:
    """Else the same for the users of the other checker."""
    (folder / "pyrightconfig.json").write_text(
        json.dumps(
            {"include": ["varied"], "exclude": ["varied/_core"], "strict": ["varied"]}
        )
    )
    run(folder, "pyright", "--pythonpath", sys.executable, "--warnings")
