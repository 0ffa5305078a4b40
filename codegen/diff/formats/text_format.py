"""Results for a terminal."""

from __future__ import annotations

from io import StringIO

from rich.console import Console
from rich.text import Text

from codegen.diff.result import Entry, Result
from codegen.diff.rules import SEVERITIES

_STYLES = {"breaking": "bold red", "warning": "yellow", "info": "dim"}


def write(results: list[Result], colour: bool = False, width: int = 100) -> str:
    """Return results as text.

    Args:
        results: One for each comparison.
        colour: With the escape sequences of a terminal.
        width: Columns of the terminal.
    """
    console = Console(
        file=StringIO(),
        force_terminal=colour,
        no_color=not colour,
        width=width,
        highlight=False,
        soft_wrap=True,
        emoji=False,
    )
    for result in results:
        _result(console, result)
    file = console.file
    assert isinstance(file, StringIO)
    return file.getvalue()


def _result(console: Console, result: Result) -> None:
    console.print(Text(f"{result.base} -> {result.new}", "bold"))
    for severity in SEVERITIES:
        for entry in result.entries:
            if entry.severity == severity:
                _entry(console, entry)
    for note in result.notes:
        console.print(Text(f"note: {note}"))
    console.print(Text(summary(result), "bold"))


def _entry(console: Console, entry: Entry) -> None:
    label = (
        "accepted" if entry.severity == "breaking" and entry.reason else entry.severity
    )
    line = Text()
    line.append(
        f"{label:8} ", _STYLES[entry.severity] if label != "accepted" else "dim"
    )
    line.append(f"{entry.rule:24} ", "cyan")
    line.append(entry.sentence)
    if entry.note:
        line.append(f" ({entry.note})", "dim")
    console.print(line)
    if entry.severity == "info":
        return
    margin = " " * 9
    places = " -> ".join(filter(None, dict.fromkeys((entry.old, entry.new))))
    console.print(Text(f"{margin}{entry.fingerprint}  {places}", "dim"))
    if len(entry.uses) > 1:
        console.print(Text(f"{margin}used by {len(entry.uses)} operations", "dim"))
    if entry.reason:
        until = f", until {entry.until}" if entry.until else ""
        who = f" ({entry.who}{until})" if entry.who else until
        console.print(Text(f"{margin}accepted: {entry.reason}{who}", "dim"))
    elif entry.severity == "breaking":
        console.print(Text(f"{margin}to keep compatibility: {entry.keep}", "dim"))


def summary(result: Result) -> str:
    """Return one line that says how a comparison went."""
    if not result.entries:
        return "nothing changed for clients"
    blocking = len(result.blocking)
    accepted = result.count("breaking") - blocking
    parts = [f"{blocking} breaking"]
    if accepted:
        parts.append(f"{accepted} accepted")
    parts += [f"{result.count('warning')} warnings", f"{result.count('info')} infos"]
    return ", ".join(parts)
