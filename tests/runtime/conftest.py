"""The sample client in both flavours, and a real server for it to talk to."""

from __future__ import annotations

import asyncio
import importlib
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest
import uvicorn

from .app import make_app
from .build import build
from .idp import Provider, make_idp
from .session import Session


class Driver:
    """Runs either flavour's calls to their end, so that one test serves both.

    Attributes:
        flavour: `sync` or `aio`.
        package: The sample client's package.
        module: Its package of this flavour.
    """

    def __init__(self, flavour: str, package: str) -> None:
        self.flavour = flavour
        self.package = importlib.import_module(package)
        self.models = importlib.import_module(f"{package}.models")
        self.errors = importlib.import_module(f"{package}._core.errors")
        self.module = importlib.import_module(f"{package}.{flavour}")
        self.transport = importlib.import_module(f"{package}.{flavour}._transport")
        self.loop = asyncio.new_event_loop() if flavour == "aio" else None
        self._clients: list[Any] = []

    def core(self, name: str) -> ModuleType:
        """A module of the runtime, as the sample client has it."""
        return importlib.import_module(f"{self.package.__name__}._core.{name}")

    def client(self, base_url: str, **options: Any) -> Any:
        """A client that is closed at the end of the test."""
        client = self.module.Client(base_url, **options)
        self._clients.append(client)
        return client

    def mocked(self, handler: Callable[[httpx.Request], Any], **options: Any) -> Any:
        """A client whose requests a function answers."""
        transport = httpx.MockTransport(handler)
        return self.client("https://example.org/api", transport=transport, **options)

    def call(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """The value of a call, awaited where there is something to await."""
        if self.loop is None:
            return function(*args, **kwargs)

        async def run() -> Any:
            return await function(*args, **kwargs)

        return self.loop.run_until_complete(run())

    def items(self, stream: Any, limit: int | None = None) -> list[Any]:
        """The items of a stream, all or the first few, after which it is closed."""
        if self.loop is None:
            found = []
            with stream:
                for item in stream:
                    found.append(item)
                    if len(found) == limit:
                        break
            return found

        async def run() -> list[Any]:
            found = []
            async with stream:
                async for item in stream:
                    found.append(item)
                    if len(found) == limit:
                        break
            return found

        return self.loop.run_until_complete(run())

    def drain(self, iterable: Any, into: list[Any] | None = None) -> list[Any]:
        """The values of an iterator, noted one by one as they come."""
        found: list[Any] = [] if into is None else into
        if self.loop is None:
            found.extend(iterable)
            return found

        async def run() -> None:
            async for value in iterable:
                found.append(value)

        self.loop.run_until_complete(run())
        return found

    def finish(self) -> None:
        """Close what the test has opened."""
        for client in self._clients:
            self.call(client.close)
        if self.loop is not None:
            self.loop.run_until_complete(self.loop.shutdown_asyncgens())
            self.loop.close()


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Import name of the sample client, built once."""
    folder = tmp_path_factory.mktemp("sample")
    build(folder)
    sys.path.insert(0, str(folder))
    return "sample_client"


@pytest.fixture(params=["sync", "aio"])
def driver(request: pytest.FixtureRequest, sample: str) -> Iterator[Driver]:
    """One flavour after the other."""
    driver = Driver(request.param, sample)
    yield driver
    driver.finish()


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """URL of the sample service, on a real socket."""
    yield from serve(make_app())


@contextmanager
def waiting(module: ModuleType) -> Iterator[list[float]]:
    """Seconds that the steps of a module wait, each time; none of them pass."""
    names, found = vars(module), list[float]()
    sleep = names["Sleep"]

    def note(seconds: float) -> object:
        found.append(seconds)
        return sleep(0)

    names["Sleep"] = note
    try:
        yield found
    finally:
        names["Sleep"] = sleep


@pytest.fixture
def watched() -> Iterator[tuple[str, Any]]:
    """URL of a sample service of our own, and its state, see `make_app`."""
    app = make_app()
    for url in serve(app):
        yield url, app.state


@pytest.fixture(scope="session")
def idp_server() -> Iterator[tuple[str, Provider]]:
    """A service that wants tokens, and its provider."""
    app, provider = make_idp()
    for url in serve(app):
        yield url, provider


@pytest.fixture
def idp(idp_server: tuple[str, Provider]) -> tuple[str, Provider]:
    """URL of the service, and its provider, which has forgotten the last test."""
    idp_server[1].reset()
    return idp_server


@pytest.fixture
def session(driver: Driver, idp: tuple[str, Provider], tmp_path: Path) -> Session:
    """A session that has just begun."""
    session = Session(driver, idp[0], tmp_path)
    session.start(idp[1])
    return session


def serve(app: Any) -> Iterator[str]:
    """Run an app in a thread; yield its URL, then stop it."""
    config = uvicorn.Config(app, port=0, log_level="error", lifespan="on")
    running = uvicorn.Server(config)
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    while not running.started:
        time.sleep(0.01)
    port = running.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    running.should_exit = True
    thread.join()


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Take SIGINT as a terminal's: shells start what is in the background without it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
