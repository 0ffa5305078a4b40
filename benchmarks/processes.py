"""Whole processes, measured: wall and CPU seconds, peak memory, in turns.

Machines are noisy, so that nothing is compared across runs: two commands are run in
turns, A B A B ..., and the ratio is taken pair by pair.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median


@dataclass(frozen=True)
class Cost:
    """What one run took.

    Attributes:
        wall: Seconds from start to end.
        cpu: Seconds of user and system time, children included.
        memory: Peak resident memory of the process and its children, in MiB.
    """

    wall: float
    cpu: float
    memory: float


@dataclass(frozen=True)
class Command:
    """Something to run.

    Attributes:
        name: What the tables call it.
        arguments: Program and arguments.
        prepare: Is called before each run, outside the measured time.
        environment: Variables besides those of this process.
    """

    name: str
    arguments: Sequence[str]
    prepare: Callable[[], None] = lambda: None
    environment: Mapping[str, str] | None = None

    def run(self) -> Cost:
        """Run it once.

        Raises:
            SystemExit: It failed; its last lines are shown.
        """
        self.prepare()
        before = os.times()
        start = time.perf_counter()
        process = subprocess.Popen(
            self.arguments,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, **(self.environment or {})},
            text=True,
            errors="replace",
        )
        with _Memory(process.pid) as memory:
            output, _ = process.communicate()
        wall = time.perf_counter() - start
        after = os.times()
        if process.returncode:
            print(output[-2000:], file=sys.stderr)
            raise SystemExit(f"{self.name} failed with status {process.returncode}")
        cpu = (after.children_user - before.children_user) + (
            after.children_system - before.children_system
        )
        return Cost(wall, cpu, memory.peak)


class _Memory:
    """Samples the resident memory of a process and what it started, every 20 ms."""

    def __init__(self, pid: int) -> None:
        self.peak = 0.0
        self._pid = pid
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> _Memory:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(0.02):
            self.peak = max(self.peak, sum(map(_resident, _tree(self._pid))))


def _tree(pid: int) -> list[int]:
    found = [pid]
    for parent in found:
        for path in Path(f"/proc/{parent}/task").glob("*/children"):
            try:
                found += map(int, path.read_text().split())
            except OSError:
                continue
    return found


def _resident(pid: int) -> float:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def compare(
    ours: Command, baseline: Command, runs: int, warmup: int = 1
) -> tuple[list[Cost], list[Cost]]:
    """Run two commands in turns.

    Args:
        ours: The first one.
        baseline: The second one.
        runs: Counted runs of each.
        warmup: Runs before those.
    """
    for _ in range(warmup):
        ours.run()
        baseline.run()
    pairs = [(ours.run(), baseline.run()) for _ in range(runs)]
    return [a for a, _ in pairs], [b for _, b in pairs]


def ratio(
    first: Sequence[Cost], second: Sequence[Cost], value: Callable[[Cost], float]
) -> float:
    """Return the median of first / second, pair by pair."""
    return median(value(a) / value(b) for a, b in zip(first, second, strict=True))


def middle(costs: Sequence[Cost], value: Callable[[Cost], float]) -> float:
    """Return the median of one figure."""
    return median(map(value, costs))
