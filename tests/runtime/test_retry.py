"""What is sent again, and what never is."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codegen.runtime.operation import Empty, Header, JsonBody, Operation
from codegen.runtime.retry import IDEMPOTENT, TRANSIENT, Retry, as_retry

from .conftest import Driver, waiting

JOB = {"JobID": 7, "status": "Done", "owner": "ada"}


class Scripted:
    """Answers requests one after the other as a script says, then with success."""

    def __init__(self, *script: Any) -> None:
        self.script = list(script)
        self.seen: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        request.read() if isinstance(request.stream, httpx.SyncByteStream) else None
        self.seen.append(request)
        step = self.script.pop(0) if self.script else 200
        if isinstance(step, Exception):
            raise step
        return (
            step if isinstance(step, httpx.Response) else httpx.Response(step, json=JOB)
        )


@pytest.fixture
def quick() -> Retry:
    """Three repetitions without waiting."""
    return Retry(3, backoff_factor=0)


def test_a_get_is_repeated_until_it_succeeds(driver: Driver, quick: Retry) -> None:
    """A restart of the service would fail every call in between."""
    script = Scripted(503, httpx.ConnectError("no"), httpx.ReadError("cut"))
    client = driver.mocked(script, retries=quick)
    assert driver.call(client.jobs.get, 7).job_id == 7
    assert len(script.seen) == 4


def test_the_last_failure_is_raised_with_the_number_of_attempts(
    driver: Driver, quick: Retry
) -> None:
    """The caller could not tell one failure from four."""
    client = driver.mocked(Scripted(*[503] * 9), retries=quick)
    with pytest.raises(driver.errors.ServiceUnavailable, match=r"\(4 attempts\)"):
        driver.call(client.jobs.get, 7)
    client = driver.mocked(Scripted(*[httpx.ReadError("cut")] * 9), retries=quick)
    with pytest.raises(driver.errors.ConnectionFailed, match=r"cut, in 4 attempts"):
        driver.call(client.jobs.get, 7)


@pytest.mark.parametrize(
    "step",
    [500, 503, httpx.ReadError("x"), httpx.ReadTimeout("x"), httpx.WriteError("x")],
)
def test_a_post_is_never_sent_twice(driver: Driver, quick: Retry, step: Any) -> None:
    """A job would be submitted twice."""
    script = Scripted(step)
    client = driver.mocked(script, retries=quick)
    with pytest.raises(driver.errors.Error):
        driver.call(client.jobs.search, {})
    assert len(script.seen) == 1


def test_a_post_that_never_left_is_sent_again(driver: Driver, quick: Retry) -> None:
    """A refused connection would end the call although nothing was sent."""
    script = Scripted(httpx.ConnectError("refused"), httpx.Response(200, json=[]))
    client = driver.mocked(script, retries=quick)
    assert driver.call(client.jobs.search, {"tags": ["a"]}) == []
    assert [request.content for request in script.seen] == [b'{"tags":["a"]}'] * 2


def test_the_call_can_say_otherwise(driver: Driver, quick: Retry) -> None:
    """A POST that only reads could not be repeated."""
    script = Scripted(503, httpx.Response(200, json=[]))
    client = driver.mocked(script)
    anyway = Retry(1, backoff_factor=0, allowed_methods=None)
    assert driver.call(client.with_options(retries=anyway).jobs.search) == []
    script = Scripted(503)
    with pytest.raises(driver.errors.ServiceUnavailable):
        driver.call(driver.mocked(script, retries=0).jobs.get, 7)
    assert len(script.seen) == 1


SUBMIT = Operation[None](
    "POST",
    "/submit",
    Header("key", wire="Idempotency-Key"),
    body=JsonBody(),
    replies={200: Empty()},
)


def test_an_idempotency_key_makes_a_post_repeatable(driver: Driver) -> None:
    """A key that the description names would not be sent, or change on the way."""
    for arguments in ({}, {"key": "mine"}):
        script = Scripted(503, 503)
        client = driver.mocked(script, retries=Retry(2, backoff_factor=0))
        driver.call(client._transport.send, SUBMIT, arguments)
        keys = {request.headers["idempotency-key"] for request in script.seen}
        assert len(script.seen) == 3
        assert len(keys) == 1
        assert arguments.get("key", *keys) in keys


@pytest.mark.parametrize(
    ("body", "replayable"),
    [(b"a", True), (iter([b"a"]), False), ([b"a"], True), (Path(__file__), True)],
)
def test_an_iterator_is_sent_once(driver: Driver, body: Any, replayable: bool) -> None:
    """The second attempt would send an empty body."""
    retry = driver.core("retry")
    operation = driver.core("operation")
    raw = operation.Operation("PUT", "/", body=operation.BinaryBody(), replies={})
    client = driver.client("https://example.org")
    request = client._transport.options.request(raw, {}, body)
    assert retry.is_replayable(request) is replayable
    broken = retry.Retry().after_error(request, httpx.ReadError("x"), 1)
    assert (broken is not None) is replayable


def test_retry_after_is_obeyed_and_a_long_one_ends_the_call(driver: Driver) -> None:
    """The client would hammer the service, or sleep for an hour."""
    reply = httpx.Response(429, headers={"retry-after": "0"})
    script = Scripted(reply)
    client = driver.mocked(script, retries=Retry(1, backoff_factor=100))
    started = time.monotonic()
    driver.call(client.jobs.get, 7)
    assert time.monotonic() - started < 5
    reply = httpx.Response(429, headers={"retry-after": "3600"})
    script = Scripted(reply)
    client = driver.mocked(script, retries=Retry(3))
    with pytest.raises(driver.errors.RateLimited) as caught:
        driver.call(client.jobs.get, 7)
    assert caught.value.retry_after == 3600
    assert len(script.seen) == 1


def test_retry_after_as_a_date_is_obeyed(driver: Driver) -> None:
    """Half of the services write a date: the wait would be none, or the back-off's."""
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    late = format_datetime(datetime.now(UTC) + timedelta(hours=2), usegmt=True)
    with waiting(driver.core("call")) as waits:
        reply = httpx.Response(503, headers={"retry-after": soon})
        driver.call(driver.mocked(Scripted(reply), retries=Retry(1)).jobs.get, 7)
        script = Scripted(httpx.Response(503, headers={"retry-after": late}))
        with pytest.raises(driver.errors.ServiceUnavailable) as caught:
            driver.call(driver.mocked(script, retries=Retry(3)).jobs.get, 7)
    assert waits == [pytest.approx(30, abs=2)]
    assert len(script.seen) == 1
    assert caught.value.retry_after == pytest.approx(7200, abs=10)


