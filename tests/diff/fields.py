"""Every field of every object of OpenAPI 3.0 to 3.2 and JSON Schema 2020-12, once changed.

`EDITS` has one change for each field; `SILENT` the fields that mean nothing to clients,
which stand in `docs/gate.md` with the reason.
"""

from __future__ import annotations

import copy
from typing import Any, Final

Json = Any

ABSENT: Final = object()

OBJECTS: Final = {
    "OpenAPI": "openapi $self info jsonSchemaDialect servers paths webhooks components"
    " security tags externalDocs",
    "Info": "title summary description termsOfService contact license version",
    "Server": "url description name variables",
    "Server Variable": "enum default description",
    "Components": "schemas responses parameters examples requestBodies headers"
    " securitySchemes links callbacks pathItems mediaTypes",
    "Path Item": "$ref summary description get put post delete options head patch trace"
    " query additionalOperations servers parameters",
    "Operation": "tags summary description externalDocs operationId parameters requestBody"
    " responses callbacks deprecated security servers",
    "External Documentation": "description url",
    "Parameter": "name in description required deprecated allowEmptyValue style explode"
    " allowReserved schema example examples content",
    "Request Body": "description content required",
    "Media Type": "schema itemSchema example examples encoding prefixEncoding"
    " itemEncoding",
    "Encoding": "contentType headers style explode allowReserved encoding prefixEncoding"
    " itemEncoding",
    "Responses": "default status",
    "Response": "summary description headers content links",
    "Callback": "expression",
    "Link": "operationRef operationId parameters requestBody description server",
    "Header": "description required deprecated style explode schema example examples"
    " content",
    "Tag": "name summary description externalDocs parent kind",
    "Reference": "$ref summary description",
    "Discriminator": "propertyName mapping defaultMapping",
    "XML": "nodeType name namespace prefix attribute wrapped",
    "Security Scheme": "type description name in scheme bearerFormat flows"
    " openIdConnectUrl oauth2MetadataUrl deprecated",
    "OAuth Flows": "implicit password clientCredentials authorizationCode"
    " deviceAuthorization",
    "OAuth Flow": "authorizationUrl deviceAuthorizationUrl tokenUrl refreshUrl scopes",
    "Security Requirement": "name scopes",
    "Schema": "$schema $id $anchor $dynamicAnchor $dynamicRef $ref $defs $comment"
    " $vocabulary allOf anyOf oneOf not if then else dependentSchemas prefixItems items"
    " contains properties patternProperties additionalProperties propertyNames"
    " unevaluatedItems unevaluatedProperties type enum const multipleOf maximum"
    " exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern maxItems"
    " minItems uniqueItems maxContains minContains maxProperties minProperties required"
    " dependentRequired format contentEncoding contentMediaType contentSchema title"
    " description default deprecated readOnly writeOnly examples discriminator xml"
    " externalDocs example nullable additionalItems definitions dependencies id"
    " $recursiveRef $recursiveAnchor",
}
"""Object -> its fields."""

SILENT: Final = {
    "OpenAPI.openapi", "OpenAPI.$self", "OpenAPI.info", "OpenAPI.components",
    "OpenAPI.tags", "OpenAPI.externalDocs", "Info.*", "Server.name", "Server Variable.description", "Components.responses",
    "Components.parameters", "Components.examples", "Components.requestBodies",
    "Components.headers", "Components.securitySchemes", "Components.links",
    "Components.callbacks", "Components.pathItems", "Components.mediaTypes",
    "Path Item.summary", "Path Item.description", "Operation.summary",
    "Operation.description", "Operation.externalDocs", "External Documentation.*",
    "Parameter.description", "Parameter.example", "Parameter.examples",
    "Request Body.description", "Media Type.example", "Media Type.examples",
    "Response.summary", "Response.description", "Link.description",
    "Header.description", "Header.example", "Header.examples", "Tag.*",
    "Reference.summary", "Reference.description", "Security Scheme.description",
    "Security Scheme.bearerFormat", "Schema.$id", "Schema.$anchor",
    "Schema.$dynamicAnchor", "Schema.$recursiveAnchor", "Schema.id", "Schema.$defs",
    "Schema.definitions", "Schema.$comment", "Schema.$vocabulary", "Schema.title",
    "Schema.description", "Schema.examples", "Schema.example", "Schema.externalDocs",
}  # fmt: skip
"""Fields that mean nothing to clients; `*` is every field of an object."""

