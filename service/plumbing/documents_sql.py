"""Documents in a table of JSON, for those who run no document database."""

import operator
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    MetaData,
    String,
    Table,
    case,
    delete,
    false,
    func,
    insert,
    select,
    text,
    update,
)

from .container import Container
from .documents import Condition, Document
from .injectable import ReadOnly
from .sql import SqlDatabase

metadata = MetaData()

documents = Table(
    "documents",
    metadata,
    Column("index", String(64), primary_key=True),
    Column("document_id", String(64), primary_key=True),
    Column("body", JSON, nullable=False),
)


class DocumentsTable(SqlDatabase):
    """The table that embedded documents live in."""

    name = "documents"
    metadata = metadata


class SqlDocuments:
    """A document backend on top of the SQL database."""

    def __init__(self, container: Container) -> None:
        self._container = container

    async def get(self, index: str, document_id: str) -> Document | None:
        """Return a document, None when there is none."""
        async with DocumentsTable.open(self._container, ReadOnly()) as db:
            body: Document | None = await db.conn.scalar(
                select(documents.c.body).where(*_key(index, document_id))
            )
            return body

    async def search(
        self, index: str, conditions: Sequence[Condition], limit: int
    ) -> list[tuple[str, Document]]:
        """Return documents that meet all conditions, by identifier."""
        query = (
            select(documents.c.document_id, documents.c.body)
            .where(documents.c.index == index)
            .order_by(documents.c.document_id)
            .limit(limit)
        )
        async with DocumentsTable.open(self._container, ReadOnly()) as db:
            clauses = [_clause(condition, db) for condition in conditions]
            rows = await db.conn.execute(query.where(*clauses))
            return [(row.document_id, row.body) for row in rows]

    async def write(self, index: str, changes: Mapping[str, Document | None]) -> None:
        """Merge each document into the one that is there; None deletes it."""
        async with DocumentsTable.open(self._container, None) as db:
            if db.is_postgresql:
                # Two writers of a new document would both insert it.
                await db.conn.execute(
                    text("LOCK TABLE documents IN SHARE ROW EXCLUSIVE MODE")
                )
            for document_id, change in sorted(changes.items()):
                await _write(db, index, document_id, change)

    async def ping(self) -> None:
        """Raise something unless the SQL database answers."""
        await DocumentsTable.pool(self._container).availability.check()

    async def close(self) -> None:
        """Do nothing: the pool belongs to the container."""


async def _write(
    db: DocumentsTable, index: str, document_id: str, change: Document | None
) -> None:
    key = _key(index, document_id)
    if change is None:
        await db.conn.execute(delete(documents).where(*key))
        return
    stored = await db.conn.scalar(select(documents.c.body).where(*key))
    if stored is None:
        row = {"index": index, "document_id": document_id, "body": change}
        await db.conn.execute(insert(documents), [row])
    else:
        body = {**stored, **change}
        await db.conn.execute(update(documents).where(*key).values(body=body))


def _key(index: str, document_id: str) -> tuple[Any, Any]:
    return documents.c.index == index, documents.c.document_id == document_id


def _clause(condition: Condition, db: DocumentsTable) -> ColumnElement[bool]:
    """Return a clause that holds only for fields of the type of the value.

    The two databases differ in how they compare text with numbers; `CASE` keeps
    them from trying.
    """
    field = documents.c.body[condition.field]
    is_text = isinstance(condition.value, str)
    if db.is_postgresql:
        has_type = func.json_typeof(field) == ("string" if is_text else "number")
    else:
        kind = func.json_type(documents.c.body, f'$."{condition.field}"')
        has_type = kind.in_(["text"] if is_text else ["integer", "real"])
    typed = field.as_string() if is_text else field.as_float()
    compare = {"eq": operator.eq, "gt": operator.gt, "lt": operator.lt}
    holds = compare[condition.operator](typed, condition.value)
    return case((has_type, holds), else_=false())
