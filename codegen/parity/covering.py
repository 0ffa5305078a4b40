"""Calls and answers that cover an operation: each argument's choices, each reply's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, get_args

from pydantic import TypeAdapter

from codegen.parity.answers import code_of, concrete, dumped, event_data, with_more
from codegen.parity.calls import MANNERS, Lens, Script
from codegen.parity.cover import ABSENT, Cover
from codegen.parity.draw import UndrawableError
from codegen.parity.operations import Operation
from codegen.parity.trace import Answer

_LENSES: tuple[Lens, ...] = get_args(Lens)
_PATH_TEXTS = ("x", "a b/ä&=,;", "1")


def scripts(operation: Operation, cover: Cover) -> list[Script]:
    """Calls that take every choice of every argument.

    Raises:
        UndrawableError: A parameter has an annotation of which nothing is known.
    """
    choices: dict[str, Any] = {}
    for parameter in operation.parameters:
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            continue
        annotation = operation.hints.get(parameter.name, Any)
        values = list(cover.of(annotation))
        if parameter.default is not parameter.empty:
            values = [*values, ABSENT]
        elif annotation is str:
            values = list(_PATH_TEXTS)  # what is needed is in the path, as a rule
        choices[parameter.name] = values
    by_place = [
        one.name
        for one in operation.parameters
        if one.kind is one.POSITIONAL_OR_KEYWORD and one.default is one.empty
    ]
    return [
        _script(operation, row, by_place, index)
        for index, row in enumerate(cover.rows(choices))
    ]


def _script(
    operation: Operation, row: dict[str, Any], by_place: list[str], index: int
) -> Script:
    value = operation.handle == "value"
    manners = MANNERS[operation.handle]
    return Script(
        operation,
        tuple(row.pop(name) for name in by_place),
        row,
        lens=_LENSES[index % 4 % len(_LENSES)] if value else "",
        signed=index % 2 == 0,
        manner=manners[index % len(manners)],
        most=20 if operation.handle == "stream" else 2,
    )


def answers(entry: Any, cover: Cover) -> list[Answer]:
    """Every declared reply of an operation, with contents that cover its type.

    Args:
        entry: The operation in its table; None when nobody knows it.
        cover: Makes the values.
    """
    found: list[Answer] = []
    for table, default in (("replies", 200), ("errors", 599)):
        for status, reply in dict(getattr(entry, table, {})).items():
            code = code_of(status, default)
            by_type = getattr(reply, "by_type", None) or {"": reply}
            for media_type, one in by_type.items():
                kind = media_type or (*one.media_types, "application/json")[0]
                headers = (("content-type", concrete(kind)),)
                for content in _contents(one, cover):
                    pieces = (content,) if content else ()
                    found.append(Answer(code, headers, pieces))
    return found or [Answer(200, (("content-type", "application/json"),), (b"{}",))]


def together(
    calls: list[Script], replies: list[Answer]
) -> Iterator[tuple[Script, list[Answer]]]:
    """Each call, and each reply, at least once; at last, replies that break off.

    Args:
        calls: What `scripts` gives.
        replies: What `answers` gives.
    """
    for index in range(max(len(calls), len(replies))):
        rest = [*replies[index:], *replies[:index]]
        yield calls[index % len(calls)], rest
    broken = [replace(one, fault="ReadError") for one in replies]
    for index, manner in enumerate(MANNERS[calls[0].operation.handle]):
        call = calls[index % len(calls)]
        yield replace(call, manner=manner, retries=1), broken


def _contents(reply: Any, cover: Cover) -> Iterator[bytes]:
    kind = type(reply).__name__
    if not hasattr(reply, "type"):
        yield b"" if kind == "Empty" else b"some text"
        return
    found = items(reply, cover)
    match kind:
        case "Events":
            events = (
                event_data(one) + b"\nid: %d\n\n" % n for n, one in enumerate(found)
            )
            yield b"".join(events)
        case "JsonLines":
            yield b"\n".join(found)
        case _:
            yield from found
            yield with_more(found[0])
            yield from emptied(found[0])


def items(reply: Any, cover: Cover) -> list[bytes]:
    """JSON of values that cover the type of a reply, or of the items of a stream."""
    try:
        annotation = reply.type()
        adapter: TypeAdapter[Any] = TypeAdapter(annotation)
        return [dumped(adapter, value) for value in cover.of(annotation)]
    except UndrawableError:
        return [b"{}"]


def emptied(content: bytes) -> Iterator[bytes]:
    """JSON with nothing in the objects of one place, for each place of it."""
    whole = json.loads(content)
    for place in dict.fromkeys(_places(whole, ())):
        yield json.dumps(_without(whole, place)).encode()


def _places(value: Any, place: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Where there are objects; the items of an array are in one place."""
    if isinstance(value, dict):
        yield place
        for key, inner in value.items():
            yield from _places(inner, (*place, key))
    elif isinstance(value, list):
        for inner in value:
            yield from _places(inner, (*place, ""))


def _without(value: Any, place: tuple[str, ...]) -> Any:
    if isinstance(value, list) and place and place[0] == "":
        return [_without(inner, place[1:]) for inner in value]
    if not isinstance(value, dict) or (place and place[0] not in value):
        return value
    return {**value, place[0]: _without(value[place[0]], place[1:])} if place else {}
