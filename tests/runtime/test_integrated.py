"""The service inside the process, and what the environment says about it."""

from __future__ import annotations

import asyncio
import gc
import logging
import threading
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from typing import Any

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse

from .app import make_app
from .conftest import Driver


class Service:
    """An application that notes what happens to it."""

    def __init__(self) -> None:
        self.events: list[str] = []
        self.app = make_app()
        self.app.router.lifespan_context = self._lifespan

        @self.app.get("/state")
        def state(request: Request) -> str:
            return str(request.state.answer)

        @self.app.get("/fails")
        def fails() -> None:
            raise RuntimeError("on purpose")

        @self.app.get("/endless")
        def endless() -> StreamingResponse:
            return StreamingResponse(self._endless(), media_type="text/event-stream")

    @asynccontextmanager
    async def _lifespan(self, app: FastAPI) -> AsyncIterator[dict[str, Any]]:
        self.events.append("started")
        yield {"answer": 42}
        self.events.append("stopped")

    async def _endless(self) -> AsyncIterator[bytes]:
        try:
            for number in range(1_000_000):
                yield b'data: {"number": %d}\n\n' % number
                await asyncio.sleep(0)
        finally:
            self.events.append("left")


def integrated(driver: Driver, app: Any, **options: Any) -> Any:
    """A client of an application in this process."""

    async def make() -> Any:
        return driver.module.Client.integrated(app, **options)

    client = (
        driver.call(make)
        if driver.loop is not None
        else driver.module.Client.integrated(app, **options)
    )
    driver._clients.append(client)
    return client


def test_calls_uploads_and_errors_work_as_over_a_socket(driver: Driver) -> None:
    """A test in the process would show something else than the service does."""
    client = integrated(driver, Service().app)
    assert driver.call(client.jobs.get, 7).job_id == 7
    with pytest.raises(driver.errors.NotFound, match="no job 404"):
        driver.call(client.jobs.get, 404)
    assert driver.call(client.things.raw, iter([b"a" * 70_000, b"b"]))[-2:] == b"ab"
    up = driver.call(client.things.upload, b"123", title="ü")
    assert up["title"] == ["ü"]
    found = driver.items(client.things.events(count=3))
    assert [tick.number for tick in found] == [0, 1, 2]
    with pytest.raises(driver.errors.ServerError):
        driver.call(client.request, "GET", "/fails")


def test_the_lifespan_is_the_clients(driver: Driver) -> None:
    """Databases of the service would not be opened, or not be closed."""
    service = Service()
    client = integrated(driver, service.app)
    assert service.events == []
    assert driver.call(client.request, "GET", "/state", returns=str) == "42"
    assert service.events == ["started"]
    driver.call(client.close)
    assert service.events == ["started", "stopped"]


def test_a_request_does_not_outlive_the_application(driver: Driver) -> None:
    """The application would go on with its databases closed, as behind no server."""
    service = Service()
    client = integrated(driver, service.app)
    operation = driver.core("operation")
    events = operation.Operation(
        "GET", "/endless", replies={200: operation.Events(lambda: driver.models.Tick)}
    )
    ticks = client.things._stream(events)
    tick = next if driver.loop is None else anext
    driver.call(tick, ticks)

    driver.call(client.close)

    assert service.events[-2:] == ["left", "stopped"]
    with pytest.raises(driver.errors.TransportError, match="was shut down"):
        for _ in range(100):  # what had come before
            driver.call(tick, ticks)


def test_a_stream_ends_the_application_when_it_is_left(driver: Driver) -> None:
    """The application would go on sending to nobody."""
    service = Service()
    client = integrated(driver, service.app)
    operation = driver.core("operation")
    events = operation.Operation(
        "GET",
        "/endless",
        replies={200: operation.Events(lambda: driver.models.Tick)},
    )
    found = driver.items(client.things._stream(events), limit=3)
    assert [tick.number for tick in found] == [0, 1, 2]
    driver.call(client.close)
    assert service.events[-2:] == ["left", "stopped"]


def test_an_application_that_is_slow_times_out(driver: Driver) -> None:
    """A test would hang for ever."""
    client = integrated(driver, Service().app, timeout=0.1)
    with pytest.raises(driver.errors.TimedOut):
        driver.call(client.request, "GET", "/slow", query={"seconds": 5})


def test_an_application_that_cannot_start_says_why(driver: Driver) -> None:
    """The first call would hang."""

    @asynccontextmanager
    async def broken(app: FastAPI) -> AsyncIterator[None]:
        raise RuntimeError("no database")
        yield

    client = integrated(driver, FastAPI(lifespan=broken))
    with pytest.raises(driver.errors.Error, match="no database"):
        driver.call(client.jobs.get, 7)


