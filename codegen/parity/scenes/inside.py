"""Scenes of what patches and configurations reach: groups, pools, credentials, settings."""

from __future__ import annotations

import asyncio
import gc
import inspect
import logging
import os
import threading
import warnings
import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from codegen.parity.pair import BASE
from codegen.parity.plain import plain, said
from codegen.parity.scenes.scene import scene
from codegen.parity.stage import Stage, settled
from codegen.parity.trace import Answer

_JSON: Final = (("content-type", "application/json"),)
_PREFIX: Final = "ISOSPIN_PARITY_"


@contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    named = {f"{_PREFIX}{name}": value for name, value in values.items()}
    os.environ.update(named)
    try:
        yield
    finally:
        for name in named:
            del os.environ[name]


@scene
async def settings_of_the_environment(stage: Stage) -> None:
    """URL, certificates, credentials and log level; what is given to the client wins."""
    core = stage.pair.core("preferences")
    log = logging.getLogger(stage.pair.package)
    level = log.level
    kind = stage.kind(_preferences=_PREFIX)
    missing = str(stage.folder / "missing.pem")
    for values in (
        {"URL": "https://service.test/environment"},
        {"URL": "https://service.test/environment", "CA_PATH": missing},
        {"CREDENTIALS_PATH": str(stage.folder / "own.json"), "LOG_LEVEL": "ERROR"},
        {"LOG_LEVEL": "LOUD"},
    ):
        for given in ((), ("https://service.test/given",)):
            for more in ({}, {"verify": False}):
                core.reset_preferences()
                with _environment(values):
                    await stage.tried(_asked, stage, kind, given, more)
                stage.notes.append(log.level)
    log.setLevel(level)
    core.reset_preferences()


async def _asked(stage: Stage, kind: Any, given: Any, more: Any) -> None:
    auth = stage.pair.core("oauth").OAuth2("me", token_url="token")
    client = kind(*given, auth=auth, transport=None, retries=0, **more)
    stage.notes.append(str(auth.store.place).replace(str(stage.folder), ""))
    await stage.tried(client.with_options(headers={"a": "b"}).request, "GET", "/x")
    http = stage.pair.httpx.AsyncClient if stage.aio else stage.pair.httpx.Client
    own = http(transport=stage.transport)
    unsigned = kind(*given, transport=None, retries=0, http=own, **more)
    await stage.tried(unsigned.request, "GET", "/x")
    other = kind(*given, transport=None, retries=0, **more)
    await stage.tried(other.request, "GET", "/x")
    for one in (client, unsigned, other):
        await settled(one.close())


@scene
async def keys_cookies_and_names(stage: Stage) -> None:
    """What a description says about all requests."""
    kept = (("set-cookie", "a=b; Path=/"), *_JSON)
    stage.answers += [Answer(200, kept, (b"{}",))] * 8
    default = {"_keeps_cookies": True, "_default_url": "https://service.test/default"}
    members: tuple[tuple[dict[str, Any], tuple[str, ...]], ...] = (
        ({"_api_key": ("query", "key")}, (BASE,)),
        ({"_api_key": ("header", "X-Key"), "_user_agent": "mine/1"}, (BASE,)),
        (default, ()),
        (default, (BASE,)),
    )
    for described, given in members:
        kind = stage.kind(**described)
        client = kind(*given, transport=stage.transport, auth="secret")
        for _ in range(2):
            await stage.tried(client.request, "GET", "/x")
        await settled(client.close())


