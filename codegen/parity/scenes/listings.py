"""Scenes of listings, of every sort that there is: those of this client, and others."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import aclosing, closing
from dataclasses import replace
from itertools import product
from typing import Any, Final

from codegen.parity.plain import plain
from codegen.parity.scenes.scene import scene
from codegen.parity.served import Paged
from codegen.parity.service import Service
from codegen.parity.stage import Stage, settled
from codegen.parity.trace import HANG, Answer

_JSON: Final = (("content-type", "application/json"),)
_INSIDE: Final = {"items": ("items",)}
_SORTS: Final[tuple[tuple[str, Mapping[str, Any]], ...]] = (
    ("PageNumber", {"size": "size"}),
    ("PageNumber", {"size": "size", "first": 0}),
    ("PageNumber", {"total": ("of", "total"), **_INSIDE}),
    ("PageNumber", {"pages": ("pages",), **_INSIDE}),
    ("Offset", {"limit": "size"}),
    ("Offset", {"total": ("total",), **_INSIDE}),
    ("Cursor", {"next": ("next",), **_INSIDE}),
    ("Cursor", {"next": ("next",), "total": ("total",), **_INSIDE}),
    ("Cursor", {"header": "x-next"}),
    ("NextLink", {"next": ("next",), **_INSIDE}),
    ("NextLink", {}),
)
_HEADERS: Final = ("", "x-total-count", "content-range")
_SIZE: Final = 2
_COUNTS: Final = (0, 1, 2, 4, 5)


@scene
async def listings_of_every_sort(stage: Stage) -> None:
    """Short ones, full pages, the last page; from the beginning and from elsewhere."""
    paging = stage.pair.core("pagination")
    stage.service = Service(stage.clock)
    client = stage.client()
    group = stage.group(client)
    for kind, options in _SORTS:
        pagination = getattr(paging, kind)(_operation(stage), lambda: int, **options)
        for served, given in _served(pagination):
            stage.service.routes["*"] = served.answer
            stage.transport.session.requests = 0  # of this one
            listing = group._pages(pagination, given)
            stage.notes.append(await _collected(listing))
            stage.notes.append(await _iterated(stage, group._pages(pagination, given)))
    # What ran on the side, and has ended, is let go of.
    stage.notes.append(len(client._transport.pool.jobs) < 10)
    await settled(client.close())


def _served(pagination: Any) -> Iterator[tuple[Paged, dict[str, int]]]:
    template = Answer(200, _JSON, (b'{"items": [1, 2, 3, 4, 5]}',))
    if not pagination.items:
        template = Answer(200, _JSON, (b"[1, 2, 3, 4, 5]",))
    begin = getattr(pagination, "argument", "cursor")
    headers = ("", "x-total-count") if pagination.asked() else _HEADERS
    turns = (False, True)
    for counted, count, later, asked in product(headers, _COUNTS, turns, turns):
        served = Paged(pagination, template, count, _SIZE, counted=counted)
        given = served.asked() if asked else {}
        if later and begin != "cursor":
            given[begin] = 2
        yield served, given


async def _collected(listing: Any) -> Any:
    try:
        found = await settled(listing.list_all(prefetch=3))
    except Exception as error:
        return plain(error)
    return plain((found.pages, found.results, found.total, found.next))


async def _iterated(stage: Stage, listing: Any) -> Any:
    found: list[Any] = []
    try:
        if stage.aio:
            async with aclosing(listing.items(prefetch=2)) as items:
                async for item in items:
                    found.append(item)
        else:
            with closing(listing.items(prefetch=2)) as items:
                found.extend(items)
    except Exception as error:
        return (found, plain(error))
    return found


@scene
async def pages_that_are_under_way(stage: Stage) -> None:
    """Closing waits for every page that was asked for ahead."""
    paging = stage.pair.core("pagination")
    client = stage.client()
    page = Answer(200, (*_JSON, ("x-total-count", "9")), (b"[1, 2, 3]",))
    stage.answers += [page, page, replace(page, fault=HANG)]
    pagination = paging.PageNumber(_operation(stage), lambda: int)
    items = stage.group(client)._pages(pagination).items(prefetch=2)
    await stage.tried(items.__anext__ if stage.aio else items.__next__)
    await settled(items.aclose() if stage.aio else items.close())
    threading.Timer(0.05, stage.transport.session.released.set).start()
    await stage.tried(client.close)
    read = [one for one in stage.transport.session.aside if one[0] == "closed"]
    stage.notes.append(len(read))


def _operation(stage: Stage) -> Any:
    core = stage.pair.core("operation")
    names = ("page", "size", "offset", "cursor")
    replies = {200: core.Json(lambda: object)}
    return core.Operation("GET", "/pages", *map(core.Query, names), replies=replies)
