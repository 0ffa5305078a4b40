"""One finding, and the hash by which it is acknowledged."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from typing import Final

from codegen.diff.rules import RULES, Rule, Severity
from codegen.spec.pointer import Pointer

_BRACES: Final = re.compile(r"\{[^{}]*\}")
_COMBINATORS: Final = frozenset({"allOf", "anyOf", "oneOf"})


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that changed.

    Attributes:
        rule: Id of its rule.
        severity: How bad it is, after the configuration.
        operation: `METHOD /path` that it was found in; nothing for what is in none.
        old: Where it stands in the old document.
        new: Where it stands in the new document.
        python: What it is called in the generated client: `jobs.search(page)`.
        sentence: For a person, one sentence without a full stop.
        where: The place by names, without indexes and names of path parameters.
        before: The fact in the old document, canonical.
        after: The fact in the new document, canonical.
        uses: Every operation that it concerns, itself included.
        note: Why it is milder than its rule, or nothing.
    """

    rule: str
    severity: Severity
    operation: str
    old: Pointer | None
    new: Pointer | None
    python: str
    sentence: str
    where: tuple[str, ...]
    before: str = ""
    after: str = ""
    uses: tuple[str, ...] = ()
    note: str = ""

    @property
    def about(self) -> Rule:
        """Its rule."""
        return RULES[self.rule]

    @property
    def keep(self) -> str:
        """How to keep compatibility."""
        return self.about.keep

    @property
    def fingerprint(self) -> str:
        """Hash of what was found, and of nothing that words or order decide."""
        parts = [self.rule, list(self.where), self.before, self.after]
        text = json.dumps(parts, ensure_ascii=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    @property
    def order(self) -> tuple[object, ...]:
        """Key to sort by: the worst first, then by place."""
        rank = ("breaking", "warning", "info").index(self.severity)
        return rank, self.operation, self.where, self.rule, self.before, self.after


def place(pointer: Pointer) -> tuple[str, ...]:
    """Return a pointer by names: no indexes of unions, no names of path parameters."""
    found: list[str] = []
    keys = list(pointer)
    index = 0
    while index < len(keys):
        key = keys[index]
        if key in _COMBINATORS and index + 1 < len(keys) and keys[index + 1].isdigit():
            index += 2
            continue
        found.append(blanked(key) if found[-1:] == ["paths"] else key)
        index += 1
    return tuple(found)


def blanked(path: str) -> str:
    """Return a path template without the names of its parameters."""
    return _BRACES.sub("{}", path)
