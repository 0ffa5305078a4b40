"""Listings of a service that is simulated here: all items, each once, in their order."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from codegen.parity.finding import Finding
from codegen.parity.operations import Operation
from codegen.parity.pair import BASE
from codegen.parity.service import said
from codegen.parity.trace import Answer
from codegen.parity.truth.fault import fault
from codegen.parity.truth.played import JSON, Answering, Player, in_turn

_TOTALS: Final = (0, 1, 3, 6, 7)
_SIZE: Final = 3
_LINK: Final = "/base/lists/"
_TELLING: Final = ("of_total", "of_pages", "cursor", "link")
"""Listings whose pages say whether there is another."""
_PLACES: Final[dict[str, tuple[Any, int]]] = {
    "page": (2, 1), "offset": (2, 0), "cursor": ("4", 0),
}  # fmt: skip
"""A place to begin at, and what the first one is."""
_WRONG: Final = (None, True, "7", 1.5)
"""What is no number of items."""


@dataclass
class Service:
    """Serves numbered items by page, offset, cursor or link, as a request asks.

    Attributes:
        total: How many there are.
        size: How many a page has, unless the request says it.
        header: Header that says how many there are; "" for none.
        told: What the content says of them instead of their number; `...` for that.
        requests: What was asked for.
    """

    total: int
    size: int = _SIZE
    header: str = ""
    told: Any = ...
    requests: list[str] = field(default_factory=list[str])

    def answer(self, number: int, request: Any) -> Answer:
        """Answer one request; 500 after far too many."""
        if number > 20:
            return Answer(500)
        url = str(request.url)
        self.requests.append(url)
        asked = {key: value[0] for key, value in parse_qs(urlsplit(url).query).items()}
        size = int(asked.get("per_page") or asked.get("limit") or self.size)
        path = urlsplit(url).path
        start = 0
        if "by_page" in path:
            start = (int(asked.get("page", 1)) - 1) * size
        elif "by_index" in path:
            start = int(asked.get("page", 0)) * size
        elif "by_offset" in path:
            start = int(asked.get("offset", 0))
        elif asked.get("cursor"):
            start = int(asked["cursor"])
        return self._page(path, start, size)

    def _page(self, path: str, start: int, size: int) -> Answer:
        # What is called as a field is in Python is none of the document's.
        items = [
            {"id": n, "nick_name": "no", "new": [n]}
            for n in range(start, min(start + size, self.total))
        ]
        after = start + size
        more = after < self.total
        link = f"{_LINK}{path.rpartition('/')[2]}?cursor={after}&limit={size}"
        headers: dict[str, str] = {}
        content: Any = items
        if "of_total" in path:
            content = {"total": self._told(self.total)}
        elif "of_pages" in path:
            content = {"pages": self._told(-(-self.total // size))}
        elif "cursor_deep" in path:
            following = {"more": {"next": str(after) if more else None, "total": 99}}
            content = {"meta": {"next": "9", **following}, "total": self.total}
        elif "cursor_header" in path:
            headers["X-Next"] = str(after) if more else ""
        elif "cursor" in path:
            content = {"next_cursor": str(after) if more else None, "total": self.total}
        elif "by_link_header" in path:
            headers["link"] = f'<{link}>; rel="next", </first>; rel="first"'
            if not more:
                del headers["link"]
        elif "link" in path:
            content = {"next": link if more else None, "total": self.total}
        if content is not items:
            content = {"around": {"items": []}, **content, "items": items}
        if self.header:
            texts = {"content-range": f"items 0-1/ {self.total} "}
            headers[self.header] = texts.get(self.header, str(self.total))
        return said(200, content, **headers)

    def _told(self, number: int) -> Any:
        return number if self.told is ... else self.told

    def fewest(self, path: str, size: int | None, start: int = 0) -> int:
        """How many requests it takes to know that there is no more."""
        left = max(0, self.total - start)
        step = size or self.size
        pages = max(1, -(-left // step))
        tells = any(one in path for one in _TELLING) and self.told is ...
        if self.header and "of_" not in path and not (start and "_offset" not in path):
            tells = True
        if "of_total" in path and "by_page" in path and start:
            tells = False  # how many were skipped is not known for sure
        # Without a total, a page that is not full is the last; and so is an empty one.
        if tells or left == 0:
            return pages
        return pages + 1 if left % step == 0 or size is None else pages


def listing_faults(player: Player) -> Iterator[Finding]:
    """Read listings of the simulated service; give what is missing, or too much."""
    for operation in player.pair.operations():
        if operation.handle == "pages" and operation.group == "lists":
            reader = _Reader(player, operation)
            for total in _TOTALS:
                yield from reader.reads(Service(total))
                for header in ("content-range", "x-total-count"):
                    yield from reader.reads(Service(total, header=header))
                if "_of_" in operation.name:
                    for wrong in _WRONG:
                        yield from reader.reads(Service(total, told=wrong))
            yield from reader.goes_on()
            yield from reader.is_told()
            yield from reader.ends()


class _Reader:
    """Reads one listing."""

    def __init__(self, player: Player, operation: Operation) -> None:
        self._player = player
        self._operation = operation
        names = [one.name for one in operation.parameters]
        self._sized = next(
            (name for name in ("per_page", "limit") if name in names), ""
        )
        self._place = next((name for name in _PLACES if name in names), "")
        self._is_index = "by_index" in operation.name

    def reads(self, service: Service) -> Iterator[Finding]:
        """All items, from the first or from a later place, with the fewest requests."""
        for size in (None, 2) if self._sized else (None,):
            for begin in (False, True) if self._place else (False,):
                yield from self._reads(service, size, begin=begin)

    def _reads(
        self, service: Service, size: int | None, *, begin: bool
    ) -> Iterator[Finding]:
        given: dict[str, Any] = {self._sized: size} if size else {}
        start = 0
        if begin:
            value, before = _PLACES[self._place]
            given[self._place] = value
            start = int(value) - before
            if self._place == "page":
                start = (start + self._is_index) * (size or service.size)
        service.requests.clear()
        wanted = list(range(start, service.total))
        found = self._read(service.answer, given)
        seen = _ids(found)
        name = self._operation.name
        fewest = service.fewest(name, size, start)
        if seen != wanted:
            yield self._fault(f"{wanted} are read as {seen} with {given}")
        elif any(one.nick_name is not None for one in found):
            yield self._fault("a name in Python is taken for one of the document")
        elif len(service.requests) != fewest:
            takes = f"{service} takes {len(service.requests)} requests, not {fewest}"
            yield self._fault(f"{takes}, with {given}")

    def goes_on(self) -> Iterator[Finding]:
        """What was read so far, and where the next page is, can be taken up again."""
        whole = Service(7)
        for pages, items in ((1, 3), (2, 6), (3, 7)):
            part = self._listed(whole.answer, max_pages=pages)
            if _ids(part) != list(range(items)):
                yield self._fault(f"{pages} pages are {part}")
                continue
            following = part.next
            there = (following.page, following.items) if following else None
            is_last = items == 7 and any(o in self._operation.name for o in _TELLING)
            if there != (None if is_last else (pages, items)):
                yield self._fault(f"after {pages} pages it goes on at {following}")
            rest = self._listed(whole.answer, resume_from=part)
            if _ids(rest) != list(range(7)) or rest.next is not None:
                yield self._fault(f"after {pages} pages it goes on with {rest}")

    def is_told(self) -> Iterator[Finding]:
        """The total, where anything says it."""
        own = "of_total" in self._operation.name
        own = own or self._operation.name in (
            "by_cursor_pages", "by_cursor_deep_pages", "by_link_pages",
        )  # fmt: skip
        for header in ("", "content-range", "x-total-count"):
            wanted = 6 if own or header else None
            service = Service(6, header=header)
            found = self._listed(service.answer)
            if _ids(found) != list(range(6)) or found.total != wanted:
                yield self._fault(f"the total of {found!r} is not {wanted}")
        for text in ("items */*", "*", "", "1.5", "-3"):
            found, _ = self._answered([said(200, [], x_total_count=text)])
            if not isinstance(found, BaseException) and found.total is not None:
                yield self._fault(f"{text!r} is a total of {found.total}")

    def ends(self) -> Iterator[Finding]:
        """What is no page, and where there is no next one."""
        is_list = isinstance(self._first(Service(1)), list)
        wrong = [b"5", b"null", b'"x"', b"{", b'{"items": {}}']
        wrong += [b"{}"] if is_list else [b"[]", b'[{"items": []}]', b'{"items": null}']
        for body in wrong:
            found, _ = self._answered([Answer(200, JSON, (body,))])
            if type(found).__name__ != "DecodeError":
                yield self._fault(f"{body!r} is a page: {found!r}")
        key = {"by_cursor_pages": "next_cursor", "by_link_pages": "next"}.get(
            self._operation.name
        )
        for value, is_end in _ENDS.get(key or "", ()):
            content = {"items": [{"id": 1}], key: value}
            last: dict[str, Any] = {"items": []}
            found, asked = self._answered([said(200, content), said(200, last)])
            ended = "fails" if isinstance(found, BaseException) else "ends"
            if ended == "ends" and len(asked) > 1:
                ended = asked[1]
            if ended != is_end:
                yield self._fault(f"the next page {value!r} {ended}, and not {is_end}")

    def _first(self, service: Service) -> Any:
        content = b"".join(service._page(f"/{self._operation.name}", 0, 3).pieces)
        return json.loads(content)

    def _answered(self, answers: list[Answer]) -> tuple[Any, list[str]]:
        """Read it with these answers; give what comes, and the URLs that are asked."""
        asked: list[str] = []
        following = in_turn(answers)

        def answer(number: int, request: Any) -> Answer:
            asked.append(str(request.url))
            return following(number, request)

        return self._listed(answer), asked

    def _read(self, answer: Answering, given: Mapping[str, Any]) -> Any:
        """Its items one by one; or the error."""
        return self._player.play(lambda c: list(self._on(c, **given)), answer).value

    def _listed(self, answer: Answering, **options: Any) -> Any:
        """All of it at once; or the error."""

        def call(client: Any) -> Any:
            return self._on(client).list_all(prefetch=1, **options)

        return self._player.play(call, answer).value

    def _on(self, client: Any, **given: Any) -> Any:
        return getattr(client.lists, self._operation.name)(**given)

    def _fault(self, what: str) -> Finding:
        return fault(self._operation.path, what, self._operation.place)


def _ids(found: Any) -> list[Any]:
    """The numbers of the items; or what came instead of them."""
    return [found] if isinstance(found, BaseException) else [one.id for one in found]


_ENDS: Final[dict[str, list[tuple[Any, str]]]] = {
    "next_cursor": [
        (None, "ends"), ("", "ends"), (False, "ends"),
        ("a b", f"{BASE}/lists/by_cursor?cursor=a%20b"),
        (0, "ends"), (5, f"{BASE}/lists/by_cursor?cursor=5"),
    ],
    "next": [
        (None, "ends"), ("", "ends"), (5, "ends"), ([], "ends"),
        ("https://other.test/base/lists/by_link", "fails"),
        (f"{BASE}/lists/by_link", "fails"), ("?a=b", f"{BASE}/lists/by_link?a=b"),
        ("http://service.test:81/x?y=%20", "https://service.test/x?y=%20"),
    ],
}  # fmt: skip
"""Next pages, and what is made of them: nothing, an error, or a request."""
