"""Tries mutants: what of the proof notices them, the cheapest first."""

from __future__ import annotations

import contextlib
import itertools
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Final

from codegen.parity.drive import Driver
from codegen.parity.finding import Finding
from codegen.parity.machines import run_all
from codegen.parity.mutants import Caught, Mutant
from codegen.parity.operations import Operation
from codegen.parity.pair import Pair
from codegen.parity.reach import Reach
from codegen.parity.reached import Lines, reached
from codegen.parity.scenes import play_all
from codegen.parity.sources import Sources, shared, sources
from codegen.parity.surface import compare
from codegen.parity.world import World

_LONGEST: Final = 60.0
"""Seconds of a processor that a mutant may take; longer is hanging."""
_FEW: Final = 8
"""Calls of each operation in the first round."""


class Trial:
    """Tries mutants of one client.

    Args:
        package: Its import name.
        folder: Where files to upload are written.
        examples: Calls of each operation.
        seed: Chooses them.
    """

    def __init__(self, package: str, folder: Path, examples: int, seed: int) -> None:
        self._package = package
        self._folder = folder
        self._examples = examples
        self._seed = seed
        self._sync = sources(package, "sync")
        self._aio = sources(package, "aio")
        self._reach = Reach(shared(package))
        self._roots = frozenset(name.partition(".")[0] for name in self._aio.files)

    def before(self) -> tuple[list[Finding], Lines]:
        """What is noticed without any mutant: then nothing could be measured.

        Returns:
            That, and the lines of shared code that the calls of the client reach.
        """
        pair = Pair(self._package, World(self._roots))
        with reached(f"{os.sep}_core{os.sep}") as lines:
            found = [*self._played(pair), *self._called(pair, pair.operations(), 2)]
        pair.close()
        return compare(self._sync, self._aio) + found, lines

    def caught(self, mutant: Mutant) -> Caught:
        """What notices a mutant; "" when nothing does."""
        if mutant.area == "flavour":
            common = mutant.common
            one = Sources("sync", {common: self._sync.files[common]})
            if compare(one, Sources("aio", {common: mutant.after})):
                return "surface"
        try:
            with _limited():
                return self._noticed(mutant)
        except TimeoutError:
            return "hang"
        except Exception:
            return "crash"

    def _noticed(self, mutant: Mutant) -> Caught:
        pair = Pair(self._package, World(self._roots, mutant.after))
        try:
            found = self._what_notices(mutant, pair)
        except BaseException:
            with contextlib.suppress(Exception):
                pair.close()
            raise
        pair.close()
        return found

    def _what_notices(self, mutant: Mutant, pair: Pair) -> Caught:
        operations = pair.operations()
        near = self._near(mutant, operations)
        inner = not near
        if inner and any(self._played(pair)):
            return "client"
        for examples in (_FEW, 5 * self._examples):
            if any(self._called(pair, near or some(operations), examples)):
                return "calls"
        if not inner and any(self._played(pair)):
            return "client"
        if any(self._called(pair, operations, self._examples)):
            return "calls"
        return ""

    def _near(self, mutant: Mutant, operations: list[Operation]) -> list[Operation]:
        """The operations that a mutant is in: of its model, its method, its group."""
        if mutant.area == "models":
            return self._reach.operations(mutant.owner, operations)[:6]
        if any(one.group == mutant.owner for one in operations):
            return [one for one in operations if one.group == mutant.owner][:3]
        group = mutant.common.rpartition(".")[2].removeprefix("_generated_")
        within = [one for one in operations if one.group == group]
        name = mutant.owner.removeprefix("_generated_")
        named = [one for one in within if one.name in (name, f"{name}_pages")]
        return named or within

    def _played(self, pair: Pair) -> Iterator[Finding]:
        machines = run_all(
            pair, self._folder, examples=self._examples, seed=self._seed, shrink=False
        )
        for _, finding in itertools.chain(play_all(pair, self._folder), machines):
            if finding is not None:
                yield finding

    def _called(
        self, pair: Pair, operations: list[Operation], examples: int
    ) -> Iterator[Finding]:
        driver = Driver(
            pair, self._folder, examples=examples, seed=self._seed, shrink=False
        )
        called = driver.run(operations)
        return (finding for _, finding in called if finding is not None)


def some(operations: list[Operation]) -> list[Operation]:
    """A few operations of each kind, for what lies below all groups."""
    found: list[Operation] = []
    for handle in ("stream", "pages", "value"):
        found += [one for one in operations if one.handle == handle][:3]
    return found


@contextmanager
def _limited() -> Iterator[None]:
    def ring(number: int, frame: FrameType | None) -> None:
        raise TimeoutError

    # By the time of the processor: a machine that is busy is no drift.
    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, _LONGEST)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
