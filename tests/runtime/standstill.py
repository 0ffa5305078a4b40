"""How long an event loop stands still, whatever else the machine has to do."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from pathlib import Path

PAUSE = 0.005


async def longest_standstill(done: asyncio.Event) -> float:
    """Seconds that the loop was late at most, until it is done.

    Processes that share a few cores wait for one although they could run, which is not
    the loop's doing: that time is taken off (`schedstat`, second field, in ns). It is
    that of all threads, for one that holds the interpreter's lock may be the one.
    """
    longest = 0.0
    while not done.is_set():
        before, started = _waits_for_a_core(), time.perf_counter()
        await asyncio.sleep(PAUSE)
        late = time.perf_counter() - started - PAUSE
        waits = _waits_for_a_core().items()
        waited = sum(seconds - before.get(thread, 0.0) for thread, seconds in waits)
        longest = max(longest, late - waited)
    return longest


def _waits_for_a_core() -> dict[Path, float]:
    """Seconds that each thread has waited since it began."""
    found: dict[Path, float] = {}
    for thread in Path("/proc/self/task").glob("*/schedstat"):
        # A thread may end between the two steps.
        with suppress(FileNotFoundError, ProcessLookupError):
            found[thread] = int(thread.read_text().split()[1]) / 1e9
    return found
