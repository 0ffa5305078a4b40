"""Many users at once, for a moment; `benchmarks/service_load.py` does it for longer."""

import asyncio

from benchmarks.service_load import load

from .server import RunningService


def test_many_users_at_once(service: RunningService) -> None:
    """Under load, jobs would be lost, answers be errors or connections stay open."""
    outcome = asyncio.run(load(service, users=40, seconds=4))
    assert outcome.problems == []
    assert len(outcome.seconds) == 17, "a route was left out"
    assert outcome.submitted
