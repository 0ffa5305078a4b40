"""What happens between a request and its reply, as decisions without I/O.

Each function is a generator: it yields what to do next (`Send`, `Read`, `Sleep`) and
is sent what came of it, or the exception. A client's loop does these things, and needs
to know nothing else; `h11` and `httpx.Auth.auth_flow` are built like this.
"""

from __future__ import annotations

import logging
import ssl
import time
from collections.abc import Callable, Generator, Mapping
from typing import TYPE_CHECKING, TypeAlias, TypeVar, cast

from ._http import httpx
from .errors import (
    ConnectionFailed,
    DecodeError,
    TimedOut,
    TLSFailed,
    TransportError,
)
from .redirects import MAX_REDIRECTS, redirected, same_origin
from .retry import is_replayable

if TYPE_CHECKING:
    from concurrent.futures import Future

    from .operation import Operation
    from .options import Options
    from .retry import Retry

T = TypeVar("T")
clock = time.monotonic
log = logging.getLogger(__name__.partition(".")[0])

MAX_DECODED = 1024**3
"""Bytes that a compressed reply may grow to."""


class Send:
    """Send a request; what comes back is the reply, its content not yet read."""

    __slots__ = ("request",)

    def __init__(self, request: httpx.Request) -> None:
        self.request = request


class Read:
    """Read the content of a reply, which frees its connection.

    What comes back is the reply, its content read and decompressed.
    """

    __slots__ = ("response",)

    def __init__(self, response: httpx.Response) -> None:
        self.response = response


class Load:
    """Read the body of a request into memory, for credentials that sign it."""

    __slots__ = ("request",)

    def __init__(self, request: httpx.Request) -> None:
        self.request = request


class Sleep:
    """Wait for some seconds."""

    __slots__ = ("seconds",)

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds


class Run:
    """Run a function that may block: in a thread, where others must not wait.

    What comes back is what it returns.
    """

    __slots__ = ("function",)

    def __init__(self, function: Callable[[], object]) -> None:
        self.function = function


class Spawn:
    """Do other steps on the side, whatever becomes of these.

    Args:
        steps: What to do.
        outcome: Where the outcome goes.
    """

    __slots__ = ("outcome", "steps")

    def __init__(self, steps: Steps[T], outcome: Future[T]) -> None:
        self.steps = cast("Steps[object]", steps)
        self.outcome = cast("Future[object]", outcome)


class Wait:
    """Wait until an outcome is there, good or bad, or some seconds have passed."""

    __slots__ = ("outcome", "seconds")

    def __init__(self, outcome: Future[T], seconds: float | None) -> None:
        self.outcome = cast("Future[object]", outcome)
        self.seconds = seconds


class Pour:
    """Read the content of a reply piece by piece, and give each piece away."""

    __slots__ = ("response", "write")

    def __init__(
        self, response: httpx.Response, write: Callable[[bytes], None]
    ) -> None:
        self.response = response
        self.write = write


Action: TypeAlias = Send | Read | Load | Sleep | Run | Spawn | Wait | Pour
Steps: TypeAlias = Generator[Action, object, T]


def pause(seconds: float) -> Steps[None]:
    """Wait for some seconds."""
    yield Sleep(seconds)


def exchange(
    options: Options,
    request: httpx.Request,
    operation: Operation[T],
    *,
    stream: bool = False,
) -> Steps[httpx.Response]:
    """Send a request until there is a reply to give back.

    Args:
        options: How requests are signed, and what is repeated.
        request: The request.
        operation: What it is for: a redirect that it declares is its reply.
        stream: Leave the content of a success unread.

    Raises:
        TransportError: There is no reply.
        DecodeError: A reply cannot be decompressed.
    """
    response = yield from _repeated(options, request, operation, stream)
    status = response.status_code
    if status < 300 or operation.reply(status) is not None:
        return response
    home = request.url
    for _ in range(MAX_REDIRECTS):
        following = redirected(request, response, home)
        if following is None:
            break
        request = following
        signed = same_origin(request.url, home) and operation.secured
        response = yield from _answered(options, request, stream, signed)
    return response


def _repeated(
    options: Options, request: httpx.Request, operation: Operation[T], stream: bool
) -> Steps[httpx.Response]:
    """Send a request, and again where that helps and does no harm."""
    retry = options.retries
    started = clock()
    attempt = 1
    while True:
        if retry.deadline is not None:
            _shorten(request, options, started + retry.deadline - clock())
        try:
            response = yield from _answered(options, request, stream, operation.secured)
        except TransportError as error:
            cause = error.__cause__
            wait = None
            if cause is not None and not isinstance(error, TLSFailed):
                wait = retry.after_error(request, cause, attempt)
            if wait is None or not _in_time(retry, started, wait):
                if attempt > 1:
                    error.args = (f"{error}, in {attempt} attempts",)
                raise
            said: object = error
        else:
            if response.status_code < 400:
                return response
            wait = retry.after_response(request, response, attempt)
            if wait is None or not _in_time(retry, started, wait):
                response.extensions["attempts"] = attempt
                return response
            said = response.status_code
        log.info("%s: sent again in %.2f s", said, wait)
        yield Sleep(wait)
        attempt += 1


def _in_time(retry: Retry, started: float, wait: float) -> bool:
    return retry.deadline is None or clock() + wait < started + retry.deadline


