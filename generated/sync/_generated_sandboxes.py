# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.
"""The `sandboxes` operations of the blocking client."""

from __future__ import annotations

from .. import models
from .._core.types import Upload
from .._operations import sandboxes as operations
from ._transport import Group


class Sandboxes(Group):
    """The files of jobs.

    Every operation may raise:

    - BadRequest: The request makes no sense.
    - Unauthorized: The access token is missing, expired or not valid.
    - Forbidden: The user may not do this.
    - ServiceUnavailable: Something that the service needs is down for now.
    """

    def upload(self, *, file: Upload, sha256: str | None = None) -> models.Sandbox:
        """Upload a sandbox.

        Args:
            file: The file, usually an archive.
            sha256: What its SHA-256 must be, against damage on the way (matching
                `^[0-9a-f]{64}$`).

        Raises:
            ContentTooLarge: Too large.
        """
        return self._send(operations.UPLOAD, {}, {"file": file, "sha256": sha256})

    def unassign(self, job_id: int) -> None:
        """Take all sandboxes from a job; the files stay.

        Args:
            job_id: Number of the job (1 to 9007199254740991).

        Raises:
            NotFound: There is no such thing, or the user may not see it.
        """
        return self._send(operations.UNASSIGN, {"job_id": job_id})

    def of_job(self, job_id: int, kind: models.SandboxKind) -> list[str]:
        """List the identifiers of a job's sandboxes.

        Args:
            job_id: Number of the job (1 to 9007199254740991).
            kind: Which way they go.

        Raises:
            NotFound: There is no such thing, or the user may not see it.
        """
        return self._send(operations.OF_JOB, {"job_id": job_id, "kind": kind})

    def assign(self, job_id: int, kind: models.SandboxKind, sandbox_id: str) -> None:
        """Give a job a sandbox; nothing happens when it has it already.

        Args:
            job_id: Number of the job (1 to 9007199254740991).
            kind: Which way it goes.
            sandbox_id: SHA-256 of the file (matching `^[0-9a-f]{64}$`).

        Raises:
            NotFound: There is no such thing, or the user may not see it.
        """
        return self._send(
            operations.ASSIGN,
            {"job_id": job_id, "kind": kind, "sandbox_id": sandbox_id},
        )

    def download(self, sandbox_id: str) -> bytes:
        """Download a sandbox, or a part of it.

        Args:
            sandbox_id: SHA-256 of the file (matching `^[0-9a-f]{64}$`).

        Raises:
            NotFound: There is no such thing, or the user may not see it.
            ApiError: The file is not that long.
        """
        return self._send(operations.DOWNLOAD, {"sandbox_id": sandbox_id})
