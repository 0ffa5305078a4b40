"""One difference between the flavours, as a person reads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from codegen.printable import printable

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
        lines = self._told()
        if self.snippet:
            lines += ["", *(f"    {line}" for line in self.snippet.splitlines())]
        # Paths and names are those of a document that nobody checked.
        whole = "\n".join(lines).split("\n")
        return "\n".join(printable(line, limit=None) for line in whole)

    def _told(self) -> list[str]:
        lines = [f"{self.subject}: the flavours differ ({self.kind})"]
        for flavour, said, place in (
            ("sync", self.sync, self.sync_place),
            ("aio", self.aio, self.aio_place),
        ):
            head = f"  {flavour:4} {place}".rstrip()
            lines += [head, *(f"       {line}" for line in said.splitlines())]
        return lines


def shown(sync: Sequence[object], aio: Sequence[object]) -> tuple[str, str]:
    """What each flavour did, a line each: what both did before and after is left out."""
    ours, theirs = list(map(str, sync)), list(map(str, aio))
    before = _alike(ours, theirs)
    ours, theirs = ours[before:], theirs[before:]
    after = _alike(ours[::-1], theirs[::-1])
    return _cut(ours, before, after), _cut(theirs, before, after)


def _alike(ours: Sequence[str], theirs: Sequence[str]) -> int:
    pairs = enumerate(zip(ours, theirs, strict=False))
    shorter = min(len(ours), len(theirs))
    return next((index for index, (one, two) in pairs if one != two), shorter)


def _cut(lines: Sequence[str], before: int, after: int) -> str:
    kept = lines[: len(lines) - after]
    kept = [one if len(one) <= _WIDEST else f"{one[:_WIDEST]}..." for one in kept]
    head = [f"... {before} alike"] if before else []
    return "\n".join((*head, *(kept or ["nothing"]), *(["..."] if after else [])))
