"""The routes about sandboxes: the files of jobs."""

from typing import Annotated

from fastapi import File, Form, HTTPException, Path, Response, UploadFile, status
from fastapi.responses import FileResponse

from ..columns import utc_now
from ..plumbing import CurrentUser, NoTransaction, Router
from ..problems import ALWAYS, problems
from . import models as m
from .db import JobsDatabase
from .policy import JobAction, JobPolicy, PathJobId, ReadableJob
from .router import Reader
from .sandbox_store import SandboxSettings, store

router = Router(
    prefix="/api/sandboxes",
    tags=["sandboxes"],
    policy=JobPolicy,
    responses={**ALWAYS},
)

SandboxId = Annotated[
    str, Path(pattern=r"^[0-9a-f]{64}$", description="SHA-256 of the file.")
]

BINARY = {"schema": {"type": "string", "format": "binary"}}


@router.post(
    "",
    status_code=status.HTTP_201_CREATED,
    responses={
        200: {"model": m.Sandbox, "description": "You have uploaded it before."},
        **problems(400, 413),
    },
)
async def upload(
    file: Annotated[UploadFile, File(description="The file, usually an archive.")],
    db: Annotated[JobsDatabase, NoTransaction()],
    policy: JobPolicy,
    user: CurrentUser,
    settings: SandboxSettings,
    response: Response,
    sha256: Annotated[
        str | None,
        Form(
            pattern=r"^[0-9a-f]{64}$",
            description="What its SHA-256 must be, against damage on the way.",
        ),
    ] = None,
) -> m.Sandbox:
    """Upload a sandbox."""
    await policy(JobAction.UPLOAD)
    sandbox_id, size = await store(settings, file)
    if sha256 is not None and sha256 != sandbox_id:
        raise HTTPException(
            status.HTTP_400_BAD_REQUEST, f"its SHA-256 is {sandbox_id}: damaged?"
        )
    sandbox = m.Sandbox(
        sandbox_id=sandbox_id,
        filename=_clean(file.filename),
        size=size,
        created_at=utc_now(),
    )
    async with db:
        if not await db.add_sandbox(sandbox, user.sub):
            response.status_code = status.HTTP_200_OK
            return await db.sandbox(sandbox_id, user.sub) or sandbox
    return sandbox


@router.get(
    "/{sandbox_id}",
    response_class=FileResponse,
    responses={
        200: {
            "description": "The file.",
            "content": {"application/octet-stream": BINARY},
        },
        206: {
            "description": "The part that the `Range` header asks for.",
            "content": {"application/octet-stream": BINARY},
        },
        416: {"description": "The file is not that long."},
        **problems(404),
    },
)
async def download(
    sandbox_id: SandboxId,
    db: Reader,
    policy: JobPolicy,
    user: CurrentUser,
    settings: SandboxSettings,
) -> FileResponse:
    """Download a sandbox, or a part of it."""
    await policy(JobAction.READ)
    sandbox = await db.visible_sandbox(sandbox_id, user.sub, policy.owner_filter())
    path = settings.path_of(sandbox_id)
    if sandbox is None or not path.is_file():
        raise HTTPException(status.HTTP_404_NOT_FOUND, "no such sandbox")
    return FileResponse(
        path,
        media_type="application/octet-stream",
        filename=sandbox.filename,
        headers={"X-Content-Type-Options": "nosniff"},
    )


@router.get("/of-job/{job_id}/{kind}", responses=problems(404))
async def of_job(
    job_id: ReadableJob,
    kind: Annotated[m.SandboxKind, Path(description="Which way they go.")],
    db: Reader,
) -> list[str]:
    """List the identifiers of a job's sandboxes."""
    return await db.assigned(job_id, kind)


@router.put(
    "/of-job/{job_id}/{kind}/{sandbox_id}",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(404),
)
async def assign(
    job_id: PathJobId,
    kind: Annotated[m.SandboxKind, Path(description="Which way it goes.")],
    sandbox_id: SandboxId,
    db: JobsDatabase,
    policy: JobPolicy,
    user: CurrentUser,
) -> None:
    """Give a job a sandbox; nothing happens when it has it already."""
    await policy(JobAction.REPORT, db, [job_id])
    if await db.sandbox(sandbox_id, user.sub) is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, "no such sandbox")
    await db.lock([job_id])
    await db.assign_sandbox(job_id, sandbox_id, kind)


@router.delete(
    "/of-job/{job_id}",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(404),
)
async def unassign(job_id: PathJobId, db: JobsDatabase, policy: JobPolicy) -> None:
    """Take all sandboxes from a job; the files stay."""
    await policy(JobAction.CHANGE, db, [job_id])
    await db.unassign_sandboxes(job_id)


def _clean(filename: str | None) -> str:
    """Return a file name without folders and control characters."""
    name = (filename or "").replace("\\", "/").rpartition("/")[2]
    return "".join(char for char in name if char.isprintable())[:255] or "sandbox"
