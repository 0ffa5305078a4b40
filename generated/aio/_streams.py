# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.
"""What the asyncio client reads piece by piece: streams and listings."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator
from typing import TYPE_CHECKING, Self, TypeVar

from .._core._http import httpx
from .._core.call import exchange, pause, translated
from .._core.errors import Error
from .._core.retry import reconnection

if TYPE_CHECKING:
    from os import PathLike
    from types import TracebackType

    from .._core.collecting import Call
    from .._core.events import Event
    from .._core.listing import Listing
    from .._core.operation import Operation
    from .._core.progress import Report
    from ._transport import Transport

T = TypeVar("T")


class Stream(AsyncIterator[T]):
    """Items of a reply, one by one while they come.

    Leave it by its end, `async with` or `await close()`: it holds a connection.
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
            raise Error("the stream is not open yet: use `async with`, or iterate")
        return self._response

    async def open(self) -> httpx.Response:
        """Send the request, if that has not happened yet; raise its error."""
        if self._response is None:
            steps = exchange(
                self._transport.options, self._request, self._operation, stream=True
            )
            response = await self._transport.run(steps)
            if self._operation.reply(response.status_code) is None:
                raise self._operation.error(response)
            self._response = response
        return self._response

    def events(self) -> AsyncIterator[Event[T]]:
        """The items with what surrounds them: type and identifier of an event."""
        return self._events

    async def _run(self) -> AsyncGenerator[Event[T], None]:
        attempt = 0
        while True:
            response = await self.open()
            decoder = self._operation.items(response).decoder(response)
            try:
                async for piece in response.aiter_bytes():
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
                await response.aclose()
            await self._transport.run(pause(wait))
            self._response = None

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> T:
        return (await self._events.__anext__()).data

    async def close(self) -> None:
        """Leave the stream before its end."""
        await self._events.aclose()
        if self._response is not None:
            await self._response.aclose()

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()


class Pages(AsyncIterable[T]):
    """A listing, read page by page: iterate over its items, or see the methods."""

    def __init__(self, transport: Transport, call: Call[T]) -> None:
        self._transport = transport
        self._call = call

    def __aiter__(self) -> AsyncIterator[T]:
        return self.items()

    async def items(self, *, prefetch: int = 0) -> AsyncIterator[T]:
        """The items, one after the other.

        Args:
            prefetch: Pages to ask for ahead, see `pages`.
        """
        async for page in self.pages(prefetch=prefetch):
            for item in page:
                yield item

    async def pages(self, *, prefetch: int = 0) -> AsyncIterator[list[T]]:
        """The items of each page, one page after the other.

        Args:
            prefetch: Pages to ask for while one is worked on: one at most where each
                page tells of the next. None are, unless it is said: who stops early
                has asked for nothing in vain.
        """
        from .._core.collecting import Ahead

        ahead = Ahead(self._call)
        place = self._call.start
        while place is not None:
            outline = await self._transport.run(ahead.page(place))
            await self._transport.run(ahead.ask(outline, place, prefetch))
            yield self._call.items(outline)
            place = self._call.following(outline, place)

    async def list_all(
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
                otherwise it is raised, with what there is as its `listing`, which
                an interruption (`KeyboardInterrupt`, `asyncio.CancelledError`) has too.
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
        return await self._transport.run(steps)
