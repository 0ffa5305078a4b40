"""The service that the sample client talks to: it says what arrived."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Cookie, FastAPI, Form, Header, Query, Request
from fastapi.responses import (
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)
from pydantic import BaseModel

ROWS = 47
JOB = {"JobID": 7, "status": "Running", "owner": "ada"}


class Limits(BaseModel):
    """A model that FastAPI validates."""

    pages: int


def make_app() -> FastAPI:
    """Build the service anew, with nothing remembered.

    Its state has the requests for pages so far, those under way, and their maximum;
    and how often it is still too busy to take a raw body.
    """
    app = FastAPI()
    app.state.pages = app.state.now = app.state.most = app.state.busy = 0

    @app.get("/jobs/{job_id}")
    def get_job(job_id: int) -> Response:
        if job_id == 404:
            return JSONResponse({"detail": "no job 404"}, 404)
        return JSONResponse({**JOB, "JobID": job_id, "added_later": True})

    @app.post("/jobs/search")
    async def search(
        request: Request, page: int | None = None, perPage: int | None = None
    ) -> Response:
        content = await request.body()
        kind = request.headers.get("content-type")
        owner = json.dumps([content.decode(), kind, page, perPage])
        return JSONResponse([{**JOB, "owner": owner}], 206 if page else 200)

    @app.patch("/jobs/{job_id}")
    async def patch(job_id: int, request: Request) -> Response:
        content = await request.body()
        if content == b"{}":
            return Response(status_code=204)
        kind = request.headers["content-type"]
        return JSONResponse({**JOB, "owner": json.dumps([content.decode(), kind])})

    @app.post("/times")
    async def times(request: Request) -> Response:
        return Response(await request.body(), media_type="application/json")

    @app.post("/login")
    def login(
        username: Annotated[str, Form()],
        password: Annotated[str, Form()],
        scope: Annotated[str | None, Form()] = None,
    ) -> dict[str, str]:
        return {"username": username, "password": password, "scope": repr(scope)}

    @app.post("/files")
    async def files(request: Request) -> dict[str, object]:
        found: dict[str, object] = {}
        async with request.form() as form:
            for name in form:
                values: list[object] = []
                for value in form.getlist(name):
                    if isinstance(value, str):
                        values.append(value)
                    else:
                        content = await value.read()
                        values.append(
                            [
                                value.filename,
                                value.content_type,
                                len(content),
                                hashlib.sha256(content).hexdigest(),
                            ]
                        )
                found[name] = values
        found["length"] = request.headers.get("content-length")
        return found

    @app.put("/raw")
    async def raw(request: Request) -> Response:
        content = await request.body()
        if app.state.busy:
            app.state.busy -= 1
            return Response(status_code=503)
        kind = request.headers.get("content-type", "nothing")
        return Response(content, media_type="application/x-back", headers={"x": kind})

    @app.put("/note")
    async def note(request: Request) -> PlainTextResponse:
        content = await request.body()
        return PlainTextResponse(
            f"{request.headers['content-type']}|{content.decode()}"
        )

    @app.get("/table")
    def table(request: Request) -> Response:
        accept = request.headers["accept"]
        if accept == "text/csv":
            return Response("1,2", media_type="text/csv; charset=utf-8")
        return JSONResponse([1, 2], headers={"x-accept": accept})

    @app.get("/events")
    def events(request: Request, count: int = 3) -> Response:
        start = int(request.headers.get("last-event-id", -1)) + 1

        async def stream() -> AsyncIterator[str]:
            yield ": hello\n\nretry: 5\n"
            for number in range(start, count):
                yield f"id: {number}\nevent: tick\ndata: "
                await asyncio.sleep(0)
                yield json.dumps({"number": number}) + "\r\n\r\n"

        return StreamingResponse(stream(), media_type="text/event-stream")

    @app.get("/lines")
    def lines(count: int = 3) -> Response:
        async def stream() -> AsyncIterator[str]:
            for number in range(count):
                yield json.dumps({"number": number})[:5]
                await asyncio.sleep(0)
                yield json.dumps({"number": number})[5:]
                if number < count - 1:
                    yield "\n"

        return StreamingResponse(stream(), media_type="application/jsonl")

    @app.get("/echo/{place}")
    def echo(
        request: Request,
        place: str,
        q: Annotated[list[str] | None, Query()] = None,
        x_text: Annotated[str | None, Header()] = None,
        x_list: Annotated[list[str] | None, Header()] = None,
        session: Annotated[str | None, Cookie()] = None,
    ) -> dict[str, object]:
        return {
            "place": place,
            "raw": request.scope["raw_path"].decode(),
            "q": q,
            "query": request.query_params.multi_items(),
            "x_text": x_text,
            "x_list": x_list,
            "session": session,
            "user-agent": request.headers["user-agent"],
        }

    @app.get("/slash/")
    def slash(request: Request) -> dict[str, str]:
        return dict(request.headers)

    @app.post("/slash/")
    async def post_slash(request: Request) -> Response:
        return Response(await request.body())

    @app.get("/away")
    def away(to: str) -> RedirectResponse:
        return RedirectResponse(to, 307)

    @app.get("/slow")
    async def slow(seconds: float) -> str:
        await asyncio.sleep(seconds)
        return "done"

    @app.get("/pages/{style}")
    async def pages(
        request: Request,
        style: str,
        page: int = 1,
        size: int = 10,
        offset: int = 0,
        cursor: str = "0",
    ) -> Response:
        """A listing of 47 ticks, by page number, offset, cursor or link."""
        start = {"number": (page - 1) * size, "offset": offset}.get(style, int(cursor))
        if start // size == int(request.headers.get("x-broken", -1)):
            return JSONResponse({"detail": "broken"}, 500)
        seen = request.app.state
        seen.pages, seen.now = seen.pages + 1, seen.now + 1
        seen.most = max(seen.most, seen.now)
        await asyncio.sleep(float(request.headers.get("x-latency", 0)))
        seen.now -= 1
        items = [{"number": n} for n in range(start, min(start + size, ROWS))]
        following = start + size if start + size < ROWS else None
        link = f"https://internal{request.url.path}?cursor={following}&size={size}"
        link = link.replace("internal", request.headers.get("x-host", "127.0.0.1"))
        if style == "number":
            place = {"content-range": f"ticks {start}-{start + len(items)}/{ROWS}"}
            return JSONResponse(items, 206, headers=place)
        if style == "header":
            headers = {} if following is None else {"link": f'<{link}>; rel="next"'}
            return JSONResponse(items, headers=headers)
        meta = {
            "offset": {"total": ROWS},
            "cursor": {"next": None if following is None else str(following)},
            "link": {"link": following and link},
        }
        return JSONResponse({"data": {"items": items}, "meta": meta[style]})

    @app.get("/drip")
    def drip(seconds: float) -> Response:
        async def stream() -> AsyncIterator[bytes]:
            for _ in range(int(seconds * 20)):
                yield b"."
                await asyncio.sleep(0.05)

        return StreamingResponse(stream())

    @app.post("/limits")
    def limits(limits: Limits) -> Limits:
        return limits

    return app
