"""A small application on the plumbing alone, to see each of its rules through HTTP.

It knows nothing of the service: that it works at all shows that the plumbing can
be used without the rest.
"""

import asyncio
import threading
import time
from collections.abc import AsyncIterable, AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Annotated, Any

import httpx
import uvicorn
from fastapi import BackgroundTasks, Depends, FastAPI, HTTPException, Response
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic_settings import SettingsConfigDict
from sqlalchemy import Column, ForeignKey, MetaData, String, Table, insert, select

from service.plumbing import (
    Container,
    NoTransaction,
    ReadOnly,
    Router,
    Settings,
    SqlDatabase,
    auto_inject,
    wrap_task,
)


def make_tables(prefix: str) -> tuple[MetaData, Table, Table]:
    """Return tables of which the second is checked when a transaction commits."""
    metadata = MetaData()
    rows = Table(f"{prefix}_rows", metadata, Column("name", String, primary_key=True))
    strict = Table(
        f"{prefix}_strict",
        metadata,
        Column(
            "name",
            ForeignKey(f"{prefix}_rows.name", deferrable=True, initially="DEFERRED"),
            primary_key=True,
        ),
    )
    return metadata, rows, strict


class ProbeDatabase(SqlDatabase):
    """A database with one table of names, and one that fails when it commits."""

    name = "probe"
    metadata, rows, strict = make_tables("probe")

    async def add(self, name: str) -> None:
        """Add a name."""
        await self.conn.execute(insert(self.rows).values(name=name))

    async def spoil(self, name: str) -> None:
        """See to it that the commit fails."""
        await self.conn.execute(insert(self.strict).values(name=f"no {name}"))

    async def names(self) -> list[str]:
        """Return every name."""
        found = await self.conn.scalars(select(self.rows.c.name))
        return sorted(found)


class OtherDatabase(ProbeDatabase):
    """A second database."""

    name = "other"
    metadata, rows, strict = make_tables("other")


class ProbeSettings(Settings):
    """Settings with one that must be there."""

    model_config = SettingsConfigDict(env_prefix="PROBE_")

    greeting: str


router = Router()


@auto_inject
async def adds_first(name: str, db: ProbeDatabase) -> ProbeDatabase:
    """Add a row before the handler runs."""
    await db.add(f"{name}-first")
    return db


@router.get("/names")
async def names(db: Annotated[ProbeDatabase, ReadOnly()]) -> list[str]:
    return await db.names()


@router.get("/other-names")
async def other_names(db: Annotated[OtherDatabase, ReadOnly()]) -> list[str]:
    return await db.names()


@router.post("/add")
async def add(name: str, db: ProbeDatabase) -> None:
    await db.add(name)


@router.post("/shared")
async def shared(
    name: str, db: ProbeDatabase, sub: Annotated[ProbeDatabase, Depends(adds_first)]
) -> bool:
    await db.add(name)
    return sub is db


@router.post("/raised")
async def raised(name: str, db: ProbeDatabase) -> None:
    await db.add(name)
    raise HTTPException(409, "raised")


@router.post("/returned")
async def returned(name: str, db: ProbeDatabase) -> JSONResponse:
    await db.add(name)
    return JSONResponse({"detail": "returned"}, 409)


@router.post("/status-set")
async def status_set(name: str, db: ProbeDatabase, response: Response) -> None:
    await db.add(name)
    response.status_code = 400


@router.post("/crashed")
async def crashed(name: str, db: ProbeDatabase) -> None:
    await db.add(name)
    raise ZeroDivisionError


@router.post("/bad-answer", response_model=int)
async def bad_answer(name: str, db: ProbeDatabase) -> Any:
    await db.add(name)
    return "not a number"


@router.post("/kept")
async def kept(name: str, db: ProbeDatabase) -> None:
    await db.add(name)
    await db.conn.commit()
    await db.add(f"{name}-later")
    raise HTTPException(401, "kept the first, not the second")


@router.post("/failing-commit")
async def failing_commit(name: str, db: ProbeDatabase) -> None:
    await db.add(name)
    await db.spoil(name)


@router.post("/background")
async def background(
    name: str, db: ProbeDatabase, container: Container, tasks: BackgroundTasks
) -> None:
    await db.add(name)
    tasks.add_task(wrap_task(container, copy_row), name, fails=name.startswith("bad"))


async def copy_row(name: str, db: ProbeDatabase, *, fails: bool) -> None:
    """Copy a row that the request has added."""
    if name in await db.names():
        await db.add(f"{name}-copy")
    if fails:
        raise RuntimeError("after the answer")


@router.post("/two")
async def two(
    name: str, db: ProbeDatabase, other: OtherDatabase, spoil: str = ""
) -> None:
    await db.add(name)
    await other.add(name)
    for each in (db, other):
        if each.name == spoil:
            await each.spoil(name)


@router.get("/stream")
async def stream(
    count: int, db: Annotated[ProbeDatabase, NoTransaction()]
) -> AsyncIterable[list[str]]:
    for number in range(count):
        async with db:
            await db.add(f"streamed-{count}-{number}")
        async with db:
            yield await db.names()


@router.get("/too-late")
async def too_late(db: ProbeDatabase) -> StreamingResponse:
    async def body() -> AsyncIterator[bytes]:
        yield str(await db.names()).encode()

    return StreamingResponse(body())


@router.get("/settings")
async def settings(settings: ProbeSettings) -> list[str | int]:
    return [settings.greeting, id(settings)]


@router.get("/slow")
async def slow(db: ProbeDatabase) -> None:
    await db.names()
    await asyncio.sleep(3)


def make_app(*routers: Router, container: Container | None = None) -> FastAPI:
    """Return the application, or one of other routers."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with Container.of(app).running():
            yield

    app = FastAPI(lifespan=lifespan)
    app.state.container = container or Container()
    for each in routers or (router,):
        app.include_router(each)
    return app


def container_for(url: str, **environment: Any) -> Container:
    """Return a container whose settings are given here, not in the environment."""
    from service.plumbing import DatabaseSettings

    container = Container()
    container.instance(
        DatabaseSettings, lambda: DatabaseSettings(url=url, **environment)
    )
    return container


async def create_tables(container: Container, *databases: type[SqlDatabase]) -> None:
    """Make the tables of databases."""
    for database in databases:
        engine = database.pool(container).engine
        async with engine.begin() as conn:
            await conn.run_sync(database.metadata.drop_all)
            await conn.run_sync(database.metadata.create_all)


@contextmanager
def serving(app: FastAPI) -> Iterator[httpx.Client]:
    """Yield a client of an application that runs in a thread, on a real socket."""
    config = uvicorn.Config(app, port=0, log_level="critical", lifespan="on")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive(), "the server has not started"
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        # A new connection each time: uvicorn closes one on which a handler has failed.
        limits = httpx.Limits(max_keepalive_connections=0)
        address = f"http://127.0.0.1:{port}"
        with httpx.Client(base_url=address, timeout=30, limits=limits) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join()