@scene
async def operations_written_by_hand(stage: Stage) -> None:
    """`_send`, `_stream` and `_pages`, with every body in each of its media types."""
    core = stage.pair.core("operation")
    client = stage.client()
    group = stage.group(client)
    operation = core.Operation(
        "POST",
        "/hand",
        core.Query("a"),
        body=core.OneOfBody(
            {
                "application/json": core.JsonBody(),
                "text/plain": core.TextBody(),
                "application/x-www-form-urlencoded": core.FormBody(),
                "multipart/form-data": core.MultipartBody(),
                "image/*": core.BinaryBody("image/*"),
            }
        ),
        replies={200: core.Json(lambda: object)},
    )
    types = (None, *operation.body.by_type, "image/png", "text/html")
    for body in ({"a": "b", "c": ["d", "e"]}, "text", b"bytes", None):
        for content_type in types:
            for accept in (None, "text/csv"):
                more = {"content_type": content_type, "accept": accept}
                await stage.tried(group._send, operation, {"a": 1}, body, **more)
    await stage.tried(group._send, operation)
    lens = client.with_response(group._send)
    await stage.tried(lens, operation, {"a": 2}, {}, accept="text/csv")
    await _handles(stage, group, operation)
    await settled(client.close())


async def _handles(stage: Stage, group: Any, operation: Any) -> None:
    core, paging = stage.pair.core("operation"), stage.pair.core("pagination")
    lines = core.Operation(
        "POST",
        "/lines",
        core.Query("a"),
        body=core.OneOfBody(
            {"text/plain": core.TextBody(), "application/json": core.JsonBody()}
        ),
        replies={200: core.JsonLines(lambda: int)},
    )
    for more in ({}, {"content_type": "application/json", "accept": "a/b"}):
        stream = group._stream(lines, {"a": 1}, "text", **more)
        await stage.tried(stream.open)
        await stage.tried(stream.close)
    number = paging.PageNumber(operation, lambda: object, argument="a")
    calls: tuple[tuple[Any, ...], ...] = (({"b": 1},), ({}, {"body": 1}), ())
    for given in calls:
        await stage.tried(group._pages(number, *given).list_all, max_pages=1)


@scene
async def streams_of_the_callers_client(stage: Stage) -> None:
    """An HTTP client of the caller's leaves the content of a stream unread."""
    core = stage.pair.core("operation")
    httpx = stage.pair.httpx
    kind = httpx.AsyncClient if stage.aio else httpx.Client
    own = kind(transport=stage.transport)
    client = stage.client(transport=None, http=own)
    lines = (("content-type", "application/jsonl"),)
    stage.answers += [Answer(200, lines, (b"1\n", b"2\n", b"3\n"))] * 2
    replies = {200: core.JsonLines(lambda: int)}
    operation = core.Operation("GET", "/lines", replies=replies)
    for _ in range(2):
        stream = stage.group(client)._stream(operation)
        await stage.tried(stream.__anext__ if stage.aio else stream.__next__)
        await stage.tried(stream.close)
    await settled(client.close())
    await settled(own.aclose() if stage.aio else own.close())


@scene
async def uploads_that_are_watched(stage: Stage) -> None:
    """`with_progress`: how far a body is, again when it is repeated; errors stay."""
    core = stage.pair.core("operation")
    client = stage.client(retries=1)
    replies = {200: core.Json(lambda: object)}
    operation = core.Operation("PUT", "/raw", body=core.BinaryBody(), replies=replies)
    send = stage.group(client)._send
    stage.answers += [
        Answer(200, _JSON, (b"1",)),
        Answer(503, _JSON, (b"{}",)),
        Answer(200, _JSON, (b"2",)),
        Answer(404, _JSON, (b"{}",)),
        Answer(200, _JSON, (b"{",)),
    ]
    for body in (b"abc", [b"a", b"bc"], b"x", b"", None):
        seen: list[Any] = []

        def report(*done: object, seen: list[Any] = seen) -> None:
            seen.append(done)

        watched = client.with_progress(send, report)
        # One that has to be awaited says so.
        stage.notes.append(inspect.iscoroutinefunction(watched) == stage.aio)
        await stage.tried(watched, operation, {}, body)
        stage.notes.append(plain(seen))
    lenient = client.with_options(lenient=True)
    await stage.tried(lenient.with_progress(send, False), operation)
    await settled(client.close())


