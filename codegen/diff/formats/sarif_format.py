"""Results as SARIF 2.1.0 (OASIS), for code scanning."""

from __future__ import annotations

import json
from typing import Any

from codegen.diff.result import Entry, Result
from codegen.diff.rules import RULES

_LEVELS = {"breaking": "error", "warning": "warning", "info": "note"}


def write(results: list[Result]) -> str:
    """Return results as SARIF: one run."""
    used = sorted({entry.rule for result in results for entry in result.entries})
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "isospin",
                        "informationUri": "https://github.com/isospin/isospin",
                        "rules": [_rule(rule) for rule in used],
                    }
                },
                "results": [
                    _result(entry, result, used.index(entry.rule))
                    for result in results
                    for entry in result.entries
                ],
            }
        ],
    }
    return json.dumps(log, indent=2) + "\n"


def _rule(name: str) -> dict[str, Any]:
    rule = RULES[name]
    return {
        "id": name,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.meaning},
        "help": {"text": rule.keep},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _result(entry: Entry, result: Result, index: int) -> dict[str, Any]:
    name = entry.new.removeprefix("#") or entry.old.removeprefix("#")
    found: dict[str, Any] = {
        "ruleId": entry.rule,
        "ruleIndex": index,
        "level": _LEVELS[entry.severity],
        "message": {"text": entry.sentence},
        "partialFingerprints": {"isospin/v1": entry.fingerprint},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": _uri(result)},
                    "region": {"startLine": 1},
                },
                "logicalLocations": [{"fullyQualifiedName": name, "kind": "member"}],
            }
        ],
    }
    if entry.reason:
        found["suppressions"] = [
            {"kind": "external", "status": "accepted", "justification": entry.reason}
        ]
    return found


def _uri(result: Result) -> str:
    """Name the file that annotations are shown at: the snapshot, if there is one."""
    from urllib.parse import quote

    kind, _, path = result.base.rpartition(":")
    name = path if kind.startswith("git:") else result.new
    return quote("openapi.json" if ":" in name else name)
