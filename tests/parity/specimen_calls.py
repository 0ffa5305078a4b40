"""Operations of the specimen about what a client decides by rules of its own.

Which error a status is, what is sent again, which of several bodies a value is, what
becomes of a file: `codegen/parity/truth/known_*.py` calls them by these names.
"""

from __future__ import annotations

from typing import Any, Final

Node = dict[str, Any]

_TEXT: Final[Node] = {"type": "string"}
_NUMBER: Final[Node] = {"type": "integer"}
_BYTES: Final[Node] = {"type": "string", "format": "binary"}
_CAT: Final[Node] = {"$ref": "#/components/schemas/Cat"}
_MAP: Final[Node] = {"type": "object", "properties": {"a": _NUMBER}}
_EVENT: Final[Node] = {"type": "object", "properties": {"data": _TEXT, "id": _TEXT}}
_NOTHING: Final[Node] = {"204": {"description": ""}}


def _kind(name: str) -> Node:
    return {
        "type": "object",
        "required": ["kind"],
        "properties": {
            "kind": {"const": name, "default": name},
            f"{name} name": {"type": ["string", "null"]},
            "marks": {"type": "array", "items": _NUMBER, "default": []},
            "inner": {"anyOf": [{"$ref": f"#/components/schemas/{name.title()}"}]},
        },
    }


_TYPED: Final[Node] = {
    "type": "object",
    "properties": {
        "raw": {"type": "string", "format": "byte"},
        "unix": {"type": "integer", "format": "unixtime"},
        "mixed": {"anyOf": [_CAT, {"type": "string", "format": "byte"}]},
        "a b": _TEXT,
    },
}
SCHEMAS: Final[Node] = {
    "Item": {
        "type": "object",
        "required": ["id"],
        "properties": {"id": _NUMBER, "nick name": _TEXT},
    },
    "Problem": {
        "type": "object",
        "required": ["reason"],
        "properties": {"reason": _TEXT},
    },
    "Base64": {"type": "string", "format": "byte"},
    "Cat": _kind("cat"),
    "Dog": _kind("dog"),
    "Colour": {"type": "string", "enum": ["red", "green"]},
    "Level": {"type": "integer", "enum": [2, 3]},
    "Share": {"type": "number", "enum": [0.5, 1.5]},
    "Known": {
        "type": "object",
        "properties": {
            "colour": {"$ref": "#/components/schemas/Colour"},
            "level": {"$ref": "#/components/schemas/Level"},
            "share": {"$ref": "#/components/schemas/Share"},
        },
    },
    "Priced": {
        "type": "object",
        "properties": {"price": {"type": "number", "format": "decimal"}},
    },
    "Open": {
        "type": "object",
        "properties": {"text": {**_TEXT, "default": "d"}},
        "additionalProperties": True,
    },
    # FastAPI gives these names to what it makes of several parameters.
    "Body_typed": _TYPED,
    "Body_some": {
        "type": "object",
        "properties": {"a b": _TEXT, "numbers": {"type": "array", "items": _NUMBER}},
    },
    "Sheet": {
        "type": "object",
        "required": ["title"],
        "properties": {
            "title": _TEXT,
            "size name": {**_NUMBER, "default": 3},
            "tags": {"type": "array", "items": _TEXT},
            "nothing": {"type": ["string", "null"]},
            "cat": _CAT,
            "cats": {"type": "array", "items": _CAT},
            "marks": {"type": "array", "items": _NUMBER, "default": []},
        },
    },
}


def json_of(schema: Node) -> Node:
    """A reply, or a body, of JSON."""
    return _reply({"application/json": schema})


def _reply(schemas: Node) -> Node:
    return {"description": "", **_content(schemas)}


def _content(schemas: Node) -> Node:
    return {"content": {kind: {"schema": schema} for kind, schema in schemas.items()}}


def _ref(name: str) -> Node:
    return {"$ref": f"#/components/schemas/{name}"}


def _body(schemas: Node, required: bool = True) -> Node:
    return {"required": required, **_content(schemas)}


def _optional(schemas: Node) -> Node:
    return _body(schemas, required=False)


def _parameter(where: str, name: str, schema: Node, **more: Any) -> Node:
    return {"name": name, "in": where, "schema": schema, **more}


def paths() -> Node:
    """The operations, by their paths."""
    return {
        "/calls": _plain(),
        "/calls/once": {"post": _keyed("do_once", "Idempotency-Key")},
        "/calls/again": {"post": _keyed("do_again", "X-Idempotency-Key")},
        **{path: {method: one} for method, path, one in _operations()},
    }


