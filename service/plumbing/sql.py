"""SQL databases as transactions: SQLAlchemy 2 with asyncio, SQLite or PostgreSQL.

A class derived from `SqlDatabase` is the set of queries over one database. An
instance is a light handle that is entered for one transaction at a time; the
handles of a class share one pool of connections.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Any, ClassVar, Self

from pydantic import Field, field_validator
from pydantic_settings import SettingsConfigDict
from sqlalchemy import Connection, MetaData, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool, QueuePool

from .availability import PING_PERIOD, Availability, Unavailable
from .container import Container
from .injectable import Marker, NoTransaction, ReadOnly, Transactional
from .settings import Settings

SQLITE_BUSY_TIMEOUT = 30.0
"""Seconds that a writer waits for another process's transaction."""


CONNECT_TIMEOUT = 5.0
"""Seconds that a new connection may take."""


class DatabaseSettings(Settings):
    """Where the SQL databases are (`SERVICE_DATABASE_...`)."""

    model_config = SettingsConfigDict(env_prefix="SERVICE_DATABASE_")

    url: str = Field(
        description="SQLAlchemy URL; `{name}` stands for the name of a database."
    )
    urls: dict[str, str] = Field(
        default_factory=dict,
        description="A URL of its own for some databases, by name, as JSON.",
    )
    pool_size: int = Field(
        default=20, ge=1, description="Connections per database and process."
    )
    pool_timeout: float = Field(
        default=30.0, gt=0, description="Seconds that a request waits for one."
    )

    ping_seconds: float = Field(
        default=PING_PERIOD,
        gt=0,
        description="How long it is believed that a database is up, or down.",
    )

    @field_validator("url")
    @classmethod
    def _one_file_each(cls, url: str) -> str:
        # Two transactions of one request in one SQLite file wait for each other.
        if url.startswith("sqlite") and "{name}" not in url:
            raise ValueError(
                "an SQLite URL needs `{name}`, such as"
                " sqlite+aiosqlite:///data/{name}.db: a file for each database"
            )
        return url

    def url_of(self, name: str) -> URL:
        """Return the URL of the database called `name`."""
        return make_url(self.urls.get(name, self.url).replace("{name}", name))


