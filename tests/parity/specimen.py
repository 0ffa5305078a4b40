"""A document with everything that there is on the wire, for measuring who notices it.

It puts together the documents that the tests of the wire have: every style, every kind
of body and of reply. Listings are added here, and in `specimen_calls` what else a client
decides by rules of its own.
"""

from __future__ import annotations

import json
from typing import Any

from ..behaviour import test_wire_bodies, test_wire_parameters, test_wire_replies
from . import specimen_calls
from .specimen_calls import json_of

_PARTS = {
    "parameters": test_wire_parameters,
    "bodies": test_wire_bodies,
    "replies": test_wire_replies,
}


PAGINATION: dict[str, dict[str, Any]] = {
    "lists.by_cursor_header": {
        "style": "cursor",
        "argument": "cursor",
        "header": "X-Next",
    },
    "lists.by_cursor_deep": {
        "style": "cursor",
        "next": ["meta", "more", "next"],
        "total": ["total"],
    },
    "lists.by_page_of_pages": {"style": "page", "size": "per_page", "pages": "pages"},
    "lists.by_offset_of_total": {"style": "offset", "limit": "limit", "total": "total"},
}
"""How it is paged, where the document does not say it."""


def document() -> dict[str, Any]:
    """Return the document."""
    paths: dict[str, Any] = {}
    schemas: dict[str, Any] = {**specimen_calls.SCHEMAS}
    security: dict[str, Any] = {}
    for name, module in _PARTS.items():
        text = json.dumps(module.document())
        prefix = name.capitalize()
        text = text.replace("#/components/schemas/", f"#/components/schemas/{prefix}")
        part = json.loads(text)
        components = part.get("components", {})
        for schema, value in components.get("schemas", {}).items():
            schemas[f"{prefix}{schema}"] = value
        security |= components.get("securitySchemes", {})
        for path, item in part["paths"].items():
            paths[f"/{name}{path}"] = _tagged(item, name, f"{name}_")
    for path, item in _listings().items():
        paths[path] = _tagged(item, "lists")
    for path, item in specimen_calls.paths().items():
        paths[path] = _tagged(item, "calls")
    return {
        "openapi": "3.2.0",
        "info": {"title": "Specimen", "version": "1"},
        "paths": paths,
        "components": {"schemas": schemas, "securitySchemes": security},
    }


def _tagged(item: dict[str, Any], tag: str, prefix: str = "") -> dict[str, Any]:
    for operation in item.values():
        if isinstance(operation, dict) and "responses" in operation:
            operation["tags"] = [tag]
            operation["operationId"] = prefix + operation["operationId"]
    return item


_ITEMS = {"type": "array", "items": {"$ref": "#/components/schemas/Item"}}


def _query(*names: str, kind: str = "integer") -> list[dict[str, Any]]:
    return [{"name": n, "in": "query", "schema": {"type": kind}} for n in names]


def _envelope(**more: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["items"],
        "properties": {"items": _ITEMS, **more},
    }


def _listings() -> dict[str, Any]:
    number, text = {"type": "integer"}, {"type": ["string", "null"]}
    lists = {
        "by_page": (_query("page", "per_page"), _ITEMS),
        "by_page_of_total": (_query("page", "per_page"), _envelope(total=number)),
        "by_page_of_pages": (_query("page", "per_page"), _envelope(pages=number)),
        "by_offset": (_query("offset", "limit"), _ITEMS),
        "by_offset_of_total": (_query("offset", "limit"), _envelope(total=number)),
        "by_cursor": (
            [*_query("cursor", kind="string"), *_query("limit")],
            _envelope(next_cursor=text, total=number),
        ),
        "by_cursor_header": (_query("cursor", kind="string"), _ITEMS),
        "by_cursor_deep": (
            _query("cursor", kind="string"),
            _envelope(meta={}, total=number),
        ),
        "by_link": (
            _query("limit"),
            _envelope(next={**text, "format": "uri"}, total=number),
        ),
        "by_link_header": (_query("limit"), _ITEMS),
        "by_index": (
            [
                {"name": "page", "in": "query", "schema": {**number, "default": 0}},
                *_query("per_page"),
            ],
            _ITEMS,
        ),
    }
    return {
        f"/lists/{name}": {
            "get": {
                "operationId": name,
                "parameters": parameters,
                "responses": {
                    "200": {
                        **json_of(schema),
                        "headers": {"Link": {"schema": {"type": "string"}}},
                    }
                },
            }
        }
        for name, (parameters, schema) in lists.items()
    }
