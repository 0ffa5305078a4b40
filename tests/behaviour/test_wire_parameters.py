"""Parameters in every style of OpenAPI 3 are on the wire as the specification shows.

The expected texts are those of the tables "Style Examples" of OpenAPI 3.1.1 and 3.2,
and of RFC 6570 where OpenAPI refers to it.
"""

from __future__ import annotations

import datetime as dt
import inspect
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .clients import Pair, pair_of
from .strategies import few, segments, texts
from .wire import Wire

LIST = {"type": "array", "items": {"type": "string"}}
MAP = {"type": "object", "additionalProperties": {"type": "integer"}}
TEXT = {"type": "string"}
COLOURS = ["blue", "black", "brown"]
RGB = {"R": 100, "G": 200, "B": 150}

PATHS: list[tuple[str, bool, Any, str]] = [
    # style, explode, value, expected segment
    ("simple", False, "blue", "blue"),
    ("simple", False, COLOURS, "blue,black,brown"),
    ("simple", True, COLOURS, "blue,black,brown"),
    ("simple", False, RGB, "R,100,G,200,B,150"),
    ("simple", True, RGB, "R=100,G=200,B=150"),
    ("label", False, "blue", ".blue"),
    ("label", False, COLOURS, ".blue,black,brown"),
    ("label", True, COLOURS, ".blue.black.brown"),
    ("label", False, RGB, ".R,100,G,200,B,150"),
    ("label", True, RGB, ".R=100.G=200.B=150"),
    ("matrix", False, "blue", ";color=blue"),
    ("matrix", False, COLOURS, ";color=blue,black,brown"),
    ("matrix", True, COLOURS, ";color=blue;color=black;color=brown"),
    ("matrix", False, RGB, ";color=R,100,G,200,B,150"),
    ("matrix", True, RGB, ";R=100;G=200;B=150"),
]
QUERIES: list[tuple[str, bool, Any, str]] = [
    ("form", True, "blue", "color=blue"),
    ("form", False, COLOURS, "color=blue,black,brown"),
    ("form", True, COLOURS, "color=blue&color=black&color=brown"),
    ("form", False, RGB, "color=R,100,G,200,B,150"),
    ("form", True, RGB, "R=100&G=200&B=150"),
    ("spaceDelimited", False, COLOURS, "color=blue%20black%20brown"),
    ("pipeDelimited", False, COLOURS, "color=blue%7Cblack%7Cbrown"),
    ("deepObject", True, RGB, "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"),
]
FORMATS: dict[str, tuple[dict[str, Any], Any, str]] = {
    # name: schema, value, expected text
    "base64": ({"type": "string", "format": "byte"}, b"\xfb\xff", "+/8="),
    "base64url": ({"type": "string", "format": "base64url"}, b"\xfb\xff", "-_8="),
    "http_date": (
        {"type": "string", "format": "http-date"},
        dt.datetime(1994, 11, 6, 8, 49, 37, tzinfo=dt.UTC),
        "Sun, 06 Nov 1994 08:49:37 GMT",
    ),
    "unix": (
        {"type": "integer", "format": "unixtime"},
        dt.datetime(2001, 9, 9, 1, 46, 40, tzinfo=dt.UTC),
        "1000000000",
    ),
    "seconds": ({"type": "number", "format": "duration"}, dt.timedelta(0, 90), "90"),
    "pause": ({"type": "string", "format": "duration"}, dt.timedelta(0, 90), "PT1M30S"),
    "text_number": ({"type": "string", "format": "int64"}, 2**60, str(2**60)),
    "text_boolean": ({"type": "string", "format": "boolean"}, True, "true"),
    "moment": (
        {"type": "string", "format": "date-time"},
        dt.datetime(2001, 9, 9, 1, 46, 40, tzinfo=dt.UTC),
        "2001-09-09T01:46:40Z",
    ),
    "boolean": ({"type": "boolean"}, False, "false"),
}


def schema_for(value: Any) -> dict[str, Any]:
    return LIST if isinstance(value, list) else MAP if isinstance(value, dict) else TEXT


def kind_of(value: Any) -> str:
    return type(value).__name__


def parameter(location: str, style: str, explode: bool, value: Any) -> dict[str, Any]:
    return {
        "name": "color",
        "in": location,
        "required": True,
        "style": style,
        "explode": explode,
        "schema": schema_for(value),
    }


