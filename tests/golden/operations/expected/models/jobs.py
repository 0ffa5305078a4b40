# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from .._core.model import Model, OpenStrEnum


class State(OpenStrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"


class Job(Model):
    """A unit of work."""

    id: int
    """Number, from 1."""
    state: State
    labels: dict[str, str] | None = None
    priority: int | None = 5
    """0 to 9."""
    submitted_at: datetime | None = Field(
        default=None, validation_alias="submittedAt", serialization_alias="submittedAt"
    )


class Problem(Model):
    title: str | None = None


class Search(Model):
    not_: str | None = Field(
        default=None, validation_alias="not", serialization_alias="not"
    )
    text: str | None = None
