"""Bodies of every kind that OpenAPI 3 knows are on the wire as the document says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .clients import Pair, pair_of
from .strategies import few, texts
from .wire import Wire

BINARY = {"type": "string", "format": "binary"}
TEXT = {"type": "string"}
LIST = {"type": "array", "items": TEXT}


def body(content: dict[str, Any], required: bool = True) -> dict[str, Any]:
    return {"required": required, "content": content}


def document() -> dict[str, Any]:
    thing = {"$ref": "#/components/schemas/Thing"}
    bodies = {
        "formats": body(
            {"application/json": {"schema": {"$ref": "#/components/schemas/Formats"}}}
        ),
        "merge": body({"application/merge-patch+json": {"schema": thing}}),
        "vendor": body({"application/vnd.example+json": {"schema": thing}}),
        "nullable": body(
            {"application/json": {"schema": {"anyOf": [thing, {"type": "null"}]}}}
        ),
        "optional": body({"application/json": {"schema": thing}}, False),
        "lines": body({"application/jsonl": {"itemSchema": thing}}),
        "image": body({"image/*": {"schema": BINARY}}),
        "png": body({"image/png": {"schema": {}}}),
        "form": body(
            {
                "application/x-www-form-urlencoded": {
                    "schema": {
                        "type": "object",
                        "required": ["text"],
                        "properties": {
                            "text": TEXT,
                            "many": LIST,
                            "commas": LIST,
                            "pipes": LIST,
                            "number": {"type": "number"},
                            "moment": {"type": "string", "format": "date-time"},
                            "inner": {
                                "type": "object",
                                "properties": {"a": {"type": "integer"}},
                            },
                        },
                    },
                    "encoding": {
                        "commas": {"explode": False},
                        "pipes": {"style": "pipeDelimited", "explode": False},
                    },
                }
            }
        ),
        "parts": body(
            {
                "multipart/form-data": {
                    "schema": {
                        "type": "object",
                        "required": ["text"],
                        "properties": {
                            "text": TEXT,
                            "count": {"type": "integer"},
                            "many": LIST,
                            "inner": {
                                "type": "object",
                                "properties": {"a": {"type": "integer"}},
                            },
                            "picture": BINARY,
                            "pictures": {"type": "array", "items": BINARY},
                            "table": TEXT,
                            'na"me': TEXT,
                        },
                    },
                    "encoding": {
                        "picture": {"contentType": "image/png, image/jpeg"},
                        "table": {"contentType": "text/csv"},
                    },
                }
            }
        ),
        "either": body(
            {
                "application/json": {
                    "schema": {"anyOf": [thing, {"type": "string", "format": "byte"}]}
                }
            }
        ),
        "things": body(
            {
                "multipart/form-data": {
                    "schema": {
                        "type": "object",
                        "properties": {"things": {"type": "array", "items": thing}},
                    }
                }
            },
            False,
        ),
        "several": body(
            {
                "application/json": {"schema": thing},
                "application/x-www-form-urlencoded": {"schema": thing},
                "text/plain": {"schema": TEXT},
            }
        ),
        "encoded": body(
            {
                "application/json": {
                    "schema": {"type": "string", "contentEncoding": "base64"}
                }
            }
        ),
    }
    return {
        "openapi": "3.2.0",
        "info": {"title": "Wire", "version": "1"},
        "paths": {
            f"/{name}": {
                "patch": {
                    "operationId": name,
                    "tags": ["wire"],
                    "requestBody": content,
                    "responses": {"204": {"description": ""}},
                }
            }
            for name, content in bodies.items()
        },
        "components": {
            "schemas": {
                "Thing": {
                    "type": "object",
                    "properties": {
                        "a": TEXT,
                        "b": {"type": ["integer", "null"]},
                        "inner": {"$ref": "#/components/schemas/Thing"},
                        "constant": {"const": 'x"\\{y}'},
                        "it's": TEXT,
                    },
                },
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
                        "real": {"type": "string", "format": "double"},
                        "flag": {"type": "string", "format": "boolean"},
                        "moments": {
                            "type": "array",
                            "items": {"type": "string", "format": "date-time"},
                        },
                    },
                },
            }
        },
    }


wire = Wire()


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    folder = tmp_path_factory.mktemp("wire_bodies")
    with pair_of(wire, wire.notes, folder, document()) as found:
        yield found


def content_type(pair: Pair) -> str:
    found: list[str] = pair.received.header("content-type")
    assert len(found) == 1
    return found[0]


def test_formats_have_their_forms_in_json(pair: Pair) -> None:
    """Else bytes, times and numbers are written as Python would."""
    utc = dt.UTC
    value = pair.models.Formats(
        b64=b"\xfb\xff",
        url64=b"\xfb\xff",
        when=dt.datetime(1994, 11, 6, 8, 49, 37, tzinfo=utc),
        unix=dt.datetime(2001, 9, 9, 1, 46, 40, tzinfo=utc),
        seconds=dt.timedelta(seconds=1.5),
        whole=2**60,
        exact="1.10",
        real=1.5,
        flag=True,
        moments=[dt.datetime(2001, 9, 9, 1, 46, 40, tzinfo=utc)],
    )
    pair(lambda c: c.wire.formats(value))
    assert pair.received.json == {
        "b64": "+/8=",
        "url64": "-_8=",
        "when": "Sun, 06 Nov 1994 08:49:37 GMT",
        "unix": 1000000000,
        "seconds": 1.5,
        "whole": str(2**60),
        "exact": "1.10",
        "real": "1.5",
        "flag": "true",
        "moments": ["2001-09-09T01:46:40Z"],
    }


def test_a_merge_patch_deletes_with_null_and_leaves_the_rest(pair: Pair) -> None:
    """Else what was not meant is deleted (RFC 7396)."""
    models = pair.models
    pair(lambda c: c.wire.merge(models.Thing(b=None, inner=models.Thing(a="x"))))
    assert content_type(pair) == "application/merge-patch+json"
    assert pair.received.json == {"b": None, "inner": {"a": "x"}}


def test_a_structured_suffix_is_json(pair: Pair) -> None:
    """Else a vendor's JSON is sent as `application/json`, and refused."""
    pair(lambda c: c.wire.vendor(pair.models.Thing(a="x")))
    assert content_type(pair) == "application/vnd.example+json"
    assert pair.received.json == {"a": "x"}


