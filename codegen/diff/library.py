"""`codegen.compare`: the gate as a function."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from codegen.config import Config
from codegen.diff.compare import compare as compare_subjects
from codegen.diff.config import Gate
from codegen.diff.finding import Finding
from codegen.diff.sources import open_source
from codegen.diff.subject import Subject
from codegen.errors import InputError
from codegen.spec.document import Document


def compare(
    old: str | Mapping[str, Any],
    new: str | Mapping[str, Any],
    *,
    config: Config | None = None,
    gate: Gate | None = None,
) -> tuple[Finding, ...]:
    """Tell what a change of an API breaks: on the wire, and for callers of the client.

        from codegen import compare

        broken = [f for f in compare("old.json", "app.main:app") if f.severity == "breaking"]

    Args:
        old: What clients were made for: a document as JSON values, or a source as on the
            command line (file, URL, `git:REV:PATH`, `tag:PATTERN`, app,
            `installed:PACKAGE`).
        new: What the service says now.
        config: How the client is generated; what decides its names is compared too.
        gate: Severities, grace and the like; defaults without one. Acknowledgements are
            not looked at.

    Returns:
        Every finding, the worst first.

    Raises:
        IsospinError: a document cannot be read.
    """
    settings = config or Config()
    before, after = (_subject(one, settings) for one in (old, new))
    return compare_subjects(before, after, (gate or Gate()).policy()).findings


def _subject(given: str | Mapping[str, Any], config: Config) -> Subject:
    if isinstance(given, str):
        return open_source(given, config)
    if not isinstance(given, Mapping):
        raise InputError.of(
            "ISO010",
            "document",
            f"it is of type {type(given).__name__}",
            "Give a mapping, or the name of a source as text",
        )
    root = dict(given)
    return Subject(Document(root, version=str(root.get("openapi", "3.1.0"))), config)
