"""Models of jobs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from pydantic import model_validator

from generated import models
from generated._core.model import Model

from .._shared.spelling import snake_keys


class Job(Model):
    """What a job can tell about itself."""

    if TYPE_CHECKING:
        job_id: int
        name: str
        status: models.JobStatus
        started_at: datetime | None
        ended_at: datetime | None

    @property
    def is_final(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.status in (
            models.JobStatus.DONE,
            models.JobStatus.FAILED,
            models.JobStatus.KILLED,
            models.JobStatus.DELETED,
        )

    @property
    def wall_time(self) -> timedelta | None:
        """How long it ran, or has run so far; None when it has not started."""
        if self.started_at is None:
            return None
        return (self.ended_at or datetime.now(UTC)) - self.started_at

    def __repr__(self) -> str:
        return f"<Job {self.job_id} {self.name!r}: {self.status.value}>"


class Metadata(Model):
    """Takes the names of fields in either spelling."""

    @model_validator(mode="before")
    @classmethod
    def _either_spelling(cls, data: object) -> object:
        if isinstance(data, Mapping):
            return snake_keys(cast("Mapping[str, Any]", data))
        return data
