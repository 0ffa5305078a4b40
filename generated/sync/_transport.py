# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.
"""The only place where the blocking client does I/O."""

from __future__ import annotations

import copy
import threading
import time
import warnings
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from concurrent import futures
from types import MethodType, TracebackType
from typing import TYPE_CHECKING, ClassVar, ParamSpec, Self, TypeVar, cast, overload

from .._core._http import httpx
from .._core.auth import Place, as_auth
from .._core.call import (
    Action,
    Decoded,
    Pour,
    Read,
    Run,
    Send,
    Spawn,
    Steps,
    Wait,
    exchange,
    translated,
)
from .._core.errors import ArgumentError, Error
from .._core.network import Certificate, Network, Route, Verify
from .._core.options import (
    DEFAULT_RETRIES,
    DEFAULT_TIMEOUT,
    UNCHANGED,
    Options,
    Timeout,
    Unchanged,
    as_lines,
    as_query,
    as_timeout,
    checked_url,
)
from .._core.preferences import are_given
from .._core.preferences import preferences as read_preferences
from .._core.response import Response
from .._core.retry import Retry, as_retry, reconnection

if TYPE_CHECKING:
    from os import PathLike
    from pathlib import Path

    from .._core.asgi import App
    from .._core.collecting import Call
    from .._core.download import Download
    from .._core.events import Event
    from .._core.listing import Listing
    from .._core.login import How, Invitation
    from .._core.operation import Operation
    from .._core.pagination import Pagination
    from .._core.progress import Report
    from .._core.result import Result
    from .._core.uploads import Upload

