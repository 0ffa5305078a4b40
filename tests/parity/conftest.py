"""Lets tests of parity change the text of one flavour of the reference client."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from codegen.parity.drive import Driver, chosen
from codegen.parity.finding import Finding
from codegen.parity.overlay import overlaid
from codegen.parity.pair import Pair
from codegen.parity.plugin import (
    pytest_configure,
    pytest_generate_tests,
    pytest_unconfigure,
)
from codegen.parity.sources import Source, sources

__all__ = ["pytest_configure", "pytest_generate_tests", "pytest_unconfigure"]

Drifted = Callable[[str, str, str, str], Finding | None]


@pytest.fixture
def drifted(tmp_path: Path) -> Drifted:
    """Replaces a text of one aio module, calls an operation, and gives what was found."""

    def found(module: str, old: str, new: str, operation: str) -> Finding | None:
        source = sources("generated", "aio").files[module]
        assert old in source.text, f"{old!r} is not in {source.path}"
        edited = Source(source.module, source.path, source.text.replace(old, new))
        with overlaid({"generated", "patches"}, "aio", edited):
            pair = Pair("generated")
            driver = Driver(pair, tmp_path, examples=60)
            [chosen_one] = chosen(pair.operations(), operation)
            finding = driver.check(chosen_one)
            pair.close()
        return finding

    return found
