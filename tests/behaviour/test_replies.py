"""What a FastAPI service answers is what both clients give back."""

# ruff: noqa: D101 - the docstring of a model is a text of the document

from __future__ import annotations

import datetime as dt
import inspect
import json
from collections.abc import AsyncIterable, Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any

import pytest
from fastapi import APIRouter, FastAPI, Header, HTTPException, Response
from fastapi.responses import (
    FileResponse,
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    StreamingResponse,
)
from fastapi.sse import EventSourceResponse, ServerSentEvent
from hypothesis import given
from pydantic import BaseModel

from .clients import Notes, Pair, pair_of
from .strategies import few, texts

notes = Notes()
router = APIRouter(prefix="/r", tags=["replies"])
HERE = Path(__file__)


class Item(BaseModel):
    name: str


class Page(BaseModel):
    items: list[Item]


class Problem(BaseModel):
    title: str
    code: int = 0


class Busy(BaseModel):
    retry: int


@router.delete("/nothing", status_code=204)
def nothing() -> None:
    notes.append("deleted")


@router.get("/null")
def null() -> None: ...


@router.get("/maybe/{there}", response_model=Item, responses={204: {}})
def maybe(there: bool) -> Any:
    return Item(name="a") if there else Response(status_code=204)


@router.get(
    "/parts/{whole}", response_model=list[Item], responses={206: {"model": Page}}
)
def parts(whole: bool) -> Any:
    items = [Item(name="a")]
    if whole:
        return items
    page = Page(items=items)
    return JSONResponse(page.model_dump(), 206, {"Content-Range": "items 0-1/5"})


@router.post("/created", status_code=201)
def created(item: Item) -> Item:
    return item


@router.get(
    "/failing/{status}",
    responses={
        404: {"model": Problem, "description": "There is none"},
        409: {"model": Busy},
        "4XX": {"model": Problem},
        "default": {"model": Busy},
    },
)
def failing(status: int) -> Item:
    body: dict[str, Any] = {"title": "none", "code": status}
    if status == 409 or status >= 500:
        body = {"retry": status}
    raise_with = JSONResponse(body, status)
    return raise_with  # type: ignore[return-value]


@router.get("/detail/{status}")
def detail(status: int) -> Item:
    raise HTTPException(status, detail="it is so", headers={"X-Why": "because"})


@router.get(
    "/headers",
    responses={200: {"headers": {"X-Total": {"schema": {"type": "integer"}}}}},
)
def headers(response: Response) -> Item:
    response.headers["X-Total"] = "5"
    return Item(name="a")


@router.get("/file", response_class=FileResponse)
def file() -> str:
    return str(HERE)


@router.get("/stream", response_class=StreamingResponse)
def stream() -> StreamingResponse:
    return StreamingResponse(iter([b"\x00", b"\xff" * 1000]))


@router.get("/text", response_class=PlainTextResponse)
def text(value: str) -> str:
    return value


@router.get("/html", response_class=HTMLResponse)
def html() -> str:
    return "<p>ü</p>"


@router.get("/redirect", response_class=RedirectResponse, status_code=303)
def redirect() -> str:
    return "/r/text?value=there"


@router.get("/any")
def untyped() -> Any:
    return {"a": [1, None]}


@router.get("/moment")
def moment() -> dt.datetime:
    return dt.datetime(2020, 1, 2, tzinfo=dt.UTC)


@router.get(
    "/csv-or-json", response_model=Item, responses={200: {"content": {"text/csv": {}}}}
)
def csv_or_json(accept: Annotated[str, Header()] = "") -> Any:
    notes.append(accept)
    return (
        PlainTextResponse("a,b", media_type="text/csv")
        if "csv" in accept
        else Item(name="j")
    )


@router.get("/events", response_class=EventSourceResponse)
async def events() -> AsyncIterable[Item]:
    for name in ("a", "ü\n", "c"):
        yield Item(name=name)


