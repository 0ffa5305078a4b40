"""Replies become values or errors, whatever came."""

from __future__ import annotations

import gzip
import itertools
import json
import pickle
from importlib import import_module
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codegen.runtime import errors
from codegen.runtime.errors import BY_STATUS, EXCERPT, retry_after
from codegen.runtime.events import EventDecoder, JsonLineDecoder
from codegen.runtime.operation import (
    Binary,
    Empty,
    Json,
    JsonLines,
    OneOf,
    Operation,
    Text,
)

from .conftest import Driver

JOB = {"JobID": 7, "status": "Done", "owner": "ada"}


def answering(driver: Driver, status: int = 200, **reply: Any) -> Any:
    """A client that always gets the same reply."""
    return driver.mocked(lambda _: httpx.Response(status, **reply))


def ask(driver: Driver, operation: Operation[Any], status: int, **reply: Any) -> Any:
    """What an operation makes of a reply."""
    client = answering(driver, status, **reply)
    return driver.call(client._transport.send, operation)


def test_a_reply_is_a_model(driver: Driver, server: str) -> None:
    """The caller would get a dict, or a field by its name on the wire."""
    job = driver.call(driver.client(server).jobs.get, 7)
    assert isinstance(job, driver.models.Job)
    assert (job.job_id, job.status) == (7, driver.models.Status.RUNNING)


def test_names_of_a_reply_are_those_on_the_wire(driver: Driver) -> None:
    """A field `job_id` of the service would be taken for `JobID`."""
    client = answering(driver, json={"job_id": 7, "status": "Done", "owner": "a"})
    with pytest.raises(driver.errors.DecodeError, match=r"JobID: Field required"):
        driver.call(client.jobs.get, 7)


def test_a_documented_error_has_a_typed_body(driver: Driver, server: str) -> None:
    """The caller would have to parse the body of an error by hand."""
    with pytest.raises(driver.errors.NotFound) as caught:
        driver.call(driver.client(server).jobs.get, 404)
    error = caught.value
    assert error.body == driver.models.Problem(detail="no job 404")
    assert error.body_as(driver.models.Problem).detail == "no job 404"
    assert str(error) == "GET /jobs/{job_id} answered 404: no job 404"
    assert pickle.loads(pickle.dumps(error)).body == error.body


def test_a_proxys_page_is_still_not_found(driver: Driver) -> None:
    """An HTML page would end in a DecodeError that hides the status."""
    client = answering(driver, 404, html="<html>no\x1b[31m</html>")
    with pytest.raises(driver.errors.NotFound, match=r"<html>no\\x1b\[31m</html>"):
        driver.call(client.jobs.get, 7)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"detail": "it is busy"}', "it is busy"),
        (b'{"error": "no", "error_description": "it is closed"}', "it is closed"),
        (b'{"detail": {"code": 3}}', '{"detail": {"code": 3}}'),
        (b'["odd"]', '["odd"]'),
        (b"plain", "plain"),
        (b"[" * 5000, f"{'[' * EXCERPT}…"),
    ],
)
def test_an_undocumented_error_says_what_the_service_says(
    driver: Driver, content: bytes, said: str
) -> None:
    """FastAPI describes no HTTPException, and JSON is no sentence."""
    client = answering(driver, 409, content=content)
    with pytest.raises(driver.errors.Conflict) as caught:
        driver.call(client.jobs.get, 7)
    assert str(caught.value) == f"GET /jobs/{{job_id}} answered 409: {said}"
    assert caught.value.body == content.decode()


@pytest.mark.parametrize("status", [400, 401, 403, 409, 418, 429, 499, 500, 503, 599])
def test_the_status_chooses_the_class(driver: Driver, status: int) -> None:
    """`except NotFound` would catch nothing, or everything."""
    client = answering(driver, status, json={"detail": "why"})
    client = client.with_options(headers={})
    with pytest.raises(driver.errors.ApiError, match=rf"answered {status}: ") as caught:
        driver.call(client.jobs.get, 7)
    expected = BY_STATUS.get(status)
    name = (
        expected.__name__ if expected else "ServerError" if status > 499 else "ApiError"
    )
    assert type(caught.value).__name__ == name


