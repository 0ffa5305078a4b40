# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.
"""What the asyncio client can do besides its operations."""

from __future__ import annotations

import copy
from collections.abc import Awaitable, Callable, Mapping
from types import MethodType, TracebackType
from typing import TYPE_CHECKING, ClassVar, ParamSpec, Self, TypeVar, cast, overload

from .._core._http import httpx
from .._core.auth import Place, as_auth
from .._core.call import exchange
from .._core.errors import ArgumentError, Error, LoginError
from .._core.network import Certificate, Network, Verify
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
from .._core.preferences import are_given, default_path, set_level
from .._core.preferences import preferences as read_preferences
from .._core.response import Response
from .._core.retry import Retry, as_retry
from ._transport import Group, Pool, Transport

if TYPE_CHECKING:
    from os import PathLike
    from pathlib import Path

    from .._core.asgi import App
    from .._core.credentials import Store
    from .._core.login import How, Invitation
    from .._core.oauth import Grant, OAuth2
    from .._core.progress import Report
    from .._core.result import Result
    from .._core.uploads import Upload

T = TypeVar("T")
P = ParamSpec("P")


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
    _oauth2: ClassVar[tuple[tuple[str, str], ...]] = ()
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
        transport: httpx.AsyncBaseTransport | None = None,
        http: httpx.AsyncClient | None = None,
    ) -> None:
        # Not that of the class: a patch, or an extension, has the same session.
        name = __name__.partition(".")[0]
        file: PathLike[str] = default_path(name)
        if self._preferences and are_given(self._preferences):
            preferences = read_preferences(self._preferences)
            base_url = base_url or preferences.url
            verify = (preferences.ca_path or True) if verify is True else verify
            file = preferences.credentials_path or file
            set_level(preferences.log_level)
        url = checked_url(base_url, self._default_url)
        options = Options(
            url,
            as_timeout(timeout),
            headers or {},
            query or {},
            self._user_agent,
            as_auth(auth, self._api_key, url, file),
            httpx.Cookies() if self._keeps_cookies else None,
            as_retry(retries),
        )
        network = Network(verify, cert, proxy, trust_env, socket)
        self._transport = Transport(Pool(network, transport, http), options)

    @classmethod
    def oauth2(
        cls,
        client_id: str,
        *,
        client_secret: str | None = None,
        scope: str = "",
        grant: Grant = "refresh_token",
        username: str = "",
        password: str = "",
        store: Store | None = None,
    ) -> OAuth2:
        """Credentials with the endpoints that the description names, for `auth=`.

        Args:
            client_id: Name that the service knows this program by.
            client_secret: Its secret, where it has one.
            scope: What to ask for, separated by spaces.
            grant: How the first token is got: by logging in (`refresh_token`), or at
                any time by `client_credentials` or `password`.
            username: User, for the grant `password`.
            password: Password, for the grant `password`.
            store: Where tokens are kept, see `OAuth2`.

        Raises:
            LoginError: The description names no endpoints.
        """
        from .._core.oauth import OAuth2

        if not cls._oauth2:
            raise LoginError("the description names no endpoints; use `OAuth2` itself")
        places = dict(cls._oauth2)
        return OAuth2(
            client_id,
            client_secret=client_secret,
            discovery_url=places.get("discovery_url"),
            token_url=places.get("token_url"),
            device_url=places.get("device_url"),
            authorization_url=places.get("authorization_url"),
            scope=scope,
            grant=grant,
            username=username,
            password=password,
            store=store,
        )

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
        from .._core.asgi import BASE_URL, AsyncIntegrated

        return cls(
            BASE_URL,
            auth=auth,
            timeout=timeout,
            headers=headers,
            query=query,
            retries=retries,
            transport=AsyncIntegrated(app),
        )

    def with_options(
        self,
        *,
        timeout: Timeout | Unchanged = UNCHANGED,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, object] | None = None,
        retries: Retry | int | None = None,
        lenient: bool | None = None,
    ) -> Self:
        """A copy with other options; it shares the connections and costs little.

        Args:
            timeout: Seconds for each wait, or an `httpx.Timeout`.
            headers: Headers to add.
            query: Query arguments to add.
            retries: Repetitions of what fails in passing, or a `Retry`.
            lenient: Return plain JSON, text or bytes, with a warning, where a reply is
                not what the description promises.
        """
        options = self._transport.options.changed(
            timeout=timeout,
            headers=headers,
            query=query,
            retries=retries,
            lenient=lenient,
        )
        return self._copy(Transport(self._transport.pool, options))

    def with_response(
        self, method: Callable[P, Awaitable[T]]
    ) -> Callable[P, Awaitable[Response[T]]]:
        """The same method, returning its value together with the reply.

        Args:
            method: A method of a group, `client.jobs.get`, or of the client.
        """

        async def call(*args: P.args, **kwargs: P.kwargs) -> Response[T]:
            history: list[httpx.Response] = []
            current = self._transport
            transport = Transport(current.pool, current.options, history)
            parsed = await self._bound(method, transport)(*args, **kwargs)
            if not history:
                raise Error(f"{method!r} sent no request")
            return Response(parsed, history[-1], tuple(history))

        return call

    def with_result(
        self, method: Callable[P, Awaitable[T]]
    ) -> Callable[P, Awaitable[Result[T]]]:
        """The same method, returning DIRAC's `S_OK` or `S_ERROR`; it never raises.

        Args:
            method: A method of a group, `client.jobs.get`, or of the client.
        """

        async def call(*args: P.args, **kwargs: P.kwargs) -> Result[T]:
            from .._core.result import S_ERROR, S_OK

            try:
                return S_OK(await method(*args, **kwargs))
            except Exception as error:
                return S_ERROR(error)

        return call

    def download(
        self,
        method: Callable[P, Awaitable[object]],
        path: str | PathLike[str],
        *,
        progress: bool | Report = False,
    ) -> Callable[P, Awaitable[Path]]:
        """The same method, saving its reply to a file instead of returning it.

        The file appears when it is complete. A download that broke off goes on where
        it was, also in a later call, if the service can do that.

        Args:
            method: A method of a group, `client.files.get`.
            path: Where the file goes.
            progress: Show a bar, or call a function with requests, bytes and total.
        """

        async def call(*args: P.args, **kwargs: P.kwargs) -> Path:
            from .._core.download import Download

            current = self._transport
            saving = Download(path, progress)
            transport = Transport(current.pool, current.options, None, saving)
            await self._bound(method, transport)(*args, **kwargs)
            return saving.path

        return call

    def with_progress(
        self, method: Callable[P, Awaitable[T]], progress: bool | Report = True
    ) -> Callable[P, Awaitable[T]]:
        """The same method, showing how much of its body was sent; see also `download`.

        Args:
            method: A method of a group, `client.files.put`.
            progress: Show a bar, or call a function with requests, bytes and total.
        """

        async def call(*args: P.args, **kwargs: P.kwargs) -> T:
            from .._core.counting import Counting

            current = self._transport
            counting = Counting(progress)
            transport = Transport(current.pool, current.options, None, counting)
            return await self._bound(method, transport)(*args, **kwargs)

        return call

    @overload
    async def request(
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
    async def request(
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
    async def request(
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
        response = await self._transport.run(steps)
        parsed = operation.read(response)
        return response if returns is None else parsed

    async def login(
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

        await self._transport.run(login(self._transport.options.auth, how, prompt))

    async def logout(self) -> None:
        """Forget the session, and tell the service to end it."""
        from .._core.login import logout

        await self._transport.run(logout(self._transport.options.auth))

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

    async def close(self) -> None:
        """Close every connection, also those of copies."""
        await self._transport.pool.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()
