"""What a client, or a copy of it, adds to every request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Self, TypeAlias, TypeVar
from uuid import uuid4

from . import wire
from ._http import httpx
from .errors import ArgumentError
from .retry import Retry, as_retry

if TYPE_CHECKING:
    from .bodies import Encoded
    from .operation import Operation, Target

T = TypeVar("T")
Timeout: TypeAlias = float | httpx.Timeout | None
"""Seconds for each wait (connect, read, write, pool), or one of each; None: for ever."""

DEFAULT_TIMEOUT = httpx.Timeout(60, connect=10)
DEFAULT_RETRIES = Retry(2)
_NOTHING: Mapping[str, object] = {}
_NO_BODY = httpx.ByteStream(b"")


@dataclass(frozen=True, eq=False, repr=False)
class Options:
    """Where requests go and what they carry; there is no `repr` that shows secrets.

    Attributes:
        base_url: URL that paths are appended to, without a slash at its end.
        timeout: How long to wait.
        headers: Headers of every request; those of an argument win.
        query: Query arguments of every request; those of a call win.
        user_agent: The `User-Agent` header.
        auth: How requests are signed.
        cookies: Where cookies are kept; None where the description has none.
        retries: What is sent again.
        lenient: Return what came, with a warning, where it is not as promised.
    """

    base_url: str
    timeout: httpx.Timeout
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    query: Mapping[str, object] = field(default_factory=dict[str, object])
    user_agent: str = "isospin"
    auth: httpx.Auth | None = None
    cookies: httpx.Cookies | None = None
    retries: Retry = field(default_factory=lambda: DEFAULT_RETRIES)
    lenient: bool = False
    _prepared: dict[tuple[str, str | None], _Prepared] = field(
        default_factory=dict["tuple[str, str | None]", "_Prepared"], init=False
    )

    def changed(
        self,
        *,
        timeout: Timeout | Unchanged,
        headers: Mapping[str, str] | None,
        query: Mapping[str, object] | None,
        retries: Retry | int | None,
        lenient: bool | None,
    ) -> Self:
        """A copy with other values; headers and query are added to those here."""
        return replace(
            self,
            timeout=(
                self.timeout if isinstance(timeout, Unchanged) else as_timeout(timeout)
            ),
            headers={**self.headers, **(headers or {})},
            query={**self.query, **(query or {})},
            retries=self.retries if retries is None else as_retry(retries),
            lenient=self.lenient if lenient is None else lenient,
        )

    def request(
        self,
        operation: Operation[T],
        arguments: Mapping[str, object] = _NOTHING,
        body: object = None,
        content_type: str | None = None,
        accept: str | None = None,
    ) -> httpx.Request:
        """Build the request of a call.

        Raises:
            ArgumentError: A value cannot be sent.
        """
        target = operation.encode(arguments)
        if operation.key_header is not None:
            self._add_key(operation.key_header, target)
        return self.build(
            operation.method,
            target.path,
            target.query,
            target.headers,
            operation.content(body, content_type),
            accept or operation.accept,
            operation.server,
        )

    def _add_key(self, name: str, target: Target) -> None:
        """Give a call a key of its own, by which the service knows a repetition."""
        given = {header.lower() for header, _ in target.headers}
        if self.retries.total and name.lower().encode() not in given:
            target.headers.append((name.encode(), uuid4().hex.encode()))

    def build(
        self,
        method: str,
        path: str,
        query: list[str],
        lines: list[tuple[bytes, bytes]],
        body: Encoded | None,
        accept: str,
        server: str | None = None,
    ) -> httpx.Request:
        """Build a request of encoded parts."""
        key = (accept, server)
        prepared = self._prepared.get(key)
        if prepared is None:
            prepared = self._prepared[key] = _Prepared(self, accept, server)
        stream: httpx.SyncByteStream | httpx.AsyncByteStream = _NO_BODY
        if body is not None:
            lines = lines + content_headers(body)
            content = body.content
            stream = (
                httpx.ByteStream(content) if isinstance(content, bytes) else content
            )
        elif method in ("POST", "PUT", "PATCH"):
            lines = [*lines, (b"Content-Length", b"0")]
        try:
            return httpx.Request(
                method,
                prepared.url(path, query),
                headers=prepared.merged(lines) if lines else prepared.headers,
                stream=stream,
                extensions=prepared.extensions,
            )
        except httpx.InvalidURL as error:
            raise ArgumentError(f"{method} {path[:80]}: {error}") from None


class Unchanged:
    """Marks an option that was not given, where None has a meaning of its own."""


UNCHANGED = Unchanged()


def content_headers(body: Encoded) -> list[tuple[bytes, bytes]]:
    """Content type, and length or chunked coding, of a body."""
    size = len(body.content) if isinstance(body.content, bytes) else body.content.size
    kind = wire.header_value("Content-Type", body.content_type)
    if size is None:
        return [(b"Content-Type", kind), (b"Transfer-Encoding", b"chunked")]
    return [(b"Content-Type", kind), (b"Content-Length", b"%d" % size)]


class _Prepared:
    """Prefix of the URL and headers of all requests of one `Accept`, built once."""

    def __init__(self, options: Options, accept: str, server: str | None) -> None:
        base = httpx.URL(options.base_url)
        if server is not None:
            base = base.join(server)
        self.prefix = str(base).rstrip("/")
        self.extensions = {"timeout": options.timeout.as_dict()}
        defaults = {
            "Host": base.netloc.decode("ascii"),
            "Accept": accept,
            # Only what can be decoded in bounded memory, see `call`.
            "Accept-Encoding": "gzip, deflate",
            "Connection": "keep-alive",
            "User-Agent": options.user_agent,
        }
        given = {name.lower() for name in options.headers}
        lines = [(k, v) for k, v in defaults.items() if k.lower() not in given]
        self.headers = httpx.Headers(
            [
                (wire.header_name(name), wire.header_value(name, value))
                for name, value in [*lines, *options.headers.items()]
            ]
        )
        self.query = {
            name: as_query({name: value}) for name, value in options.query.items()
        }

    def url(self, path: str, query: list[str]) -> str:
        if self.query:
            given = {pair.partition("=")[0] for pair in query}
            for name, pairs in self.query.items():
                if wire.escape(name) not in given:
                    query = query + pairs
        if not query:
            return self.prefix + path
        return f"{self.prefix}{path}{'&' if '?' in path else '?'}{'&'.join(query)}"

    def merged(self, lines: list[tuple[bytes, bytes]]) -> httpx.Headers:
        given = {name.lower() for name, _ in lines}
        kept = [line for line in self.headers.raw if line[0].lower() not in given]
        return httpx.Headers(kept + lines)


def as_timeout(timeout: Timeout) -> httpx.Timeout:
    """Seconds as the HTTP library's four waits."""
    return timeout if isinstance(timeout, httpx.Timeout) else httpx.Timeout(timeout)


def checked_url(given: str | None, default: str | None) -> str:
    """The URL of the service, checked.

    Raises:
        ArgumentError: There is none, or it is not a URL that requests can go to.
    """
    url = given if given is not None else default
    if not url:
        raise ArgumentError("no `base_url` is given, and the description has none")
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise ArgumentError(f"base_url {url!r}: {error}") from None
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise ArgumentError(f"base_url {url!r} is not an http or https URL with a host")
    if parsed.userinfo:
        raise ArgumentError("base_url holds a user or password; give `auth=` instead")
    if parsed.query or parsed.fragment:
        raise ArgumentError(f"base_url {url!r} holds a query or a fragment")
    return url.rstrip("/")


def as_query(query: Mapping[str, object] | None) -> list[str]:
    """Encoded pairs of a mapping, arrays repeated, None left out."""
    if not query:
        return []
    from .parameters import Query

    found: list[str] = []
    for name, value in query.items():
        if value is not None:
            found += Query(name).encode(value)
    return found


def as_lines(headers: Mapping[str, str] | None) -> list[tuple[bytes, bytes]]:
    """Header lines of a mapping."""
    return [
        (wire.header_name(name), wire.header_value(name, value))
        for name, value in (headers or {}).items()
    ]
