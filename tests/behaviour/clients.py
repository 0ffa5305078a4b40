"""Generates the clients of a service and calls it in both flavours.

A `Pair` is the two clients of one service that runs on a socket of its own. Calling the
pair calls the service twice, blocking and awaited, and asserts that both flavours do
the same: the same value or error comes back, and the service has noted the same.
"""

from __future__ import annotations

import asyncio
import importlib
import itertools
import json
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import uvicorn

from codegen import Config, Result, generate

_numbers = itertools.count(1)


class Notes(list[Any]):
    """What the handlers of a service have received, in order."""

    def take(self) -> list[Any]:
        """Return the notes and forget them."""
        found = list(self)
        self.clear()
        return found


def write(document: Mapping[str, Any], folder: Path, **settings: Any) -> Result:
    """Generate both clients of a document below `folder`, in the package `settings` name."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "openapi.json").write_text(json.dumps(document))
    return generate(Config(input="openapi.json", folder=folder, **settings))


def imported(document: Mapping[str, Any], folder: Path, **settings: Any) -> ModuleType:
    """Generate both clients of a document and import their package, under a new name."""
    package = f"behaviour_client_{next(_numbers)}"
    write(document, folder, package=package, **settings)
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    return importlib.import_module(package)


class Pair:
    """The two clients of one service.

    Args:
        package: The generated package.
        url: Where the service is.
        notes: What its handlers note.

    Attributes:
        models: The package's models.
        errors: The package's errors.
        received: What the service noted during the last call, in one flavour.
    """

    def __init__(self, package: ModuleType, url: str, notes: Notes) -> None:
        self.package = package
        self.models = importlib.import_module(f"{package.__name__}.models")
        self.errors = importlib.import_module(f"{package.__name__}.errors")
        self.received: Any = None
        self._notes = notes
        self._loop = asyncio.new_event_loop()
        sync = importlib.import_module(f"{package.__name__}.sync")
        aio = importlib.import_module(f"{package.__name__}.aio")
        self.sync = sync.Client(url)
        self.aio = (
            aio.AsyncClient(url) if hasattr(aio, "AsyncClient") else aio.Client(url)
        )

    def __call__(self, call: Callable[[Any], Any]) -> Any:
        """Call in both flavours; return the value that both return.

        Args:
            call: Takes a client and returns the call of an operation.
        """
        return self._twice(lambda: call(self.sync), lambda: self._run(call(self.aio)))

    def fails(self, call: Callable[[Any], Any]) -> Any:
        """Call in both flavours; return the error that both raise."""

        def blocking() -> Any:
            try:
                value = call(self.sync)
            except Exception as error:
                return error
            raise AssertionError(f"{value!r} came back instead of an error")

        def awaited() -> Any:
            try:
                value = self._run(call(self.aio))
            except Exception as error:
                return error
            raise AssertionError(f"{value!r} came back instead of an error")

        first, second = blocking(), awaited()
        self._notes.take()
        if isinstance(first, AssertionError):
            raise first
        assert (type(first), str(first)) == (type(second), str(second))
        return first

    def items(self, call: Callable[[Any], Any]) -> list[Any]:
        """Read a stream to its end in both flavours; return the items of both."""

        async def awaited() -> list[Any]:
            async with call(self.aio) as stream:
                return [item async for item in stream]

        def blocking() -> list[Any]:
            with call(self.sync) as stream:
                return list(stream)

        found = self._twice(blocking, lambda: self._run(awaited()))
        assert isinstance(found, list)
        return found

    def _twice(self, blocking: Callable[[], Any], awaited: Callable[[], Any]) -> Any:
        self._notes.take()
        value = blocking()
        first = self._notes.take()
        other = awaited()
        second = self._notes.take()
        assert value == other and type(value) is type(other)
        assert first == second
        self.received = first[-1] if first else None
        return value

    def _run(self, call: Any) -> Any:
        async def run() -> Any:
            return await call

        return self._loop.run_until_complete(run())

    def close(self) -> None:
        """Close both clients."""
        self.sync.close()
        self._run(self.aio.close())
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()


@contextmanager
def serving(app: Any) -> Iterator[str]:
    """Run an app on a free port in a thread; give its URL."""
    config = uvicorn.Config(app, port=0, log_level="error", lifespan="off")
    running = uvicorn.Server(config)
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    while not running.started:
        time.sleep(0.005)
    port = running.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        running.should_exit = True
        thread.join()


@contextmanager
def pair_of(
    app: Any,
    notes: Notes,
    folder: Path,
    document: Mapping[str, Any] | None = None,
    **settings: Any,
) -> Iterator[Pair]:
    """Serve an app, generate its clients, and give both.

    Args:
        app: A FastAPI app, or any ASGI app with `document` beside it.
        notes: Where the handlers of the app note what they receive.
        folder: Where the package is written.
        document: Describes the app; None asks the app itself.
        settings: Of the generator, besides those that every pair has.
    """
    package = imported(document or app.openapi(), folder, **settings)
    with serving(app) as url:
        pair = Pair(package, url, notes)
        try:
            yield pair
        finally:
            pair.close()
