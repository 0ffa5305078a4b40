# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.
"""The only place where the blocking client does I/O."""

from __future__ import annotations

import os
import threading
import time
import warnings
from collections.abc import Mapping
from concurrent import futures
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
        transport: httpx.BaseTransport | None,
        http: httpx.Client | None,
    ) -> None:
        self.closed = False
        self.jobs: list[threading.Thread] = []
        self._network = network
        self._fixed = transport
        self._http = http
        self._transports: dict[tuple[int, Route], httpx.BaseTransport] = {}
        self._places: dict[tuple[int, str, bytes], httpx.BaseTransport] = {}

    def send(self, request: httpx.Request) -> httpx.Response:
        """Send one request; the content of the reply is not read yet."""
        if self.closed:
            raise Error("the client is closed")
        if self._http is not None:
            return self._http.send(request, stream=True)
        transport = self._fixed or self._transport(request.url)
        return transport.handle_request(request)

    def _transport(self, url: httpx.URL) -> httpx.BaseTransport:
        # A process that was forked off must not read what its parent is answered.
        owner = os.getpid()
        place = (owner, url.scheme, url.netloc)
        if found := self._places.get(place):
            return found
        route = (owner, self._network.route(url))
        found = self._transports.get(route)
        if found is None:
            new = httpx.HTTPTransport(
                verify=self._network.context(route[1]),
                proxy=route[1].proxy,
                uds=self._network.socket,
            )
            found = self._transports.setdefault(route, new)
        return self._places.setdefault(place, found)

    def close(self) -> None:
        """Finish what runs on the side, then close every connection."""
        for job in self.jobs:
            job.join()
        transports, self._transports = self._transports, {}
        self._places.clear()
        self.closed = True
        for transport in transports.values():
            transport.close()
        if self._fixed is not None:
            self._fixed.close()

    def __del__(self) -> None:
        if self._transports or (not self.closed and _is_started(self._fixed)):
            warnings.warn(
                "a client was not closed; use `with` or `close()`",
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

    def send(
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
            return cast("T", self.run(steps))
        response = self.run(exchange(self.options, request, operation))
        return operation.read(response, lenient=self.options.lenient)

    def run(self, steps: Steps[T]) -> T:
        """Do what the steps say until they are done."""
        try:
            action = next(steps)
            while True:
                try:
                    done = self._do(action)
                except BaseException as error:
                    action = steps.throw(error)
                else:
                    action = steps.send(done)
        except StopIteration as stop:
            return cast("T", stop.value)
        finally:
            steps.close()

    def _do(self, action: Action) -> object:
        if isinstance(action, Send):
            return self.pool.send(action.request)
        if isinstance(action, Read):
            response = _read(action.response)
            if self._history is not None:
                self._history.append(response)
            return response
        if isinstance(action, Run):
            return action.function()
        if isinstance(action, Spawn):
            self._spawn(action)
            return None
        if isinstance(action, Wait):
            futures.wait([action.outcome], action.seconds)
            return None
        if isinstance(action, Pour):
            _pour(action)
            return None
        if isinstance(action, Load):
            return action.request.read()
        time.sleep(action.seconds)
        return None

    def _spawn(self, action: Spawn) -> None:
        # Not a daemon: the program ends after what it has begun.
        job = threading.Thread(target=self._finish, args=(action,))
        self.pool.jobs = [j for j in self.pool.jobs if j.is_alive()]
        self.pool.jobs.append(job)
        job.start()

    def _finish(self, action: Spawn) -> None:
        try:
            action.outcome.set_result(self.run(action.steps))
        except BaseException as error:
            action.outcome.set_exception(error)
            if not isinstance(error, Exception):
                raise


def _read(response: httpx.Response) -> httpx.Response:
    if not needs_care(response):
        response.read()
        return response
    try:
        decoded = Decoded(response)
        for piece in response.iter_bytes():
            decoded.add(piece)
        return decoded.finished()
    finally:
        response.close()


def _pour(action: Pour) -> None:
    try:
        for piece in action.response.iter_bytes():
            action.write(piece)
    finally:
        action.response.close()


class Group:
    """Operations that belong together; reached through the client."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def _send(
        self,
        operation: Operation[T],
        arguments: Mapping[str, object] = _NO_ARGUMENTS,
        body: object = None,
        *,
        content_type: str | None = None,
        accept: str | None = None,
    ) -> T:
        send = self._transport.send
        return send(operation, arguments, body, content_type, accept)

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