def test_null_is_a_body_where_it_is_required(pair: Pair) -> None:
    """Else a body that is null cannot be sent."""
    pair(lambda c: c.wire.nullable(None))
    assert pair.received.json is None


def test_no_body_has_no_content_type(pair: Pair) -> None:
    """Else the service reads an empty body as broken JSON."""
    pair(lambda c: c.wire.optional())
    assert pair.received.body == b""
    assert pair.received.header("content-type") == []


@few
@given(texts)
def test_a_value_with_quotes_and_braces_stays_a_value(pair: Pair, text: str) -> None:
    """Else a const or a name of the document is changed on the way."""
    pair(lambda c: c.wire.optional({"constant": 'x"\\{y}', "it's": text}))
    assert pair.received.json == {"constant": 'x"\\{y}', "it's": text}
    value = pair.models.Thing(it_s=text, constant='x"\\{y}')
    pair(lambda c: c.wire.optional(value))
    assert pair.received.json == {"constant": 'x"\\{y}', "it's": text}


def test_json_lines_are_one_value_a_line(pair: Pair) -> None:
    """Else the service reads one list."""
    pair(lambda c: c.wire.lines([pair.models.Thing(a="1\n2"), {"a": "3"}]))
    assert content_type(pair) == "application/jsonl"
    assert pair.received.body.splitlines() == [b'{"a":"1\\n2"}', b'{"a":"3"}']


def test_a_whole_file_is_a_body_with_its_type(pair: Pair) -> None:
    """Else an image is sent as `image/*`, which is no type."""
    file = pair.package.File(b"123", filename="a.png", content_type="image/webp")
    pair(lambda c: c.wire.image(file))
    assert (content_type(pair), pair.received.body) == ("image/webp", b"123")
    pair(lambda c: c.wire.png(b"123"))
    assert (content_type(pair), pair.received.body) == ("image/png", b"123")


@few
@given(texts.filter(bool), st.lists(texts.filter(bool), min_size=1, max_size=3))
def test_a_form_is_encoded_field_by_field(
    pair: Pair, text: str, many: list[str]
) -> None:
    """Else a list is one field, or a delimiter of the document is ignored."""
    pair(lambda c: c.wire.form(text=text, many=many))
    assert content_type(pair) == "application/x-www-form-urlencoded"
    assert parse_qsl(
        pair.received.body.decode("ascii"), keep_blank_values=True, strict_parsing=True
    ) == [("text", text), *(("many", item) for item in many)]


