"""The routes about jobs: the queue, its contents and what becomes of them."""

from collections.abc import Awaitable, Callable, Collection
from typing import Annotated, Any

from fastapi import Body, HTTPException, Query, Response, status
from sqlalchemy import Row

from ..config.model import ServiceConfig
from ..plumbing import CurrentUser, ReadOnly, Router
from ..problems import ALWAYS, problems
from . import models as m
from .db import JobsDatabase
from .policy import JobAction, JobPolicy, PathJobId, ReadableJob

router = Router(
    prefix="/api/jobs", tags=["jobs"], policy=JobPolicy, responses={**ALWAYS}
)

Reader = Annotated[JobsDatabase, ReadOnly()]

CONTENT_RANGE = {
    "Content-Range": {
        "description": "Which jobs these are, from 0, and how many match.",
        "schema": {"type": "string", "examples": ["jobs 0-99/1234"]},
    }
}


@router.post("", status_code=status.HTTP_201_CREATED, responses=problems(400))
async def submit(
    jobs: Annotated[
        list[m.JobDescription],
        Body(
            min_length=1,
            max_length=1000,
            description="Jobs to put into the queue.",
            examples=[[{"name": "hello", "executable": "echo", "arguments": ["hi"]}]],
        ),
    ],
    db: JobsDatabase,
    policy: JobPolicy,
    user: CurrentUser,
) -> list[m.SubmittedJob]:
    """Submit jobs.

    All of them are put into the queue, or none. A job with `copies` stands for
    several; no more than 10,000 jobs are accepted at once.
    """
    await policy(JobAction.SUBMIT)
    if sum(job.copies for job in jobs) > MAX_SUBMITTED:
        raise HTTPException(
            status.HTTP_400_BAD_REQUEST,
            detail=f"at most {MAX_SUBMITTED} jobs can be submitted at once",
        )
    for sandbox_id in {each for job in jobs for each in job.input_sandboxes}:
        if await db.sandbox(sandbox_id, user.sub) is None:
            raise HTTPException(
                status.HTTP_400_BAD_REQUEST, detail=f"no sandbox {sandbox_id}"
            )
    return await db.add(jobs, user)


@router.post(
    "/search",
    response_model_exclude_unset=True,
    responses={
        200: {"description": "Every matching job.", "headers": CONTENT_RANGE},
        206: {
            "description": "Some of the matching jobs; there are more.",
            "model": list[m.JobRow],
            "headers": CONTENT_RANGE,
        },
        **problems(400, 416),
    },
)
async def search(
    response: Response,
    db: Reader,
    policy: JobPolicy,
    query: Annotated[
        m.SearchQuery | None,
        Body(description="Filters, fields and order; every job when omitted."),
    ] = None,
    page: Annotated[int, Query(ge=1, le=10_000_000, description="Page, from 1.")] = 1,
    per_page: Annotated[
        int, Query(ge=1, le=10_000, description="Jobs on a page.")
    ] = 100,
) -> list[m.JobRow]:
    """Search for jobs.

    Returns the selected fields of the jobs that you may see and that pass all
    filters. The `Content-Range` header says which they are and how many match.
    """
    await policy(JobAction.READ)
    offset = (page - 1) * per_page
    total, rows = await db.search(
        query or m.SearchQuery(), policy.owner_filter(), offset=offset, limit=per_page
    )
    if offset and offset >= total:
        raise HTTPException(
            status.HTTP_416_RANGE_NOT_SATISFIABLE,
            detail=f"there are only {total} jobs",
            headers={"Content-Range": f"jobs */{total}"},
        )
    shown = f"{offset}-{offset + len(rows) - 1}" if rows else "*"
    response.headers["Content-Range"] = f"jobs {shown}/{total}"
    if len(rows) < total:
        response.status_code = status.HTTP_206_PARTIAL_CONTENT
    return rows


@router.post("/summary", responses=problems(400))
async def summary(
    query: m.SummaryQuery, db: Reader, policy: JobPolicy
) -> list[m.SummaryRow]:
    """Count jobs by the values of some fields."""
    await policy(JobAction.READ)
    return await db.summary(query, policy.owner_filter())


@router.patch("/status")
async def set_status(
    changes: Annotated[
        dict[m.JobId, Annotated[list[m.StatusUpdate], Body(min_length=1)]],
        Body(
            min_length=1,
            max_length=1000,
            description="Status changes by job number.",
            examples=[{"42": [{"status": "Running", "source": "pilot"}]}],
        ),
    ],
    db: JobsDatabase,
    policy: JobPolicy,
    force: Annotated[
        bool, Query(description="Also leave final statuses, as an administrator.")
    ] = False,
) -> m.BulkResult:
    """Change the status of jobs.

    Changes are applied in the order of their times. A job that is in a final
    status is left alone and reported in `failed`; the others change.
    """

    async def change(job: Row[Any]) -> m.JobStatus:
        return await db.set_status(job, changes[job.job_id], force=force)

    action = JobAction.FORCE if force else JobAction.REPORT
    allowed = await policy(action, db, changes.keys(), bulk=True)
    return await _each(db, changes.keys(), allowed, change)