def _plain() -> Node:
    """One operation of each method, with errors of its own."""
    found: Node = {
        method: {"operationId": f"do_{method}", "responses": _replies()}
        for method in ("get", "put", "post", "patch", "delete")
    }
    for method in ("put", "post", "patch"):
        found[method]["requestBody"] = _body({"application/json": _ref("Item")})
    return found


def _replies() -> Node:
    return {
        "200": json_of(_ref("Item")),
        "404": json_of(_ref("Problem")),
        "4XX": json_of(_ref("Item")),
        "default": json_of(_ref("Problem")),
    }


def _keyed(name: str, header: str) -> Node:
    key = _parameter("header", header, _TEXT)
    return {"operationId": name, "parameters": [key], "responses": _replies()}


def _operations() -> list[tuple[str, str, Node]]:
    return [
        *(("post", f"/calls/{one['operationId']}", one) for one in _writing()),
        *(("get", f"/calls/{one['operationId']}", one) for one in _reading()),
        ("put", "/calls/odd/{co;l=o r}", _odd()),
        ("put", "/calls/store", _store()),
        ("get", "/calls/place/{name}", _place()),
        ("get", "/calls/bytes/{raw}", _raw()),
        ("get", "/calls/matrix/{a;b=c}", _matrix()),
        ("get", "/calls/reserved/{name}", _reserved()),
        ("get", "/calls/a b%20|^/{name}-{next}/", _between()),
    ]


def _writing() -> list[Node]:
    """Bodies."""
    kinds = {
        "oneOf": [_ref("Cat"), _ref("Dog")],
        "discriminator": {"propertyName": "kind"},
    }
    parts: Node = {
        "type": "object",
        "properties": {
            "note": _TEXT,
            "json": _TEXT,
            "raw": {"type": "string", "format": "byte"},
            "image": _BYTES,
            "any": _BYTES,
            "files": {"type": "array", "items": _BYTES},
            "numbers": {"type": "array", "items": _NUMBER},
        },
    }
    encoding = {
        "note": {"contentType": "text/markdown; charset=utf-8"},
        "json": {"contentType": "application/json; profile=x"},
        "image": {"contentType": "image/*"},
    }
    some = SCHEMAS["Body_some"]
    fields = {k: v for k, v in _TYPED["properties"].items() if k != "mixed"}
    typed = {**_TYPED, "required": ["unix"], "properties": fields}
    several = {
        "application/json": _ref("Sheet"),
        "application/x-www-form-urlencoded": _ref("Sheet"),
        "multipart/form-data": _ref("Sheet"),
        "text/plain": _TEXT,
        "image/*": _BYTES,
        "application/octet-stream": _BYTES,
    }
    bodies = {
        "keep": _optional({"application/json": kinds}),
        "mixed": _body(
            {"application/json": {"anyOf": [_ref("Cat"), SCHEMAS["Base64"]]}}
        ),
        "priced": _body({"application/json": _ref("Priced")}),
        "open": _body({"application/json": _ref("Open")}),
        "any_body": _body(several),
        "typed_form": _body({"application/x-www-form-urlencoded": typed}),
        "typed_json": _body({"application/json": _ref("Body_typed")}),
        "some_json": _optional({"application/json": _ref("Body_some")}),
        "some_form": _optional({"application/x-www-form-urlencoded": some}),
        "some_lines": _optional({"application/jsonl": {}}),
        "some_text": _optional({"text/plain": _TEXT}),
        "some_bytes": _optional({"application/octet-stream": _BYTES}),
        "sheet": _body({"application/x-www-form-urlencoded": _ref("Sheet")}),
        "two_bodies": _body(
            {"text/plain": _TEXT, "application/x-www-form-urlencoded": _ref("Sheet")}
        ),
        "upload": _body({"application/octet-stream": _BYTES}),
        "parts": {
            "content": {"multipart/form-data": {"schema": parts, "encoding": encoding}},
        },
    }
    found: list[Node] = [
        {"operationId": name, "requestBody": body, "responses": _NOTHING}
        for name, body in bodies.items()
    ]
    replies = {"keep": kinds, "priced": _ref("Priced")}
    for one in found:
        if schema := replies.get(str(one["operationId"])):
            one["responses"] = {"200": json_of(schema)}
    return found


