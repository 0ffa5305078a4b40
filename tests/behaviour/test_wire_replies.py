"""Replies of every kind that OpenAPI 3 knows are read as the document says."""

from __future__ import annotations

import datetime as dt
import importlib
from collections.abc import Iterator
from typing import Any

import pytest

from .clients import Pair, pair_of
from .wire import Wire

TEXT = {"type": "string"}
THING = {"$ref": "#/components/schemas/Thing"}


def json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": "", "content": {"application/json": {"schema": schema}}}


def media(**schemas: Any) -> dict[str, Any]:
    return {"description": "", "content": schemas}


def document() -> dict[str, Any]:
    get = {
        "formats": {"200": json({"$ref": "#/components/schemas/Formats"})},
        "pick": {
            "200": media(
                **{
                    "application/json": {"schema": THING},
                    "text/csv": {"schema": TEXT},
                    "image/png": {"schema": {"type": "string", "format": "binary"}},
                }
            )
        },
        "statuses": {
            "200": json(THING),
            "201": json({"type": "array", "items": THING}),
            "202": {"description": "Later"},
            "304": {"description": "As before"},
        },
        "ranges": {"2XX": json(THING), "4XX": json(TEXT), "default": json(THING)},
        "fallback": {"default": json(THING)},
        "events": {"200": media(**{"text/event-stream": {"itemSchema": THING}})},
        "event_schema": {"200": media(**{"text/event-stream": {"schema": THING}})},
        "lines": {"200": media(**{"application/x-ndjson": {"itemSchema": THING}})},
        "either": {
            "200": media(
                **{
                    "application/json": {"schema": THING},
                    "text/event-stream": {"itemSchema": THING},
                }
            )
        },
        "anything": {"200": media(**{"*/*": {"schema": THING}})},
        "problem": {
            "200": json(THING),
            "400": media(**{"application/problem+json": {"schema": THING}}),
        },
        "union": {
            "200": json(
                {
                    "oneOf": [
                        {"$ref": "#/components/schemas/Cat"},
                        {"$ref": "#/components/schemas/Dog"},
                    ],
                    "discriminator": {
                        "propertyName": "kind",
                        "mapping": {
                            "cat": "#/components/schemas/Cat",
                            "dog": "#/components/schemas/Dog",
                        },
                    },
                }
            )
        },
        "secured": {"204": {"description": ""}},
    }
    paths: dict[str, Any] = {
        f"/{name}": {
            "get": {"operationId": name, "tags": ["wire"], "responses": responses}
        }
        for name, responses in get.items()
    }
    paths["/secured"]["get"]["security"] = [{"key": []}, {"basic": []}, {}]
    paths["/head"] = {
        "head": {
            "operationId": "head",
            "tags": ["wire"],
            "responses": {"200": json(THING)},
        }
    }
    paths["/other"] = {
        "servers": [{"url": "/elsewhere"}],
        "get": {
            "operationId": "other",
            "tags": ["wire"],
            "responses": {"204": {"description": ""}},
        },
    }
    named = {"type": "object", "required": ["kind"]}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Wire", "version": "1"},
        "servers": [
            {
                "url": "https://{region}.example.org:{port}/v1",
                "description": "Production",
                "variables": {
                    "region": {"default": "eu", "enum": ["eu", "us"]},
                    "port": {"default": "443"},
                },
            },
            {"url": "http://localhost:8000"},
        ],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
                "basic": {"type": "http", "scheme": "basic"},
            },
            "schemas": {
                "Thing": {"type": "object", "properties": {"a": TEXT}},
                "Cat": {
                    **named,
                    "properties": {"kind": TEXT, "lives": {"type": "integer"}},
                },
                "Dog": {**named, "properties": {"kind": TEXT, "name": TEXT}},
                "Formats": {
                    "type": "object",
                    "properties": {
                        "b64": {"type": "string", "format": "byte"},
                        "url64": {"type": "string", "format": "base64url"},
                        "when": {"type": "string", "format": "http-date"},
                        "unix": {"type": "integer", "format": "unixtime"},
                        "seconds": {"type": "number", "format": "duration"},
                        "whole": {"type": "string", "format": "int64"},
                        "exact": {"type": "string", "format": "decimal"},
                        "flag": {"type": "string", "format": "boolean"},
                        "ident": {"type": "string", "format": "uuid"},
                        "pair": {
                            "type": "array",
                            "prefixItems": [TEXT, {"type": "integer"}],
                            "items": False,
                            "minItems": 2,
                        },
                    },
                },
            },
        },
    }


