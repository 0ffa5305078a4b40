"""One operation of the API as data, with no I/O: what it sends, what it returns.

Everything about the wire is here, once for both clients. An operation is compiled at
its first call: the path is cut at its parameters, constants are encoded, and what a
call then does is walk over the arguments that were given.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Generic, TypeVar, cast
from urllib.parse import quote

from .bodies import (
    BinaryBody,
    Encoded,
    Encoder,
    Field,
    FormBody,
    JsonBody,
    JsonLinesBody,
    MergePatchBody,
    MultipartBody,
    OneOfBody,
    TextBody,
    write,
)
from .errors import ArgumentError, DecodeError, error_class
from .parameters import Cookie, Header, Parameter, Path, Query
from .replies import (
    Binary,
    Empty,
    Events,
    Items,
    Json,
    JsonLines,
    OneOf,
    Reply,
    Text,
    Undeclared,
    refusal,
)
from .retry import KEY_HEADERS

if TYPE_CHECKING:
    from ._http import httpx

__all__ = [
    "Binary",
    "BinaryBody",
    "Cookie",
    "Empty",
    "Events",
    "Field",
    "FormBody",
    "Header",
    "Json",
    "JsonBody",
    "JsonLines",
    "JsonLinesBody",
    "MergePatchBody",
    "MultipartBody",
    "OneOf",
    "OneOfBody",
    "Operation",
    "Path",
    "Query",
    "Text",
    "TextBody",
]

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
Replies = Mapping[int | str, Reply[T]]
Lines = list[tuple[bytes, bytes]]
_NO_REPLIES: Mapping[int | str, Reply[object]] = {}


class Operation(Generic[T_co]):
    """Method, path, parameters, body and replies of one operation.

    Args:
        method: HTTP method, in capitals.
        path: Path template, below the base URL: `/jobs/{job_id}`.
        parameters: `Path`, `Query`, `Header` and `Cookie`.
        body: How a body is written; None where there is none.
        replies: Status, range (`"2XX"`) or `"default"` to what a success returns.
        errors: The same for what an error's `body` is.
        server: A base URL of its own, where the spec gives the operation one.
        secured: Whether credentials are sent along.
    """

    def __init__(
        self,
        method: str,
        path: str,
        *parameters: Parameter,
        body: Encoder | None = None,
        replies: Replies[T_co],
        errors: Replies[object] = _NO_REPLIES,
        server: str | None = None,
        secured: bool = True,
    ) -> None:
        self.method = method
        self.path = path
        self.parameters = parameters
        self.body = body
        self.replies = replies
        self.errors = errors
        self.server = server
        self.secured = secured
        self.name = f"{method} {path}"
        self.accept = _accept(replies)
        self.key_header = _key_header(parameters)
        self._compiled: _Compiled | None = None
        self._warned = False

    def __repr__(self) -> str:
        return f"Operation({self.name!r})"

    def encode(self, arguments: Mapping[str, object]) -> Target:
        """Encode arguments, by Python name; those that are None are left out.

        Raises:
            ArgumentError: A value cannot be sent.
        """
        compiled = self._compiled
        if compiled is None:
            compiled = self._compiled = _Compiled(self)
        return compiled.encode(arguments)

    def content(self, value: object, content_type: str | None) -> Encoded | None:
        """Write the body of a call, see `bodies.write`."""
        if self.body is None:
            return None
        return write(self.body, value, content_type)

    def reply(self, status: int) -> Reply[T_co] | None:
        """What a status means, when it is a success; None when it is an error."""
        found = self.replies.get(status)
        if found is None and status < 400:
            found = self.replies.get(f"{status // 100}XX")
            if found is None and 200 <= status < 300:
                # A success that the description does not know is still one.
                found = self._only_success()
        return found

    def _only_success(self) -> Reply[T_co] | None:
        if "default" in self.replies:
            return self.replies["default"]
        known = list(self.replies.values())
        if not known:
            return cast("Reply[T_co]", Undeclared())
        return known[0] if len(known) == 1 else None

    def read(self, response: httpx.Response, *, lenient: bool = False) -> T_co:
        """Return the value of a reply that was read, or raise its error.

        304 is a value: None, as nothing else came.

        Args:
            response: The reply.
            lenient: Return plain JSON, text or bytes where a success is not what the
                description promises, and warn, once for each operation.

        Raises:
            ApiError: The service answered with an error.
            DecodeError: The reply is not what the description promises.
        """
        reply = self.reply(response.status_code)
        if reply is not None:
            if not lenient:
                return reply.read(response)
            return self._read_leniently(reply, response)
        if response.status_code == 304:
            return cast("T_co", None)
        raise self.error(response)

    def _read_leniently(self, reply: Reply[T_co], response: httpx.Response) -> T_co:
        try:
            return reply.read(response)
        except DecodeError as error:
            if not self._warned:
                self._warned = True
                warnings.warn(f"{self.name}: {error}", UserWarning, stacklevel=2)
            return cast("T_co", Undeclared().read(response))

    def error(self, response: httpx.Response) -> Exception:
        """The error of a reply that was read; its body has the documented type."""
        status = response.status_code
        declared = (
            self.errors.get(status)
            or self.errors.get(f"{status // 100}XX")
            or self.errors.get("default")
        )
        body: object = response.text
        if declared is not None:
            # A proxy's own 404 page is still a 404: keep its text.
            with suppress(DecodeError):
                body = declared.read(response)
        return error_class(status)(response, body, self.name)

    def items(self, response: httpx.Response) -> Items[T_co]:
        """How the items of a stream are read.

        Raises:
            DecodeError: The reply is no stream.
        """
        reply = self.reply(response.status_code)
        if isinstance(reply, OneOf):
            reply = reply.choose(response)
        if not isinstance(reply, Items):
            raise refusal(response, "it is not a stream")
        return reply


def extra_operation(
    method: str, path: str, json: object, content: object, returns: type[T] | None
) -> Operation[T]:
    """An operation that the description does not have, for `client.request`.

    Raises:
        ArgumentError: The path leads out of the service, or there are two bodies.
    """
    if not path.startswith("/") or path.startswith("//"):
        raise ArgumentError(f"path {path!r} does not begin with one slash")
    if json is not None and content is not None:
        raise ArgumentError("`json` and `content` are both given")
    reply: Reply[object] = Empty() if returns is None else Json(lambda: returns)
    return Operation(
        method.upper(),
        quote(path, safe="/:@!$&'()*+,;=%?~"),
        body=BinaryBody() if json is None else JsonBody(),
        replies={"2XX": cast("Reply[T]", reply)},
    )


class Target:
    """The encoded arguments of a call.

    Attributes:
        path: Percent-encoded path, from its first slash.
        query: Percent-encoded pairs, `name=value` each.
        headers: Lines for headers, one for cookies among them.
    """

    __slots__ = ("headers", "path", "query")

    def __init__(self, path: str, query: list[str], headers: Lines) -> None:
        self.path = path
        self.query = query
        self.headers = headers


class _Compiled:
    """What can be said about an operation's requests before any argument is known."""

    def __init__(self, operation: Operation[T]) -> None:
        paths = {p.wire: p for p in operation.parameters if isinstance(p, Path)}
        self._segments: list[str | Path] = []
        for index, piece in enumerate(re.split(r"\{([^{}]*)\}", operation.path)):
            if index % 2 == 0:
                self._segments.append(_literal(piece))
            elif piece in paths:
                self._segments.append(paths[piece])
            else:
                self._segments.append(_literal("{" + piece + "}"))
        self._fixed = not paths
        self._path = "".join(s for s in self._segments if isinstance(s, str))
        others = [p for p in operation.parameters if not isinstance(p, Path)]
        self._queries = [p for p in others if isinstance(p, Query)]
        self._headers = [p for p in others if isinstance(p, Header)]
        self._cookies = [p for p in others if isinstance(p, Cookie)]
        self._names = {p.name for p in operation.parameters if p.const is None}
        self._operation = operation.name

    def encode(self, arguments: Mapping[str, object]) -> Target:
        path = self._path if self._fixed else self._filled(arguments)
        query: list[str] = []
        headers: Lines = []
        for parameter in self._queries:
            value = parameter.const
            if value is None and (value := arguments.get(parameter.name)) is None:
                continue
            query += parameter.encode(value)
        for header in self._headers:
            value = header.const
            if value is None and (value := arguments.get(header.name)) is None:
                continue
            headers += header.encode(value)
        if self._cookies and (line := self._cookie(arguments)):
            headers.append((b"Cookie", line.encode("ascii")))
        if not arguments.keys() <= self._names:
            unknown = sorted(arguments.keys() - self._names)
            raise ArgumentError(f"{self._operation} has no argument {unknown[0]!r}")
        return Target(path, query, headers)

    def _filled(self, arguments: Mapping[str, object]) -> str:
        pieces: list[str] = []
        for piece in self._segments:
            if isinstance(piece, str):
                pieces.append(piece)
            else:
                value = piece.const
                if value is None:
                    value = arguments.get(piece.name)
                pieces.append(piece.encode(value))
        return "".join(pieces)

    def _cookie(self, arguments: Mapping[str, object]) -> str:
        pieces: list[str] = []
        for cookie in self._cookies:
            value = cookie.const
            if value is None and (value := arguments.get(cookie.name)) is None:
                continue
            pieces += cookie.encode(value)
        return "; ".join(pieces)


def _literal(text: str) -> str:
    """A fixed piece of a path template, which may be percent-encoded already."""
    return quote(text, safe="/:@!$&'()*+,;=%?")


def _key_header(parameters: Sequence[Parameter]) -> str | None:
    """The header that carries an idempotency key, where the description has one."""
    for parameter in parameters:
        if isinstance(parameter, Header) and parameter.wire.lower() in KEY_HEADERS:
            return parameter.wire
    return None


def _accept(replies: Replies[T]) -> str:
    """The `Accept` header: the declared types of the successes, exactly."""
    kinds: list[str] = []
    for reply in replies.values():
        for kind in reply.media_types:
            if kind not in kinds:
                kinds.append(kind)
    return ", ".join(kinds) or "*/*"
