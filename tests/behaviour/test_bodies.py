"""Request bodies of a FastAPI service arrive as passed."""

# ruff: noqa: D101 - the docstring of a model is a text of the document

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from fastapi import APIRouter, Body, FastAPI, File, Form, Request, UploadFile
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field

from .clients import Notes, Pair, pair_of
from .strategies import few, numbers, texts

notes = Notes()
router = APIRouter(prefix="/b", tags=["bodies"])


class Item(BaseModel):
    name: str
    price: float = 1.0
    tags: list[str] = []
    note: str | None = None
    other: Annotated[str | None, Field(alias="otherName")] = None


class User(BaseModel):
    login: str


class Login(BaseModel):
    username: str
    password: str
    scopes: list[str] = []


def note(body: BaseModel | None) -> None:
    """Note a body with what was set of it."""
    notes.append(body and (body, sorted(body.model_fields_set)))


@router.post("/item")
def create(item: Item) -> Item:
    note(item)
    return item


@router.post("/maybe")
async def create_maybe(request: Request, item: Item | None = None) -> None:
    notes.append((item, request.headers.get("content-type"), await request.body()))


@router.post("/items")
def create_many(items: list[Item]) -> int:
    notes.append(items)
    return len(items)


@router.post("/text")
def bare_text(text: Annotated[str, Body()]) -> str:
    notes.append(text)
    return text


@router.post("/numbers")
def bare_numbers(numbers: Annotated[list[float], Body()]) -> list[float]:
    notes.append(numbers)
    return numbers


@router.post("/table")
def table(table: dict[str, list[int]]) -> dict[str, list[int]]:
    notes.append(table)
    return table


@router.post("/several/{item_id}")
def several(
    item_id: int,
    item: Item,
    user: User | None = None,
    importance: Annotated[int, Body(gt=0)] = 1,
    q: str | None = None,
) -> None:
    notes.append((item_id, item, user, importance, q))


@router.post("/embedded")
def embedded(item: Annotated[Item, Body(embed=True)]) -> None:
    notes.append(item)


@router.post("/form")
def form(
    username: Annotated[str, Form()],
    age: Annotated[int | None, Form()] = None,
    tags: Annotated[list[str] | None, Form()] = None,
    agree: Annotated[bool, Form()] = False,
) -> None:
    notes.append((username, age, tags, agree))


@router.post("/form-model")
def form_model(data: Annotated[Login, Form()]) -> None:
    note(data)


@router.post("/file")
async def one_file(file: UploadFile) -> int:
    data = await file.read()
    notes.append((file.filename, file.content_type, data))
    return len(data)


@router.post("/bytes")
def file_bytes(file: Annotated[bytes, File()]) -> int:
    notes.append(file)
    return len(file)


@router.post("/maybe-file")
async def maybe_file(
    file: UploadFile | None = None, note: Annotated[str | None, Form()] = None
) -> None:
    notes.append((file and await file.read(), note))


@router.post("/files")
async def many_files(files: list[UploadFile], title: Annotated[str, Form()]) -> None:
    notes.append(([(f.filename, await f.read()) for f in files], title))


@router.put(
    "/raw",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "application/octet-stream": {
                    "schema": {"type": "string", "format": "binary"}
                }
            },
        }
    },
)
async def raw(request: Request) -> None:
    notes.append((request.headers["content-type"], await request.body()))


@router.put(
    "/plain",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"text/plain": {"schema": {"type": "string"}}},
        }
    },
)
async def plain(request: Request) -> None:
    notes.append((request.headers["content-type"], (await request.body()).decode()))


@router.put(
    "/either",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": Item.model_json_schema()},
                "text/csv": {"schema": {"type": "string"}},
            },
        }
    },
)
async def either(request: Request) -> None:
    notes.append((request.headers["content-type"], await request.body()))


@router.patch("/patch")
def patch(item: Item) -> dict[str, Any]:
    found = item.model_dump(exclude_unset=True, by_alias=True)
    notes.append(found)
    return found


@router.post("/choice")
def choice(which: Annotated[Literal["a", "b"], Body()]) -> str:
    notes.append(which)
    return which


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    app = FastAPI()
    app.include_router(router)
    with pair_of(app, notes, tmp_path_factory.mktemp("bodies")) as found:
        yield found


