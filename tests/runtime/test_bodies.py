# ruff: noqa: RUF012  (pydantic copies the defaults of fields)
"""Bodies: what the caller sees in a value is what is sent."""

from __future__ import annotations

import hashlib
import io
import json
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qsl

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codegen.runtime.bodies import (
    BinaryBody,
    Field,
    FormBody,
    JsonBody,
    JsonLinesBody,
    MultipartBody,
    OneOfBody,
    TextBody,
    write,
)
from codegen.runtime.errors import ArgumentError
from codegen.runtime.model import Model, OpenModel
from codegen.runtime.uploads import Body, File
from codegen.runtime.writing import to_json

from .conftest import Driver

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


class Inner(Model):
    """A model inside another."""

    words: list[str] = []


class Outer(Model):
    """A model with every kind of default."""

    name: str | None = None
    tags: list[str] = []
    inner: Inner = Inner()
    more: dict[str, Inner] = {}


def sent(value: object) -> Any:
    return json.loads(to_json(value))


def test_what_was_set_is_sent_and_nothing_else() -> None:
    """Null would be sent for what was left alone, or left out where it was set."""
    assert sent(Outer()) == {}
    assert sent(Outer(name=None)) == {"name": None}
    assert sent(Outer(tags=[])) == {"tags": []}


def test_a_default_that_was_changed_in_place_is_sent() -> None:
    """`model.tags.append("x")` would be lost, as with pydantic's `exclude_unset`."""
    outer = Outer()
    outer.tags.append("x")
    outer.inner.words.append("y")
    outer.more["z"] = Inner()
    assert sent(outer) == {"tags": ["x"], "inner": {"words": ["y"]}, "more": {"z": {}}}
    assert sent([{"k": outer}])[0]["k"]["tags"] == ["x"]
    assert sent(Outer()) == {}


def test_unknown_fields_of_an_open_model_are_sent() -> None:
    """What the caller added would be dropped."""
    model = OpenModel.model_validate({"a": 1, "b": None})
    assert sent(model) == {"a": 1, "b": None}


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | TEXT,
        lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner),
        max_leaves=8,
    )
)
@settings(max_examples=80, deadline=None)
def test_plain_values_are_sent_as_they_are(value: object) -> None:
    """A mapping would be changed on its way: a key renamed, a null dropped."""
    assert sent(value) == value


@pytest.mark.parametrize("value", [float("nan"), {"a": [float("inf")]}, object()])
def test_what_json_cannot_carry_is_refused(value: object) -> None:
    """NaN would be sent as null, which is another value."""
    with pytest.raises(ArgumentError):
        to_json(value)


def test_nan_inside_a_model_is_refused_and_its_name_in_text_is_not() -> None:
    """The check for NaN would look at text."""

    class Number(Model):
        value: float
        text: str = ""

    with pytest.raises(ArgumentError, match="NaN"):
        to_json(Number(value=float("nan")))
    assert sent(Number(value=1, text="NaN Infinity")) == {
        "value": 1,
        "text": "NaN Infinity",
    }


def test_flattened_fields_have_wire_names_and_none_is_left_out() -> None:
    """Python names would be sent, or nulls."""
    body = JsonBody(fields=(Field("item", wire="Item"), Field("note"), Field("more")))
    encoded = write(body, {"item": Outer(name="x"), "note": None, "more": [1]})
    assert encoded is not None
    assert json.loads(encoded.content) == {"Item": {"name": "x"}, "more": [1]}  # type: ignore[arg-type]


def test_no_body_is_no_content_and_no_content_type(driver: Driver, server: str) -> None:
    """FastAPI's `body: Model | None = None` would be refused when left out."""
    search = driver.client(server).jobs.search
    content, kind, *_ = json.loads(driver.call(search)[0].owner)
    assert (content, kind) == ("", None)


def test_a_required_body_of_none_is_null() -> None:
    """A nullable required body could not be sent."""
    encoded = write(JsonBody(required=True), None)
    assert encoded is not None
    assert encoded.content == b"null"
    assert write(JsonBody(), None) is None


def test_models_and_mappings_are_both_taken(driver: Driver, server: str) -> None:
    """A mapping with wire names, or a model, would be refused or changed."""
    search = driver.client(server).jobs.search
    models = driver.models
    for body in (models.Search(tags=["a"], limit=None), {"tags": ["a"], "limit": None}):
        found = driver.call(search, body, page=2, per_page=3)
        content, kind, page, per_page = json.loads(found[0].owner)
        assert json.loads(content) == {"tags": ["a"], "limit": None}
        assert (kind, page, per_page) == ("application/json", 2, 3)


