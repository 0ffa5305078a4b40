"""The only ways by which text of a document becomes text of a program.

A document is written by somebody else, and may be written to harm. Its strings are
kept as `SpecText`, which nothing can print; here are the encoders that turn them into
`Code`, one for each context: a literal, a docstring, a comment, a name. A new context
needs a new encoder here, never an f-string elsewhere.
"""

from __future__ import annotations

import keyword
import re
import textwrap
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NoReturn

LINE_LENGTH = 88


class Code(str):
    """Text that may stand in a program as it is: ours, or encoded by this module."""

    __slots__ = ()


class Identifier(Code):
    """A Python identifier that is its own NFKC form and no keyword.

    Raises:
        ValueError: The text is none.
    """

    __slots__ = ()

    def __new__(cls, text: str) -> Identifier:
        """Check the text, so that no other way leads to an identifier."""
        if type(text) is cls:
            return text
        if (
            not text.isidentifier()
            or keyword.iskeyword(text)
            or not (text.isascii() or unicodedata.normalize("NFKC", text) == text)
        ):
            raise ValueError(f"{text!a} cannot be a Python name")
        return super().__new__(cls, text)


@dataclass(frozen=True, slots=True, order=True)
class SpecText:
    """A string of the document. It compares and sorts, but does not print.

    Attributes:
        raw: The string as the document has it; only encoders and comparisons read it.
    """

    raw: str

    def __str__(self) -> NoReturn:
        """Refuse: which encoder is right depends on the context."""
        raise TypeError("text of a document is printed through codegen.encode only")

    def __format__(self, _spec: str) -> NoReturn:
        """Refuse, as `__str__` does."""
        raise TypeError("text of a document is printed through codegen.encode only")


_ESCAPES = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character.isprintable():
        return character
    number = ord(character)
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def _string(text: str) -> str:
    """Write a string literal with the quotes that black would choose."""
    if text.isascii() and text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    body = "".join(map(_escaped, text))
    if text.count('"') <= text.count("'"):
        return '"' + body.replace('"', '\\"') + '"'
    return "'" + body.replace("'", "\\'") + "'"


def literal(value: object) -> Code:
    """Return a Python literal that evaluates to a JSON value.

    Args:
        value: None, a boolean, a number, a string, `SpecText`, or a list, tuple or
            dict of them. Non-finite numbers have no literal and are refused.

    Raises:
        TypeError: The value is no JSON value.
        ValueError: A number is not finite.
    """
    if isinstance(value, SpecText):
        return Code(_string(value.raw))
    if isinstance(value, str):
        return Code(_string(value))
    if value is None or isinstance(value, bool):
        return Code(repr(value))
    if isinstance(value, int):
        return Code(hex(value) if abs(value) >= 10**4000 else repr(value))
    if isinstance(value, float):
        if value != value or value in (float("inf"), float("-inf")):
            raise ValueError("a number that is not finite has no literal")
        return Code(repr(value))
    if isinstance(value, Mapping):
        items = (f"{literal(k)}: {literal(v)}" for k, v in value.items())
        return Code("{" + ", ".join(items) + "}")
    if isinstance(value, tuple):
        inner = ", ".join(map(literal, value))
        return Code(f"({inner},)" if len(value) == 1 else f"({inner})")
    if isinstance(value, Sequence):
        return Code("[" + ", ".join(map(literal, value)) + "]")
    raise TypeError(f"{type(value).__name__} is no JSON value")


_NEWLINES = re.compile(r"\r\n|[\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]")
_BLOCK = re.compile(r"\s*([-*+>|#`~]|\d+[.)]\s)|\s{4,}|\s*$")


def _visible(text: str) -> str:
    """Drop what a reader cannot see: controls, bidi marks, surrogates, unassigned."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(c for c in text.replace("\t", "    ") if c.isprintable())


def lines(text: SpecText | str, width: int) -> list[str]:
    """Split prose into lines of at most `width` columns, where words allow it.

    Paragraphs are filled anew; lines that look like Markdown lists, tables, quotes or
    code keep their own line.
    """
    raw = text.raw if isinstance(text, SpecText) else text
    found: list[str] = []
    paragraph: list[str] = []

    def flush() -> None:
        if paragraph:
            found.extend(_fill(" ".join(paragraph), width))
            paragraph.clear()

    for line in _NEWLINES.split(raw):
        line = _visible(line).rstrip()
        if not line.strip():
            flush()
            if found and found[-1]:
                found.append("")
        elif _BLOCK.match(line):
            flush()
            found.extend(_fill(line, width))
        else:
            paragraph.append(line.strip())
    flush()
    while found and not found[-1]:
        found.pop()
    return found


def _fill(line: str, width: int) -> list[str]:
    if len(line) <= width:
        return [line]
    indent = line[: len(line) - len(line.lstrip())][: width // 2]
    return textwrap.wrap(
        line.strip(),
        max(width, 20),
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def docstring(content: Sequence[str], indent: int) -> Code:
    '''Write lines as a docstring, quotes included, its later lines indented.

    Args:
        content: Lines without line ends, as `lines` returns them; at least one.
        indent: Columns before the docstring.

    Returns:
        `"""One line."""`, or several lines with the closing quotes on their own.
    '''
    margin = " " * indent
    safe = [
        _visible(line).rstrip().replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
        for line in content
    ]
    if len(safe) > 1:
        # black moves the later lines of a docstring to its margin, all together.
        safe[1:] = textwrap.dedent("\n".join(safe[1:])).split("\n")
    first = safe[0].lstrip() if safe else ""
    if first.startswith('"'):
        first = "\\" + first
    if len(safe) == 1:
        if first.endswith('"'):
            first += " "
        if indent + len(first) + 6 <= LINE_LENGTH or " " not in first:
            return Code(f'"""{first}"""')
        first, *more = _fill(first, LINE_LENGTH - indent - 6)
        safe = [first, *more]
    rest = "".join(f"{margin}{line}\n" if line else "\n" for line in safe[1:])
    return Code(f'"""{first}\n{rest}{margin}"""')


def comment(text: SpecText | str) -> Code:
    """Write text behind `# ` on one line."""
    raw = text.raw if isinstance(text, SpecText) else text
    return Code("# " + " ".join(_visible(_NEWLINES.sub(" ", raw)).split()))
