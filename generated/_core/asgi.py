"""The service inside the process: an ASGI application instead of a network.

For tests, notebooks and scripts. Lifespan, streaming in both directions and
disconnects work as they do behind a server. The blocking client runs the application in
an event loop of its own, in a thread that ends with the client.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Coroutine,
    Iterable,
    Iterator,
    MutableMapping,
)
from contextlib import suppress
from typing import Any, TypeAlias, TypeVar, cast

from ._http import httpx
from .call import log
from .errors import Error

T = TypeVar("T")
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
App: TypeAlias = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]
BASE_URL = "http://integrated"
AHEAD = 16
"""Pieces of a reply that the application may be ahead of its reader."""
_OVER = "the application was shut down"


class AsyncIntegrated(httpx.AsyncBaseTransport):
    """Hands requests to an ASGI application in this event loop.

    Args:
        app: The application, such as a `FastAPI` object.
    """

    def __init__(self, app: App) -> None:
        self.started = False
        self._app = app
        self._lifespan = _Lifespan(app)
        self._starting = asyncio.Lock()
        self._running: set[asyncio.Task[None]] = set()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Run the application on one request; its reply is read while it runs."""
        async with self._starting:
            if not self.started:
                await self._lifespan.start()
                self.started = True
        exchange = _Exchange(self._app, request, self._lifespan.state)
        limits = request.extensions.get("timeout", {})
        return await exchange.response(limits.get("read"), self._running)

    async def aclose(self) -> None:
        """End what is still being answered, then shut the application down."""
        if self.started:
            self.started = False
            await _cancel(self._running)
            await self._lifespan.stop()


