"""What hand-written operations send is read by the document like any other request."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from codegen.parity.drive import chosen
from codegen.parity.finding import Finding
from codegen.parity.pair import Pair
from codegen.parity.sources import shared
from codegen.parity.truth.check import Truth
from codegen.parity.truth.recorded import ReadingDriver
from codegen.parity.world import World
from service.app import app

from .drifts import ROOTS, edited

DOCUMENT = json.loads(json.dumps(app.openapi()))


@contextmanager
def changed(module: str, old: str, new: str) -> Iterator[None]:
    """Give both flavours of the reference client another text of a module."""
    with World(ROOTS, edited(shared("generated")[module], (old, new))).inside():
        yield


def found(folder: Path, operation: str) -> Finding | None:
    pair = Pair("generated")
    driver = ReadingDriver(pair, folder, examples=6)
    driver.truth = Truth(pair, DOCUMENT, folder, examples=6)
    [one] = chosen(pair.operations(), operation)
    finding = driver.check(one)
    driver.close()
    pair.close()
    return finding


@pytest.mark.parametrize(
    ("module", "old", "new", "said"),
    [
        ("_operations.jobs", '"/api/jobs/search"', '"/api/jobs/find"', "has no POST"),
        ("_operations.jobs", 'Query("per_page")', 'Query("per_page", wire="n")', "'n'"),
    ],
)
def test_both_flavours_of_a_patch_send_what_no_endpoint_takes(
    tmp_path: Path, module: str, old: str, new: str, said: str
) -> None:
    """The patch is in step, and its signature is its own: the request tells."""
    with changed(f"generated.{module}", old, new):
        finding = found(tmp_path, "jobs.search")
    assert finding is not None and said in finding.sync


def test_right_patch_has_no_finding(tmp_path: Path) -> None:
    """A false alarm would teach people to ignore the true ones."""
    assert found(tmp_path, "jobs.search") is None
