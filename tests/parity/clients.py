"""Clients of documents, generated for a test, and checked as a user would."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from codegen import Config, generate
from codegen.parity.finding import Finding
from codegen.parity.pair import Pair
from codegen.parity.truth.check import Truth
from codegen.parity.truth.compare import Counts
from codegen.parity.truth.recorded import ReadingDriver


@contextmanager
def client_of(
    document: Mapping[str, Any], folder: Path, package: str, **settings: Any
) -> Iterator[None]:
    """Generate the clients of a document; they can be imported inside."""
    (folder / "openapi.json").write_text(json.dumps(document))
    settings |= {"folder": folder, "package": package, "lenient": True}
    config = Config(input="openapi.json", **settings)
    generate(config)
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    try:
        yield
    finally:
        sys.path.remove(str(folder))
        for name in [one for one in sys.modules if one.partition(".")[0] == package]:
            del sys.modules[name]


def compared(
    package: str, document: Mapping[str, Any], folder: Path, examples: int
) -> tuple[list[Finding], Counts]:
    """Compare both flavours, and read what they send by their document."""
    pair = Pair(package)
    driver = ReadingDriver(pair, folder, examples=examples)
    driver.truth = Truth(pair, document, folder, examples=examples)
    found = [finding for _, finding in driver.run(pair.operations())]
    driver.close()
    pair.close()
    return [one for one in found if one is not None], driver.truth.counts


def read(
    package: str, document: Mapping[str, Any], folder: Path, examples: int
) -> tuple[list[Finding], Counts]:
    """Read what the blocking client sends by its document."""
    pair = Pair(package)
    truth = Truth(pair, document, folder, examples=examples)
    found = map(truth.check, pair.operations())
    findings = [one for one in found if one is not None]
    truth.close()
    pair.close()
    return findings, truth.counts
