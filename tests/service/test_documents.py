"""Document databases: the embedded one and OpenSearch are told the same.

OpenSearch itself is no package that could be installed here; what stands in for it
is a server that speaks the part of its HTTP interface that the service uses, so
that opensearch-py and our use of it are real.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from fastapi import FastAPI, Request, Response

from service.plumbing import (
    Condition,
    Container,
    DocumentDatabase,
    DocumentSettings,
    Unavailable,
)
from service.plumbing.documents_sql import DocumentsTable

from . import probe
from .postgres import Cluster


class Notes(DocumentDatabase):
    """An index."""

    name = "notes"


def make_opensearch() -> FastAPI:
    """Return a server that keeps documents as OpenSearch does."""
    app = FastAPI()
    indices: dict[str, dict[str, dict[str, Any]]] = {}

    @app.get("/")
    async def info() -> dict[str, Any]:
        return {"version": {"number": "3.0.0", "distribution": "opensearch"}}

    @app.get("/{index}/_doc/{document_id}")
    async def get(index: str, document_id: str, response: Response) -> dict[str, Any]:
        source = indices.get(index, {}).get(document_id)
        if source is None:
            response.status_code = 404
            return {"found": False}
        return {"found": True, "_id": document_id, "_source": source}

    @app.post("/_bulk")
    async def bulk(request: Request) -> dict[str, Any]:
        lines = [json.loads(line) for line in (await request.body()).splitlines()]
        items: list[dict[str, Any]] = []
        pending = iter(lines)
        for line in pending:
            ((action, target),) = line.items()
            documents = indices.setdefault(target["_index"], {})
            key = target["_id"]
            if action == "delete":
                gone = documents.pop(key, None) is None
                items.append({action: {"_id": key, "status": 404 if gone else 200}})
                continue
            change = next(pending)
            assert change["doc_as_upsert"] is True
            documents[key] = {**documents.get(key, {}), **change["doc"]}
            items.append({action: {"_id": key, "status": 200}})
        return {"items": items}

    @app.post("/{index}/_search")
    async def search(index: str, request: Request, response: Response) -> Any:
        if index not in indices:
            response.status_code = 404
            return {"error": "index_not_found_exception"}
        body = await request.json()
        filters = body["query"]["bool"]["filter"]
        hits = [
            {"_id": key, "_source": source}
            for key, source in indices[index].items()
            if all(holds(each, source) for each in filters)
        ]
        return {"hits": {"hits": hits[: body["size"]]}}

    return app


def holds(query: dict[str, Any], source: dict[str, Any]) -> bool:
    """Return whether a document passes a `term` or a `range` query."""
    ((kind, fields),) = query.items()
    ((name, wanted),) = fields.items()
    value = source.get(name.removesuffix(".keyword"))
    if kind == "term":
        return bool(value == wanted)
    if not isinstance(value, int | float):
        return False
    return all(
        value > bound if how == "gt" else value < bound for how, bound in wanted.items()
    )


@pytest.fixture(params=["sqlite", "postgresql", "opensearch"])
def container(request: pytest.FixtureRequest, tmp_path: Any) -> Iterator[Container]:
    """A container whose documents are in one of the databases."""
    if request.param == "opensearch":
        with probe.serving(make_opensearch()) as client:
            container = Container()
            url = f"opensearch+{str(client.base_url).rstrip('/')}"
            container.instance(DocumentSettings, lambda: DocumentSettings(url=url))
            yield container
        return
    url = f"sqlite+aiosqlite:///{tmp_path}/{{name}}.db"
    if request.param == "postgresql":
        cluster: Cluster = request.getfixturevalue("postgresql")
        url = cluster.new_database()
    yield probe.container_for(url)


@asynccontextmanager
async def prepared(container: Container) -> AsyncIterator[None]:
    """Run a container, with the table of the embedded documents."""
    async with container.running():
        if DocumentSettings.of(container).url == "embedded:":
            await probe.create_tables(container, DocumentsTable)
        yield


def test_documents_are_merged_and_deleted(container: Container) -> None:
    """The two kinds of database would behave differently."""

    async def run() -> None:
        async with prepared(container):
            async with Notes.open(container, None) as notes:
                assert await notes.get("1") is None
                notes.merge("1", {"a": 1, "b": {"x": [None, True]}})
                notes.merge("2", {"a": 2})
                assert await notes.get("2") == {"a": 2}
            async with Notes.open(container, None) as notes:
                notes.merge("1", {"a": "one"})
                notes.delete("2")
                notes.delete("3")
                assert await notes.get("2") is None
            async with Notes.open(container, None) as notes:
                assert await notes.get("1") == {"a": "one", "b": {"x": [None, True]}}
                assert await notes.get("2") is None

    asyncio.run(run())


def test_what_failed_is_not_written(container: Container) -> None:
    """Documents of a refused request would stay."""

    async def run() -> None:
        async with prepared(container):
            with pytest.raises(ZeroDivisionError):
                async with Notes.open(container, None) as notes:
                    notes.merge("1", {"a": 1})
                    raise ZeroDivisionError
            async with Notes.open(container, None) as notes:
                assert await notes.get("1") is None

    asyncio.run(run())


def test_searches_compare_like_with_like(container: Container) -> None:
    """A number would be compared with a text, each database in its own way."""

    async def run() -> None:
        async with prepared(container):
            async with Notes.open(container, None) as notes:
                notes.merge("1", {"load": 1.5, "cpu": "A"})
                notes.merge("2", {"load": 9, "cpu": "B"})
                notes.merge("3", {"load": "high", "cpu": "A"})
            async with Notes.open(container, None) as notes:

                async def find(*conditions: Condition) -> list[str]:
                    return [key for key, _ in await notes.search(conditions)]

                assert await find() == ["1", "2", "3"]
                assert await find(Condition("cpu", "eq", "A")) == ["1", "3"]
                assert await find(Condition("load", "gt", 2)) == ["2"]
                low, of_a = Condition("load", "lt", 2), Condition("cpu", "eq", "A")
                assert await find(low, of_a) == ["1"]
                assert await find(Condition("missing", "eq", "x")) == []

    asyncio.run(run())


def test_a_search_in_an_index_that_is_not_there_finds_nothing(
    container: Container,
) -> None:
    """The first search of a new service would be an error."""

    async def run() -> None:
        async with prepared(container), Notes.open(container, None) as notes:
            assert await notes.search([]) == []

    asyncio.run(run())


def test_an_opensearch_that_is_down_is_503() -> None:
    """Requests would hang, or be errors of ours."""

    async def run() -> None:
        container = Container()
        url = "opensearch+http://127.0.0.1:9"
        container.instance(DocumentSettings, lambda: DocumentSettings(url=url))
        async with container.running():
            with pytest.raises(Unavailable, match="document database"):
                async with Notes.open(container, None):
                    pass

    asyncio.run(run())