def _shorten(request: httpx.Request, options: Options, left: float) -> None:
    """Let no wait of the next attempt go beyond the deadline."""
    timeout: Mapping[str, float | None] = options.timeout.as_dict()
    request.extensions["timeout"] = {
        phase: max(0.001, left if limit is None else min(limit, left))
        for phase, limit in timeout.items()
    }
    # A reply that comes drop by drop never lets one wait be too long.
    request.extensions["deadline"] = clock() + left


def _answered(
    options: Options, request: httpx.Request, stream: bool, signed: bool
) -> Steps[httpx.Response]:
    """Send a request as the credentials want it, and read what came."""
    jar = options.cookies
    if jar is not None and signed:
        jar.set_cookie_header(request)
    if options.auth is None or not signed:
        response = yield from send(request)
    else:
        response = yield from _with_auth(options.auth, request)
    if jar is not None and signed:
        jar.extract_cookies(response)
    if stream and response.status_code < 300:
        return response
    return (yield from read(response))


def _with_auth(auth: httpx.Auth, request: httpx.Request) -> Steps[httpx.Response]:
    """Run a flow of the HTTP library's kind, or ours, which yields actions too."""
    flow = cast(
        "Generator[httpx.Request | Action, object, None]", auth.auth_flow(request)
    )
    response: httpx.Response | None = None
    spent: httpx.Response | None = None
    unread = False
    try:
        if auth.requires_request_body:
            yield Load(request)
        wanted = next(flow)
        while True:
            if spent is not None and _has_body_of(wanted, spent):
                # It was an iterator: what is left of it is another body.
                return spent
            if unread and response is not None:
                # There is more to come, so this reply is not the last one.
                whole = yield from read(response)
                spent = whole if spent is response else spent
                response, unread = whole, False
            try:
                if isinstance(wanted, httpx.Request):
                    response = yield from send(wanted)
                    unread = not auth.requires_response_body
                    if not unread:
                        response = yield from read(response)
                    if not is_replayable(wanted):
                        spent = response
                    done: object = response
                else:
                    done = yield wanted
            except Exception as error:
                wanted = flow.throw(error)
            else:
                wanted = flow.send(done)
    except StopIteration:
        assert response is not None
        return response
    finally:
        flow.close()


def _has_body_of(wanted: httpx.Request | Action, answered: httpx.Response) -> bool:
    return (
        isinstance(wanted, httpx.Request) and wanted.stream is answered.request.stream
    )


def send(request: httpx.Request) -> Steps[httpx.Response]:
    """Send one request; errors of the HTTP library become ours."""
    try:
        response = cast("httpx.Response", (yield Send(request)))
    except httpx.HTTPError as error:
        raise translated(error, request) from error
    response.request = request
    return response


def read(response: httpx.Response) -> Steps[httpx.Response]:
    """Read the content of a reply; errors of the HTTP library become ours."""
    try:
        return cast("httpx.Response", (yield Read(response)))
    except httpx.HTTPError as error:
        raise translated(error, response.request, response) from error


def translated(
    error: httpx.HTTPError,
    request: httpx.Request,
    response: httpx.Response | None = None,
) -> TransportError | DecodeError:
    """Our error for one of the HTTP library's."""
    # The query may hold a key, the path does not.
    text = f"{request.method} {request.url.scheme}://{request.url.netloc.decode()}"
    text += request.url.path
    said = str(error) or type(error).__name__
    if isinstance(error, httpx.TimeoutException):
        phase = type(error).__name__.removesuffix("Timeout").lower()
        limit = request.extensions.get("timeout", {}).get(phase)
        # What is left of a deadline has many digits.
        within = "its time" if limit is None else f"{round(limit, 3):g} s"
        return TimedOut(f"{text}: no {phase} within {within}")
    if isinstance(error, httpx.DecodingError) and response is not None:
        return DecodeError(f"{text}: {said}", response)
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return TLSFailed(f"{text}: {said}")
        cause = cause.__cause__ or cause.__context__
    return ConnectionFailed(f"{text}: {said}")


def needs_care(response: httpx.Response) -> bool:
    """Whether a reply is read piece by piece: it may grow, or come too slowly."""
    return (
        "content-encoding" in response.headers
        or "deadline" in response.request.extensions
    )


class Decoded:
    """Counts what a compressed reply grows to, and refuses when it is too much.

    A megabyte of gzip can hold a gigabyte (1:1032), and one coding inside another
    squares that; httpx 0.28 sets no limit.
    """

    def __init__(self, response: httpx.Response) -> None:
        self._response = response
        self._pieces: list[bytes] = []
        self._size = 0
        codings = response.headers.get_list("content-encoding", split_commas=True)
        if len(codings) > 1:
            raise DecodeError(f"the reply is compressed {len(codings)} times", response)
        self._deadline: float | None = response.request.extensions.get("deadline")

    def add(self, piece: bytes) -> None:
        """Keep a decompressed piece.

        Raises:
            DecodeError: The reply is larger than any that is expected.
            httpx.ReadTimeout: It takes longer than the deadline.
        """
        if self._deadline is not None and clock() > self._deadline:
            raise httpx.ReadTimeout("the deadline has passed")
        self._size += len(piece)
        if self._size > MAX_DECODED:
            raise DecodeError(
                f"the reply grew beyond {MAX_DECODED} bytes", self._response
            )
        self._pieces.append(piece)

    def finished(self) -> httpx.Response:
        """The reply as it would have been without compression."""
        old = self._response
        headers = httpx.Headers(old.headers)
        for name in ("content-encoding", "content-length", "transfer-encoding"):
            headers.pop(name, None)
        return httpx.Response(
            old.status_code,
            headers=headers,
            content=b"".join(self._pieces),
            request=old.request,
            extensions=old.extensions,
        )
