"""Clients of services that others have made are in step, in the short profile.

`make parity` brings their documents, which are no part of this project, and compares in
the long profile.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.parity import ORIGINS, Client, generated

from .command import parity


@pytest.fixture(params=sorted(ORIGINS))
def client(request: pytest.FixtureRequest, tmp_path: Path) -> Client:
    """A client, generated of such a document: DiracX's has its patches, too."""
    name: str = request.param
    if not ORIGINS[name].exists():
        pytest.skip(f"its document is not there: benchmarks/specs.py fetch {name}")
    return generated(name, tmp_path)


def test_both_flavours_are_in_step(client: Client) -> None:
    """What the reference client shows is true of one service only."""
    options = ("--examples", "1", "--time-limit", "8")
    done = parity(client.package, *options, folder=client.folder)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert "0 differences" in done.stderr