wire = Wire()


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    folder = tmp_path_factory.mktemp("wire_replies")
    with pair_of(wire, wire.notes, folder, document()) as found:
        yield found


def test_formats_are_read_as_values(pair: Pair) -> None:
    """Else a caller has to decode what the document describes."""
    wire.answer(
        '{"b64": "+/8=", "url64": "-_8", "when": "Sun, 06 Nov 1994 08:49:37 GMT",'
        ' "unix": 1000000000, "seconds": 1.5, "whole": "1152921504606846976",'
        ' "exact": "1.10", "flag": "true", "pair": ["a", 1],'
        ' "ident": "00000000-0000-0000-0000-000000000001"}',
        "application/json",
    )
    found = pair(lambda c: c.wire.formats())
    assert found.b64 == found.url64 == b"\xfb\xff"
    assert found.when == dt.datetime(1994, 11, 6, 8, 49, 37, tzinfo=dt.UTC)
    assert found.unix == dt.datetime(2001, 9, 9, 1, 46, 40, tzinfo=dt.UTC)
    assert found.seconds == dt.timedelta(seconds=1.5)
    assert (found.whole, str(found.exact), found.flag) == (2**60, "1.10", True)
    assert (found.pair, found.ident.int) == (("a", 1), 1)


@pytest.mark.parametrize(
    ("accept", "body", "expected"),
    [
        ("application/json", b'{"a": "x"}', None),
        ("text/csv", b"a,b", "a,b"),
        ("image/png", b"\x89", b"\x89"),
    ],
)
def test_the_reply_is_read_by_the_type_that_it_has(
    pair: Pair, accept: Any, body: bytes, expected: Any
) -> None:
    """Else the first declared type is assumed."""
    wire.answer(body, accept)
    found = pair(lambda c: c.wire.pick(accept=accept))
    assert found == (pair.models.Thing(a="x") if expected is None else expected)
    assert pair.received.header("accept") == [accept]


def test_accept_names_every_declared_type_and_no_other(pair: Pair) -> None:
    """Else the service answers with what the client cannot read."""
    wire.answer(b"a", "text/csv")
    pair(lambda c: c.wire.pick())
    assert pair.received.header("accept") == ["application/json, text/csv, image/png"]


def test_each_status_has_its_type(pair: Pair) -> None:
    """Else a list is read as an object."""
    thing = pair.models.Thing
    wire.answer('{"a": "x"}', "application/json")
    assert pair(lambda c: c.wire.statuses()) == thing(a="x")
    wire.answer('[{"a": "x"}]', "application/json", 201)
    assert pair(lambda c: c.wire.statuses()) == [thing(a="x")]
    wire.answer(status=202)
    assert pair(lambda c: c.wire.statuses()) is None
    wire.answer(status=304)
    assert pair(lambda c: c.wire.statuses()) is None


def test_a_range_of_statuses_has_a_type(pair: Pair) -> None:
    """Else `2XX` and `4XX` are not understood."""
    wire.answer('{"a": "x"}', "application/json", 299)
    assert pair(lambda c: c.wire.ranges()) == pair.models.Thing(a="x")
    wire.answer('"no"', "application/json", 499)
    assert pair.fails(lambda c: c.wire.ranges()).body == "no"
    wire.answer('{"a": "x"}', "application/json", 500)
    assert pair.fails(lambda c: c.wire.ranges()).body == pair.models.Thing(a="x")


def test_default_alone_is_the_success(pair: Pair) -> None:
    """Else a document with nothing but `default` returns nothing."""
    wire.answer('{"a": "x"}', "application/json")
    assert pair(lambda c: c.wire.fallback()) == pair.models.Thing(a="x")
    wire.answer('{"a": "x"}', "application/json", 404)
    assert isinstance(pair.fails(lambda c: c.wire.fallback()), pair.errors.NotFound)


@pytest.mark.parametrize("method", ["events", "event_schema"])
def test_events_are_read_by_the_rules_of_html(pair: Pair, method: str) -> None:
    """Else comments, several data lines or line ends break a stream."""
    wire.answer(
        ': hello\n\ndata: {"a":\ndata: "x"}\r\n\r\nevent: e\rid: 7\rdata:{"a": "y"}\r\r'
        'data: {"a": "cut off"}',
        "text/event-stream",
    )
    things = [pair.models.Thing(a="x"), pair.models.Thing(a="y")]
    assert pair.items(lambda c: getattr(c.wire, method)()) == things
    assert pair.received.header("accept") == ["text/event-stream"]


