"""The routes that follow a job: its events, its log and its parameters."""

import asyncio
from collections.abc import AsyncIterable
from typing import Annotated

from fastapi import Body, Header, Query, status
from fastapi.sse import EventSourceResponse
from pydantic import JsonValue

from ..columns import MAX_ID, utc_now
from ..plumbing import Condition, NoTransaction, Router
from ..plumbing.documents import Operator
from ..problems import ALWAYS, problems
from ..streams import event
from . import models as m
from .db import JobsDatabase
from .parameters import JobParameters
from .policy import JobAction, JobPolicy, PathJobId, ReadableJob
from .router import Reader

router = Router(
    prefix="/api/jobs",
    tags=["jobs"],
    policy=JobPolicy,
    responses={**ALWAYS, **problems(404)},
)

POLL_SECONDS = 0.25
"""How often the database is asked for news; any process may have written them."""

Looks = Annotated[JobsDatabase, NoTransaction(read_only=True)]


@router.get("/{job_id}/events", response_class=EventSourceResponse)
async def events(
    job_id: ReadableJob,
    db: Looks,
    last_event_id: Annotated[
        int | None, Header(ge=0, le=MAX_ID, description="Last event that you have.")
    ] = None,
) -> AsyncIterable[m.Event]:
    """Follow what happens to a job, from its start until it is in a final status."""
    last = last_event_id or 0
    while True:
        async with db:
            # In this order: what comes before the end is never missed.
            final = await db.is_final(job_id)
            news = await db.events_after(job_id, last)
        for number, each in news:
            last = number
            yield event(each, number)
        if final and not news:
            return
        if not news:
            await asyncio.sleep(POLL_SECONDS)


@router.get("/{job_id}/log")
async def log(
    job_id: ReadableJob,
    db: Looks,
    level: Annotated[
        m.LogLevel, Query(description="Only lines that matter so much, or more.")
    ] = m.LogLevel.DEBUG,
    follow: Annotated[
        bool, Query(description="Wait for more until the job is in a final status.")
    ] = False,
) -> AsyncIterable[m.LogLine]:
    """Read the log of a job, a JSON object on each line."""
    levels = list(m.LogLevel)[list(m.LogLevel).index(level) :]
    last = 0
    while True:
        async with db:
            final = not follow or await db.is_final(job_id)
            lines = await db.log_after(job_id, last, levels)
        for number, line in lines:
            last = number
            yield line
        if final and not lines:
            return
        if not lines:
            await asyncio.sleep(POLL_SECONDS)


@router.post("/{job_id}/log", status_code=status.HTTP_204_NO_CONTENT)
async def append_log(
    job_id: PathJobId,
    lines: Annotated[list[m.LogLine], Body(min_length=1, max_length=1000)],
    db: JobsDatabase,
    policy: JobPolicy,
) -> None:
    """Append lines to the log of a job."""
    await policy(JobAction.REPORT, db, [job_id])
    await db.lock([job_id])
    await db.add_log(job_id, lines)


@router.get("/{job_id}/parameters")
async def get_parameters(
    job_id: ReadableJob, parameters: JobParameters
) -> dict[str, JsonValue]:
    """Get what a job has said about itself."""
    return await parameters.get(str(job_id)) or {}


@router.patch("/{job_id}/parameters", status_code=status.HTTP_204_NO_CONTENT)
async def set_parameters(
    job_id: PathJobId,
    values: Annotated[
        dict[m.Name, JsonValue],
        Body(
            min_length=1,
            max_length=100,
            description="Values by name; those not mentioned stay.",
            examples=[{"cpu_model": "EPYC 9654", "load_average": 3.5}],
        ),
    ],
    db: JobsDatabase,
    parameters: JobParameters,
    policy: JobPolicy,
) -> None:
    """Set parameters of a job."""
    await policy(JobAction.REPORT, db, [job_id])
    await db.lock([job_id])
    parameters.merge(str(job_id), values)
    await db.add_event([job_id], m.ParametersEvent(names=sorted(values), at=utc_now()))


@router.get("/parameters/search")
async def find_by_parameter(
    name: Annotated[
        str,
        Query(pattern=r"^[A-Za-z0-9_]{1,64}$", description="Name of the parameter."),
    ],
    db: Reader,
    parameters: JobParameters,
    policy: JobPolicy,
    equals: Annotated[
        str | None, Query(max_length=256, description="Text that it must be.")
    ] = None,
    above: Annotated[
        float | None,
        Query(allow_inf_nan=False, description="Number that it must exceed."),
    ] = None,
    below: Annotated[
        float | None,
        Query(allow_inf_nan=False, description="Number that it must be below."),
    ] = None,
) -> list[int]:
    """Find jobs by a parameter: the numbers of at most 1000 that you may see."""
    asked: list[tuple[Operator, str | float | None]]
    asked = [("eq", equals), ("gt", above), ("lt", below)]
    conditions = [
        Condition(name, how, value) for how, value in asked if value is not None
    ]
    await policy(JobAction.READ)
    found = await parameters.search(conditions, limit=1000)
    numbers = [int(document_id) for document_id, _ in found]
    return sorted(await policy(JobAction.READ, db, numbers, bulk=True))
