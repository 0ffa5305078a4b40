"""What a call can raise.

The tree:

    Error                        raised on purpose
    ├── ArgumentError            an argument cannot be sent; nothing was sent (a ValueError)
    ├── TransportError           there is no reply
    │   ├── TimedOut             it took longer than the timeout
    │   ├── ConnectionFailed     the service cannot be reached, or hung up
    │   └── TLSFailed            the certificate or the handshake was refused
    ├── DecodeError              the reply is not what the description promises
    ├── LoginError               there are no credentials, or they cannot be renewed
    └── ApiError                 the service answered with an error; `body` has its type
        ├── BadRequest           400
        ├── Unauthorized         401
        ├── Forbidden            403
        ├── NotFound             404
        ├── MethodNotAllowed     405
        ├── NotAcceptable        406
        ├── Conflict             409
        ├── Gone                 410
        ├── PreconditionFailed   412
        ├── ContentTooLarge      413
        ├── UnsupportedMediaType 415
        ├── ValidationFailed     422, with `details`, one for each field
        ├── Locked               423
        ├── RateLimited          429, with `retry_after`
        ├── ServerError          500 to 599
        │   ├── BadGateway           502
        │   ├── ServiceUnavailable   503, with `retry_after`
        │   └── GatewayTimeout       504
        └── UnexpectedStatus     a redirect that is not followed, or a status below 400
                                 that the description does not know

The status chooses the class, so a proxy's own 404 page is `NotFound` too. No message,
and no `repr`, holds a header, a query string or a body that was sent.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, TypeVar, cast

if TYPE_CHECKING:
    from ._http import httpx

T = TypeVar("T")
EXCERPT = 300
"""Characters of a reply that a message quotes at most."""


class Error(Exception):
    """Base of everything that a client raises on purpose.

    Attributes:
        listing: What a listing had read when it failed; None in other calls.
    """

    listing: object = None


class ArgumentError(Error, ValueError):
    """An argument cannot be sent as it is; nothing was sent."""


class TransportError(Error):
    """There is no reply: nothing is known about what the service did."""


class TimedOut(TransportError):
    """No reply within the timeout."""


class ConnectionFailed(TransportError):
    """The service cannot be reached, or the connection broke."""


class TLSFailed(TransportError):
    """The certificate of the service, or the handshake, was refused."""


class LoginError(Error):
    """There are no credentials for this service, or they cannot be renewed."""


class DecodeError(Error):
    """A reply is not what the description promises.

    Attributes:
        response: The reply, as the HTTP library gives it.
    """

    def __init__(self, message: str, response: httpx.Response) -> None:
        super().__init__(message)
        self.response = response

    def __reduce__(self) -> tuple[type[DecodeError], tuple[object, ...]]:
        return type(self), (self.args[0], self.response)


class ApiError(Error):
    """The service answered with an error.

    Attributes:
        response: The reply, as the HTTP library gives it.
        body: The parsed body, of the type that the description gives for this
            status; the text of the reply where it gives none or does not match.
        operation: Method and path template, such as `GET /jobs/{job_id}`.
    """

    def __init__(
        self, response: httpx.Response, body: object = None, operation: str = ""
    ) -> None:
        super().__init__(response, body, operation)
        self.response = response
        self.body = body
        self.operation = operation

    @property
    def status(self) -> int:
        """Status code of the reply."""
        return self.response.status_code

    @property
    def request_id(self) -> str | None:
        """The `X-Request-ID` of the reply, to quote when reporting a problem."""
        value: str | None = self.response.headers.get("x-request-id")
        return value

    def body_as(self, expected: type[T]) -> T:
        """Return `body` if it has the expected type.

        Raises:
            TypeError: It has another type.
        """
        if not isinstance(self.body, expected):
            raise TypeError(
                f"the body of {self} is {type(self.body).__name__}, "
                f"not {expected.__name__}"
            )
        return self.body

    def explain(self) -> str:
        """What the service says about it, in a line or a few."""
        if self.body is None:
            return ""
        if isinstance(self.body, str):
            # What the description does not know has FastAPI's form all the same.
            return _said(_document(self.response) or {}) or printable(self.body)
        return _said(_fields(self.body)) or printable(str(self.body))

    def __str__(self) -> str:
        text = f"{self.operation or self.response.request.method} answered "
        text += f"{self.status}"
        if explained := self.explain():
            text += f": {explained}"
        notes = [f"request {printable(self.request_id)}"] if self.request_id else []
        if (attempts := self.response.extensions.get("attempts", 1)) > 1:
            notes.append(f"{attempts} attempts")
        return f"{text} ({', '.join(notes)})" if notes else text

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self}>"


class BadRequest(ApiError):
    """Status 400."""


class Unauthorized(ApiError):
    """Status 401: no credentials were sent, or they are not valid any more."""


class Forbidden(ApiError):
    """Status 403: the credentials do not allow it."""


class NotFound(ApiError):
    """Status 404."""


class MethodNotAllowed(ApiError):
    """Status 405."""


class NotAcceptable(ApiError):
    """Status 406: the service cannot answer in a media type that was asked for."""


class Conflict(ApiError):
    """Status 409: it contradicts the present state of the resource."""


class Gone(ApiError):
    """Status 410."""


class PreconditionFailed(ApiError):
    """Status 412: a condition such as `If-Match` does not hold."""


class ContentTooLarge(ApiError):
    """Status 413."""


class UnsupportedMediaType(ApiError):
    """Status 415."""


@dataclass(frozen=True)
class FieldError:
    """What the service says about one field (FastAPI's 422).

    Attributes:
        loc: Where it is: `("body", "items", 0, "name")`.
        msg: What is wrong.
        type: pydantic's name for the error, such as `missing`.
    """

    loc: tuple[str | int, ...]
    msg: str
    type: str

    def __str__(self) -> str:
        return f"{'.'.join(map(str, self.loc))}: {printable(self.msg)}"


class ValidationFailed(ApiError):
    """Status 422: the service refused the arguments."""

    @property
    def details(self) -> Sequence[FieldError]:
        """One error for each field; empty when the service answers in another form."""
        found: list[FieldError] = []
        for item in _detail_items(self.response):
            loc, msg = item.get("loc"), item.get("msg")
            if isinstance(loc, list) and isinstance(msg, str):
                places = tuple(
                    place if isinstance(place, int) else str(place)
                    for place in cast("list[object]", loc)
                )
                found.append(FieldError(places, msg, str(item.get("type", ""))))
        return found

    def explain(self) -> str:
        """The fields that were refused, one a line."""
        if not (details := self.details):
            return super().explain()
        return "".join(f"\n  {detail}" for detail in details)


class Locked(ApiError):
    """Status 423."""


class _WithRetryAfter(ApiError):
    @property
    def retry_after(self) -> float | None:
        """Seconds after which the service wants to be asked again, when it says so."""
        return retry_after(self.response)


class RateLimited(_WithRetryAfter):
    """Status 429: too many requests."""


class ServerError(ApiError):
    """Status 500 to 599: the service failed."""


class BadGateway(ServerError):
    """Status 502."""


class ServiceUnavailable(ServerError, _WithRetryAfter):
    """Status 503."""


class GatewayTimeout(ServerError):
    """Status 504."""


class UnexpectedStatus(ApiError):
    """A status below 400 that the description does not know."""

    def explain(self) -> str:
        """Where it leads, for a redirect; without what may be secret there."""
        from ._http import httpx

        # Also what was created has a place (201); that is none to go to.
        if not self.response.has_redirect_location:
            return super().explain()
        try:
            url = self.response.request.url.join(self.response.headers["location"])
        except httpx.InvalidURL:
            return super().explain()
        place = f"{url.scheme}://{url.netloc.decode('ascii')}{url.path}"
        return f"a redirect to {printable(place)}, which is not followed"


BY_STATUS: dict[int, type[ApiError]] = {
    400: BadRequest,
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    405: MethodNotAllowed,
    406: NotAcceptable,
    409: Conflict,
    410: Gone,
    412: PreconditionFailed,
    413: ContentTooLarge,
    415: UnsupportedMediaType,
    422: ValidationFailed,
    423: Locked,
    429: RateLimited,
    502: BadGateway,
    503: ServiceUnavailable,
    504: GatewayTimeout,
}


def error_class(status: int) -> type[ApiError]:
    """The class of a status: exact, else by its hundred."""
    if found := BY_STATUS.get(status):
        return found
    if status >= 500:
        return ServerError
    return ApiError if status >= 400 else UnexpectedStatus


def retry_after(response: httpx.Response) -> float | None:
    """Seconds that `Retry-After` asks for: a number or a date (RFC 9110, 10.2.3)."""
    value: str = response.headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def printable(text: str) -> str:
    """Text of the service, on one line, cut, without control characters."""
    text = " ".join(text.split())
    if len(text) > EXCERPT:
        text = text[:EXCERPT] + "…"
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text)


def _document(response: httpx.Response) -> dict[str, object] | None:
    """The JSON object that a reply holds, if it holds one."""
    try:
        document: object = json.loads(response.content)
    except (ValueError, RecursionError):
        # An error must not fail while it is printed, however deep its JSON is.
        return None
    is_object = isinstance(document, dict)
    return cast("dict[str, object]", document) if is_object else None


def _detail_items(response: httpx.Response) -> list[dict[str, object]]:
    detail = (_document(response) or {}).get("detail")
    if not isinstance(detail, list):
        return []
    items = cast("list[object]", detail)
    return [cast("dict[str, object]", i) for i in items if isinstance(i, dict)]


def _said(values: Mapping[str, object]) -> str:
    """What an error says in words, under one of the names that services use."""
    for name in ("detail", "message", "title", "error_description", "error"):
        value = values.get(name)
        if isinstance(value, str) and value:
            return printable(value)
    return ""


def _fields(body: object) -> dict[str, object]:
    """Fields of a model or of a plain object."""
    if isinstance(body, dict):
        return cast("dict[str, object]", body)
    return getattr(body, "__dict__", {})
