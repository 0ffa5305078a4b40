"""Listings and streams as a service serves them, made for an operation of any client."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from codegen.parity.answers import event_data
from codegen.parity.trace import Answer


@dataclass
class Paged:
    """A listing of some items.

    Attributes:
        pagination: How the client finds the next page.
        template: The answer with a page, of which the others are made.
        count: Items in all.
        size: Items on a page.
        broken: What is answered instead, by the number of the page.
        counted: The header by which each page says how many items there are; "" for
            none.
    """

    pagination: Any
    template: Answer
    count: int = 7
    size: int = 3
    broken: dict[int, list[Answer]] = field(default_factory=dict[int, list[Answer]])
    counted: str = "x-total-count"

    def asked(self) -> dict[str, int]:
        """The argument by which a caller asks for pages of this size, if there is one."""
        names = (getattr(self.pagination, name, None) for name in ("size", "limit"))
        return {name: self.size for name in names if name}

    def answer(self, request: Any) -> Answer:
        """Answer the request for a page."""
        index = self._index(request)
        if instead := self.broken.get(index):
            return instead.pop(0)
        begin = index * self.size
        last = begin + self.size >= self.count
        page = json.loads(b"".join(self.template.pieces))
        found = _at(page, self.pagination.items) or [{}]
        items = [found[n % len(found)] for n in range(begin, self.count)][: self.size]
        page = _put(page, self.pagination.items, items)
        link = str(request.url.copy_merge_params({"fake_page": index + 1}))
        links = type(self.pagination).__name__ == "NextLink"
        values = {
            "next": None if last else link if links else f"page-{index + 1}",
            "total": self.count,
            "pages": -(-self.count // self.size),
        }
        for name, path in self.pagination.asked().items():
            page = _put(page, path, values[name])
        headers = list(self.template.headers)
        if self.counted == "content-range":
            span = f"{begin}-{begin + len(items) - 1}" if items else "*"
            headers.append((self.counted, f"items {span}/{self.count}"))
        elif self.counted:
            headers.append((self.counted, str(self.count)))
        if not last and links:
            headers.append(("link", f'<{link}>; rel="next"'))
        elif not last and getattr(self.pagination, "header", None):
            headers.append((self.pagination.header, f"page-{index + 1}"))
        content = json.dumps(page).encode()
        return Answer(self.template.status, tuple(headers), (content,))

    def _index(self, request: Any) -> int:
        """Number of the page that is asked for, from 0."""
        query = request.url.params
        argument = getattr(self.pagination, "argument", "fake_page")
        known = self.pagination.operation.parameters
        wire = next((one.wire for one in known if one.name == argument), argument)
        value = str(query.get(wire, "")).removeprefix("page-")
        if not value.isdigit():
            return 0
        match type(self.pagination).__name__:
            case "PageNumber":
                return max(0, int(value) - int(self.pagination.first))
            case "Offset":
                return int(value) // self.size
            case _:
                return int(value)


@dataclass
class Streamed:
    """A stream of events, or of lines.

    Attributes:
        items: The data of each.
        events: Whether they are server-sent events, with identifiers.
        status: Status of the reply.
        breaks: After how many items each of the next connections breaks off.
        instead: What the next requests are answered by.
        pace: Seconds before each item.
    """

    items: Sequence[bytes]
    events: bool
    status: int
    breaks: list[int] = field(default_factory=list[int])
    instead: list[Answer] = field(default_factory=list[Answer])
    pace: float = 0.0

    def answer(self, request: Any) -> Answer:
        """Answer the request for the stream, from where it broke off."""
        if self.instead:
            return self.instead.pop(0)
        last = request.headers.get("last-event-id", "")
        begin = int(last) + 1 if last.isdigit() else 0
        numbered = list(enumerate(self.items))[begin:]
        pieces = [self._piece(number, item) for number, item in numbered]
        fault = ""
        if self.breaks:
            pieces, fault = pieces[: self.breaks.pop(0)], "ReadError"
        kind = "text/event-stream" if self.events else "application/jsonl"
        headers = (("content-type", kind),)
        return Answer(self.status, headers, tuple(pieces), fault, pace=self.pace)

    def _piece(self, number: int, item: bytes) -> bytes:
        if not self.events:
            return item + b"\n"
        return event_data(item) + b"\nid: %d\nretry: 40\n\n" % number


def _at(value: Any, path: Sequence[str]) -> Any:
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _put(value: Any, path: Sequence[str], new: Any) -> Any:
    if not path:
        return new
    whole = value if isinstance(value, dict) else {}
    return {**whole, path[0]: _put(whole.get(path[0]), path[1:], new)}
