"""Small documents, and short ways to compare them."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from codegen.config import Config
from codegen.diff.collector import Policy
from codegen.diff.compare import Report, compare
from codegen.diff.patched import Kept
from codegen.diff.subject import Subject
from codegen.spec.document import Document

Json = Any


def document(root: Json, name: str = "openapi.json") -> Document:
    return Document(root, name, version=str(root.get("openapi", "3.1.0")))


def compared(
    old: Json,
    new: Json,
    policy: Policy | None = None,
    kept: Kept | None = None,
) -> Report:
    return compare(
        document(old, "old.json"),
        Subject(document(new, "new.json"), Config(), kept or Kept()),
        policy,
    )


def rules(report: Report, *severities: str) -> set[str]:
    """Return the ids that a report has, of some severities or of all."""
    return {
        f.rule for f in report.findings if not severities or f.severity in severities
    }


def api(**paths: Json) -> Json:
    return {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": paths}


def shop() -> Json:
    """Return a document with a bit of everything."""
    item = {
        "type": "object",
        "required": ["id", "name"],
        "properties": {
            "id": {"type": "integer"},
            "name": {"type": "string"},
            "colour": {"$ref": "#/components/schemas/Colour"},
            "note": {"anyOf": [{"type": "string"}, {"type": "null"}]},
            "owner": {"$ref": "#/components/schemas/Person"},
        },
    }
    order = {
        "type": "object",
        "required": ["item"],
        "properties": {
            "item": {"type": "integer"},
            "count": {"type": "integer", "default": 1},
            "kind": {"type": "string", "enum": ["gift", "own"]},
            "when": {"type": "string", "format": "date-time"},
        },
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Shop", "version": "1"},
        "paths": {
            "/items": {
                "get": {
                    "operationId": "list_items",
                    "tags": ["items"],
                    "parameters": [
                        {"name": "page", "in": "query", "schema": {"type": "integer"}},
                        {"name": "q", "in": "query", "schema": {"type": "string"}},
                    ],
                    "responses": {
                        "200": _json({"type": "array", "items": _ref("Item")}),
                        "404": _json(_ref("Problem")),
                    },
                }
            },
            "/items/{item_id}": {
                "get": {
                    "operationId": "get_item",
                    "tags": ["items"],
                    "parameters": [
                        {
                            "name": "item_id",
                            "in": "path",
                            "required": True,
                            "schema": {"type": "integer"},
                        }
                    ],
                    "responses": {"200": _json(_ref("Item"))},
                }
            },
            "/orders": {
                "post": {
                    "operationId": "add_order",
                    "tags": ["orders"],
                    "requestBody": {"required": True, **_json(_ref("Order"))},
                    "responses": {"201": _json(_ref("Receipt"))},
                }
            },
        },
        "components": {
            "schemas": {
                "Item": item,
                "Order": order,
                "Receipt": {
                    "type": "object",
                    "required": ["id"],
                    "properties": {
                        "id": {"type": "integer"},
                        "total": {"type": "number"},
                        "state": {"type": "string", "enum": ["open", "paid"]},
                    },
                },
                "Person": {
                    "type": "object",
                    "required": ["name"],
                    "properties": {
                        "name": {"type": "string"},
                        "friends": {"type": "array", "items": _ref("Person")},
                    },
                },
                "Colour": {"type": "string", "enum": ["red", "green"]},
                "Problem": {
                    "type": "object",
                    "properties": {"detail": {"type": "string"}},
                },
            }
        },
    }


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def _json(schema: Json) -> Json:
    return {"content": {"application/json": {"schema": schema}}, "description": ""}


def with_schema(schema: Json, version: str = "3.1.0", **schemas: Json) -> Json:
    """Return a document that sends and receives one schema."""
    return {
        "openapi": version,
        "info": {"title": "T", "version": "1"},
        "paths": {
            "/thing": {
                "post": {
                    "operationId": "send_thing",
                    "requestBody": {"required": True, **_json(schema)},
                    "responses": {"200": _json(schema)},
                }
            }
        },
        "components": {"schemas": schemas},
    }


def changed(root: Json, edit: Callable[[Json], object]) -> Json:
    """Return a copy of a document with an edit."""
    new = copy.deepcopy(root)
    edit(new)
    return new
