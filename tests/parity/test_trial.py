"""What counts as noticed when a drift is tried, and what does not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from codegen.parity import trial as trials
from codegen.parity.drive import Driver
from codegen.parity.finding import Finding
from codegen.parity.mutants import Mutant
from codegen.parity.operations import Operation
from codegen.parity.trial import FalseAlarmError, Trial

from .drifts import aio_sources, edited

SEND = "return await self._send("


@pytest.fixture
def trial(tmp_path: Path) -> Iterator[Trial]:
    """Tries drifts of the reference client."""
    made = Trial("generated", tmp_path, examples=2, seed=0)
    yield made
    made.close()


def drift(old: str, new: str, module: str = "devices") -> Mutant:
    source = aio_sources()[f"generated.*.{module}"]
    return Mutant("by hand", "get", source, edited(source, (old, new)))


def test_difference_of_calls_is_noticed(trial: Trial) -> None:
    """What the rest of these tests compare with."""
    assert trial.caught(drift("operations.GET", "operations.REMOVE")) == "calls"


def test_client_that_cannot_be_imported_is_said_to_be_that(trial: Trial) -> None:
    """It is no difference that anything has compared."""
    broken = drift("class BaseClient", "raise OSError\n\n\nclass BaseClient", "_base")
    assert trial.caught(broken) == "import"


def test_call_that_goes_on_for_ever_is_noticed(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing would come back that could be compared."""
    monkeypatch.setattr(trials, "_LONGEST", 0.5)
    endless = f"while True:\n            pass\n        {SEND}"
    assert trial.caught(drift(SEND, endless)) == "hang"


@pytest.mark.parametrize("kind", [RuntimeError, TimeoutError])
def test_fault_of_the_proof_notices_nothing(
    trial: Trial, monkeypatch: pytest.MonkeyPatch, kind: type[Exception]
) -> None:
    """A proof that fails says nothing of the client, and must not raise the score."""

    def fail(own: Driver, operation: Operation) -> None:
        raise kind("mine")

    monkeypatch.setattr(Driver, "check", fail)
    with pytest.raises(kind, match="mine") as failed:
        trial.caught(drift("operations.GET", "operations.REMOVE"))
    assert "+" in failed.value.__notes__[0] and "REMOVE" in failed.value.__notes__[0]


def test_false_alarm_notices_nothing(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An alarm that is always raised would catch every drift."""

    def alarm(own: Driver, operation: Operation) -> Finding:
        return Finding("request", operation.path, "one", "other")

    monkeypatch.setattr(Driver, "check", alarm)
    with pytest.raises(FalseAlarmError, match=r"devices\.get"):
        trial.caught(drift("operations.GET", "operations.REMOVE"))
