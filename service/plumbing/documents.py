"""Document databases: JSON documents by identifier, embedded or in OpenSearch.

A class derived from `DocumentDatabase` is one index. Injected it is a session:
what it writes is kept back until the request has gone well, and then written at
once. That is no transaction: when a database and an index are both written, a
failure between the two leaves them apart.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import ClassVar, Literal, Protocol, Self

from pydantic import Field, JsonValue
from pydantic_settings import SettingsConfigDict

from .availability import Availability
from .container import Container
from .injectable import Marker, Transactional
from .settings import Settings

Document = dict[str, JsonValue]
Operator = Literal["eq", "gt", "lt"]


class DocumentSettings(Settings):
    """Where the documents are (`SERVICE_DOCUMENTS_...`)."""

    model_config = SettingsConfigDict(env_prefix="SERVICE_DOCUMENTS_")

    url: str = Field(
        default="embedded:",
        pattern=r"^(embedded:|opensearch\+https?://.+)$",
        description=(
            "`embedded:` keeps them in the SQL database;"
            " `opensearch+https://user:password@host:9200` in OpenSearch."
        ),
    )


@dataclass(frozen=True)
class Condition:
    """A comparison of a field, which is at the top of a document, with a value."""

    field: str
    operator: Operator
    value: str | float


class DocumentBackend(Protocol):
    """What a kind of document database has to do."""

    async def get(self, index: str, document_id: str) -> Document | None:
        """Return a document, None when there is none."""

    async def search(
        self, index: str, conditions: Sequence[Condition], limit: int
    ) -> list[tuple[str, Document]]:
        """Return documents that meet all conditions, by identifier."""
        ...

    async def write(self, index: str, changes: Mapping[str, Document | None]) -> None:
        """Merge each document into the one that is there; None deletes it."""

    async def ping(self) -> None:
        """Raise something unless the database answers."""

    async def close(self) -> None:
        """Let go of connections."""


class DocumentDatabase(Transactional):
    """One index of documents; injected as a session. Subclasses set `name`."""

    name: ClassVar[str]

    def __init__(self, backend: DocumentBackend) -> None:
        self._backend = backend
        self._changes: dict[str, Document | None] = {}

    @classmethod
    @asynccontextmanager
    async def open(
        cls, container: Container, marker: Marker | None
    ) -> AsyncIterator[Self]:
        """Yield a session and write what it has changed.

        Raises:
            Unavailable: The database is down.
        """
        backend = backend_of(container)
        await availability_of(container).check()
        session = cls(backend)
        yield session
        await session.flush()

    async def get(self, document_id: str) -> Document | None:
        """Return a document with this session's changes, None when there is none."""
        if document_id in self._changes and self._changes[document_id] is None:
            return None
        stored = await self._backend.get(self.name, document_id)
        change = self._changes.get(document_id)
        if stored is None:
            return change
        return {**stored, **(change or {})}

    async def search(
        self, conditions: Sequence[Condition], limit: int = 100
    ) -> list[tuple[str, Document]]:
        """Return stored documents that meet all conditions, by identifier.

        This session's changes are not seen before they are written.
        """
        return await self._backend.search(self.name, conditions, limit)

    def merge(self, document_id: str, fields: Document) -> None:
        """Set fields of a document, which is made when there is none."""
        self._changes[document_id] = {
            **(self._changes.get(document_id) or {}),
            **fields,
        }

    def delete(self, document_id: str) -> None:
        """Remove a document."""
        self._changes[document_id] = None

    async def flush(self) -> None:
        """Write the changes now."""
        changes, self._changes = self._changes, {}
        if changes:
            await self._backend.write(self.name, changes)

    async def rollback(self) -> None:
        """Forget the changes."""
        self._changes.clear()


def backend_of(container: Container) -> DocumentBackend:
    """Return the document database of an application."""

    def make() -> DocumentBackend:
        # The two bring in drivers that only one of them needs.
        url = DocumentSettings.of(container).url
        backend: DocumentBackend
        if url == "embedded:":
            from .documents_sql import SqlDocuments

            backend = SqlDocuments(container)
        else:
            from .documents_opensearch import OpenSearchDocuments

            backend = OpenSearchDocuments(url.removeprefix("opensearch+"))
        container.on_stop(backend.close)
        return backend

    return container.instance(DocumentBackend, make)


def availability_of(container: Container) -> Availability:
    """Return what is known of the document database's health."""
    return container.instance(
        (Availability, DocumentBackend),
        lambda: Availability("the document database", backend_of(container).ping),
    )
