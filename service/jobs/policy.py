"""Who may do what with which jobs."""

from collections.abc import Collection
from enum import Enum, auto
from typing import Annotated

from fastapi import Depends, HTTPException, Path, status

from ..columns import MAX_ID
from ..plumbing import AccessPolicy, ReadOnly, auto_inject
from ..rights import JOB_ADMINISTRATOR, NORMAL_USER, PILOT
from .db import JobsDatabase


class JobAction(Enum):
    """What a route is about to do."""

    SUBMIT = auto()
    UPLOAD = auto()
    READ = auto()
    CHANGE = auto()
    REPORT = auto()
    FORCE = auto()
    TAKE = auto()


_SOMEBODY = NORMAL_USER | JOB_ADMINISTRATOR | PILOT

_NEEDED = {
    JobAction.SUBMIT: NORMAL_USER | JOB_ADMINISTRATOR,
    JobAction.UPLOAD: _SOMEBODY,
    JobAction.READ: _SOMEBODY,
    JobAction.CHANGE: NORMAL_USER | JOB_ADMINISTRATOR,
    JobAction.REPORT: _SOMEBODY,
    JobAction.FORCE: JOB_ADMINISTRATOR,
    JobAction.TAKE: PILOT | JOB_ADMINISTRATOR,
}

_OTHERS = {
    JobAction.READ: JOB_ADMINISTRATOR | PILOT,
    JobAction.REPORT: JOB_ADMINISTRATOR | PILOT,
}
"""Needed for other people's jobs; being an administrator where not listed."""


class JobPolicy(AccessPolicy):
    """Users see and change their own jobs, administrators all of them.

    Pilots take any job from the queue, read it and report on it.
    """

    async def __call__(
        self,
        action: JobAction,
        db: JobsDatabase | None = None,
        job_ids: Collection[int] = (),
        *,
        bulk: bool = False,
    ) -> set[int]:
        """Return which of these jobs the user may do `action` with.

        Args:
            action: What is about to be done.
            db: Where the jobs are; None when the action is on no job yet.
            job_ids: The jobs.
            bulk: Leave out jobs that are not the user's instead of refusing all.

        Raises:
            HTTPException: 403 for an action that needs another property, 404 for
                a job that does not exist or belongs to somebody else: to others,
                whether a job exists is a secret.
        """
        needed = _NEEDED[action]
        if not self.user.has(needed):
            raise HTTPException(
                status.HTTP_403_FORBIDDEN, detail=f"this needs {needed}"
            )
        if db is None:
            return set()
        owners = await db.owners(job_ids)
        if not self.user.has(_OTHERS.get(action, JOB_ADMINISTRATOR)):
            owners = {job: sub for job, sub in owners.items() if sub == self.user.sub}
        hidden = [job_id for job_id in job_ids if job_id not in owners]
        if hidden and not bulk:
            raise HTTPException(
                status.HTTP_404_NOT_FOUND,
                detail="no job " + ", ".join(map(str, hidden[:10])),
            )
        return set(owners)

    def owner_filter(self) -> str | None:
        """Return whose jobs the user finds: a `sub`, None for everybody's."""
        return None if self.user.has(JOB_ADMINISTRATOR | PILOT) else self.user.sub


PathJobId = Annotated[int, Path(ge=1, le=MAX_ID, description="Number of the job.")]


@auto_inject
async def readable_job(
    job_id: PathJobId, policy: JobPolicy, db: Annotated[JobsDatabase, ReadOnly()]
) -> int:
    """Return the job number in the path, for a user who may read that job."""
    await policy(JobAction.READ, db, [job_id])
    return job_id


ReadableJob = Annotated[int, Depends(readable_job)]
"""A job number from the path; the policy has been called."""
