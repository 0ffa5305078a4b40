"""Results as annotations of GitHub Actions: workflow commands, one a line."""

from __future__ import annotations

from codegen.diff.formats import MARKS
from codegen.diff.result import Result


def write(results: list[Result]) -> str:
    """Return results as workflow commands; what was accepted is a notice."""
    lines = []
    for result in results:
        for entry in result.entries:
            if entry.severity == "info":
                continue
            mark = "notice" if entry.reason else MARKS[entry.severity]
            text = entry.sentence
            if entry.blocks:
                text += f". To keep compatibility: {entry.keep}. Id {entry.fingerprint}"
            title = _property(f"{entry.rule}: {entry.title}")
            lines.append(f"::{mark} title={title}::{_message(text)}")
        for note in result.notes:
            lines.append(f"::notice title=isospin::{_message(note)}")
    return "\n".join(lines) + "\n" if lines else ""


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")
