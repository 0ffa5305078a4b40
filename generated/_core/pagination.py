"""Where the next page of a listing is: one class for each way that services tell.

A place in a listing is plain data, `Place`, so that it can be saved and taken up by
another process, in either flavour.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar, cast

from .outline import Outline, Path, content_range_total, descend, nested, outline_of
from .replies import refusal

if TYPE_CHECKING:
    from pydantic import TypeAdapter
    from pydantic_core import SchemaValidator

    from ._http import httpx
    from .operation import Operation

T = TypeVar("T")


@dataclass(frozen=True)
class Place:
    """Where a listing goes on.

    Attributes:
        arguments: Arguments, by Python name, that this page has of its own.
        target: Path and query of the page, where the service gave a link.
        page: Pages before this one.
        items: Items before this one.
    """

    arguments: Mapping[str, object] = field(default_factory=dict[str, object])
    target: str | None = None
    page: int = 0
    items: int = 0

    def leads_to(self, other: Place) -> bool:
        """Whether both are the same page, whatever was counted before it."""
        return (self.arguments, self.target) == (other.arguments, other.target)


class Pagination(Generic[T]):
    """How an operation is listed.

    Args:
        operation: The operation that returns one page.
        item: Type of an item, as a lambda.
        items: Where the items are in the JSON of a page; nowhere when it is a list.
    """

    def __init__(
        self,
        operation: Operation[object],
        item: Callable[[], object],
        *,
        items: Path = (),
    ) -> None:
        self.operation = operation
        self.item = item
        self.items = tuple(items)
        self._adapter: TypeAdapter[object] | None = None
        self._outline: SchemaValidator | None = None

    def asked(self) -> Mapping[str, Path]:
        """Values of the JSON that `following` asks for, by a name of its own."""
        return {}

    def following(
        self, outline: Outline, place: Place, arguments: Mapping[str, object]
    ) -> Place | None:
        """The place of the next page; None after the last.

        Args:
            outline: What is known of this page.
            place: Where this page is.
            arguments: Arguments of the whole listing, by Python name.
        """
        raise NotImplementedError

    def ahead(
        self,
        outline: Outline,
        place: Place,
        arguments: Mapping[str, object],
        pages: int,
    ) -> list[Place]:
        """Places of the next pages, where they are known before they are asked for."""
        following = self.following(outline, place, arguments)
        return [] if following is None else [following]

    def total(self, outline: Outline) -> int | None:
        """Items in all, where the service says so."""
        total = outline.number("total")
        return content_range_total(outline.response) if total is None else total

    # --- reading pages -----------------------------------------------------------------

    def parse(self, content: bytes) -> list[T]:
        """The items of a page, validated.

        Raises:
            pydantic.ValidationError: The page is not what the description promises.
        """
        if self._adapter is None:
            from pydantic import TypeAdapter

            item = cast("type[object]", self.item())
            self._adapter = TypeAdapter(nested(self.items, list[item]))  # type: ignore[valid-type]
        value = self._adapter.validate_json(content, by_alias=True, by_name=False)
        return cast("list[T]", descend(value, self.items))

    def outline(self, response: httpx.Response) -> Outline:
        """Look a page over, without making objects of its items.

        Raises:
            DecodeError: It is no page.
        """
        try:
            value = self._look(response.content)
        except ValueError as error:
            raise refusal(response, error) from error
        items = descend(value, self.items)
        if not isinstance(items, list):
            raise refusal(response, "there are no items in it")
        found = {name: descend(value, path) for name, path in self.asked().items()}
        return Outline(len(cast("list[object]", items)), found, response)

    def _look(self, content: bytes) -> object:
        if self._outline is None:
            self._outline = outline_of(self.items, tuple(self.asked().values()))
        return self._outline.validate_json(content)


class PageNumber(Pagination[T]):
    """Pages by number.

    Args:
        operation: The operation that returns one page.
        item: Type of an item, as a lambda.
        argument: Argument that takes the number of the page.
        size: Argument that takes the items a page, if there is one.
        first: Number of the first page.
        total: Where the JSON says how many items there are.
        pages: Where the JSON says how many pages there are.
        items: Where the items are in the JSON of a page.
    """

    def __init__(
        self,
        operation: Operation[object],
        item: Callable[[], object],
        *,
        argument: str = "page",
        size: str | None = None,
        first: int = 1,
        total: Path | None = None,
        pages: Path | None = None,
        items: Path = (),
    ) -> None:
        super().__init__(operation, item, items=items)
        self.argument = argument
        self.size = size
        self.first = first
        self._asked = {
            name: path for name, path in (("total", total), ("pages", pages)) if path
        }

    def asked(self) -> Mapping[str, Path]:
        """Number of items or pages in all."""
        return self._asked

    def following(
        self, outline: Outline, place: Place, arguments: Mapping[str, object]
    ) -> Place | None:
        """The next number, unless this page was the last one."""
        count = outline.count
        pages, total = outline.number("pages"), self.total(outline)
        begin = arguments.get(self.argument)
        skipped = begin - self.first if isinstance(begin, int) else 0
        size = arguments.get(self.size) if self.size else None
        if pages is not None:
            last = skipped + place.page + 1 >= pages
        elif total is not None and not skipped:
            last = place.items + count >= total
        else:
            last = isinstance(size, int) and count < size
        if last or count == 0:
            return None
        return self._at(place, arguments, 1, count)

    def ahead(
        self,
        outline: Outline,
        place: Place,
        arguments: Mapping[str, object],
        pages: int,
    ) -> list[Place]:
        """As many of the next numbers as the total allows."""
        if self.following(outline, place, arguments) is None:
            return []
        total, count = self.total(outline), outline.count
        known = outline.number("pages")
        if known is None and total is not None:
            known = place.page + 1 + -(-(total - place.items - count) // count)
        if known is not None:
            pages = min(pages, known - place.page - 1)
        return [self._at(place, arguments, n, n * count) for n in range(1, pages + 1)]

    def _at(
        self, place: Place, arguments: Mapping[str, object], steps: int, items: int
    ) -> Place:
        begin = arguments.get(self.argument)
        start = begin if isinstance(begin, int) else self.first
        page = place.page + steps
        return Place({self.argument: start + page}, None, page, place.items + items)


class Offset(Pagination[T]):
    """Pages by the number of items before them.

    Args:
        operation: The operation that returns one page.
        item: Type of an item, as a lambda.
        argument: Argument that takes the number of items to skip.
        limit: Argument that takes the items a page, if there is one.
        total: Where the JSON says how many items there are.
        items: Where the items are in the JSON of a page.
    """

    def __init__(
        self,
        operation: Operation[object],
        item: Callable[[], object],
        *,
        argument: str = "offset",
        limit: str | None = None,
        total: Path | None = None,
        items: Path = (),
    ) -> None:
        super().__init__(operation, item, items=items)
        self.argument = argument
        self.limit = limit
        self._total = total

    def asked(self) -> Mapping[str, Path]:
        """Number of items in all."""
        return {"total": self._total} if self._total else {}

    def following(
        self, outline: Outline, place: Place, arguments: Mapping[str, object]
    ) -> Place | None:
        """As many items further as this page had."""
        begin = arguments.get(self.argument)
        start = begin if isinstance(begin, int) else 0
        seen = place.items + outline.count
        total = self.total(outline)
        limit = arguments.get(self.limit) if self.limit else None
        if total is not None:
            last = start + seen >= total
        else:
            last = isinstance(limit, int) and outline.count < limit
        if last or outline.count == 0:
            return None
        return Place({self.argument: start + seen}, None, place.page + 1, seen)

    def ahead(
        self,
        outline: Outline,
        place: Place,
        arguments: Mapping[str, object],
        pages: int,
    ) -> list[Place]:
        """As many of the next offsets as the total allows."""
        places: list[Place] = []
        current = self.following(outline, place, arguments)
        total = self.total(outline)
        while current is not None and len(places) < pages:
            places.append(current)
            if total is None and len(places) == pages:
                break
            current = self.following(outline, current, arguments)
        return places


class Cursor(Pagination[T]):
    """Pages by a token that each page has for the next one.

    Args:
        operation: The operation that returns one page.
        item: Type of an item, as a lambda.
        argument: Argument that takes the token.
        next: Where the JSON of a page has the token.
        header: Header that has it, where the JSON has not.
        items: Where the items are in the JSON of a page.
    """

    def __init__(
        self,
        operation: Operation[object],
        item: Callable[[], object],
        *,
        argument: str = "cursor",
        next: Path | None = None,
        header: str | None = None,
        total: Path | None = None,
        items: Path = (),
    ) -> None:
        super().__init__(operation, item, items=items)
        self.argument = argument
        self.header = header
        self._asked = {
            name: path for name, path in (("next", next), ("total", total)) if path
        }

    def asked(self) -> Mapping[str, Path]:
        """The token of the next page."""
        return self._asked

    def following(
        self, outline: Outline, place: Place, arguments: Mapping[str, object]
    ) -> Place | None:
        """What the token leads to; there is none on the last page."""
        token = outline.found.get("next")
        if token is None and self.header is not None:
            token = outline.response.headers.get(self.header)
        if token is None or token in ("", False):
            return None
        if token == place.arguments.get(self.argument):
            raise refusal(outline.response, "its next page is this page")
        return Place(
            {self.argument: token}, None, place.page + 1, place.items + outline.count
        )


class NextLink(Pagination[T]):
    """Pages by a link that each page has to the next one.

    Args:
        operation: The operation that returns one page.
        item: Type of an item, as a lambda.
        next: Where the JSON of a page has the link; the `Link` header when omitted
            (RFC 8288, `rel="next"`).
        items: Where the items are in the JSON of a page.
    """

    def __init__(
        self,
        operation: Operation[object],
        item: Callable[[], object],
        *,
        next: Path | None = None,
        total: Path | None = None,
        items: Path = (),
    ) -> None:
        super().__init__(operation, item, items=items)
        self._asked = {
            name: path for name, path in (("next", next), ("total", total)) if path
        }

    def asked(self) -> Mapping[str, Path]:
        """The link to the next page."""
        return self._asked

    def following(
        self, outline: Outline, place: Place, arguments: Mapping[str, object]
    ) -> Place | None:
        """Where the link leads, as path and query: the host stays the service's.

        A service behind a proxy often writes links with another scheme or port than
        its callers use; a link to another host is not followed, with our credentials.
        """
        response = outline.response
        if "next" in self._asked:
            link = outline.found.get("next")
        else:
            link = response.links.get("next", {}).get("url")
        if not isinstance(link, str) or not link:
            return None
        url = response.request.url.join(link)
        if url.host != response.request.url.host:
            raise refusal(response, "its next page is at another host")
        if url == response.request.url:
            raise refusal(response, "its next page is this page")
        target = url.raw_path.decode("ascii")
        return Place({}, target, place.page + 1, place.items + outline.count)
