"""How much of what could go wrong the checks notice: drifts put in on purpose.

One drift at a time goes into the aio flavour. Where it is in a file that both flavours
share, aio has a copy of that file that differs.
"""

from __future__ import annotations

import difflib
import random
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from codegen.parity import (
    mutations_calls,
    mutations_core,
    mutations_flow,
    mutations_models,
    mutations_surface,
    mutations_tables,
)
from codegen.parity.equivalents import EQUIVALENT
from codegen.parity.mutations import Area, Edit, applied, area_of, edits
from codegen.parity.reached import Lines
from codegen.parity.sources import Source, common_name, shared, sources

# Their rules are made known.
assert mutations_calls and mutations_flow and mutations_surface
assert mutations_models and mutations_tables and mutations_core

Caught = Literal["surface", "calls", "client", "import", "hang", ""]


@dataclass(frozen=True)
class Mutant:
    """One drift.

    Attributes:
        kind: Name of its rule.
        owner: Method in which it is; "" for none.
        before: The file as it was.
        after: The file as it then is.
    """

    kind: str
    owner: str
    before: Source
    after: Source

    @property
    def area(self) -> Area:
        """What it is in."""
        return area_of(self.before.module)

    @property
    def common(self) -> str:
        """Module in which it is, as both flavours call it."""
        return common_name(self.before.module, "aio")

    @property
    def name(self) -> str:
        """What it is called: file, function, kind, and the lines of its first change."""
        lines = self.diff.splitlines()[3:]
        first = next(index for index, line in enumerate(lines) if line[0] in "+-")
        around = [line for line in lines[:first] if line.strip()]
        there = [line for line in lines[first:] if line[0] in "+-"]
        said = " | ".join(line[0] + line[1:].strip() for line in (*around, *there))
        file = self.before.path.name.removesuffix(".py")
        return f"{file}.{self.owner}: {self.kind}: {' '.join(said.split())}"

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

    def add(self, mutant: Mutant, noticed: str) -> None:
        """Take note of what became of one."""
        self.kinds[mutant.kind] += 1
        if noticed:
            self.caught[noticed] += 1
        else:
            self.survivors.append(mutant)

    @property
    def applied(self) -> int:
        """How many mutants there were."""
        return self.caught.total() + len(self.survivors)

    def __str__(self) -> str:
        by = ", ".join(f"{n} by {what}" for what, n in self.caught.most_common())
        return (
            f"{self.caught.total()} of {self.applied} drifts of {len(self.kinds)} kinds"
            f" were noticed ({by})"
        )


def chosen(
    package: str, most: int, seed: int, reached: Lines | None = None
) -> list[Mutant]:
    """Choose mutants: of every kind the same number, as far as there are enough.

    Args:
        package: Import name of the client.
        most: How many.
        seed: Chooses the places.
        reached: Lines of `_core` that the client has a use for, see `reached`; all of
            them when omitted.
    """
    places = (
        (kind, source, edit)
        for kind, source, edit in _places(package)
        if reached is None or _is_of_use(source, edit, reached)
    )
    return of_every_kind(places, most, seed, lambda one: one.name in EQUIVALENT)


def of_every_kind(
    places: Iterable[tuple[str, Source, Edit]],
    most: int,
    seed: int,
    is_equivalent: Callable[[Mutant], bool],
) -> list[Mutant]:
    """Choose mutants among places, each kind before any comes again.

    Args:
        places: Kinds, files and edits.
        most: How many.
        seed: Chooses the places.
        is_equivalent: Whether nobody can notice one.
    """
    by_kind: dict[str, list[tuple[Source, Edit]]] = {}
    for kind, source, edit in places:
        by_kind.setdefault(kind, []).append((source, edit))
    rng = random.Random(seed)
    for group in by_kind.values():
        rng.shuffle(group)
    found: list[Mutant] = []
    while len(found) < most and any(by_kind.values()):
        for kind, group in by_kind.items():
            # The first that is Python, and another Python than before.
            while group:
                source, edit = group.pop()
                after = applied(source, edit)
                if after is not None:
                    mutant = Mutant(kind, edit.owner, source, after)
                    if not is_equivalent(mutant):
                        found.append(mutant)
                        break
    return found[:most]


@cache
def _places(package: str) -> tuple[tuple[str, Source, Edit], ...]:
    """Every kind at every place; to find them takes seconds."""
    own = sources(package, "aio").files.values()
    files = (*own, *shared(package).values())
    return tuple((kind, file, edit) for file in files for kind, edit in edits(file))


def _is_of_use(source: Source, edit: Edit, reached: Lines) -> bool:
    if area_of(source.module) != "core" or not edit.owner:
        return True
    return (str(source.path), edit.node.lineno) in reached  # type: ignore[attr-defined]
