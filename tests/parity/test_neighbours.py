"""What else runs in the process while clients are compared."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator

import pytest

from codegen.parity.steady import steady
from codegen.parity.trace import Session


@pytest.fixture
def neighbour() -> Iterator[list[float]]:
    """A thread with a loop of its own that sleeps now and then, as servers do."""
    beats: list[float] = []
    done = threading.Event()

    async def work() -> None:
        while not done.is_set():
            await asyncio.sleep(0.01)
            time.sleep(0.01)
            beats.append(time.monotonic())

    thread = threading.Thread(target=lambda: asyncio.run(work()))
    thread.start()
    yield beats
    done.set()
    thread.join()


def test_sleeps_of_other_threads_are_not_noted(neighbour: list[float]) -> None:
    """They would be differences between the flavours, now and then."""
    session = Session(lambda number, request: pytest.fail("no request is expected"))
    wait = threading.Event()
    with steady("generated", session, aio=False):
        before = len(neighbour)
        wait.wait(0.1)
        assert 0 < len(neighbour) - before < 20
    assert session.events == []
