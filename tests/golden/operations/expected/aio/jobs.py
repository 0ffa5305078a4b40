# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.
"""The `jobs` operations of the asyncio client."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models
from .._operations import jobs as operations
from ._transport import Group, Pages


class Jobs(Group):
    """Submit, read and search jobs."""

    async def search(
        self,
        body: models.Search | Mapping[str, Any] | None = None,
        *,
        page: int | None = None,
        per_page: int | None = None,
        states: list[models.State] | None = None,
    ) -> list[models.Job]:
        """Search for jobs.

        Without a body every job is returned.

        Args:
            page: Page number, from 1 (1 when omitted).
            per_page: 100 when omitted.
        """
        return await self._send(
            operations.SEARCH,
            {"page": page, "per_page": per_page, "states": states},
            body,
        )

    def search_pages(
        self,
        body: models.Search | Mapping[str, Any] | None = None,
        *,
        page: int | None = None,
        per_page: int | None = None,
        states: list[models.State] | None = None,
    ) -> Pages[models.Job]:
        """List what `search` returns page by page.

        Iterate over the items, or see `pages()` and `list_all()` of the result.
        """
        return self._pages(
            operations.SEARCH_PAGES,
            {"page": page, "per_page": per_page, "states": states},
            body,
        )

    async def get_job(
        self,
        job_id: int,
        *,
        if_none_match: str | None = None,
    ) -> models.Job:
        """Get one job.

        Raises:
            NotFound: There is no such job.
        """
        return await self._send(
            operations.GET_JOB, {"job_id": job_id, "if_none_match": if_none_match}
        )

    async def delete_job(self, job_id: int) -> None:
        """Delete Job."""
        return await self._send(operations.DELETE_JOB, {"job_id": job_id})
