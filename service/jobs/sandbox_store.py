"""Where sandboxes lie: files named by their content, in a folder for all processes."""

import asyncio
import hashlib
import os
import tempfile
from pathlib import Path

from fastapi import HTTPException, UploadFile, status
from pydantic import Field
from pydantic_settings import SettingsConfigDict

from ..plumbing import Settings

CHUNK = 1024 * 1024
"""Bytes read at a time."""


class SandboxSettings(Settings):
    """Where the files of jobs are (`SERVICE_SANDBOX_...`)."""

    model_config = SettingsConfigDict(env_prefix="SERVICE_SANDBOX_")

    folder: Path = Field(description="Folder that all processes share.")
    max_bytes: int = Field(
        default=100_000_000, ge=1, description="Largest file accepted."
    )

    def path_of(self, sandbox_id: str) -> Path:
        """Return where a sandbox lies; its identifier is a SHA-256 in hexadecimal."""
        return self.folder / sandbox_id[:2] / sandbox_id


async def store(settings: SandboxSettings, upload: UploadFile) -> tuple[str, int]:
    """Keep an uploaded file; return its identifier and its size in bytes.

    It is written beside its place and moved there when it is whole, so that
    nobody, in any process, ever sees half a file.

    Raises:
        HTTPException: 413 for a file that is too large.
    """
    settings.folder.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=settings.folder, prefix=".upload-")
    sha, size = hashlib.sha256(), 0
    try:
        with os.fdopen(handle, "wb") as file:
            while chunk := await upload.read(CHUNK):
                size += len(chunk)
                if size > settings.max_bytes:
                    raise HTTPException(
                        status.HTTP_413_CONTENT_TOO_LARGE,
                        f"a sandbox has at most {settings.max_bytes} bytes",
                    )
                sha.update(chunk)
                await asyncio.to_thread(file.write, chunk)
        path = settings.path_of(sha.hexdigest())
        path.parent.mkdir(exist_ok=True)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return sha.hexdigest(), size
