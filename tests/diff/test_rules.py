"""Each rule has a change that it is about, and finds it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from codegen.diff.collector import Policy
from codegen.diff.rules import RULES
from tests.diff.documents import changed, compared, rules, shop, with_schema
from tests.diff.fields import changes

Json = Any
TODAY = Policy(today=date(2026, 1, 1), grace=30)


def _object(*names: str, **keywords: Json) -> Json:
    properties = {name: {"type": "string"} for name in names}
    return {"type": "object", "properties": properties, **keywords}


def _tagged(*tags: str) -> Json:
    return {
        "anyOf": [
            {
                "type": "object",
                "properties": {"kind": {"const": tag}, tag: {"type": "string"}},
                "required": ["kind"],
            }
            for tag in tags
        ]
    }


_PATTERN = {"type": "string", "pattern": "^a"}
SCHEMAS: dict[str, tuple[Json, Json]] = {
    "type-narrowed": ({"type": ["string", "integer"]}, {"type": "integer"}),
    "type-changed": ({"type": "string"}, {"type": "integer"}),
    "null-narrowed": ({"type": ["string", "null"]}, {"type": "string"}),
    "enum-narrowed": ({"enum": ["a", "b", "c"]}, {"enum": ["a", "b"]}),
    "enum-changed": ({"enum": ["a", "b"]}, {"enum": ["a", "c"]}),
    "required-narrowed": (_object("a"), _object("a", required=["a"])),
    "closed-narrowed": (_object("a"), _object("a", additionalProperties=False)),
    "closed-changed": (
        {
            "type": "object",
            "patternProperties": {"^a": {}},
            "additionalProperties": False,
        },
        {
            "type": "object",
            "patternProperties": {"^b": {}},
            "additionalProperties": False,
        },
    ),
    "items-narrowed": ({"type": "array"}, {"type": "array", "uniqueItems": True}),
    "union-narrowed": (_tagged("a", "b", "c"), _tagged("a", "b")),
    "union-changed": (_tagged("a", "b"), _tagged("a", "c")),
    "bounds-narrowed": ({"type": "integer"}, {"type": "integer", "minimum": 1}),
    "bounds-changed": (
        {"type": "number", "minimum": 1, "maximum": 5},
        {"type": "number", "minimum": 3, "maximum": 9},
    ),
    "pattern-narrowed": ({"type": "string"}, _PATTERN),
    "pattern-changed": (_PATTERN, {"type": "string", "pattern": "^b"}),
    "format-narrowed": ({"type": "string"}, {"type": "string", "format": "uri"}),
    "format-changed": (
        {"type": "string", "format": "uri"},
        {"type": "string", "format": "email"},
    ),
}
"""What narrows; the same pair the other way round widens."""


def _schema_examples() -> dict[str, tuple[Json, Json]]:
    found = {}
    for name, (old, new) in SCHEMAS.items():
        pair = with_schema(old), with_schema(new)
        facet, change = name.rsplit("-", 1)
        for direction in ("in", "out"):
            found[f"{direction}.{name}"] = pair
            if change == "narrowed":
                found[f"{direction}.{facet}-widened"] = pair[::-1]
    return found


Edit = Callable[[Json], object]


def _get(root: Json) -> Json:
    return root["paths"]["/items"]["get"]


def _post(root: Json) -> Json:
    return root["paths"]["/orders"]["post"]


def _schemas(root: Json) -> Json:
    return root["components"]["schemas"]


def _page(root: Json, **values: Json) -> None:
    _get(root)["parameters"][0].update(values)


def _ok(root: Json) -> Json:
    return _get(root)["responses"]["200"]


def _header(root: Json, required: bool | None) -> None:
    if required is not None:
        _ok(root)["headers"] = {"X-Total": {"required": required, "schema": {}}}


def _secure(root: Json, *scopes: str, url: str = "https://a.example/t") -> None:
    flows = {"password": {"tokenUrl": url, "scopes": {}}}
    root["components"]["securitySchemes"] = {"o": {"type": "oauth2", "flows": flows}}
    root["security"] = [{"o": list(scopes)}]


def _basic_too(root: Json) -> None:
    _secure(root)
    root["components"]["securitySchemes"]["b"] = {"type": "http", "scheme": "basic"}
    root["security"].append({"b": []})


def _hook(root: Json) -> None:
    root["webhooks"] = {"paid": {"post": {}}}


def _form(root: Json, **encoding: Json) -> None:
    media = {"schema": _object("a"), "encoding": {"a": encoding}}
    _post(root)["requestBody"] = {"content": {"multipart/form-data": media}}


def _body(root: Json, required: bool | None) -> None:
    if required is None:
        del _post(root)["requestBody"]
    else:
        _post(root)["requestBody"]["required"] = required


def _media(root: Json) -> None:
    _ok(root)["content"]["text/csv"] = {"schema": {"type": "string"}}


def _move(root: Json) -> None:
    root["paths"]["/things"] = root["paths"].pop("/items")


def _two_in_path(root: Json, path: str) -> None:
    names = ("a", "b") if path.index("{a}") < path.index("{b}") else ("b", "a")
    root["paths"][path] = {
        "get": {
            "operationId": "two",
            "parameters": [
                {
                    "name": n,
                    "in": "path",
                    "required": True,
                    "schema": {"type": "string"},
                }
                for n in names
            ],
            "responses": {},
        }
    }


def _events(root: Json) -> None:
    content = {
        "text/event-stream": {"itemSchema": {"$ref": "#/components/schemas/Item"}}
    }
    root["openapi"] = "3.2.0"
    _ok(root)["content"] = content


def _add(root: Json, **parameter: Json) -> None:
    _get(root)["parameters"].append(
        {"in": "query", "schema": {"type": "string"}, **parameter}
    )


def _nothing(root: Json) -> None:
    pass


EDITS: dict[str, tuple[Edit, Edit]] = {
    "op.removed": (_nothing, lambda r: r["paths"].pop("/items")),
    "op.removed-after-sunset": (
        lambda r: _get(r).update({"deprecated": True, "x-deprecated-since": "2025-11-01"}),
        lambda r: r["paths"].pop("/items"),
    ),
    "op.added": (lambda r: r["paths"].pop("/items"), _nothing),
    "op.moved": (_nothing, _move),
    "op.deprecated": (_nothing, lambda r: _get(r).update(deprecated=True)),
    "op.undeprecated": (lambda r: _get(r).update(deprecated=True), _nothing),
    "op.sunset-sooner": (
        lambda r: _get(r).update({"x-sunset": "2027-01-01"}),
        lambda r: _get(r).update({"x-sunset": "2026-06-01"}),
    ),
    "param.added": (_nothing, lambda r: _add(r, name="x")),
    "param.added-required": (_nothing, lambda r: _add(r, name="x", required=True)),
    "param.required": (_nothing, lambda r: _page(r, required=True)),
    "param.optional": (lambda r: _page(r, required=True), _nothing),
    "param.removed": (_nothing, lambda r: _get(r)["parameters"].pop()),
    "param.renamed": (
        lambda r: _page(r, name="itemPage"), lambda r: _page(r, name="item_page"),
    ),
    "param.moved": (_nothing, lambda r: _page(r, **{"in": "header"})),
    "param.style": (
        lambda r: _page(r, schema={"type": "array", "items": {}}),
        lambda r: _page(r, schema={"type": "array", "items": {}}, explode=False),
    ),
    "param.default": (
        lambda r: _page(r, schema={"type": "integer", "default": 1}),
        lambda r: _page(r, schema={"type": "integer", "default": 2}),
    ),
    "param.deprecated": (_nothing, lambda r: _page(r, deprecated=True)),
    "body.added": (
        lambda r: _body(r, None), lambda r: _body(r, False),
    ),
    "body.added-required": (lambda r: _body(r, None), _nothing),
    "body.required": (lambda r: _body(r, False), _nothing),
    "body.optional": (_nothing, lambda r: _body(r, False)),
    "body.removed": (_nothing, lambda r: _body(r, None)),
    "body.media-removed": (_nothing, _form),
    "body.media-added": (_nothing, _form),
    "body.encoding": (_form, lambda r: _form(r, contentType="text/plain")),
    "in.property-added": (
        _nothing, lambda r: _schemas(r)["Order"]["properties"].update(x={"type": "string"}),
    ),
    "in.property-removed": (
        _nothing, lambda r: _schemas(r)["Order"]["properties"].pop("count"),
    ),
    "in.default-changed": (
        _nothing, lambda r: _schemas(r)["Order"]["properties"]["count"].update(default=2),
    ),
    "in.deprecated": (
        _nothing, lambda r: _schemas(r)["Order"]["properties"]["count"].update(deprecated=True),
    ),
    "out.property-added": (
        _nothing, lambda r: _schemas(r)["Item"]["properties"].update(x={"type": "string"}),
    ),
    "out.property-removed": (
        _nothing, lambda r: _schemas(r)["Item"]["properties"].pop("name"),
    ),
    "out.deprecated": (
        _nothing, lambda r: _schemas(r)["Item"]["properties"]["name"].update(deprecated=True),
    ),
    "out.status-removed": (
        _nothing, lambda r: _post(r).update(responses={"204": {"description": ""}}),
    ),
    "out.status-added": (_nothing, lambda r: _post(r)["responses"].update({"202": {}})),
    "out.error-removed": (_nothing, lambda r: _get(r)["responses"].pop("404")),
    "out.error-added": (_nothing, lambda r: _get(r)["responses"].update({"410": {}})),
    "out.content-removed": (_nothing, lambda r: _ok(r).pop("content")),
    "out.content-added": (lambda r: _ok(r).pop("content"), _nothing),
    "out.media-removed": (_media, _nothing),
    "out.media-added": (_nothing, _media),
    "out.header-removed": (lambda r: _header(r, True), _nothing),
    "out.header-optional": (lambda r: _header(r, True), lambda r: _header(r, False)),
    "out.header-added": (_nothing, lambda r: _header(r, True)),
    "auth.added": (_nothing, _secure),
    "auth.removed": (_secure, _nothing),
    "auth.alternative-removed": (_basic_too, _secure),
    "auth.alternative-added": (_secure, _basic_too),
    "auth.scope-added": (_secure, lambda r: _secure(r, "write")),
    "auth.scope-removed": (lambda r: _secure(r, "write"), _secure),
    "auth.flow": (_secure, lambda r: _secure(r, url="https://b.example/t")),
    "server.changed": (
        lambda r: r.update(servers=[{"url": "https://a.example"}]),
        lambda r: r.update(servers=[{"url": "https://b.example"}]),
    ),
    "server.added": (
        lambda r: r.update(servers=[{"url": "https://a.example"}]),
        lambda r: r.update(servers=[{"url": "https://a.example"}, {"url": "https://b.example"}]),
    ),
    "hook.removed": (_hook, _nothing),
    "hook.added": (_nothing, _hook),
    "spec.undecided": (
        _nothing, lambda r: _schemas(r)["Colour"].update({"not": {"const": "red"}}),
    ),
    "spec.unreadable": (_nothing, lambda r: _schemas(r).update(Item="no schema")),
    "py.group-removed": (_nothing, lambda r: r["paths"].pop("/orders")),
    "py.method-removed": (_nothing, lambda r: r["paths"].pop("/items")),
    "py.method-renamed": (_nothing, lambda r: _get(r).update(operationId="find")),
    "py.method-kind": (_nothing, _events),
    "py.method-added": (lambda r: r["paths"].pop("/items"), _nothing),
    "py.arg-removed": (_nothing, lambda r: _get(r)["parameters"].pop()),
    "py.arg-renamed": (
        lambda r: _two_in_path(r, "/x/{a}/{b}"),
        lambda r: _two_in_path(
            r, "/x/{a}/{b}"
        ) or r["paths"].update(
            {"/x/{a}/{c}": {"get": {**r["paths"].pop("/x/{a}/{b}")["get"], "parameters": [
                {"name": n, "in": "path", "required": True, "schema": {"type": "string"}}
                for n in ("a", "c")]}}}
        ),
    ),
    "py.arg-added": (_nothing, lambda r: _add(r, name="x")),
    "py.arg-required": (_nothing, lambda r: _page(r, required=True)),
    "py.arg-optional": (lambda r: _page(r, required=True), _nothing),
    "py.arg-order": (
        lambda r: _two_in_path(r, "/x/{a}/{b}"), lambda r: _two_in_path(r, "/x/{b}/{a}"),
    ),
    "py.arg-type": (_nothing, lambda r: _page(r, schema={"type": "boolean"})),
    "py.arg-default": (
        lambda r: _page(r, schema={"type": "integer", "default": 1}),
        lambda r: _page(r, schema={"type": "integer", "default": 2}),
    ),
    "py.return-type": (
        _nothing, lambda r: _ok(r)["content"]["application/json"].update(schema={"type": "string"}),
    ),
    "py.return-narrowed": (
        lambda r: _ok(r)["content"]["application/json"].update(schema={"type": ["string", "null"]}),
        lambda r: _ok(r)["content"]["application/json"].update(schema={"type": "string"}),
    ),
    "py.model-removed": (
        lambda r: _schemas(r).update(Extra=_object("only")), _nothing,
    ),
    "py.model-renamed": (
        lambda r: _schemas(r).update(Extra=_object("only")),
        lambda r: _schemas(r).update(Other=_object("only")),
    ),
    "py.model-kind": (
        _nothing, lambda r: _schemas(r).update(Problem={"type": "string", "enum": ["a", "b"]}),
    ),
    "py.model-added": (_nothing, lambda r: _schemas(r).update(Extra=_object("only"))),
    "py.alias-type": (
        lambda r: _schemas(r).update(Any={"anyOf": [{"type": "string"}, {"type": "integer"}]}),
        lambda r: _schemas(r).update(Any={"anyOf": [{"type": "string"}, {"type": "boolean"}]}),
    ),
    "py.field-removed": (_nothing, lambda r: _schemas(r)["Item"]["properties"].pop("name")),
    "py.field-renamed": (
        lambda r: _schemas(r).update(Extra=_object("a-b")),
        lambda r: _schemas(r).update(Extra=_object("a-b", "a_b", required=["a_b"])),
    ),
    "py.field-added": (
        _nothing, lambda r: _schemas(r)["Item"]["properties"].update(x={"type": "string"}),
    ),
    "py.field-required": (
        _nothing, lambda r: _schemas(r)["Order"].update(required=["item", "when"]),
    ),
    "py.field-type": (
        _nothing, lambda r: _schemas(r)["Item"]["properties"].update(id={"type": "string"}),
    ),
    "py.field-narrowed": (
        _nothing, lambda r: _schemas(r)["Item"].update(required=["id", "name", "owner"]),
    ),
    "py.field-default": (
        _nothing, lambda r: _schemas(r)["Order"]["properties"]["count"].update(default=2),
    ),
    "py.enum-member-removed": (_nothing, lambda r: _schemas(r)["Colour"]["enum"].pop()),
    "py.enum-member-added": (_nothing, lambda r: _schemas(r)["Colour"]["enum"].append("x")),
    "py.items-type": (
        lambda r: _get(r)["parameters"][1].update(
            schema={"type": "array", "items": {"type": "string"}}
        ),
        lambda r: _get(r)["parameters"][1].update(
            schema={"type": "array", "items": {"type": ["string", "integer"]}}
        ),
    ),
    "py.model-base": (
        lambda r: _schemas(r)["Item"].update(additionalProperties={"type": "string"}),
        lambda r: _schemas(r)["Item"].update(additionalProperties=False),
    ),
    "py.name-removed": (
        lambda r: r.update(
            servers=[{"url": f"https://{u}.example", "description": u} for u in "ab"]
        ),
        lambda r: r.update(
            servers=[{"url": f"https://{u}.example", "description": u} for u in "ac"]
        ),
    ),
    "py.error-removed": (_nothing, lambda r: _get(r)["responses"].pop("404")),
    "py.error-type": (
        _nothing,
        lambda r: _get(r)["responses"]["404"]["content"]["application/json"].update(
            schema={"type": "string"}
        ),
    ),
}  # fmt: skip


FIELDS: dict[str, tuple[str, bool]] = {
    "auth.deprecated": ("Security Scheme.deprecated", True),
    "auth.undeprecated": ("Security Scheme.deprecated", False),
    "hook.changed": ("Callback.expression", True),
    "in.read-only-added": ("Schema.readOnly", True),
    "in.read-only-removed": ("Schema.readOnly", False),
    "in.undeprecated": ("Schema.deprecated", False),
    "out.header-required": ("Header.required", True),
    "out.header-style": ("Header.explode", True),
    "out.link-added": ("Response.links", True),
    "out.link-changed": ("Link.operationId", True),
    "out.link-removed": ("Response.links", False),
    "out.undeprecated": ("Schema.deprecated", False),
    "out.write-only-added": ("Schema.writeOnly", True),
    "out.write-only-removed": ("Schema.writeOnly", False),
    "param.empty-narrowed": ("Parameter.allowEmptyValue", False),
    "param.empty-widened": ("Parameter.allowEmptyValue", True),
    "param.undeprecated": ("Parameter.deprecated", False),
}
"""Rule -> the field of which it is about, and whether it is set or taken away."""


def _field_examples() -> dict[str, tuple[Json, Json]]:
    known = changes()
    found = {}
    for rule, (field, forth) in FIELDS.items():
        old, new = known[field] if forth else known[field][::-1]
        found[rule] = old, new
    parts = [_answered_in_parts(kind) for kind in ("text/plain", "text/csv")]
    return {**found, "out.encoding": (parts[0], parts[1])}


def _answered_in_parts(kind: str) -> Json:
    encoding = {"a": {"contentType": kind}}
    reply = {"multipart/mixed": {"schema": _object("a"), "encoding": encoding}}
    return changed(shop(), lambda r: _get(r)["responses"]["200"].update(content=reply))


def _examples() -> dict[str, tuple[Json, Json]]:
    found = {**_schema_examples(), **_field_examples()}
    for rule, (before, after) in EDITS.items():
        found[rule] = changed(shop(), before), changed(shop(), after)
    return found


EXAMPLES = _examples()


def test_every_rule_has_an_example() -> None:
    """A rule that matches nothing any more would stay in the index."""
    assert EXAMPLES.keys() == RULES.keys()


@pytest.mark.parametrize("rule", RULES)
def test_rule_finds_its_example(rule: str) -> None:
    """The gate would be blind for one kind of change."""
    report = compared(*EXAMPLES[rule], TODAY)
    found = [f for f in report.findings if f.rule == rule]
    assert found, rules(report)
    assert all(f.sentence and f.where and f.keep for f in found)
    milder = [f for f in found if f.severity != RULES[rule].severity]
    assert all(f.note or rule in ("spec.unreadable", "param.removed") for f in milder)