@few
@given(texts, numbers, st.lists(texts, max_size=3), st.none() | texts)
def test_a_model_arrives_and_comes_back(
    pair: Pair, name: str, price: float, tags: list[str], other: str | None
) -> None:
    """Else what the caller put in a model is not what the service has."""
    sent = pair.models.Item(name=name, price=price, tags=tags, other_name=other)
    found = pair(lambda c: c.bodies.create(sent))
    assert isinstance(found, pair.models.Item)
    assert (found.name, found.price, found.tags, found.other_name) == (
        name,
        price,
        tags,
        other,
    )
    item, fields = pair.received
    assert (item.name, item.price, item.tags, item.other) == (name, price, tags, other)
    assert fields == ["name", "other", "price", "tags"]


def test_a_mapping_is_sent_as_it_is(pair: Pair) -> None:
    """Else a caller who has JSON already has to build models of it."""
    pair(lambda c: c.bodies.create({"name": "a", "otherName": "b"}))
    assert pair.received == (Item(name="a", otherName="b"), ["name", "other"])


def test_what_was_not_set_is_not_sent(pair: Pair) -> None:
    """Else defaults of the service are pinned by the client."""
    pair(lambda c: c.bodies.create(pair.models.Item(name="a")))
    assert pair.received[1] == ["name"]


def test_a_default_that_was_changed_in_place_is_sent(pair: Pair) -> None:
    """Else what the caller sees in the model is not what arrives."""
    item = pair.models.Item(name="a")
    item.price = 3.5
    if item.tags is None:
        item.tags = []
    item.tags.append("x")
    pair(lambda c: c.bodies.create(item))
    assert (pair.received[0].price, pair.received[0].tags) == (3.5, ["x"])


def test_null_and_absent_differ_in_a_body(pair: Pair) -> None:
    """Else a PATCH cannot delete a value, or deletes what was not meant."""
    item = pair.models.Item
    assert pair(lambda c: c.bodies.patch(item(name="a"))) == {"name": "a"}
    assert pair(lambda c: c.bodies.patch(item(name="a", note=None))) == {
        "name": "a",
        "note": None,
    }


def test_an_optional_body_that_is_omitted_is_no_body(pair: Pair) -> None:
    """Else FastAPI's `body: Model | None = None` answers 422."""
    pair(lambda c: c.bodies.create_maybe())
    assert pair.received == (None, None, b"")
    pair(lambda c: c.bodies.create_maybe(pair.models.Item(name="a")))
    assert pair.received[0] == Item(name="a")


@few
@given(st.lists(texts, max_size=3))
def test_a_list_of_models_is_a_body(pair: Pair, found: list[str]) -> None:
    """Else a body that is no object cannot be sent."""
    sent = [pair.models.Item(name=name) for name in found]
    assert pair(lambda c: c.bodies.create_many(sent)) == len(found)
    assert pair.received == [Item(name=name) for name in found]


@few
@given(texts)
def test_a_bare_string_is_a_json_body(pair: Pair, text: str) -> None:
    """Else it is sent without quotes, and is no JSON."""
    assert pair(lambda c: c.bodies.bare_text(text)) == text
    assert pair.received == text


@few
@given(st.lists(numbers, max_size=4))
def test_a_bare_list_is_a_json_body(pair: Pair, found: list[float]) -> None:
    """Else numbers lose digits on the way."""
    assert pair(lambda c: c.bodies.bare_numbers(found)) == found
    assert pair.received == found


@few
@given(st.dictionaries(texts, st.lists(st.integers(), max_size=2), max_size=3))
def test_a_map_is_a_json_body(pair: Pair, found: dict[str, list[int]]) -> None:
    """Else free names are taken for those of a model."""
    assert pair(lambda c: c.bodies.table(found)) == found
    assert pair.received == found


def test_several_body_parameters_are_arguments(pair: Pair) -> None:
    """Else a caller has to build the object that FastAPI invents for them."""
    models = pair.models
    pair(
        lambda c: c.bodies.several(
            7,
            item=models.Item(name="a"),
            user=models.User(login="b"),
            importance=2,
            q="c",
        )
    )
    assert pair.received == (7, Item(name="a"), User(login="b"), 2, "c")
    pair(lambda c: c.bodies.several(7, item=models.Item(name="a")))
    assert pair.received == (7, Item(name="a"), None, 1, None)


def test_an_embedded_body_is_an_argument(pair: Pair) -> None:
    """Else `{"item": {...}}` has to be built by hand."""
    pair(lambda c: c.bodies.embedded(item=pair.models.Item(name="a")))
    assert pair.received == Item(name="a")