_TEXT = {"type": "string"}
_OBJECT = {"type": "object", "properties": {"a": _TEXT}}


def base() -> Json:
    """Return a document that has one of every object."""
    parameter = {
        "name": "ids",
        "in": "query",
        "schema": {"type": "array", "items": _TEXT},
    }
    header = {"schema": {"type": "array", "items": _TEXT}}
    hook = {
        "post": {"requestBody": {"content": {"application/json": {"schema": _OBJECT}}}}
    }
    flow = {"tokenUrl": "https://a.example/token", "scopes": {"read": "", "write": ""}}
    return {
        "openapi": "3.2.0",
        "info": {"title": "T", "version": "1"},
        "servers": [
            {"url": "https://{host}.example", "variables": {"host": {"default": "a"}}}
        ],
        "security": [{"oauth": ["read"]}],
        "tags": [{"name": "things"}],
        "paths": {
            "/thing": {
                "parameters": [{"$ref": "#/components/parameters/Q"}],
                "post": {
                    "operationId": "send_thing",
                    "tags": ["things"],
                    "parameters": [parameter],
                    "requestBody": {
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/A"}},
                            "multipart/form-data": {
                                "schema": _OBJECT, "encoding": {"a": {}},
                            },
                            "multipart/mixed": {},
                            "application/xml": {"schema": {"$ref": "#/components/schemas/X"}},
                        }
                    },
                    "responses": {
                        "200": {
                            "description": "",
                            "headers": {"X-A": header},
                            "content": {
                                "application/json": {
                                    "schema": {"$ref": "#/components/schemas/A"}
                                }
                            },
                            "links": {"next": {"operationId": "send_thing"}},
                        }
                    },
                    "callbacks": {"done": {"{$request.body#/a}": hook}},
                }
            },
            "/other": {"$ref": "#/components/pathItems/Other"},
        },
        "webhooks": {"told": hook},
        "components": {
            "schemas": {
                "A": _OBJECT,
                "B": {"type": "object", "properties": {"kind": _TEXT, "b": _TEXT}},
                "C": {"type": "object", "properties": {"kind": _TEXT, "c": _TEXT}},
                "X": {"type": "object", "properties": {"x": {"type": "string", "xml": {}}}},
            },
            "parameters": {
                name: {"name": name, "in": "query", "schema": _TEXT} for name in "QR"
            },
            "securitySchemes": {
                "oauth": {"type": "oauth2", "flows": {"clientCredentials": flow}},
                "key": {"type": "apiKey", "name": "k", "in": "query"},
                "plain": {"type": "http", "scheme": "basic"},
                "id": {"type": "openIdConnect", "openIdConnectUrl": "https://a.example"},
            },
            "pathItems": {
                "Other": {"get": {"operationId": "other", "security": [{"key": []}, {"plain": []}]}},
                "Another": {"get": {"operationId": "other", "deprecated": True}},
            },
        },
    }  # fmt: skip


POST = ("paths", "/thing", "post")
BODY = (*POST, "requestBody", "content")
REPLY = (*POST, "responses", "200")
REFERENCE = ("paths", "/thing", "parameters", 0)
LINK = (*REPLY, "links", "next")
HEADER = (*REPLY, "headers", "X-A")
PARAMETER = (*POST, "parameters", 0)
SCHEMES = ("components", "securitySchemes")
FLOWS = (*SCHEMES, "oauth", "flows")
FLOW = (*FLOWS, "clientCredentials")
THING = ("paths", "/thing")
XML = ("components", "schemas", "X", "properties", "x", "xml")
UNKNOWN = {"description": "x"}
_UNUSED_SCHEME = {"type": "http", "scheme": "digest"}
_PART = (*BODY, "multipart/form-data", "encoding", "a")
_OPERATION = {"operationId": "more", "responses": {}}
_B, _C = "#/components/schemas/B", "#/components/schemas/C"

