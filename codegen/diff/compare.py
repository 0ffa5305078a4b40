"""Two documents -> a report of what changed between them."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Final

from codegen.config import Config
from codegen.diff.callers import CallerComparison
from codegen.diff.collector import Collector, Policy
from codegen.diff.dialects import aligned
from codegen.diff.finding import Finding
from codegen.diff.patched import Kept
from codegen.diff.surface import Surface
from codegen.diff.wire import WireComparison
from codegen.errors import Problem, SpecError
from codegen.printable import one_line
from codegen.spec.document import Document

_DEEP: Final = 20_000
"""Frames of Python that a comparison may need: chains of references are recursion."""


@dataclass(frozen=True, slots=True)
class Report:
    """What changed between two documents.

    Attributes:
        base: What the old document is called.
        new: What the new document is called.
        findings: All findings, the worst first.
        notes: What could not be compared for a reason that is nobody's fault.
    """

    base: str
    new: str
    findings: tuple[Finding, ...]
    notes: tuple[str, ...] = ()


def compare(
    old: Document,
    new: Document,
    policy: Policy | None = None,
    config: Config | None = None,
    kept: Kept | None = None,
) -> Report:
    """Tell what changed from one document to another.

    Args:
        old: What clients were made for.
        new: What the service says now.
        policy: What the configuration says about how bad things are.
        config: How the client is generated; defaults without one.
        kept: Names that patches keep alive.

    Raises:
        SpecError: schemas refer to each other in a chain that is too long.
    """
    if old.root == new.root and old.files == new.files:
        return Report(old.name, new.name, ())
    found = Collector(policy or Policy())
    base, name = old.name, new.name
    with _deep():
        try:
            old, new, notes = aligned(old, new)
            wire = WireComparison(old, new, found)
            wire.compare()
            _callers(old, new, wire, found, config or Config(), kept or Kept())
        except RecursionError:
            raise SpecError.of(
                "ISO013",
                new.name,
                "its schemas refer to each other in a chain that is too long to follow",
                "Shorten the chain",
            ) from None
    return Report(base, name, found.findings(), notes)


def _callers(
    old: Document,
    new: Document,
    wire: WireComparison,
    found: Collector,
    config: Config,
    kept: Kept,
) -> None:
    functions = old.function_names is not None and new.function_names is not None
    try:
        left, right = Surface(old, config, functions), Surface(new, config, functions)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        # The generator stops at mistakes in a document; here it went on behind them.
        found.add(
            "spec.unreadable",
            "the Python surface could not be compared: the generator cannot read one of"
            f" the documents ({type(error).__name__}: {one_line(str(error), 120)})",
            where=("generator",),
            severity="breaking",
        )
        return
    CallerComparison(left, right, wire.pairs, kept, found).compare()
    _unreadable(left.problems, right.problems, found)


def _unreadable(
    old: Iterable[Problem], new: Iterable[Problem], found: Collector
) -> None:
    """Say what the generator would stop at, but for what it stopped at before."""
    known = {replace(problem, place="") for problem in old}
    for problem in new:
        if replace(problem, place="") not in known:
            found.add(
                "spec.unreadable",
                f"no client can be generated: {problem.place}: {problem.fact}",
                where=("generator", problem.code, problem.fact),
                after=problem.fact,
            )


@contextmanager
def _deep() -> Iterator[None]:
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, _DEEP))
    gc.freeze()  # documents are no garbage, and are half of all objects
    try:
        yield
    finally:
        gc.unfreeze()
        sys.setrecursionlimit(limit)
