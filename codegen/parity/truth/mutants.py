"""How much of what could go wrong in both flavours alike is noticed.

One drift at a time goes into what they share: the tables of operations, and `_core`.
Nothing differs between the flavours then, so it has to be seen by the document, or by
what is known of clients.
"""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from codegen.parity.mutants import Mutant, Score, of_every_kind
from codegen.parity.mutations import Edit, area_of, edits
from codegen.parity.operations import Operation
from codegen.parity.pair import Pair
from codegen.parity.sources import Source, shared
from codegen.parity.truth.check import Truth
from codegen.parity.truth.document import Node
from codegen.parity.truth.equivalents import is_equivalent
from codegen.parity.truth.known import Known
from codegen.parity.truth.mutations_shared import MODULES, core_edits, seen_functions
from codegen.parity.world import World

_LONGEST: Final = 60
"""Seconds of the processor that a mutant may take; longer is hanging."""
_NOTICED: Final = ("", "known rules", "document", "nothing sent", "import")
"""What notices a mutant, by the exit code of the process that tries it."""
_FAILED: Final = len(_NOTICED)
"""The exit code where the proof itself has failed, which notices nothing."""


@cache
def places(package: str) -> Sequence[tuple[str, Source, Edit]]:
    """All drifts of what both flavours of a client share, with their kinds."""
    files = shared(package).values()
    return [(kind, file, edit) for file in files for kind, edit in _edits(file)]


def _edits(source: Source) -> Iterator[tuple[str, Edit]]:
    area = area_of(source.module)
    of_core = area == "core" and source.module.rpartition("._core.")[2] in MODULES
    if area == "tables":
        yield from edits(source)
    elif of_core:
        seen = seen_functions(source)
        for kind, edit in edits(source):
            if edit.owner in seen:
                yield kind, edit
        yield from core_edits(source)


def chosen(package: str, most: int, seed: int) -> list[Mutant]:
    """Choose mutants: of every kind the same number, as far as there are enough.

    Args:
        package: Import name of the client.
        most: How many.
        seed: Chooses the places.
    """
    return of_every_kind(places(package), most, seed, is_equivalent)


class CoreTrial:
    """Tries mutants of one client, each in a process of its own.

    Args:
        package: Its import name.
        document: What it was made of.
        folder: Where files to upload are written.
        examples: Calls of each operation.
        seed: Chooses them.
    """

    def __init__(
        self, package: str, document: Node, folder: Path, examples: int, seed: int
    ) -> None:
        self._package = package
        self._document = document
        self._folder = folder
        self._examples = examples
        self._seed = seed

    def caught(self, mutant: Mutant | None) -> str:
        """What notices a mutant; "" when nothing does. None is no mutant at all.

        Raises:
            RuntimeError: The proof itself has failed; its traceback is printed.
        """
        process = os.fork()
        if process == 0:
            os._exit(_quietly(lambda: _NOTICED.index(self._tried(mutant))))
        _, status = os.waitpid(process, 0)
        code = os.waitstatus_to_exitcode(status)
        if -code in (signal.SIGPROF, signal.SIGALRM):
            return "hang"
        if not 0 <= code < _FAILED:
            drift = "no drift at all" if mutant is None else mutant.diff
            raise RuntimeError(f"exit code {code} while this was tried:\n{drift}")
        return _NOTICED[code]

    def _tried(self, mutant: Mutant | None) -> str:
        signal.setitimer(signal.ITIMER_PROF, _LONGEST)
        signal.alarm(10 * _LONGEST)  # for what waits, and uses no time
        after = None if mutant is None else mutant.after
        roots = frozenset({self._package.partition(".")[0]})
        with World(roots, after).inside():
            try:
                pair = Pair(self._package)
                operations = pair.operations()
            except Exception:
                return "import"  # there is no client to call
            steps = self._steps(pair, operations, mutant)
            return next((what for what, noticed in steps if noticed), "")

    def _steps(
        self, pair: Pair, operations: list[Operation], mutant: Mutant | None
    ) -> Iterator[tuple[str, bool]]:
        """What may notice a mutant, what is nearest to it first, and whether it does."""
        truth = Truth(
            pair,
            self._document,
            self._folder,
            examples=self._examples,
            seed=self._seed,
            shrink=False,
        )
        own, module = "", ""
        if mutant is not None:
            own, module = mutant.owner, mutant.before.path.stem

        def document(which: Iterable[Operation]) -> tuple[str, bool]:
            return "document", any(truth.check(one) is not None for one in which)

        def known(about: str = "", but: str = "") -> tuple[str, bool]:
            return "known rules", any(True for _ in Known(pair).faults(about, but))

        yield document(one for one in operations if one.name == own)
        if module:
            yield known(module)
        yield document(one for one in operations if one.name != own)
        yield "nothing sent", bool(truth.counts.skipped)
        yield known(but=module)  # a warning comes once: nothing is played twice


def _quietly(run: Callable[[], int]) -> int:
    """Run in a process that ends afterwards: let a fault be read, and nothing escape."""
    null, errors = os.open(os.devnull, os.O_WRONLY), os.dup(2)
    for stream in (1, 2):
        os.dup2(null, stream)
    try:
        return run()
    except BaseException:
        os.write(errors, traceback.format_exc().encode())
        return _FAILED


def score(
    trial: CoreTrial, mutants: list[Mutant], advance: Callable[[], None]
) -> Score:
    """Try mutants, one after the other.

    Args:
        trial: Tries them.
        mutants: Which.
        advance: Is called after each.
    """
    result = Score()
    for mutant in mutants:
        result.add(mutant, trial.caught(mutant))
        advance()
    return result