def test_json_lines_are_read_line_by_line(pair: Pair) -> None:
    """Else blank lines or a missing last line end break a stream."""
    wire.answer('{"a": "x"}\n\n{"a": "y"}\r\n{"a": "z"}', "application/x-ndjson")
    found = pair.items(lambda c: c.wire.lines())
    assert [item.a for item in found] == ["x", "y", "z"]


def test_a_whole_and_a_stream_are_two_methods(pair: Pair) -> None:
    """Else `stream=True` in a body decides the type of the reply."""
    wire.answer('{"a": "x"}', "application/json")
    assert pair(lambda c: c.wire.either()) == pair.models.Thing(a="x")
    assert pair.received.header("accept") == ["application/json"]
    wire.answer('data: {"a": "x"}\n\n', "text/event-stream")
    assert pair.items(lambda c: c.wire.either_stream()) == [pair.models.Thing(a="x")]


def test_any_media_type_with_an_object_is_json(pair: Pair) -> None:
    """Else `*/*`, which Kubernetes and Spring write, is bytes."""
    wire.answer('{"a": "x"}', "application/json")
    assert pair(lambda c: c.wire.anything()) == pair.models.Thing(a="x")


def test_a_problem_is_the_typed_body_of_its_error(pair: Pair) -> None:
    """Else `application/problem+json` is text."""
    wire.answer('{"a": "x"}', "application/problem+json", 400)
    found = pair.fails(lambda c: c.wire.problem())
    assert isinstance(found, pair.errors.BadRequest)
    assert found.body == pair.models.Thing(a="x")


def test_a_page_of_a_proxy_is_still_the_error_of_its_status(pair: Pair) -> None:
    """Else a 502 of a load balancer is a JSON error of the client."""
    wire.answer("<html>Bad gateway</html>", "text/html", 502)
    found = pair.fails(lambda c: c.wire.problem())
    assert isinstance(found, pair.errors.BadGateway)


def test_a_reply_that_is_not_as_declared_is_one_error(pair: Pair) -> None:
    """Else a broken reply is whatever exception pydantic raises."""
    wire.answer('{"a": ', "application/json")
    assert isinstance(pair.fails(lambda c: c.wire.problem()), pair.errors.DecodeError)
    wire.answer('{"a": [1]}', "application/json")
    assert isinstance(pair.fails(lambda c: c.wire.problem()), pair.errors.DecodeError)


def test_a_mapping_of_a_discriminator_chooses_the_class(pair: Pair) -> None:
    """Else the branches are tried in turn."""
    wire.answer('{"kind": "dog", "name": "d"}', "application/json")
    assert isinstance(pair(lambda c: c.wire.union()), pair.models.Dog)
    wire.answer('{"kind": "cat"}', "application/json")
    assert isinstance(pair(lambda c: c.wire.union()), pair.models.Cat)


def test_head_has_no_body(pair: Pair) -> None:
    """Else the declared body of a HEAD is waited for."""
    wire.answer(b"", "application/json")
    assert pair(lambda c: c.wire.head()) is None
    assert pair.received.method == "HEAD"


def test_servers_with_variables_are_functions(pair: Pair) -> None:
    """Else a URL with braces is called."""
    servers = importlib.import_module(f"{pair.package.__name__}.servers")
    assert servers.production() == "https://eu.example.org:443/v1"
    assert servers.production(region="us", port="1") == "https://us.example.org:1/v1"
    assert servers.server_2() == "http://localhost:8000"


def test_the_first_server_is_the_default(pair: Pair) -> None:
    """Else a client of a public service needs a URL."""
    sync = importlib.import_module(f"{pair.package.__name__}.sync")
    with sync.Client() as client:
        assert client is not None
    assert sync.Client._default_url == "https://eu.example.org:443/v1"


def test_an_operation_may_have_a_server_of_its_own(pair: Pair) -> None:
    """Else `servers` beside an operation is ignored."""
    wire.answer(status=204)
    pair(lambda c: c.wire.other())
    assert pair.received.path == "/elsewhere/other"


def test_alternatives_of_security_need_no_argument(pair: Pair) -> None:
    """Else an API key is an argument of every method."""
    wire.answer(status=204)
    assert pair(lambda c: c.wire.secured()) is None
