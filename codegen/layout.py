"""Layout of rendered code: what black would keep, without running black.

black costs a third of a millisecond a line, which is more than everything else that
is done to render one. So each expression is written flat, on one line, and laid out
here by black's rules: it stays on its line when it fits; otherwise its last bracket is
opened, with the content on a line of its own when that fits (black does that in calls
and subscripts only), or one element a line with a trailing comma. Unions break before
`|`. A flat text that ends a bracket with a comma asks for one element a line, as it
does with black. Strings are never split.

The first line of a result has no margin, the later ones have, as templates want it.
The flat texts are ours or encoded: nothing here reads a document.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from codegen.encode import LINE_LENGTH, Code

_STEP = 4
_TOKEN = re.compile(
    r'"(?:[^"\\]|\\.)*"' r"|'(?:[^'\\]|\\.)*'" r"|[()\[\]{},]" r"| \| " r"| = "
)
_MAGIC = (",)", ",]", ",}")
_ANNOTATED = re.compile(r"[^\W\d]\w*: ")
_KEYWORD = re.compile(r"(?:return|raise|yield) ")
_OPENING = ("(", "[", "{")
_JOINING = frozenset(("Mn", "Mc"))
_SKIN_TONES = frozenset(map(chr, range(0x1F3FB, 0x1F400)))


def statement(text: str, indent: int) -> Code:
    """Lay out an assignment, a `return` or `raise`, or an expression.

    Args:
        text: The statement on one line, without margin.
        indent: Columns before it.
    """
    if len(text) + indent <= LINE_LENGTH and not _asks(text) and text.isascii():
        return text if isinstance(text, Code) else Code(text)
    lines: list[str] = []
    _statement(lines, text, indent)
    return Code("\n".join(lines)[indent:])


def signature(head: str, parameters: Sequence[str], returns: str, indent: int) -> Code:
    """Lay out the first line of a function.

    Args:
        head: Up to the parenthesis, such as `async def search`.
        parameters: Each with annotation and default; markers such as `*` as well.
        returns: Return annotation.
        indent: Columns before it.
    """
    inner = ", ".join(parameters)
    text = f"{head}({inner}) -> {returns}:"
    if not _asks(inner) and _fits(text, indent):
        return Code(text)
    margin = " " * indent
    lines: list[str] = []
    opening = f"{margin}{head}("
    if parameters:
        lines.append(opening)
        for parameter in parameters:
            _parameter(lines, parameter, indent + _STEP)
        opening = margin
    _hint(lines, f"{opening}) -> ", _Expression.parse(returns), ":", indent)
    return Code("\n".join(lines)[indent:])


def call(head: str, arguments: Sequence[str], indent: int, tail: str = "") -> Code:
    """Lay out a call: on one line, or one argument a line.

    Unlike `statement`, it never puts several arguments on a line of their own: an
    argument more is one line more in a diff.

    Args:
        head: What stands before the parenthesis, such as `GET = Operation`.
        arguments: Positional and keyword arguments.
        indent: Columns before it.
        tail: What stands behind the parenthesis.
    """
    text = f"{head}({', '.join(arguments)}){tail}"
    if not _fits(text, indent) and arguments:
        text = f"{head}({', '.join(arguments)},){tail}"
    return statement(text, indent)


def width(text: str) -> int:
    """Count the columns of a text as black does: wide characters are two."""
    if text.isascii():
        return len(text)
    return sum(map(_columns, text))


def _columns(character: str) -> int:
    """Count one character; marks and skin tones join the one before, for one column."""
    wide = unicodedata.east_asian_width(character) in "WF"
    joins = unicodedata.category(character) in _JOINING or character in _SKIN_TONES
    return 2 if wide and not joins else 1


def _fits(text: str, indent: int) -> bool:
    return indent + (len(text) if text.isascii() else width(text)) <= LINE_LENGTH


def _asks(text: str) -> bool:
    """Whether a trailing comma may ask for one element a line."""
    return any(mark in text for mark in _MAGIC)


@dataclass(frozen=True, slots=True)
class _Bracket:
    """A pair of brackets at the top of an expression.

    Attributes:
        start, end: Where it opens, and where the text goes on behind it.
        commas: Positions of the commas directly inside.
    """

    start: int
    end: int
    commas: tuple[int, ...]


@dataclass(frozen=True)
class _Expression:
    """A flat text with the positions at which it may break.

    Attributes:
        brackets: Pairs that are in no other pair.
        pipes: Positions of ` | ` outside every bracket.
        equals: Positions of ` = ` outside every bracket.
        magic: A trailing comma somewhere asks for one element a line.
    """

    text: str
    brackets: tuple[_Bracket, ...]
    pipes: tuple[int, ...]
    equals: tuple[int, ...]
    magic: bool

    @classmethod
    def parse(cls, text: str) -> _Expression:
        """Find the places where a text may break, in one pass."""
        brackets: list[_Bracket] = []
        pipes: list[int] = []
        equals: list[int] = []
        opened: list[tuple[int, list[int]]] = []
        magic = False
        for match in _TOKEN.finditer(text):
            token = match[0]
            position = match.start()
            if token in "([{":
                opened.append((position, []))
            elif token in ")]}":
                start, commas = opened.pop()
                if not opened:
                    brackets.append(_Bracket(start, position + 1, tuple(commas)))
                if text[position - 1] == ",":
                    single = token == ")" and len(commas) == 1
                    magic = magic or not (single and _is_display(text, start))
            elif token == ",":
                if opened:
                    opened[-1][1].append(position)
            elif opened:
                continue
            elif token == " | ":
                pipes.append(position)
            elif token == " = ":
                equals.append(position)
        return cls(text, tuple(brackets), tuple(pipes), tuple(equals), magic)

    @cached_property
    def operands(self) -> list[_Expression]:
        """The parts between the pipes."""
        edges = [-3, *self.pipes, len(self.text)]
        return [
            _Expression.parse(self.text[before + 3 : after])
            for before, after in pairwise(edges)
        ]

    def elements(self, bracket: _Bracket) -> list[_Expression]:
        """The parts between the commas of a pair of brackets."""
        edges = [bracket.start, *bracket.commas, bracket.end - 1]
        parts = [
            self.text[before + 1 : after].strip() for before, after in pairwise(edges)
        ]
        return [_Expression.parse(part) for part in parts if part]


def _is_display(text: str, start: int) -> bool:
    """Whether a bracket opens a list, tuple or dict, as opposed to a call or index."""
    return not start or not (text[start - 1].isalnum() or text[start - 1] in "_)]}\"'")


def _statement(lines: list[str], text: str, indent: int) -> None:
    expression = _Expression.parse(text)
    margin = " " * indent
    if not expression.magic and _fits(text, indent):
        lines.append(margin + text)
        return
    keyword = _KEYWORD.match(text)
    if keyword:
        value = _Expression.parse(text[keyword.end() :])
        _value(lines, margin + keyword[0], value, indent)
    elif annotated := _ANNOTATED.match(text):
        end = expression.equals[0] if expression.equals else len(text)
        hint = _Expression.parse(text[annotated.end() : end])
        if expression.equals:
            right = _Expression.parse(text[end + 3 :])
            _annotated(lines, margin + annotated[0], hint, right, indent)
        else:
            _hint(lines, margin + annotated[0], hint, "", indent)
    elif expression.equals:
        end = expression.equals[0] + 3
        value = _Expression.parse(text[end:])
        _value(lines, margin + text[:end], value, indent)
    else:
        _element(lines, "", expression, "", indent, wrap=False)


def _value(lines: list[str], head: str, value: _Expression, indent: int) -> None:
    """Lay out what stands behind `return` or `=`; `head` has the margin."""
    line = head + value.text
    if not value.magic and _fits(line, 0):
        lines.append(line)
    elif value.pipes or _opens_too_late(head, value, indent):
        _parenthesised(lines, head, value, "", indent)
    elif bracket := _last(value):
        _open(lines, head, value, bracket, "", indent)
    elif _worth_parentheses(value, "", indent):
        _parenthesised(lines, head, value, "", indent)
    else:
        lines.append(line)


def _opens_too_late(head: str, value: _Expression, indent: int) -> bool:
    """Whether even the first line is too long when the last bracket is opened."""
    bracket = _last(value)
    if bracket is None or value.magic:
        return False
    first = head + value.text[: bracket.start + 1]
    return not _fits(first, 0) and _fits(value.text, indent + _STEP)


def _annotated(
    lines: list[str], head: str, hint: _Expression, value: _Expression, indent: int
) -> None:
    """Lay out `name: hint = value`; `head` is the margin and `name: `."""
    left = f"{head}{hint.text} = "
    bracket = None if value.pipes else _last(value)
    opened = value.text[: bracket.start + 1] if bracket else "("
    if not hint.magic:
        if _fits(left + opened, 0):
            if bracket:
                _open(lines, left, value, bracket, "", indent)
            else:
                _parenthesised(lines, left, value, "", indent)
            return
        if bracket and _fits(left + "(", 0):
            _parenthesised(lines, left, value, "", indent)
            return
    fits = _fits(f"] = {value.text}", indent)
    whole = not value.pipes and not _fits(value.text, indent + _STEP)
    if (not value.magic and fits) or (whole and not bracket):
        _hint(lines, head, hint, f" = {value.text}", indent)
    elif bracket:
        _hint(lines, head, hint, f" = {opened}", indent)
        _inside(lines, value, bracket, indent)
        lines.append(" " * indent + value.text[bracket.end - 1 :])
    else:
        _hint(lines, head, hint, " = (", indent)
        _element(lines, "", value, "", indent + _STEP)
        lines.append(" " * indent + ")")


def _parameter(lines: list[str], text: str, indent: int) -> None:
    """Lay out one parameter of a function on lines of its own."""
    expression = _Expression.parse(text)
    margin = " " * indent
    if not expression.magic and _fits(f"{text},", indent):
        lines.append(f"{margin}{text},")
        return
    annotated = _ANNOTATED.match(text.lstrip("*"))
    if annotated is None:
        _element(lines, "", expression, ",", indent)
        return
    start = annotated.end() + len(text) - len(text.lstrip("*"))
    end = expression.equals[0] if expression.equals else len(text)
    hint = _Expression.parse(text[start:end])
    _hint(lines, margin + text[:start], hint, f"{text[end:]},", indent, wrap=False)


def _hint(
    lines: list[str],
    head: str,
    hint: _Expression,
    tail: str,
    indent: int,
    wrap: bool = True,
) -> None:
    """Lay out an annotation.

    Args:
        lines: Takes the lines.
        head: What stands before it, with the margin.
        hint: The annotation.
        tail: What follows it.
        indent: Columns of the margin.
        wrap: Whether a name alone is put in parentheses; black does not do that for
            parameters.
    """
    line = head + hint.text + tail
    if not hint.magic and _fits(line, 0):
        lines.append(line)
    elif hint.pipes:
        _parenthesised(lines, head, hint, tail, indent)
    elif bracket := _last(hint):
        if _fits(head + hint.text[: bracket.start + 1], 0):
            _open(lines, head, hint, bracket, tail, indent)
        else:
            _parenthesised(lines, head, hint, tail, indent)
    elif wrap and _worth_parentheses(hint, tail, indent):
        _parenthesised(lines, head, hint, tail, indent)
    else:
        lines.append(line)


def _worth_parentheses(hint: _Expression, tail: str, indent: int) -> bool:
    """Whether black puts a name alone in parentheses.

    It does so as well when that does not help, if it thinks that more can be split.
    """
    fits = _fits(hint.text, indent + _STEP)
    dotted = "." in hint.text and hint.text[0] not in "\"'"
    return fits or dotted or tail.endswith(_OPENING)


def _parenthesised(
    lines: list[str], head: str, inner: _Expression, tail: str, indent: int
) -> None:
    lines.append(f"{head}(")
    _element(lines, "", inner, "", indent + _STEP)
    lines.append(f"{' ' * indent}){tail}")


def _element(
    lines: list[str],
    before: str,
    expression: _Expression,
    after: str,
    indent: int,
    wrap: bool = True,
) -> None:
    """Lay out an expression that stands inside brackets, or alone."""
    margin = " " * indent
    line = before + expression.text + after
    if not expression.magic and _fits(line, indent):
        lines.append(margin + line)
    elif wrap and expression.pipes:
        last = len(expression.operands) - 1
        for number, operand in enumerate(expression.operands):
            mark = "| " if number else before
            _element(lines, mark, operand, after if number == last else "", indent)
    elif bracket := _last(expression):
        _open(lines, margin + before, expression, bracket, after, indent)
    else:
        lines.append(margin + line)


def _last(expression: _Expression) -> _Bracket | None:
    """Return the last pair of brackets that has something inside."""
    for bracket in reversed(expression.brackets):
        if bracket.end - bracket.start > 2:
            return bracket
    return None


def _open(
    lines: list[str],
    before: str,
    expression: _Expression,
    bracket: _Bracket,
    after: str,
    indent: int,
) -> None:
    """Break a pair of brackets open; `before` has the margin."""
    head = expression.text[: bracket.start]
    opening = expression.text[bracket.start]
    earlier = _Expression.parse(head)
    tail = expression.text[bracket.end - 1 :] + after
    if (earlier.magic or not _fits(before + head + opening, 0)) and _last(earlier):
        chosen = _last(earlier)
        assert chosen is not None
        rest = expression.text[chosen.end :] + after
        inner = _Expression.parse(expression.text[bracket.start : bracket.end])
        if not inner.magic and _fits(f"]{rest}", indent):
            _open(lines, before, earlier, chosen, expression.text[len(head) :], indent)
            return
        _open(lines, before, earlier, chosen, opening, indent)
    else:
        lines.append(before + head + opening)
    _inside(lines, expression, bracket, indent)
    lines.append(" " * indent + tail)


def _inside(
    lines: list[str], expression: _Expression, bracket: _Bracket, indent: int
) -> None:
    """Lay out what a pair of brackets holds, one step further in."""
    content = expression.text[bracket.start + 1 : bracket.end - 1]
    elements = expression.elements(bracket)
    inner = indent + _STEP
    several = len(elements) > 1
    magic = content.endswith(",")
    exploded = magic or (several and _is_display(expression.text, bracket.start))
    nested = any(element.magic for element in elements)
    if several and not exploded and not nested and _fits(content, inner):
        lines.append(" " * inner + content)
        return
    comma = "," if magic or several else ""
    for element in elements:
        _element(lines, "", element, comma, inner)
