"""Arguments in the path, the query, headers and cookies arrive as they were given."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from enum import Enum
from typing import Any, get_args
from urllib.parse import parse_qsl, unquote
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codegen.runtime import parameters, types
from codegen.runtime.errors import ArgumentError
from codegen.runtime.operation import Operation
from codegen.runtime.parameters import Cookie, Header, Path, Query

from .conftest import Driver

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
FULL = TEXT.filter(bool)
EXAMPLES = settings(max_examples=150, deadline=None)
WORDS = ["blue", "black", "brown"]
COLOURS = {"R": 100, "G": 200}


def path(value: object, **options: Any) -> str:
    operation = Operation[Any](
        "GET", "/x/{color}", Path("color", **options), replies={}
    )
    return operation.encode({"color": value}).path.removeprefix("/x/")


def query(value: object, **options: Any) -> str:
    operation = Operation[Any]("GET", "/", Query("color", **options), replies={})
    return "&".join(operation.encode({"color": value}).query)


@given(st.lists(st.dictionaries(FULL, st.integers() | st.lists(TEXT)), min_size=1))
@EXAMPLES
def test_an_object_inside_an_array_travels_as_json_text(value: list[Any]) -> None:
    """OpenAPI defines no form of it; Swagger UI sends this."""
    arrived = [json.loads(text) for _, text in parse_qsl(query(value))]

    assert arrived == value


@pytest.mark.parametrize(
    ("style", "explode", "value", "expected"),
    [
        ("simple", False, "blue", "blue"),
        ("simple", False, WORDS, "blue,black,brown"),
        ("simple", True, WORDS, "blue,black,brown"),
        ("simple", False, COLOURS, "R,100,G,200"),
        ("simple", True, COLOURS, "R=100,G=200"),
        ("label", False, "blue", ".blue"),
        ("label", False, WORDS, ".blue,black,brown"),
        ("label", True, WORDS, ".blue.black.brown"),
        ("label", False, COLOURS, ".R,100,G,200"),
        ("label", True, COLOURS, ".R=100.G=200"),
        ("matrix", False, "blue", ";color=blue"),
        ("matrix", False, WORDS, ";color=blue,black,brown"),
        ("matrix", True, WORDS, ";color=blue;color=black;color=brown"),
        ("matrix", False, COLOURS, ";color=R,100,G,200"),
        ("matrix", True, COLOURS, ";R=100;G=200"),
    ],
)
def test_path_styles_are_those_of_the_specification(
    style: Any, explode: bool, value: object, expected: str
) -> None:
    """The table of OpenAPI 3.2, section 4.12.8.4, row by row."""
    assert path(value, style=style, explode=explode) == expected


@pytest.mark.parametrize(
    ("style", "explode", "value", "expected"),
    [
        ("form", True, "blue", "color=blue"),
        ("form", True, "", "color="),
        ("form", False, WORDS, "color=blue,black,brown"),
        ("form", True, WORDS, "color=blue&color=black&color=brown"),
        ("form", False, COLOURS, "color=R,100,G,200"),
        ("form", True, COLOURS, "R=100&G=200"),
        ("spaceDelimited", False, WORDS, "color=blue%20black%20brown"),
        ("spaceDelimited", False, COLOURS, "color=R%20100%20G%20200"),
        ("pipeDelimited", False, WORDS, "color=blue%7Cblack%7Cbrown"),
        ("pipeDelimited", False, COLOURS, "color=R%7C100%7CG%7C200"),
        ("deepObject", True, COLOURS, "color%5BR%5D=100&color%5BG%5D=200"),
        ("form", True, [], ""),
        ("form", True, [None, 1], "color=1"),
    ],
)
def test_query_styles_are_those_of_the_specification(
    style: Any, explode: bool, value: object, expected: str
) -> None:
    """The table of OpenAPI 3.2, section 4.12.8.4, row by row."""
    assert query(value, style=style, explode=explode) == expected


def test_deep_objects_nest() -> None:
    """A filter inside a filter would be sent as Python's text of a dict."""
    value = {"a": {"b": [1, 2]}, "c": True}
    pairs = parse_qsl(query(value, style="deepObject"))
    assert pairs == [
        ("color[a][b]", "1"),
        ("color[a][b]", "2"),
        ("color[c]", "true"),
    ]