def _reading() -> list[Node]:
    """Parameters and replies."""
    item = _ref("Item")
    streams = {
        kind: {"itemSchema": item}
        for kind in ("text/event-stream", "application/jsonl")
    }
    ranges = {
        "201": json_of({"type": "array", "items": item}),
        "2XX": json_of(item),
        "default": json_of(_ref("Problem")),
    }
    signed: list[Node] = [{"key": []}]
    replies: dict[str, Node] = {
        "ranges": {"responses": ranges},
        "words": {"responses": {"200": _reply({"text/plain": _TEXT})}},
        "octets": {"responses": {"200": _reply({"application/octet-stream": _BYTES})}},
        "lines": {"responses": {"200": _reply({"application/jsonl": item})}},
        "elsewhere": {"servers": [{"url": "/elsewhere/"}], "responses": _NOTHING},
        "only_errors": {"responses": {"404": json_of(_ref("Problem"))}},
        "streams": {"responses": {"200": {"description": "", "content": streams}}},
        "whatever": {
            "responses": {
                "200": _reply({"application/json": item, "*/*": _BYTES}),
            }
        },
        "texts": {
            "responses": {
                "200": {
                    "description": "",
                    "content": {"text/event-stream": {"itemSchema": _EVENT}},
                }
            }
        },
        "known": {"responses": {"200": json_of(_ref("Known"))}},
        "secured": {"security": signed, "responses": _replies()},
    }
    parameters = {
        "deep": [_deep(), _parameter("header", "Sizes", _list(_NUMBER))],
        "enums": [
            _parameter("query", "colour", _ref("Colour")),
            _parameter("query", "level", _ref("Level")),
            _parameter("query", "share", _ref("Share")),
            _parameter("query", "levels", _list(_ref("Level")), explode=False),
        ],
        "anything": [
            _parameter("query", "q", {}),
            _parameter("query", "flat", {"type": "object"}, explode=False),
            _parameter("header", "X-Any", {}),
            _parameter("header", "X-Map", {"type": "object"}, explode=True),
            _parameter("header", "X-List", _list({})),
            {
                "name": "X-Json",
                "in": "header",
                **_content({"application/json": _MAP}),
            },
        ],
        "exploded": [_parameter("cookie", "object", {"type": "object"})],
        "cookies": [
            _parameter("cookie", "number", _NUMBER),
            _parameter("cookie", "flag", {"type": "boolean"}),
            _parameter("cookie", "list", _list(_NUMBER), explode=False),
        ],
    }
    found: list[Node] = [{"operationId": k, **v} for k, v in replies.items()]
    return found + [
        {"operationId": name, "parameters": them, "responses": _NOTHING}
        for name, them in parameters.items()
    ]


def _list(item: Node) -> Node:
    return {"type": "array", "items": item}


def _deep() -> Node:
    inner = {"type": "object", "properties": {"x y": _TEXT}}
    properties = {
        "many": _list(_NUMBER),
        "inner": inner,
        "size": {**_NUMBER, "default": 3},
    }
    schema = {"type": "object", "properties": properties, "required": ["many"]}
    return _parameter("query", "a b", schema, style="deepObject", explode=True)


def _odd() -> Node:
    """A name that has to be escaped, and a body whose charset is declared."""
    return {
        "operationId": "odd",
        "parameters": [
            _parameter("path", "co;l=o r", _list(_TEXT), required=True, style="matrix")
        ],
        "requestBody": _content({"text/plain; charset=utf-8": _TEXT}),
        "responses": _NOTHING,
    }


def _store() -> Node:
    """What may be sent again, though it has a body."""
    body = _body({"application/octet-stream": _BYTES})
    return {"operationId": "store", "requestBody": body, "responses": _NOTHING}


def _raw() -> Node:
    name = _parameter("path", "raw", SCHEMAS["Base64"], required=True)
    return {**_place(), "operationId": "raw", "parameters": [name]}


def _matrix() -> Node:
    name = _parameter("path", "a;b=c", _TEXT, required=True, style="matrix")
    return {**_place(), "operationId": "matrix", "parameters": [name]}


def _place() -> Node:
    return {
        "operationId": "place",
        "parameters": [_parameter("path", "name", _TEXT, required=True)],
        "responses": _NOTHING,
    }


def _reserved() -> Node:
    """Arguments of which some characters are not escaped."""
    names = [
        _parameter("path", "name", _TEXT, required=True, allowReserved=True),
        _parameter("query", "q", _TEXT, allowReserved=True),
    ]
    return {**_place(), "operationId": "reserved", "parameters": names}


def _between() -> Node:
    """A path with two arguments in one piece, with an escape, and a slash at its end."""
    names = [
        _parameter("path", name, _TEXT, required=True) for name in ("name", "next")
    ]
    return {**_place(), "operationId": "between", "parameters": names}
