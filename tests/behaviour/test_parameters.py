"""Path, query, header and cookie parameters of a FastAPI service arrive as passed."""

# ruff: noqa: D101 - the docstring of a model is a text of the document

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from fastapi import APIRouter, Cookie, FastAPI, Header, Path, Query
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field

from .clients import Notes, Pair, pair_of
from .strategies import (
    decimals,
    durations,
    few,
    header_texts,
    moments,
    numbers,
    segments,
    texts,
)

notes = Notes()
router = APIRouter(prefix="/p", tags=["parameters"])


class Colour(Enum):
    RED = "red"
    DARK_BLUE = "dark blue"


class Filter(BaseModel):
    page: int = 1
    per_page: Annotated[int, Field(alias="perPage")] = 100
    sort: list[str] = []
    until: dt.datetime | None = None


class Traces(BaseModel):
    x_trace: str
    x_depth: int = 0
    x_tag: list[str] = []


class Session(BaseModel):
    session_id: str
    theme: str | None = None


@router.get("/scalars/{text}/{number}/{ident}")
def in_path(
    text: str, number: float, ident: UUID, day: dt.date | None = None
) -> dict[str, Any]:
    notes.append((text, number, ident, day))
    return {"text": text}


@router.get("/files/{path:path}")
def whole_path(path: str) -> str:
    notes.append(path)
    return path


@router.get("/colours/{colour}")
def in_path_enum(colour: Colour) -> Colour:
    notes.append(colour)
    return colour


@router.get("/query")
def in_query(
    text: str | None = None,
    number: float | None = None,
    whole: int | None = None,
    flag: bool | None = None,
    moment: dt.datetime | None = None,
    day: dt.date | None = None,
    clock: dt.time | None = None,
    pause: dt.timedelta | None = None,
    ident: UUID | None = None,
    amount: Decimal | None = None,
    colour: Colour | None = None,
    size: Literal["s", "m", 3] | None = None,
    renamed: Annotated[str | None, Query(alias="re-Named[x]")] = None,
) -> dict[str, str]:
    notes.append({k: v for k, v in locals().items() if v is not None})
    return {}


@router.get("/lists")
def lists(
    texts: Annotated[list[str], Query()],
    numbers: Annotated[list[int] | None, Query()] = None,
    unique: Annotated[set[Colour] | None, Query()] = None,
) -> None:
    notes.append((texts, numbers, unique))


@router.get("/filtered")
def filtered(query: Annotated[Filter, Query()]) -> Filter:
    notes.append(query)
    return query


@router.get("/headers")
def headers(
    x_token: Annotated[str, Header()],
    x_number: Annotated[int | None, Header()] = None,
    x_many: Annotated[list[str] | None, Header()] = None,
    under_score: Annotated[str | None, Header(convert_underscores=False)] = None,
    when: Annotated[dt.datetime | None, Header()] = None,
) -> None:
    notes.append((x_token, x_number, x_many, under_score, when))


@router.get("/header-models")
def header_models(traces: Annotated[Traces, Header()]) -> None:
    notes.append(traces)


@router.get("/cookies")
def cookies(
    session: Annotated[str, Cookie()], size: Annotated[int | None, Cookie()] = None
) -> None:
    notes.append((session, size))


@router.get("/cookie-models")
def cookie_models(session: Annotated[Session, Cookie()]) -> None:
    notes.append(session)


@router.get("/same/{name}")
def same_name(
    name: Annotated[str, Path()],
    query: Annotated[str, Query(alias="name")],
    header: Annotated[str, Header(alias="name")],
    cookie: Annotated[str, Cookie(alias="name")],
) -> None:
    notes.append((name, query, header, cookie))


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    app = FastAPI()
    app.include_router(router)
    with pair_of(app, notes, tmp_path_factory.mktemp("parameters")) as found:
        yield found


@few
@given(segments, numbers, st.uuids(), st.none() | st.dates())
def test_path_parameters_arrive(
    pair: Pair, text: str, number: float, ident: UUID, day: dt.date | None
) -> None:
    """Else a segment reaches another route, or another value."""
    if "/" in text:
        text = text.replace("/", "-")  # Starlette decodes %2F before it routes
    if text in ("", ".", ".."):
        text = "x"
    found = pair(lambda c: c.parameters.in_path(text, number, ident, day=day))
    assert found == {"text": text}
    assert pair.received == (text, number, ident, day)


@pytest.mark.parametrize("text", ["", ".", ".."])
def test_a_path_argument_that_means_another_route_is_refused(
    pair: Pair, text: str
) -> None:
    """Else `delete("..")` deletes what is above."""
    error = pair.fails(lambda c: c.parameters.in_path(text, 1, UUID(int=1)))
    assert isinstance(error, pair.errors.ArgumentError)


def test_a_path_with_slashes_stays_one_argument(pair: Pair) -> None:
    """Else a file below a folder cannot be named."""
    assert pair(lambda c: c.parameters.whole_path("a/b c/d.txt")) == "a/b c/d.txt"