def name_of(location: str, style: str, explode: bool, value: Any) -> str:
    return f"{location}_{style}_{'exploded' if explode else 'flat'}_{kind_of(value)}"


def method_of(name: str) -> str:
    return (
        name.replace("spaceDelimited", "space_delimited")
        .replace("pipeDelimited", "pipe_delimited")
        .replace("deepObject", "deep_object")
    )


def operation(name: str, *parameters: dict[str, Any]) -> dict[str, Any]:
    return {
        "operationId": name,
        "tags": ["wire"],
        "parameters": list(parameters),
        "responses": {"204": {"description": ""}},
    }


def document() -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for style, explode, value, _ in PATHS:
        name = name_of("path", style, explode, value)
        paths[f"/{name}/{{color}}"] = {
            "get": operation(name, parameter("path", style, explode, value))
        }
    for style, explode, value, _ in QUERIES:
        name = name_of("query", style, explode, value)
        paths[f"/{name}"] = {
            "get": operation(name, parameter("query", style, explode, value))
        }
    for explode in (False, True):
        for value in ("blue", COLOURS, RGB):
            for location, style in (("header", "simple"), ("cookie", "form")):
                name = name_of(location, style, explode, value)
                paths[f"/{name}"] = {
                    "get": operation(name, parameter(location, style, explode, value))
                }
    for location in ("query", "header"):
        paths[f"/formats-{location}"] = {
            "get": operation(
                f"formats_{location}",
                *(
                    {"name": name.replace("_", "-"), "in": location, "schema": schema}
                    for name, (schema, _, _) in FORMATS.items()
                ),
            )
        }
    paths["/reserved"] = {
        "get": operation(
            "reserved",
            {"name": "q", "in": "query", "allowReserved": True, "schema": TEXT},
        )
    }
    paths["/json"] = {
        "get": operation(
            "as_json",
            {
                "name": "filter",
                "in": "query",
                "content": {"application/json": {"schema": MAP}},
            },
        )
    }
    hostile = "a\"b'{x}\\&=ü"
    paths["/constant"] = {
        "get": operation(
            "constant",
            {
                "name": "api-version",
                "in": "query",
                "required": True,
                "schema": {"const": hostile},
            },
            {
                "name": "X-Version",
                "in": "header",
                "required": True,
                "schema": {"type": "string", "enum": ["2"]},
            },
            {
                "name": "optional",
                "in": "query",
                "schema": {"type": "string", "enum": ["only"]},
            },
        )
    }
    paths["/two/{a}-{b}.{c}"] = {
        "get": operation(
            "two",
            *(
                {"name": n, "in": "path", "required": True, "schema": TEXT}
                for n in "abc"
            ),
        )
    }
    paths["/names"] = {
        "get": operation(
            "names",
            *(
                {"name": name, "in": "query", "schema": TEXT}
                for name in ("a b", "a&b", 'a"b', "a[]", "ä", "{x}", "$top", "a.b")
            ),
        )
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Wire", "version": "1"},
        "paths": paths,
    }


wire = Wire()


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    folder = tmp_path_factory.mktemp("wire_parameters")
    with pair_of(wire, wire.notes, folder, document()) as found:
        yield found


@pytest.mark.parametrize(("style", "explode", "value", "expected"), PATHS)
def test_a_path_parameter_has_its_style(
    pair: Pair, style: str, explode: bool, value: Any, expected: str
) -> None:
    """Else a list or an object in a path is another resource."""
    name = name_of("path", style, explode, value)
    pair(lambda c: getattr(c.wire, method_of(name))(value))
    assert pair.received.path == f"/{name}/{expected}"


@pytest.mark.parametrize(("style", "explode", "value", "expected"), QUERIES)
def test_a_query_parameter_has_its_style(
    pair: Pair, style: str, explode: bool, value: Any, expected: str
) -> None:
    """Else the service reads one item, or none."""
    name = name_of("query", style, explode, value)
    pair(lambda c: getattr(c.wire, method_of(name))(color=value))
    assert pair.received.query == expected