def test_merge_patch_tells_null_from_absent(driver: Driver, server: str) -> None:
    """Null deletes, absent leaves alone (RFC 7396)."""
    patch = driver.client(server).jobs.patch
    found = driver.call(patch, 7, {"owner": None})
    content, kind = json.loads(found.owner)
    assert (content, kind) == ('{"owner":null}', "application/merge-patch+json")
    assert driver.call(patch, 7, {}) is None


def test_wire_types_in_a_model(driver: Driver, server: str) -> None:
    """Bytes, HTTP dates and Unix times would not come back as they were."""
    times = driver.models.Times.model_validate_json(
        b'{"data": "/+8=", "seen": "Sun, 06 Nov 1994 08:49:37 GMT", "at": 1.5, "x": 1}'
    )
    assert times.data == b"\xff\xef"
    assert times.seen.year == 1994
    assert driver.call(driver.client(server).things.times, times) == times
    assert sent(times)["at"] == 1.5


def test_forms(driver: Driver, server: str) -> None:
    """A password with `&` or a space would be cut."""
    login = driver.client(server).things.login
    found = driver.call(login, "ü a", "p&w=+%")
    assert found == {"username": "ü a", "password": "p&w=+%", "scope": "None"}


@given(st.dictionaries(TEXT.filter(bool), TEXT | st.lists(TEXT, min_size=1)))
@settings(max_examples=80, deadline=None)
def test_forms_are_read_back_by_an_independent_decoder(value: dict[str, Any]) -> None:
    """A field would be split or changed."""
    encoded = write(FormBody(), value)
    assert encoded is not None
    assert isinstance(encoded.content, bytes)
    expected = [
        (name, text)
        for name, texts in value.items()
        for text in ([texts] if isinstance(texts, str) else texts)
    ]
    found = parse_qsl(encoded.content.decode(), keep_blank_values=True)
    assert found == expected


def test_form_arrays_and_objects() -> None:
    """A list would be sent in Python's notation."""
    fields = (Field("a", delimiter=","), Field("b"), Field("c", json=True))
    encoded = write(FormBody(fields=fields), {"a": [1, 2], "b": [1, 2], "c": {"d": 1}})
    assert encoded is not None
    assert encoded.content == b"a=1,2&b=1&b=2&c=%7B%22d%22%3A1%7D"


def test_a_list_for_one_file_is_its_pieces() -> None:
    """It would be sent as several files, of which a service takes one."""
    encoded = write(
        MultipartBody(fields=(Field("one", file="one"), Field("many", file="many"))),
        {"one": [b"a", b"b"], "many": [b"c", [b"d", b"e"]]},
    )
    assert encoded is not None
    content = b"".join(cast("Body", encoded.content))
    assert content.count(b'name="one"') == 1 and b"\r\n\r\nab\r\n" in content
    assert content.count(b'name="many"') == 2 and b"\r\n\r\nde\r\n" in content


def test_multipart(driver: Driver, server: str, tmp_path: Path) -> None:
    """Files, fields or their names would not arrive as they were."""
    big = tmp_path / 'a "b" \\ ü.png'
    big.write_bytes(os.urandom(600_000))
    own_file = driver.core("uploads").File(b"6", "x.csv", "text/x-own")
    found = driver.call(
        driver.client(server).things.upload,
        big,
        files=[b"123", io.BytesIO(b"45"), own_file],
        title="ä & b",
        odd="value",
        meta={"a": [1]},
    )
    digest = hashlib.sha256(big.read_bytes()).hexdigest()
    assert found["file"] == [[big.name, "image/png", 600_000, digest]]
    assert [f[:3] for f in found["files"]] == [
        ["upload", "application/octet-stream", 3],
        ["upload", "application/octet-stream", 2],
        ["x.csv", "text/x-own", 1],
    ]
    assert found["title"] == ["ä & b"]
    assert found['a "quoted" \\ name; é'] == ["value"]
    assert found["meta"] == ['{"a":[1]}']
    assert found["length"] is not None


@pytest.mark.parametrize("name", ["a\r\nX: y", "a\nb", "\0", "\x7f", "\ud800"])
def test_control_characters_in_a_part_are_refused(name: str) -> None:
    """A file name would add a header to the part, as it can with httpx 0.28."""
    body = MultipartBody(fields=(Field("f"),))
    with pytest.raises(ArgumentError):
        write(body, {"f": File(b"", name)})
    with pytest.raises(ArgumentError):
        write(body, {"f": File(b"", "x", f"text/{name}")})
    with pytest.raises(ArgumentError):
        write(MultipartBody(), {name: "1"})


