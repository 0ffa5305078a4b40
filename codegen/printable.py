"""Text from outside, made safe for a terminal and for one line."""

from __future__ import annotations

import os

_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def printable(text: str, limit: int | None = 300) -> str:
    r"""Return `text` with everything that a terminal could act on spelled out.

    Controls, escape sequences, bidi marks, line separators, lone surrogates and
    unassigned characters become `\\n`, `\\x1b`, `\\u202e`...; everything else stays.

    Args:
        text: Any text, for example a name from a document that nobody checked.
        limit: Characters to keep; the middle of a longer text is left out. None
            keeps all.
    """
    if limit is not None and len(text) > limit:
        head = limit * 2 // 3
        text = f"{text[:head]} ... {text[head - limit:]}"
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else _escape(char) for char in text)


def one_line(text: str, limit: int | None = 300) -> str:
    """Return `text` on one line, its lines joined by spaces, safe for a terminal."""
    return printable(" ".join(text.split()), limit)


def shown_path(path: str | os.PathLike[str]) -> str:
    """Return a path as a person would name it: from the working folder, if below it."""
    full = os.fspath(path)
    below = os.path.relpath(full)
    return printable(full if below.startswith("..") else below, limit=None)


def _escape(char: str) -> str:
    number = ord(char)
    if char in _SHORT:
        return _SHORT[char]
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
