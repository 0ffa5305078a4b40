"""Pilots: searches and registration by keyword."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from diracx_client import models
from diracx_client._core.patching import removes
from diracx_client.aio._generated_pilots import Pilots as GeneratedPilots

from .._shared.searching import Filter, Sort, without_none


@removes("search", "summary", "register_pilot")
class Pilots(GeneratedPilots):
    """The pilots operations."""

    async def search(
        self,
        *,
        parameters: Sequence[str] | None = None,
        search: Sequence[Filter] | None = None,
        sort: Sequence[Sort] | None = None,
        page: int | None = None,
        per_page: int | None = None,
    ) -> list[dict[str, Any]]:
        """Search pilots; the arguments are those of a search for jobs."""
        body = without_none(parameters=parameters, search=search, sort=sort)
        return await self._generated_search(body, page=page, per_page=per_page)

    async def summary(
        self, *, grouping: Sequence[str], search: Sequence[Filter] | None = None
    ) -> list[dict[str, Any]]:
        """Count pilots by what they have in common."""
        body = without_none(grouping=grouping, search=search)
        rows: list[dict[str, Any]] = await self._generated_summary(body)
        return rows

    async def register_pilot(
        self,
        *,
        pilot_stamp: str,
        vo: str,
        grid_type: str | None = None,
        grid_site: str | None = None,
        destination_site: str | None = None,
        pilot_reference: str | None = None,
        pilot_status: models.PilotStatus | None = None,
    ) -> None:
        """Register a pilot."""
        await self._generated_register_pilot(
            without_none(
                pilot_stamp=pilot_stamp,
                vo=vo,
                grid_type=grid_type,
                grid_site=grid_site,
                destination_site=destination_site,
                pilot_reference=pilot_reference,
                pilot_status=pilot_status,
            )
        )