class _Quiet:
    """Connections that nobody notes but the scene that made them."""

    httpx: Any
    opened: list[weakref.ref[_Quiet]]
    closed: list[int]

    def __init__(self, **options: Any) -> None:
        self.opened.append(weakref.ref(self))

    def handle_request(self, request: Any) -> Any:
        if request.url.path.endswith("moved"):
            headers = {"location": f"https://{request.url.path[1:-6]}.test/there"}
            return self.httpx.Response(307, headers=headers, content=b"")
        return self.httpx.Response(200, content=b"")

    async def handle_async_request(self, request: Any) -> Any:
        return self.handle_request(request)

    def close(self) -> None:
        self.closed.append(id(self))

    async def aclose(self) -> None:
        self.closed.append(id(self))


def _quiet(stage: Stage) -> Any:
    """Let clients open quiet connections; `steady` puts the others back."""
    httpx = stage.pair.httpx
    members = {"httpx": httpx, "opened": [], "closed": []}
    quiet: Any = type("Quiet", (_Quiet,), members)
    httpx.HTTPTransport = httpx.AsyncHTTPTransport = quiet
    return quiet


@scene
async def connections_of_several_threads(stage: Stage) -> None:
    """Those of an event loop that has ended are forgotten; all others are closed once."""
    quiet = _quiet(stage)
    for ended in ("before", "between", "after"):
        del quiet.opened[:], quiet.closed[:]
        client = stage.client("http://service.test", transport=None)
        if ended == "before":
            _elsewhere(stage, client)
        await stage.tried(client.request, "GET", "/x")
        if ended == "between":
            _elsewhere(stage, client)
        await stage.tried(client.request, "GET", "/y")
        await stage.tried(client.request, "GET", "/other/moved")
        gc.collect()
        # In use are those of this thread, which are also those of the other in sync.
        stage.notes.append(sum(one() is not None for one in quiet.opened))
        if ended == "after":
            _elsewhere(stage, client)
        await stage.tried(client.close)
        stage.notes.append((len(quiet.closed), len(set(quiet.closed))))
        gc.collect()
        stage.notes.append([one() for one in quiet.opened if one() is not None])
        await stage.tried(client.request, "GET", "/z")


@scene
async def connections_that_are_shared(stage: Stage) -> None:
    """Services that are reached alike share them, with TLS and without."""
    quiet = _quiet(stage)
    client = stage.client("http://service.test", transport=None)
    for path in ("/x", "/other/moved", "/third/moved", "/y", "/other/moved"):
        await stage.tried(client.request, "GET", path)
        stage.notes.append(len(quiet.opened))
    await settled(client.close())


def _elsewhere(stage: Stage, client: Any) -> None:
    """Send a request from another thread, with an event loop of its own in aio."""

    def run() -> None:
        if stage.aio:
            asyncio.run(client.request("GET", "/elsewhere"))
        else:
            client.request("GET", "/elsewhere")

    thread = threading.Thread(target=run)
    thread.start()
    while thread.is_alive():
        thread.join()


@scene
async def clients_that_nobody_closed(stage: Stage) -> None:
    """There is a warning where connections were open, or an application ran."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            while (await receive())["type"] != "lifespan.shutdown":
                await send({"type": "lifespan.startup.complete"})
            await send({"type": "lifespan.shutdown.complete"})
            return
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    base = "https://service.test/base"
    for asked in (False, True):
        for closed in (False, True):
            for made in (
                lambda: stage.flavour.kind(base, transport=None, retries=0),
                lambda: stage.flavour.kind(base, transport=stage.transport, retries=0),
                lambda: stage.flavour.kind.integrated(app),
            ):
                await _dropped(stage, made, asked=asked, closed=closed)


async def _dropped(stage: Stage, made: Any, *, asked: bool, closed: bool) -> None:
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        client = made()
        pool = client._transport.pool
        if asked:
            await stage.tried(client.request, "GET", "/x")
        if closed:
            await settled(client.close())
        pool.__del__()  # as the garbage collector does, at a certain moment
        seen = [one for one in told if one.category is ResourceWarning]
        stage.notes.append([said(str(one.message)) for one in seen])
        stage.notes.append([(one.source is pool, one.lineno) for one in seen])
        if not closed:
            await settled(client.close())
        del client, pool
