"""A server-side reading of requests, which shares nothing with what writes them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen.parity.truth import content, styles
from codegen.parity.truth.document import Description
from codegen.parity.truth.given import shape_of
from codegen.parity.truth.instances import Instances
from codegen.parity.truth.reading import Reader, Request
from codegen.parity.truth.same import differs
from codegen.parity.truth.schemas import Schemas
from codegen.parity.truth.styles import WrongFormError
from codegen.parity.truth.where import Where

from ..behaviour.test_wire_parameters import PATHS, QUERIES
from .specimen import document

BASE = "https://service.test/base"


def text_of(value: Any) -> Any:
    """A value as text, which is all that a URL carries."""
    if isinstance(value, list):
        return list(map(str, value))
    return {k: str(v) for k, v in value.items()} if isinstance(value, dict) else value


@pytest.mark.parametrize(("style", "explode", "value", "raw"), PATHS)
def test_paths_are_read_as_the_specification_shows(
    style: str, explode: bool, value: Any, raw: str
) -> None:
    """The tables of OpenAPI, backwards: else a wrong client has a wrong judge."""
    seen = styles.in_path(raw, "color", style, explode, shape_of(value))
    assert seen == text_of(value)


@pytest.mark.parametrize(("style", "explode", "value", "raw"), QUERIES)
def test_queries_are_read_as_the_specification_shows(
    style: str, explode: bool, value: Any, raw: str
) -> None:
    """The same for queries."""
    cut = [item.partition("=") for item in raw.split("&")]
    pairs = [(name, text) for name, _, text in cut]
    seen = styles.in_query(pairs, "color", style, explode, shape_of(value))
    assert seen == text_of(value)


@pytest.mark.parametrize(
    ("style", "explode", "raw"),
    [
        ("label", False, "blue"),
        ("matrix", False, "color=blue"),
        ("matrix", False, ";colour=blue"),
        ("matrix", True, ";color=blue;x"),
    ],
)
def test_another_style_is_no_value(style: str, explode: bool, raw: str) -> None:
    """A reader that takes everything finds nothing."""
    with pytest.raises(WrongFormError):
        styles.in_path(raw, "color", style, explode, "array")


def test_an_escaped_comma_is_no_comma() -> None:
    """RFC 6570 escapes the commas inside of values, so that lists can be cut."""
    assert styles.in_path("a%2Cb,c", "x", "simple", False, "array") == ["a,b", "c"]
    pairs = [("x", "a%2Cb,c")]
    assert styles.in_query(pairs, "x", "form", False, "array") == ["a,b", "c"]


def request(line: str, body: bytes = b"", **headers: str) -> Request:
    method, _, path = line.partition(" ")
    lines = {"accept": "application/json"}
    lines |= {name.replace("_", "-"): value for name, value in headers.items()}
    if body:
        lines.setdefault("content-length", str(len(body)))
    event = ("sent", f"{method} {BASE}{path}", tuple(lines.items()), body, ())
    return Request.of(event, BASE)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(Description(document()))


JSON = {"content_type": "application/json"}


def test_a_right_request_is_read(reader: Reader) -> None:
    """The others would fail for another reason than theirs."""
    sent = request("POST /calls", b'{"id": 1}', **JSON)
    assert reader.check(sent, reader.endpoint(sent)) == {"id": 1}


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (request("GET /nowhere"), "has no GET /nowhere"),
        (request("PURGE /calls"), "has no PURGE /calls"),
        (request("GET /calls?more=1"), "query 'more' is not in the document"),
        (request("GET /lists/by_page?more=1"), "query 'more' is not in the document"),
        (request("GET /calls", x_more="1"), "header 'x-more' is not in the document"),
        (request("GET /calls", accept="text/csv"), "Accept is"),
        (request("POST /calls"), "a body is required"),
        (request("POST /calls", b"{}"), "without a content type"),
        (request("POST /calls", b"a=1", content_type="text/xml"), "text/xml is not in"),
        (request("POST /calls", b"{", **JSON), "the body is no JSON"),
        (request("POST /calls", b'{"a": NaN}', **JSON), "NaN is not JSON"),
        (request("POST /calls", b'{"a": 1, "a": 2}', **JSON), "a name twice"),
        (request("POST /calls", b"{}", content_length="3", **JSON), "is 3, the body"),
        (request("GET /parameters/constant"), "'X-Version' is required"),
    ],
)
def test_a_wrong_request_is_refused(reader: Reader, sent: Request, said: str) -> None:
    """Each is a mistake that both flavours could make."""
    with pytest.raises(WrongFormError, match=said):
        reader.check(sent, reader.endpoint(sent))


def test_a_multipart_body_is_read_as_services_do() -> None:
    """Names, file names and media types of the parts are what a service goes by."""
    body = (
        b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
        b'--b\r\nContent-Disposition: form-data; name="f"; filename="x.txt"\r\n'
        b"Content-Type: text/csv\r\n\r\n\0\r\n\r\n--b--\r\n"
    )
    form = content.decoded("multipart/form-data; boundary=b", body)
    assert form.of("a") == [content.Part("a", b"1", None, "text/plain")]
    assert form.of("f") == [content.Part("f", b"\0\r\n", "x.txt", "text/csv")]
    with pytest.raises(WrongFormError):
        content.decoded("multipart/form-data; boundary=other", body)


@pytest.mark.parametrize(
    ("given_", "seen", "form"),
    [
        (True, "true", "text"),
        (2**60, str(2**60), "text"),
        (1.5, "1.5", "text"),
        (float("nan"), "nan", "text"),
        (Decimal("0.10"), "0.1", "text"),
        (UUID(int=7), str(UUID(int=7)).upper(), "text"),
        (dt.date(2020, 2, 29), "2020-02-29", "text"),
        (dt.datetime(2020, 1, 1, tzinfo=dt.UTC), "2020-01-01T01:00:00+01:00", "text"),
        (dt.datetime(1994, 11, 6), "Sun, 06 Nov 1994 00:00:00 GMT", "text"),
        (dt.datetime(2020, 1, 1), 1577836800, "python"),
        (dt.timedelta(seconds=90), "PT1M30S", "text"),
        (dt.timedelta(seconds=90), 90, "python"),
        (b"\xfb\xff", "+/8=", "python"),
        (b"\xfb\xff", "-_8=", "python"),
        ([1, None, 2], ["1", "2"], "text"),
        ({"a": None, "b": 1}, {"b": "1"}, "text"),
        ("2020-01-01T00:00:00+00:00", "2020-01-01T00:00:00Z", "json"),
    ],
)
def test_forms_of_one_value_are_the_same(given_: Any, seen: Any, form: Any) -> None:
    """A difference that means nothing would be a false alarm."""
    assert differs(given_, seen, form) == ""


@pytest.mark.parametrize(
    ("given_", "seen", "form"),
    [
        (True, "True", "text"),
        (1, "1", "json"),
        ("1", 1, "json"),
        (True, 1, "json"),
        (1, True, "json"),
        (None, "", "json"),
        (None, "null", "text"),
        ("a b", "a+b", "text"),
        (0.1, "0.10000001", "text"),
        (2**53 + 1, float(2**53), "json"),
        (dt.datetime(2020, 1, 1, tzinfo=dt.UTC), "2020-01-01T00:00:00+01:00", "text"),
        (b"\xfb\xff", "+/6=", "python"),
        ([1, 2], [2, 1], "json"),
        ({"a": None}, {}, "json"),
        ({}, {"a": None}, "json"),
    ],
)
def test_other_values_are_told(given_: Any, seen: Any, form: Any) -> None:
    """A judge that takes anything for anything judges nothing."""
    assert differs(given_, seen, form) != ""


@pytest.mark.parametrize("body", [b"a=b c", b"a=b|c", b"a=\xff", b"a=[1]"])
def test_a_form_that_is_not_escaped_is_refused(body: bytes) -> None:
    """Parsers guess what is meant, each in its own way."""
    with pytest.raises(WrongFormError, match="escaped"):
        content.decoded("application/x-www-form-urlencoded", body)


@given(st.data())
def test_each_turn_takes_another_choice(data: st.DataObject) -> None:
    """By chance alone, a rare branch is met late, or never."""
    schema = {
        "type": "object",
        "required": ["one"],
        "properties": {
            "one": {
                "anyOf": [{"const": "a"}, {"enum": ["b", "c"]}, {"type": "boolean"}]
            },
            "other": {"type": "array", "items": {"type": "string"}},
        },
    }
    root = {"openapi": "3.1.0", "components": {"schemas": {"A": schema}}}
    instances = Instances(Description(root), "request")
    pointer = "#/components/schemas/A"
    values = [
        data.draw(instances.of(pointer, Where("json", turn=turn))) for turn in range(6)
    ]
    assert [one["one"] for one in values] == ["a", "c", True, "a", "b", False]
    assert [len(one.get("other", ())) for one in values] == [2, 0, 2, 0, 2, 0]
    assert values[0]["other"][0] != values[0]["other"][1]


@given(st.data())
def test_what_is_drawn_is_mostly_valid(data: st.DataObject) -> None:
    """What is not is thrown away: were it much, nothing would be left to send."""
    root = {
        "openapi": "3.1.0",
        "paths": {},
        "components": {"schemas": {"Any": data.draw(SCHEMAS)}},
    }
    description = Description(root)
    pointer = "#/components/schemas/Any"
    value = data.draw(Instances(description, "request").of(pointer, Where("json")))
    assert list(Schemas(description, "request").errors(pointer, value)) == []


def _lists(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries(
        {"type": st.just("array"), "items": inner},
        optional={"minItems": st.integers(0, 2), "maxItems": st.integers(2, 4)},
    )


def _objects(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    properties = st.dictionaries(st.sampled_from("abc"), inner, max_size=3)
    required = st.lists(st.sampled_from("abc"), unique=True)
    return st.tuples(properties, required).map(
        lambda pair: {
            "type": "object",
            "properties": pair[0],
            "required": [name for name in pair[1] if name in pair[0]],
        }
    )


SCHEMAS = st.recursive(
    st.one_of(
        st.sampled_from(
            [
                {"type": "boolean"},
                {"type": "null"},
                {"type": ["string", "null"]},
                {"type": "integer", "exclusiveMinimum": 3, "maximum": 9},
                {"type": "integer", "multipleOf": 7},
                {"type": "number", "minimum": -1.5, "exclusiveMaximum": 2},
                {"type": "string", "pattern": "^[a-c]{2,3}$"},
                {"type": "string", "minLength": 2, "maxLength": 3},
                {"type": "string", "format": "date-time"},
                {"enum": ["a", 1, None]},
                {"const": {"a": [1]}},
            ]
        )
    ),
    lambda inner: st.one_of(
        _lists(inner),
        _objects(inner),
        st.lists(inner, min_size=1, max_size=3).map(lambda them: {"anyOf": them}),
    ),
    max_leaves=4,
)


def test_null_of_openapi_3_0_is_allowed() -> None:
    """A validator of JSON Schema does not know `nullable`."""
    schema = {"type": "string", "nullable": True, "example": 3}
    root = {"openapi": "3.0.3", "components": {"schemas": {"A": schema}}}
    schemas = Schemas(Description(root), "request")
    assert schemas.accepts("#/components/schemas/A", None)
    assert not schemas.accepts("#/components/schemas/A", 3)


def test_what_only_a_reply_has_is_not_required_of_a_request() -> None:
    """`readOnly` properties may be required, and are never sent."""
    schema = {
        "type": "object",
        "required": ["id"],
        "properties": {"id": {"type": "integer", "readOnly": True}},
    }
    root = {"openapi": "3.1.0", "components": {"schemas": {"A": schema}}}
    assert Schemas(Description(root), "request").accepts("#/components/schemas/A", {})
    assert not Schemas(Description(root), "reply").accepts("#/components/schemas/A", {})