def test_reserved_characters_stay_where_that_is_harmless() -> None:
    """`allowReserved` would do nothing, or would let a value add pairs."""
    assert query("a/b?c:d", reserved=True) == "color=a/b?c:d"
    assert query("a&b=c#d+e", reserved=True) == "color=a%26b=c%23d%2Be"
    assert path("a/b?c:d", reserved=True) == "a%2Fb%3Fc:d"


def test_json_parameters_travel_as_json() -> None:
    """A parameter with `content` would be written in a style that it does not have."""
    assert query({"a": [1, None]}, json=True) == "color=%7B%22a%22%3A%5B1%2Cnull%5D%7D"


def test_constants_are_always_sent() -> None:
    """A constant that the caller cannot give would be missing from every request."""
    operation = Operation[Any](
        "GET",
        "/{v}",
        Path("v", const="v1"),
        Query("format", const="a b"),
        Header("x", wire="X-A", const='"q"'),
        replies={},
    )
    target = operation.encode({})
    assert (target.path, target.query) == ("/v1", ["format=a%20b"])
    assert target.headers == [(b"X-A", b'"q"')]


class Colour(Enum):
    """A closed enum."""

    RED = "r"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (True, "true"),
        (False, "false"),
        (7, "7"),
        (1.5, "1.5"),
        (Colour.RED, "r"),
        (Decimal("1.10"), "1.10"),
        (dt.date(2026, 1, 2), "2026-01-02"),
        (dt.datetime(2026, 1, 2, 3, tzinfo=dt.UTC), "2026-01-02T03:00:00Z"),
        (dt.time(3, 4), "03:04:00"),
        (dt.timedelta(hours=1), "PT1H"),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (b"x y", "x y"),
    ],
)
def test_values_have_the_text_that_json_gives_them(
    value: object, expected: str
) -> None:
    """FastAPI would refuse `True`, `Colour.RED` or a date with a space."""
    assert parse_qsl(query(value)) == [("color", expected)]


def test_wire_types_decide_the_text() -> None:
    """Bytes declared as base64url, or a moment as seconds, would be sent as text."""
    moment = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    assert query(b"\xff\xfe", type=lambda: types.Base64UrlBytes) == "color=__4%3D"
    assert query(moment, type=lambda: types.UnixTime) == "color=1767225600"
    date = Header("since", type=lambda: types.HttpDate)
    assert list(date.encode(moment)) == [(b"since", b"Thu, 01 Jan 2026 00:00:00 GMT")]


@pytest.mark.parametrize(
    "value",
    [
        "",
        ".",
        "..",
        "%2e%2e",
        "%252e",
        "a/../b",
        "..\\b",
        "%2e%2e%2fadmin",
        [],
        None,
        {},
        [".."],
        "a/%2e%2e/b",
        " .. ",
    ],
)
def test_a_path_argument_that_leads_elsewhere_is_refused(value: object) -> None:
    """`jobs.delete("..")` would become another route."""
    with pytest.raises(ArgumentError, match="color"):
        path(value)


@given(FULL)
@EXAMPLES
def test_any_other_path_argument_is_one_segment(value: str) -> None:
    """A slash, a question mark or a semicolon would change the route."""
    try:
        written = path(value)
    except ArgumentError:
        return
    assert not set(written) & set("/?#;%") - {"%"}
    assert unquote(written) == value


@given(TEXT, TEXT)
@EXAMPLES
def test_query_text_is_read_back_by_an_independent_decoder(a: str, b: str) -> None:
    """A value with `&`, `+`, `%` or a newline would arrive as something else."""
    found = parse_qsl(query([a, b]), keep_blank_values=True, strict_parsing=True)
    assert found == [("color", a), ("color", b)]


@given(st.dictionaries(FULL, TEXT, min_size=1, max_size=3), st.booleans())
@EXAMPLES
def test_objects_are_read_back_member_by_member(
    value: dict[str, str], deep: bool
) -> None:
    """A key with `&` or `]` would split."""
    written = query(value, style="deepObject" if deep else "form")
    found = dict(parse_qsl(written, keep_blank_values=True))
    assert found == {(f"color[{k}]" if deep else k): v for k, v in value.items()}


