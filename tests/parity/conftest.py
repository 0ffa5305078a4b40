"""Lets tests of parity change the text of one flavour of the reference client."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from codegen.parity.drive import Driver, chosen
from codegen.parity.finding import Finding
from codegen.parity.plugin import (
    pytest_configure,
    pytest_generate_tests,
    pytest_unconfigure,
)

from .drifts import drifting

__all__ = ["pytest_configure", "pytest_generate_tests", "pytest_unconfigure"]

Drifted = Callable[[str, str, str, str], Finding | None]


@pytest.fixture
def drifted(tmp_path: Path) -> Drifted:
    """Replaces a text of one aio module, calls an operation, and gives what was found."""

    def found(module: str, old: str, new: str, operation: str) -> Finding | None:
        with drifting(module, (old, new)) as pair:
            driver = Driver(pair, tmp_path, examples=60)
            [chosen_one] = chosen(pair.operations(), operation)
            return driver.check(chosen_one)

    return found