@router.get("/raw-events", response_class=EventSourceResponse)
async def raw_events() -> AsyncIterable[ServerSentEvent]:
    yield ServerSentEvent(data={"n": 1}, event="first", id="1")
    yield ServerSentEvent(data="two", event="second", id="2", retry=5)


@router.get("/lines")
async def lines() -> AsyncIterable[Item]:
    for name in ("a", "\N{LINE SEPARATOR}", "c"):
        yield Item(name=name)


@router.get("/sync-lines")
def sync_lines() -> Iterable[int]:
    yield from range(5)


@router.get("/typed-null")
def typed_null(there: bool) -> Item | None:
    return Item(name="a") if there else None


@router.head("/head")
def head() -> Response:
    return Response(headers={"X-Total": "5"})


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    app = FastAPI()
    app.include_router(router)
    with pair_of(app, notes, tmp_path_factory.mktemp("replies")) as found:
        yield found


def annotation(pair: Pair, method: str) -> str:
    """What a method says that it returns, alike in both flavours."""
    found = [
        inspect.signature(getattr(client.replies, method)).return_annotation
        for client in (pair.sync, pair.aio)
    ]
    assert found[0] == found[1]
    return str(found[0])


def test_no_content_is_none(pair: Pair) -> None:
    """Else an empty body is read as JSON."""
    assert pair(lambda c: c.replies.nothing()) is None
    assert pair.received == "deleted"
    assert annotation(pair, "nothing") == "None"


def test_null_is_none(pair: Pair) -> None:
    """Else a handler that returns nothing fails."""
    assert pair(lambda c: c.replies.null()) is None


def test_a_reply_or_no_content_is_a_value_or_none(pair: Pair) -> None:
    """Else 204 beside 200 is an error, or untyped."""
    assert pair(lambda c: c.replies.maybe(True)) == pair.models.Item(name="a")
    assert pair(lambda c: c.replies.maybe(False)) is None
    assert annotation(pair, "maybe") == "models.Item | None"


def test_each_success_has_its_type(pair: Pair) -> None:
    """Else 206 is read as if it were 200."""
    models = pair.models
    assert pair(lambda c: c.replies.parts(True)) == [models.Item(name="a")]
    assert isinstance(pair(lambda c: c.replies.parts(False)), models.Page)
    assert annotation(pair, "parts") == "list[models.Item] | models.Page"


def test_another_success_than_200_is_read(pair: Pair) -> None:
    """Else what is created is thrown away."""
    item = pair.models.Item(name="a")
    assert pair(lambda c: c.replies.created(item)) == item


@pytest.mark.parametrize(
    ("status", "error", "body"),
    [
        (404, "NotFound", "Problem"),
        (409, "Conflict", "Busy"),
        (418, "ApiError", "Problem"),
        (499, "ApiError", "Problem"),
        (500, "ServerError", "Busy"),
        (503, "ServiceUnavailable", "Busy"),
        (599, "ServerError", "Busy"),
    ],
)
def test_an_error_has_its_class_and_its_typed_body(
    pair: Pair, status: int, error: str, body: str
) -> None:
    """Else a caller has to parse what the document describes."""
    found = pair.fails(lambda c: c.replies.failing(status))
    assert isinstance(found, getattr(pair.errors, error))
    assert found.status == status
    assert isinstance(found.body, getattr(pair.models, body))


def test_an_undeclared_error_keeps_its_detail_and_headers(pair: Pair) -> None:
    """Else FastAPI's `HTTPException(detail=...)` is only a number."""
    found = pair.fails(lambda c: c.replies.detail(403))
    assert isinstance(found, pair.errors.Forbidden)
    assert "it is so" in str(found)
    assert found.response.headers["x-why"] == "because"


def test_an_unregistered_status_is_an_error(pair: Pair) -> None:
    """Else a status without a name breaks the client itself."""
    found = pair.fails(lambda c: c.replies.detail(460))
    assert isinstance(found, pair.errors.ApiError) and found.status == 460


