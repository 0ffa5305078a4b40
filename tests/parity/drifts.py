"""Changes one text of one aio module of the reference client, for a while."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from codegen.parity.pair import Pair
from codegen.parity.sources import Source, shared, sources
from codegen.parity.world import World

ROOTS = frozenset({"generated", "patches"})


@contextmanager
def drifting(module: str, *changes: tuple[str, str]) -> Iterator[Pair]:
    """Both flavours, with texts of one module replaced in aio.

    Args:
        module: `generated.*.devices`, or a module that the flavours share.
        changes: What is there, and what aio has instead.
    """
    source = aio_sources()[module]
    pair = Pair("generated", World(ROOTS, edited(source, *changes)))
    yield pair
    pair.close()


def aio_sources() -> dict[str, Source]:
    """The files of the reference client that aio has, by name."""
    return {**shared("generated"), **sources("generated", "aio").files}


def edited(source: Source, *changes: tuple[str, str]) -> Source:
    """A file with other texts: what is there, and what is there instead."""
    text = source.text
    for old, new in changes:
        assert old in text, f"{old!r} is not in {source.path}"
        text = text.replace(old, new)
    return Source(source.module, source.path, text)