def test_a_whole_file_as_body(driver: Driver, server: str, tmp_path: Path) -> None:
    """A file would be read whole, sent without its type, or sent once only."""
    raw = driver.client(server).things.raw
    content = os.urandom(700_000)
    file = tmp_path / "x.bin"
    file.write_bytes(content)
    assert driver.call(raw, file) == content
    assert driver.call(raw, b"abc", content_type="image/png") == b"abc"
    with file.open("rb") as opened:
        assert driver.call(raw, opened) == content
        opened.seek(699_999)
        assert driver.call(raw, opened) == content[-1:]

    def pieces() -> Iterator[bytes]:
        yield b"a" * 70_000
        yield b""
        yield b"b"

    assert driver.call(raw, pieces()) == b"a" * 70_000 + b"b"
    assert driver.call(raw) == b""


def test_an_async_iterable_is_a_body_of_the_aio_client(
    driver: Driver, server: str
) -> None:
    """A stream could not be passed on without being read whole."""

    async def pieces() -> AsyncIterator[bytes]:
        yield b"a"
        yield b"b"

    raw = driver.client(server).things.raw
    if driver.flavour == "aio":
        assert driver.call(raw, pieces()) == b"ab"
    else:
        with pytest.raises(driver.errors.ArgumentError, match="aio client"):
            driver.call(raw, pieces())


@pytest.mark.parametrize(
    "value", ["text", 7, io.StringIO("x"), Path("/does/not/exist")]
)
def test_what_is_no_file_is_refused_before_anything_is_sent(value: object) -> None:
    """A path given as text would be uploaded as its name."""
    with pytest.raises(ArgumentError):
        write(BinaryBody(), value)


def test_the_media_type_is_chosen_by_the_caller_or_the_value(
    driver: Driver, server: str
) -> None:
    """An operation of several media types could use the first one only."""
    note = driver.client(server).things.note
    assert driver.call(note, "hi") == "text/plain; charset=utf-8|hi"
    assert driver.call(note, {"a": 1}) == 'application/json|{"a":1}'
    assert driver.call(note, "hi", content_type="application/json") == (
        'application/json|"hi"'
    )
    with pytest.raises(driver.errors.ArgumentError, match="application/xml"):
        driver.call(note, "hi", content_type="application/xml")


def test_ranges_and_parameters_of_media_types() -> None:
    """`image/png` would not be found under `image/*`."""
    body = OneOfBody({"image/*": BinaryBody("image/*"), "text/plain": TextBody()})
    encoded = write(body, b"x", "image/png")
    assert encoded is not None
    assert encoded.content_type == "image/png"
    encoded = write(body, File(b"x", "a.gif"))
    assert encoded is not None
    assert encoded.content_type == "image/gif"


@pytest.mark.parametrize("named", ["application/json", None])
def test_pieces_of_a_file_are_no_json(named: str | None) -> None:
    """A blocking client would send an array of texts, and the other refuse it."""
    types = ("application/json", "application/octet-stream")
    body = OneOfBody({types[0]: JsonBody(), types[1]: BinaryBody()})
    encoded = write(body, iter([b"{", b"}"]), named)
    assert encoded is not None and encoded.content_type == (named or types[1])
    assert not isinstance(encoded.content, bytes)
    assert list(encoded.content) == [b"{", b"}"]


def test_a_file_is_sent_as_it_is_whatever_type_is_named(tmp_path: Path) -> None:
    """Its path, or the object that holds it, would be sent as JSON."""
    path = tmp_path / "a.json"
    path.write_bytes(b'{"a": 1}')
    types = ("application/json", "application/octet-stream")
    body = OneOfBody({types[0]: JsonBody(), types[1]: BinaryBody()})
    for value, named in ((File(b"{}"), types[0]), (path, types[0]), (path, None)):
        encoded = write(body, value, named)
        assert encoded is not None
        assert encoded.content_type == (named or types[1])
        sent = encoded.content
        sent = sent if isinstance(sent, bytes) else b"".join(sent)
        assert sent == (path.read_bytes() if value is path else b"{}")


def test_json_lines_are_written_one_a_line() -> None:
    """A list would be sent as one JSON array."""
    encoded = write(JsonLinesBody(), [{"a": 1}, Inner(words=["x"])])
    assert encoded is not None
    assert encoded.content == b'{"a":1}\n{"words":["x"]}\n'
    with pytest.raises(ArgumentError):
        write(JsonLinesBody(), {"a": 1})
