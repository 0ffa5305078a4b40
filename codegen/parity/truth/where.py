"""What can be told apart on the wire, by where a parameter is and in which style."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from codegen.parity.truth.document import Parameter
from codegen.parity.truth.same import plain_text, unwrapped

Place = Literal["json", "path", "query", "header", "cookie", "form", "multipart"]


@dataclass(frozen=True)
class Where:
    """Where a value will be written.

    Attributes:
        place: In which part of the request.
        delimiters: Characters that its style cuts at and does not escape.
        depth: How deep in another value it lies.
        turn: Which choice is taken wherever there is one; None leaves it to chance.
    """

    place: Place
    delimiters: str = ""
    depth: int = 0
    turn: int | None = None

    @property
    def deeper(self) -> Where:
        """One step deeper."""
        return replace(self, depth=self.depth + 1)

    @property
    def is_full(self) -> bool:
        """Whether all that may be in it is there: on two turns of four it is not."""
        return self.turn is not None and self.turn % 2 == 0

    def on(self, turn: int | None) -> Where:
        """The same place, on another turn."""
        return replace(self, turn=turn)


# Escaped or not, a server takes these for what is between two values.
_CUT = {
    "label": ".",
    "deepObject": "[]",
    "pipeDelimited": "|",
    "spaceDelimited": " ",
}


def where_of(parameter: Parameter) -> Where:
    """Where the value of a parameter will be written."""
    if parameter.media_type:
        return Where("json")
    place = parameter.location
    if place in ("header", "cookie"):
        return Where(place, ",=" if place == "header" else ",")
    return Where(place, parameter.between + _CUT.get(parameter.style, ""))


def can_be_told(value: Any, parameter: Parameter) -> bool:
    """Whether a value has a form of its own: an empty list looks like none at all."""
    if parameter.media_type:
        return True
    value = unwrapped(value)
    if isinstance(value, Mapping):
        return _is_told_object(value, parameter)
    if isinstance(value, list | tuple | set | frozenset):
        items = [unwrapped(one) for one in value]
        if any(isinstance(one, Mapping | list | tuple | set) for one in items):
            return False
        if parameter.explode and parameter.location == "query":
            return any(one is not None for one in items)
        return (
            bool(items)
            and not {"", b""} & set(_leaves(items))
            and _is_plain(items, parameter)
        )
    if value in ("", b""):
        return parameter.location in ("query", "header")
    return _is_plain([value], parameter) if parameter.between else True


def _is_told_object(value: Mapping[Any, Any], parameter: Parameter) -> bool:
    inner = [unwrapped(one) for one in value.values() if one is not None]
    nested = any(isinstance(one, Mapping | list | tuple | set) for one in inner)
    if not inner or (nested and parameter.style != "deepObject"):
        return False
    if "" in [plain_text(key) for key in value]:
        return False
    if parameter.style == "deepObject":
        return not any(map(_is_empty, inner))
    return _is_plain([*value, *inner], parameter)


def _is_empty(value: Any) -> bool:
    value = unwrapped(value)
    if isinstance(value, Mapping):
        return all(map(_is_empty, value.values()))
    if isinstance(value, list | tuple | set | frozenset):
        return all(map(_is_empty, value))
    return value is None


def _is_plain(values: list[Any], parameter: Parameter) -> bool:
    """Whether no text holds what its style cuts at, and nothing is null."""
    delimiters = where_of(parameter).delimiters
    texts = list(map(plain_text, _leaves(values)))
    return None not in values and not any(
        d in text for d in delimiters for text in texts
    )


def _leaves(values: list[Any]) -> Iterator[Any]:
    for value in map(unwrapped, values):
        if isinstance(value, str | bytes | int | float):
            yield value