@router.post("/reschedule")
async def reschedule(
    request: m.RescheduleRequest,
    db: JobsDatabase,
    policy: JobPolicy,
    config: ServiceConfig,
) -> m.BulkResult:
    """Start jobs anew.

    They go back into the queue, and commands for them are forgotten. A job that
    was started anew too often is left alone.
    """

    async def again(job: Row[Any]) -> m.JobStatus:
        most = config.jobs.max_reschedules
        if job.reschedule_count >= most and not request.reset_count:
            raise ValueError(f"it was rescheduled {most} times")
        return await db.reschedule(job, reset_count=request.reset_count)

    allowed = await policy(JobAction.CHANGE, db, request.job_ids, bulk=True)
    return await _each(db, request.job_ids, allowed, again)


@router.post("/kill")
async def kill(
    job_ids: Annotated[list[m.JobId], Body(min_length=1, max_length=1000, embed=True)],
    db: JobsDatabase,
    policy: JobPolicy,
    reason: Annotated[m.Message, Body(embed=True)] = "",
) -> m.BulkResult:
    """Kill jobs.

    Those that wait are killed at once. Those that run are told to stop with
    their next heartbeat.
    """

    async def stop(job: Row[Any]) -> m.JobStatus:
        if job.status in {m.JobStatus.RUNNING, m.JobStatus.STALLED}:
            await db.add_command([job.job_id], m.Kill(reason=reason))
        killed = m.StatusUpdate(
            status=m.JobStatus.KILLED, minor_status=reason, source="JobManager"
        )
        return await db.set_status(job, [killed], force=False)

    allowed = await policy(JobAction.CHANGE, db, job_ids, bulk=True)
    return await _each(db, job_ids, allowed, stop)


@router.patch("/heartbeat", responses=problems(404))
async def heartbeat(
    beats: Annotated[
        dict[m.JobId, m.Heartbeat],
        Body(min_length=1, max_length=1000, description="Signs of life by job number."),
    ],
    db: JobsDatabase,
    policy: JobPolicy,
) -> list[m.PendingCommand]:
    """Report that jobs are alive, and take the commands for them."""
    await policy(JobAction.REPORT, db, beats.keys())
    for job_id, job in (await db.lock(beats.keys())).items():
        await db.heartbeat(job, beats[job_id])
    return await db.take_commands(beats.keys())


@router.post(
    "/commands", status_code=status.HTTP_204_NO_CONTENT, responses=problems(404)
)
async def send_command(
    request: m.CommandRequest, db: JobsDatabase, policy: JobPolicy
) -> None:
    """Give a command to jobs, which get it with their next heartbeat."""
    await policy(JobAction.CHANGE, db, request.job_ids)
    await db.add_command(dict.fromkeys(request.job_ids), request.command)


@router.post(
    "/match",
    responses={204: {"description": "No job fits."}},
    response_model=m.MatchedJob,
)
async def match(
    offer: m.PilotOffer, db: JobsDatabase, policy: JobPolicy
) -> m.MatchedJob | Response:
    """Take the most urgent job that fits what a pilot offers."""
    await policy(JobAction.TAKE)
    matched = await db.match(offer)
    return matched or Response(status_code=status.HTTP_204_NO_CONTENT)


@router.get("/{job_id}", responses=problems(404))
async def get(job_id: ReadableJob, db: Reader) -> m.Job:
    """Get a job."""
    return await db.get(job_id)


@router.patch(
    "/{job_id}", status_code=status.HTTP_204_NO_CONTENT, responses=problems(404)
)
async def set_metadata(
    job_id: PathJobId, metadata: m.Metadata, db: JobsDatabase, policy: JobPolicy
) -> None:
    """Change the name, priority or site of a job; what is absent stays."""
    await policy(JobAction.CHANGE, db, [job_id])
    await db.set_metadata(job_id, metadata)


@router.delete(
    "/{job_id}", status_code=status.HTTP_204_NO_CONTENT, responses=problems(404)
)
async def remove(job_id: PathJobId, db: JobsDatabase, policy: JobPolicy) -> None:
    """Forget a job, its history and its log."""
    await policy(JobAction.CHANGE, db, [job_id])
    await db.remove(job_id)


@router.get("/{job_id}/history", responses=problems(404))
async def history(job_id: ReadableJob, db: Reader) -> list[m.StatusChange]:
    """Get the status changes of a job, oldest first."""
    return await db.history(job_id)


MAX_SUBMITTED = 10_000


async def _each(
    db: JobsDatabase,
    job_ids: Collection[int],
    allowed: set[int],
    act: Callable[[Row[Any]], Awaitable[m.JobStatus]],
) -> m.BulkResult:
    """Do `act` to each allowed job and say what came of it, job by job."""
    result = m.BulkResult(success={}, failed={})
    jobs = await db.lock(allowed)
    for job_id in dict.fromkeys(job_ids):
        if job_id not in jobs:
            result.failed[job_id] = m.JobFailure(status=404, detail="no such job")
            continue
        try:
            result.success[job_id] = await act(jobs[job_id])
        except ValueError as error:
            result.failed[job_id] = m.JobFailure(status=409, detail=str(error))
    return result
