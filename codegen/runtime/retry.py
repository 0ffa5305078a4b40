"""When a request is sent again, and after how long. No clock ticks and nobody sleeps here.

The names are urllib3's. What differs: back-off has full jitter, a `Retry-After` that is
too long ends the call at once instead of being slept through, and there can be a
deadline over all attempts. A request that may have reached the service is repeated
only when a second one does no harm.
"""

from __future__ import annotations

import random
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

from ._http import httpx
from .errors import retry_after

if TYPE_CHECKING:
    from .replies import ItemDecoder

IDEMPOTENT = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PUT", "TRACE"})
"""Methods of which two requests do what one does (RFC 9110, section 9.2.2)."""
TRANSIENT = frozenset({429, 502, 503, 504})
"""Statuses that say that the service did not do it, and may do it later."""
KEY_HEADERS = ("idempotency-key", "x-idempotency-key")


class Retry:
    """What is sent again, how often, and after which wait.

    Args:
        total: Repetitions at most; 0 for none.
        backoff_factor: Seconds that the first wait takes at most; it doubles each time.
        backoff_max: Seconds that any wait takes at most.
        status_forcelist: Statuses after which a request is sent again.
        allowed_methods: Methods that may be sent again; None allows all. Others are
            only when they carry an idempotency key, or never left.
        respect_retry_after_header: Wait as long as the service asks for.
        retry_after_max: Seconds it may ask for; the call ends at once when it asks
            for more.
        timeouts: Send again what was not answered in time.
        deadline: Seconds for all attempts and waits together; None for no limit.
    """

    def __init__(
        self,
        total: int = 3,
        backoff_factor: float = 0.1,
        backoff_max: float = 120.0,
        status_forcelist: AbstractSet[int] = TRANSIENT,
        allowed_methods: AbstractSet[str] | None = IDEMPOTENT,
        respect_retry_after_header: bool = True,
        retry_after_max: float = 60.0,
        timeouts: bool = False,
        deadline: float | None = None,
    ) -> None:
        self.total = total
        self.backoff_factor = backoff_factor
        self.backoff_max = backoff_max
        self.status_forcelist = status_forcelist
        self.allowed_methods = allowed_methods
        self.respect_retry_after_header = respect_retry_after_header
        self.retry_after_max = retry_after_max
        self.timeouts = timeouts
        self.deadline = deadline

    def __repr__(self) -> str:
        values = ", ".join(f"{name}={value!r}" for name, value in vars(self).items())
        return f"Retry({values})"

    def after_response(
        self, request: httpx.Request, response: httpx.Response, attempt: int
    ) -> float | None:
        """Seconds to wait before sending a request again; None to leave it.

        Args:
            request: What was sent.
            response: What came.
            attempt: Attempts so far, from 1.
        """
        if response.status_code not in self.status_forcelist:
            return None
        if not self._may_repeat(request, attempt):
            return None
        asked = retry_after(response) if self.respect_retry_after_header else None
        if asked is None:
            return self._backoff(attempt)
        return asked if asked <= self.retry_after_max else None

    def after_error(
        self, request: httpx.Request, error: BaseException, attempt: int
    ) -> float | None:
        """Seconds to wait before sending a request again; None to leave it.

        Args:
            request: What was sent.
            error: The HTTP library's error.
            attempt: Attempts so far, from 1.
        """
        if isinstance(error, httpx.ConnectTimeout) and not self.timeouts:
            return None
        if isinstance(error, (httpx.ConnectError, httpx.ConnectTimeout)):
            # It never left, so that sending it is not sending it again.
            again = attempt <= self.total and is_replayable(request)
            return self._backoff(attempt) if again else None
        if isinstance(error, httpx.TimeoutException) and not self.timeouts:
            return None
        if not isinstance(error, httpx.TransportError):
            return None
        if isinstance(error, (httpx.UnsupportedProtocol, httpx.LocalProtocolError)):
            return None
        if not self._may_repeat(request, attempt):
            return None
        return self._backoff(attempt)

    def _may_repeat(self, request: httpx.Request, attempt: int) -> bool:
        if attempt > self.total or not is_replayable(request):
            return False
        allowed = self.allowed_methods
        if allowed is None or request.method in allowed:
            return True
        return any(name in request.headers for name in KEY_HEADERS)

    def _backoff(self, attempt: int) -> float:
        longest = min(self.backoff_max, self.backoff_factor * 2 ** (attempt - 1))
        return random.uniform(0, longest)


def reconnection(
    request: httpx.Request,
    decoder: ItemDecoder[object],
    error: BaseException,
    retry: Retry,
    attempt: int,
) -> float | None:
    """Seconds after which a stream goes on where it broke off; None when it cannot.

    It can when its events have identifiers (WHATWG HTML, section 9.2.3): the request
    then names the last one that came.

    Args:
        request: What opened the stream.
        decoder: What has read it so far.
        error: What broke it off.
        retry: How often that may be.
        attempt: How often it was, since the last event, from 1.
    """
    if decoder.last_id:
        request.headers["Last-Event-ID"] = decoder.last_id.encode().decode("latin-1")
    elif "Last-Event-ID" not in request.headers:
        return None
    wait = retry.after_error(request, error, attempt)
    if wait is not None and decoder.retry is not None:
        wait = max(wait, decoder.retry / 1000)
    return wait


def is_replayable(request: httpx.Request) -> bool:
    """Whether a body can be sent again: bytes can, files mostly, iterators never."""
    return getattr(request.stream, "replayable", True) is True


def as_retry(retries: Retry | int) -> Retry:
    """A number of repetitions as a policy."""
    return Retry(retries) if isinstance(retries, int) else retries
