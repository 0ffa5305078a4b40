"""Sandboxes, several at once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from os import PathLike

from generated import models
from generated.aio._generated_sandboxes import Sandboxes as GeneratedSandboxes

from .._shared.sandbox_files import each_once, sha256_of


class Sandboxes(GeneratedSandboxes):
    """The files of jobs."""

    async def upload_all(
        self,
        paths: Iterable[str | PathLike[str]],
        *,
        job_id: int | None = None,
        kind: models.SandboxKind = models.SandboxKind.INPUT,
    ) -> list[models.Sandbox]:
        """Upload files, and give them to a job.

        Each file is hashed first, so that damage on the way is noticed.

        Args:
            paths: The files, usually archives.
            job_id: Number of the job that gets them; none when omitted.
            kind: Which way they go.

        Returns:
            The sandboxes, in the order of the files.

        Raises:
            BadRequest: A file was damaged on the way.
            NotFound: There is no such job.
            OSError: A file cannot be read; those before it are uploaded.
        """
        found: list[models.Sandbox] = []
        for path in each_once(paths):
            sha256 = await asyncio.to_thread(sha256_of, path)
            found.append(await self.upload(file=path, sha256=sha256))
        if job_id is not None:
            for sandbox in found:
                await self.assign(job_id, kind, sandbox.sandbox_id)
        return found