def test_a_refused_argument_is_explained_field_by_field(
    driver: Driver, server: str
) -> None:
    """FastAPI's 422 would be a wall of JSON."""
    client = driver.client(server)
    with pytest.raises(driver.errors.ValidationFailed) as caught:
        driver.call(client.request, "POST", "/limits", json={"pages": "x"})
    [detail] = caught.value.details
    assert detail.loc == ("body", "pages")
    assert "\n  body.pages: Input should be a valid integer" in str(caught.value)


@pytest.mark.parametrize(
    "content", [b"", b"[]", b'{"detail": 1}', b'{"detail": [1, {"loc": 1}]}', b"<x>"]
)
def test_a_422_in_another_form_is_still_one(driver: Driver, content: bytes) -> None:
    """A service with its own format for 422 would make the client crash."""
    client = answering(driver, 422, content=content)
    with pytest.raises(driver.errors.ValidationFailed) as caught:
        driver.call(client.jobs.get, 7)
    assert caught.value.details == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<html>", "Invalid JSON"),
        (b'{"JobID": "x"}', "JobID: Input should be a valid integer"),
        (b"", "Invalid JSON"),
        (b"\xff", "Invalid JSON"),
    ],
)
def test_a_success_that_is_not_as_promised_says_what_came(
    driver: Driver, content: bytes, said: str
) -> None:
    """A login page with status 200 would be a puzzle."""
    client = answering(driver, content=content, headers={"content-type": "text/html"})
    with pytest.raises(driver.errors.DecodeError) as caught:
        driver.call(client.jobs.get, 7)
    assert said in str(caught.value)
    assert "text/html" in str(caught.value)
    assert caught.value.response.status_code == 200


def test_statuses_ranges_and_default_are_found_in_this_order(driver: Driver) -> None:
    """A range would win over its exact status, or nothing be found."""
    operation = Operation[Any](
        "GET",
        "/",
        replies={
            200: Json(lambda: int),
            201: Text(),
            204: Empty(),
            "2XX": Json(lambda: list[int]),
        },
        errors={404: Json(lambda: int), "4XX": Json(lambda: str), "default": Binary()},
    )
    assert ask(driver, operation, 200, json=1) == 1
    assert ask(driver, operation, 201, text="a") == "a"
    assert ask(driver, operation, 204) is None
    assert ask(driver, operation, 299, json=[1]) == [1]
    for status, reply, body in (
        (404, {"json": 5}, 5),
        (499, {"json": "x"}, "x"),
        (404, {"json": "no int"}, '"no int"'),
        (500, {"text": "y"}, b"y"),
    ):
        with pytest.raises(errors.ApiError) as caught:
            ask(driver, operation, status, **reply)
        assert caught.value.body == body


def test_an_undeclared_success_is_read_by_the_only_declared_one(driver: Driver) -> None:
    """A service that answers 201 where it promised 200 would break its clients."""
    operation = Operation[Any]("GET", "/", replies={200: Json(lambda: int)})
    assert ask(driver, operation, 201, json=1) == 1
    with pytest.raises(errors.UnexpectedStatus):
        ask(
            driver, Operation[Any]("GET", "/", replies={200: Text(), 204: Empty()}), 299
        )


def test_no_declared_success_reads_what_came(driver: Driver) -> None:
    """An operation without a documented success could not be called."""
    operation = Operation[Any]("GET", "/", replies={})
    assert ask(driver, operation, 200, json={"a": 1}) == {"a": 1}
    assert ask(driver, operation, 200, text="x") == "x"
    assert ask(driver, operation, 200, content=b"x") == b"x"
    assert ask(driver, operation, 204) is None


def test_not_modified_is_a_value(driver: Driver) -> None:
    """A conditional request that saves a transfer would end in an exception."""
    client = answering(driver, 304)
    response = driver.call(client.with_response(client.jobs.get), 7)
    assert response.parsed is None
    assert response.not_modified


def test_accept_names_the_declared_types(driver: Driver, server: str) -> None:
    """The service would answer in a type that the client cannot read."""
    client = driver.client(server)
    response = driver.call(client.with_response(client.things.table))
    assert response.headers["x-accept"] == "application/json, text/csv"
    assert response.parsed == [1, 2]
    assert driver.call(client.things.table, accept="text/csv") == "1,2"


