"""Whether a database answers, asked at most once every ten seconds."""

import asyncio
import math
import time
from collections.abc import Awaitable, Callable

from fastapi import HTTPException, status

PING_PERIOD = 10.0
"""Seconds for which an answer, good or bad, is believed."""

PING_TIMEOUT = 5.0
"""Seconds after which a database that has not answered is down.

Most that are down refuse at once; one that is merely busy may need seconds for a
new connection, and must not be called down for it.
"""


class Unavailable(HTTPException):
    """Something the request needs is down: 503 with `Retry-After`.

    Args:
        what: Name of what is down.
        retry_after: Seconds after which to try again.
    """

    def __init__(self, what: str, retry_after: float = PING_PERIOD) -> None:
        seconds = max(1, math.ceil(retry_after))
        super().__init__(
            status.HTTP_503_SERVICE_UNAVAILABLE,
            detail=f"{what} is not available; try again in {seconds} s",
            headers={"Retry-After": str(seconds)},
        )


class Availability:
    """The cached answer to "is it up?".

    A request that needs something that is down must not hang until a connection
    times out: after the first failure the others are refused at once.

    Args:
        what: Name for messages.
        ping: Succeeds when it is up, raises anything when it is not.
        period: Seconds for which an answer is believed.
        timeout: Seconds that a ping may take.
    """

    def __init__(
        self,
        what: str,
        ping: Callable[[], Awaitable[None]],
        *,
        period: float = PING_PERIOD,
        timeout: float = PING_TIMEOUT,
    ) -> None:
        self._what = what
        self._ping = ping
        self._period = period
        self._timeout = timeout
        self._lock = asyncio.Lock()
        self._asked_at = -math.inf
        self._failure: BaseException | None = None

    async def check(self) -> None:
        """Return when it is up, as far as is known.

        Raises:
            Unavailable: It is down, or was at the last ping.
        """
        was_up = self._failure is None and self._asked_at > -math.inf
        if self._stale() and not (was_up and self._lock.locked()):
            # While one request asks, the others go by what was true so far.
            async with self._lock:
                if self._stale():
                    await self._ask()
        if self._failure is not None:
            raise self.unavailable() from self._failure

    def unavailable(self) -> Unavailable:
        """Return the error for a request that cannot be served now."""
        age = time.monotonic() - self._asked_at
        return Unavailable(self._what, self._period - min(age, self._period))

    def succeeded(self) -> None:
        """Note that it has answered, outside a ping: no need to ask for a while."""
        self._failure, self._asked_at = None, time.monotonic()

    def failed(self, failure: BaseException) -> None:
        """Note a failure seen outside a ping, such as a lost connection."""
        self._failure, self._asked_at = failure, time.monotonic()

    def _stale(self) -> bool:
        return time.monotonic() - self._asked_at >= self._period

    async def _ask(self) -> None:
        failure: BaseException | None = None
        try:
            async with asyncio.timeout(self._timeout):
                await self._ping()
        except Exception as error:
            failure = error
        self._failure, self._asked_at = failure, time.monotonic()
