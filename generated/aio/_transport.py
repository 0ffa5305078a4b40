# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.
"""The only place where the asyncio client does I/O."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from types import ModuleType
from typing import TYPE_CHECKING, TypeVar, cast

from .._core._http import httpx
from .._core.call import (
    Action,
    Decoded,
    Load,
    Pour,
    Read,
    Run,
    Send,
    Spawn,
    Steps,
    Wait,
    exchange,
    needs_care,
)
from .._core.errors import Error
from ._streams import Pages, Stream

if TYPE_CHECKING:
    import asyncio
    from asyncio import AbstractEventLoop as Loop

    from .._core.counting import Counting
    from .._core.download import Download
    from .._core.network import Network, Route
    from .._core.operation import Operation
    from .._core.options import Options
    from .._core.pagination import Pagination

T = TypeVar("T")
_NO_ARGUMENTS: Mapping[str, object] = {}

__all__ = ["Group", "Pages", "Pool", "Stream", "Transport"]


class Pool:
    """Connections, shared by a client and its copies."""

    def __init__(
        self,
        network: Network,
        transport: httpx.AsyncBaseTransport | None,
        http: httpx.AsyncClient | None,
    ) -> None:
        self.closed = False
        self.jobs: list[asyncio.Task[None]] = []
        self._network = network
        self._fixed = transport
        self._http = http
        self._transports: dict[tuple[Loop, Route], httpx.AsyncBaseTransport] = {}
        self._places: dict[tuple[Loop, str, bytes], httpx.AsyncBaseTransport] = {}

    async def send(self, request: httpx.Request) -> httpx.Response:
        """Send one request; the content of the reply is not read yet."""
        if self.closed:
            raise Error("the client is closed")
        if self._http is not None:
            return await self._http.send(request, stream=True)
        transport = self._fixed or self._transport(request.url)
        return await transport.handle_async_request(request)

    def _transport(self, url: httpx.URL) -> httpx.AsyncBaseTransport:
        # Connections belong to the event loop that opened them, and end with it.
        owner = _asyncio().get_running_loop()
        place = (owner, url.scheme, url.netloc)
        if found := self._places.get(place):
            return found
        self._forget_closed_loops()
        route = (owner, self._network.route(url))
        found = self._transports.get(route)
        if found is None:
            new = httpx.AsyncHTTPTransport(
                verify=self._network.context(route[1]),
                proxy=route[1].proxy,
                uds=self._network.socket,
            )
            found = self._transports.setdefault(route, new)
        return self._places.setdefault(place, found)

    def _forget_closed_loops(self) -> None:
        places, routes = self._places, self._transports
        self._places = {k: t for k, t in places.items() if not k[0].is_closed()}
        self._transports = {k: t for k, t in routes.items() if not k[0].is_closed()}

    async def close(self) -> None:
        """Finish what runs on the side, then close every connection."""
        for job in tuple(self.jobs):
            await _asyncio().wait([job])
        self._forget_closed_loops()
        transports, self._transports = self._transports, {}
        self._places.clear()
        self.closed = True
        for transport in transports.values():
            await transport.aclose()
        if self._fixed is not None:
            await self._fixed.aclose()

    def __del__(self) -> None:
        if self._transports or (not self.closed and _is_started(self._fixed)):
            warnings.warn(
                "a client was not closed; use `async with` or `await close()`",
                ResourceWarning,
                stacklevel=2,
                source=self,
            )


def _is_started(transport: object) -> bool:
    return getattr(transport, "started", False) is True


class Transport:
    """Sends what operations build: the loop around the decisions of `_core.call`.

    Args:
        pool: Connections.
        options: What every request carries.
        history: Where replies are noted, for `with_response`.
        handling: What happens to requests and replies, for `download` and the like.
    """

    def __init__(
        self,
        pool: Pool,
        options: Options,
        history: list[httpx.Response] | None = None,
        handling: Download | Counting | None = None,
    ) -> None:
        self.pool = pool
        self.options = options
        self._history = history
        self._handling = handling

    async def send(
        self,
        operation: Operation[T],
        arguments: Mapping[str, object] = _NO_ARGUMENTS,
        body: object = None,
        content_type: str | None = None,
        accept: str | None = None,
    ) -> T:
        """Call an operation: return its value, or raise its error."""
        request = self.options.request(operation, arguments, body, content_type, accept)
        if self._handling is not None:
            steps: Steps[object] = self._handling.steps(
                self.options, request, operation
            )
            return cast("T", await self.run(steps))
        response = await self.run(exchange(self.options, request, operation))
        return operation.read(response, lenient=self.options.lenient)

    async def run(self, steps: Steps[T]) -> T:
        """Do what the steps say until they are done."""
        try:
            action = next(steps)
            while True:
                try:
                    done = await self._do(action)
                except BaseException as error:
                    action = steps.throw(error)
                else:
                    action = steps.send(done)
        except StopIteration as stop:
            return cast("T", stop.value)
        finally:
            steps.close()

    async def _do(self, action: Action) -> object:
        if isinstance(action, Send):
            return await self.pool.send(action.request)
        if isinstance(action, Read):
            response = await _read(action.response)
            if self._history is not None:
                self._history.append(response)
            return response
        if isinstance(action, Run):
            return await _asyncio().to_thread(action.function)
        if isinstance(action, Spawn):
            self._spawn(action)
            return None
        if isinstance(action, Wait):
            wrapped = _asyncio().wrap_future(action.outcome)
            # The outcome tells of a failure; this copy of it may be forgotten.
            wrapped.add_done_callback(_heard)
            # The caller may be cancelled in here; what it waits for is not.
            await _asyncio().wait([wrapped], timeout=action.seconds)
            return None
        if isinstance(action, Pour):
            await _pour(action)
            return None
        if isinstance(action, Load):
            return await action.request.aread()
        await _asyncio().sleep(action.seconds)
        return None

    def _spawn(self, action: Spawn) -> None:
        task = _asyncio().create_task(self._finish(action))
        self.pool.jobs.append(task)
        task.add_done_callback(self.pool.jobs.remove)

    async def _finish(self, action: Spawn) -> None:
        try:
            action.outcome.set_result(await self.run(action.steps))
        except BaseException as error:
            action.outcome.set_exception(error)
            if not isinstance(error, Exception):
                raise


def _asyncio() -> ModuleType:
    # Costs 13 ms to import, and is there already when something runs.
    import asyncio

    return asyncio


def _heard(future: asyncio.Future[object]) -> None:
    if not future.cancelled():
        future.exception()


async def _read(response: httpx.Response) -> httpx.Response:
    if not needs_care(response):
        await response.aread()
        return response
    try:
        decoded = Decoded(response)
        async for piece in response.aiter_bytes():
            decoded.add(piece)
        return decoded.finished()
    finally:
        await response.aclose()


async def _pour(action: Pour) -> None:
    try:
        async for piece in action.response.aiter_bytes():
            action.write(piece)
    finally:
        await action.response.aclose()


class Group:
    """Operations that belong together; reached through the client."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    async def _send(
        self,
        operation: Operation[T],
        arguments: Mapping[str, object] = _NO_ARGUMENTS,
        body: object = None,
        *,
        content_type: str | None = None,
        accept: str | None = None,
    ) -> T:
        send = self._transport.send
        return await send(operation, arguments, body, content_type, accept)

    def _stream(
        self,
        operation: Operation[T],
        arguments: Mapping[str, object] = _NO_ARGUMENTS,
        body: object = None,
        *,
        content_type: str | None = None,
        accept: str | None = None,
    ) -> Stream[T]:
        request = self._transport.options.request(
            operation, arguments, body, content_type, accept
        )
        return Stream(self._transport, operation, request)

    def _pages(
        self,
        pagination: Pagination[T],
        arguments: Mapping[str, object] = _NO_ARGUMENTS,
        body: object = None,
    ) -> Pages[T]:
        from .._core.collecting import Call

        options = self._transport.options
        return Pages(self._transport, Call(pagination, options, arguments, body))
