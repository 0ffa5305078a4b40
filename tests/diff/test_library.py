"""The gate as a function, for those who ask it from Python."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import codegen
from codegen.diff.config import Gate
from tests.diff.documents import changed, shop


def broken() -> Any:
    return changed(shop(), lambda root: root["paths"]["/items"].pop("get"))


def test_documents_are_compared_as_values_and_as_files(tmp_path: Path) -> None:
    """A script would have to start a process, and read its output."""
    path = tmp_path / "new.json"
    path.write_text(json.dumps(broken()))
    found = codegen.compare(shop(), str(path))
    assert {f.rule for f in found} >= {"op.removed", "py.method-removed"}
    assert found[0].severity == "breaking"
    assert found[0].fingerprint and found[0].keep
    assert codegen.compare(str(path), broken()) == ()  # type: ignore[arg-type]


def test_settings_count() -> None:
    """Names and severities would be others than those of the command."""
    renamed = codegen.Config(rename={"Item": "Thing"})
    (name,) = {f.python for f in codegen.compare(shop(), broken(), config=renamed) if f.rule == "py.method-removed"}  # fmt: skip
    assert name == "items.list_items"
    quiet = Gate(severity={"*": "off"})
    assert codegen.compare(shop(), broken(), gate=quiet) == ()  # type: ignore[arg-type]


@pytest.mark.parametrize("bad", ["nowhere.json", "installed:nowhere", 5, None, []])
def test_what_is_no_document_is_an_error_of_isospin(bad: object) -> None:
    """A caller could not tell a wrong name from a broken program."""
    with pytest.raises(codegen.IsospinError):
        codegen.compare(bad, shop())  # type: ignore[arg-type]
    for odd in ({}, {"paths": 5}, {"openapi": []}):
        assert isinstance(codegen.compare(odd, odd), tuple)  # type: ignore[arg-type]
