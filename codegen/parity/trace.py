"""What a call does to the world, written down; and answers, given back alike.

Both flavours are called with a transport of ours, a clock that does not pass, and
numbers that are not random. Whatever else reaches for the network is written down too.
"""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

Event: TypeAlias = tuple[object, ...]
INTERRUPT: Final = "interrupt"
HANG: Final = "hang"
_LONGEST: Final = 2.0
"""Seconds that something hangs at most."""
_MOST_REQUESTS: Final = 100


class EndlessError(BaseException):
    """A call sends more requests than any right one does."""


class InterruptError(BaseException):
    """Something that is no `Exception`, as Ctrl-C is not."""


@dataclass(frozen=True)
class Answer:
    """What the service says, or what becomes of the connection.

    Attributes:
        status: Status code.
        headers: Header lines.
        pieces: The content, as it comes from the network.
        fault: Name of an error of the HTTP library; "" for none; or `INTERRUPT`; or
            `HANG`: there is no reply until the session says so, and none at all if
            it is early.
        early: Whether it comes instead of the reply, not in the middle of it.
        pace: Seconds that pass before each piece.
    """

    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    pieces: tuple[bytes, ...] = ()
    fault: str = ""
    early: bool = False
    pace: float = 0.0

    def __str__(self) -> str:
        if self.fault and self.early:
            return f"no reply: {self.fault}"
        said = f"{self.status} {dict(self.headers)} {b''.join(self.pieces)!r}"
        said += f", each piece after {self.pace} s" if self.pace else ""
        return said + (f", then {self.fault}" if self.fault else "")


class Clock:
    """A clock that passes only when somebody sleeps, or waits for a slow reply.

    Attributes:
        now: Seconds since the beginning.
    """

    def __init__(self) -> None:
        self.now = 0.0


@dataclass
class Session:
    """One call of one flavour, or a few.

    Attributes:
        answer: Gives the answer to the request of this number, from 0.
        clock: What time it is.
        events: What happened so far, in order.
        aside: What happened in other threads or tasks, in no certain order.
        tasks: Tasks that ran already.
        released: Set when what hangs may go on.
        main: The task that `events` is about; in sync, None.
        others: Threads that ran already: a server of other tests, say, which is no
            concern.
    """

    answer: Callable[[int, Any], Answer]
    clock: Clock = field(default_factory=Clock)
    events: list[Event] = field(default_factory=list[Event])
    aside: list[Event] = field(default_factory=list[Event])
    main: object = None
    requests: int = 0
    tasks: AbstractSet[object] = frozenset()
    released: threading.Event = field(default_factory=threading.Event)
    others: frozenset[int | None] = field(default_factory=lambda: _threads())
    _thread: int = field(default_factory=threading.get_ident)

    def next_answer(self, request: Any) -> Answer:
        """The answer to the next request."""
        if self.requests >= _MOST_REQUESTS:
            raise EndlessError
        self.requests += 1
        return self.answer(self.requests - 1, request)

    def note(self, *event: object) -> None:
        """Write down what happens."""
        (self.events if self.is_main() else self.aside).append(event)

    def pass_time(self, seconds: float) -> None:
        """Let the clock go on; what is done on the side takes no time."""
        if self.is_main():
            # Sums of fractions depend on their order.
            self.clock.now = round(self.clock.now + seconds, 9)

    def wait_for_threads(self) -> None:
        """Let what was begun on the side come first: otherwise it would be a race."""
        if self.is_main():
            for thread in threading.enumerate():
                if thread.ident not in self.others:
                    thread.join(_LONGEST)

    async def wait_for_tasks(self) -> None:
        """The same, in aio."""
        if self.main is None or not self.is_main():
            return
        if aside := asyncio.all_tasks() - self.tasks - {asyncio.current_task()}:
            await asyncio.wait(aside, timeout=_LONGEST)

    @property
    def trace(self) -> list[Event]:
        """All of it; what was done on the side is sorted."""
        return [*self.events, *(("aside", *one) for one in sorted(self.aside, key=str))]

    def is_main(self) -> bool:
        """Whether the caller is what was called, not what that does on the side."""
        if threading.get_ident() != self._thread:
            return False
        return self.main is None or _task() in (self.main, None)


def _threads() -> frozenset[int | None]:
    return frozenset(one.ident for one in threading.enumerate())


def _task() -> object:
    try:
        return asyncio.current_task()
    except RuntimeError:
        return None