@given(st.text(max_size=6))
@EXAMPLES
def test_header_values_arrive_or_are_refused(value: str) -> None:
    """A line break in a value would add a header."""
    try:
        [(name, written)] = Header("x", wire="X-Any").encode(value)
    except ArgumentError:
        harmless = value.isascii() and value.isprintable() and value == value.strip()
        assert not harmless
        return
    assert name == b"X-Any"
    assert written.decode("latin-1") == value
    assert not set(written) & set(b"\r\n\0")


@given(st.text(max_size=6))
@EXAMPLES
def test_cookie_values_arrive_or_are_refused(value: str) -> None:
    """A semicolon in a value would add a cookie."""
    try:
        [written] = Cookie("c").encode(value)
    except ArgumentError:
        assert not value.isalnum() or not value.isascii()
        return
    assert written == f"c={value}"
    assert not set(written) & set(' ";,\\\r\n')


@pytest.mark.parametrize("name", ["", "a b", "a:b", "a\r\nb", "é", 'a"b'])
def test_header_and_cookie_names_that_http_cannot_carry_are_refused(name: str) -> None:
    """A name of the spec would become a second header."""
    with pytest.raises(ArgumentError, match="HTTP cannot carry"):
        list(Header("x", wire=name).encode("1"))
    with pytest.raises(ArgumentError, match="HTTP cannot carry"):
        list(Cookie("x", wire=name).encode("1"))


def test_arrays_in_headers_and_cookies() -> None:
    """Lists would be written in Python's notation."""
    assert list(Header("x").encode([1, 2])) == [(b"x", b"1,2")]
    assert list(Header("x", repeat=True).encode([1, 2])) == [(b"x", b"1"), (b"x", b"2")]
    assert list(Header("x").encode({"a": 1})) == [(b"x", b"a,1")]
    assert list(Header("x", explode=True).encode({"a": 1})) == [(b"x", b"a=1")]
    assert list(Cookie("c").encode([1, 2])) == ["c=1", "c=2"]
    assert list(Cookie("c", explode=False).encode([1, 2])) == ["c=1,2"]
    assert list(Cookie("c", explode=False).encode({"a": 1})) == ["c=a,1"]


def test_unknown_arguments_are_a_mistake_of_the_table() -> None:
    """A misspelt argument in a patch would be dropped in silence."""
    operation = Operation[Any]("GET", "/", Query("page"), replies={})
    with pytest.raises(ArgumentError, match="no argument 'pgae'"):
        operation.encode({"pgae": 1})


def test_path_templates_keep_their_own_text() -> None:
    """Braces, spaces and percent signs of a path would be lost or doubled."""
    operation = Operation[Any](
        "GET",
        "/a b/%20/{not-a-parameter}/{x-y}.json",
        Path("x_y", wire="x-y"),
        replies={},
    )
    assert (
        operation.encode({"x_y": "1"}).path == "/a%20b/%20/%7Bnot-a-parameter%7D/1.json"
    )


def test_fastapi_receives_what_was_sent(driver: Driver, server: str) -> None:
    """What a real server decodes would differ from what was given."""
    echo = driver.client(server).things.echo
    text = "a b+c&d=e%/ü\n\"'"
    got = driver.call(
        echo,
        text.replace("/", "|"),
        q=[text, ""],
        listed=["x", "y"],
        deep={"a": "1 2"},
        x_text='ü "quoted" {braces}',
        x_list=["1,5", "2"],
        session="abc=123",
    )
    assert got["place"] == text.replace("/", "|")
    assert got["q"] == [text, ""]
    assert ["list", "x,y"] in got["query"]
    assert ["deep[a]", "1 2"] in got["query"]
    assert got["x_text"] == 'ü "quoted" {braces}'
    assert got["x_list"] == ["1,5", "2"]
    assert got["session"] == "abc=123"


def test_styles_are_complete() -> None:
    """A style of the specification would be missing."""
    assert set(get_args(parameters.Style)) == {
        "form",
        "simple",
        "label",
        "matrix",
        "spaceDelimited",
        "pipeDelimited",
        "deepObject",
    }