class Integrated(httpx.BaseTransport):
    """Hands requests to an ASGI application in an event loop of its own.

    Args:
        app: The application, such as a `FastAPI` object.
    """

    def __init__(self, app: App) -> None:
        self.started = False
        self._app = app
        self._process = os.getpid()
        self._lock = threading.Lock()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._inner: AsyncIntegrated | None = None

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Run the application on one request; its reply is read while it runs."""
        if os.getpid() != self._process:
            raise Error(
                "the application runs in the process that this one was forked from"
            )
        with self._lock:
            if self._inner is None:
                self._thread.start()
                self._inner = AsyncIntegrated(self._app)
                self.started = True
        response = self._wait(self._inner.handle_async_request(request))
        stream = cast("_Reply", response.stream)
        return httpx.Response(
            response.status_code,
            headers=response.headers,
            stream=_BlockingReply(stream, self._wait),
            extensions=response.extensions,
        )

    def _wait(self, steps: Coroutine[Any, Any, T]) -> T:
        if self._loop.is_closed():
            steps.close()
            raise httpx.ReadError(_OVER)
        return asyncio.run_coroutine_threadsafe(steps, self._loop).result()

    def close(self) -> None:
        """Shut the application down, and its event loop."""
        if self._inner is not None and self.started:
            self.started = False
            self._wait(self._inner.aclose())
            self._wait(_cancel_others())
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
        if not self._loop.is_running():
            self._loop.close()


async def _cancel_others() -> None:
    await _cancel(asyncio.all_tasks() - {asyncio.current_task()})
    await asyncio.get_running_loop().shutdown_asyncgens()


async def _cancel(tasks: Iterable[asyncio.Task[Any] | None]) -> None:
    ending = [task for task in tasks if task is not None and task.cancel()]
    await asyncio.gather(*ending, return_exceptions=True)


class _Lifespan:
    """Startup and shutdown, in a task of their own as servers do it."""

    def __init__(self, app: App) -> None:
        self.state: dict[str, Any] = {}
        self._app = app
        self._messages: asyncio.Queue[Message] = asyncio.Queue()
        self._answers: asyncio.Queue[Message] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._task = asyncio.create_task(self._run())
        await self._messages.put({"type": "lifespan.startup"})
        answer = await self._answers.get()
        if answer["type"] == "lifespan.startup.failed":
            await asyncio.wait([self._task])
            message = answer.get("message") or "see the cause"
            raise Error(f"the application did not start: {message}") from (
                answer.get("error")
            )

    async def stop(self) -> None:
        if self._task is not None and not self._task.done():
            await self._messages.put({"type": "lifespan.shutdown"})
            await self._answers.get()
            await asyncio.wait([self._task])

    async def _run(self) -> None:
        scope = {
            "type": "lifespan",
            "asgi": {"version": "3.0", "spec_version": "2.0"},
            "state": self.state,
        }
        begun = False

        async def receive() -> Message:
            nonlocal begun
            begun = True
            return await self._messages.get()

        try:
            await self._app(scope, receive, self._answers.put)
        except Exception as error:
            # An application that knows no lifespan raises before it asks for anything.
            kind = "lifespan.startup.failed" if begun else "lifespan.unsupported"
            await self._answers.put({"type": kind, "message": "", "error": error})
        else:
            await self._answers.put({"type": "lifespan.over"})


class _Exchange:
    """One request, and the application's task that answers it."""

    def __init__(self, app: App, request: httpx.Request, state: dict[str, Any]) -> None:
        self._app = app
        self._request = request
        self._state = state
        self._body = cast("AsyncIterator[bytes]", aiter(cast("Any", request.stream)))
        self._sent = False
        self._gone = asyncio.Event()
        self._head: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self._pieces: asyncio.Queue[bytes | Exception | None] = asyncio.Queue(AHEAD)

    async def response(
        self, timeout: float | None, running: set[asyncio.Task[None]]
    ) -> httpx.Response:
        task = asyncio.create_task(self._run())
        running.add(task)
        task.add_done_callback(running.discard)
        stream = _Reply(self._pieces, self._gone, task, timeout)
        try:
            head = await asyncio.wait_for(asyncio.shield(self._head), timeout)
        except TimeoutError:
            await stream.aclose()
            raise httpx.ReadTimeout("the application does not answer") from None
        except BaseException:
            await stream.aclose()
            raise
        return httpx.Response(
            head["status"],
            headers=[(bytes(k), bytes(v)) for k, v in head.get("headers", [])],
            stream=stream,
        )

    async def _run(self) -> None:
        try:
            await self._app(self._scope(), self._receive, self._send)
        except asyncio.CancelledError:
            # Ends here, so that what the application holds is let go before whoever
            # waits for this task goes on: its generators are closed while it is there.
            self._cut()
            return
        except Exception:
            log.exception("the application failed")
        if not self._head.done():
            content = b"Internal Server Error"
            await self._send({"type": "http.response.start", "status": 500})
            await self._send({"type": "http.response.body", "body": content})
        await self._pieces.put(None)

    def _cut(self) -> None:
        """Tell the reader, if there still is one, that nothing more comes."""
        error = httpx.ReadError(_OVER)
        if self._gone.is_set():
            return
        if not self._head.done():
            self._head.set_exception(error)
            return
        if self._pieces.full():
            self._pieces.get_nowait()
        self._pieces.put_nowait(error)

    def _scope(self) -> dict[str, Any]:
        url = self._request.url
        raw_path, _, query = url.raw_path.partition(b"?")
        return {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "http_version": "1.1",
            "method": self._request.method,
            "scheme": url.scheme,
            "path": url.path,
            "raw_path": raw_path,
            "query_string": query,
            "root_path": "",
            "headers": [(k.lower(), v) for k, v in self._request.headers.raw],
            "client": ("127.0.0.1", 0),
            "server": (url.host, url.port or 80),
            "state": self._state.copy(),
        }

    async def _receive(self) -> Message:
        if not self._sent:
            piece = await anext(self._body, None)
            self._sent = piece is None
            more = not self._sent
            return {"type": "http.request", "body": piece or b"", "more_body": more}
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Message) -> None:
        if self._gone.is_set():
            raise OSError("the client has gone")
        if message["type"] == "http.response.start":
            self._head.set_result(message)
        elif body := message.get("body", b""):
            await self._pieces.put(bytes(body))


class _Reply(httpx.AsyncByteStream):
    """The body of a reply, piece by piece."""

    def __init__(
        self,
        pieces: asyncio.Queue[bytes | Exception | None],
        gone: asyncio.Event,
        task: asyncio.Task[None],
        timeout: float | None,
    ) -> None:
        self._pieces = pieces
        self._gone = gone
        self._task = task
        self._timeout = timeout

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while (piece := await self.next()) is not None:
            yield piece

    async def next(self) -> bytes | None:
        """The next piece; None at the end."""
        try:
            piece = await asyncio.wait_for(self._pieces.get(), self._timeout)
        except TimeoutError:
            raise httpx.ReadTimeout("the application does not go on") from None
        if isinstance(piece, Exception):
            raise piece
        return piece

    async def aclose(self) -> None:
        """Tell the application that nobody reads any more, and end it."""
        self._gone.set()
        if not self._task.done():
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await asyncio.wait([self._task])


class _BlockingReply(httpx.SyncByteStream):
    """The body of a reply, for the blocking client."""

    def __init__(
        self, inner: _Reply, wait: Callable[[Coroutine[Any, Any, Any]], Any]
    ) -> None:
        self._inner = inner
        self._wait = wait

    def __iter__(self) -> Iterator[bytes]:
        while (piece := self._wait(self._inner.next())) is not None:
            yield piece

    def close(self) -> None:
        """Tell the application that nobody reads any more, and end it."""
        with suppress(httpx.ReadError):  # it was ended with the application
            self._wait(self._inner.aclose())
