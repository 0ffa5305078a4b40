"""Clients of other documents are in step, and send what their documents say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ..behaviour import test_bodies, test_parameters
from ..behaviour.test_dialects import older
from ..behaviour.test_quality import served
from . import specimen
from .clients import client_of, compared, read

GOLDEN = Path(__file__).parents[1] / "golden"


def golden(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((GOLDEN / name / "openapi.json").read_text())
    return found


@pytest.mark.parametrize("name", ["forms", "operations", "streams", "unions"])
def test_golden_documents(name: str, tmp_path: Path) -> None:
    """Their text is reviewed; here it is called."""
    document = golden(name)
    with client_of(document, tmp_path, f"parity_{name}"):
        found, counts = compared(f"parity_{name}", document, tmp_path, examples=8)
    assert (found, counts.skipped) == ([], {})
    assert counts.operations >= len(_operations(document))


def test_everything_there_is_on_the_wire(tmp_path: Path) -> None:
    """Every style, body and reply, with no false alarm and nothing left out."""
    document = specimen.document()
    with client_of(document, tmp_path, "parity_specimen"):
        found, counts = read("parity_specimen", document, tmp_path, examples=2)
    assert (found, counts.skipped) == ([], {})
    assert counts.operations >= len(_operations(document))


@pytest.mark.parametrize("module", [test_bodies, test_parameters])
def test_a_document_of_openapi_3_0(module: Any, tmp_path: Path) -> None:
    """The reader has to know what older services serve, as the generator does."""
    document = older(served(module))
    document["openapi"] = "3.0.2"
    package = f"parity_{module.__name__.rpartition('.')[2]}"
    with client_of(document, tmp_path, package):
        found, counts = read(package, document, tmp_path, examples=4)
    assert (found, counts.skipped) == ([], {})
    assert counts.operations >= len(_operations(document))


def _operations(document: dict[str, Any]) -> list[Any]:
    return [
        operation
        for item in document["paths"].values()
        for operation in item.values()
        if isinstance(operation, dict) and "responses" in operation
    ]
