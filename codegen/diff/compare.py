"""Two documents -> a report of what changed between them."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Final

from codegen.diff.callers import CallerComparison
from codegen.diff.collector import Collector, Policy
from codegen.diff.dialects import aligned
from codegen.diff.finding import Finding
from codegen.diff.pruned import pruned
from codegen.diff.snapshot import settings_of
from codegen.diff.subject import Subject
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
    old: Subject | Document, new: Subject | Document, policy: Policy | None = None
) -> Report:
    """Tell what changed from one document to another.

    Args:
        old: What clients were made for; a document alone has default settings.
        new: What the service says now.
        policy: What the configuration says about how bad things are.

    Raises:
        SpecError: schemas refer to each other in a chain that is too long.
        ConfigError: the settings name what a document does not have.
    """
    before, after = _subject(old), _subject(new)
    base, name = before.document.name, after.document.name
    if _alike(before, after):
        return Report(base, name, ())
    found = Collector(policy or Policy())
    with _deep():
        try:
            left, right, notes = aligned(before.document, after.document)
            before, after = (
                replace(before, document=left),
                replace(after, document=right),
            )
            wire = WireComparison(left, right, found)
            wire.compare()
            _callers(before, after, wire, found)
        except RecursionError:
            raise SpecError.of(
                "ISO013",
                name,
                "its schemas refer to each other in a chain that is too long to follow",
                "Shorten the chain",
            ) from None
    return Report(base, name, found.findings(), notes)


def _subject(given: Subject | Document) -> Subject:
    subject = Subject(given) if isinstance(given, Document) else given
    document = subject.document
    files = {name: pruned(file) for name, file in document.files.items()}
    root = pruned(document.root)
    return replace(subject, document=replace(document, root=root, files=files))


def _alike(old: Subject, new: Subject) -> bool:
    """Whether two subjects are written alike, so that nothing has to be compared."""
    one, other = old.document, new.document
    names = [d.function_names for d in (one, other) if d.function_names is not None]
    return (
        one.root == other.root
        and one.files == other.files
        and (len(names) < 2 or names[0] == names[1])
        and old.kept == new.kept
        and settings_of(old.config) == settings_of(new.config)
    )


def _callers(
    old: Subject, new: Subject, wire: WireComparison, found: Collector
) -> None:
    functions = all(one.document.function_names is not None for one in (old, new))
    try:
        left, right = Surface(old, functions), Surface(new, functions)
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
    CallerComparison(left, right, wire.pairs, found).compare()
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
