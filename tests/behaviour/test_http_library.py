"""Either HTTP library carries both clients: `httpx`, and `httpx2` by configuration."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterable, Iterator
from pathlib import Path
from typing import Annotated

import pytest
from fastapi import APIRouter, Cookie, FastAPI, File, HTTPException, UploadFile
from pydantic import BaseModel

from .clients import Notes, Pair, pair_of

notes = Notes()
router = APIRouter(prefix="/h", tags=["calls"])


class Item(BaseModel):
    """What comes and goes."""

    name: str


@router.post("/echo")
def echo(item: Item, flavour: Annotated[str | None, Cookie()] = None) -> Item:
    notes.append((item.name, flavour))
    return item


@router.post("/upload")
def upload(file: Annotated[UploadFile, File()]) -> int:
    content = file.file.read()
    notes.append((file.filename, content))
    return len(content)


@router.get("/items")
async def items() -> AsyncIterable[Item]:
    for name in "ab":
        yield Item(name=name)


@router.get("/missing")
def missing() -> Item:
    raise HTTPException(404, "no such item")


@pytest.fixture(scope="module", params=["httpx", "httpx2"])
def pair(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Pair]:
    """Both clients, on one HTTP library."""
    app = FastAPI()
    app.include_router(router)
    folder = tmp_path_factory.mktemp(request.param)
    with pair_of(app, notes, folder, http=request.param) as found:
        found.library = request.param  # type: ignore[attr-defined]
        yield found


def test_models_and_cookies_travel(pair: Pair) -> None:
    """Bodies, headers and cookies are built of the library's own types."""
    item = pair.models.Item(name="x")
    assert pair(lambda client: client.calls.echo(item, flavour="up")) == item
    assert pair.received == ("x", "up")


def test_files_travel(pair: Pair) -> None:
    """A body that is read piece by piece is a stream of the library."""
    assert pair(lambda client: client.calls.upload(file=b"0123")) == 4


def test_streams_are_read_item_by_item(pair: Pair) -> None:
    """A stream holds a reply of the library open."""
    found = pair.items(lambda client: client.calls.items())
    assert [item.name for item in found] == ["a", "b"]


def test_errors_are_ours(pair: Pair) -> None:
    """A caller catches the same classes whatever the library is."""
    error = pair.fails(lambda client: client.calls.missing())
    assert type(error) is pair.errors.NotFound


def test_only_that_library_is_used(pair: Pair) -> None:
    """Its responses are what lenses return."""
    response = pair.sync.with_response(pair.sync.calls.echo)({"name": "y"})
    library = pair.library  # type: ignore[attr-defined]
    assert type(response.http).__module__.partition(".")[0] == library
    assert library in sys.modules
    notes.take()


def test_unreachable_service_is_a_transport_error(pair: Pair, tmp_path: Path) -> None:
    """The library's own errors never reach a caller."""
    lost = type(pair.sync)("http://127.0.0.1:9", retries=0)
    with pytest.raises(pair.errors.ConnectionFailed):
        lost.calls.missing()
    lost.close()
