"""How long an event loop stands still, whatever else the machine has to do."""

from __future__ import annotations

import asyncio
import time
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
        waited, started = _waited_for_a_core(), time.perf_counter()
        await asyncio.sleep(PAUSE)
        late = time.perf_counter() - started - PAUSE
        longest = max(longest, late - (_waited_for_a_core() - waited))
    return longest


def _waited_for_a_core() -> float:
    threads = Path("/proc/self/task").glob("*/schedstat")
    return sum(int(thread.read_text().split()[1]) for thread in threads) / 1e9
