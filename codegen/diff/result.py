"""A report with its acknowledgements, as data: what every format is made of.

The data may come from a file that another job wrote; reading it checks every value, so
that nothing in it can be more than text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeAlias, cast

from codegen.diff.acks import Ack, Judged
from codegen.diff.compare import Report
from codegen.diff.rules import RULES, SEVERITIES, Severity
from codegen.errors import InputError
from codegen.printable import one_line, printable

Bump: TypeAlias = Literal["major", "minor", "patch", "none"]

VERSION: Final = 1
"""Version of the JSON format; a change that readers notice gets another one."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One finding, ready to be shown; texts are of one line and printable."""

    rule: str
    severity: Severity
    fingerprint: str
    sentence: str
    operation: str = ""
    old: str = ""
    new: str = ""
    python: str = ""
    before: str = ""
    after: str = ""
    note: str = ""
    uses: tuple[str, ...] = ()
    reason: str = ""
    who: str = ""
    until: str = ""

    @property
    def blocks(self) -> bool:
        """Whether it fails the gate: breaking, and nobody accepted it."""
        return self.severity == "breaking" and not self.reason

    @property
    def title(self) -> str:
        """What its rule says in general."""
        return RULES[self.rule].title

    @property
    def keep(self) -> str:
        """How to keep compatibility."""
        return RULES[self.rule].keep


@dataclass(frozen=True, slots=True)
class Result:
    """One comparison, ready to be shown.

    Attributes:
        base: What the old document is called.
        new: What the new document is called.
        entries: Findings, the worst first.
        notes: What else is to be said.
    """

    base: str
    new: str
    entries: tuple[Entry, ...] = ()
    notes: tuple[str, ...] = ()
    folder: str = field(default="", compare=False)

    @property
    def blocking(self) -> tuple[Entry, ...]:
        """The findings that fail the gate."""
        return tuple(entry for entry in self.entries if entry.blocks)

    def count(self, severity: Severity) -> int:
        """Return how many findings are of a severity."""
        return sum(1 for entry in self.entries if entry.severity == severity)

    @property
    def bump(self) -> Bump:
        """What the next version of the client must change, by its Python surface."""
        client = [e for e in self.entries if e.rule.startswith("py.")]
        if any(e.severity == "breaking" for e in client):
            return "major"
        if any(e.rule.endswith(("-added", "-optional")) for e in client):
            return "minor"
        return "patch" if self.entries else "none"


def result_of(report: Report, judged: Judged) -> Result:
    """Return a report with its acknowledgements."""
    notes = [*report.notes]
    for ack in judged.unused:
        notes.append(
            f"the acknowledgement {_named(ack)} matches nothing: isospin ack --prune"
        )
    for ack in judged.expired:
        notes.append(f"the acknowledgement {_named(ack)} ended on {ack.until}")
    entries = []
    for finding in report.findings:
        accepted = judged.acknowledged.get(finding.fingerprint)
        entries.append(
            Entry(
                rule=finding.rule,
                severity=finding.severity,
                fingerprint=finding.fingerprint,
                sentence=one_line(finding.sentence, 600),
                operation=one_line(finding.operation),
                old=str(finding.old) if finding.old is not None else "",
                new=str(finding.new) if finding.new is not None else "",
                python=printable(finding.python),
                before=one_line(finding.before),
                after=one_line(finding.after),
                note=finding.note,
                uses=tuple(map(one_line, finding.uses)),
                reason=one_line(accepted.reason) if accepted else "",
                who=one_line(accepted.who) if accepted else "",
                until=str(accepted.until or "") if accepted else "",
            )
        )
    return Result(
        printable(report.base),
        printable(report.new),
        tuple(entries),
        tuple(one_line(note, 1000) for note in notes),
    )


def _named(ack: Ack) -> str:
    return printable(f"{ack.rule} {ack.fingerprint or ack.operation}".strip(), 120)


# --- JSON -----------------------------------------------------------------------------------

_TEXTS: Final = (
    "fingerprint", "sentence", "operation", "old", "new", "python", "before", "after", "note",
)  # fmt: skip
_ACK: Final = ("reason", "who", "until")
_MOST: Final = 100_000
_FINGERPRINT: Final = re.compile("[0-9a-f]{16}")


def as_data(results: list[Result]) -> dict[str, Any]:
    """Return results as JSON values."""
    return {
        "version": VERSION,
        "comparisons": [
            {
                "base": result.base,
                "new": result.new,
                "bump": result.bump,
                "counts": {level: result.count(level) for level in SEVERITIES},
                "blocking": len(result.blocking),
                "notes": list(result.notes),
                "findings": [_entry_data(entry) for entry in result.entries],
            }
            for result in results
        ],
    }


def _entry_data(entry: Entry) -> dict[str, Any]:
    data: dict[str, Any] = {"id": entry.rule, "severity": entry.severity}
    data |= {key: getattr(entry, key) for key in _TEXTS}
    data["title"] = entry.title
    data["keep"] = entry.keep
    data["uses"] = list(entry.uses)
    data["acknowledged"] = (
        {key: getattr(entry, key) for key in _ACK} if entry.reason else None
    )
    return data


def from_data(data: object, name: str) -> list[Result]:
    """Return results from JSON values that somebody else wrote.

    Raises:
        InputError: they are not as `as_data` writes them.
    """
    try:
        table = _table(data)
        if table.get("version") != VERSION:
            raise ValueError("it is of another version")
        return [_result(_table(item)) for item in _list(table.get("comparisons"))]
    except ValueError as error:
        raise InputError.of(
            "ISO404", printable(name), f"this is no report of isospin: {error}",
            "Make it by `isospin diff --format json`",
        ) from None  # fmt: skip


def _result(table: Mapping[str, Any]) -> Result:
    return Result(
        _text(table, "base"),
        _text(table, "new"),
        tuple(_entry(_table(item)) for item in _list(table.get("findings"))),
        tuple(one_line(str(note)) for note in _list(table.get("notes"))),
    )


def _entry(table: Mapping[str, Any]) -> Entry:
    rule, severity = table.get("id"), table.get("severity")
    if not isinstance(rule, str) or rule not in RULES:
        raise ValueError("a finding has an unknown id")
    if severity not in SEVERITIES:
        raise ValueError("a finding has an unknown severity")
    if not _FINGERPRINT.fullmatch(_text(table, "fingerprint")):
        raise ValueError("a finding has no fingerprint")
    ack = table.get("acknowledged")
    accepted = _table(ack) if ack is not None else {}
    texts = {key: _text(table, key) for key in _TEXTS}
    texts |= {key: _text(accepted, key) for key in _ACK}
    uses = tuple(one_line(str(use)) for use in _list(table.get("uses")))
    return Entry(rule=rule, severity=cast(Severity, severity), uses=uses, **texts)


def _table(value: object) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise ValueError("an object is missing")
    return value


def _list(value: object) -> list[Any]:
    if not isinstance(value, list) or len(value) > _MOST:
        raise ValueError("a list is missing, or is too long")
    return value


def _text(table: Mapping[str, Any], key: str) -> str:
    value = table.get(key, "")
    if not isinstance(value, str):
        raise ValueError(f"`{key}` is not a text")
    return one_line(value, 1000)
