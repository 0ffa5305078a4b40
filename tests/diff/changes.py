"""Random changes of a document, of every kind that callers could notice."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable
from typing import Any, Final

Json = Any
Change = Callable[[Json, random.Random], None]

_SCALARS: Final[list[Json]] = [
    {"type": "string"}, {"type": "integer"}, {"type": "boolean"}, {"type": "number"},
    {"type": "string", "format": "date-time"}, {"enum": ["a", "b"]}, {"const": "only"},
    {"type": ["string", "null"]}, {"type": ["string", "integer"]},
    {"type": "array", "items": {"type": "string"}},
    {"type": "array", "items": {"type": ["string", "integer"]}},
    {"type": "object", "additionalProperties": {"type": "integer"}},
]  # fmt: skip


def store() -> Json:
    """Return a document with groups, listings, filters, unions, servers and errors."""

    def ref(name: str) -> Json:
        return {"$ref": f"#/components/schemas/{name}"}

    def body(schema: Json) -> Json:
        return {"content": {"application/json": {"schema": schema}}, "description": ""}

    def query(name: str, schema: Json, **more: Any) -> Json:
        return {"name": name, "in": "query", "schema": schema, **more}

    key = {
        "name": "item_id",
        "in": "path",
        "required": True,
        "schema": {"type": "integer"},
    }
    shelf = {
        "name": "shelf",
        "in": "path",
        "required": True,
        "schema": {"type": "string"},
    }
    filters = [query(f"f{number}", {"type": "string"}) for number in range(4)]
    paging = [query(name, {"type": "integer"}) for name in ("page", "per_page")]
    return {
        "openapi": "3.1.0",
        "info": {"title": "Store", "version": "1"},
        "servers": [
            {"url": f"https://{name}.example", "description": name} for name in ("a", "b")
        ],
        "paths": {
            "/items": {
                "get": {
                    "operationId": "list_items", "tags": ["items"],
                    "parameters": [*paging, *filters, query("colour", ref("Colour"))],
                    "responses": {
                        "200": body({
                            "type": "object", "required": ["items", "total"],
                            "properties": {
                                "items": {"type": "array", "items": ref("Item")},
                                "total": {"type": "integer"},
                            },
                        }),
                        "404": body(ref("Problem")),
                    },
                },
                "post": {
                    "operationId": "add_item", "tags": ["items"],
                    "parameters": [{"name": "X-Key", "in": "header", "schema": {"type": "string"}}],
                    "requestBody": {"required": True, **body(ref("NewItem"))},
                    "responses": {"201": body(ref("Item"))},
                },
            },
            "/shelves/{shelf}/items/{item_id}": {
                "get": {
                    "operationId": "get_item", "tags": ["items"], "parameters": [shelf, key],
                    "responses": {"200": body(ref("Item"))},
                },
                "delete": {
                    "operationId": "drop_item", "tags": ["items"], "parameters": [shelf, key],
                    "responses": {"204": {"description": ""}},
                },
            },
            "/orders": {
                "post": {
                    "operationId": "add_order", "tags": ["orders"],
                    "requestBody": {"required": True, **body(ref("Order"))},
                    "responses": {"200": body(ref("Order"))},
                },
            },
        },
        "components": {"schemas": {
            "Item": {
                "type": "object", "required": ["id", "name"],
                "properties": {
                    "id": {"type": "integer"}, "name": {"type": "string"},
                    "colour": ref("Colour"), "owner": ref("Person"),
                    "note": {"type": ["string", "null"]},
                    "tags": {"type": "array", "items": {"type": "string"}},
                },
            },
            "NewItem": {
                "type": "object", "required": ["name"],
                "properties": {
                    "name": {"type": "string"}, "colour": ref("Colour"),
                    "count": {"type": "integer", "default": 1},
                },
            },
            "Order": {
                "type": "object", "required": ["item"],
                "properties": {
                    "item": {"type": "integer"}, "by": ref("Person"),
                    "when": {"type": "string", "format": "date-time"},
                },
            },
            "Person": {
                "type": "object", "required": ["name"],
                "properties": {
                    "name": {"type": "string"},
                    "friends": {"type": "array", "items": ref("Person")},
                },
                "additionalProperties": {"type": "string"},
            },
            "Colour": {"type": "string", "enum": ["red", "green"]},
            "Problem": {"type": "object", "properties": {"detail": {"type": "string"}}},
        }},
    }  # fmt: skip


# --- what is picked ------------------------------------------------------------------------


def _operation(root: Json, pick: random.Random) -> Json:
    path = pick.choice(sorted(root["paths"]))
    return root["paths"][path][pick.choice(sorted(root["paths"][path]))]


def _parameters(root: Json, pick: random.Random) -> Json:
    """Return the parameters of an operation that has some which are no part of the path."""
    found = [
        operation["parameters"]
        for item in root["paths"].values()
        for operation in item.values()
        if any(p["in"] != "path" for p in operation.get("parameters", ()))
    ]
    return pick.choice(found) if found else []


def _parameter(root: Json, pick: random.Random) -> Json:
    found = [p for p in _parameters(root, pick) if p["in"] != "path"]
    return pick.choice(found) if found else {}


def _class(root: Json, pick: random.Random) -> Json:
    schemas = root["components"]["schemas"]
    found = [n for n in sorted(schemas) if schemas[n].get("properties")]
    return schemas[pick.choice(found)] if found else {"properties": {}}


def _property(root: Json, pick: random.Random) -> tuple[Json, str]:
    node = _class(root, pick)
    names = sorted(node["properties"])
    return node, pick.choice(names) if names else ""


def _scalar(pick: random.Random) -> Json:
    return copy.deepcopy(pick.choice(_SCALARS))


# --- changes -------------------------------------------------------------------------------


def rename_operation(root: Json, pick: random.Random) -> None:
    _operation(root, pick)["operationId"] = f"other_{pick.randrange(9)}"


def drop_operation(root: Json, pick: random.Random) -> None:
    path = pick.choice(sorted(root["paths"]))
    root["paths"][path].pop(pick.choice(sorted(root["paths"][path])))
    if not root["paths"][path] and len(root["paths"]) > 1:
        del root["paths"][path]
    elif not root["paths"][path]:
        root["paths"][path]["get"] = {
            "operationId": "last",
            "tags": ["items"],
            "responses": {},
        }


def move_operation(root: Json, pick: random.Random) -> None:
    _operation(root, pick)["tags"] = [pick.choice(["items", "orders", "others"])]


def rename_group(root: Json, pick: random.Random) -> None:
    for item in root["paths"].values():
        for operation in item.values():
            operation["tags"] = [
                t.replace("orders", "sales") for t in operation["tags"]
            ]


def add_parameter(root: Json, pick: random.Random) -> None:
    _operation(root, pick).setdefault("parameters", []).append(
        {
            "name": "fresh",
            "in": "query",
            "schema": _scalar(pick),
            "required": pick.random() < 0.5,
        }
    )


def drop_parameter(root: Json, pick: random.Random) -> None:
    parameters = _parameters(root, pick)
    free = [p for p in parameters if p["in"] != "path"]
    if free:
        parameters.remove(pick.choice(free))


def rename_parameter(root: Json, pick: random.Random) -> None:
    _parameter(root, pick)["name"] = pick.choice(["other", "fOther", "X-Other"])


def retype_parameter(root: Json, pick: random.Random) -> None:
    _parameter(root, pick)["schema"] = _scalar(pick)


def require_parameter(root: Json, pick: random.Random) -> None:
    one = _parameter(root, pick)
    one["required"] = not one.get("required", False)


def rename_path_parameter(root: Json, pick: random.Random) -> None:
    old = "/shelves/{shelf}/items/{item_id}"
    if old in root["paths"]:
        text = json.dumps(root["paths"].pop(old)).replace('"shelf"', '"rack"')
        root["paths"][old.replace("{shelf}", "{rack}")] = json.loads(text)


def turn_path_around(root: Json, pick: random.Random) -> None:
    for path in [p for p in root["paths"] if p.startswith("/shelves/")]:
        for operation in root["paths"][path].values():
            operation["parameters"].reverse()


def answer_otherwise(root: Json, pick: random.Random) -> None:
    names = sorted(root["components"]["schemas"])
    refs = [{"$ref": f"#/components/schemas/{name}"} for name in names]
    schema = pick.choice(
        [_scalar(pick), *refs, {"type": "array", "items": pick.choice(refs)}]
    )
    content = {"application/json": {"schema": schema}}
    _operation(root, pick)["responses"] = {
        "200": {"description": "", "content": content}
    }


def drop_errors(root: Json, pick: random.Random) -> None:
    _operation(root, pick)["responses"].pop("404", None)


def add_property(root: Json, pick: random.Random) -> None:
    node = _class(root, pick)
    node["properties"]["fresh"] = _scalar(pick)
    if pick.random() < 0.5:
        node["required"] = [*node.get("required", []), "fresh"]


def drop_property(root: Json, pick: random.Random) -> None:
    node, name = _property(root, pick)
    node["properties"].pop(name, None)
    node["required"] = [n for n in node.get("required", []) if n != name]


def respell_property(root: Json, pick: random.Random) -> None:
    node, name = _property(root, pick)
    new = pick.choice([name.upper(), name.capitalize(), "another"])
    if name and new not in node["properties"]:
        node["properties"][new] = node["properties"].pop(name)
        node["required"] = [new if n == name else n for n in node.get("required", [])]


def retype_property(root: Json, pick: random.Random) -> None:
    node, name = _property(root, pick)
    if name:
        node["properties"][name] = _scalar(pick)


def toggle_required(root: Json, pick: random.Random) -> None:
    node, name = _property(root, pick)
    names = set(node.get("required", []))
    node["required"] = sorted(names ^ ({name} if name else set()))


def close_or_open(root: Json, pick: random.Random) -> None:
    _class(root, pick)["additionalProperties"] = pick.choice(
        [True, False, {"type": "string"}]
    )


def change_enum(root: Json, pick: random.Random) -> None:
    colour = root["components"]["schemas"].get("Colour", {})
    if "enum" in colour:
        colour["enum"] = pick.choice(
            [["red"], ["red", "green", "blue"], ["RED", "green"]]
        )


def rename_schema(root: Json, pick: random.Random) -> None:
    name = pick.choice(sorted(root["components"]["schemas"]))
    text = json.dumps(root).replace(f'schemas/{name}"', 'schemas/Renamed"')
    schemas = root["components"]["schemas"]
    if "Renamed" not in schemas:
        new = json.loads(text)
        new["components"]["schemas"]["Renamed"] = new["components"]["schemas"].pop(name)
        root.clear()
        root.update(new)


def make_union(root: Json, pick: random.Random) -> None:
    schemas = root["components"]["schemas"]
    name = pick.choice(sorted(schemas))
    schemas[name] = {"anyOf": [schemas[name], {"type": "integer"}]}


def change_servers(root: Json, pick: random.Random) -> None:
    root["servers"] = root["servers"][: pick.randrange(3)]


def change_words(root: Json, pick: random.Random) -> None:
    _operation(root, pick).update(summary="words", description="more words")
    _class(root, pick).update(title="Words", description="words", examples=[{}])


CHANGES: Final[list[Change]] = [
    rename_operation, drop_operation, move_operation, rename_group, add_parameter,
    drop_parameter, rename_parameter, retype_parameter, require_parameter,
    rename_path_parameter, turn_path_around, answer_otherwise, drop_errors, add_property,
    drop_property, respell_property, retype_property, toggle_required, close_or_open,
    change_enum, rename_schema, make_union, change_servers, change_words,
]  # fmt: skip
