"""What a run is doing at the moment, for whoever wants to show it.

A stage calls `report`; without a listener that costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

Listener = Callable[[str, int, int], None]
"""Takes the name of a step, how much of it is done, and how much there is (or 0)."""

_LISTENER: Final[ContextVar[Listener | None]] = ContextVar("listener", default=None)


def report(step: str, done: int = 0, total: int = 0) -> None:
    """Say that `done` of `total` parts of a step are finished.

    Args:
        step: A word or two: `read`, `models`, ...
        done: Parts that are finished.
        total: All parts; 0 when nobody knows.
    """
    listener = _LISTENER.get()
    if listener is not None:
        listener(step, done, total)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Send what is reported inside the block to `listener`."""
    token = _LISTENER.set(listener)
    try:
        yield
    finally:
        _LISTENER.reset(token)
