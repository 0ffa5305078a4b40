"""JSON as RFC 8259 has it: no duplicate keys, no NaN, and a position for every error.

The fast path is the standard library's parser, whose C code reads 100 MB in a second.
Only a text that it refuses is looked at again, slowly, to say where the fault is.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import Final

from codegen.errors import SpecError
from codegen.garbage import uncollected
from codegen.printable import printable
from codegen.spec.pointer import ROOT, Pointer


class _RefusedError(ValueError):
    """Well-formed for Python's parser, but not for this one."""


def parse(text: str, name: str) -> object:
    """Return the value of a JSON text.

    Args:
        text: The whole text.
        name: Its printable name, for messages.

    Raises:
        SpecError: the text is not JSON, repeats a key, or nests too deeply.
    """
    try:
        with uncollected():  # a third of the time otherwise
            return json.loads(
                text,
                object_pairs_hook=_members,
                parse_constant=_refuse,
                parse_float=_number,
            )
    except json.JSONDecodeError as error:
        raise SpecError.of(
            "ISO012",
            f"{name}:{error.lineno}:{error.colno}",
            f"this is not JSON: {error.msg[:1].lower()}{error.msg[1:]}",
            "Correct the text at this place",
        ) from None
    except RecursionError:
        raise too_deep(name) from None
    except ValueError as error:  # _RefusedError, or an integer of 4,300 digits
        raise _located(text, name, error) from None


def too_deep(place: str) -> SpecError:
    """Return the error for a document that nests without end."""
    return SpecError.of(
        "ISO016",
        place,
        "the document is nested too deeply to be read",
        "Give a document whose values nest less than 500 deep",
    )


def _members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise _RefusedError
    return members


def _refuse(constant: str) -> object:
    raise _RefusedError(constant)


def _number(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise _RefusedError(text)
    return number


def _located(text: str, name: str, error: ValueError) -> SpecError:
    """Say where the first duplicate key or unusable number stands."""
    for offset, pointer, token in _tokens(text):
        line = text.count("\n", 0, offset) + 1
        column = offset - text.rfind("\n", 0, offset)
        place = f"{name}:{line}:{column}"
        if token is None:
            return SpecError.of(
                "ISO014",
                place,
                f"the key {printable(pointer[-1])!r} stands twice in {pointer.parent}",
                "Keep one of the two",
            )
        return SpecError.of(
            "ISO015",
            place,
            f"{printable(token, 40)} at {pointer} is not a number that JSON can hold",
            "Write a finite number, or a string",
        )
    return SpecError.of("ISO012", name, f"this is not JSON: {error}", "Correct it")


_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')
_MAX_DIGITS: Final = 4300  # sys.int_info.default_max_str_digits


def _tokens(text: str) -> Iterator[tuple[int, Pointer, str | None]]:
    """Yield what may not be there: (offset, place, the number, or None for a key).

    Only for texts that are JSON but for these faults: it checks nothing else.
    """
    stack: list[tuple[set[str] | None, Pointer]] = []
    keys: set[str] | None = None  # of the object we are in; None in an array
    here, item, after_key = ROOT, 0, False
    counts: list[int] = []
    at = ROOT
    for match in _TOKEN.finditer(text):
        token = match[0]
        if token in "{[":
            stack.append((keys, here))
            counts.append(item)
            here, item = at, 0
            keys = set() if token == "{" else None
            after_key = False
            at = here / 0 if keys is None else here
        elif token in "}]":
            keys, here = stack.pop()
            item = counts.pop()
        elif token == ",":
            item += 1
            after_key = False
            if keys is None:
                at = here / item
        elif token == ":":
            after_key = True
        elif keys is not None and not after_key:
            key = json.loads(token)
            at = here / key
            if key in keys:
                yield match.start(), at, None
            keys.add(key)
        elif token[0] != '"' and not _fits(token):
            yield match.start(), at, token


def _fits(token: str) -> bool:
    if token in ("true", "false", "null"):
        return True
    if token.lstrip("-").isdecimal():
        return len(token) <= _MAX_DIGITS
    try:
        return math.isfinite(float(token))
    except ValueError:
        return False
