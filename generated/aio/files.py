# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.
"""The `files` operations of the asyncio client."""

from __future__ import annotations

import builtins as _builtins

from .. import models
from .._operations import files as operations
from ._transport import Group, Pages


class Files(Group):
    """Files of the datasets.

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
        dataset_id__in: _builtins.list[int] | None = None,
        status: models.FileStatus | None = None,
        logical_file_name__contains: str | None = None,
        file_size__gte: int | None = None,
        workspace: str | None = None,
    ) -> models.PageFile:
        """List files, by identifier.

        Args:
            cursor: Place to read from, from the links of a page (at most 256
                characters).
            page_size: Most results on a page (1 to 1000; 100 when omitted).
            dataset_id: 1 to 9007199254740991.
            dataset_id__in: at most 100 items.
            logical_file_name__contains: 1 to 256 characters, matching `^[^\\x00]+$`.
            file_size__gte: 0 to 9007199254740991.
            workspace: Part of the data to look at (at most 64 characters, matching
                `^[a-z0-9_-]+$`; 'tracker' when omitted).
        """
        return await self._send(
            operations.LIST,
            {
                "cursor": cursor,
                "page_size": page_size,
                "dataset_id": dataset_id,
                "dataset_id__in": dataset_id__in,
                "status": status,
                "logical_file_name__contains": logical_file_name__contains,
                "file_size__gte": file_size__gte,
                "workspace": workspace,
            },
        )

    def list_pages(
        self,
        *,
        cursor: str | None = None,
        page_size: int | None = None,
        dataset_id: int | None = None,
        dataset_id__in: _builtins.list[int] | None = None,
        status: models.FileStatus | None = None,
        logical_file_name__contains: str | None = None,
        file_size__gte: int | None = None,
        workspace: str | None = None,
    ) -> Pages[models.File]:
        """List what `list` returns page by page.

        Iterate over the items, or see `pages()` and `list_all()` of the result.
        """
        return self._pages(
            operations.LIST_PAGES,
            {
                "cursor": cursor,
                "page_size": page_size,
                "dataset_id": dataset_id,
                "dataset_id__in": dataset_id__in,
                "status": status,
                "logical_file_name__contains": logical_file_name__contains,
                "file_size__gte": file_size__gte,
                "workspace": workspace,
            },
        )

    async def get(self, file_id: int, *, workspace: str | None = None) -> models.File:
        """Get a file.

        Args:
            file_id: 1 to 9007199254740991.
            workspace: Part of the data to look at (at most 64 characters, matching
                `^[a-z0-9_-]+$`; 'tracker' when omitted).
        """
        return await self._send(
            operations.GET, {"file_id": file_id, "workspace": workspace}
        )
