"""Drifts that are put in on purpose: each is Python, is a change, and is undone."""

from __future__ import annotations

import ast
import os
import random
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from codegen.parity.mutants import Mutant, Score, chosen
from codegen.parity.mutations import RULES, Edit, applied, edits, replaced
from codegen.parity.sources import Source, shared, sources
from codegen.parity.trial import Trial


def source(text: str) -> Source:
    return Source("p.aio.g", Path("p/aio/g.py"), text)


GROUP = '''
class Group(Base):
    """Things."""

    async def get(self, one: int, *, two: str | None = None) -> int:
        """Get it."""
        return await self._send(operations.GET, {"one": one, "two": two}, None)

    async def other(self, one: int) -> None:
        """Other."""
        return await self._send(operations.OTHER, {"one": one})
'''


def of(kind: str) -> set[str]:
    """The methods of `GROUP` as one kind of drift leaves them, without spaces."""
    file = source(GROUP)
    found = [applied(file, edit) for name, edit in edits(file) if name == kind]
    return {"".join(one.text.split()) for one in found if one is not None}


def test_there_are_many_kinds() -> None:
    """A score over few kinds says little."""
    assert len(RULES) >= 60


def test_every_argument_is_dropped_once() -> None:
    """A rule that misses places would make the score look better than it is."""
    texts = of("argument dropped")
    assert len(texts) == 3
    for left in ("GET,{'two':two}", "GET,{'one':one}", "OTHER,{})"):
        assert sum(left in text for text in texts) == 1


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("arguments swapped", "{'one':two,'two':one}"),
        ("other operation", "operations.OTHER,{"),
        ("await dropped", "returnself._send(operations.GET"),
        ("default changed", "two:str|None=1"),
        ("parameter renamed", "one_:int"),
        ("method removed", "pass"),
        ("base changed", "type('Base',(Base,),{})"),
    ],
)
def test_drift_is_what_its_kind_says(kind: str, expected: str) -> None:
    """A rule that changes something else would measure something else."""
    assert any(expected in text for text in of(kind))


def test_node_after_wide_characters_is_replaced() -> None:
    """Offsets of nodes count bytes; taken for characters, another text is replaced."""
    text = 'x = f("äö𝄞", old)\n'
    call = ast.parse(text).body[0].value  # type: ignore[attr-defined]
    assert replaced(text, Edit(call.args[1], "new")) == 'x = f("äö𝄞", new)\n'


def test_every_kind_is_chosen_before_one_is_chosen_twice() -> None:
    """Kinds with many places would drown the others."""
    found = chosen("generated", 45, seed=1)
    assert len({mutant.kind for mutant in found}) == 45


def test_same_seed_chooses_the_same() -> None:
    """A survivor that cannot be produced again cannot be looked into."""
    first, again = (chosen("generated", 20, seed=4) for _ in range(2))
    assert [one.diff for one in first] == [one.diff for one in again]


@pytest.mark.parametrize(
    "kind",
    [
        "await dropped",
        "arguments swapped",
        "parameter renamed",
        "default changed",
        "header lost",
        "another path",
        "another verb",
        "exclude none for exclude unset",
        "error mapping lost",
        "retry too many",
        "retry too few",
        "page too many",
        "page too few",
        "wrong stop condition",
        "refresh not repeated",
        "statement dropped",
        "timeout ignored",
        "another encoding of a style",
        "branch of a union lost",
        "docstring lost",
        "export removed",
        "patch of one flavour only",
        "blocking call",
    ],
)
def test_what_is_feared_most_has_places(kinds: Counter[str], kind: str) -> None:
    """A kind without places would be counted, and never be tried."""
    assert kinds[kind] >= 1


@pytest.fixture(scope="module")
def kinds() -> Counter[str]:
    """How many places each kind has in the reference client."""
    own = sources("generated", "aio").files.values()
    files = (*own, *shared("generated").values())
    return Counter(kind for file in files for kind, _ in edits(file))


def test_sample_of_drifts_is_noticed(tmp_path: Path) -> None:
    """The score of a few of all kinds; `make mutants` tries more than 500.

    Those of `_core` need to know what the client reaches, which takes longer; some are
    in `test_machines`.
    """
    seed = int(os.environ.get("ISOSPIN_SEED", "0"))
    sample = [one for one in chosen("generated", 90, seed) if one.area != "core"]
    random.Random(seed).shuffle(sample)
    with closing(Trial("generated", tmp_path, examples=12, seed=seed)) as trial:
        survivors = [one.diff for one in sample[:16] if not trial.caught(one)]
    assert survivors == []


def test_survivor_is_told() -> None:
    """A check that goes blind must not look like one that sees everything."""
    file = source(GROUP)
    score = Score()
    [edit] = [one for kind, one in edits(file) if kind == "base changed"]
    after = applied(file, edit)
    assert after is not None
    mutant = Mutant("base changed", "", file, after)
    score.add(mutant, "")
    score.add(mutant, "calls")
    assert score.survivors == [mutant]
    assert str(score) == "1 of 2 drifts of 1 kinds were noticed (1 by calls)"
    assert "+class Group(type('Base', (Base,), {})):" in mutant.diff
