"""What a call does to the world, written down; and answers, given back alike.

Both flavours are called with a transport of ours, a clock that does not pass, and
numbers that are not random. Whatever else reaches for the network is written down too.
"""

from __future__ import annotations

import asyncio
import random
import secrets
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from itertools import count
from typing import Any, Final, TypeAlias
from uuid import UUID

Event: TypeAlias = tuple[object, ...]
_MOST_REQUESTS: Final = 40


class EndlessError(BaseException):
    """A call sends more requests than any right one does."""


@dataclass(frozen=True)
class Answer:
    """What the service says, or what becomes of the connection.

    Attributes:
        status: Status code.
        headers: Header lines.
        pieces: The content, as it comes from the network.
        fault: Name of an error of the HTTP library; "" for none.
        early: Whether it comes instead of the reply, not in the middle of it.
    """

    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    pieces: tuple[bytes, ...] = ()
    fault: str = ""
    early: bool = False

    def __str__(self) -> str:
        if self.fault and self.early:
            return f"no reply: {self.fault}"
        said = f"{self.status} {dict(self.headers)} {b''.join(self.pieces)!r}"
        return said + (f", then {self.fault}" if self.fault else "")


@dataclass
class Session:
    """One call of one flavour.

    Attributes:
        answer: Gives the answer to the request of this number, from 0.
        events: What happened so far.
    """

    answer: Callable[[int, Any], Answer]
    events: list[Event] = field(default_factory=list[Event])
    requests: int = 0

    def next_answer(self, request: Any) -> Answer:
        """The answer to the next request."""
        if self.requests >= _MOST_REQUESTS:
            raise EndlessError
        self.requests += 1
        return self.answer(self.requests - 1, request)


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
            yield from self._answer.pieces
            self._end()

        async def __aiter__(self) -> AsyncIterator[bytes]:
            for piece in self._answer.pieces:
                yield piece
            self._end()

        def _end(self) -> None:
            if self._answer.fault:
                raise getattr(httpx, self._answer.fault)("broken off")
            self._session.events.append(("read to the end",))

        def close(self) -> None:
            self._session.events.append(("closed",))

        async def aclose(self) -> None:
            self._session.events.append(("closed",))

    class Recorder(httpx.BaseTransport, httpx.AsyncBaseTransport):  # type: ignore[misc]
        session: Session

        def handle_request(self, request: Any) -> Any:
            return self._answered(request, b"".join(request.stream))

        async def handle_async_request(self, request: Any) -> Any:
            body = b"".join([piece async for piece in request.stream])
            return self._answered(request, body)

        def _answered(self, request: Any, body: bytes) -> Any:
            session = self.session
            session.events.append(sent(request, body))
            answer = session.next_answer(request)
            if answer.fault and answer.early:
                raise getattr(httpx, answer.fault)("broken off")
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
            said = {
                name: value if isinstance(value, str | bool | None) else type(value)
                for name, value in options.items()
            }
            session.events.append(("opens", tuple(sorted(said.items()))))

        def handle_request(self, request: Any) -> Any:
            session.events.append(sent(request, b"".join(request.stream)))
            raise httpx.ConnectError("there is no network")

        async def handle_async_request(self, request: Any) -> Any:
            body = b"".join([piece async for piece in request.stream])
            session.events.append(sent(request, body))
            raise httpx.ConnectError("there is no network")

        def close(self) -> None:
            session.events.append(("hangs up",))

        async def aclose(self) -> None:
            session.events.append(("hangs up",))

    return Network


def sent(request: Any, body: bytes) -> Event:
    """Write down a request: all that the network would see, and its timeouts."""
    limits = request.extensions.get("timeout") or {}
    return (
        "sent",
        f"{request.method} {request.url}",
        tuple(
            (k.decode("latin-1"), v.decode("latin-1")) for k, v in request.headers.raw
        ),
        body,
        tuple(sorted(limits.items(), key=str)),
    )


@contextmanager
def steady(package: str, session: Session, *, aio: bool) -> Iterator[None]:
    """Let nothing be random, nothing wait, and nothing reach the network."""
    events = session.events
    numbers = count(1)
    real_sleep, real_blocking = asyncio.sleep, time.sleep
    # Whatever else runs in this process, a server of other tests say, is no concern.
    others = {thread.ident for thread in threading.enumerate()}
    others.discard(threading.get_ident())

    def blocked(seconds: float) -> None:
        if threading.get_ident() in others:
            return real_blocking(seconds)
        events.append(("slept, blocking" if aio else "slept", seconds))

    async def slept(seconds: float, result: object = None) -> object:
        if threading.get_ident() in others:
            return await real_sleep(seconds, result)
        events.append(("slept", seconds))
        await real_sleep(0)
        return result

    def outside(*_: object, **__: object) -> None:
        events.append(("went to the network by itself",))
        raise OSError("there is no network")

    httpx = import_module(f"{package}._core._http").httpx
    options = import_module(f"{package}._core.options")
    call = import_module(f"{package}._core.call")
    with ExitStack() as stack:
        for owner, name, value in (
            (time, "sleep", blocked),
            (asyncio, "sleep", slept),
            (random, "uniform", lambda low, high: (low + high) / 2),
            (secrets, "token_hex", lambda size=32: f"{next(numbers):0{2 * size}x}"),
            (options, "uuid4", lambda: UUID(int=next(numbers))),
            (call, "clock", lambda: 0.0),
            (socket, "create_connection", outside),
            (httpx.HTTPTransport, "handle_request", outside),
            (httpx.AsyncHTTPTransport, "handle_async_request", outside),
            (httpx, "HTTPTransport", network(httpx, session)),
            (httpx, "AsyncHTTPTransport", network(httpx, session)),
        ):
            stack.callback(setattr, owner, name, getattr(owner, name))
            setattr(owner, name, value)
        yield
