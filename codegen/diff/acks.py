"""`.isospin/acks.toml`: findings that somebody with the right to do so has accepted.

An entry names a finding by its fingerprint, or several by patterns. It needs a reason,
and may end on a day. Nothing in it depends on the wording of a finding.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Final

from codegen.diff.finding import Finding
from codegen.errors import ConfigError, OutputError, Problem
from codegen.printable import one_line, printable, shown_path

_HEAD: Final = """\
# Breaking changes that were accepted. Put this file under CODEOWNERS: whoever may
# approve it may break clients. `isospin ack` adds entries, `isospin ack --prune` removes
# those that match nothing any more.
"""


@dataclass(frozen=True, slots=True)
class Ack:
    """One entry.

    Attributes:
        rule: Rule id or pattern.
        fingerprint: Of the finding; nothing where patterns choose.
        operation: Pattern of `METHOD /path`; nothing is every operation.
        where: The finding in words, for readers of the file only.
        reason: Why it is accepted.
        who: Who accepted it.
        until: The last day on which it counts.
    """

    rule: str
    reason: str
    fingerprint: str = ""
    operation: str = ""
    where: str = ""
    who: str = ""
    until: date | None = None

    def matches(self, finding: Finding) -> bool:
        """Whether the entry is about a finding."""
        if not fnmatchcase(finding.rule, self.rule):
            return False
        if self.fingerprint:
            return self.fingerprint == finding.fingerprint
        operations = finding.uses or (finding.operation,)
        return not self.operation or any(
            fnmatchcase(operation, self.operation) for operation in operations
        )

    def expired(self, today: date) -> bool:
        """Whether its last day has passed."""
        return self.until is not None and self.until < today


@dataclass(frozen=True, slots=True)
class Judged:
    """Findings and what was accepted of them.

    Attributes:
        acknowledged: Fingerprint of a finding -> the entry that accepts it.
        unused: Entries that match nothing.
        expired: Entries whose day has passed although they match something.
    """

    acknowledged: Mapping[str, Ack]
    unused: tuple[Ack, ...] = ()
    expired: tuple[Ack, ...] = ()


def judge(findings: Iterable[Finding], acks: Sequence[Ack], today: date) -> Judged:
    """Tell which findings are accepted; only breaking ones need to be."""
    acknowledged: dict[str, Ack] = {}
    used: set[Ack] = set()
    expired: dict[Ack, None] = {}
    for finding in findings:
        for ack in acks:
            if not ack.matches(finding):
                continue
            used.add(ack)
            if ack.expired(today):
                expired[ack] = None
            else:
                acknowledged.setdefault(finding.fingerprint, ack)
    unused = tuple(ack for ack in acks if ack not in used)
    return Judged(acknowledged, unused, tuple(expired))


# --- the file -----------------------------------------------------------------------------


def read_acks(path: Path) -> list[Ack]:
    """Return the entries of a file; none when there is no file.

    Raises:
        ConfigError: with everything that is wrong in it.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise _wrong(path, f"cannot be read: {one_line(str(error))}") from None
    except tomllib.TOMLDecodeError as error:
        raise _wrong(path, f"is not TOML: {one_line(str(error))}") from None
    entries = table.get("ack", [])
    if not isinstance(entries, list) or set(table) - {"ack"}:
        raise _wrong(path, "holds something else than [[ack]] entries")
    problems: list[Problem] = []
    found = []
    for number, entry in enumerate(entries, 1):
        ack = _entry(entry)
        if isinstance(ack, Ack):
            found.append(ack)
        else:
            problems.append(_problem(path, f"entry {number} {ack}"))
    if problems:
        raise ConfigError(*problems)
    return found


_TEXTS: Final = ("rule", "fingerprint", "operation", "where", "reason", "who")


def _entry(entry: Any) -> Ack | str:
    if not isinstance(entry, dict):
        return "is not a table"
    if unknown := sorted(set(entry) - {*_TEXTS, "until"}):
        return f"has the unknown key `{printable(unknown[0], 60)}`"
    for key in _TEXTS:
        if key in entry and not isinstance(entry[key], str):
            return f"has a `{key}` that is not a text"
    if not entry.get("rule"):
        return "has no `rule`"
    if not entry.get("reason", "").strip():
        return "has no `reason`"
    if (
        not entry.get("fingerprint")
        and not entry.get("operation")
        and entry["rule"] == "*"
    ):
        return "accepts everything; name a rule, a fingerprint or an operation"
    until = entry.get("until")
    if isinstance(until, datetime):
        until = until.date()
    if until is not None and not isinstance(until, date):
        return "has an `until` that is not a date"
    texts = {key: entry[key] for key in _TEXTS if key in entry}
    return Ack(**texts, until=until)


def _wrong(path: Path, fact: str) -> ConfigError:
    return ConfigError(_problem(path, fact))


def _problem(path: Path, fact: str) -> Problem:
    return Problem("ISO403", shown_path(path), fact, "Correct the file, or restore it")


def write_acks(path: Path, acks: Iterable[Ack]) -> None:
    """Write entries, sorted, so that two people who add some do not conflict.

    Raises:
        OutputError: the file cannot be written.
    """
    text = _HEAD
    for ack in sorted(
        acks, key=lambda a: (a.rule, a.where, a.fingerprint, a.operation)
    ):
        text += "\n[[ack]]\n"
        for key in _TEXTS:
            if value := getattr(ack, key):
                text += f"{key} = {_quoted(value)}\n"
        if ack.until is not None:
            text += f"until = {ack.until.isoformat()}\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise OutputError.of(
            "ISO203",
            shown_path(path),
            f"the file cannot be written: {error.strerror}",
            "Make the folder writable",
        ) from None


def _quoted(text: str) -> str:
    """Write a TOML string; JSON escapes all that TOML wants escaped but DEL."""
    return json.dumps(printable(text, None), ensure_ascii=False).replace(
        "\x7f", "\\u007f"
    )
