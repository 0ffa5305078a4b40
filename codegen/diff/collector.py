"""Takes findings while documents are compared: each once, with all its uses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fnmatch import fnmatchcase
from typing import Literal

from codegen.diff.finding import Finding, place
from codegen.diff.rules import RULES, Severity
from codegen.spec.pointer import ROOT, Pointer


@dataclass(frozen=True, slots=True)
class Policy:
    """What the configuration says about how bad things are.

    Attributes:
        severity: Rule id, or pattern of ids -> severity, or `off`.
        enums: Whether clients take unknown members of enumerations (`open`).
        grace: Days that a deprecated operation stays before its removal is expected;
            counted from `x-deprecated-since`. None: only `x-sunset` counts.
        today: The day of the comparison.
    """

    severity: Mapping[str, Severity | Literal["off"]] = field(default_factory=dict)
    enums: Literal["open", "strict"] = "open"
    grace: int | None = None
    today: date = date.min


class Collector:
    """Collects findings.

    Args:
        policy: What the configuration says.
    """

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self._found: dict[tuple[object, ...], Finding] = {}
        self._uses: dict[tuple[object, ...], dict[str, None]] = {}

    def add(
        self,
        rule: str,
        sentence: str,
        *,
        operation: str = "",
        old: Pointer | None = None,
        new: Pointer | None = None,
        before: str = "",
        after: str = "",
        severity: Severity | None = None,
        where: tuple[str, ...] | None = None,
        python: str = "",
        note: str = "",
    ) -> None:
        """Take a finding; one that is known gets another use."""
        chosen = severity or RULES[rule].severity
        given = self._configured(rule)
        if given == "off":
            return
        if given is not None and (severity is None or severity == RULES[rule].severity):
            chosen = given
        spot = where if where is not None else place(new or old or ROOT)
        key = (rule, old, new, spot, before, after, python)
        if key not in self._found:
            self._found[key] = Finding(
                rule, chosen, operation, old, new, python, sentence, spot, before,
                after, (), note,
            )  # fmt: skip
        if operation:
            self._uses.setdefault(key, {})[operation] = None

    def _configured(self, rule: str) -> Severity | Literal["off"] | None:
        given = self.policy.severity
        if rule in given:
            return given[rule]
        matching = [p for p in given if fnmatchcase(rule, p)]
        return given[max(matching, key=lambda p: (len(p), p))] if matching else None

    def findings(self) -> tuple[Finding, ...]:
        """Return all findings, the worst first."""
        found = [
            replace(finding, uses=tuple(self._uses.get(key, ())))
            for key, finding in self._found.items()
        ]
        return tuple(sorted(found, key=lambda finding: finding.order))
