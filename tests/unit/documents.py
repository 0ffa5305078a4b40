"""Small documents for tests of the reader and of what follows it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from codegen import ir
from codegen.build import build
from codegen.config import Config
from codegen.errors import Notice
from codegen.previous import Previous
from codegen.read import Choices, read
from codegen.spec.document import Document

Json = dict[str, Any]


def document(
    paths: Mapping[str, Any] | None = None,
    schemas: Mapping[str, Any] | None = None,
    version: str = "3.1.0",
    **more: Any,
) -> Json:
    """A document with paths and component schemas."""
    return {
        "openapi": version,
        "info": {"title": "A service", "version": "1"},
        "paths": paths or {},
        "components": {"schemas": schemas or {}},
        **more,
    }


def operation(**more: Any) -> Json:
    """An operation with a tag and an empty success."""
    return {"tags": ["things"], "responses": {"204": {"description": ""}}, **more}


def replying(schema: Json, status: str = "200") -> Json:
    """An operation that answers with JSON."""
    content = {"application/json": {"schema": schema}}
    return operation(responses={status: {"description": "", "content": content}})


def api_of(root: Json, choices: Choices | None = None) -> ir.Api:
    """Read a document."""
    made = Document(root, version=root["openapi"])
    return read(made, choices or Choices(), made.problems())


def notices_of(root: Json, choices: Choices | None = None) -> tuple[Notice, ...]:
    """Read a document; return what a person is told about it."""
    made = Document(root, version=root["openapi"])
    problems = made.problems()
    read(made, choices or Choices(), problems)
    return problems.notices


def model_of(schema: Any, version: str = "3.1.0", **others: Any) -> ir.Model:
    """Read the component `Thing`; `others` are components beside it."""
    api = api_of(document(schemas={"Thing": schema, **others}, version=version))
    return next(m for name, m in api.models.items() if name == "Thing")


def schema_of(schema: Any, version: str = "3.1.0", **others: Any) -> ir.Schema:
    """Read a schema where it is the field of an object; `others` are components."""
    holder = {"type": "object", "properties": {"x": schema}}
    model = model_of(holder, version, **others)
    assert isinstance(model.shape, ir.ObjectModel)
    return model.shape.fields[0].schema


_asked: dict[str, dict[str, str]] = {}
"""What earlier renderings asked datamodel-code-generator; each asks only what is new,
and starts no process when nothing is."""


def render(root: Json, **settings: Any) -> Mapping[str, str]:
    """Render a document; return every file by its path below the package."""
    config = Config(folder=Path(__file__).parent, **settings)  # has no patches
    made = build(
        Document(root, version=root["openapi"]),
        config,
        Previous(config.package_folder, {}, _asked),
    )
    for section, answers in made.cache.items():
        _asked.setdefault(section, {}).update(answers)
    return made.files