def test_headers_of_a_reply_can_be_had(pair: Pair) -> None:
    """Else a total in a header is out of reach."""
    found = pair.sync.with_response(pair.sync.replies.headers)()
    assert found.headers["X-Total"] == "5"
    assert found.parsed == pair.models.Item(name="a")


@pytest.mark.parametrize("method", ["file", "stream"])
def test_a_download_is_bytes(pair: Pair, method: str) -> None:
    """Else a file is decoded as text or JSON."""
    found = pair(lambda c: getattr(c.replies, method)())
    expected = HERE.read_bytes() if method == "file" else b"\x00" + b"\xff" * 1000
    assert found == expected
    assert annotation(pair, method) == "bytes"


@few
@given(texts)
def test_plain_text_is_text(pair: Pair, value: str) -> None:
    """Else text is parsed as JSON."""
    assert pair(lambda c: c.replies.text(value=value)) == value
    assert annotation(pair, "text") == "str"


def test_html_is_text(pair: Pair) -> None:
    """Else a page cannot be had."""
    assert pair(lambda c: c.replies.html()) == "<p>ü</p>"


def test_an_untyped_reply_is_any_value(pair: Pair) -> None:
    """Else an operation without a response model cannot be called."""
    assert pair(lambda c: c.replies.untyped()) == {"a": [1, None]}


def test_a_bare_scalar_is_read(pair: Pair) -> None:
    """Else only models have types."""
    found = pair(lambda c: c.replies.moment())
    assert found == dt.datetime(2020, 1, 2, tzinfo=dt.UTC)


def test_a_model_or_null_is_read(pair: Pair) -> None:
    """Else null is an error where the document allows it."""
    assert pair(lambda c: c.replies.typed_null(there=False)) is None
    assert pair(lambda c: c.replies.typed_null(there=True)).name == "a"


def test_accept_names_the_declared_types(pair: Pair) -> None:
    """Else the service chooses one that the client cannot read."""
    call = pair.sync.replies.csv_or_json
    assert set(inspect.signature(call).parameters) == {"accept"}
    assert pair(lambda c: c.replies.csv_or_json(accept="text/csv")) == "a,b"
    assert pair.received == "text/csv"
    found = pair(lambda c: c.replies.csv_or_json(accept="application/json"))
    assert found == pair.models.Item(name="j")
    pair(lambda c: c.replies.csv_or_json())
    assert pair.received == "application/json, text/csv"


def test_events_are_models(pair: Pair) -> None:
    """Else each event has to be parsed by the caller."""
    found = pair.items(lambda c: c.replies.events())
    assert found == [pair.models.Item(name=name) for name in ("a", "ü\n", "c")]
    assert annotation(pair, "events") == "Stream[models.Item]"


def test_events_without_a_type_keep_their_envelope(pair: Pair) -> None:
    """Else the name and the id of an event are lost."""
    with pair.sync.replies.raw_events() as stream:
        found = [(e.event, e.id, json.loads(e.data)) for e in stream.events()]
    assert found == [("first", "1", {"n": 1}), ("second", "2", "two")]
    assert len(pair.items(lambda c: c.replies.raw_events())) == 2


def test_json_lines_are_models(pair: Pair) -> None:
    """Else a stream of lines is one broken document, or splits at U+2028."""
    found = pair.items(lambda c: c.replies.lines())
    names = ["a", "\N{LINE SEPARATOR}", "c"]
    assert found == [pair.models.Item(name=name) for name in names]
    assert pair.items(lambda c: c.replies.sync_lines()) == [0, 1, 2, 3, 4]


def test_head_is_none_and_its_headers_can_be_had(pair: Pair) -> None:
    """Else HEAD waits for a body that never comes."""
    assert pair(lambda c: c.replies.head()) is None
    found = pair.sync.with_response(pair.sync.replies.head)()
    assert found.headers["X-Total"] == "5"
