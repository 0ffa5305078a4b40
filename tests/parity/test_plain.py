"""Values of both flavours compare as they read, and findings are safe to read."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from codegen.parity.finding import Finding
from codegen.parity.plain import plain
from codegen.parity.truth.fault import Fault
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


@pytest.mark.parametrize("kind", [Finding, Fault])
def test_finding_lets_no_document_act_on_the_terminal(kind: type[Finding]) -> None:
    """A path or a name of a hostile document may hold escape sequences."""
    hostile = "GET /x\x1b[2J\u202ehidden"

    shown = str(kind("request", hostile, f"one\n{hostile}", hostile))

    assert all(line.isprintable() for line in shown.split("\n"))
    assert shown.count(r"GET /x\x1b[2J\u202ehidden") == 3
