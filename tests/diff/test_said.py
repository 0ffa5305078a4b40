"""Changes that other gates miss: each is said, where it stands, and as bad as it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from codegen.diff.collector import Policy
from codegen.diff.patched import Kept
from tests.diff.documents import changed, compared, rules, shop, with_schema

OBJECT: dict[str, Any] = {"type": "object", "properties": {"a": {"type": "string"}}}

SCHEMAS: dict[str, tuple[Any, Any, str]] = {
    "additional properties are forbidden": (
        OBJECT, {**OBJECT, "additionalProperties": False}, "in.closed-narrowed",
    ),
    "a step of numbers": (
        {"type": "integer"}, {"type": "integer", "multipleOf": 5}, "in.bounds-narrowed",
    ),
    "unique items": (
        {"type": "array", "items": {}}, {"type": "array", "items": {}, "uniqueItems": True},
        "in.items-narrowed",
    ),
    "fewest properties": (
        {"type": "object"}, {"type": "object", "minProperties": 2}, "in.bounds-narrowed",
    ),
    "not": (
        {"type": "string"}, {"type": "string", "not": {"const": "x"}}, "spec.undecided",
    ),
    "array to object inside a body": (
        {"type": "object", "properties": {"a": {"type": "array", "items": {}}}},
        {"type": "object", "properties": {"a": {"type": "object"}}}, "in.type-changed",
    ),
    "branch of a union is gone": (
        {"anyOf": [{"type": "string"}, {"type": "integer"}]}, {"type": "string"},
        "in.type-narrowed",
    ),
    "branch of a union that is received is new": (
        {"anyOf": [OBJECT, {"type": "string"}]},
        {"anyOf": [OBJECT, {"type": "string"}, {"type": "integer"}]}, "out.type-widened",
    ),
    "enum at the root": (
        {"enum": ["a", "b"]}, {"enum": ["a"]}, "in.enum-narrowed",
    ),
    "null in what is received": (
        {"type": "string"}, {"type": ["string", "null"]}, "out.null-widened",
    ),
    "required in what is sent": (
        OBJECT, {**OBJECT, "required": ["a"]}, "in.required-narrowed",
    ),
    "pattern": (
        {"type": "string"}, {"type": "string", "pattern": "^a"}, "in.pattern-narrowed",
    ),
    "longest text that is received": (
        {"type": "string", "maxLength": 3}, {"type": "string", "maxLength": 9},
        "out.bounds-widened",
    ),
    "tuple": (
        {"type": "array", "prefixItems": [{"type": "string"}], "minItems": 1, "maxItems": 1},
        {"type": "array", "prefixItems": [{"type": "integer"}], "minItems": 1, "maxItems": 1},
        "in.type-changed",
    ),
    "names of properties": (
        {"type": "object", "additionalProperties": {}},
        {"type": "object", "additionalProperties": {}, "propertyNames": {"maxLength": 3}},
        "in.bounds-narrowed",
    ),
    "format": (
        {"type": "string"}, {"type": "string", "format": "uuid"}, "in.format-narrowed",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SCHEMAS)
def test_change_of_a_schema_is_said(name: str) -> None:
    """A break would pass the gate."""
    old, new, rule = SCHEMAS[name]
    assert rule in rules(
        compared(with_schema(old), with_schema(new)), "breaking", "warning"
    )


Edit = Callable[[Any], object]


def _get(root: Any) -> Any:
    return root["paths"]["/items"]["get"]


def _secure(root: Any) -> None:
    root["components"]["securitySchemes"] = {
        "key": {"type": "http", "scheme": "bearer"}
    }
    root["security"] = [{"key": []}]


def _list_parameter(root: Any, **style: Any) -> None:
    _get(root)["parameters"].append(
        {
            "name": "ids",
            "in": "query",
            "schema": {"type": "array", "items": {"type": "string"}},
            **style,
        }
    )


EDITS: dict[str, tuple[Edit, str, str]] = {
    "operation removed": (
        lambda r: r["paths"]["/items"].pop("get"), "op.removed", "/paths/~1items/get",
    ),
    "operationId renamed": (
        lambda r: _get(r).update(operationId="search_items"), "py.method-renamed",
        "/paths/~1items/get",
    ),
    "tag renamed": (
        lambda r: [_get(r).update(tags=["things"])], "py.method-renamed", "/paths/~1items/get",
    ),
    "schema renamed": (
        lambda r: (
            r["components"]["schemas"].update(Bill=r["components"]["schemas"].pop("Receipt")),
            r["paths"]["/orders"]["post"]["responses"]["201"]["content"][
                "application/json"
            ].update(schema={"$ref": "#/components/schemas/Bill"}),
        ),
        "py.model-renamed", "/components/schemas/Bill",
    ),
    "security added": (_secure, "auth.added", "/security"),
    "parameter became required": (
        lambda r: _get(r)["parameters"][0].update(required=True), "param.required",
        "/paths/~1items/get/parameters/0",
    ),
    "parameter moved": (
        lambda r: _get(r)["parameters"][0].update({"in": "header"}), "param.moved",
        "/paths/~1items/get/parameters/0",
    ),
    "media type removed": (
        lambda r: r["paths"]["/orders"]["post"]["requestBody"].update(
            content={"application/x-www-form-urlencoded": {"schema": {"type": "object"}}}
        ),
        "body.media-removed", "/paths/~1orders/post/requestBody/content/application~1json/schema",
    ),
    "success status changed": (
        lambda r: r["paths"]["/orders"]["post"]["responses"].update(
            {"202": r["paths"]["/orders"]["post"]["responses"].pop("201")}
        ),
        "out.status-removed", "/paths/~1orders/post/responses/202",
    ),
    "required field gone": (
        lambda r: r["components"]["schemas"]["Item"]["properties"].pop("name"),
        "py.field-removed", "/components/schemas/Item",
    ),
    "field respelled": (
        lambda r: r["components"]["schemas"]["Receipt"]["properties"].update(
            {"Total": r["components"]["schemas"]["Receipt"]["properties"].pop("total")}
        ),
        "out.property-removed", "/components/schemas/Receipt",
    ),
    "member of an enumeration gone": (
        lambda r: r["components"]["schemas"]["Colour"]["enum"].pop(), "py.enum-member-removed",
        "/components/schemas/Colour",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", EDITS)
def test_edit_is_said_at_its_place(name: str) -> None:
    """A person would look for the break in another place, or not at all."""
    edit, rule, pointer = EDITS[name]
    report = compared(shop(), changed(shop(), edit))
    places = {
        (pointer and (f.new or f.old).text) for f in report.findings if f.rule == rule
    }
    assert pointer in places, {f.rule: str(f.new or f.old) for f in report.findings}


def test_alternative_of_security_that_is_gone_is_breaking() -> None:
    """Clients that log in that way would be locked out unannounced."""

    def two(root: Any) -> None:
        _secure(root)
        root["components"]["securitySchemes"]["basic"] = {
            "type": "http",
            "scheme": "basic",
        }
        root["security"].append({"basic": []})

    old, new = changed(shop(), two), changed(shop(), _secure)
    assert rules(compared(old, new)) == {"auth.alternative-removed"}
    assert rules(compared(new, old)) == {"auth.alternative-added"}


def test_renamed_scheme_is_no_change() -> None:
    """The key of a scheme is a name in the document only."""

    def other(root: Any) -> None:
        _secure(root)
        schemes = root["components"]["securitySchemes"]
        schemes["other"] = schemes.pop("key")
        root["security"] = [{"other": []}]

    assert compared(changed(shop(), _secure), changed(shop(), other)).findings == ()


def test_more_scopes_are_breaking() -> None:
    """Tokens without the scope would be refused unannounced."""
    old = changed(shop(), _secure)
    new = changed(old, lambda r: r.update(security=[{"key": ["write"]}]))
    assert rules(compared(old, new)) == {"auth.scope-added"}


@pytest.mark.parametrize("style", [{"explode": False}, {"style": "pipeDelimited"}])
def test_style_of_a_list_is_breaking(style: Any) -> None:
    """Clients would write lists in a way that the service reads as one text."""
    old = changed(shop(), _list_parameter)
    new = changed(shop(), lambda r: _list_parameter(r, **style))
    assert "param.style" in rules(compared(old, new), "breaking")


def test_default_style_is_no_change() -> None:
    """What the specification says by default would be news."""
    old = changed(shop(), _list_parameter)
    new = changed(shop(), lambda r: _list_parameter(r, style="form", explode=True))
    assert compared(old, new).findings == ()


def test_server_that_is_gone_is_a_warning() -> None:
    """Clients that use it by default would call nobody."""
    old = changed(shop(), lambda r: r.update(servers=[{"url": "https://a.example"}]))
    new = changed(shop(), lambda r: r.update(servers=[{"url": "https://b.example"}]))
    assert "server.changed" in rules(compared(old, new), "warning")


def test_other_default_server_is_a_warning() -> None:
    """Clients without a `base_url` would call another service."""
    urls = [{"url": "https://a.example"}, {"url": "https://b.example"}]
    old = changed(shop(), lambda r: r.update(servers=urls))
    new = changed(shop(), lambda r: r.update(servers=urls[::-1]))
    assert "server.changed" in rules(compared(old, new), "warning")
    assert compared(old, old).findings == ()


def test_renamed_path_parameter_breaks_callers_only() -> None:
    """The wire has no names for parameters of a path."""

    def rename(root: Any) -> None:
        item = root["paths"].pop("/items/{item_id}")
        item["get"]["parameters"][0]["name"] = "id"
        root["paths"]["/items/{id}"] = item

    assert rules(compared(shop(), changed(shop(), rename))) == {"py.arg-renamed"}


def test_new_member_of_a_received_enumeration_breaks_no_client_of_ours() -> None:
    """Open enumerations would be without use."""

    def edit(root: Any) -> None:
        root["components"]["schemas"]["Colour"]["enum"].append("blue")

    new = changed(shop(), edit)
    assert not rules(compared(shop(), new), "breaking", "warning")
    strict = Policy(enums="strict")
    assert "out.enum-widened" in rules(compared(shop(), new, strict), "breaking")


def test_patch_keeps_a_name_alive() -> None:
    """A name that a patch still has would be reported as gone."""
    new = changed(shop(), lambda r: _get(r).update(operationId="search_items"))
    kept = Kept(frozenset({"items.list_items"}))
    report = compared(shop(), new, kept=kept)
    assert not rules(report, "breaking")
    assert [f.note for f in report.findings] == ["a patch keeps the name"]


END = {"deprecated": True, "x-sunset": "2026-01-31"}
SINCE = {"deprecated": True, "x-deprecated-since": "2026-01-01"}


def _drop_parameter(root: Any) -> None:
    _get(root)["parameters"].pop(0)


def _drop_property(root: Any) -> None:
    item = root["components"]["schemas"]["Item"]
    item["properties"].pop("name")
    item["required"].remove("name")


@pytest.mark.parametrize("words", [END, SINCE])
@pytest.mark.parametrize(
    ("announce", "drop"),
    [
        (lambda r, w: _get(r)["parameters"][0].update(w), _drop_parameter),
        (lambda r, w: _get(r)["parameters"][0]["schema"].update(w), _drop_parameter),
        (
            lambda r, w: r["components"]["schemas"]["Item"]["properties"]["name"].update(w),
            _drop_property,
        ),
        (lambda r, w: _get(r).update(w), lambda r: r["paths"].pop("/items")),
    ],
    ids=["parameter", "schema of a parameter", "property", "operation"],
)  # fmt: skip
def test_what_was_announced_may_be_removed(
    announce: Callable[[Any, Any], object], drop: Edit, words: Any
) -> None:
    """What is deprecated could never go, and nobody would deprecate anything."""
    old = changed(shop(), lambda root: announce(root, words))
    new = changed(old, drop)
    early = Policy(grace=30, today=date(2026, 1, 30))
    assert rules(compared(old, new, early), "breaking", "warning")
    late = Policy(grace=30, today=date(2026, 1, 31))
    report = compared(old, new, late)
    assert rules(report, "breaking", "warning") == set()
    assert any("as announced for 2026-01-31" in f.note for f in report.findings)
    silent = changed(old, lambda r: announce(r, {"deprecated": False}))
    assert rules(compared(silent, new, late), "breaking")


def test_moved_group_is_told_once() -> None:
    """A renamed tag would be one finding for each method, and hide the others."""

    def edit(root: Any) -> None:
        for item in root["paths"].values():
            for operation in item.values():
                operation["tags"] = [
                    t.replace("items", "things") for t in operation["tags"]
                ]

    report = compared(shop(), changed(shop(), edit))
    assert [f.rule for f in report.findings] == ["py.group-removed"]


def test_webhook_is_judged_from_the_receiver() -> None:
    """A receiver would be broken by a field that it never got."""

    def hook(schema: Any) -> Any:
        content = {"application/json": {"schema": schema}}
        root = shop()
        root["webhooks"] = {"paid": {"post": {"requestBody": {"content": content}}}}
        return root

    old = hook({**OBJECT, "required": ["a"]})
    assert "out.required-widened" in rules(compared(old, hook(OBJECT)), "breaking")
    assert "hook.removed" in rules(compared(old, shop()), "breaking")
