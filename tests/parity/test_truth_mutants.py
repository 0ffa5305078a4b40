"""Drifts that both flavours have, which only the document or known rules can tell."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator

import pytest

from codegen.parity.mutants import Mutant
from codegen.parity.mutations import applied
from codegen.parity.sources import shared
from codegen.parity.truth.equivalents import EQUIVALENTS
from codegen.parity.truth.known import Known
from codegen.parity.truth.mutants import CoreTrial, chosen, places

from . import specimen
from .clients import client_of
from .drifts import edited

PACKAGE = "parity_core"


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CoreTrial]:
    """Tries drifts of a client with everything that there is on the wire."""
    folder = tmp_path_factory.mktemp("core")
    document = json.loads(json.dumps(specimen.document()))
    with client_of(document, folder, PACKAGE, pagination=specimen.PAGINATION):
        yield CoreTrial(PACKAGE, document, folder, examples=2, seed=0)


def drift(module: str, old: str, new: str, owner: str = "") -> Mutant:
    source = shared(PACKAGE)[f"{PACKAGE}.{module}"]
    assert source.text.count(old) == 1, f"{old!r} is {source.text.count(old)} times"
    return Mutant("by hand", owner, source, edited(source, (old, new)))


@pytest.mark.parametrize(
    ("module", "old", "new", "by"),
    [
        ("_core.multipart", "; filename=", "; file=", "known rules"),
        ("_operations.calls", '"/calls/deep"', '"/calls/deeper"', "document"),
        ("_core.errors", "404: NotFound,", "", "known rules"),
        ("_core.retry", "attempt > self.total", "attempt >= self.total", "known rules"),
        ("_core.pagination", "place.items + count >= total", "False", "known rules"),
    ],
)
def test_drift_of_both_flavours_is_noticed(
    trial: CoreTrial, module: str, old: str, new: str, by: str
) -> None:
    """Both flavours have it, so that comparing them shows nothing."""
    owner = "deep" if module == "_operations.calls" else ""
    assert trial.caught(drift(module, old, new, owner)) == by


def test_fault_of_the_proof_notices_nothing(
    trial: CoreTrial, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """A proof that fails says nothing of the client, and must not raise the score."""

    def fail(own: Known, about: str = "", but: str = "") -> None:
        raise ZeroDivisionError("mine")

    monkeypatch.setattr(Known, "faults", fail)
    with pytest.raises(RuntimeError, match=r"calls\.py"):
        trial.caught(drift("_operations.calls", '"/calls/deep"', '"/calls/deeper"'))
    assert "ZeroDivisionError: mine" in capfd.readouterr().err


def test_client_that_cannot_be_imported_is_said_to_be_that(trial: CoreTrial) -> None:
    """It is no difference that anything has compared."""
    first = "from __future__ import annotations\n"
    broken = drift("_core.retry", first, f"{first}raise OSError\n")
    assert trial.caught(broken) == "import"


def test_whatever_drifts_is_noticed(trial: CoreTrial) -> None:
    """A few of each run; `python -m benchmarks.parity core` tries as many as asked."""
    seed = int(os.environ.get("ISOSPIN_SEED", "0"))
    mutants = chosen(PACKAGE, 4, seed)
    assert [one.name for one in mutants if not trial.caught(one)] == []


def test_every_rule_finds_places(trial: CoreTrial) -> None:
    """A score over a few places says little."""
    found = list(places(PACKAGE))
    assert len({kind for kind, *_ in found}) >= 30
    assert len(found) > 1500


def test_every_reason_to_leave_out_a_drift_is_of_use(trial: CoreTrial) -> None:
    """One that covers nothing is of code that has changed, and waits for another."""
    unused = set(EQUIVALENTS)
    for kind, source, edit in places(PACKAGE):
        place = f"{source.path.stem}.{edit.owner}: {kind}"
        near = [one for one in EQUIVALENTS if re.fullmatch(one.place, place)]
        if near and (after := applied(source, edit)) is not None:
            mutant = Mutant(kind, edit.owner, source, after)
            unused -= {one for one in near if one.covers(mutant)}
    assert unused == set()


def test_same_seed_chooses_the_same(trial: CoreTrial) -> None:
    """A survivor that cannot be produced again cannot be looked into."""
    first, again = (chosen(PACKAGE, 40, seed=3) for _ in range(2))
    assert [one.name for one in first] == [one.name for one in again]
    assert len({one.kind for one in first}) >= 30
