"""FastAPI itself receives what is sent, as the last word on what it means."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from fastapi import (
    Body,
    Cookie,
    Depends,
    FastAPI,
    File,
    Form,
    Header,
    Query,
    UploadFile,
)
from pydantic import BaseModel, Field

from codegen.parity.finding import Finding
from codegen.parity.pair import Pair
from codegen.parity.truth.application import Application
from codegen.parity.truth.check import Truth

from .clients import client_of


class Cat(BaseModel):
    """One branch of a union."""

    kind: Literal["cat"] = "cat"
    name: str | None = None


class Dog(BaseModel):
    """The other one."""

    kind: Literal["dog"] = "dog"
    age: int = 3


class Filters(BaseModel):
    """Several parameters in one model."""

    after: str | None = None
    sizes: list[int] = []


def caller(x_caller: Annotated[str | None, Header()] = None) -> str:
    raise AssertionError("dependencies do not run")


app = FastAPI()


@app.get("/things/{name}")
def find(
    name: str,
    filters: Annotated[Filters, Query()],
    user: Annotated[str, Depends(caller)],
    session: Annotated[str | None, Cookie()] = None,
    tags: Annotated[list[str] | None, Header()] = None,
) -> dict[str, int]:
    raise AssertionError("endpoints do not run")


@app.post("/pets")
def keep(pet: Annotated[Cat | Dog, Field(discriminator="kind")]) -> None:
    """Keep a pet."""


@app.post("/two")
def two(one: Annotated[Cat, Body()], count: Annotated[int | None, Body()] = 1) -> None:
    """Take two bodies."""


@app.post("/form")
def form(
    text: Annotated[str, Form()], many: Annotated[list[int] | None, Form()] = None
) -> None:
    """Take a form."""


@app.post("/files")
def files(
    one: UploadFile, many: Annotated[list[bytes], File()], note: str = Form("")
) -> None:
    """Take files."""


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Truth]:
    """Reads the requests of a client of this application."""
    folder = tmp_path_factory.mktemp("application")
    document = json.loads(json.dumps(app.openapi()))
    with client_of(document, folder, "parity_application"):
        pair = Pair("parity_application")
        yield _truth(pair, document, folder, app)
        pair.close()


def _truth(pair: Pair, document: Any, folder: Path, application: FastAPI) -> Truth:
    return Truth(
        pair, document, folder, examples=25, application=Application(application)
    )


def checked(truth: Truth, pair: Pair) -> list[Finding]:
    found = map(truth.check, pair.operations())
    return [one for one in found if one is not None]


def test_all_that_is_drawn_is_received(truth: Truth) -> None:
    """Path, query, header, cookie, bodies, files: as FastAPI hands them over."""
    assert checked(truth, truth.pair) == []
    assert truth.counts.operations == 5
    assert truth.counts.received > 100


def other_app() -> FastAPI:
    """The same routes, with other names, defaults and types behind them."""
    other = FastAPI()

    @other.get("/things/{name}")
    def find(name: str, after: str = "z", tags: str = Header("")) -> None: ...

    @other.post("/pets")
    def keep(pet: Annotated[Dog, Body(embed=True)]) -> None: ...

    @other.put("/two")
    def two() -> None: ...

    @other.post("/form")
    def form(text: list[str]) -> None: ...

    @other.post("/files")
    def files(one: UploadFile, extra: UploadFile) -> None: ...

    return other


def test_what_is_not_received_is_told(truth: Truth, tmp_path: Path) -> None:
    """An application that has changed shows that the comparison looks at it at all."""
    document = json.loads(json.dumps(app.openapi()))
    wrong = _truth(truth.pair, document, tmp_path, other_app())
    found = {one.subject.partition(":")[0] for one in checked(wrong, truth.pair)}
    names = ("find", "keep", "two", "form", "files")
    assert found == {f"default.{name}" for name in names}


def test_a_service_that_wants_more_than_it_says_is_no_fault(
    truth: Truth, tmp_path: Path
) -> None:
    """It refuses just what was given: no client could send it otherwise."""
    strict = FastAPI()

    @strict.post("/pets")
    def keep(pet: Annotated[Cat, Field(json_schema_extra={})]) -> None: ...

    document = json.loads(json.dumps(app.openapi()))
    lax = _truth(truth.pair, document, tmp_path, strict)
    [operation] = [one for one in truth.pair.operations() if one.name == "keep"]
    assert lax.check(operation) is None
    assert lax.counts.received < lax.counts.requests