EDITS: Final[dict[str, tuple[tuple[str | int, ...], Json, Json]]] = {
    "OpenAPI.openapi": (("openapi",), "3.1.0", "3.2.0"),
    "OpenAPI.$self": (("$self",), ABSENT, "https://a.example/openapi.json"),
    "OpenAPI.info": (("info", "title"), "T", "U"),
    "OpenAPI.jsonSchemaDialect": (("jsonSchemaDialect",), ABSENT, "https://a.example"),
    "OpenAPI.servers": (("servers",), [{"url": "/a"}], [{"url": "/b"}]),
    "OpenAPI.paths": (("paths", "/more"), ABSENT, {"get": _OPERATION}),
    "OpenAPI.webhooks": (("webhooks",), {}, base()["webhooks"]),
    "OpenAPI.components": (("components", "responses"), ABSENT, {}),
    "OpenAPI.security": (("security",), [], [{"key": []}]),
    "OpenAPI.tags": (("tags",), [], [{"name": "more"}]),
    "OpenAPI.externalDocs": (("externalDocs",), ABSENT, {"url": "https://a.example"}),
    "Server.url": (("servers", 0, "url"), "https://a.example", "https://b.example"),
    "Server.description": (("servers", 0, "description"), ABSENT, "x"),
    "Server.name": (("servers", 0, "name"), ABSENT, "x"),
    "Server.variables": (("servers", 0, "variables"), {}, {"host": {"default": "b"}}),
    "Server Variable.enum": (
        ("servers", 0, "variables", "host", "enum"), ["a", "b"], ["a", "c"],
    ),
    "Server Variable.default": (("servers", 0, "variables", "host", "default"), "a", "b"),
    "Server Variable.description": (
        ("servers", 0, "variables", "host", "description"), ABSENT, "x",
    ),
    "Components.schemas": (("components", "schemas", "A"), _OBJECT, {"type": "string"}),
    **{
        f"Components.{kind}": (
            ("components", kind, "Unused"),
            ABSENT,
            _UNUSED_SCHEME if kind == "securitySchemes" else UNKNOWN,
        )
        for kind in OBJECTS["Components"].split()[1:]
    },
    "Path Item.$ref": (
        ("paths", "/other", "$ref"),
        "#/components/pathItems/Other", "#/components/pathItems/Another",
    ),
    "Path Item.summary": ((*THING, "summary"), ABSENT, "x"),
    "Path Item.description": ((*THING, "description"), ABSENT, "x"),
    **{
        f"Path Item.{method}": ((*THING, method), ABSENT, _OPERATION)
        for method in ["get", "put", "delete", "options", "head", "patch", "trace", "query"]
    },
    "Path Item.post": ((*THING, "post"), ABSENT, _OPERATION),
    "Path Item.additionalOperations": (
        (*THING, "additionalOperations"), ABSENT, {"COPY": _OPERATION},
    ),
    "Path Item.servers": ((*THING, "servers"), ABSENT, [{"url": "https://b.example"}]),
    "Path Item.parameters": (
        (*THING, "parameters"), ABSENT, [{"name": "q", "in": "query", "schema": _TEXT}],
    ),
    "Operation.tags": ((*POST, "tags"), ["things"], ["others"]),
    "Operation.summary": ((*POST, "summary"), ABSENT, "x"),
    "Operation.description": ((*POST, "description"), ABSENT, "x"),
    "Operation.externalDocs": ((*POST, "externalDocs"), ABSENT, {"url": "https://a.example"}),
    "Operation.operationId": ((*POST, "operationId"), "send_thing", "give_thing"),
    "Operation.parameters": ((*POST, "parameters"), [], base()["paths"]["/thing"]["post"]["parameters"]),
    "Operation.requestBody": ((*POST, "requestBody"), ABSENT, {"content": {"text/plain": {}}}),
    "Operation.responses": ((*POST, "responses"), {"200": UNKNOWN}, {"201": UNKNOWN}),
    "Operation.callbacks": ((*POST, "callbacks"), {}, base()["paths"]["/thing"]["post"]["callbacks"]),
    "Operation.deprecated": ((*POST, "deprecated"), False, True),
    "Operation.security": ((*POST, "security"), [], [{"key": []}]),
    "Operation.servers": ((*POST, "servers"), ABSENT, [{"url": "https://b.example"}]),
    "Parameter.name": ((*PARAMETER, "name"), "ids", "others"),
    "Parameter.in": ((*PARAMETER, "in"), "query", "header"),
    "Parameter.description": ((*PARAMETER, "description"), ABSENT, "x"),
    "Parameter.required": ((*PARAMETER, "required"), False, True),
    "Parameter.deprecated": ((*PARAMETER, "deprecated"), False, True),
    "Parameter.allowEmptyValue": ((*PARAMETER, "allowEmptyValue"), False, True),
    "Parameter.style": ((*PARAMETER, "style"), "form", "pipeDelimited"),
    "Parameter.explode": ((*PARAMETER, "explode"), True, False),
    "Parameter.allowReserved": ((*PARAMETER, "allowReserved"), False, True),
    "Parameter.schema": ((*PARAMETER, "schema"), _TEXT, {"type": "integer"}),
    "Parameter.example": ((*PARAMETER, "example"), ABSENT, ["x"]),
    "Parameter.examples": ((*PARAMETER, "examples"), ABSENT, {"x": {"value": ["x"]}}),
    "Parameter.content": (
        (*PARAMETER, "content"), ABSENT, {"application/json": {"schema": {"type": "array"}}},
    ),
    "Request Body.description": ((*POST, "requestBody", "description"), ABSENT, "x"),
    "Request Body.content": (BODY, {"text/plain": {}}, {"text/csv": {}}),
    "Request Body.required": ((*POST, "requestBody", "required"), False, True),
    "Media Type.schema": ((*BODY, "application/json", "schema"), _OBJECT, _TEXT),
    "Media Type.itemSchema": ((*BODY, "application/json", "itemSchema"), ABSENT, _TEXT),
    "Media Type.example": ((*BODY, "application/json", "example"), ABSENT, {}),
    "Media Type.examples": ((*BODY, "application/json", "examples"), ABSENT, {"x": {}}),
    "Media Type.encoding": (
        (*BODY, "multipart/form-data", "encoding"), {}, {"a": {"contentType": "text/csv"}},
    ),
    "Media Type.prefixEncoding": (
        (*BODY, "multipart/mixed", "prefixEncoding"), ABSENT, [{"contentType": "text/csv"}],
    ),
    "Media Type.itemEncoding": (
        (*BODY, "multipart/mixed", "itemEncoding"), ABSENT, {"contentType": "text/csv"},
    ),
    "Encoding.contentType": ((*_PART, "contentType"), "text/plain", "text/csv"),
    "Encoding.headers": ((*_PART, "headers"), {"X": {"schema": _TEXT}}, {"X": {"schema": {"type": "integer"}}}),
    "Encoding.style": ((*_PART, "style"), "form", "deepObject"),
    "Encoding.explode": ((*_PART, "explode"), True, False),
    "Encoding.allowReserved": ((*_PART, "allowReserved"), False, True),
    "Encoding.encoding": ((*_PART, "encoding"), ABSENT, {"b": {"contentType": "text/csv"}}),
    "Encoding.prefixEncoding": ((*_PART, "prefixEncoding"), ABSENT, [{"contentType": "text/csv"}]),
    "Encoding.itemEncoding": ((*_PART, "itemEncoding"), ABSENT, {"contentType": "text/csv"}),
    "Responses.default": ((*POST, "responses", "default"), ABSENT, UNKNOWN),
    "Responses.status": ((*POST, "responses", "404"), ABSENT, UNKNOWN),
    "Response.summary": ((*REPLY, "summary"), ABSENT, "x"),
    "Response.description": ((*REPLY, "description"), "", "x"),
    "Response.headers": ((*REPLY, "headers"), {}, {"X-A": {"schema": _TEXT}}),
    "Response.content": ((*REPLY, "content"), {"text/plain": {}}, {"text/csv": {}}),
    "Response.links": ((*REPLY, "links"), {}, {"next": {"operationId": "send_thing"}}),
    "Callback.expression": (
        (*POST, "callbacks", "done"),
        {"{$request.body#/a}": {"post": {}}}, {"{$request.body#/b}": {"post": {}}},
    ),
    "Link.operationRef": ((*LINK, "operationRef"), ABSENT, "#/paths/~1thing/post"),
    "Link.operationId": ((*LINK, "operationId"), "send_thing", "other"),
    "Link.parameters": ((*LINK, "parameters"), ABSENT, {"ids": "$request.query.ids"}),
    "Link.requestBody": ((*LINK, "requestBody"), ABSENT, "$request.body"),
    "Link.description": ((*LINK, "description"), ABSENT, "x"),
    "Link.server": ((*LINK, "server"), ABSENT, {"url": "https://b.example"}),
    "Header.description": ((*HEADER, "description"), ABSENT, "x"),
    "Header.required": ((*HEADER, "required"), False, True),
    "Header.deprecated": ((*HEADER, "deprecated"), False, True),
    "Header.style": ((*HEADER, "style"), "simple", "form"),
    "Header.explode": ((*HEADER, "explode"), False, True),
    "Header.schema": ((*HEADER, "schema"), _TEXT, {"type": "integer"}),
    "Header.example": ((*HEADER, "example"), ABSENT, ["x"]),
    "Header.examples": ((*HEADER, "examples"), ABSENT, {"x": {"value": ["x"]}}),
    "Header.content": ((*HEADER, "content"), ABSENT, {"text/csv": {"schema": _TEXT}}),
    "Tag.name": (("tags", 0, "name"), "things", "others"),
    **{
        f"Tag.{key}": (("tags", 0, key), ABSENT, "x")
        for key in ("summary", "description", "parent", "kind")
    },
    "Tag.externalDocs": (("tags", 0, "externalDocs"), ABSENT, {"url": "https://a.example"}),
    "Reference.$ref": (
        (*REFERENCE, "$ref"), "#/components/parameters/Q", "#/components/parameters/R",
    ),
    "Reference.summary": ((*REFERENCE, "summary"), ABSENT, "x"),
    "Reference.description": ((*REFERENCE, "description"), ABSENT, "x"),
    "External Documentation.description": (
        ("externalDocs",), {"url": "/a"}, {"url": "/a", "description": "x"},
    ),
    "External Documentation.url": (("externalDocs",), {"url": "/a"}, {"url": "/b"}),
    **{
        f"Info.{key}": (("info", key), "a", "b")
        for key in ["title", "summary", "description", "termsOfService", "version"]
    },
    "Info.contact": (("info", "contact"), ABSENT, {"name": "x"}),
    "Info.license": (("info", "license"), ABSENT, {"name": "x"}),
    "Security Scheme.type": ((*SCHEMES, "plain", "type"), "http", "mutualTLS"),
    "Security Scheme.description": ((*SCHEMES, "plain", "description"), ABSENT, "x"),
    "Security Scheme.name": ((*SCHEMES, "key", "name"), "k", "l"),
    "Security Scheme.in": ((*SCHEMES, "key", "in"), "query", "header"),
    "Security Scheme.scheme": ((*SCHEMES, "plain", "scheme"), "basic", "digest"),
    "Security Scheme.bearerFormat": ((*SCHEMES, "plain", "bearerFormat"), ABSENT, "JWT"),
    "Security Scheme.flows": (FLOWS, {}, {"password": {"tokenUrl": "/a", "scopes": {}}}),
    "Security Scheme.openIdConnectUrl": (
        (*SCHEMES, "id", "openIdConnectUrl"), "https://a.example", "https://b.example",
    ),
    "Security Scheme.oauth2MetadataUrl": (
        (*SCHEMES, "oauth", "oauth2MetadataUrl"), "https://a.example", "https://b.example",
    ),
    "Security Scheme.deprecated": ((*SCHEMES, "key", "deprecated"), False, True),
    **{
        f"OAuth Flows.{flow}": ((*FLOWS, flow), ABSENT, {"tokenUrl": "/a", "scopes": {}})
        for flow in OBJECTS["OAuth Flows"].split()
    },
    **{
        f"OAuth Flow.{key}": ((*FLOW, key), "https://a.example", "https://b.example")
        for key in OBJECTS["OAuth Flow"].split()[:4]
    },
    "OAuth Flow.scopes": ((*FLOW, "scopes"), {"read": ""}, {"read": "", "all": ""}),
    "Security Requirement.name": (("security",), [{"key": []}], [{"plain": []}]),
    "Security Requirement.scopes": (
        ("security",), [{"oauth": ["read"]}], [{"oauth": ["read", "write"]}],
    ),
    **{
        f"XML.{key}": ((*XML, key), ABSENT, value)
        for key, value in {
            "nodeType": "attribute", "name": "y", "namespace": "https://a.example",
            "prefix": "p", "attribute": True, "wrapped": True,
        }.items()
    },
}  # fmt: skip
"""Object and field -> where it stands, and two values."""

