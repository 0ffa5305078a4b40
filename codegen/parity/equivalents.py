"""Drifts that change nothing that anybody could notice: each by its name, and why."""

from __future__ import annotations

from typing import Final

EQUIVALENT: Final[frozenset[str]] = frozenset(
    {
        # The end of a reply completes one item at most: a line that nothing ends. There
        # is never a second one that leaving the loop could lose.
        "_streams._run: loop ends at once: for event in decoder.end(): | yield event"
        " | +break",
    }
)
