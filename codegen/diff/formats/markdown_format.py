"""Results as a comment in a pull request."""

from __future__ import annotations

import re
from collections.abc import Sequence

from codegen.diff.formats.text_format import summary
from codegen.diff.result import Entry, Result

MARKER = "<!-- isospin -->"
"""First line of the comment, by which the next run finds it again."""

_MOST = 100
"""Findings of one severity, at most."""
_LONGEST = 60_000
"""Characters, at most: GitHub takes comments of 65,536."""
_ACTIVE = re.compile(r"@|#(?=\d)|:(?=//)|www(?=\.)", re.IGNORECASE)
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+.!|@~&-])")


def write(results: list[Result]) -> str:
    """Return results as Markdown."""
    lines = [MARKER]
    for result in results:
        lines += _result(result)
    text = "\n".join(lines) + "\n"
    if len(text) <= _LONGEST:
        return text
    kept = text[:_LONGEST].rpartition("\n")[0]
    closing = "\n</details>" * (kept.count("<details>") - kept.count("</details>"))
    return f"{kept}\n{closing}\n\nThe report goes on; it is too long for a comment.\n"


def _result(result: Result) -> list[str]:
    head = "breaks clients" if result.blocking else "breaks no client"
    lines = [
        f"### This change {head}",
        "",
        f"{_plain(result.base)} → {_plain(result.new)}: {summary(result)}."
        f" Version bump: **{result.bump}**.",
    ]
    blocking = result.blocking
    if blocking:
        lines += ["", "#### Breaking", "", *_table(blocking)]
        lines += [
            "",
            'Accept with `isospin ack ID --reason "..."`, or keep compatibility:',
        ]
        for keep in dict.fromkeys(entry.keep for entry in blocking):
            rules = sorted({e.rule for e in blocking if e.keep == keep})
            lines.append(f"- {', '.join(f'`{rule}`' for rule in rules)}: {keep}.")
    accepted = [e for e in result.entries if e.severity == "breaking" and e.reason]
    if accepted:
        lines += ["", "#### Accepted", ""]
        lines += [f"- {_sentence(e)}: {_plain(e.reason)}" for e in accepted[:_MOST]]
    for severity, title in (("warning", "Warnings"), ("info", "Compatible changes")):
        some = [entry for entry in result.entries if entry.severity == severity]
        if some:
            lines += ["", "<details>", f"<summary>{title}: {len(some)}</summary>", ""]
            lines += _table(some)
            lines += ["", "</details>"]
    for note in result.notes:
        lines += ["", f"> {_plain(note)}"]
    return lines


def _table(entries: Sequence[Entry]) -> list[str]:
    lines = ["| Id | What changed | In Python |", "| --- | --- | --- |"]
    for entry in entries[:_MOST]:
        name = _code(entry.python) if entry.python else ""
        lines.append(
            f"| `{entry.rule}`<br>`{entry.fingerprint}` | {_sentence(entry)} | {name} |"
        )
    if len(entries) > _MOST:
        lines.append(f"| | and {len(entries) - _MOST} more | |")
    return lines


def _sentence(entry: Entry) -> str:
    parts = entry.sentence.split("`")
    text = "".join(
        _code(part) if index % 2 and index < len(parts) - 1 else _plain(part)
        for index, part in enumerate(parts)
    )
    note = f" *({_plain(entry.note)})*" if entry.note else ""
    more = f" ({len(entry.uses)} operations)" if len(entry.uses) > 1 else ""
    return f"{text}{more}{note}"


def _plain(text: str) -> str:
    """Write text so that nothing in it is Markdown, HTML, a mention or a link.

    Forges look for mentions, numbers of issues and addresses in what Markdown leaves as
    text, so that escaping them is not enough: a space of no width stands in them.
    """
    bare = text.replace("<", "‹").replace(">", "›")
    return _SPECIAL.sub(r"\\\1", _ACTIVE.sub("\\g<0>\u200b", bare))


def _code(text: str) -> str:
    bare = text.replace("`", "'").replace("|", "\\|")
    return f"`{bare}`" if bare else ""
