# ruff: noqa: RUF012  (pydantic copies the defaults of fields)
"""Models of the sample service."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from ._core.model import Model, OpenModel, OpenStrEnum
from ._core.types import Base64Bytes, HttpDate, UnixTime


class Status(OpenStrEnum):
    """State of a job."""

    WAITING = "Waiting"
    RUNNING = "Running"
    DONE = "Done"


class Job(Model):
    """One job."""

    job_id: int = Field(validation_alias="JobID", serialization_alias="JobID")
    status: Status
    owner: str
    tags: list[str] = []
    parent: Job | None = None
    submitted: datetime | None = None


class Search(Model):
    """What to look for."""

    parameters: list[str] | None = None
    tags: list[str] = []
    sort: dict[str, Literal["asc", "desc"]] = {}
    inner: Search | None = None
    limit: float | None = None


class Problem(Model):
    """What went wrong."""

    detail: str


class Tick(Model):
    """One item of a stream."""

    number: int


class Times(OpenModel):
    """Values whose wire form is not JSON's own."""

    data: Base64Bytes
    seen: HttpDate
    at: UnixTime
