"""The next version of a client, and its entry in the changelog.

Semantic versioning of the Python surface: what breaks code that imports the client is
major, what adds to it minor. A change of the wire that no caller sees is a patch: the
client is made anew, and code that uses it stays as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from codegen.diff.result import Bump, Entry, Result
from codegen.errors import ConfigError
from codegen.printable import printable

_VERSION: Final = re.compile(r"v?(\d+)\.(\d+)(?:\.(\d+))?(?:[-.+]?[a-zA-Z].*)?")
_UNRELEASED: Final = re.compile(
    r"^## \[?Unreleased\]?.*$", re.MULTILINE | re.IGNORECASE
)
_HEADING: Final = re.compile(r"^## ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What to release.

    Attributes:
        version: The next version.
        bump: What changed in it.
        entry: Section of a changelog, in the form of Keep a Changelog.
    """

    version: str
    bump: Bump
    entry: str


def propose(result: Result, current: str, today: date) -> Proposal:
    """Propose the next version and its changelog entry.

    Args:
        result: What changed since the current version.
        current: The current version.
        today: The day of the release.

    Raises:
        ConfigError: the current version is none.
    """
    version = next_version(current, result.bump)
    return Proposal(version, result.bump, changelog(result, version, today))


def next_version(current: str, bump: Bump) -> str:
    """Return the next version; before 1.0 a breaking change is a minor one.

    Raises:
        ConfigError: `current` is no version.
    """
    match = _VERSION.fullmatch(current.strip())
    if match is None:
        raise ConfigError.of(
            "ISO032",
            "",
            f"option `--current` is {printable(repr(current), 60)}, not a version such as 1.2.0",
            "See `isospin release --help`",
        )
    major, minor, patch = (int(part or 0) for part in match.groups())
    if bump == "none":
        return f"{major}.{minor}.{patch}"
    if bump == "patch" or (major == 0 and bump == "minor"):
        return f"{major}.{minor}.{patch + 1}"
    if bump == "minor" or major == 0:
        return f"{major}.{minor + 1}.0"
    return f"{major + 1}.0.0"


def changelog(result: Result, version: str, today: date) -> str:
    """Return a section of a changelog."""
    lines = [f"## [{version}] - {today.isoformat()}"]
    for title, entries in _sections(result).items():
        if entries:
            lines += ["", f"### {title}", ""]
            lines += dict.fromkeys(_line(entry) for entry in entries)
    if len(lines) == 1:
        lines += ["", "Nothing changed for callers."]
    return "\n".join(lines) + "\n"


def _sections(result: Result) -> dict[str, list[Entry]]:
    """Sort findings; what is seen in Python is not told twice."""
    client = [e for e in result.entries if e.rule.startswith("py.")]
    wire = [e for e in result.entries if not e.rule.startswith("py.")]
    return {
        "Breaking": [e for e in client if e.severity == "breaking"],
        "Service": [e for e in wire if e.severity == "breaking"],
        "Changed": [e for e in client if e.severity == "warning"],
        "Deprecated": [e for e in wire if e.rule.endswith("deprecated")],
        "Added": [
            e for e in client if e.severity == "info" and e.rule.endswith("-added")
        ],
    }


def _line(entry: Entry) -> str:
    text = entry.sentence[:1].upper() + entry.sentence[1:]
    reason = f" ({entry.reason})" if entry.reason else ""
    return f"- {text}.{reason}"


def inserted(text: str, entry: str) -> str:
    """Return a changelog with a section below *Unreleased*, or before all others."""
    match = _UNRELEASED.search(text)
    start = match.end() if match else 0
    following = _HEADING.search(text, start)
    at = following.start() if following else len(text)
    before, after = text[:at].rstrip("\n"), text[at:]
    return (
        "\n\n".join(
            part for part in (before, entry.rstrip("\n"), after) if part
        ).rstrip("\n")
        + "\n"
    )
