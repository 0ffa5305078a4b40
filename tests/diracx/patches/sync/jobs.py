# Mirrored from aio/jobs.py by `isospin patch mirror`. Do not edit: edit that one,
# and mirror it again.
"""Jobs: searches by keyword, metadata in either spelling, sandboxes in one call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any

from diracx_client import models
from diracx_client._core._http import httpx
from diracx_client._core.patching import removes
from diracx_client.sync._generated_jobs import Jobs as GeneratedJobs

from .._shared.sandbox_files import archive_of, described, unpacked, upload_of
from .._shared.searching import Filter, Sort, fields_of, without_none


@removes("search", "summary", "patch_metadata")
class Jobs(GeneratedJobs):
    """The jobs operations."""

    def search(
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
        return self._generated_search(body, page=page, per_page=per_page)

    def summary(
        self, *, grouping: Sequence[str], search: Sequence[Filter] | None = None
    ) -> list[dict[str, Any]]:
        """Count jobs by what they have in common."""
        body = without_none(grouping=grouping, search=search)
        rows: list[dict[str, Any]] = self._generated_summary(body)
        return rows

    def patch_metadata(
        self, body: Mapping[str | int, models.JobMetaData | Mapping[str, Any]]
    ) -> None:
        """Update jobs: number -> fields, by the names of Python or of the wire."""
        fields = {str(job): fields_of(found) for job, found in body.items()}
        return self._generated_patch_metadata(fields)

    def upload_sandbox(self, paths: Iterable[str | PathLike[str]]) -> str:
        """Upload files as one sandbox; what is there already is not sent again.

        Args:
            paths: The files.

        Returns:
            The name of the sandbox, for the description of a job.

        Raises:
            OSError: A file cannot be read.
        """
        archive = archive_of(paths)
        target = self.initiate_sandbox_upload(described(archive))
        if target.url is not None:
            self._store(upload_of(archive, target.url, target.fields))
        return target.pfn

    def download_sandbox(self, pfn: str, folder: str | PathLike[str]) -> list[Path]:
        """Download a sandbox and unpack it into a folder."""
        source = self.get_sandbox_file(pfn=pfn)
        archive = self._store(httpx.Request("GET", source.url))
        return unpacked(archive, folder)

    def _store(self, request: httpx.Request) -> bytes:
        """Talk to the store, which must not see the token."""
        response = self._transport.pool.send(request)
        content = response.read()
        response.request = request
        response.raise_for_status()
        return content