@few
@given(
    texts.filter(bool),
    st.none() | st.integers(),
    st.none() | st.lists(texts.filter(bool), min_size=1, max_size=3),
    st.booleans(),
)
def test_form_fields_arrive(
    pair: Pair, username: str, age: int | None, tags: list[str] | None, agree: bool
) -> None:
    """Else a list becomes one field, or a blank becomes a plus."""
    pair(lambda c: c.bodies.form(username=username, age=age, tags=tags, agree=agree))
    assert pair.received == (username, age, tags, agree)


def test_a_form_model_arrives_with_its_password(pair: Pair) -> None:
    """Else `**********` is sent in place of the password."""
    pair(lambda c: c.bodies.form_model(username="u", password="p&=ä", scopes=["a b"]))
    login, fields = pair.received
    assert login == Login(username="u", password="p&=ä", scopes=["a b"])
    assert fields == ["password", "scopes", "username"]


@few
@given(st.binary(max_size=2000))
def test_a_file_of_bytes_arrives(pair: Pair, data: bytes) -> None:
    """Else bytes are decoded on the way."""
    assert pair(lambda c: c.bodies.one_file(file=data)) == len(data)
    assert pair.received[2] == data
    assert pair(lambda c: c.bodies.file_bytes(file=data)) == len(data)


def test_a_file_has_its_name_and_type(pair: Pair, tmp_path: Path) -> None:
    """Else the service cannot tell what was uploaded."""
    path = tmp_path / 'päth "x".png'
    path.write_bytes(b"12")
    pair(lambda c: c.bodies.one_file(file=path))
    assert pair.received == (path.name, "image/png", b"12")
    named = pair.package.File(b"3", filename="a.txt", content_type="text/plain")
    pair(lambda c: c.bodies.one_file(file=named))
    assert pair.received == ("a.txt", "text/plain", b"3")


def test_an_open_file_is_read_when_it_is_sent(pair: Pair) -> None:
    """Else a stream has to be read into memory first."""

    def call(client: Any) -> Any:
        return client.bodies.one_file(file=io.BytesIO(b"abc"))

    assert pair(call) == 3
    assert pair.received[2] == b"abc"


def test_an_optional_file_may_be_left_out(pair: Pair) -> None:
    """Else an empty file is sent."""
    pair(lambda c: c.bodies.maybe_file())
    assert pair.received == (None, None)
    pair(lambda c: c.bodies.maybe_file(file=b"1", note="n"))
    assert pair.received == (b"1", "n")


def test_many_files_arrive_in_order_beside_fields(pair: Pair) -> None:
    """Else all but one are lost."""
    file = pair.package.File
    files = [file(b"1", filename="a"), file(b"2", filename="b")]
    pair(lambda c: c.bodies.many_files(files=files, title="t"))
    assert pair.received == ([("a", b"1"), ("b", b"2")], "t")


def test_bytes_are_a_body(pair: Pair) -> None:
    """Else an upload is wrapped in JSON."""
    pair(lambda c: c.bodies.raw(b"\x00\xff"))
    assert pair.received == ("application/octet-stream", b"\x00\xff")


@few
@given(texts.filter(bool))
def test_text_is_a_body(pair: Pair, text: str) -> None:
    """Else the charset is not said, or wrong."""
    pair(lambda c: c.bodies.plain(text))
    content_type, found = pair.received
    assert content_type.startswith("text/plain")
    assert found == text


def test_one_of_several_media_types_is_sent(pair: Pair) -> None:
    """Else only the first one can be used."""
    pair(lambda c: c.bodies.either({"name": "a"}))
    assert pair.received == ("application/json", b'{"name":"a"}')
    pair(lambda c: c.bodies.either("a,b", content_type="text/csv"))
    assert pair.received[0].startswith("text/csv")
    assert pair.received[1] == b"a,b"


def test_a_literal_is_a_body(pair: Pair) -> None:
    """Else a body of few values is any text."""
    assert pair(lambda c: c.bodies.choice("b")) == "b"


def test_a_refused_body_says_why(pair: Pair) -> None:
    """Else FastAPI's list of what is wrong is lost."""
    error = pair.fails(lambda c: c.bodies.create({"name": 3}))
    assert isinstance(error, pair.errors.ValidationFailed)
    assert "name" in str(error)
