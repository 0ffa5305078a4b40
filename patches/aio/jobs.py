"""Jobs, searched by keywords and changed in either spelling."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from generated import models
from generated._core.patching import removes
from generated.aio._generated_jobs import Jobs as GeneratedJobs
from generated.aio._transport import Pages

from .._shared.searching import Search, Sort, search_query
from .._shared.spelling import snake_keys


@removes("search", "search_pages")
class Jobs(GeneratedJobs):
    """Submit, search and change jobs."""

    async def search(
        self,
        *,
        parameters: Sequence[str] | None = None,
        search: Search | None = None,
        sort: Sort | None = None,
        page: int | None = None,
        per_page: int | None = None,
    ) -> list[models.JobRow]:
        """Search for jobs.

            await client.jobs.search(
                search={"status": ["Failed", "Killed"], "owner": "alice"},
                sort=["-submitted_at"],
            )

        Args:
            parameters: Fields of the rows; every one when omitted.
            search: Field -> the value that it must have, or several of which it must
                have one; or a sequence of filters. All of them must hold.
            sort: Fields to sort by; `-` in front turns the order.
            page: Page, from 1 (1 when omitted).
            per_page: Jobs on a page (100 when omitted).

        Raises:
            ApiError: There is no such page.
        """
        query = search_query(parameters, search, sort)
        return await self._generated_search(query, page=page, per_page=per_page)

    def search_pages(
        self,
        *,
        parameters: Sequence[str] | None = None,
        search: Search | None = None,
        sort: Sort | None = None,
        page: int | None = None,
        per_page: int | None = None,
    ) -> Pages[models.JobRow]:
        """List what `search` returns page by page; see there for the arguments."""
        query = search_query(parameters, search, sort)
        return self._generated_search_pages(query, page=page, per_page=per_page)

    async def set_metadata(
        self, job_id: int, body: models.Metadata | Mapping[str, Any]
    ) -> None:
        """Change the name, priority or site of a job; what is absent stays.

        Args:
            job_id: Number of the job.
            body: The new values, by `priority` or `Priority`.

        Raises:
            NotFound: There is no such thing, or the user may not see it.
        """
        if isinstance(body, Mapping):
            body = snake_keys(body)
        await super().set_metadata(job_id, body)
