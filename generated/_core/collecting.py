"""Reads page after page, as decisions without I/O: ahead, with progress, resumable."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Generic, TypeVar

from ._http import httpx
from .call import Spawn, Steps, Wait, exchange
from .errors import ArgumentError, Error
from .listing import Listing
from .outline import Outline
from .pagination import Pagination, Place
from .progress import Report, reporter
from .replies import refusal

if TYPE_CHECKING:
    from os import PathLike

    from .options import Options

T = TypeVar("T")


@dataclass(frozen=True)
class Call(Generic[T]):
    """A call that is listed.

    Attributes:
        pagination: How its next page is found.
        options: What every request carries.
        arguments: Arguments, by Python name.
        body: The body.
    """

    pagination: Pagination[T]
    options: Options
    arguments: Mapping[str, object]
    body: object = None

    @property
    def identity(self) -> str:
        """What is listed, so that no listing goes on as another."""
        request = self._request(Place())
        content = self.pagination.operation.content(self.body, None)
        data = content.content if content else b""
        # Only a digest is kept: a query or a body may hold a secret.
        digest = sha256(request.url.raw_path)
        digest.update(data if isinstance(data, bytes) else b"")
        return f"{self.pagination.operation.name} ({digest.hexdigest()[:16]})"

    def _request(self, place: Place) -> httpx.Request:
        operation = self.pagination.operation
        arguments = {**self.arguments, **place.arguments}
        request = self.options.request(operation, arguments, self.body)
        if place.target is not None:
            target = place.target.encode("ascii")
            request.url = request.url.copy_with(raw_path=target)
        return request

    def page(self, place: Place) -> Steps[Outline]:
        """Get one page, and look it over."""
        operation = self.pagination.operation
        response = yield from exchange(self.options, self._request(place), operation)
        if operation.reply(response.status_code) is None:
            raise operation.error(response)
        return self.pagination.outline(response)

    @property
    def start(self) -> Place | None:
        """Where it begins."""
        return Place()

    def items(self, outline: Outline) -> list[T]:
        """The items of a page, validated.

        Raises:
            DecodeError: The page is not what the description promises.
        """
        try:
            return self.pagination.parse(outline.response.content)
        except ValueError as error:
            raise refusal(outline.response, error) from error

    def following(self, outline: Outline, place: Place) -> Place | None:
        """The place of the next page; None after the last."""
        return self.pagination.following(outline, place, self.arguments)


class Ahead(Generic[T]):
    """The pages of a call, some of them asked for before their turn.

    Args:
        call: What is listed.
    """

    def __init__(self, call: Call[T]) -> None:
        self._call = call
        self._under_way: deque[tuple[Place, Future[Outline]]] = deque()

    def page(self, place: Place) -> Steps[Outline]:
        """The page of a place, which may be under way already."""
        while self._under_way:
            known, outcome = self._under_way.popleft()
            if known.leads_to(place):
                yield Wait(outcome, None)
                return outcome.result()
        return (yield from self._call.page(place))

    def ask(
        self, outline: Outline, place: Place, pages: int, least: int = 1
    ) -> Steps[None]:
        """Ask for the pages after this one, as far as their places are known.

        A page number or an offset tells of many, a cursor or a link of one.

        Args:
            outline: What is known of this page.
            place: Where this page is.
            pages: Pages that may be under way.
            least: Ask for none when it would be fewer.
        """
        call = self._call
        if pages < least:
            return
        places = call.pagination.ahead(outline, place, call.arguments, pages)
        if len(places) < least:
            return
        known = {under_way.page for under_way, _ in self._under_way}
        for ahead in places:
            if ahead.page not in known:
                outcome: Future[Outline] = Future()
                yield Spawn(call.page(ahead), outcome)
                self._under_way.append((ahead, outcome))


def collect(
    call: Call[T],
    *,
    max_pages: int | None = None,
    progress: bool | Report = False,
    keep_failed: bool = False,
    resume_from: Listing[T] | str | PathLike[str] | None = None,
    prefetch: int = 4,
) -> Steps[Listing[T]]:
    """Read pages until there are no more.

    Args:
        call: What is listed.
        max_pages: Pages to read at most, in this run.
        progress: Show a bar, or call a function with pages, items and total.
        keep_failed: Return what there is when a page fails, with `error`; it is raised
            otherwise, with what there is as its `listing`, which an interruption
            (`KeyboardInterrupt`, `asyncio.CancelledError`) has too.
        resume_from: A listing, or a file of one, to go on with.
        prefetch: Pages to ask for at a time, where their places are known.
    """
    if max_pages is not None and max_pages < 0:
        raise ArgumentError(f"max_pages is {max_pages}: it is a number of pages")
    listing = Listing(call.pagination, call.identity)
    if resume_from is not None:
        listing = listing.resumed(resume_from)
    report = reporter(progress)
    ahead = Ahead(call)
    left = max_pages
    try:
        while listing.next is not None and left != 0:
            place = listing.next
            outline = yield from ahead.page(place)
            listing.total = call.pagination.total(outline)
            following = call.following(outline, place)
            listing.add(outline.response.content, outline.count, following)
            left = None if left is None else left - 1
            report(len(listing.pages), len(listing), listing.total)
            # The next page alone would gain nothing: it is asked for at once anyway.
            pages = prefetch if left is None else min(prefetch, left)
            yield from ahead.ask(outline, place, pages, least=2)
    except Error as error:
        listing.error = error
        error.listing = listing
        if not keep_failed:
            raise
    except BaseException as stop:
        # An hour's work is not lost by Ctrl-C, or when a task is cancelled.
        vars(stop)["listing"] = listing
        raise
    finally:
        report.close()
    return listing
