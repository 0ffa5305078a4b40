"""The lock of a store of tokens: taken without blocking an event loop, never forgotten."""

from __future__ import annotations

from .call import Run, Sleep, Steps, clock
from .credentials import Store
from .errors import LoginError

LOCK_TIMEOUT = 60.0
"""Seconds to wait for another process that holds the lock."""


class _Attempt:
    """One attempt, in a thread that nobody can stop: its caller may have gone."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._first: dict[str, str] = {}

    def __call__(self) -> bool:
        """Take the lock if it is free, and give it back if nobody waits any more."""
        if not self._store.try_lock():
            return False
        # One step, so that there is no moment at which either leaves it to the other.
        if self._first.setdefault("is", "taken") == "taken":
            return True
        self._store.unlock()
        return False

    def give_up(self) -> None:
        """Let the lock be free, whether it is taken already or will be."""
        if self._first.setdefault("is", "given up") == "taken":
            self._store.unlock()


def taken(store: Store) -> Steps[None]:
    """Wait until the lock of a store is free, and take it.

    Raises:
        LoginError: Another process holds it for too long.
    """
    started, pause = clock(), 0.005
    while True:
        attempt = _Attempt(store)
        try:
            if (yield Run(attempt)):
                return
        except BaseException:
            attempt.give_up()
            raise
        if clock() - started > LOCK_TIMEOUT:
            raise LoginError(
                f"{store!r} is locked by another process for {LOCK_TIMEOUT} s"
            )
        yield Sleep(pause)
        pause = min(0.1, pause * 1.5)
