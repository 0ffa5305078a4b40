"""The surface verdict against reality: code for the old client, run with the new one.

Every line of the program is type-checked and executed with a client that is generated
from an edited document. It must fail exactly where the gate says that callers break.
"""

from __future__ import annotations

import importlib
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from codegen.build import build
from codegen.config import Config
from codegen.previous import Previous
from codegen.spec.document import Document
from tests.diff.documents import changed, compared, shop

Json = Any

LINES: list[tuple[str, tuple[str, ...]]] = [
    ("client.items.list_items(page=1)", ("items.list_items", "items.list_items(page)")),
    ("client.items.list_items(q='a')", ("items.list_items", "items.list_items(q)")),
    (
        "client.items.list_items()[0].name.upper()",
        ("items.list_items", "models.Item.name"),
    ),
    ("client.items.list_items()[0].owner", ("items.list_items", "models.Item.owner")),
    ("client.items.get_item(3).id + 1", ("items.get_item", "models.Item.id")),
    ("client.items.get_item(item_id=3)", ("items.get_item", "items.get_item(item_id)")),
    ("models.Order(item=1)", ("models.Order", "models.Order+")),
    (
        "models.Order(item=1, count=2)",
        ("models.Order", "models.Order+", "models.Order.count"),
    ),
    (
        "client.orders.add_order({'item': 1})",
        ("orders.add_order", "orders.add_order(body)", "orders.add_order+"),
    ),
    ("models.Colour.RED", ("models.Colour", "models.Colour.RED")),
    ("models.Colour.GREEN", ("models.Colour", "models.Colour.GREEN")),
    ("models.Receipt(id=1)", ("models.Receipt",)),
    ("models.Problem(detail='x')", ("models.Problem",)),
]
"""A line, and what it needs; `+` stands for whatever the call must be given."""

SCHEMAS = ("components", "schemas")


def _schemas(root: Json) -> Json:
    return root["components"]["schemas"]


def _rename_schema(root: Json) -> None:
    text = json.dumps(root).replace("schemas/Receipt", "schemas/Bill")
    root.clear()
    root.update(json.loads(text))
    _schemas(root)["Bill"] = _schemas(root).pop("Receipt")


def _rename_path_parameter(root: Json) -> None:
    item = root["paths"].pop("/items/{item_id}")
    item["get"]["parameters"][0]["name"] = "key"
    root["paths"]["/items/{key}"] = item


def _harmless(root: Json) -> None:
    """Change much that no caller notices."""
    schemas = _schemas(root)
    schemas["Item"].update(description="words", title="Thing")
    schemas["Item"]["properties"]["x"] = {"type": "string"}
    schemas["Colour"]["enum"].append("blue")
    page = root["paths"]["/items"]["get"]["parameters"][0]
    page["schema"] = {"type": ["integer", "string"]}
    fast = {"name": "fast", "in": "query", "schema": {"type": "boolean"}}
    root["paths"]["/orders"]["post"]["parameters"] = [fast]


EDITS: dict[str, Callable[[Json], object]] = {
    "harmless": _harmless,
    "method_renamed": lambda r: r["paths"]["/items"]["get"].update(
        operationId="search"
    ),
    "method_removed": lambda r: r["paths"].pop("/items"),
    "group_renamed": lambda r: r["paths"]["/orders"]["post"].update(tags=["sales"]),
    "argument_removed": lambda r: r["paths"]["/items"]["get"]["parameters"].pop(1),
    "argument_retyped": lambda r: r["paths"]["/items"]["get"]["parameters"][0].update(
        schema={"type": "boolean"}
    ),
    "argument_required": lambda r: r["paths"]["/orders"]["post"].update(
        parameters=[
            {
                "name": "fast",
                "in": "query",
                "required": True,
                "schema": {"type": "boolean"},
            }
        ]
    ),
    "path_parameter_renamed": _rename_path_parameter,
    "field_removed": lambda r: _schemas(r)["Item"]["properties"].pop("owner"),
    "field_nullable": lambda r: _schemas(r)["Item"]["properties"].update(
        name={"type": ["string", "null"]}
    ),
    "field_respelled": lambda r: _schemas(r)["Item"]["properties"].update(
        Owner=_schemas(r)["Item"]["properties"].pop("owner")
    ),
    "field_required": lambda r: _schemas(r)["Order"].update(required=["item", "when"]),
    "enum_member_removed": lambda r: _schemas(r)["Colour"].update(enum=["red"]),
    "schema_renamed": _rename_schema,
    "class_becomes_union": lambda r: _schemas(r).update(
        Order={"anyOf": [_schemas(r)["Order"], {"type": "string"}]}
    ),
}


