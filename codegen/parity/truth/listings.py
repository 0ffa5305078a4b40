"""Listings of a service that is simulated here: all items, each once, in their order."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from codegen.parity.finding import Finding
from codegen.parity.operations import Operation
from codegen.parity.pair import BASE, Pair
from codegen.parity.trace import Answer
from codegen.parity.truth.fault import fault

_TOTALS: Final = (0, 1, 3, 6, 7)
_SIZE: Final = 3


class Service:
    """Serves numbered items by page, offset, cursor or link, as a request asks.

    Args:
        total: How many there are.
        size: How many a page has, unless the request says it.
    """

    def __init__(self, total: int, size: int = _SIZE) -> None:
        self.total = total
        self.size = size
        self.requests: list[str] = []

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
        elif "by_offset" in path:
            start = int(asked.get("offset", 0))
        elif asked.get("cursor"):
            start = int(asked["cursor"])
        return self._page(path, start, size)

    def _page(self, path: str, start: int, size: int) -> Answer:
        items = [{"id": n} for n in range(start, min(start + size, self.total))]
        after = start + size
        content: Any = items
        if "of_total" in path:
            content = {"items": items, "total": self.total}
        elif "of_pages" in path:
            content = {"items": items, "pages": -(-self.total // size)}
        elif "cursor" in path:
            more = after < self.total
            content = {"items": items, "next_cursor": str(after) if more else None}
        elif "link" in path:
            link = f"/base/lists/by_link?cursor={after}&limit={size}"
            content = {"items": items, "next": link if after < self.total else None}
        body = json.dumps(content).encode()
        return Answer(200, (("content-type", "application/json"),), (body,))

    def fewest(self, path: str, size: int | None) -> int:
        """How many requests it takes to know that there is no more."""
        pages = max(1, -(-self.total // (size or self.size)))
        tells = any(one in path for one in ("of_total", "of_pages", "cursor", "link"))
        full = self.total % (size or self.size) == 0 and self.total > 0
        # Without a total, a page that is not full is the last; and so is an empty one.
        if tells or self.total == 0:
            return pages
        return pages + 1 if full or size is None else pages


def listing_faults(pair: Pair) -> Iterator[Finding]:
    """Read listings of the simulated service; give what is missing, or too much.

    Args:
        pair: Both clients.
    """
    for operation in pair.operations():
        if operation.handle == "pages" and operation.group == "lists":
            for total in _TOTALS:
                yield from _faults(pair, operation, total)


def _faults(pair: Pair, operation: Operation, total: int) -> Iterator[Finding]:
    names = [one.name for one in operation.parameters]
    sized = next((name for name in ("per_page", "limit") if name in names), "")
    for size in (None, 2) if sized else (None,):
        given = {sized: size} if size else {}
        service = Service(total)
        wanted = list(range(total))
        seen = [one.id for one in _read(pair, operation, service, given)]
        fewest = service.fewest(operation.name, size)
        if seen != wanted:
            yield _fault(operation, f"{wanted} are read as {seen} with {given}")
        elif len(service.requests) != fewest:
            said = f"{total} items take {len(service.requests)} requests, not {fewest}"
            yield _fault(operation, said)
    listed = _read(pair, operation, Service(total), {}, "list_all")
    if [one.id for one in listed] != list(range(total)):
        yield _fault(operation, f"list_all has {len(listed)} of {total}")
    one_page = _read(pair, operation, Service(total), {}, "list_all", max_pages=1)
    if len(one_page) != min(total, _SIZE):
        yield _fault(operation, f"one page has {len(one_page)} items of {total}")
    if "of_total" in operation.name and listed.total != total:
        yield _fault(operation, f"the total is {listed.total}, not {total}")


def _read(
    pair: Pair,
    operation: Operation,
    service: Service,
    given: dict[str, Any],
    lens: str = "",
    **options: Any,
) -> Any:
    client = pair.sync.kind(BASE, transport=pair.transports[0], retries=0)
    with pair.session(service.answer, aio=False):
        try:
            pages = getattr(client.lists, operation.name)(**given)
            return list(pages) if not lens else pages.list_all(prefetch=1, **options)
        except Exception as error:
            return [type("Failed", (), {"id": repr(error)})]


def _fault(operation: Operation, said: str) -> Finding:
    return fault(operation.path, said, operation.place)