class SqlDatabase(Transactional):
    """One SQL database; injected as one transaction for the request.

    Subclasses set `name` and `metadata` and add methods that run queries on
    `conn`. The transaction is committed before the response leaves, and rolled
    back when the handler raises or the response has a status of 400 or more.
    Several databases in one request commit in the reverse order of their
    parameters, each for itself: a failure undoes those that have not committed
    yet, and no others.
    """

    name: ClassVar[str]
    metadata: ClassVar[MetaData]
    markers = frozenset({NoTransaction, ReadOnly})

    def __init__(self, pool: "Pool", *, read_only: bool = False) -> None:
        self._pool = pool
        self._read_only = read_only
        self._conn: AsyncConnection | None = None

    @classmethod
    def pool(cls, container: Container) -> "Pool":
        """Return the pool of this class in an application."""
        return container.instance((cls, Pool), lambda: Pool.create(container, cls))

    @classmethod
    @asynccontextmanager
    async def open(
        cls, container: Container, marker: Marker | None
    ) -> AsyncIterator[Self]:
        """Yield a handle: in a transaction, or un-entered for `NoTransaction`.

        Raises:
            Unavailable: The database is down.
        """
        pool = cls.pool(container)
        await pool.availability.check()
        handle = cls(pool, read_only=_is_read_only(marker))
        if isinstance(marker, NoTransaction):
            yield handle
            return
        async with handle:
            yield handle

    @property
    def conn(self) -> AsyncConnection:
        """The connection of the current transaction.

        `await db.conn.commit()` keeps what was done so far whatever happens
        later; the next statement begins a new transaction.

        Raises:
            RuntimeError: Outside a transaction.
        """
        if self._conn is None:
            raise RuntimeError(
                f"{type(self).__name__} is not in a transaction:"
                " use `async with db:`, or do not keep it after the response"
            )
        return self._conn

    @property
    def is_postgresql(self) -> bool:
        """Whether the database speaks PostgreSQL's dialect."""
        return self._pool.engine.dialect.name == "postgresql"

    def another(self) -> Self:
        """Return another handle, for transactions beside those of this one."""
        return type(self)(self._pool, read_only=self._read_only)

    async def __aenter__(self) -> Self:
        """Begin a transaction.

        Raises:
            RuntimeError: One is open already.
            Unavailable: The database is down.
        """
        if self._conn is not None:
            raise RuntimeError(f"{type(self).__name__} is in a transaction already")
        self._conn = await self._pool.connect(read_only=self._read_only)
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Commit, or roll back when leaving with an exception."""
        conn, self._conn = self.conn, None
        try:
            if exc is None:
                await conn.commit()
            else:
                await conn.rollback()
        except BaseException as error:
            # Whether the transaction is over is not known: SQLite keeps it open
            # after a commit that failed. Nobody shall get this connection again.
            await conn.invalidate()
            self._pool.note(error)
            raise
        finally:
            await self._pool.release(conn, read_only=self._read_only)
        if exc is not None and self._pool.note(exc):
            raise self._pool.availability.unavailable() from exc

    async def rollback(self) -> None:
        """Undo everything since the last commit."""
        if self._conn is not None:
            await self._conn.rollback()


def _is_read_only(marker: Marker | None) -> bool:
    if isinstance(marker, NoTransaction):
        return marker.read_only
    return isinstance(marker, ReadOnly)


class Pool:
    """The engine of a database class, with what is known of its health."""

    def __init__(
        self,
        engine: AsyncEngine,
        name: str,
        *,
        ping_seconds: float,
        pool_timeout: float,
    ) -> None:
        self.engine = engine
        self._pool_timeout = pool_timeout
        # SQLite has one writer at a time, and lets the others try again and again,
        # in no order, each with a connection in its hands. Within a process they
        # queue here instead; SQLite settles it between processes.
        self._writer = None if self._is_postgresql else asyncio.Lock()
        self.availability = Availability(
            f"database {name!r}", self._ping, period=ping_seconds
        )

    @classmethod
    def create(cls, container: Container, database: type[SqlDatabase]) -> Self:
        """Return a new pool, to be disposed of when the application stops."""
        settings = DatabaseSettings.of(container)
        engine = create_engine(
            settings.url_of(database.name),
            pool_size=settings.pool_size,
            pool_timeout=settings.pool_timeout,
        )
        container.on_stop(engine.dispose)
        return cls(
            engine,
            database.name,
            ping_seconds=settings.ping_seconds,
            pool_timeout=settings.pool_timeout,
        )

    async def connect(self, *, read_only: bool) -> AsyncConnection:
        """Return a connection with a transaction begun on it.

        Raises:
            Unavailable: The database is down, or every connection is busy.
        """
        if self._writer is not None and not read_only:
            await self._writer.acquire()
        try:
            return await self._begin(read_only=read_only)
        except BaseException:
            self._let_write(read_only=read_only)
            raise

    async def release(self, conn: AsyncConnection, *, read_only: bool) -> None:
        """Take back a connection that `connect` has returned."""
        try:
            await conn.close()
        finally:
            self._let_write(read_only=read_only)

    async def _begin(self, *, read_only: bool) -> AsyncConnection:
        try:
            # A server that has vanished without a word would be waited for long.
            async with asyncio.timeout(self._pool_timeout + CONNECT_TIMEOUT):
                conn = await self.engine.connect()
        except PoolTimeoutError as error:
            raise Unavailable("a database connection", 1) from error
        except (DBAPIError, OSError) as error:
            self.availability.failed(error)
            raise self.availability.unavailable() from error
        try:
            if read_only:
                await conn.execution_options(
                    read_only=True, postgresql_readonly=self._is_postgresql
                )
            await conn.begin()
        except BaseException:
            await conn.close()
            raise
        self.availability.succeeded()
        return conn

    def _let_write(self, *, read_only: bool) -> None:
        if self._writer is not None and not read_only:
            self._writer.release()

    def in_use(self) -> int:
        """Return how many connections are handed out at the moment."""
        pool = self.engine.pool
        return pool.checkedout() if isinstance(pool, QueuePool) else 0

    def note(self, error: BaseException) -> bool:
        """Return whether `error` says that the database is gone, and remember it."""
        lost = isinstance(error, DBAPIError) and error.connection_invalidated
        if lost:
            self.availability.failed(error)
        return lost

    @property
    def _is_postgresql(self) -> bool:
        return self.engine.dialect.name == "postgresql"

    async def _ping(self) -> None:
        # Not a connection of the pool: that all of them are busy does not mean that
        # the database is down.
        engine = create_async_engine(self.engine.url, poolclass=NullPool)
        async with engine.connect() as conn:
            await conn.execute(text("SELECT 1"))


def create_engine(url: URL, **options: Any) -> AsyncEngine:
    """Return an engine for `url` with the settings that the service relies on."""
    if url.get_backend_name() != "sqlite":
        return create_async_engine(url, pool_pre_ping=True, max_overflow=0, **options)
    engine = create_async_engine(
        url, connect_args={"timeout": SQLITE_BUSY_TIMEOUT}, max_overflow=0, **options
    )
    event.listen(engine.sync_engine, "connect", _on_sqlite_connect)
    event.listen(engine.sync_engine, "begin", _on_sqlite_begin)
    return engine


def _on_sqlite_connect(dbapi_connection: Any, _: object) -> None:
    # Python's driver begins transactions late and by guessing; SQLAlchemy's
    # documentation ("Serializable isolation / Savepoints / Transactional DDL")
    # turns that off and begins them itself, as below.
    dbapi_connection.isolation_level = None
    cursor = dbapi_connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _on_sqlite_begin(conn: Connection) -> None:
    # A transaction that reads first and writes later cannot wait for another
    # writer: SQLite fails it at once (SQLITE_BUSY_SNAPSHOT). So take the write
    # lock at the start unless nothing will be written.
    read_only = conn.get_execution_options().get("read_only", False)
    if conn.info.get("query_only", False) != read_only:
        conn.exec_driver_sql(f"PRAGMA query_only = {int(read_only)}")
        conn.info["query_only"] = read_only
    conn.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")