def predicted(edit: str) -> set[int]:
    """Return the lines that the gate says are broken."""
    report = compared(shop(), changed(shop(), EDITS[edit]))
    broken = set()
    for finding in report.findings:
        if finding.severity != "breaking" or not finding.rule.startswith("py."):
            continue
        name = finding.python
        if finding.rule == "py.group-removed":
            name = finding.before
        for number, (_, needs) in enumerate(LINES):
            must = finding.rule in ("py.arg-required", "py.field-required")
            owner = re.sub(
                r"\(.*|\.\w+$" if name.startswith("models.") else r"\(.*", "", name
            )
            if name in needs or (must and f"{owner}+" in needs):
                broken.add(number)
            group = finding.rule == "py.group-removed"
            if group and any(need.startswith(f"{name}.") for need in needs):
                broken.add(number)
    return broken


def sample(root: Json, schema: Json, depth: int = 0) -> Json:
    """Return a value of a schema."""
    if "$ref" in schema:
        return sample(root, _schemas(root)[schema["$ref"].rsplit("/", 1)[-1]], depth)
    if "enum" in schema:
        return schema["enum"][-1]
    if "anyOf" in schema:
        return sample(root, schema["anyOf"][-1], depth)
    kind = schema.get("type")
    match kind[-1] if isinstance(kind, list) else kind:
        case "object":
            names = schema.get("properties", {})
            if depth > 3:
                names = {n: names[n] for n in schema.get("required", [])}
            return {n: sample(root, names[n], depth + 1) for n in names}
        case "array":
            return [sample(root, schema["items"], depth + 1)] if depth < 4 else []
        case "integer" | "number":
            return 1
        case "boolean":
            return True
        case "null":
            return None
        case _:
            return "2026-01-01T00:00:00Z" if schema.get("format") else "text"


@pytest.fixture(scope="module")
def clients(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One generated package for each edit, and the program for it."""
    folder = tmp_path_factory.mktemp("clients")
    for edit, change in EDITS.items():
        package = f"client_{edit}"
        config = Config(input="-", package=package, folder=folder)
        root = changed(shop(), change)
        files = build(Document(root), config, Previous(folder / package)).files
        for name, text in files.items():
            path = folder / package / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        lines = [
            f"from {package} import models",
            f"from {package}.sync import Client",
            "",
        ]
        lines += ["def main(client: Client) -> None:"]
        lines += [f"    {line}" for line, _ in LINES]
        (folder / f"use_{edit}.py").write_text("\n".join(lines) + "\n")
    sys.path.insert(0, str(folder))
    yield folder
    sys.path.remove(str(folder))


def executed(edit: str) -> set[int]:
    """Return the lines that fail when they run."""
    root = changed(shop(), EDITS[edit])
    package = f"client_{edit}"

    def answer(request: httpx.Request) -> httpx.Response:
        for path, item in root["paths"].items():
            pattern = re.sub(r"\{[^}]*\}", "[^/]+", path)
            if re.fullmatch(pattern, request.url.path):
                for method, operation in item.items():
                    if method == request.method.lower():
                        status, reply = min(operation["responses"].items())
                        schema = reply["content"]["application/json"]["schema"]
                        return httpx.Response(int(status), json=sample(root, schema))
        return httpx.Response(404)

    models = importlib.import_module(f"{package}.models")
    sync = importlib.import_module(f"{package}.sync")
    failed = set()
    with sync.Client("http://shop", transport=httpx.MockTransport(answer)) as client:
        for number, (line, _) in enumerate(LINES):
            try:
                exec(line, {"client": client, "models": models})
            except Exception:
                failed.add(number)
    return failed


STATIC = {"argument_retyped"}
"""Edits that a type checker sees and Python does not: values are not checked."""


@pytest.mark.parametrize("edit", EDITS)
def test_code_fails_where_the_gate_says(edit: str, clients: Path) -> None:
    """The gate would be silent about code that breaks, or cry about code that does not."""
    if edit in STATIC:
        assert executed(edit) <= predicted(edit)
    else:
        assert executed(edit) == predicted(edit)


def test_type_checker_complains_where_the_gate_says(clients: Path) -> None:
    """The gate and mypy would tell different stories of the same pull request."""
    done = subprocess.run(
        [
            sys.executable, "-m", "mypy", "--strict", "--no-incremental", "--no-error-summary",
            "--follow-imports=silent",
            *sorted(path.name for path in clients.glob("use_*.py")),
        ],
        cwd=clients,
        capture_output=True,
        text=True,
    )  # fmt: skip
    found: dict[str, set[int]] = {edit: set() for edit in EDITS}
    for name, line in re.findall(
        r"^use_(\w+)\.py:(\d+): error", done.stdout, re.MULTILINE
    ):
        found[name].add(int(line) - 5)
    assert found == {edit: predicted(edit) for edit in EDITS}, done.stdout