_UNION = {"oneOf": [{"$ref": _B}, {"$ref": _C}]}
_TAGGED = {"propertyName": "kind", "mapping": {"b": _B, "c": _C}}
_ARRAY = {"type": "array"}
_OPEN = {"type": "object", "properties": {"a": _TEXT}}

KEYWORDS: Final[dict[str, tuple[Json, Json]]] = {
    "$schema": ({}, {"$schema": "https://a.example"}),
    "$id": ({}, {"$id": "https://a.example"}),
    "$anchor": ({}, {"$anchor": "a"}),
    "$dynamicAnchor": ({}, {"$dynamicAnchor": "a"}),
    "$dynamicRef": ({}, {"$dynamicRef": "#a"}),
    "$ref": ({"$ref": _B}, {"$ref": _C}),
    "$defs": ({}, {"$defs": {"a": {}}}),
    "$comment": ({}, {"$comment": "x"}),
    "$vocabulary": ({}, {"$vocabulary": {}}),
    "allOf": ({"allOf": [_OPEN]}, {"allOf": [_OPEN, {"required": ["a"]}]}),
    "anyOf": ({"anyOf": [_TEXT]}, {"anyOf": [_TEXT, {"type": "integer"}]}),
    "oneOf": ({"oneOf": [_TEXT]}, {"oneOf": [_TEXT, {"type": "integer"}]}),
    "not": (_TEXT, {**_TEXT, "not": {"pattern": "^a"}}),
    "if": (
        {"if": {"maxLength": 1}, "then": {"pattern": "a"}, **_TEXT},
        {"if": {"maxLength": 2}, "then": {"pattern": "a"}, **_TEXT},
    ),
    "then": (
        {"if": {"maxLength": 1}, "then": {"pattern": "a"}, **_TEXT},
        {"if": {"maxLength": 1}, "then": {"pattern": "b"}, **_TEXT},
    ),
    "else": (
        {"if": {"maxLength": 1}, "else": {"pattern": "a"}, **_TEXT},
        {"if": {"maxLength": 1}, "else": {"pattern": "b"}, **_TEXT},
    ),
    "dependentSchemas": (_OPEN, {**_OPEN, "dependentSchemas": {"a": {"required": ["b"]}}}),
    "prefixItems": (_ARRAY, {**_ARRAY, "prefixItems": [_TEXT]}),
    "items": (_ARRAY, {**_ARRAY, "items": _TEXT}),
    "contains": (_ARRAY, {**_ARRAY, "contains": _TEXT}),
    "properties": (_OPEN, {**_OPEN, "properties": {"a": _TEXT, "b": _TEXT}}),
    "patternProperties": (_OPEN, {**_OPEN, "patternProperties": {"^x": _TEXT}}),
    "additionalProperties": (_OPEN, {**_OPEN, "additionalProperties": False}),
    "propertyNames": (_OPEN, {**_OPEN, "propertyNames": {"maxLength": 3}}),
    "unevaluatedItems": (
        {**_ARRAY, "prefixItems": [_TEXT]},
        {**_ARRAY, "prefixItems": [_TEXT], "unevaluatedItems": False},
    ),
    "unevaluatedProperties": (_OPEN, {**_OPEN, "unevaluatedProperties": False}),
    "type": (_TEXT, {"type": "integer"}),
    "enum": ({"enum": ["a"]}, {"enum": ["a", "b"]}),
    "const": ({"const": "a"}, {"const": "b"}),
    "multipleOf": ({"type": "integer"}, {"type": "integer", "multipleOf": 3}),
    "maximum": ({"type": "integer"}, {"type": "integer", "maximum": 3}),
    "exclusiveMaximum": ({"type": "integer"}, {"type": "integer", "exclusiveMaximum": 3}),
    "minimum": ({"type": "integer"}, {"type": "integer", "minimum": 3}),
    "exclusiveMinimum": ({"type": "integer"}, {"type": "integer", "exclusiveMinimum": 3}),
    "maxLength": (_TEXT, {**_TEXT, "maxLength": 3}),
    "minLength": (_TEXT, {**_TEXT, "minLength": 3}),
    "pattern": (_TEXT, {**_TEXT, "pattern": "^a"}),
    "maxItems": (_ARRAY, {**_ARRAY, "maxItems": 3}),
    "minItems": (_ARRAY, {**_ARRAY, "minItems": 3}),
    "uniqueItems": (_ARRAY, {**_ARRAY, "uniqueItems": True}),
    "maxContains": (
        {**_ARRAY, "contains": _TEXT}, {**_ARRAY, "contains": _TEXT, "maxContains": 3},
    ),
    "minContains": (
        {**_ARRAY, "contains": _TEXT}, {**_ARRAY, "contains": _TEXT, "minContains": 3},
    ),
    "maxProperties": (_OPEN, {**_OPEN, "maxProperties": 3}),
    "minProperties": (_OPEN, {**_OPEN, "minProperties": 3}),
    "required": (_OPEN, {**_OPEN, "required": ["a"]}),
    "dependentRequired": (_OPEN, {**_OPEN, "dependentRequired": {"a": ["b"]}}),
    "dependencies": (_OPEN, {**_OPEN, "dependencies": {"a": ["b"]}}),
    "format": (_TEXT, {**_TEXT, "format": "uuid"}),
    "contentEncoding": (_TEXT, {**_TEXT, "contentEncoding": "base64"}),
    "contentMediaType": (_TEXT, {**_TEXT, "contentMediaType": "text/csv"}),
    "contentSchema": (
        {**_TEXT, "contentMediaType": "application/json"},
        {**_TEXT, "contentMediaType": "application/json", "contentSchema": _OPEN},
    ),
    "title": (_TEXT, {**_TEXT, "title": "x"}),
    "description": (_TEXT, {**_TEXT, "description": "x"}),
    "default": (_OPEN, {**_OPEN, "properties": {"a": {**_TEXT, "default": "x"}}}),
    "deprecated": (_OPEN, {**_OPEN, "properties": {"a": {**_TEXT, "deprecated": True}}}),
    "readOnly": (_OPEN, {**_OPEN, "properties": {"a": {**_TEXT, "readOnly": True}}}),
    "writeOnly": (_OPEN, {**_OPEN, "properties": {"a": {**_TEXT, "writeOnly": True}}}),
    "examples": (_TEXT, {**_TEXT, "examples": ["x"]}),
    "example": (_TEXT, {**_TEXT, "example": "x"}),
    "discriminator": (_UNION, {**_UNION, "discriminator": _TAGGED}),
    "xml": (_TEXT, {**_TEXT, "xml": {"name": "x"}}),
    "externalDocs": (_TEXT, {**_TEXT, "externalDocs": {"url": "/a"}}),
    "nullable": (_TEXT, {**_TEXT, "nullable": True}),
    "additionalItems": (
        {**_ARRAY, "items": [_TEXT]}, {**_ARRAY, "items": [_TEXT], "additionalItems": False},
    ),
    "definitions": ({}, {"definitions": {"a": {}}}),
    "id": ({}, {"id": "https://a.example"}),
    "$recursiveRef": ({}, {"$recursiveRef": "#"}),
    "$recursiveAnchor": ({}, {"$recursiveAnchor": True}),
    "Discriminator.propertyName": (
        {**_UNION, "discriminator": _TAGGED},
        {**_UNION, "discriminator": {**_TAGGED, "propertyName": "sort"}},
    ),
    "Discriminator.mapping": (
        {**_UNION, "discriminator": _TAGGED},
        {**_UNION, "discriminator": {**_TAGGED, "mapping": {"x": _B, "c": _C}}},
    ),
    "Discriminator.defaultMapping": (
        {**_UNION, "discriminator": _TAGGED},
        {**_UNION, "discriminator": {**_TAGGED, "defaultMapping": _C}},
    ),
}  # fmt: skip
"""Keyword of a schema -> two schemas that differ in it."""


