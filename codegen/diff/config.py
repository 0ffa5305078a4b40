"""`[tool.isospin.gate]`: the settings of the gate, read from the same file as the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final, Literal

from codegen.diff.collector import Policy
from codegen.diff.rules import RULES, SEVERITIES, Severity
from codegen.errors import ConfigError, Problem
from codegen.printable import printable
from codegen.settings import find_table

ACKS: Final = ".isospin/acks.toml"
_KEYS: Final = ("branch", "released", "grace", "acks", "enums", "severity")


@dataclass(frozen=True, slots=True)
class Gate:
    """The settings of the gate.

    Attributes:
        branch: The branch that a change goes to; found out when None.
        released: A second base: file, URL, `git:REV:PATH`, or `tag:PATTERN`, the newest
            tag that matches.
        grace: Days after `x-deprecated-since` at which a removal is expected.
        acks: File of acknowledgements, below the folder of the configuration.
        enums: `open` when unknown members of enumerations are no trouble, as in our
            clients; `strict` for the sake of others.
        severity: Rule id or pattern -> severity, or `off`.
    """

    branch: str | None = None
    released: str | None = None
    grace: int | None = None
    acks: str = ACKS
    enums: Literal["open", "strict"] = "open"
    severity: Mapping[str, Severity | Literal["off"]] = field(default_factory=dict)

    def policy(self, today: date | None = None) -> Policy:
        """Return what the settings say about how bad things are."""
        day = today or datetime.now(UTC).date()
        return Policy(self.severity, self.enums, self.grace, day)


def read_gate(start: Path) -> Gate:
    """Return the settings of the gate.

    Args:
        start: Working folder, where the search for a file begins.

    Raises:
        ConfigError: with everything that is wrong in the table.
    """
    path, table = find_table(start)
    if path is None or "gate" not in table:
        return Gate()
    place = (
        f"{path.name} [{'' if path.name == 'isospin.toml' else 'tool.isospin.'}gate]"
    )
    given = table["gate"]
    if not isinstance(given, Mapping):
        raise ConfigError(_problem(place, "gate", "is not a table"))
    problems = [
        _problem(place, key, "is not known", f"Known keys: {', '.join(_KEYS)}")
        for key in given
        if key not in _KEYS
    ]
    found = Gate()
    for key in ("branch", "released", "acks"):
        if key in given:
            if isinstance(given[key], str) and given[key]:
                found = replace(found, **{key: given[key]})
            else:
                problems.append(_problem(place, key, "is not a text"))
    if Path(found.acks).is_absolute() or ".." in Path(found.acks).parts:
        problems.append(_problem(place, "acks", "leads out of the folder"))
    if "grace" in given:
        days = given["grace"]
        if isinstance(days, int) and not isinstance(days, bool) and days >= 0:
            found = replace(found, grace=days)
        else:
            problems.append(_problem(place, "grace", "is not a number of days"))
    if "enums" in given:
        match given["enums"]:
            case "open" | "strict" as enums:
                found = replace(found, enums=enums)
            case _:
                problems.append(_problem(place, "enums", "is not 'open' or 'strict'"))
    severity, wrong = _severities(given.get("severity", {}), place)
    problems += wrong
    if problems:
        raise ConfigError(*problems)
    return replace(found, severity=severity)


def _severities(
    table: Any, place: str
) -> tuple[Mapping[str, Severity | Literal["off"]], list[Problem]]:
    from fnmatch import fnmatchcase

    if not isinstance(table, Mapping):
        return {}, [_problem(place, "severity", "is not a table")]
    found: dict[str, Severity | Literal["off"]] = {}
    problems = []
    for rule, level in table.items():
        if not any(fnmatchcase(known, rule) for known in RULES):
            fact = "is no rule, and matches none"
            problems.append(_problem(place, rule, fact, "See docs/rules.md"))
        elif level == "off":
            found[rule] = "off"
        elif level in SEVERITIES:
            found[rule] = level
        else:
            choices = ", ".join((*SEVERITIES, "off"))
            problems.append(
                _problem(
                    place, rule, f"is {printable(repr(level), 40)}", f"One of {choices}"
                )
            )
    return found, problems


def _problem(place: str, key: str, fact: str, remedy: str = "") -> Problem:
    return Problem(
        "ISO032",
        printable(place),
        f"`{printable(key, 60)}` {fact}",
        remedy or "See docs/gate.md",
    )
