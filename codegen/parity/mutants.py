"""How much of what could go wrong the checks notice: drifts put in on purpose.

One drift at a time goes into the aio flavour. Where it is in a file that both flavours
share, aio has a copy of that file that differs.
"""

from __future__ import annotations

import difflib
import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from codegen.parity import (
    mutations_calls,
    mutations_core,
    mutations_flow,
    mutations_models,
    mutations_surface,
    mutations_tables,
)
from codegen.parity.mutations import Area, Edit, applied, area_of, edits
from codegen.parity.sources import Source, common_name, shared, sources

# Their rules are made known.
assert mutations_calls and mutations_flow and mutations_surface
assert mutations_models and mutations_tables and mutations_core

Caught = Literal["surface", "calls", "client", "crash", "hang", ""]


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
    by_kind: dict[str, list[tuple[Source, Edit]]] = {}
    own = sources(package, "aio").files.values()
    for source in (*own, *shared(package).values()):
        for kind, edit in edits(source):
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
                    found.append(Mutant(kind, edit.owner, source, after))
                    break
    return found[:most]
