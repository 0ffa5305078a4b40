"""Whether a schema fits into another: every value of X is a value of Y.

`Judge.fits(key)` says where X and Y part, one pair of schemas at a time. Schemas may
contain themselves: a pair that is being judged is taken to fit meanwhile, which is what
"every value" means for infinite types (a greatest fixed point). What was found on such
an assumption is forgotten when the assumption turns out wrong.

The verdict is pure set logic. What a gate tolerates although it is no subset (an
optional property that is new) is marked in the differences and decided by the rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from codegen.diff.branches import BranchComparison
from codegen.diff.difference import Difference
from codegen.diff.normalise import Shapes
from codegen.diff.question import SILENT, Key, Outcome, Step
from codegen.diff.shape import ANY, NEVER, Handle, kind_of

Verdict: TypeAlias = Literal[
    "equal", "narrower", "wider", "overlapping", "disjoint", "undecided"
]

_NO_ASSUMPTION: Final = 1 << 60


class Judge:
    """Answers questions about the schemas of two documents; remembers the answers."""

    def __init__(
        self,
        old: Shapes,
        new: Shapes,
        same: Callable[[Handle, Handle], bool] = lambda old, new: False,
    ) -> None:
        """Start without answers.

        Args:
            old: Schemas of the old document.
            new: Schemas of the new document.
            same: Tells of an old and a new schema whether they are written alike, with
                everything that they refer to; a shortcut, no more.
        """
        self.old = old
        self.new = new
        self._same = same
        self._known: dict[Key, Outcome] = {}
        self._lows: dict[Key, int] = {}
        self._depths: dict[Key, int] = {}
        self._provisional: list[Key] = []
        self._low = _NO_ASSUMPTION

    def fits(self, key: Key) -> Outcome:
        """Tell where X and Y part."""
        if key.y == ANY or key.x == NEVER:
            return SILENT
        known = self._known.get(key)
        if known is not None:
            self._low = min(self._low, self._lows.get(key, _NO_ASSUMPTION))
            return known
        depth = self._depths.get(key)
        if depth is not None:  # assumed to fit
            self._low = min(self._low, depth)
            return SILENT
        if self._same(key.old, key.new):
            self._known[key] = SILENT
            return SILENT
        return self._judged(key)

    def judging(self, key: Key) -> bool:
        """Whether a question is being answered."""
        return key in self._depths

    def _judged(self, key: Key) -> Outcome:
        depth, before, mark = len(self._depths), self._low, len(self._provisional)
        self._depths[key] = depth
        self._low = _NO_ASSUMPTION
        try:
            found = BranchComparison(self, key).outcome()
        finally:
            del self._depths[key]
        low = self._low
        self._known[key] = found
        if low < depth:  # rests on a question further up
            self._lows[key] = low
            self._provisional.append(key)
        else:
            low = _NO_ASSUMPTION
            for other in self._provisional[mark:]:
                self._lows.pop(other, None)
                # What does not fit on a hopeful assumption does not fit at all.
                if found.weight and not self._known[other].weight:
                    del self._known[other]
            del self._provisional[mark:]
        self._low = min(before, low)
        return found

    def sides(self, key: Key) -> tuple[Shapes, Shapes]:
        """Return the schemas that X and Y belong to."""
        return (self.old, self.new) if key.forward else (self.new, self.old)

    def walk(self, key: Key) -> Iterator[tuple[tuple[Step, ...], Key, Difference]]:
        """Yield every difference below a pair once, with the way to it."""
        seen = set()
        stack: list[tuple[tuple[Step, ...], Key]] = [((), key)]
        while stack:
            path, at = stack.pop()
            if at in seen:
                continue
            seen.add(at)
            outcome = self.fits(at)
            for found in outcome.own:
                yield path, at, found
            for step, child in reversed(outcome.below):
                stack.append(((*path, step), child))


@dataclass(frozen=True, slots=True)
class Relation:
    """How two schemas relate.

    Attributes:
        verdict: How the old relates to the new: `narrower` when its values are fewer.
        lost: Why the old does not fit into the new.
        gained: Why the new does not fit into the old.
    """

    verdict: Verdict
    lost: tuple[Difference, ...]
    gained: tuple[Difference, ...]


def relate(judge: Judge, old: Handle, new: Handle) -> Relation:
    """Relate a schema of the old document to one of the new one."""
    lost = _blocking(judge, Key(True, old, new))
    gained = _blocking(judge, Key(False, new, old))
    return Relation(_verdict(judge, old, new, lost, gained), lost, gained)


def _blocking(judge: Judge, key: Key) -> tuple[Difference, ...]:
    if not judge.fits(key).weight:
        return ()
    return tuple(found for _, _, found in judge.walk(key) if found.blocking)


def _verdict(
    judge: Judge,
    old: Handle,
    new: Handle,
    lost: tuple[Difference, ...],
    gained: tuple[Difference, ...],
) -> Verdict:
    if not lost and not gained:
        return "equal"
    if not all(one.certain for one in (*lost, *gained)):
        return "undecided"
    if not lost:
        return "narrower"
    if not gained:
        return "wider"
    left, right = judge.old.shape(old).branches, judge.new.shape(new).branches
    kinds = {kind_of(branch) for branch in left} & {kind_of(b) for b in right}
    return "overlapping" if kinds or not left or not right else "disjoint"