@pytest.mark.parametrize(
    ("explode", "value", "expected"),
    [
        (False, "blue", "blue"),
        (False, COLOURS, "blue,black,brown"),
        (True, COLOURS, "blue,black,brown"),
        (False, RGB, "R,100,G,200,B,150"),
        (True, RGB, "R=100,G=200,B=150"),
    ],
)
def test_a_header_is_a_comma_list(
    pair: Pair, explode: bool, value: Any, expected: str
) -> None:
    """Else a document that is no FastAPI app's gets repeated lines."""
    name = name_of("header", "simple", explode, value)
    pair(lambda c: getattr(c.wire, method_of(name))(color=value))
    assert pair.received.header("color") == [expected]


@pytest.mark.parametrize(
    ("explode", "value", "expected"),
    [
        (False, "blue", "color=blue"),
        (False, COLOURS, "color=blue,black,brown"),
        (False, RGB, "color=R,100,G,200,B,150"),
    ],
)
def test_a_cookie_has_its_style(
    pair: Pair, explode: bool, value: Any, expected: str
) -> None:
    """Else a list in a cookie is cut at its first comma."""
    name = name_of("cookie", "form", explode, value)
    pair(lambda c: getattr(c.wire, method_of(name))(color=value))
    assert [v.replace("%2C", ",") for v in pair.received.header("cookie")] == [expected]


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_has_its_form_in_the_query(pair: Pair, name: str) -> None:
    """Else the type in Python decides the form, and not the document."""
    _, value, expected = FORMATS[name]
    pair(lambda c: c.wire.formats_query(**{name: value}))
    assert pair.received.pairs == [(name.replace("_", "-"), expected)]


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_has_its_form_in_a_header(pair: Pair, name: str) -> None:
    """Else the same value has another form in a header."""
    _, value, expected = FORMATS[name]
    pair(lambda c: c.wire.formats_header(**{name: value}))
    assert pair.received.header(name.replace("_", "-")) == [expected]


@few
@given(segments, st.lists(texts.filter(bool), min_size=1, max_size=3))
def test_any_text_in_a_path_and_a_query_is_decoded_to_itself(
    pair: Pair, text: str, items: list[str]
) -> None:
    """Else a slash, a question mark or a percent sign leads to another resource."""
    name = name_of("path", "simple", False, "blue")
    pair(lambda c: getattr(c.wire, name)(text))
    _, _, found, *more = pair.received.path.split("/")
    assert not more and pair.received.query == ""
    assert unquote(found) == text
    name = name_of("query", "form", True, COLOURS)
    pair(lambda c: getattr(c.wire, name)(color=items))
    assert pair.received.pairs == [("color", item) for item in items]


def test_reserved_characters_stay_where_the_document_allows_them(pair: Pair) -> None:
    """Else `allowReserved` does nothing."""
    pair(lambda c: c.wire.reserved(q="a/b?c=d e&f#g"))
    assert pair.received.query == "q=a/b?c=d%20e%26f%23g"


def test_a_parameter_with_content_is_json(pair: Pair) -> None:
    """Else an object is flattened."""
    pair(lambda c: c.wire.as_json(filter={"a": 1}))
    assert pair.received.pairs == [("filter", '{"a":1}')]


def test_a_constant_is_always_sent_and_no_argument(pair: Pair) -> None:
    """Else every caller has to repeat what can only have one value."""
    pair(lambda c: c.wire.constant())
    assert pair.received.pairs == [("api-version", "a\"b'{x}\\&=ü")]
    assert pair.received.header("x-version") == ["2"]
    pair(lambda c: c.wire.constant(optional="only"))
    assert ("optional", "only") in pair.received.pairs


def test_several_parameters_in_one_segment(pair: Pair) -> None:
    """Else `{a}-{b}` is one parameter."""
    pair(lambda c: c.wire.two("1", "2", "3"))
    assert pair.received.path == "/two/1-2.3"


def test_names_on_the_wire_are_those_of_the_document(pair: Pair) -> None:
    """Else a name with a quote or a bracket is code, or another parameter."""
    arguments = inspect.signature(pair.sync.wire.names).parameters
    pair(lambda c: c.wire.names(**dict.fromkeys(arguments, "v")))
    assert {key for key, _ in pair.received.pairs} == {
        "a b",
        "a&b",
        'a"b',
        "a[]",
        "ä",
        "{x}",
        "$top",
        "a.b",
    }


def test_nothing_but_what_was_passed_is_sent(pair: Pair) -> None:
    """Else an empty query, a body or a content type is on the wire."""
    pair(lambda c: c.wire.reserved())
    assert (pair.received.query, pair.received.body) == ("", b"")
    assert pair.received.header("content-type") == []