def test_an_application_without_lifespan_works(driver: Driver) -> None:
    """A bare ASGI function could not be used."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        assert scope["type"] == "http"
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"hi"})

    client = integrated(driver, app)
    assert driver.call(client.request, "GET", "/").content == b"hi"


def test_many_calls_at_a_time(driver: Driver) -> None:
    """Calls would wait for one another, or get another's reply."""
    client = integrated(driver, Service().app)
    if driver.loop is None:
        found: list[int] = []

        def call(number: int) -> None:
            found.append(client.jobs.get(number).job_id)

        threads = [threading.Thread(target=call, args=(n,)) for n in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(found) == list(range(20))
    else:

        async def together() -> list[Any]:
            return await asyncio.gather(*(client.jobs.get(n) for n in range(20)))

        assert [job.job_id for job in driver.call(together)] == list(range(20))


def test_a_blocking_client_works_inside_a_running_loop(sample: str) -> None:
    """In a notebook there is always a loop that runs."""
    driver = Driver("sync", sample)
    before = threading.active_count()

    async def cell() -> int:
        with ExitStack() as stack:
            client = stack.enter_context(driver.module.Client.integrated(Service().app))
            return int(client.jobs.get(7).job_id)

    assert asyncio.run(cell()) == 7
    assert threading.active_count() <= before + 1


def test_an_integrated_client_that_is_not_closed_warns(sample: str) -> None:
    """An event loop and its thread would be left behind without a word."""
    driver = Driver("sync", sample)
    client = driver.module.Client.integrated(Service().app)
    client.jobs.get(7)
    transport = client._transport.pool._fixed
    with pytest.warns(ResourceWarning, match="not closed"):
        del client
        gc.collect()
    transport.close()


# --- preferences -----------------------------------------------------------------------


@pytest.fixture
def named(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The client class with a prefix for its preferences."""
    for name in ("URL", "CA_PATH", "LOG_LEVEL"):
        monkeypatch.delenv(f"SAMPLE_{name}", raising=False)

    class Named(driver.module.Client):  # type: ignore[misc, name-defined]
        _preferences = "SAMPLE_"

    driver.core("preferences").reset_preferences()
    yield Named
    driver.core("preferences").reset_preferences()


def test_the_environment_says_where_the_service_is(
    driver: Driver, named: Any, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every program would need the URL as an argument."""
    with pytest.raises(driver.errors.ArgumentError, match="no `base_url`"):
        named()
    monkeypatch.setenv("SAMPLE_URL", server)
    client = named()
    driver._clients.append(client)
    assert driver.call(client.jobs.get, 7).job_id == 7
    other = named("http://127.0.0.1:1")
    assert other._transport.options.base_url == "http://127.0.0.1:1"


def test_preferences_are_read_once_and_can_be_reset(
    driver: Driver, named: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A test that changes the environment would not see its change, or others would."""
    module = driver.core("preferences")
    assert module.preferences("SAMPLE_").log_level == "WARNING"
    monkeypatch.setenv("SAMPLE_LOG_LEVEL", "DEBUG")
    assert module.preferences("SAMPLE_").log_level == "WARNING"
    module.reset_preferences()
    assert module.preferences("SAMPLE_").log_level == "DEBUG"
    monkeypatch.setenv("SAMPLE_OUTPUT_FORMAT", "XML")
    module.reset_preferences()
    with pytest.raises(driver.errors.ArgumentError, match="SAMPLE_OUTPUT_FORMAT='XML'"):
        module.preferences("SAMPLE_")


def test_a_session_is_kept_where_the_preferences_say(
    driver: Driver, named: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    """A login would be lost with the process, or be in a place nobody chose."""
    oauth2 = driver.core("oauth").OAuth2
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    auth = oauth2("x", token_url="/t")
    named("http://127.0.0.1:1", auth=auth)
    assert auth.store.path == tmp_path / "sample_client" / "credentials.json"
    monkeypatch.setenv("SAMPLE_CREDENTIALS_PATH", str(tmp_path / "own.json"))
    monkeypatch.setenv("SAMPLE_LOG_LEVEL", "DEBUG")
    driver.core("preferences").reset_preferences()
    auth = oauth2("x", token_url="/t")
    named("http://127.0.0.1:1", auth=auth)
    assert auth.store.path == tmp_path / "own.json"
    log = driver.core("call").log
    assert (log.name, log.level) == ("sample_client", logging.DEBUG)
    log.setLevel(logging.NOTSET)
    robot = oauth2("x", token_url="/t", grant="client_credentials")
    named("http://127.0.0.1:1", auth=robot)
    assert not hasattr(robot.store, "path")
