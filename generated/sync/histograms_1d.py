# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.
"""The `histograms_1d` operations of the blocking client."""

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

    def list(
        self,
        *,
        dataset_id: int | None = None,
        run_number: int | None = None,
        run_number_gte: int | None = None,
        run_number_lte: int | None = None,
        run_number_in: _builtins.list[int] | None = None,
        ls_number: int | None = None,
        ls_number_gte: int | None = None,
        ls_number_lte: int | None = None,
        certified: bool | None = None,
        certified_isnull: bool | None = None,
        file_id: int | None = None,
        me_id: int | None = None,
        me_id_in: _builtins.list[int] | None = None,
        me: str | None = None,
        me_regex: str | None = None,
        entries_gte: int | None = None,
        cursor: str | None = None,
        page_size: int | None = None,
        workspace: str | None = None,
    ) -> models.PageHistogram1d:
        """List histograms, by identifier.

        Args:
            certified_isnull: Those that nobody has judged, or the others.
            me_regex: Regular expression found anywhere in the name.
            cursor: Place to read from, from a page's links.
            page_size: Results on a page (100 when omitted).
            workspace: Part of the data to look at ('tracker' when omitted).
        """
        return self._send(
            operations.LIST,
            {
                "dataset_id": dataset_id,
                "run_number": run_number,
                "run_number_gte": run_number_gte,
                "run_number_lte": run_number_lte,
                "run_number_in": run_number_in,
                "ls_number": ls_number,
                "ls_number_gte": ls_number_gte,
                "ls_number_lte": ls_number_lte,
                "certified": certified,
                "certified_isnull": certified_isnull,
                "file_id": file_id,
                "me_id": me_id,
                "me_id_in": me_id_in,
                "me": me,
                "me_regex": me_regex,
                "entries_gte": entries_gte,
                "cursor": cursor,
                "page_size": page_size,
                "workspace": workspace,
            },
        )

    def list_pages(
        self,
        *,
        dataset_id: int | None = None,
        run_number: int | None = None,
        run_number_gte: int | None = None,
        run_number_lte: int | None = None,
        run_number_in: _builtins.list[int] | None = None,
        ls_number: int | None = None,
        ls_number_gte: int | None = None,
        ls_number_lte: int | None = None,
        certified: bool | None = None,
        certified_isnull: bool | None = None,
        file_id: int | None = None,
        me_id: int | None = None,
        me_id_in: _builtins.list[int] | None = None,
        me: str | None = None,
        me_regex: str | None = None,
        entries_gte: int | None = None,
        cursor: str | None = None,
        page_size: int | None = None,
        workspace: str | None = None,
    ) -> Pages[models.Histogram1d]:
        """List what `list` returns page by page.

        Iterate over the items, or see `pages()` and `list_all()` of the result.
        """
        return self._pages(
            operations.LIST_PAGES,
            {
                "dataset_id": dataset_id,
                "run_number": run_number,
                "run_number_gte": run_number_gte,
                "run_number_lte": run_number_lte,
                "run_number_in": run_number_in,
                "ls_number": ls_number,
                "ls_number_gte": ls_number_gte,
                "ls_number_lte": ls_number_lte,
                "certified": certified,
                "certified_isnull": certified_isnull,
                "file_id": file_id,
                "me_id": me_id,
                "me_id_in": me_id_in,
                "me": me,
                "me_regex": me_regex,
                "entries_gte": entries_gte,
                "cursor": cursor,
                "page_size": page_size,
                "workspace": workspace,
            },
        )

    def get(self, hist_id: int, *, workspace: str | None = None) -> models.Histogram1d:
        """Get a histogram.

        Args:
            workspace: Part of the data to look at ('tracker' when omitted).
        """
        return self._send(operations.GET, {"hist_id": hist_id, "workspace": workspace})
