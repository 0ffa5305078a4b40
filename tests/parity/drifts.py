"""Changes one text of one aio module of the reference client, for a while."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from codegen.parity.pair import Pair
from codegen.parity.sources import Source, shared, sources
from codegen.parity.world import World

ROOTS = frozenset({"generated", "patches"})


@contextmanager
def drifting(module: str, old: str, new: str) -> Iterator[Pair]:
    """Both flavours, with each `old` of one module replaced in aio.

    Args:
        module: `generated.*.devices`, or a module that the flavours share.
        old: A text of it.
        new: What aio has instead.
    """
    files = {**shared("generated"), **sources("generated", "aio").files}
    source = files[module]
    assert old in source.text, f"{old!r} is not in {source.path}"
    edited = Source(source.module, source.path, source.text.replace(old, new))
    pair = Pair("generated", World(ROOTS, edited))
    yield pair
    pair.close()