def test_an_enumeration_in_the_path_arrives(pair: Pair) -> None:
    """Else the member's name is sent, or `Colour.RED`."""
    found = pair(lambda c: c.parameters.in_path_enum(pair.models.Colour.DARK_BLUE))
    assert found is pair.models.Colour.DARK_BLUE
    assert pair.received is Colour.DARK_BLUE


SCALARS: dict[str, st.SearchStrategy[Any]] = {
    "text": texts,
    "number": numbers,
    "whole": st.integers(-(2**63), 2**63),
    "flag": st.booleans(),
    "moment": moments,
    "day": st.dates(),
    "clock": st.times(),
    "pause": durations,
    "ident": st.uuids(),
    "amount": decimals,
    "colour": st.sampled_from(list(Colour)),
    "size": st.sampled_from(["s", "m"]),
    "renamed": texts,
}


@few
@given(st.fixed_dictionaries({}, optional=SCALARS))
def test_query_parameters_arrive(pair: Pair, values: dict[str, Any]) -> None:
    """Else a value is written in a form that the service reads as another."""
    sent = dict(values)
    if "colour" in sent:
        sent["colour"] = pair.models.Colour(sent["colour"].value)
    if "renamed" in sent:
        sent["re_named_x"] = sent.pop("renamed")
    pair(lambda c: c.parameters.in_query(**sent))
    assert pair.received == values


@few
@given(
    st.lists(texts, min_size=1, max_size=4),
    st.none() | st.lists(st.integers(), min_size=1, max_size=3),
)
def test_lists_in_the_query_arrive(
    pair: Pair, found: list[str], numbers: list[int] | None
) -> None:
    """Else an item with a comma or an ampersand becomes two."""
    pair(lambda c: c.parameters.lists(texts=found, numbers=numbers))
    assert pair.received == (found, numbers, None)


def test_a_set_in_the_query_arrives(pair: Pair) -> None:
    """Else a parameter with unique items cannot be given."""
    colour = pair.models.Colour.RED
    pair(lambda c: c.parameters.lists(texts=["a"], unique=[colour]))
    assert pair.received == (["a"], None, {Colour.RED})


@few
@given(st.integers(), st.lists(texts, max_size=3), st.none() | moments)
def test_a_model_of_query_parameters_arrives(
    pair: Pair, page: int, sort: list[str], until: dt.datetime | None
) -> None:
    """Else the fields of an annotated model are no arguments."""
    pair(lambda c: c.parameters.filtered(page=page, sort=sort, until=until, per_page=7))
    assert pair.received == Filter(page=page, perPage=7, sort=sort, until=until)


def test_a_default_of_the_service_is_not_sent(pair: Pair) -> None:
    """Else a client pins defaults that the service may change."""
    pair(lambda c: c.parameters.filtered())
    assert pair.received.model_fields_set == set()


@few
@given(
    header_texts,
    st.none() | st.integers(),
    st.none() | st.lists(header_texts, min_size=1, max_size=3),
    st.none() | moments,
)
def test_headers_arrive(
    pair: Pair,
    token: str,
    number: int | None,
    many: list[str] | None,
    when: dt.datetime | None,
) -> None:
    """Else a list of FastAPI, which reads repeated lines, arrives as one value."""
    pair(
        lambda c: c.parameters.headers(
            x_token=token, x_number=number, x_many=many, under_score="u", when=when
        )
    )
    assert pair.received == (token, number, many, "u", when)


@pytest.mark.parametrize("text", ["a\nb", "a\r\nEvil: 1", "a\0", "\N{BULLET}"])
def test_a_header_that_would_be_two_is_refused(pair: Pair, text: str) -> None:
    """Else a value of a caller's user adds headers, or breaks the connection."""
    error = pair.fails(lambda c: c.parameters.headers(x_token=text))
    assert isinstance(error, pair.errors.ArgumentError)


def test_a_model_of_headers_arrives(pair: Pair) -> None:
    """Else the fields of an annotated model are no arguments."""
    pair(lambda c: c.parameters.header_models(x_trace="t", x_depth=2, x_tag=["a", "b"]))
    assert pair.received == Traces(x_trace="t", x_depth=2, x_tag=["a", "b"])


def test_cookies_arrive(pair: Pair) -> None:
    """Else a session is lost."""
    pair(lambda c: c.parameters.cookies(session="abc", size=3))
    assert pair.received == ("abc", 3)


def test_a_model_of_cookies_arrives(pair: Pair) -> None:
    """Else the fields of an annotated model are no arguments."""
    pair(lambda c: c.parameters.cookie_models(session_id="abc", theme="dark"))
    assert pair.received == Session(session_id="abc", theme="dark")


def test_one_name_in_four_places_is_four_arguments(pair: Pair) -> None:
    """Else one of them is lost."""
    pair(
        lambda c: c.parameters.same_name(
            "p", name_query="q", name_header="h", name_cookie="c"
        )
    )
    assert pair.received == ("p", "q", "h", "c")
