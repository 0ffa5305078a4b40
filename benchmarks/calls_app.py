"""The service of `calls.py`: a small reply, and a table of 20 columns.

Only its description is used; `calls.py` answers with fixed bytes.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel


class Job(BaseModel):
    """A job."""

    JobID: int
    status: str
    owner: str
    tags: list[str] = []
    submitted: datetime | None = None
    site: str | None = None
    minor_status: str | None = None


class Row(BaseModel):
    """A row of a table."""

    run_number: int
    fill: int
    lumisection: int
    start: datetime
    duration: float
    energy: float
    beam: str
    detector: str
    shifter: str
    comment: str | None
    good: bool
    events: int
    rate: float
    size: int
    version: str
    site: str
    tier: str
    owner: str
    status: str
    priority: int


app = FastAPI(title="Jobs")


@app.get("/jobs/{job_id}", tags=["jobs"])
def get(job_id: int) -> Job:
    """Get a job."""
    raise NotImplementedError


@app.get("/rows", tags=["jobs"])
def rows() -> list[Row]:
    """Get a table."""
    raise NotImplementedError


@app.get("/rows/untyped", tags=["jobs"])
def rows_untyped() -> list[dict[str, Any]]:
    """Get a table whose columns nobody has described."""
    raise NotImplementedError
