"""Scenes of what every client can do: requests, copies, blocks, files, closing."""

from __future__ import annotations

import asyncio
import json
from typing import Any, Final

from codegen.parity.plain import plain
from codegen.parity.scenes.scene import scene
from codegen.parity.service import Service, said
from codegen.parity.stage import Stage, settled
from codegen.parity.trace import Answer

_JSON: Final = (("content-type", "application/json"),)


@scene
async def undescribed_routes(stage: Stage) -> None:
    """`request` in all its forms."""
    client = stage.client(headers={"X-All": "1"}, query={"all": 1})
    item = (b'[{"a": 1}]',)
    stage.answers += [
        Answer(200, _JSON, item),
        Answer(200, _JSON, item),
        Answer(200, _JSON, item),
        Answer(404, _JSON, (b'{"detail": "no"}',)),
        Answer(503, (("retry-after", "2"),)),
        Answer(200, _JSON, item),
        Answer(307, (("location", "/there"),)),
    ]
    query = {"a": [1, 2], "b": None, "c": True}
    more = {"query": query, "headers": {"X-One": "é", "x-all": "2"}}
    await stage.tried(client.request, "GET", "/x", **more)
    kind: Any = list[dict[str, int]]
    await stage.tried(client.request, "get", "/x y", returns=kind)
    await stage.tried(client.request, "POST", "/x", json={"a": 1}, returns=int)
    await stage.tried(client.request, "DELETE", "/x")
    await stage.tried(client.request, "GET", "/x", accept="text/csv")
    content = {"content": b"abc", "content_type": "text/csv"}
    await stage.tried(client.request, "PUT", "/x", **content)
    await stage.tried(client.request, "GET", "/redirected")
    await stage.tried(client.request, "GET", "no-slash")
    await stage.tried(client.request, "PUT", "/x", json=1, content=b"")
    lens = client.with_response(client.request)
    await stage.tried(lens, "GET", "/seen")
    lens = client.with_result(client.request)
    await stage.tried(lens, "GET", "no-slash")
    await settled(client.close())


@scene
async def copies_with_options(stage: Stage) -> None:
    """`with_options`: what it adds, what it leaves, what it shares."""
    client = stage.client(timeout=7.5)
    stage.answers += [Answer(fault="ReadTimeout", early=True)] * 4
    for options in (
        {"timeout": 3},
        {"timeout": None},
        {"headers": {"X": "y"}, "query": {"q": [1, 2]}},
        {"retries": 1},
        {},
    ):
        copy = client.with_options(**options)
        stage.notes.append(type(copy).__name__ == type(client).__name__)
        await stage.tried(copy.request, "GET", "/x")
    await stage.tried(client.request, "GET", "/x")
    await settled(client.close())


@scene
async def operations_of_copies(stage: Stage) -> None:
    """A copy has groups of its own, whichever was touched first."""
    client = stage.client()
    await stage.tried(stage.method(client))
    for name in sorted(dir(type(client))):
        if not name.startswith("_"):
            getattr(client, name)  # every group is made
    copy = client.with_options(headers={"X-Copy": "1"})
    await stage.tried(stage.method(copy))
    await stage.tried(stage.method(client))
    await settled(client.close())


@scene
async def lenses_on_what_is_no_operation(stage: Stage) -> None:
    """The error says what was wrong."""
    client = stage.client()
    await stage.tried(client.with_response(print))
    await stage.tried(client.with_response(lambda: None))  # of no object
    await stage.tried(client.download(print, stage.folder / "x"))
    await stage.tried(client.with_response(client.close))  # it sends nothing


@scene
async def errors_of_every_status(stage: Stage) -> None:
    """Each status has the same class and the same message."""
    client = stage.client()
    statuses = (*range(300, 309), *range(400, 432), 451, *range(500, 512), 599)
    for status in statuses:
        stage.answers.append(Answer(status, _JSON, (b'{"detail": "no"}',)))
    for _ in statuses:
        await stage.tried(client.request, "GET", "/x")
    await settled(client.close())


@scene
async def deadlines(stage: Stage) -> None:
    """What would begin when the time is over, or later, is not sent again."""
    stage.service = Service(stage.clock)
    retry = stage.pair.core("retry").Retry(2, deadline=3.0)
    client = stage.client(retries=retry)
    for wait in ("2", "3", "4"):
        stage.service.troubles["/x"] = [said(429, {}, retry_after=wait)]
        await stage.tried(client.request, "GET", "/x")
    await settled(client.close())


@scene
async def closing(stage: Stage) -> None:
    """What is closed, and what a closed client says; closing twice."""
    client = stage.client()
    copy = client.with_options(headers={"X": "1"})
    await stage.tried(client.request, "GET", "/x")
    await stage.tried(client.close)
    await stage.tried(client.close)
    await stage.tried(client.request, "GET", "/x")
    await stage.tried(copy.request, "GET", "/x")


