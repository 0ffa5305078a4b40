"""One app gives one client, in whichever version of OpenAPI it is described."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest

from codegen.diff.snapshot import NAME

from ..unit.documents import render
from . import test_bodies, test_parameters, test_replies, test_types
from .test_quality import served


def older(node: Any) -> Any:
    """Write a document of OpenAPI 3.1 as 3.0, as services do that serve "3.0.2"."""
    if isinstance(node, list):
        return [older(item) for item in node]
    if not isinstance(node, dict):
        return node
    found = {key: older(value) for key, value in node.items()}
    if "const" in found:
        found["enum"] = [found.pop("const")]
    branches = found.get("anyOf")
    if isinstance(branches, list) and {"type": "null"} in branches:
        rest = [branch for branch in branches if branch != {"type": "null"}]
        found["nullable"] = True
        if len(rest) > 1:
            found["anyOf"] = rest
        else:
            del found["anyOf"]
            found = (
                {"allOf": rest, **found} if "$ref" in rest[0] else {**rest[0], **found}
            )
    if "prefixItems" in found:
        found["items"] = found.pop("prefixItems")
    for bound in ("Minimum", "Maximum"):
        value = found.get(f"exclusive{bound}")
        if isinstance(value, int | float) and not isinstance(value, bool):
            found[f"exclusive{bound}"] = True
            found[bound.lower()] = value
    binary = found.get("contentMediaType") == "application/octet-stream"
    if binary and "contentEncoding" not in found:
        del found["contentMediaType"]
        found.setdefault("format", "binary")
    return found


@cache
def rendered(module: Any, version: str) -> Mapping[str, str]:
    root = served(module)
    if version == "3.0.2":
        root = older(root)
    root["openapi"] = version
    # The snapshot is the document as it was read; the client is what must not differ.
    return {path: text for path, text in render(root).items() if path != NAME}


@pytest.mark.parametrize(
    "module", [test_bodies, test_parameters, test_replies], ids=lambda m: m.__name__
)
def test_an_older_dialect_gives_the_same_client(module: Any) -> None:
    """Else the served document and the app's own give two clients (DiracX)."""
    new, old = rendered(module, "3.1.0"), rendered(module, "3.0.2")
    assert new.keys() == old.keys()
    for path, text in new.items():
        assert old[path] == text, path


def test_an_older_dialect_changes_literals_alone() -> None:
    """Else more than `const`, which OpenAPI 3.0 cannot say, differs."""
    new, old = rendered(test_types, "3.1.0"), rendered(test_types, "3.0.2")
    assert new.keys() == old.keys()
    for path, text in new.items():
        before, after = text.split("\n"), old[path].split("\n")
        assert len(before) == len(after), path
        for one, other in zip(before, after, strict=True):
            assert one == other or "Literal[" in one, path


def test_a_newer_dialect_gives_the_same_client() -> None:
    """Else a service that says 3.2 has another client."""
    assert rendered(test_types, "3.1.0") == rendered(test_types, "3.2.0")
