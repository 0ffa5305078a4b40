"""An extension is the client that it would be if it were generated whole."""

from __future__ import annotations

import copy
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from .shops import Document, Shop

GOLDEN = Path(__file__).parents[1] / "golden"
METHODS = ("get", "put", "post", "delete", "patch")

SURFACE = """
import importlib, inspect, json, sys
from enum import Enum

def surface(package):
    found = {}
    models = importlib.import_module(package + ".models")
    for name in models.__all__:
        model = getattr(models, name)
        if isinstance(model, type) and issubclass(model, Enum):
            found[name] = {k: v.value for k, v in model.__members__.items()}
        elif hasattr(model, "model_fields"):
            model.model_rebuild()
            found[name] = json.dumps(model.model_json_schema(), sort_keys=True)
        else:
            found[name] = "alias"
    for flavour in ("sync", "aio"):
        client = importlib.import_module(f"{package}.{flavour}").Client("http://x")
        for group in dir(client):
            if group.startswith("_"):
                continue
            value = getattr(client, group)
            home = [c.__module__ for c in type(value).__mro__]
            if not any(h.endswith("_transport") for h in home):
                continue
            for name in dir(value):
                if not name.startswith("_"):
                    told = inspect.signature(getattr(value, name))
                    found[f"{flavour}.{group}.{name}"] = str(told)
            tables = {}
            for cls in type(value).__mro__[::-1]:
                module = sys.modules[cls.__module__]
                table = getattr(module, "operations", None)
                for key, entry in vars(table).items() if table else ():
                    if key.isupper() and not key.startswith("_"):
                        tables[key] = shown(entry)
            found[f"{flavour}.{group}"] = tables
    found["root"] = sorted(importlib.import_module(package).__all__)
    return found

def shown(entry):
    if hasattr(entry, "__dataclass_fields__"):
        return {k: shown(getattr(entry, k)) for k in entry.__dataclass_fields__}
    if hasattr(entry, "__slots__") and not isinstance(entry, (str, int, tuple, dict)):
        return {k: shown(getattr(entry, k, None)) for k in entry.__slots__}
    if isinstance(entry, dict):
        return {str(k): shown(v) for k, v in entry.items()}
    if isinstance(entry, (list, tuple)):
        return [shown(v) for v in entry]
    if callable(entry) and getattr(entry, "__name__", "") == "<lambda>":
        return str(entry()).replace("mine.", "").replace("whole.", "").replace("base.", "")
    return str(entry) if not hasattr(entry, "__dict__") else type(entry).__name__

print(json.dumps([surface(name) for name in ("whole", "mine")]))
"""


def operations(found: Document) -> list[tuple[str, str]]:
    """Return path and method of each operation."""
    return [
        (path, method)
        for path, item in found["paths"].items()
        for method in item
        if method in METHODS
    ]


def properties(found: Document) -> list[tuple[str, str]]:
    """Return schema and property of what a schema need not have."""
    schemas = found.get("components", {}).get("schemas", {})
    return [
        (name, key)
        for name, schema in schemas.items()
        for key in schema.get("properties", {})
        if key not in schema.get("required", ())
    ]


def smaller(
    found: Document, gone: set[tuple[str, str]], lost: set[tuple[str, str]]
) -> Document:
    """Return a document without some operations and properties."""
    less = copy.deepcopy(found)
    for path, method in gone:
        del less["paths"][path][method]
    for schema, key in lost:
        del less["components"]["schemas"][schema]["properties"][key]
    return less


@pytest.mark.parametrize("name", ["operations", "unions"])
def test_an_extension_is_the_client_that_it_would_be_whole(
    name: str, tmp_path: Path
) -> None:
    """The same operations, signatures, entries on the wire, models and exports.

    The base has any part of a document, the extension all of it.
    """
    whole: Document = json.loads((GOLDEN / name / "openapi.json").read_text("utf-8"))
    Shop(tmp_path, "whole").made(whole)
    number = 0

    @settings(
        max_examples=int(os.environ.get("ISOSPIN_EXAMPLES", "2")),
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(
        st.sets(st.sampled_from(operations(whole))),
        st.sets(st.sampled_from(properties(whole) or [("", "")])),
    )
    def examples(gone: set[tuple[str, str]], lost: set[tuple[str, str]]) -> None:
        nonlocal number
        number += 1
        folder = tmp_path / str(number)
        base = Shop(folder, "base", {}, {"extensible": True})
        base.made(smaller(whole, gone, lost - {("", "")}))
        mine = Shop(folder, "mine", {}, {"extends": "../base/base"})
        mine.made(whole)
        assert mine.generated().up_to_date
        expected, found = surfaces(tmp_path / "whole", folder / "base", folder / "mine")
        assert found == expected
        left = {*operations(whole)} - gone
        written = [*(mine.home / "mine" / "aio").glob("[a-z]*.py")]
        assert len(written) > 1 or left == {*operations(whole)}

    examples()


def surfaces(*folders: Path) -> list[dict[str, Any]]:
    """Return what the whole client and the extension have."""
    path = f"import sys; sys.path[:0] = {list(map(str, folders))!r}\n"
    done = subprocess.run(
        [sys.executable, "-c", path + SURFACE],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found
