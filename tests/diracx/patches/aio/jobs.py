"""Jobs: searches by keyword, metadata in either spelling, sandboxes in one call."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any

from diracx_client import models
from diracx_client._core._http import httpx
from diracx_client._core.patching import removes
from diracx_client.aio._generated_jobs import Jobs as GeneratedJobs

from .._shared.sandbox_files import archive_of, described, unpacked, upload_of
from .._shared.searching import Filter, Sort, fields_of, without_none


@removes("search", "summary", "patch_metadata")
class Jobs(GeneratedJobs):
    """The jobs operations."""

    async def search(
        self,
        *,
        parameters: Sequence[str] | None = None,
        search: Sequence[Filter] | None = None,
        sort: Sequence[Sort] | None = None,
        page: int | None = None,
        per_page: int | None = None,
    ) -> list[dict[str, Any]]:
        """Search jobs.

        Args:
            parameters: What to return of each job; everything when omitted.
            search: What the jobs have to fulfil.
            sort: The order.
            page: Page number, from 1.
            per_page: Jobs per page.
        """
        body = without_none(parameters=parameters, search=search, sort=sort)
        return await self._generated_search(body, page=page, per_page=per_page)

    async def summary(
        self, *, grouping: Sequence[str], search: Sequence[Filter] | None = None
    ) -> list[dict[str, Any]]:
        """Count jobs by what they have in common."""
        body = without_none(grouping=grouping, search=search)
        rows: list[dict[str, Any]] = await self._generated_summary(body)
        return rows

    async def patch_metadata(
        self, body: Mapping[str | int, models.JobMetaData | Mapping[str, Any]]
    ) -> None:
        """Update jobs: number -> fields, by the names of Python or of the wire."""
        fields = {str(job): fields_of(found) for job, found in body.items()}
        return await self._generated_patch_metadata(fields)

    async def upload_sandbox(self, paths: Iterable[str | PathLike[str]]) -> str:
        """Upload files as one sandbox; what is there already is not sent again.

        Args:
            paths: The files.

        Returns:
            The name of the sandbox, for the description of a job.

        Raises:
            OSError: A file cannot be read.
        """
        archive = await asyncio.to_thread(archive_of, paths)
        target = await self.initiate_sandbox_upload(described(archive))
        if target.url is not None:
            await self._store(upload_of(archive, target.url, target.fields))
        return target.pfn

    async def download_sandbox(
        self, pfn: str, folder: str | PathLike[str]
    ) -> list[Path]:
        """Download a sandbox and unpack it into a folder."""
        source = await self.get_sandbox_file(pfn=pfn)
        archive = await self._store(httpx.Request("GET", source.url))
        return await asyncio.to_thread(unpacked, archive, folder)

    async def _store(self, request: httpx.Request) -> bytes:
        """Talk to the store, which must not see the token."""
        response = await self._transport.pool.send(request)
        content = await response.aread()
        response.request = request
        response.raise_for_status()
        return content
