"""The jobs database: submitting, finding and changing jobs."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    RowMapping,
    delete,
    func,
    insert,
    select,
    update,
)

from ..columns import utc_now
from ..plumbing import User
from . import models as m
from . import tables as t
from .reports import JobReports
from .search import conditions, order


class JobsDatabase(JobReports):
    """Jobs and their history, and all that is reported on them."""

    async def add(
        self, descriptions: Sequence[m.JobDescription], user: User
    ) -> list[m.SubmittedJob]:
        """Put jobs into the queue, each as often as its `copies` says."""
        now = utc_now()
        wanted = [each for each in descriptions for _ in range(each.copies)]
        added = await self.conn.execute(
            insert(t.jobs).returning(t.jobs.c.job_id, sort_by_parameter_order=True),
            [_row(description, user, now) for description in wanted],
        )
        ids = list(added.scalars())
        await self._note(ids, m.JobStatus.WAITING, "", "JobManager", now)
        for job_id, description in zip(ids, wanted, strict=True):
            await self._add_parts(job_id, description)
        return [
            m.SubmittedJob(
                job_id=job_id,
                name=description.name,
                status=m.JobStatus.WAITING,
                submitted_at=now,
            )
            for job_id, description in zip(ids, wanted, strict=True)
        ]

    async def _add_parts(self, job_id: int, description: m.JobDescription) -> None:
        sandboxes = dict.fromkeys(description.input_sandboxes)
        kind = m.SandboxKind.INPUT
        for table, rows in (
            (
                t.job_sandboxes,
                [{"sandbox_id": each, "kind": kind} for each in sandboxes],
            ),
            (t.job_tags, [{"tag": tag} for tag in sorted(description.tags)]),
        ):
            if rows:
                await self.conn.execute(
                    insert(table), [{"job_id": job_id, **row} for row in rows]
                )

    async def owners(self, job_ids: Collection[int]) -> dict[int, str]:
        """Return the owner's `sub` of each of these jobs that exists."""
        rows = await self.conn.execute(
            select(t.jobs.c.job_id, t.jobs.c.owner_sub).where(
                t.jobs.c.job_id.in_(job_ids)
            )
        )
        return {row.job_id: row.owner_sub for row in rows}

    async def get(self, job_id: int) -> m.Job:
        """Return a job that exists."""
        found = await self.conn.execute(select(t.jobs).where(t.jobs.c.job_id == job_id))
        return _job(found.mappings().one())

    async def search(
        self, query: m.SearchQuery, owner_sub: str | None, *, offset: int, limit: int
    ) -> tuple[int, list[m.JobRow]]:
        """Return how many jobs match, and the selected fields of some of them.

        Args:
            query: Filters, fields and order.
            owner_sub: Whose jobs to look at; everybody's when None.
            offset: Matching jobs to skip.
            limit: Most jobs to return.
        """
        where = self._visible(query.filters, owner_sub)
        total = await self.conn.scalar(
            select(func.count()).select_from(t.jobs).where(*where)
        )
        fields = [m.JobField.JOB_ID, *(query.fields or m.JobField)]
        columns = [t.jobs.c[field] for field in dict.fromkeys(fields)]
        rows = await self.conn.execute(
            select(*columns)
            .where(*where)
            .order_by(*order(query.sort))
            .offset(offset)
            .limit(limit)
        )
        return total or 0, [m.JobRow.model_validate(row) for row in rows.mappings()]

    async def summary(
        self, query: m.SummaryQuery, owner_sub: str | None
    ) -> list[m.SummaryRow]:
        """Return the number of matching jobs for each group."""
        grouping = list(dict.fromkeys(query.grouping))
        columns = [t.jobs.c[field] for field in grouping]
        rows = await self.conn.execute(
            select(*columns, func.count().label("jobs_counted"))
            .where(*self._visible(query.filters, owner_sub))
            .group_by(*columns)
            .order_by(*columns)
        )
        return [
            m.SummaryRow(
                values=dict(zip(grouping, map(_plain, values), strict=True)),
                count=count,
            )
            for *values, count in rows
        ]

    async def lock(self, job_ids: Collection[int]) -> dict[int, Row[Any]]:
        """Return the rows of these jobs, kept from others until the end.

        In the order of their numbers, so that two requests for the same jobs wait
        for each other once and never for ever.
        """
        rows = await self.conn.execute(
            select(t.jobs)
            .where(t.jobs.c.job_id.in_(job_ids))
            .order_by(t.jobs.c.job_id)
            .with_for_update()
        )
        return {row.job_id: row for row in rows}

    async def set_status(
        self, job: Row[Any], changes: Sequence[m.StatusUpdate], *, force: bool
    ) -> m.JobStatus:
        """Apply status changes to a locked job; return its new status.

        The latest change decides, whatever the order in which they arrive.

        Raises:
            ValueError: The job is in a final status and `force` is not set.
        """
        status, minor = m.JobStatus(job.status), job.minor_status
        values: dict[str, Any] = {}
        now = utc_now()
        for change in sorted(changes, key=lambda change: change.at or now):
            at = change.at or now
            new = change.status or status
            if status in m.FINAL and new != status and not force:
                raise ValueError(f"it is {status} and stays so")
            minor = minor if change.minor_status is None else change.minor_status
            if new == m.JobStatus.RUNNING and status != new:
                values["started_at"] = at
            if new in m.FINAL and status != new:
                values["ended_at"] = at
            status = new
            await self._note([job.job_id], status, minor, change.source, at)
        await self._set(job.job_id, status=status, minor_status=minor, **values)
        return status

    async def reschedule(self, job: Row[Any], *, reset_count: bool) -> m.JobStatus:
        """Put a locked job back into the queue."""
        await self._set(
            job.job_id,
            status=m.JobStatus.WAITING,
            minor_status="Rescheduled",
            reschedule_count=1 if reset_count else job.reschedule_count + 1,
            started_at=None,
            ended_at=None,
            heartbeat_at=None,
        )
        await self._note(
            [job.job_id],
            m.JobStatus.WAITING,
            "Rescheduled",
            "JobManager",
            utc_now(),
        )
        await self.conn.execute(
            delete(t.commands).where(t.commands.c.job_id == job.job_id)
        )
        return m.JobStatus.WAITING

    async def set_metadata(self, job_id: int, metadata: m.Metadata) -> None:
        """Change what `metadata` has set."""
        await self._set(job_id, **metadata.model_dump(exclude_unset=True))

    async def remove(self, job_id: int) -> None:
        """Forget a job, its history and its logs."""
        await self.conn.execute(delete(t.jobs).where(t.jobs.c.job_id == job_id))

    async def history(self, job_id: int) -> list[m.StatusChange]:
        """Return the status changes of a job, oldest first."""
        rows = await self.conn.execute(
            select(t.history)
            .where(t.history.c.job_id == job_id)
            .order_by(t.history.c.at, t.history.c.entry_id)
        )
        return [m.StatusChange.model_validate(row) for row in rows.mappings()]

    async def match(self, offer: m.PilotOffer) -> m.MatchedJob | None:
        """Take the most urgent job that fits an offer; None when there is none.

        Two pilots that ask at the same time get different jobs: PostgreSQL skips
        rows that another transaction has locked, SQLite has one writer at a time.
        """
        resources = offer.resources
        missing_tag = (
            select(t.job_tags.c.tag)
            .where(
                t.job_tags.c.job_id == t.jobs.c.job_id,
                t.job_tags.c.tag.not_in(offer.tags),
            )
            .exists()
        )
        found = await self.conn.execute(
            select(t.jobs)
            .where(
                t.jobs.c.status == m.JobStatus.WAITING,
                (t.jobs.c.site == offer.site) | t.jobs.c.site.is_(None),
                t.jobs.c.cpu_seconds <= resources.cpu_seconds,
                t.jobs.c.memory_mb <= resources.memory_mb,
                t.jobs.c.processors <= resources.processors,
                ~missing_tag,
            )
            .order_by(t.jobs.c.priority.desc(), t.jobs.c.job_id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        job = found.one_or_none()
        if job is None:
            return None
        await self._set(
            job.job_id, status=m.JobStatus.MATCHED, minor_status="", site=offer.site
        )
        await self._note([job.job_id], m.JobStatus.MATCHED, "", "Matcher", utc_now())
        return m.MatchedJob(
            job_id=job.job_id,
            owner=job.owner,
            description=m.JobDescription.model_validate(job.description),
        )

    async def _set(self, job_id: int, **values: Any) -> None:
        if values:
            await self.conn.execute(
                update(t.jobs).where(t.jobs.c.job_id == job_id).values(**values)
            )

    async def _note(
        self,
        job_ids: Collection[int],
        status: m.JobStatus,
        minor_status: str,
        source: str,
        at: datetime,
    ) -> None:
        entry = {"status": status, "minor_status": minor_status, "at": at}
        await self.conn.execute(
            insert(t.history),
            [{"job_id": job_id, "source": source, **entry} for job_id in job_ids],
        )
        event = m.StatusEvent(status=status, minor_status=minor_status, at=at)
        await self.add_event(job_ids, event)

    @staticmethod
    def _visible(
        filters: Sequence[m.Filter], owner_sub: str | None
    ) -> list[ColumnElement[bool]]:
        where = conditions(filters)
        if owner_sub is not None:
            where.append(t.jobs.c.owner_sub == owner_sub)
        return where


def _row(
    description: m.JobDescription, user: User, submitted_at: datetime
) -> dict[str, Any]:
    return {
        **description.model_dump(include={"name", "type", "priority", "site"}),
        **description.resources.model_dump(),
        "owner_sub": user.sub,
        "owner": user.preferred_username,
        "group": user.group,
        "status": m.JobStatus.WAITING,
        "minor_status": "",
        "tags": sorted(description.tags),
        "description": description.model_copy(update={"copies": 1}).model_dump(
            mode="json"
        ),
        "submitted_at": submitted_at,
    }


def _job(row: RowMapping) -> m.Job:
    return m.Job.model_validate({**row, "resources": dict(row)})


def _plain(value: object) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