def test_the_content_type_chooses_the_reader(driver: Driver) -> None:
    """CSV would be read as JSON because JSON is documented first."""
    operation = Operation[Any](
        "GET",
        "/",
        replies={
            200: OneOf(
                {
                    "application/json": Json(lambda: int),
                    "text/*": Text(),
                    "image/png": Binary(),
                }
            )
        },
    )
    kinds = {"application/problem+json": 1, "text/x": "1", "image/png; a=b": b"1"}
    for kind, value in kinds.items():
        headers = {"content-type": kind}
        assert ask(driver, operation, 200, content=b"1", headers=headers) == value
    with pytest.raises(errors.DecodeError, match="audio/x"):
        ask(driver, operation, 200, content=b"1", headers={"content-type": "audio/x"})


def test_text_is_decoded_as_its_charset_says(driver: Driver) -> None:
    """Umlauts of an old service would be lost."""
    reply = {
        "content": "ü".encode("latin-1"),
        "headers": {"content-type": "text/plain; charset=latin-1"},
    }
    operation = Operation[Any]("GET", "/", replies={200: Text()})
    assert ask(driver, operation, 200, **reply) == "ü"


def test_compressed_replies_are_read(driver: Driver) -> None:
    """A service behind a compressing proxy would send noise."""
    content = gzip.compress(json.dumps(JOB).encode())
    headers = {"content-encoding": "gzip", "content-type": "application/json"}
    client = answering(driver, content=content, headers=headers)
    assert driver.call(client.jobs.get, 7).job_id == 7


