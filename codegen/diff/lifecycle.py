"""When something that is deprecated may be gone: `x-sunset`, or a grace after the day.

    deprecated: true
    x-sunset: 2026-06-30              gone after that day (RFC 8594)
    x-deprecated-since: 2026-01-01    or gone after the grace of the configuration

In an operation, a parameter (or its schema) and a property.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from codegen.diff.collector import Policy
from codegen.spec.document import Document
from codegen.spec.pointer import Pointer


def sunset(node: Mapping[str, object]) -> date | None:
    """Return the day after which something may be gone."""
    return _day(node.get("x-sunset"))


def announced(node: object, policy: Policy) -> str:
    """Return the day for which a removal was announced, if that has come; else ""."""
    if not isinstance(node, Mapping):
        return ""
    inner = node.get("schema")
    parts = [node, *([inner] if isinstance(inner, Mapping) else [])]
    if not any(part.get("deprecated") is True for part in parts):
        return ""
    for part in parts:
        end, since = sunset(part), _day(part.get("x-deprecated-since"))
        if end is None and since is not None and policy.grace is not None:
            end = since + timedelta(days=policy.grace)
        if end is not None and end <= policy.today:
            return str(end)
    return ""


def announced_at(document: Document, at: Pointer | None, policy: Policy) -> str:
    """Return the same for what stands at a place of a document."""
    try:
        return announced(document.find(at), policy) if at is not None else ""
    except (LookupError, TypeError):
        return ""


def note(due: str) -> str:
    """Return the note of a finding that is milder for having been announced."""
    return f"as announced for {due}" if due else ""


def _day(value: object) -> date | None:
    if isinstance(value, date):  # YAML has dates of its own
        return value
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None
