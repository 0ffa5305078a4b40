"""How much of what could go wrong the checks notice: drifts put in on purpose.

One drift at a time goes into the aio flavour, in memory. The surface is compared first,
then the operations that the drift concerns are called. What neither notices survives.
"""

from __future__ import annotations

import contextlib
import difflib
import random
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Final, Literal

from codegen.parity import mutations_calls, mutations_flow
from codegen.parity.drive import Driver
from codegen.parity.finding import Finding
from codegen.parity.mutations import Edit, applied, edits
from codegen.parity.operations import Operation
from codegen.parity.overlay import overlaid
from codegen.parity.pair import Pair
from codegen.parity.scenes import play_all
from codegen.parity.sources import Source, Sources, sources
from codegen.parity.surface import compare

assert mutations_calls and mutations_flow  # their rules are made known

Caught = Literal["surface", "calls", "crash", "hang", ""]
_LONGEST: Final = 30.0
"""Seconds that a mutant may take; longer is hanging."""


@dataclass(frozen=True)
class Mutant:
    """One drift.

    Attributes:
        kind: Name of its rule.
        common: Module in which it is, as both flavours call it.
        owner: Method in which it is; "" for none.
        before: The file as it was.
        after: The file as it then is.
    """

    kind: str
    common: str
    owner: str
    before: Source
    after: Source

    @property
    def diff(self) -> str:
        """The drift as a diff."""
        lines = difflib.unified_diff(
            self.before.text.splitlines(),
            self.after.text.splitlines(),
            self.before.place,
            f"{self.before.place} ({self.kind})",
            lineterm="",
            n=2,
        )
        return "\n".join(lines)


@dataclass
class Score:
    """What became of the mutants.

    Attributes:
        caught: How many, by what noticed them.
        kinds: Applied mutants by kind.
        survivors: What nothing noticed.
    """

    caught: Counter[str] = field(default_factory=Counter[str])
    kinds: Counter[str] = field(default_factory=Counter[str])
    survivors: list[Mutant] = field(default_factory=list[Mutant])

    @property
    def applied(self) -> int:
        """How many mutants there were."""
        return self.caught.total() + len(self.survivors)


def chosen(package: str, most: int, seed: int) -> list[Mutant]:
    """Choose mutants: of every kind the same number, as far as there are enough.

    Args:
        package: Import name of the client.
        most: How many.
        seed: Chooses the places.
    """
    by_kind: dict[str, list[tuple[str, Source, Edit]]] = {}
    for common, source in sources(package, "aio").files.items():
        for kind, edit in edits(source):
            by_kind.setdefault(kind, []).append((common, source, edit))
    rng = random.Random(seed)
    for group in by_kind.values():
        rng.shuffle(group)
    found: list[Mutant] = []
    while len(found) < most and any(by_kind.values()):
        for kind, group in by_kind.items():
            # The first that is Python, and another Python than before.
            while group:
                common, source, edit = group.pop()
                after = applied(source, edit)
                if after is not None:
                    found.append(Mutant(kind, common, edit.owner, source, after))
                    break
    return found[:most]


class Trial:
    """Tries mutants of one client.

    Args:
        package: Its import name.
        folder: Where files to upload are written.
        examples: Calls of each operation that a mutant concerns.
        seed: Chooses them.
    """

    def __init__(self, package: str, folder: Path, examples: int, seed: int) -> None:
        self._package = package
        self._folder = folder
        self._examples = examples
        self._seed = seed
        self._sync = sources(package, "sync")
        self._aio = sources(package, "aio")
        self._roots = {name.partition(".")[0] for name in self._aio.files}

    def before(self) -> list[Finding]:
        """What is noticed without any mutant: then nothing could be measured."""
        pair = Pair(self._package)
        driver = Driver(pair, self._folder, examples=self._examples, seed=self._seed)
        found = [one for _, one in play_all(pair, self._folder)]
        found += [driver.check(one) for one in _some(pair.operations())]
        pair.close()
        surface = compare(self._sync, self._aio)
        return surface + [one for one in found if one is not None]

    def caught(self, mutant: Mutant) -> Caught:
        """What notices a mutant; "" when nothing does."""
        common = mutant.common
        one = Sources("sync", {common: self._sync.files[common]})
        if compare(one, Sources("aio", {common: mutant.after})):
            return "surface"
        try:
            with _limited(), overlaid(self._roots, "aio", mutant.after):
                return "calls" if self._is_noticed(mutant) else ""
        except TimeoutError:
            return "hang"
        except Exception:
            return "crash"

    def _is_noticed(self, mutant: Mutant) -> bool:
        pair = Pair(self._package)
        driver = Driver(
            pair, self._folder, examples=self._examples, seed=self._seed, shrink=False
        )
        try:
            if not _is_of_a_group(mutant, pair.operations()):
                played = play_all(pair, self._folder)
                if any(finding is not None for _, finding in played):
                    return True
            for operation in concerned(mutant, pair.operations()):
                if driver.check(operation) is not None:
                    return True
        except BaseException:
            with contextlib.suppress(Exception):
                pair.close()
            raise
        pair.close()
        return False


def concerned(mutant: Mutant, operations: list[Operation]) -> list[Operation]:
    """The operations to call for a mutant.

    Those of its method; those of its group, where the method is none; and some of each
    kind for what lies below all groups.
    """
    if any(one.group == mutant.owner for one in operations):
        return [one for one in operations if one.group == mutant.owner][:3]
    within = [one for one in operations if one.group == _group(mutant)]
    if within:
        name = mutant.owner.removeprefix("_generated_")
        return [one for one in within if one.name == name] or within
    return _some(operations)


def _some(operations: list[Operation]) -> list[Operation]:
    found: list[Operation] = []
    for handle in ("stream", "pages", "value"):
        found += [one for one in operations if one.handle == handle][:3]
    return found


def _group(mutant: Mutant) -> str:
    return mutant.common.rpartition(".")[2].removeprefix("_generated_")


def _is_of_a_group(mutant: Mutant, operations: list[Operation]) -> bool:
    return any(one.group == _group(mutant) for one in operations)


@contextmanager
def _limited() -> Iterator[None]:
    def ring(number: int, frame: FrameType | None) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, _LONGEST)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