def recorder(httpx: Any) -> Any:
    """Make a transport, for both flavours, that writes down what is sent.

    Args:
        httpx: The HTTP library of the client.
    """

    class Content(httpx.SyncByteStream, httpx.AsyncByteStream):  # type: ignore[misc]
        def __init__(self, session: Session, answer: Answer) -> None:
            self._session = session
            self._answer = answer

        def __iter__(self) -> Iterator[bytes]:
            for piece in self._answer.pieces:
                self._session.pass_time(self._answer.pace)
                yield piece
            self._end()

        async def __aiter__(self) -> AsyncIterator[bytes]:
            for piece in self._answer.pieces:
                self._session.pass_time(self._answer.pace)
                yield piece
            self._end()

        def _end(self) -> None:
            if self._answer.fault not in ("", HANG):
                raise _error(httpx, self._answer.fault)
            self._session.note("read to the end")

        def close(self) -> None:
            self._session.note("closed")

        async def aclose(self) -> None:
            self._session.note("closed")

    class Recorder(httpx.BaseTransport, httpx.AsyncBaseTransport):  # type: ignore[misc]
        session: Session

        def handle_request(self, request: Any) -> Any:
            self.session.wait_for_threads()
            answer = self._answer(request, b"".join(request.stream))
            if answer.fault == HANG:
                self.session.released.wait(_LONGEST)
            return self._response(answer)

        async def handle_async_request(self, request: Any) -> Any:
            body = b"".join([piece async for piece in request.stream])
            await self.session.wait_for_tasks()
            answer = self._answer(request, body)
            if answer.fault == HANG:
                await _released(self.session)
            return self._response(answer)

        def close(self) -> None:
            self.session.note("hangs up")

        async def aclose(self) -> None:
            self.session.note("hangs up")

        def _answer(self, request: Any, body: bytes) -> Answer:
            self.session.note(*sent(request, body))
            return self.session.next_answer(request)

        def _response(self, answer: Answer) -> Any:
            session = self.session
            if answer.fault and answer.early:
                raise _error(httpx, answer.fault)
            content = Content(session, answer)
            headers = list(answer.headers)
            return httpx.Response(answer.status, headers=headers, stream=content)

    return Recorder()


def network(httpx: Any, session: Session) -> Any:
    """Make a class that stands for the HTTP library's own transports.

    It writes down how it is made and used, and reaches nothing.
    """

    class Network(httpx.BaseTransport, httpx.AsyncBaseTransport):  # type: ignore[misc]
        def __init__(self, **options: Any) -> None:
            said = {name: _option(value) for name, value in options.items()}
            session.note("opens", tuple(sorted(said.items())))

        def handle_request(self, request: Any) -> Any:
            session.note(*sent(request, b"".join(request.stream)))
            raise httpx.ConnectError("there is no network")

        async def handle_async_request(self, request: Any) -> Any:
            body = b"".join([piece async for piece in request.stream])
            session.note(*sent(request, body))
            raise httpx.ConnectError("there is no network")

        def close(self) -> None:
            session.note("hangs up")

        async def aclose(self) -> None:
            session.note("hangs up")

    return Network


async def _released(session: Session) -> None:
    """Wait in real time, though the clock of the session stands still."""
    loop = asyncio.get_running_loop()
    end = loop.time() + _LONGEST
    while not session.released.is_set() and loop.time() < end:
        tick = loop.create_future()
        loop.call_later(0.01, tick.set_result, None)
        await tick


def _error(httpx: Any, fault: str) -> BaseException:
    if fault == INTERRUPT:
        return InterruptError("broken off")
    fault = "ReadTimeout" if fault == HANG else fault
    error: BaseException = getattr(httpx, fault)("broken off")
    return error


def _option(value: object) -> object:
    """An option of a transport, as plain data."""
    if isinstance(value, ssl.SSLContext):
        return ("TLS", value.verify_mode.name, value.check_hostname)
    return value if isinstance(value, str | bool | None) else type(value)


def sent(request: Any, body: bytes) -> Event:
    """Write down a request: all that the network would see, and its timeouts."""
    limits = {
        name: seconds if seconds is None else round(seconds, 6)
        for name, seconds in (request.extensions.get("timeout") or {}).items()
    }
    return (
        "sent",
        f"{request.method} {request.url}",
        tuple(
            (k.decode("latin-1"), v.decode("latin-1")) for k, v in request.headers.raw
        ),
        body,
        tuple(sorted(limits.items(), key=str)),
    )
