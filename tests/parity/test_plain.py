"""Values of both flavours compare as they read."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from codegen.parity.plain import plain
from codegen.runtime.uploads import File


async def _later() -> AsyncIterator[bytes]:
    yield b"a"


def test_a_file_of_either_flavours_iterator_is_the_same() -> None:
    """If not, every upload in pieces looks like a drift."""
    blocking = File(iter([b"a"]), "a.txt", "text/plain")
    awaited = File(_later(), "a.txt", "text/plain")

    assert plain(blocking) == plain(awaited)


@pytest.mark.parametrize(
    ("one", "other"), [(True, 1), (1, 1.0), ("1", 1), (b"a", "a"), ([1], (1,))], ids=str
)
def test_values_of_different_types_are_different(one: object, other: object) -> None:
    """If not, a flavour that turns 1 into true is in step."""
    assert plain(one) != plain(other)
