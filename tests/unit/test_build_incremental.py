"""A run that takes over what has not changed writes what a full run writes."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from codegen import run
from codegen.config import Config

JOB = {
    "type": "object",
    "required": ["id"],
    "properties": {
        "id": {"type": "integer"},
        "status": {"$ref": "#/components/schemas/Status"},
    },
}


def document() -> dict[str, Any]:
    """Two groups that share a model, and one that is alone."""
    reply = {"description": "ok", "content": {"application/json": {"schema": {}}}}

    def operation(tag: str, ref: str) -> dict[str, Any]:
        schema = {"type": "array", "items": {"$ref": f"#/components/schemas/{ref}"}}
        content = {"application/json": {"schema": schema}}
        return {
            "tags": [tag],
            "operationId": f"list_{tag}",
            "parameters": [
                {"name": "page", "in": "query", "schema": {"type": "integer"}}
            ],
            "responses": {"200": {**reply, "content": content}},
        }

    return {
        "openapi": "3.1.0",
        "info": {"title": "Jobs", "version": "1"},
        "paths": {
            "/jobs": {"get": operation("jobs", "Job")},
            "/runs": {"get": operation("runs", "Job")},
            "/sites": {"get": operation("sites", "Site")},
        },
        "components": {
            "schemas": {
                "Job": JOB,
                "Site": {"type": "object", "properties": {"name": {"type": "string"}}},
                "Status": {"type": "string", "enum": ["new", "done"]},
            }
        },
    }


def add_field(root: dict[str, Any]) -> None:
    root["components"]["schemas"]["Job"]["properties"]["owner"] = {"type": "string"}


def make_paginated(root: dict[str, Any]) -> None:
    """What was a plain list gets a size, and with it a method of its own."""
    root["paths"]["/jobs"]["get"]["parameters"].append(
        {"name": "per_page", "in": "query", "schema": {"type": "integer"}}
    )


def enum_to_object(root: dict[str, Any]) -> None:
    root["components"]["schemas"]["Status"] = {"type": "object", "properties": {}}


def rename_model(root: dict[str, Any]) -> None:
    text = json.dumps(root).replace("Site", "Place")
    root.clear()
    root.update(json.loads(text))


def remove_group(root: dict[str, Any]) -> None:
    del root["paths"]["/sites"]


def secure(root: dict[str, Any]) -> None:
    scheme = {"type": "http", "scheme": "bearer"}
    root["components"]["securitySchemes"] = {"token": scheme}


@pytest.mark.parametrize(
    "edit",
    [add_field, make_paginated, enum_to_object, rename_model, remove_group, secure],
)
def test_edited_document_gives_what_a_full_run_gives(
    tmp_path: Path, edit: Callable[[dict[str, Any]], None]
) -> None:
    """A file taken over although it had to change would be wrong code, silently."""
    before = document()
    after = copy.deepcopy(before)
    edit(after)
    (tmp_path / "api.json").write_text(json.dumps(before))
    config = Config(input="api.json", folder=tmp_path, output="step")
    run.generate(config)
    (tmp_path / "api.json").write_text(json.dumps(after))
    run.generate(config)
    fresh = Config(input="api.json", folder=tmp_path, output="fresh")
    run.generate(fresh)
    assert tree(tmp_path / "step") == tree(tmp_path / "fresh")


def test_group_is_taken_over_only_as_it_was_written(tmp_path: Path) -> None:
    """An edited or missing file is rendered again."""
    (tmp_path / "api.json").write_text(json.dumps(document()))
    config = Config(input="api.json", folder=tmp_path, package="client")
    run.generate(config)
    wanted = tree(tmp_path / "client")
    (tmp_path / "client/sync/jobs.py").unlink()
    run.generate(config)
    assert tree(tmp_path / "client") == wanted


def tree(folder: Path) -> dict[str, str]:
    """Return every module below a folder."""
    return {
        str(path.relative_to(folder)): path.read_text()
        for path in sorted(folder.rglob("*.py"))
    }
