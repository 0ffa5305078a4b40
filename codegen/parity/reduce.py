"""Smaller calls, for a finding that shows nothing but its cause."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from pydantic import BaseModel

from codegen.parity.calls import Script
from codegen.parity.draw import made


def reduced(script: Script, fails: Callable[[Script], bool]) -> Script:
    """Make a call smaller as long as it still fails."""
    for smaller in _smaller(script):
        if fails(smaller):
            return reduced(smaller, fails)
    return script


def _smaller(script: Script) -> Iterator[Script]:
    optional = {p.name for p in script.operation.parameters if p.default is not p.empty}
    for name in script.named:
        rest = {key: value for key, value in script.named.items() if key != name}
        if name in optional:
            yield replace(script, named=rest)
        for value in _less(script.named[name]):
            yield replace(script, named={**script.named, name: value})
    for index, whole in enumerate(script.positional):
        for value in _less(whole):
            given = list(script.positional)
            given[index] = value
            yield replace(script, positional=tuple(given))
    if script.lens:
        yield replace(script, lens="")
    if script.signed:
        yield replace(script, signed=False)


def _less(value: Any) -> Iterator[Any]:
    """Values with one thing less in them."""
    if isinstance(value, BaseModel):
        fields = {k: v for k, v in vars(value).items() if k in value.model_fields_set}
        needed = {k for k, f in type(value).model_fields.items() if f.is_required()}
        for less in _less(fields):
            if needed <= less.keys() and "root" not in needed:
                yield made(type(value), less)
    elif isinstance(value, dict):
        for key in value:
            yield {k: v for k, v in value.items() if k != key}
        for key, inner in value.items():
            for less in _less(inner):
                yield {**value, key: less}
    elif isinstance(value, list):
        for index in range(len(value)):
            yield value[:index] + value[index + 1 :]
        for index, inner in enumerate(value):
            for less in _less(inner):
                yield [*value[:index], less, *value[index + 1 :]]
    elif isinstance(value, str) and len(value) > 1:
        yield value[: len(value) // 2]
