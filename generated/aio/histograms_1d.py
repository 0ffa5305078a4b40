# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.
"""The `histograms_1d` operations of the asyncio client."""

from __future__ import annotations

import builtins as _builtins

from .. import models
from .._operations import histograms_1d as operations
from ._transport import Group, Pages


class Histograms1d(Group):
    """Histograms with one axis.

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
        ls_number: int | None = None,
        ls_number__gte: int | None = None,
        ls_number__lte: int | None = None,
        certified: bool | None = None,
        certified__isnull: bool | None = None,
        file_id: int | None = None,
        me_id: int | None = None,
        me_id__in: _builtins.list[int] | None = None,
        me: str | None = None,
        me__regex: str | None = None,
        entries__gte: int | None = None,
        workspace: str | None = None,
    ) -> models.PageHistogram1d:
        """List histograms, by identifier.

        Args:
            cursor: Place to read from, from the links of a page (at most 256
                characters).
            page_size: Most results on a page (1 to 1000; 100 when omitted).
            dataset_id: 1 to 9007199254740991.
            run_number: 1 to 2147483647.
            run_number__gte: 1 to 2147483647.
            run_number__lte: 1 to 2147483647.
            run_number__in: at most 100 items.
            ls_number: 1 to 2147483647.
            ls_number__gte: 1 to 2147483647.
            ls_number__lte: 1 to 2147483647.
            certified__isnull: Those that nobody has judged, or the others.
            file_id: 1 to 9007199254740991.
            me_id: 1 to 9007199254740991.
            me_id__in: at most 100 items.
            me: 1 to 256 characters, matching `^[^\\x00]+$`.
            me__regex: Regular expression found anywhere in the name (1 to 128
                characters, matching `^[^\\x00]+$`).
            entries__gte: 0 to 9007199254740991.
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
                "ls_number": ls_number,
                "ls_number__gte": ls_number__gte,
                "ls_number__lte": ls_number__lte,
                "certified": certified,
                "certified__isnull": certified__isnull,
                "file_id": file_id,
                "me_id": me_id,
                "me_id__in": me_id__in,
                "me": me,
                "me__regex": me__regex,
                "entries__gte": entries__gte,
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
        ls_number: int | None = None,
        ls_number__gte: int | None = None,
        ls_number__lte: int | None = None,
        certified: bool | None = None,
        certified__isnull: bool | None = None,
        file_id: int | None = None,
        me_id: int | None = None,
        me_id__in: _builtins.list[int] | None = None,
        me: str | None = None,
        me__regex: str | None = None,
        entries__gte: int | None = None,
        workspace: str | None = None,
    ) -> Pages[models.Histogram1d]:
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
                "ls_number": ls_number,
                "ls_number__gte": ls_number__gte,
                "ls_number__lte": ls_number__lte,
                "certified": certified,
                "certified__isnull": certified__isnull,
                "file_id": file_id,
                "me_id": me_id,
                "me_id__in": me_id__in,
                "me": me,
                "me__regex": me__regex,
                "entries__gte": entries__gte,
                "workspace": workspace,
            },
        )

    async def get(
        self,
        hist_id: int,
        *,
        workspace: str | None = None,
    ) -> models.Histogram1d:
        """Get a histogram.

        Args:
            hist_id: 1 to 9007199254740991.
            workspace: Part of the data to look at (at most 64 characters, matching
                `^[a-z0-9_-]+$`; 'tracker' when omitted).
        """
        return await self._send(
            operations.GET, {"hist_id": hist_id, "workspace": workspace}
        )
