"""Drifts that change nothing that anybody could notice: each by its name, and why."""

from __future__ import annotations

from typing import Final

EQUIVALENT: Final[frozenset[str]] = frozenset(
    {
        # The end of a reply completes one item at most: a line that nothing ends. There
        # is never a second one that leaving the loop could lose.
        "_streams._run: loop ends at once: for event in decoder.end(): | yield event"
        " | +break",
        # What ends the loop has ended the steps: they have returned or raised. Closing
        # is for an interruption between two lines of it, which no call can bring about.
        "_transport.run: ending dropped: action = steps.send(done) | except StopIteration"
        " as stop: | -return cast(\"T\", stop.value) | +return cast('T', stop.value)"
        " | -steps.close() | +pass",
    }
)
