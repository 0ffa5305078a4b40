"""Counts the bytes of a body while they are sent, for those who want to watch."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from typing import TYPE_CHECKING, TypeVar, cast

from ._http import httpx
from .call import Steps, exchange
from .progress import Report, reporter
from .retry import is_replayable
from .uploads import CHUNK

if TYPE_CHECKING:
    from .operation import Operation
    from .options import Options

T = TypeVar("T")


class Counting:
    """One call whose body is watched while it is sent.

    Args:
        progress: Show a bar, or call a function with requests, bytes and total.
    """

    def __init__(self, progress: bool | Report) -> None:
        self._progress = progress

    def steps(
        self, options: Options, request: httpx.Request, operation: Operation[T]
    ) -> Steps[T]:
        """Send the request and read its reply."""
        report = reporter(self._progress, "bytes")
        request.stream = _Counted(request, report)
        try:
            response = yield from exchange(options, request, operation)
        finally:
            report.close()
        return operation.read(response, lenient=options.lenient)


class _Counted(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that says how much of it is gone; it counts anew when it is sent again."""

    def __init__(
        self, request: httpx.Request, report: Callable[[int, int, int | None], None]
    ) -> None:
        self.replayable = is_replayable(request)
        self._inner = request.stream
        self._report = report
        self._requests = 0
        length: str = request.headers.get("content-length", "")
        self._total = int(length) if length else None

    def __iter__(self) -> Iterator[bytes]:
        tell = self._begin()
        for whole in cast("httpx.SyncByteStream", self._inner):
            for piece in _cut(whole):
                yield piece
                # Whoever asks for the next piece has sent this one.
                tell(len(piece))

    async def __aiter__(self) -> AsyncIterator[bytes]:
        tell = self._begin()
        async for whole in cast("httpx.AsyncByteStream", self._inner):
            for piece in _cut(whole):
                yield piece
                tell(len(piece))

    def _begin(self) -> Callable[[int], None]:
        self._requests += 1
        done = 0

        def tell(more: int) -> None:
            nonlocal done
            done += more
            self._report(self._requests, done, self._total)

        tell(0)
        return tell


def _cut(whole: bytes) -> Iterator[bytes]:
    """A piece in pieces that are worth a report; what is in memory comes as one."""
    if len(whole) <= CHUNK:
        yield whole
        return
    for start in range(0, len(whole), CHUNK):
        yield whole[start : start + CHUNK]
