"""`rename` in the configuration decides what something is called."""

from __future__ import annotations

from typing import Any

import pytest

from codegen.errors import ConfigError, Problems, SpecError
from codegen.read import Choices, read
from codegen.spec.document import Document

DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Jobs", "version": "1"},
    "paths": {
        "/jobs/{id}": {
            "get": {
                "tags": ["jobs"],
                "operationId": "read",
                "parameters": [
                    {
                        "name": "id",
                        "in": "path",
                        "required": True,
                        "schema": {"type": "integer"},
                    }
                ],
                "responses": {"204": {"description": "ok"}},
            }
        }
    },
    "components": {
        "schemas": {
            "Job": {"type": "object", "properties": {"JobID": {"type": "integer"}}}
        }
    },
}


def names(rename: dict[str, str]) -> list[str]:
    """Return group, method, argument, model and field, as they are called."""
    api = read(Document(DOCUMENT), Choices(rename=rename), Problems("api.json"))
    operation = api.groups[0].operations[0]
    model = next(iter(api.models.values()))
    field = model.shape.fields[0]  # type: ignore[union-attr]
    return [
        api.groups[0].name,
        operation.name,
        operation.parameters[0].name,
        model.name,
        field.name,
    ]


def test_without_it_names_come_from_the_document() -> None:
    """What the other tests differ from."""
    assert names({}) == ["jobs", "read", "id", "Job", "job_id"]


@pytest.mark.parametrize(
    ("key", "index"),
    [
        ("jobs", 0),
        ("GET /jobs/{id}", 1),
        ("read", 1),
        ("jobs.read", 1),
        ("jobs.read.id", 2),
        ("Job", 3),
        ("Job.JobID", 4),
    ],
)
def test_every_kind_of_name_can_be_changed(key: str, index: int) -> None:
    """A key that does nothing would be found out by nobody."""
    assert names({key: "Other"})[index] == "Other"


@pytest.mark.parametrize("name", ["a b", "class", "1st", "", "x\u202ey", "a.b"])
def test_name_that_python_does_not_know_is_refused(name: str) -> None:
    """It would be a traceback, or code."""
    with pytest.raises(ConfigError, match="ISO032"):
        names({"Job": name})


def test_half_a_character_is_reported_at_its_place() -> None:
    """No JSON can carry it: pydantic would refuse the model at its first use."""
    schema = {"type": "object", "properties": {"a\ud800": {"type": "string"}}}
    root = {**DOCUMENT, "components": {"schemas": {"Job": schema}}}
    with pytest.raises(SpecError, match="surrogate"):
        read(Document(root), Choices(), Problems("api.json"))
