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
    files = {**shared("generated"), **sources("generated", "aio").files}
    source = files[module]
    text = source.text
    for old, new in changes:
        assert old in text, f"{old!r} is not in {source.path}"
        text = text.replace(old, new)
    pair = Pair("generated", World(ROOTS, Source(source.module, source.path, text)))
    yield pair
    pair.close()