def field_names() -> set[str]:
    """Return every field there is."""
    return {f"{one}.{key}" for one, keys in OBJECTS.items() for key in keys.split()}


def is_silent(field: str) -> bool:
    """Whether a field means nothing to clients."""
    return field in SILENT or f"{field.partition('.')[0]}.*" in SILENT


def changes() -> dict[str, tuple[Json, Json]]:
    """Return each field -> two documents that differ in it."""
    found = {}
    for name, (way, before, after) in EDITS.items():
        found[name] = _with(way, before), _with(way, after)
    for keyword, (before, after) in KEYWORDS.items():
        name = keyword if "." in keyword else f"Schema.{keyword}"
        media = "application/xml" if keyword == "xml" else "application/json"
        found[name] = tuple(
            _with((*BODY, media), {"schema": schema}, (*REPLY, "content", media))
            for schema in (before, after)
        )  # type: ignore[assignment]
    return found


def _with(
    way: tuple[str | int, ...], value: Json, *others: tuple[str | int, ...]
) -> Json:
    root = base()
    for keys in (way, *others):
        node: Json = root
        for key in keys[:-1]:
            node = node.setdefault(key, {}) if isinstance(node, dict) else node[key]
        if value is ABSENT:
            node.pop(keys[-1], None)
        else:
            node[keys[-1]] = copy.deepcopy(value)
    return root
