# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.
"""The `runs` operations of the asyncio client."""

from __future__ import annotations

import builtins as _builtins

from .. import models
from .._operations import runs as operations
from ._transport import Group, Pages


class Runs(Group):
    """Runs, as far as datasets have them.

    Every operation may raise:

    - BadRequest: The request makes no sense.
    - Unauthorized: The access token is missing, expired or not valid.
    - Forbidden: The user may not do this.
    - NotFound: There is no such thing, or the user may not see it.
    - ServiceUnavailable: Something that the service needs is down for now.
    """

    async def list(
        self,
        *,
        cursor: str | None = None,
        page_size: int | None = None,
        dataset_id: int | None = None,
        run_number: int | None = None,
        run_number__gte: int | None = None,
        run_number__lte: int | None = None,
        run_number__in: _builtins.list[int] | None = None,
        workspace: str | None = None,
    ) -> models.PageRun:
        """List runs, by identifier.

        Args:
            cursor: Place to read from, from the links of a page (at most 256
                characters).
            page_size: Most results on a page (1 to 1000; 100 when omitted).
            dataset_id: 1 to 9007199254740991.
            run_number: 1 to 2147483647.
            run_number__gte: 1 to 2147483647.
            run_number__lte: 1 to 2147483647.
            run_number__in: at most 100 items.
            workspace: Part of the data to look at (at most 64 characters, matching
                `^[a-z0-9_-]+$`; 'tracker' when omitted).
        """
        return await self._send(
            operations.LIST,
            {
                "cursor": cursor,
                "page_size": page_size,
                "dataset_id": dataset_id,
                "run_number": run_number,
                "run_number__gte": run_number__gte,
                "run_number__lte": run_number__lte,
                "run_number__in": run_number__in,
                "workspace": workspace,
            },
        )

    def list_pages(
        self,
        *,
        cursor: str | None = None,
        page_size: int | None = None,
        dataset_id: int | None = None,
        run_number: int | None = None,
        run_number__gte: int | None = None,
        run_number__lte: int | None = None,
        run_number__in: _builtins.list[int] | None = None,
        workspace: str | None = None,
    ) -> Pages[models.Run]:
        """List what `list` returns page by page.

        Iterate over the items, or see `pages()` and `list_all()` of the result.
        """
        return self._pages(
            operations.LIST_PAGES,
            {
                "cursor": cursor,
                "page_size": page_size,
                "dataset_id": dataset_id,
                "run_number": run_number,
                "run_number__gte": run_number__gte,
                "run_number__lte": run_number__lte,
                "run_number__in": run_number__in,
                "workspace": workspace,
            },
        )

    async def get(
        self,
        dataset_id: int,
        run_number: int,
        *,
        workspace: str | None = None,
    ) -> models.Run:
        """Get a run, as far as a dataset has it.

        Args:
            dataset_id: 1 to 9007199254740991.
            run_number: 1 to 2147483647.
            workspace: Part of the data to look at (at most 64 characters, matching
                `^[a-z0-9_-]+$`; 'tracker' when omitted).
        """
        return await self._send(
            operations.GET,
            {
                "dataset_id": dataset_id,
                "run_number": run_number,
                "workspace": workspace,
            },
        )
