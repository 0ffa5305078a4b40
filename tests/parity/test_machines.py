"""Sessions, repetitions, listings and streams: both flavours, the same scripts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from codegen.parity.finding import Finding
from codegen.parity.machines import run_all
from codegen.parity.pair import Pair

from .drifts import drifting


def findings(pair: Pair, folder: Path, **options: Any) -> list[Finding]:
    """Run machines; give what differs."""
    ran = run_all(pair, folder, **options)
    return [one for _, one in ran if one is not None]


def test_unchanged_client_follows_every_script_alike(tmp_path: Path) -> None:
    """A false alarm would teach people to ignore the true ones."""
    pair = Pair("generated")
    names = [name for name, _ in run_all(pair, tmp_path, examples=1)]
    assert {name.partition(" ")[0] for name in names} == {
        "sessions",
        "repetitions",
        "listings",
        "streams",
    }
    assert findings(pair, tmp_path, examples=12) == []
    pair.close()


@pytest.mark.parametrize(
    ("module", "old", "new", "machine"),
    [
        ("_core.oauth", "response.status_code == 401", "False", "sessions"),
        ("_core.oauth", 'self.post(url, {"token": token})', "()", "sessions"),
        ("_core.tokens", "(time.time() if", "(time.time() + 30 if", "sessions"),
        ("_core.retry", "attempt > self.total", "attempt >= self.total", "repetitions"),
        ("_core.retry", "2 ** (attempt - 1)", "2 ** attempt", "repetitions"),
        ("_core.call", "self._deadline: float | None", "self._x: None", "repetitions"),
        ("_core.collecting", "left != 0", "left not in (0, 1)", "listings"),
        ("*._streams", "self.pages(prefetch=prefetch)", "self.pages()", "listings"),
        ("_core.collecting", "least=2", "least=99", "listings"),
        (
            "_core.listing",
            "self.next, self.total = found.next, found.total",
            "pass",
            "listings",
        ),
        (
            "*._streams",
            "attempt = 0\n                        yield",
            "yield",
            "streams",
        ),
        ("_core.retry", 'request.headers["Last-Event-ID"] = ', "_ = ", "streams"),
    ],
)
def test_drift_in_the_course_of_calls_is_found(
    tmp_path: Path, module: str, old: str, new: str, machine: str
) -> None:
    """Each is something that no single call would show."""
    with drifting(f"generated.{module}", (old, new)) as pair:
        options = {"examples": 60, "shrink": False, "only": machine}
        assert findings(pair, tmp_path, **options)


def test_script_of_a_finding_is_short(tmp_path: Path) -> None:
    """Who reads it must see what it takes, and nothing else."""
    old = "attempt > self.total"
    with drifting("generated._core.retry", (old, "attempt >= self.total")) as pair:
        [found] = findings(pair, tmp_path, examples=20, only="repetitions")
    steps = found.subject.splitlines()[1:]
    assert len(steps) == 2 and steps[0].strip().startswith("1. /x will answer")
    assert "1 repetitions" in steps[1]
    assert "slept" in found.sync and "slept" not in found.aio
