"""What blocks the event loop is noted, whatever library it is done with."""

from __future__ import annotations

import asyncio
import fcntl
import http.client
import socket
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from concurrent import futures
from pathlib import Path
from typing import Any

import pytest

from codegen.parity.drive import Driver, chosen
from codegen.parity.pair import Pair
from codegen.parity.trace import Answer

from .drifts import drifting

real_sleep = time.sleep


@pytest.fixture(scope="module")
def pair() -> Iterator[Pair]:
    pair = Pair("generated")
    yield pair
    pair.close()


def noted(pair: Pair, work: Callable[[], Any]) -> list[Any]:
    """What is noted while a coroutine of `work` runs in the event loop."""

    async def run() -> None:
        try:
            found = work()
            if asyncio.iscoroutine(found):
                await found
        except (OSError, futures.TimeoutError):
            pass

    with pair.session(lambda number, request: Answer(), aio=True) as session:
        pair.loop.run_until_complete(run())
    return [event[1] for event in session.trace if "blocked" in str(event[0])]


def locked(path: Path) -> None:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)


@pytest.mark.parametrize(
    ("work", "event"),
    [
        (lambda: socket.socket().connect(("127.0.0.1", 9)), "socket.connect"),
        (lambda: socket.getaddrinfo("localhost", 80), "socket.getaddrinfo"),
        (lambda: http.client.HTTPConnection("127.0.0.1", 9).connect(), "http.client"),
        (lambda: urllib.request.urlopen("http://127.0.0.1:9"), "urllib.Request"),
        (lambda: threading.Event().wait(0.01), "threading"),
        (lambda: futures.Future[int]().exception(0.01), "threading"),
    ],
    ids=["connect", "resolve", "http", "urllib", "event", "future"],
)
def test_blocking_call_is_noted(
    pair: Pair, work: Callable[[], Any], event: str
) -> None:
    """Each stops every other task of the program."""
    found = noted(pair, work)
    assert any(event in one for one in found)


def test_lock_of_a_file_is_noted(pair: Pair, tmp_path: Path) -> None:
    """Whoever holds it may hold it for long."""
    assert noted(pair, lambda: locked(tmp_path / "lock")) == ["fcntl.flock"]


def test_sleep_under_a_name_of_its_own_is_noted(tmp_path: Path) -> None:
    """`from time import sleep` hides it from whoever replaces `time.sleep`."""
    old, new = "import asyncio\n", "import asyncio\nfrom time import sleep\n"
    sleeping = "        found: list[models.Sandbox] = []\n"
    module = "patches.*.sandboxes"
    with drifting(
        module, (old, new), (sleeping, f"        sleep(1)\n{sleeping}")
    ) as pair:
        [operation] = chosen(pair.operations(), "sandboxes.upload_all")
        finding = Driver(pair, tmp_path, examples=1).check(operation)
    assert finding is not None
    assert "slept, blocking" in finding.aio and "slept" not in finding.sync


@pytest.mark.parametrize(
    "work",
    [
        lambda: asyncio.sleep(0),
        lambda: asyncio.to_thread(real_sleep, 0.01),
        lambda: asyncio.to_thread(threading.Event().wait, 0.01),
        lambda: __import__("colorsys"),
    ],
    ids=["sleep", "thread that sleeps", "thread that waits", "import"],
)
def test_what_does_not_block_is_not_noted(pair: Pair, work: Callable[[], Any]) -> None:
    """A false alarm would teach people to ignore the true ones."""
    assert noted(pair, work) == []
