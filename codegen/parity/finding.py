"""One difference between the flavours, as a person reads it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

_WIDEST: Final = 600
"""Characters of a line."""
Kind = Literal["surface", "request", "reply", "undriven"]


@dataclass(frozen=True)
class Finding:
    """Something in which the flavours differ.

    Attributes:
        kind: `surface`, `request` (what was sent), `reply` (what came of it) or
            `undriven` (an operation that could not be called at all).
        subject: What differs: `jobs.search`, `Jobs.search(page)`.
        sync: What sync has or does.
        aio: What aio has or does.
        sync_place: `file:line` in sync; "" where it is not there.
        aio_place: `file:line` in aio; "" where it is not there.
        snippet: Python that shows it, ready to paste; "" for a surface.
    """

    kind: Kind
    subject: str
    sync: str
    aio: str
    sync_place: str = ""
    aio_place: str = ""
    snippet: str = ""

    def __str__(self) -> str:
        lines = [f"{self.subject}: the flavours differ ({self.kind})"]
        for flavour, said, place in (
            ("sync", self.sync, self.sync_place),
            ("aio", self.aio, self.aio_place),
        ):
            head = f"  {flavour:4} {place}".rstrip()
            lines += [head, *(f"       {line}" for line in said.splitlines())]
        if self.snippet:
            lines += ["", *(f"    {line}" for line in self.snippet.splitlines())]
        return "\n".join(lines)


def shown(notes: Iterable[object]) -> str:
    """What one flavour did, a line each; no line fills the screen."""
    lines = (str(one) for one in notes)
    cut = (one if len(one) <= _WIDEST else f"{one[:_WIDEST]}..." for one in lines)
    return "\n".join(cut) or "nothing"
