"""What the operations of the sample service send and return."""

from __future__ import annotations

from . import models
from ._core.operation import (
    Binary,
    BinaryBody,
    Cookie,
    Empty,
    Events,
    Field,
    FormBody,
    Header,
    Json,
    JsonBody,
    JsonLines,
    MergePatchBody,
    MultipartBody,
    OneOf,
    OneOfBody,
    Operation,
    Path,
    Query,
    Text,
    TextBody,
)
from ._core.pagination import Cursor, NextLink, Offset, PageNumber

GET: Operation[models.Job] = Operation(
    "GET",
    "/jobs/{job_id}",
    Path("job_id"),
    replies={200: Json(lambda: models.Job)},
    errors={404: Json(lambda: models.Problem)},
)
SEARCH: Operation[list[models.Job]] = Operation(
    "POST",
    "/jobs/search",
    Query("page"),
    Query("per_page", wire="perPage"),
    Query("status"),
    Header("if_none_match", wire="If-None-Match"),
    body=JsonBody(),
    replies={
        200: Json(lambda: list[models.Job]),
        206: Json(lambda: list[models.Job]),
    },
)
PATCH: Operation[models.Job | None] = Operation(
    "PATCH",
    "/jobs/{job_id}",
    Path("job_id"),
    body=MergePatchBody(),
    replies={200: Json(lambda: models.Job), 204: Empty()},
)
TIMES: Operation[models.Times] = Operation(
    "POST", "/times", body=JsonBody(), replies={200: Json(lambda: models.Times)}
)
LOGIN: Operation[dict[str, str]] = Operation(
    "POST",
    "/login",
    body=FormBody(fields=(Field("username"), Field("password"), Field("scope"))),
    replies={200: Json(lambda: dict[str, str])},
)
UPLOAD: Operation[dict[str, object]] = Operation(
    "POST",
    "/files",
    body=MultipartBody(
        fields=(
            Field("file"),
            Field("files"),
            Field("title"),
            Field("odd", wire='a "quoted" \\ name; é'),
            Field("meta", json=True),
        )
    ),
    replies={200: Json(lambda: dict[str, object])},
)
RAW: Operation[bytes] = Operation(
    "PUT",
    "/raw",
    body=BinaryBody(),
    replies={200: Binary()},
)
NOTE: Operation[str] = Operation(
    "PUT",
    "/note",
    body=OneOfBody({"application/json": JsonBody(), "text/plain": TextBody()}),
    replies={200: Text()},
)
TABLE: Operation[list[int] | str] = Operation(
    "GET",
    "/table",
    replies={
        200: OneOf({"application/json": Json(lambda: list[int]), "text/csv": Text()})
    },
)
EVENTS: Operation[models.Tick] = Operation(
    "GET",
    "/events",
    Query("count"),
    replies={200: Events(lambda: models.Tick)},
    errors={404: Json(lambda: models.Problem)},
)
LINES: Operation[models.Tick] = Operation(
    "GET",
    "/lines",
    Query("count"),
    replies={200: JsonLines(lambda: models.Tick)},
)
ECHO: Operation[dict[str, object]] = Operation(
    "GET",
    "/echo/{place}",
    Path("place"),
    Query("q"),
    Query("listed", wire="list", explode=False),
    Query("deep", style="deepObject"),
    Header("x_text", wire="X-Text"),
    Header("x_list", wire="X-List", repeat=True),
    Cookie("session"),
    replies={200: Json(lambda: dict[str, object])},
)
PAGES: Operation[object] = Operation(
    "GET",
    "/pages/{style}",
    Path("style"),
    Query("page"),
    Query("size"),
    Query("offset"),
    Query("cursor"),
    replies={200: Json(lambda: object), 206: Json(lambda: object)},
)
BY_NUMBER: PageNumber[models.Tick] = PageNumber(PAGES, lambda: models.Tick, size="size")
BY_OFFSET: Offset[models.Tick] = Offset(
    PAGES,
    lambda: models.Tick,
    limit="size",
    total=("meta", "total"),
    items=("data", "items"),
)
BY_CURSOR: Cursor[models.Tick] = Cursor(
    PAGES, lambda: models.Tick, next=("meta", "next"), items=("data", "items")
)
BY_LINK: NextLink[models.Tick] = NextLink(
    PAGES, lambda: models.Tick, next=("meta", "link"), items=("data", "items")
)
BY_HEADER: NextLink[models.Tick] = NextLink(PAGES, lambda: models.Tick)
BIG: Operation[bytes] = Operation(
    "GET", "/big/{name}", Path("name"), replies={200: Binary(), 206: Binary()}
)