@scene
async def leaving_a_block(stage: Stage) -> None:
    """`with` closes, also when the block fails, and hides no error."""
    for error in (None, KeyError("mine")):
        client = stage.client()
        enter = "__aenter__" if stage.aio else "__enter__"
        leave = "__aexit__" if stage.aio else "__exit__"
        entered = await settled(getattr(client, enter)())
        stage.notes.append(entered is client)
        given = (None, None, None) if error is None else (type(error), error, None)
        await stage.tried(getattr(client, leave), *given)
        await stage.tried(client.request, "GET", "/x")


@scene
async def connections(stage: Stage) -> None:
    """Without a transport: what connections are opened, kept and closed."""
    client = stage.client(transport=None, proxy="http://proxy.test:1", retries=1)
    await stage.tried(client.request, "GET", "/x")
    await stage.tried(client.request, "GET", "/y")
    await settled(client.close())
    for options in ({"socket": "/run/x.sock"}, {"verify": False}, {"trust_env": False}):
        await stage.tried(_made, stage, options)


async def _made(stage: Stage, options: dict[str, Any]) -> None:
    client = stage.client(transport=None, **options)
    await stage.tried(client.request, "GET", "/x")
    await settled(client.close())


@scene
async def addresses(stage: Stage) -> None:
    """Base URLs that are none, and the one of the document."""
    for url in ("", "no url", "ftp://x", "https://service.test/base/"):
        await stage.tried(_asked, stage, url)
    await stage.tried(_asked, stage)


async def _asked(stage: Stage, *url: str) -> None:
    client = stage.flavour.kind(*url, transport=stage.transport)
    await stage.tried(client.request, "GET", "/x")
    await settled(client.close())


@scene
async def clients_of_the_caller(stage: Stage) -> None:
    """An HTTP client of the caller's is used, and stays open."""
    httpx = stage.pair.httpx
    kind = httpx.AsyncClient if stage.aio else httpx.Client
    own = kind(transport=stage.transport, headers={"X-Own": "1"})
    client = stage.client(transport=None, http=own)
    await stage.tried(client.request, "GET", "/x")
    await settled(client.close())
    stage.notes.append(own.is_closed)
    await settled(own.aclose() if stage.aio else own.close())


@scene
async def logging_in(stage: Stage) -> None:
    """Without a session to begin: errors, and nothing sent."""
    for auth in (None, "token", ("user", "password")):
        client = stage.client(auth=auth)
        await stage.tried(client.request, "GET", "/x")
        await stage.tried(client.login, "device")
        await stage.tried(client.login, "browser")
        await stage.tried(client.logout)
        await settled(client.close())


@scene
async def operation_saved_to_a_file(stage: Stage) -> None:
    """`download`: whole, refused, broken off, and gone on with."""
    client = stage.client(retries=1)
    target = stage.folder / "file.bin"
    kind = (("content-type", "application/octet-stream"), ("etag", '"e"'))
    length = (*kind, ("content-length", "6"), ("accept-ranges", "bytes"))
    stage.answers += [
        Answer(200, length, (b"abc", b"def")),
        Answer(404, _JSON, (b'{"detail": "no"}',)),
        Answer(200, length, (b"abc",), "ReadError"),
        Answer(206, (*kind, ("content-range", "bytes 3-5/6")), (b"def",)),
    ]
    for _ in range(3):
        call = client.download(stage.method(client), target)
        await stage.tried(call)
        stage.notes.append(target.read_bytes() if target.exists() else None)
    await settled(client.close())


@scene
async def operation_of_an_application_inside(stage: Stage) -> None:
    """`integrated`: an application in this process, without a network."""
    asked: list[str] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            while True:
                message = await receive()
                await send({"type": f"{message['type']}.complete"})
                if message["type"] == "lifespan.shutdown":
                    return
        headers = {k.decode(): v.decode() for k, v in scope["headers"]}
        said = {"path": scope["path"], "q": scope["query_string"].decode(), **headers}
        kind = [(b"content-type", b"application/json")]
        if scope["path"] == "/slow":
            await asyncio.Event().wait()
        asked.append(scope["path"])
        status = 503 if len(asked) <= 3 else 200
        await send({"type": "http.response.start", "status": status, "headers": kind})
        await send({"type": "http.response.body", "body": json.dumps(said).encode()})

    options: dict[str, Any] = {
        "headers": {"X": "1"},
        "query": {"q": 1},
        "auth": "t",
        "timeout": 0.2,
    }
    options["retries"] = 1
    client = stage.flavour.kind.integrated(app, **options)
    await stage.tried(client.request, "GET", "/x")  # it takes one repetition more
    lens = client.with_response(client.request)
    found = await settled(lens("GET", "/x"))
    stage.notes.append((plain(found.http.content), len(found.history)))
    await stage.tried(client.with_options(retries=0).request, "GET", "/slow")
    await settled(client.close())
    await stage.tried(client.request, "GET", "/x")
