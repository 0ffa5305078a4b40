# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.

from __future__ import annotations

from datetime import datetime

from .._core.model import Model, OpenStrEnum


class FileStatus(OpenStrEnum):
    """How far a file has been read."""

    PENDING = "PENDING"
    RUNNING = "RUNNING"
    FINISHED = "FINISHED"
    FAILED = "FAILED"


class File(Model):
    """A file of a dataset."""

    file_id: int
    """1 to 9007199254740991."""
    dataset_id: int
    """1 to 9007199254740991."""
    logical_file_name: str
    file_size: int
    """In bytes. At least 0."""
    status: FileStatus
    error_trace: str | None
    """Why it could not be read."""
    created_at: datetime


class PageFile(Model):
    next: str | None
    """Address of the next page; null on the last."""
    previous: str | None
    """Address of the page before; null on the first."""
    results: list[File]