def test_a_form_field_has_the_style_of_its_encoding(pair: Pair) -> None:
    """Else `explode: false` does nothing in a form."""
    pair(
        lambda c: c.wire.form(
            text="t",
            commas=["a", "b"],
            pipes=["a", "b"],
            number=1.5,
            moment=dt.datetime(2001, 9, 9, 1, 46, 40, tzinfo=dt.UTC),
            inner={"a": 1},
        )
    )
    found = dict(parse_qsl(pair.received.body.decode("ascii")))
    assert found == {
        "text": "t",
        "commas": "a,b",
        "pipes": "a|b",
        "number": "1.5",
        "moment": "2001-09-09T01:46:40Z",
        "inner": '{"a":1}',
    }


def test_parts_have_their_types_names_and_order(pair: Pair) -> None:
    """Else `encoding.contentType` does nothing, or a file is sent as text."""
    file = pair.package.File
    pair(
        lambda c: c.wire.parts(
            text="tü",
            count=3,
            many=["a", "b"],
            inner={"a": 1},
            picture=file(b"\xff", filename="p.jpg", content_type="image/jpeg"),
            pictures=[b"1", b"2"],
            table=b"a,b",
            na_me="n",
        )
    )
    found = [
        (
            part.get_param("name", header="content-disposition"),
            part.get_content_type() if part["content-type"] else None,
            part.get_payload(decode=True),
        )
        for part in pair.received.parts
    ]
    assert sorted(map(str, found)) == sorted(
        map(
            str,
            [
                ("text", None, "tü".encode()),
                ("count", None, b"3"),
                ("many", None, b"a"),
                ("many", None, b"b"),
                ("inner", "application/json", b'{"a":1}'),
                ("picture", "image/jpeg", b"\xff"),
                ("pictures", "application/octet-stream", b"1"),
                ("pictures", "application/octet-stream", b"2"),
                ("table", "text/csv", b"a,b"),
                ('na"me', None, b"n"),
            ],
        )
    )


@pytest.mark.parametrize("name", ['a"; filename="b', "a\\b", "ü.txt"])
def test_a_file_name_stays_one(pair: Pair, name: str) -> None:
    """Else the name of an uploaded file changes its field."""
    file = pair.package.File(b"1", filename=name)
    pair(lambda c: c.wire.parts(text="t", picture=file))
    part = pair.received.parts[1]
    assert part.get_param("name", header="content-disposition") == "picture"
    assert pair.received.body.count(b"filename=") == name.count("filename=") + 1


def test_a_file_name_with_a_line_end_is_refused(pair: Pair) -> None:
    """Else the name of an uploaded file adds headers to its part."""
    file = pair.package.File(b"1", filename="a\r\nX: 1")
    error = pair.fails(lambda c: c.wire.parts(text="t", picture=file))
    assert isinstance(error, pair.errors.ArgumentError)


def test_objects_in_a_list_are_parts_of_their_own(pair: Pair) -> None:
    """Else a service that asks for all parts of a name finds one, which is no object."""
    things = [pair.models.Thing(a="x"), {"a": "y"}]
    pair(lambda c: c.wire.things(things=things))
    body = pair.received.body
    assert body.count(b'name="things"\r\nContent-Type: application/json') == 2
    assert b'{"a":"x"}' in body and b'{"a":"y"}' in body


def test_of_a_model_beside_bytes_is_sent_what_was_set(pair: Pair) -> None:
    """Else null is sent for whatever was left alone, where bytes are allowed, too."""
    thing = pair.models.Thing
    pair(lambda c: c.wire.either(thing(a="x", inner=thing(b=None))))
    assert pair.received.json == {"a": "x", "inner": {"b": None}}
    pair(lambda c: c.wire.either(b"\xfb\xff"))
    assert pair.received.json == "+/8="
    pair(lambda c: c.wire.either({"a": "x"}))
    assert pair.received.json == {"a": "x"}


def test_each_media_type_of_a_body_can_be_sent(pair: Pair) -> None:
    """Else only the first one works."""
    thing = pair.models.Thing
    pair(lambda c: c.wire.several(thing(a="x")))
    assert pair.received.json == {"a": "x"}
    form = "application/x-www-form-urlencoded"
    pair(lambda c: c.wire.several(thing(a="x"), content_type=form))
    assert (content_type(pair), pair.received.body) == (form, b"a=x")
    pair(lambda c: c.wire.several({"a": "x", "new": 1}, content_type=form))
    assert pair.received.body == b"a=x&new=1"
    pair(lambda c: c.wire.several("x", content_type="text/plain"))
    assert content_type(pair).startswith("text/plain")
    assert pair.received.body == b"x"


def test_encoded_bytes_are_a_json_string(pair: Pair) -> None:
    """Else bytes are sent as they are, and are no JSON."""
    pair(lambda c: c.wire.encoded(b"\xfb\xff"))
    assert pair.received.json == "+/8="