T = TypeVar("T")
P = ParamSpec("P")
_NO_ARGUMENTS: Mapping[str, object] = {}


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
        self._transports: dict[Route, httpx.BaseTransport] = {}
        self._places: dict[tuple[str, bytes], httpx.BaseTransport] = {}

    def send(self, request: httpx.Request) -> httpx.Response:
        """Send one request; the content of the reply is not read yet."""
        if self._http is not None:
            return self._http.send(request, stream=True)
        transport = self._fixed or self._transport(request.url)
        return transport.handle_request(request)

    def _transport(self, url: httpx.URL) -> httpx.BaseTransport:
        place = (url.scheme, url.netloc)
        if found := self._places.get(place):
            return found
        if self.closed:
            raise Error("the client is closed")
        route = self._network.route(url)
        found = self._transports.get(route)
        if found is None:
            new = httpx.HTTPTransport(
                verify=self._network.context(route),
                proxy=route.proxy,
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
        download: Where replies are saved, for `download`.
    """

    def __init__(
        self,
        pool: Pool,
        options: Options,
        history: list[httpx.Response] | None = None,
        download: Download | None = None,
    ) -> None:
        self.pool = pool
        self.options = options
        self._history = history
        self._download = download

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
        if self._download is not None:
            steps = self._download.steps(self.options, request, operation)
            return cast("T", self.run(steps))
        response = self.run(exchange(self.options, request, operation))
        return operation.read(response)

    def run(self, steps: Steps[T]) -> T:
        """Do what the steps say until they are done."""
        try:
            action = next(steps)
            while True:
                try:
                    done = self._do(action)
                except Exception as error:
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
    if "content-encoding" not in response.headers:
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


class Stream(Iterator[T]):
    """Items of a reply, one by one while they come.

    Leave it by its end, `with` or `close()`: it holds a connection.
    """

    def __init__(
        self, transport: Transport, operation: Operation[T], request: httpx.Request
    ) -> None:
        self._transport = transport
        self._operation = operation
        self._request = request
        self._response: httpx.Response | None = None
        self._events = self._run()

    @property
    def response(self) -> httpx.Response:
        """The reply, as the HTTP library gives it, once the stream is open."""
        if self._response is None:
            raise Error("the stream is not open yet: use `with`, or iterate")
        return self._response

    def open(self) -> httpx.Response:
        """Send the request, if that has not happened yet; raise its error."""
        if self._response is None:
            steps = exchange(
                self._transport.options, self._request, self._operation, stream=True
            )
            response = self._transport.run(steps)
            if self._operation.reply(response.status_code) is None:
                raise self._operation.error(response)
            self._response = response
        return self._response

    def events(self) -> Iterator[Event[T]]:
        """The items with what surrounds them: type and identifier of an event."""
        return self._events

    def _run(self) -> Generator[Event[T], None, None]:
        attempt = 0
        while True:
            response = self.open()
            decoder = self._operation.items(response).decoder(response)
            try:
                for piece in response.iter_bytes():
                    for event in decoder.feed(piece):
                        attempt = 0
                        yield event
                for event in decoder.end():
                    yield event
                return
            except httpx.HTTPError as error:
                attempt += 1
                retry = self._transport.options.retries
                wait = reconnection(self._request, decoder, error, retry, attempt)
                if wait is None:
                    raise translated(error, self._request, response) from error
            finally:
                response.close()
            time.sleep(wait)
            self._response = None

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> T:
        return (self._events.__next__()).data

    def close(self) -> None:
        """Leave the stream before its end."""
        self._events.close()
        if self._response is not None:
            self._response.close()

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


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


class Pages(Iterable[T]):
    """A listing, read page by page: iterate over its items, or see the methods."""

    def __init__(self, transport: Transport, call: Call[T]) -> None:
        self._transport = transport
        self._call = call

    def __iter__(self) -> Iterator[T]:
        for page in self.pages():
            yield from page

    def pages(self) -> Iterator[list[T]]:
        """The items of each page, one page after the other."""
        place = self._call.start
        while place is not None:
            outline = self._transport.run(self._call.page(place))
            yield self._call.items(outline)
            place = self._call.following(outline, place)

    def list_all(
        self,
        *,
        max_pages: int | None = None,
        progress: bool | Report = False,
        keep_failed: bool = False,
        resume_from: Listing[T] | str | PathLike[str] | None = None,
        prefetch: int = 4,
    ) -> Listing[T]:
        """Read every page and keep it, without making objects of its items yet.

        Args:
            max_pages: Pages to read at most, in this run.
            progress: Show a bar, or call a function with pages, items and total.
            keep_failed: Return what there is when a page fails, with its `error`;
                otherwise it is raised, with what there is as its `listing`.
            resume_from: A listing, or a file of one, to go on with.
            prefetch: Pages to ask for at a time, where their places are known.
        """
        from .._core.collecting import collect

        steps = collect(
            self._call,
            max_pages=max_pages,
            progress=progress,
            keep_failed=keep_failed,
            resume_from=resume_from,
            prefetch=prefetch,
        )
        return self._transport.run(steps)


class BaseClient:
    """What every client can do besides its operations.

    Args:
        base_url: URL of the service; when omitted that of the environment, or else
            that of the description.
        auth: How requests are signed: a token or key, user and password, or a flow
            such as `OAuth2`.
        timeout: Seconds for each wait, or an `httpx.Timeout`; None waits for ever.
        headers: Headers of every request.
        query: Query arguments of every request.
        retries: Repetitions of what fails in passing, or a `Retry`; 0 for none.
        verify: Trusted certificates: a file or folder, or an `ssl.SSLContext`.
        cert: The client's own certificate.
        proxy: URL of a proxy; that of the environment when omitted.
        trust_env: Whether the environment's proxies and certificates count.
        socket: Path of a Unix socket to use instead of host and port.
        transport: What sends requests instead of the network.
        http: An HTTP client of yours that sends them; closing it stays with you.

    Raises:
        ArgumentError: The URL is missing, or is none.
    """

    _default_url: ClassVar[str | None] = None
    _user_agent: ClassVar[str] = "isospin"
    _keeps_cookies: ClassVar[bool] = False
    _api_key: ClassVar[tuple[Place, str] | None] = None
    _preferences: ClassVar[str | None] = None

    def __init__(
        self,
        base_url: str | None = None,
        *,
        auth: httpx.Auth | tuple[str, str] | str | None = None,
        timeout: Timeout = DEFAULT_TIMEOUT,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, object] | None = None,
        retries: Retry | int = DEFAULT_RETRIES,
        verify: Verify = True,
        cert: Certificate | None = None,
        proxy: str | None = None,
        trust_env: bool = True,
        socket: str | None = None,
        transport: httpx.BaseTransport | None = None,
        http: httpx.Client | None = None,
    ) -> None:
        if base_url is None and self._preferences and are_given(self._preferences):
            preferences = read_preferences(self._preferences)
            base_url = preferences.url
            if verify is True and preferences.ca_path is not None:
                verify = preferences.ca_path
        url = checked_url(base_url, self._default_url)
        options = Options(
            url,
            as_timeout(timeout),
            headers or {},
            query or {},
            self._user_agent,
            as_auth(auth, self._api_key, url),
            httpx.Cookies() if self._keeps_cookies else None,
            as_retry(retries),
        )
        network = Network(verify, cert, proxy, trust_env, socket)
        self._transport = Transport(Pool(network, transport, http), options)

    @classmethod
    def integrated(
        cls,
        app: App,
        *,
        auth: httpx.Auth | tuple[str, str] | str | None = None,
        timeout: Timeout = DEFAULT_TIMEOUT,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, object] | None = None,
        retries: Retry | int = 0,
    ) -> Self:
        """A client of an ASGI application that runs inside this process.

        Its lifespan begins with the first call and ends when the client is closed.

        Args:
            app: The application, such as a `FastAPI` object.
            auth: How requests are signed.
            timeout: Seconds to wait for a reply, and for each piece of it.
            headers: Headers of every request.
            query: Query arguments of every request.
            retries: Repetitions of what fails in passing.
        """
        from .._core.asgi import BASE_URL, Integrated

        return cls(
            BASE_URL,
            auth=auth,
            timeout=timeout,
            headers=headers,
            query=query,
            retries=retries,
            transport=Integrated(app),
        )

    def with_options(
        self,
        *,
        timeout: Timeout | Unchanged = UNCHANGED,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, object] | None = None,
        retries: Retry | int | None = None,
    ) -> Self:
        """A copy with other options; it shares the connections and costs little.

        Args:
            timeout: Seconds for each wait, or an `httpx.Timeout`.
            headers: Headers to add.
            query: Query arguments to add.
            retries: Repetitions of what fails in passing, or a `Retry`.
        """
        options = self._transport.options.changed(
            timeout=timeout, headers=headers, query=query, retries=retries
        )
        return self._copy(Transport(self._transport.pool, options))

    def with_response(self, method: Callable[P, T]) -> Callable[P, Response[T]]:
        """The same method, returning its value together with the reply.

        Args:
            method: A method of a group, `client.jobs.get`, or of the client.
        """

        def call(*args: P.args, **kwargs: P.kwargs) -> Response[T]:
            history: list[httpx.Response] = []
            current = self._transport
            transport = Transport(current.pool, current.options, history)
            parsed = self._bound(method, transport)(*args, **kwargs)
            if not history:
                raise Error(f"{method!r} sent no request")
            return Response(parsed, history[-1], tuple(history))

        return call

    def with_result(self, method: Callable[P, T]) -> Callable[P, Result[T]]:
        """The same method, returning DIRAC's `S_OK` or `S_ERROR`; it never raises.

        Args:
            method: A method of a group, `client.jobs.get`, or of the client.
        """

        def call(*args: P.args, **kwargs: P.kwargs) -> Result[T]:
            from .._core.result import S_ERROR, S_OK

            try:
                return S_OK(method(*args, **kwargs))
            except Exception as error:
                return S_ERROR(error)

        return call

    def download(
        self,
        method: Callable[P, object],
        path: str | PathLike[str],
        *,
        progress: bool | Report = False,
    ) -> Callable[P, Path]:
        """The same method, saving its reply to a file instead of returning it.

        The file appears when it is complete. A download that broke off goes on where
        it was, also in a later call, if the service can do that.

        Args:
            method: A method of a group, `client.files.get`.
            path: Where the file goes.
            progress: Show a bar, or call a function with requests, bytes and total.
        """

        def call(*args: P.args, **kwargs: P.kwargs) -> Path:
            from .._core.download import Download

            current = self._transport
            saving = Download(path, progress)
            transport = Transport(current.pool, current.options, None, saving)
            self._bound(method, transport)(*args, **kwargs)
            return saving.path

        return call

    @overload
    def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
        json: object = None,
        content: Upload | None = None,
        content_type: str | None = None,
        accept: str = "*/*",
    ) -> httpx.Response: ...
    @overload
    def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
        json: object = None,
        content: Upload | None = None,
        content_type: str | None = None,
        accept: str = "*/*",
        returns: type[T],
    ) -> T: ...
    def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
        json: object = None,
        content: Upload | None = None,
        content_type: str | None = None,
        accept: str = "*/*",
        returns: type[T] | None = None,
    ) -> httpx.Response | T:
        """Call a route that the description does not have.

        Args:
            method: HTTP method.
            path: Path below the base URL, percent-encoded: `/jobs/7`.
            query: Query arguments; None leaves one out.
            headers: Headers to add.
            json: A body to send as JSON.
            content: A body to send as it is.
            content_type: Media type of `content`.
            accept: Media types to ask for.
            returns: Type to read the JSON of a success as.

        Raises:
            ApiError: The service answered with an error.
        """
        from .._core.operation import extra_operation

        operation = extra_operation(method, path, json, content, returns)
        options = self._transport.options
        request = options.build(
            operation.method,
            operation.path,
            as_query(query),
            as_lines(headers),
            operation.content(content if json is None else json, content_type),
            accept,
        )
        steps = exchange(options, request, operation)
        response = self._transport.run(steps)
        parsed = operation.read(response)
        return response if returns is None else parsed

    def login(
        self, how: How = "device", *, prompt: Callable[[Invitation], None] | None = None
    ) -> None:
        """Log in as a person, with `OAuth2` credentials.

        Args:
            how: By a code that is entered on any device, or in the browser here.
            prompt: Tells the person what to do; prints it when omitted.

        Raises:
            LoginError: The login was refused, or took too long.
        """
        from .._core.login import login

        self._transport.run(login(self._transport.options.auth, how, prompt))

    def logout(self) -> None:
        """Forget the session, and tell the service to end it."""
        from .._core.login import logout

        self._transport.run(logout(self._transport.options.auth))

    def _bound(self, method: Callable[P, T], transport: Transport) -> Callable[P, T]:
        # The method runs on a copy of its group with a transport of its own, so that
        # a hand-written one may send several requests, or call `super()`.
        owner: object = getattr(method, "__self__", None)
        if isinstance(owner, Group):
            twin: object = copy.copy(owner)
            twin.__dict__["_transport"] = transport
        elif isinstance(owner, BaseClient):
            twin = owner._copy(transport)
        else:
            raise ArgumentError(f"{method!r} is not a method of a client or a group")
        function = cast("MethodType", method).__func__
        return cast("Callable[P, T]", MethodType(function, twin))

    def _copy(self, transport: Transport) -> Self:
        # Groups are made anew, for they hold the transport.
        twin = copy.copy(self)
        for name, value in vars(self).items():
            if isinstance(value, Group):
                del twin.__dict__[name]
        twin._transport = transport
        return twin

    def close(self) -> None:
        """Close every connection, also those of copies."""
        self._transport.pool.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
