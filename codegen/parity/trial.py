"""Tries mutants: what of the proof notices them, the cheapest first.

What notices one is a difference, or that aio cannot be imported, or hangs; and the same
comparison finds nothing without the mutant. Whatever else goes wrong is a fault of the
proof, which no score may count: it is raised, with the mutant as a note.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
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
"""Seconds of a processor that one call, or one step, may take; longer is hanging."""
_FEW: Final = 8
"""Calls of each operation in the first round."""


class FalseAlarmError(Exception):
    """Something is noticed that is no mutant's doing."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding)


class HangError(BaseException):
    """A call goes on for ever; no `Exception`, which clients and scenes would catch."""


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
        self._clean = Pair(package, World(self._roots))
        self._quiet: set[tuple[str, int]] = set()

    def before(self) -> tuple[list[Finding], Lines]:
        """What is noticed without any mutant: then nothing could be measured.

        Returns:
            That, and the lines of shared code that the calls of the client reach.
        """
        operations = self._clean.operations()
        with reached(f"{os.sep}_core{os.sep}") as lines:
            called = [one for _, one in self._called(self._clean, operations, 2)]
            found = [*self._played_clean, *called]
        return compare(self._sync, self._aio) + found, lines

    def caught(self, mutant: Mutant) -> Caught:
        """What notices a mutant; "" when nothing does.

        Raises:
            FalseAlarmError: It is noticed without the mutant, too.
            Exception: Whatever the proof itself fails with.
        """
        if mutant.area == "flavour":
            common = mutant.common
            one = Sources("sync", {common: self._sync.files[common]})
            if compare(one, Sources("aio", {common: mutant.after})):
                if already := compare(one, Sources("aio", {common: mutant.before})):
                    raise FalseAlarmError(already[0])
                return "surface"
        try:
            world = World(self._roots, mutant.after)
            pair = Pair(self._package, world, _limited)
        except Exception:
            return "import"
        try:
            return self._noticed(mutant, pair) if pair.can_begin() else "import"
        except HangError:
            return "hang"
        except Exception as error:
            error.add_note(f"while this drift was tried:\n{mutant.diff}")
            raise
        finally:
            # Scenes compare what closing does.
            with contextlib.suppress(Exception, HangError), _limited():
                pair.close()

    def _noticed(self, mutant: Mutant, pair: Pair) -> Caught:
        operations = pair.operations()
        near = self._near(mutant, operations)
        inner = not near
        if inner and self._client_differs(pair):
            return "client"
        for examples in (_FEW, 5 * self._examples):
            if self._calls_differ(pair, near or some(operations), examples):
                return "calls"
        if not inner and self._client_differs(pair):
            return "client"
        if self._calls_differ(pair, operations, self._examples):
            return "calls"
        return ""

    def _client_differs(self, pair: Pair) -> bool:
        if not any(self._played(pair)):
            return False
        if self._played_clean:
            raise FalseAlarmError(self._played_clean[0])
        return True

    def _calls_differ(
        self, pair: Pair, operations: list[Operation], examples: int
    ) -> bool:
        for operation, _ in self._called(pair, operations, examples):
            self._check_clean(operation, examples)
            return True
        return False

    @cached_property
    def _played_clean(self) -> list[Finding]:
        return list(self._played(self._clean))

    def _check_clean(self, operation: Operation, examples: int) -> None:
        """Refuse to count what an operation shows without any mutant.

        Raises:
            FalseAlarmError: It does.
        """
        if (operation.path, examples) not in self._quiet:
            for _, finding in self._called(self._clean, [operation], examples):
                raise FalseAlarmError(finding)
            self._quiet.add((operation.path, examples))

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
    ) -> Iterator[tuple[Operation, Finding]]:
        driver = Driver(
            pair, self._folder, examples=examples, seed=self._seed, shrink=False
        )
        for operation, finding in driver.run(operations):
            if finding is not None:
                yield operation, finding

    def close(self) -> None:
        """Close the clients without a mutant."""
        self._clean.close()


def some(operations: list[Operation]) -> list[Operation]:
    """A few operations of each kind, for what lies below all groups."""
    found: list[Operation] = []
    for handle in ("stream", "pages", "value"):
        found += [one for one in operations if one.handle == handle][:3]
    return found


@contextmanager
def _limited() -> Iterator[None]:
    rung = False

    def ring(number: int, frame: FrameType | None) -> None:
        nonlocal rung
        rung = True
        raise HangError

    # By the time of the processor: a machine that is busy is no drift. Again and again,
    # for somebody may swallow it.
    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, _LONGEST, 1.0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
    if rung:
        raise HangError
