"""Notes what blocks the event loop while it runs: by audit events, and by waits.

CPython raises an audit event (PEP 578) where a program sleeps, connects, resolves a
name, locks a file or starts another program, whatever library it does it with. Waits
for other threads raise none; they all end in `threading.Condition.wait`. To open a local
file is not noted: it is quick, and files are read and written in pieces.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import FrameType
from typing import Any, Final

from codegen.parity.trace import Session

_BLOCKING: Final[Mapping[str, str]] = {
    "fcntl.flock": "a lock of a file",
    "fcntl.lockf": "a lock of a file",
    "ftplib.connect": "a connection",
    "http.client.connect": "a connection",
    "msvcrt.locking": "a lock of a file",
    "os.posix_spawn": "another program",
    "os.system": "another program",
    "builtins.input": "a person",
    "smtplib.connect": "a connection",
    "socket.connect": "a connection",
    "socket.getaddrinfo": "the name of a host",
    "socket.gethostbyaddr": "the name of a host",
    "socket.gethostbyname": "the name of a host",
    "sqlite3.connect": "a file",
    "subprocess.Popen": "another program",
    "time.sleep": "a sleep",
    "urllib.Request": "a connection",
}
"""Audit event -> what is waited for."""
_HARMLESS: Final = (
    "importlib._bootstrap",
    "importlib._bootstrap_external",
    "asyncio.base_subprocess",
    "asyncio.unix_events",
    "linecache",
)
"""Modules that do so on the event loop as they must: imports, and asyncio itself."""

_NO_WAIT: Final = 4 | 8
"""`LOCK_NB | LOCK_UN` of fcntl, which not every system has."""


class _Watchdog:
    """One for the process: audit hooks cannot be taken back."""

    def __init__(self) -> None:
        self.session: Session | None = None
        self.thread = 0
        self._installed = False

    def install(self) -> None:
        if not self._installed:
            self._installed = True
            sys.addaudithook(self.hook)

    def hook(self, event: str, args: tuple[Any, ...]) -> None:
        session = self.session
        if session is None or event not in _BLOCKING:
            return
        if threading.get_ident() != self.thread or not _blocks(event, args):
            return
        if not _is_harmless(sys._getframe(1)):
            session.note("blocked the event loop", event, _BLOCKING[event])


_watchdog = _Watchdog()


@contextmanager
def watched(session: Session) -> Iterator[None]:
    """Note what blocks this thread, in which the event loop runs."""
    wait = threading.Condition.wait

    def waited(own: threading.Condition, timeout: float | None = None) -> bool:
        here = threading.get_ident() == thread and timeout != 0
        if here and not _is_started(sys._getframe(1)):
            session.note("blocked the event loop", "threading", "another thread")
        return wait(own, timeout)

    thread = threading.get_ident()
    _watchdog.install()
    _watchdog.thread, _watchdog.session = thread, session
    setattr(threading.Condition, "wait", waited)  # noqa: B010
    try:
        yield
    finally:
        setattr(threading.Condition, "wait", wait)  # noqa: B010
        _watchdog.session = None


def _blocks(event: str, args: tuple[Any, ...]) -> bool:
    """Whether it waits at all: an unlock does not, nor a socket that asyncio uses."""
    if event in ("fcntl.flock", "fcntl.lockf"):
        return not args[1] & _NO_WAIT
    if event == "socket.connect":
        return bool(args[0].gettimeout() != 0)
    return True


def _is_harmless(frame: FrameType | None) -> bool:
    return any(one.f_globals.get("__name__") in _HARMLESS for one in _callers(frame))


def _is_started(frame: FrameType | None) -> bool:
    """Whether this is a thread that begins: `Thread.start` waits for that."""
    return any(one.f_code is threading.Thread.start.__code__ for one in _callers(frame))


def _callers(frame: FrameType | None) -> Iterator[FrameType]:
    while frame is not None:
        yield frame
        frame = frame.f_back
