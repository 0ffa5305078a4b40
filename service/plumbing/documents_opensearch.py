"""Documents in OpenSearch."""

from collections.abc import Mapping, Sequence
from typing import Any

from opensearchpy import AsyncOpenSearch, NotFoundError

from .documents import Condition, Document

TIMEOUT = 10.0
"""Seconds that a request to OpenSearch may take."""


class OpenSearchDocuments:
    """A document backend on top of an OpenSearch cluster.

    Args:
        url: Where it is, with user and password when it wants them.
    """

    def __init__(self, url: str) -> None:
        self._client = AsyncOpenSearch(hosts=[url], timeout=TIMEOUT, max_retries=1)

    async def get(self, index: str, document_id: str) -> Document | None:
        """Return a document, None when there is none."""
        try:
            found = await self._client.get(index=index, id=document_id)
        except NotFoundError:
            return None
        source: Document = found["_source"]
        return source

    async def search(
        self, index: str, conditions: Sequence[Condition], limit: int
    ) -> list[tuple[str, Document]]:
        """Return documents that meet all conditions, by identifier."""
        body = {
            "query": {"bool": {"filter": [_clause(each) for each in conditions]}},
            "size": limit,
        }
        try:
            found = await self._client.search(index=index, body=body)
        except NotFoundError:
            return []
        # Sorting by `_id` is switched off in OpenSearch by default.
        hits = found["hits"]["hits"]
        return [
            (hit["_id"], hit["_source"])
            for hit in sorted(hits, key=lambda hit: str(hit["_id"]))
        ]

    async def write(self, index: str, changes: Mapping[str, Document | None]) -> None:
        """Merge each document into the one that is there; None deletes it.

        Raises:
            RuntimeError: OpenSearch refused a change.
        """
        lines: list[dict[str, Any]] = []
        for document_id, change in changes.items():
            target = {"_index": index, "_id": document_id}
            if change is None:
                lines.append({"delete": target})
            else:
                lines.append({"update": {**target, "retry_on_conflict": 3}})
                lines.append({"doc": change, "doc_as_upsert": True})
        answer = await self._client.bulk(body=lines, params={"refresh": "wait_for"})
        for item in answer["items"]:
            for action, outcome in item.items():
                if outcome["status"] >= 400 and action != "delete":
                    raise RuntimeError(f"{outcome['_id']}: {outcome.get('error')}")

    async def ping(self) -> None:
        """Raise something unless the cluster answers."""
        await self._client.info()

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()


def _clause(condition: Condition) -> dict[str, Any]:
    if condition.operator == "eq":
        # Strings are mapped twice by default; `keyword` is the exact one.
        exact = isinstance(condition.value, str)
        field = f"{condition.field}.keyword" if exact else condition.field
        return {"term": {field: condition.value}}
    return {"range": {condition.field: {condition.operator: condition.value}}}