def test_a_compressed_reply_has_a_bound(
    driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A small reply could fill the memory (a gzip bomb)."""
    monkeypatch.setattr(driver.core("call"), "MAX_DECODED", 1_000_000)

    class Bomb(httpx.SyncByteStream, httpx.AsyncByteStream):
        def __iter__(self) -> Any:
            yield gzip.compress(bytes(2_000_000))

        async def __aiter__(self) -> Any:
            yield gzip.compress(bytes(2_000_000))

    for codings, said in (
        ("gzip", "grew beyond"),
        ("gzip, gzip", "compressed 2 times"),
    ):
        headers = {"content-encoding": codings}
        client = answering(driver, stream=Bomb(), headers=headers)
        with pytest.raises(driver.errors.DecodeError, match=said):
            driver.call(client.jobs.get, 7)


def test_a_broken_compression_is_a_decode_error(driver: Driver) -> None:
    """The HTTP library's own exception would come through."""

    class Broken(httpx.SyncByteStream, httpx.AsyncByteStream):
        def __iter__(self) -> Any:
            yield b"no gzip"

        async def __aiter__(self) -> Any:
            yield b"no gzip"

    client = answering(driver, stream=Broken(), headers={"content-encoding": "gzip"})
    with pytest.raises(driver.errors.DecodeError):
        driver.call(client.jobs.get, 7)


def test_events_are_read_one_by_one(driver: Driver, server: str) -> None:
    """A stream would be read whole before its first item."""
    things = driver.client(server).things
    found = driver.items(things.events(count=3))
    assert found == [driver.models.Tick(number=n) for n in range(3)]
    assert len(driver.items(things.events(count=100_000), limit=2)) == 2


def test_json_lines_are_read_one_by_one(driver: Driver, server: str) -> None:
    """The last line, which nothing ends, would be lost."""
    found = driver.items(driver.client(server).things.lines(count=3))
    assert [tick.number for tick in found] == [0, 1, 2]


def test_the_error_of_a_stream_is_raised_when_it_opens(driver: Driver) -> None:
    """A 404 would look like an empty stream."""
    client = answering(driver, 404, json={"detail": "no"})
    with pytest.raises(driver.errors.NotFound, match="no"):
        driver.items(client.things.events())


def test_a_broken_item_names_the_item(driver: Driver) -> None:
    """The caller would get pydantic's error without the data it is about."""
    content = b'{"number": 1}\n{"number": "x"}\n'
    client = answering(driver, content=content)
    with pytest.raises(driver.errors.DecodeError, match=r'\{"number": "x"\}'):
        driver.items(client.things.lines())


LINES = st.sampled_from(
    [
        "data: a",
        "data:b",
        "data",
        ": c",
        "id: 1",
        "event: e",
        "retry: 9",
        "x: y",
        "",
        "",
    ]
)


@given(
    st.lists(LINES, max_size=12),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.lists(st.integers(0, 60), max_size=6),
)
@settings(max_examples=150, deadline=None)
def test_events_do_not_depend_on_how_the_network_cuts_them(
    lines: list[str], end: str, cuts: list[int]
) -> None:
    """An event cut in the middle, or between CR and LF, would be lost or doubled."""
    data = ("\ufeff" + end.join([*lines, "", "data: ü", "", ""])).encode()
    whole = list(EventDecoder().feed(data))
    places = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    decoder = EventDecoder()
    cut = [e for a, b in itertools.pairwise(places) for e in decoder.feed(data[a:b])]
    assert cut == whole
    assert whole[-1].data == "ü"


@given(st.lists(st.integers(), max_size=6), st.lists(st.integers(0, 60), max_size=6))
@settings(max_examples=80, deadline=None)
def test_lines_do_not_depend_on_how_the_network_cuts_them(
    values: list[int], cuts: list[int]
) -> None:
    """A number cut in two would become two numbers."""
    data = "\r\n".join(map(str, values)).encode()
    places = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    decoder = JsonLineDecoder()
    found = [x for a, b in itertools.pairwise(places) for x in decoder.feed(data[a:b])]
    assert [int(x) for x in [*found, *decoder.end()]] == values


def test_an_event_follows_the_standard() -> None:
    """The examples of WHATWG HTML, section 9.2.6."""
    data = b"data: YHOO\ndata: +2\ndata: 10\n\n: comment\n\nevent: add\nid: 1\ndata\n\n"
    first, second = EventDecoder().feed(data)
    assert (first.data, first.event, first.id) == ("YHOO\n+2\n10", "message", "")
    assert (second.data, second.event, second.id) == ("", "add", "1")


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("7", 7.0), ("", None), ("soon", None), ("-1", None), ("²", None)],
)
def test_retry_after_is_seconds(value: str, seconds: float | None) -> None:
    """`RateLimited.retry_after` would be text, or crash on what a proxy writes."""
    headers = [(b"retry-after", value.encode())]
    assert retry_after(httpx.Response(429, headers=headers)) == seconds


def test_retry_after_may_be_a_date() -> None:
    """A date in the past would be a negative time to wait."""
    reply = httpx.Response(
        429, headers={"retry-after": "Fri, 31 Dec 1999 23:59:59 GMT"}
    )
    assert retry_after(reply) == 0.0
    reply = httpx.Response(
        429, headers={"retry-after": "Fri, 31 Dec 2999 23:59:59 GMT"}
    )
    assert (retry_after(reply) or 0) > 1e9


def test_every_line_reply_class_is_used() -> None:
    """JSON lines by another media type would not be asked for."""
    assert JsonLines(lambda: int, "application/x-ndjson").media_types == (
        "application/x-ndjson",
    )


def test_a_lenient_reading_is_asked_for(driver: Driver) -> None:
    """One wrong field of the service would keep everything from its users."""
    operations = import_module(f"{driver.package.__name__}.operations")
    operations.GET._warned = operations.TABLE._warned = False
    client = answering(driver, json={"JobID": "no number"}).with_options(lenient=True)
    with pytest.warns(UserWarning, match=r"GET /jobs/\{job_id\}: .*JobID") as caught:
        found = [driver.call(client.jobs.get, 7) for _ in range(2)]
    assert found == [{"JobID": "no number"}] * 2
    assert len(caught) == 1
    broken = answering(driver, content=b"{", headers={"content-type": "a/json"})
    with pytest.warns(UserWarning, match="Invalid JSON"):
        assert driver.call(broken.with_options(lenient=True).things.table) == "{"
    error = answering(driver, 404).with_options(lenient=True)
    with pytest.raises(driver.errors.NotFound):
        driver.call(error.jobs.get, 7)
