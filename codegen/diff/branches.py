"""Whether one schema fits into another, branch by branch.

Every branch of X must fit under a branch of Y; of several that come near, the one that is
the least apart is what was meant. Parts of branches are questions for the judge.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from codegen.diff import containers, scalars
from codegen.diff.accepts import accepts_branch
from codegen.diff.difference import Difference, difference
from codegen.diff.disjoint import disjoint, may_overlap
from codegen.diff.normalise import Shapes
from codegen.diff.question import Judging, Key, Outcome, Step
from codegen.diff.shape import (
    ANY,
    Array,
    Boolean,
    Branch,
    Exclusive,
    Extra,
    Fixed,
    Handle,
    Null,
    Number,
    Object,
    Shape,
    String,
    kind_of,
)

_CAP: Final = 1000
_MOST_SPLIT: Final = 64


class BranchComparison:
    """The comparison of one pair, for a judge that knows about all others."""

    def __init__(self, judge: Judging, key: Key) -> None:
        self._judge = judge
        self._key = key
        self._left, self._right = judge.sides(key)

    def outcome(self) -> Outcome:
        """Compare all branches."""
        key = self._key
        x, y = self._left.shape(key.x), self._right.shape(key.y)
        found: list[Difference] = []
        below: list[tuple[Step, Key]] = []
        weight = 0
        missing: list[str] = []
        for branch in x.branches:
            options = [o for o in y.branches if kind_of(o) == kind_of(branch)]
            if not options:
                missing.append(kind_of(branch))
                continue
            best = self._best(branch, options)
            found += best.own
            below += best.below
            weight += best.weight
        if key.x == ANY and (missing or weight):
            kinds = " or ".join(sorted({kind_of(b) for b in y.branches})) or "nothing"
            return Outcome((difference("type", "any value", kinds),), (), 40)
        for one in self._missing(missing, x, y):
            found.append(one)
            weight += one.weight
        if not weight and (doubt := self._doubt(x, y)):
            one = Difference("opaque", after=doubt, keyword=doubt, certain=False)
            found.append(one)
            weight += one.weight
        return Outcome(
            tuple(dict.fromkeys(found)),
            tuple(dict.fromkeys(below)),
            min(weight, _CAP),
        )

    def _missing(self, kinds: list[str], x: Shape, y: Shape) -> Iterable[Difference]:
        if "null" in kinds and len(x.branches) > 1:
            kinds.remove("null")
            yield difference("null", "null", "not null")
        if kinds:
            others = sorted({kind_of(branch) for branch in y.branches})
            yield difference(
                "type", " or ".join(sorted(set(kinds))), " or ".join(others)
            )

    def _doubt(self, x: Shape, y: Shape) -> str:
        """Name a keyword of Y that may refuse values although a branch takes them."""
        if y.doubts and not (x.doubts >= y.doubts and self._reverse_fits()):
            return min(y.doubts)
        for groups in y.exclusive:
            if may_overlap(groups, self._right) and not any(
                self._alike(own, groups) for own in x.exclusive
            ):
                return "oneOf"
        return ""

    def _reverse_fits(self) -> bool:
        reverse = self._key.reverse
        return self._judge.judging(reverse) or not self._judge.fits(reverse).weight

    def _alike(self, own: Exclusive, other: Exclusive) -> bool:
        """Whether two `oneOf` have the same groups, in any order."""
        if len(own) != len(other):
            return False
        back = BranchComparison(self._judge, self._key.reverse)
        rest = list(other)
        for group in own:
            for index, candidate in enumerate(rest):
                there, again = self._all_fit(group, candidate), None
                if there is not None:
                    again = back._all_fit(candidate, group)
                if again is not None:
                    del rest[index]
                    break
            else:
                return False
        return True

    def _best(self, branch: Branch, options: list[Branch]) -> Outcome:
        """Compare a branch with the branch of Y that it fits best."""
        if len(options) > 1:
            options = [
                option
                for option in options
                if not disjoint(branch, option, self._left, self._right)
            ]
            if not options:
                name = _name(branch, self._left)
                return _only(difference("union", name, "no branch"))
            options.sort(key=lambda option: _distance(branch, option))
        # A branch of the very same properties is the one that was meant, even where a
        # value could slip through another one because objects are open.
        meant = [
            o for o in options if isinstance(o, Object) and not _distance(branch, o)
        ]
        best: Outcome | None = None
        for option in meant if len(meant) == 1 else options:
            outcome = self._branch(branch, option)
            if outcome.rank == (0, 0):
                return outcome
            # Of several that it fits, the one that there is least to say about.
            if best is None or outcome.rank < best.rank:
                best = outcome
        assert best is not None
        if best.weight and len(options) > 1:
            split = self._split(branch, options)
            return best if split is None else split
        return best

    def _split(self, branch: Branch, options: list[Branch]) -> Outcome | None:
        """Take a branch apart by the values of a tag, and find a home for each."""
        if isinstance(branch, Boolean) and len(branch.values) > 1:
            parts: list[Branch] = [
                replace(branch, values=frozenset({value})) for value in branch.values
            ]
            return self._all_fit(parts, options)
        if not isinstance(branch, Object):
            return None
        for name in sorted(branch.required):
            values = containers.listed_values(branch, name, self._left)
            if values is None or not 1 < len(values) <= _MOST_SPLIT:
                continue
            parts = [
                containers.with_value(branch, name, value, self._left)
                for value in values
            ]
            if (outcome := self._all_fit(parts, options)) is not None:
                return outcome
        return None

    def _all_fit(
        self, parts: Sequence[Branch], options: Sequence[Branch]
    ) -> Outcome | None:
        below: list[tuple[Step, Key]] = []
        notes: list[Difference] = []
        for part in parts:
            for option in options:
                if kind_of(option) != kind_of(part):
                    continue
                outcome = self._branch(part, option)
                if not outcome.weight:
                    below += outcome.below
                    notes += outcome.own
                    break
            else:
                return None
        return Outcome(tuple(dict.fromkeys(notes)), tuple(below))

    # --- two branches of one type ----------------------------------------------------

    def _branch(self, x: Branch, y: Branch) -> Outcome:
        found: list[Difference] = []
        below: list[tuple[Step, Key]] = []
        weight = told = 0

        def child(step: Step, left: Handle, right: Handle) -> None:
            nonlocal weight, told
            if step.kind == "names" and left == ANY:
                left = self._left.text
            key = Key(self._key.forward, left, right)
            pending = self._judge.judging(key)
            outcome = self._judge.fits(key)
            if pending or not outcome.silent:
                below.append((step, key))
            told += not pending and not outcome.silent
            weight += outcome.weight

        match x, y:
            case (Null(), Null()):
                pass
            case (Boolean(), Boolean()):
                found += scalars.booleans(x, y)
            case (Number(), Number()):
                found += scalars.numbers(x, y, self._right)
            case (String(), String()):
                found += scalars.strings(x, y, self._right)
            case (Array(), Array()):
                found += containers.arrays(
                    x, y, lambda left, right: child(Step("items"), left, right)
                )
            case (Object(), Object()):
                found += containers.objects(
                    x,
                    y,
                    lambda kind, name, left, right: child(
                        Step(kind, name), left, right
                    ),
                )
            case (Fixed(), _):
                found += self._fixed(x, y)
            case _:
                found.append(difference("enum", "any value", "listed values"))
        for extra in sorted(y.extras, key=lambda e: (e.keyword, e.facts)):
            if not self._keeps(x, extra):
                found.append(
                    Difference(
                        "opaque",
                        after=extra.keyword,
                        keyword=extra.keyword,
                        certain=False,
                    )
                )
        weight += sum(one.weight for one in found)
        return Outcome(tuple(found), tuple(below), min(weight, _CAP), told)

    def _fixed(self, x: Fixed, y: Branch) -> Iterable[Difference]:
        verdicts = {
            text: accepts_branch(self._right, y, json.loads(text)) for text in x.values
        }
        refused = sorted(text for text, found in verdicts.items() if found is False)
        if refused:
            yield difference("enum", ", ".join(refused), "other values")
        elif None in verdicts.values():
            yield difference("enum", ", ".join(sorted(verdicts)), "unknown", False)

    def _keeps(self, x: Branch, wanted: Extra) -> bool:
        """Whether X has a keyword that is at least as strict as one of Y."""
        for extra in x.extras:
            if extra.keyword != wanted.keyword or extra.facts != wanted.facts:
                continue
            if [name for name, _ in extra.parts] != [name for name, _ in wanted.parts]:
                continue
            forward = self._key.forward
            if all(
                self._part_fits(wanted.keyword, Key(forward, one, other))
                for (_, one), (_, other) in zip(extra.parts, wanted.parts, strict=True)
            ):
                return True
        return False

    def _part_fits(self, keyword: str, key: Key) -> bool:
        fits = self._judge.fits
        if keyword == "not":
            return not fits(key.reverse).weight
        if keyword in ("contains", "contentSchema", "dependentSchemas"):
            return not fits(key).weight
        return not fits(key).weight and not fits(key.reverse).weight


def _distance(one: Branch, other: Branch) -> int:
    """Guess how far two branches are apart, without a look at their parts."""
    if not isinstance(one, Object) or not isinstance(other, Object):
        return 0 if one == other else 1
    names = one.properties.keys() ^ other.properties.keys()
    return len(names) + len(one.required ^ other.required)


def _only(one: Difference) -> Outcome:
    return Outcome((one,), (), one.weight)


def _name(branch: Branch, shapes: Shapes) -> str:
    """Name a branch of a union for a person."""
    if isinstance(branch, Object):
        for name in sorted(branch.properties):
            values = containers.listed_values(branch, name, shapes)
            if values is not None and len(values) == 1:
                return f"the object whose {name} is {values[0]!r}"
        names = ", ".join(sorted(branch.properties)[:4])
        return f"the object with {names}" if names else "the object"
    return f"the {kind_of(branch)}"
