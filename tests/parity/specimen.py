"""A document with everything that there is on the wire, for measuring who notices it.

It puts together the documents that the tests of the wire have: every style, every kind
of body and of reply. Listings, errors and repetitions are added here.
"""

from __future__ import annotations

import json
from typing import Any

from ..behaviour import test_wire_bodies, test_wire_parameters, test_wire_replies

_PARTS = {
    "parameters": test_wire_parameters,
    "bodies": test_wire_bodies,
    "replies": test_wire_replies,
}


def document() -> dict[str, Any]:
    """Return the document."""
    paths: dict[str, Any] = {}
    schemas: dict[str, Any] = {
        "Item": _ITEM,
        "Problem": _PROBLEM,
        "Cat": _kind("cat"),
        "Dog": _kind("dog"),
    }
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
    for path, item in _calls().items():
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


_ITEM = {
    "type": "object",
    "required": ["id"],
    "properties": {"id": {"type": "integer"}},
}
_PROBLEM = {
    "type": "object",
    "required": ["reason"],
    "properties": {"reason": {"type": "string"}},
}


def _kind(name: str) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["kind"],
        "properties": {
            "kind": {"const": name, "default": name},
            f"{name} name": {"type": ["string", "null"]},
            "marks": {"type": "array", "items": {"type": "integer"}, "default": []},
        },
    }


_ITEMS = {"type": "array", "items": {"$ref": "#/components/schemas/Item"}}


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": "", "content": {"application/json": {"schema": schema}}}


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
            _envelope(next_cursor=text),
        ),
        "by_link": (_query("limit"), _envelope(next={**text, "format": "uri"})),
    }
    return {
        f"/lists/{name}": {
            "get": {
                "operationId": name,
                "parameters": parameters,
                "responses": {"200": _json(schema)},
            }
        }
        for name, (parameters, schema) in lists.items()
    }


def _calls() -> dict[str, Any]:
    problem = _json({"$ref": "#/components/schemas/Problem"})
    replies = {
        "200": _json({"$ref": "#/components/schemas/Item"}),
        "404": problem,
        "4XX": _json({"$ref": "#/components/schemas/Item"}),
        "default": problem,
    }
    body = {
        "required": True,
        "content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/Item"}}
        },
    }
    key = [{"name": "Idempotency-Key", "in": "header", "schema": {"type": "string"}}]
    calls: dict[str, Any] = {
        method: {"operationId": f"do_{method}", "responses": replies}
        for method in ("get", "put", "post", "patch", "delete")
    }
    for method in ("put", "post", "patch"):
        calls[method]["requestBody"] = body
    kinds = {
        "oneOf": [
            {"$ref": "#/components/schemas/Cat"},
            {"$ref": "#/components/schemas/Dog"},
        ],
        "discriminator": {"propertyName": "kind"},
    }
    union = {
        "operationId": "keep",
        "requestBody": {"content": {"application/json": {"schema": kinds}}},
        "responses": {"200": _json(kinds)},
    }
    odd = {
        "operationId": "odd",
        "parameters": [
            {
                "name": "co lor",
                "in": "path",
                "required": True,
                "style": "matrix",
                "schema": {"type": "array", "items": {"type": "string"}},
            }
        ],
        "requestBody": {
            "content": {"text/plain; charset=utf-8": {"schema": {"type": "string"}}}
        },
        "responses": {"204": {"description": ""}},
    }
    deep = {
        "operationId": "deep",
        "parameters": [
            {
                "name": "a b",
                "in": "query",
                "style": "deepObject",
                "explode": True,
                "schema": {
                    "type": "object",
                    "properties": {
                        "many": {"type": "array", "items": {"type": "integer"}},
                        "inner": {
                            "type": "object",
                            "properties": {"x y": {"type": "string"}},
                        },
                        "size": {"type": "integer", "default": 3},
                    },
                },
            },
            {
                "name": "Sizes",
                "in": "header",
                "schema": {"type": "array", "items": {"type": "integer"}},
            },
        ],
        "responses": {"204": {"description": ""}},
    }
    secured = {
        "operationId": "secured",
        "security": [{"key": []}],
        "responses": {"204": {"description": ""}},
    }
    keyed = {"operationId": "do_once", "parameters": key, "responses": replies}
    return {
        "/calls": calls,
        "/calls/once": {"post": keyed},
        "/calls/kinds": {"post": union},
        "/calls/odd/{co lor}": {"put": odd},
        "/calls/deep": {"get": deep},
        "/calls/secured": {"get": secured},
    }