def test_no_attempt_begins_after_the_deadline(driver: Driver, server: str) -> None:
    """Three attempts of a minute each would take three minutes."""
    retry = Retry(9, timeouts=True, backoff_factor=0, deadline=0.4)
    client = driver.client(server, timeout=0.25, retries=retry)
    started = time.monotonic()
    with pytest.raises(driver.errors.TimedOut):
        driver.call(client.request, "GET", "/slow", query={"seconds": 5})
    assert time.monotonic() - started < 1.0


def test_a_reply_that_drips_ends_at_the_deadline(driver: Driver, server: str) -> None:
    """Every piece would come in time, and the call never end."""
    retry = Retry(0, deadline=0.5)
    client = driver.client(server, retries=retry)
    started = time.monotonic()
    with pytest.raises(driver.errors.TimedOut):
        driver.call(client.request, "GET", "/drip", query={"seconds": 5})
    assert time.monotonic() - started < 2


def test_a_body_that_breaks_off_is_asked_for_again(
    driver: Driver, quick: Retry
) -> None:
    """A reply that ends in the middle would end the call."""

    class Broken(httpx.SyncByteStream, httpx.AsyncByteStream):
        def __iter__(self) -> Any:
            yield b'{"JobID"'
            raise httpx.RemoteProtocolError("peer closed connection")

        async def __aiter__(self) -> Any:
            yield b'{"JobID"'
            raise httpx.RemoteProtocolError("peer closed connection")

    script = Scripted(httpx.Response(200, stream=Broken()))
    client = driver.mocked(script, retries=quick)
    assert driver.call(client.jobs.get, 7).job_id == 7


STATUSES = st.sampled_from([200, 404, 408, 429, 500, 502, 503, 504])
FAILURES: st.SearchStrategy[Any] = st.sampled_from(
    [
        httpx.ConnectError("x"),
        httpx.ReadError("x"),
        httpx.ReadTimeout("x"),
        httpx.RemoteProtocolError("x"),
        httpx.LocalProtocolError("x"),
    ]
)


@given(
    st.sampled_from(["GET", "POST", "PUT", "PATCH", "DELETE"]),
    st.integers(1, 6),
    st.integers(0, 4),
    STATUSES | FAILURES,
)
@settings(max_examples=200, deadline=None)
def test_only_what_is_harmless_is_repeated(
    method: str, attempt: int, total: int, outcome: Any
) -> None:
    """The policy as a table, over all of its inputs."""
    request = httpx.Request(method, "https://example.org")
    retry = Retry(total, backoff_factor=0.5, backoff_max=3)
    if isinstance(outcome, int):
        wait = retry.after_response(request, httpx.Response(outcome), attempt)
        transient = outcome in TRANSIENT
    else:
        wait = retry.after_error(request, outcome, attempt)
        transient = isinstance(outcome, (httpx.ReadError, httpx.RemoteProtocolError))
    left = attempt <= total
    never_sent = isinstance(outcome, httpx.ConnectError)
    expected = left and (never_sent or (transient and method in IDEMPOTENT))
    assert (wait is not None) is expected
    if wait is not None:
        assert 0 <= wait <= min(3, 0.5 * 2 ** (attempt - 1))


def test_a_number_is_a_policy() -> None:
    """`retries=5` would not be taken."""
    assert as_retry(5).total == 5
    assert "total=5" in repr(as_retry(5))
