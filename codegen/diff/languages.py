"""Whether every text that matches one regular expression matches another.

Patterns of JSON Schema are ECMA 262 and may match anywhere in a text. Those that are
regular in the strict sense, and small, are compared as automata; of all others nothing
is known but that a pattern includes itself.
"""

from __future__ import annotations

import enum
import re
import warnings
from functools import cache
from typing import Final


class Inclusion(enum.Enum):
    """What is known."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


_LONGEST: Final = 200
"""Characters of a pattern, at most; automata of longer ones may be huge."""
_LARGEST_COUNT: Final = 64
"""Repetitions, at most: each is a state of its own, or several."""

_COUNT: Final = re.compile(r"\{(\d*)(?:,(\d*))?\}")
_UNSUPPORTED: Final = re.compile(r"\(\?|\\[bBpPuxckdDwWsS1-9]")
_CLASSES: Final = {"\\d": "0-9", "\\w": "A-Za-z0-9_"}


@cache
def included(left: str, right: str) -> Inclusion:
    """Tell whether every text that matches `left` matches `right`."""
    if left == right:
        return Inclusion.YES
    first, second = _automaton_text(left), _automaton_text(right)
    if first is None or second is None:
        return Inclusion.UNKNOWN
    try:
        import interegular
    except ImportError:
        return Inclusion.UNKNOWN
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            one = interegular.parse_pattern(first).to_fsm()
            other = interegular.parse_pattern(second).to_fsm()
            if len(one.states) * len(other.states) > 20_000:
                return Inclusion.UNKNOWN
            return Inclusion.YES if (one - other).empty() else Inclusion.NO
    except Exception:  # whatever a foreign parser makes of a pattern: undecided
        return Inclusion.UNKNOWN


def _automaton_text(pattern: str) -> str | None:
    """Write a pattern so that it must match the whole text; None when it can't be."""
    if len(pattern) > _LONGEST:
        return None
    for low, high in _COUNT.findall(pattern):
        if max(int(low or 0), int(high or 0)) > _LARGEST_COUNT:
            return None
    text = _expanded(pattern)
    if text is None:
        return None
    start = text.startswith("^")
    end = text.endswith("$") and not text.endswith("\\$")
    inner = text[1 if start else 0 : len(text) - 1 if end else len(text)]
    bare = re.sub(r"\\.|\[[^\]]*\]", "", inner)
    anchored = "^" in bare or "$" in bare or ("|" in bare and (start or end))
    if anchored and not _grouped(inner):
        return None
    anything = "(.|\n)*"
    return f"{'' if start else anything}({inner}){'' if end else anything}"


def _grouped(inner: str) -> bool:
    """Whether `a|b` stands in parentheses, so that anchors around it mean all of it."""
    depth = 0
    bare = re.sub(r"\\.|\[[^\]]*\]", "", inner)
    if "^" in bare or "$" in bare:
        return False
    for character in bare:
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "|" and depth == 0:
            return False
    return True


def _expanded(pattern: str) -> str | None:
    """Spell classes out as ECMA 262 means them (ASCII); None for what is not regular."""
    text = pattern
    inside = False
    found = []
    index = 0
    while index < len(text):
        pair = text[index : index + 2]
        if pair in _CLASSES:
            found.append(_CLASSES[pair] if inside else f"[{_CLASSES[pair]}]")
            index += 2
            continue
        if _UNSUPPORTED.match(text, index):
            return None
        if pair[:1] == "\\":
            found.append(pair)
            index += 2
            continue
        inside = (inside or pair[0] == "[") and not (inside and pair[0] == "]")
        found.append(pair[0])
        index += 1
    return "".join(found)
