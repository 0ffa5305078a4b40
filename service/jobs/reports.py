"""The part of the jobs database that follows jobs: events, logs, files, commands."""

from collections.abc import Collection, Sequence

from pydantic import TypeAdapter
from sqlalchemy import Row, delete, insert, select, update

from ..columns import utc_now
from ..plumbing import SqlDatabase
from . import models as m
from . import tables as t

_event: TypeAdapter[m.Event] = TypeAdapter(m.Event)
_command: TypeAdapter[m.Command] = TypeAdapter(m.Command)


class JobReports(SqlDatabase):
    """What is reported on jobs, and what is passed on to them."""

    name = "jobs"
    metadata = t.metadata

    async def add_event(self, job_ids: Collection[int], event: m.Event) -> None:
        """Tell those who follow these jobs.

        The caller has locked the jobs or made them: that keeps the events of one
        job in the order of their numbers, which those who follow it rely on.
        """
        content = event.model_dump(mode="json")
        await self.conn.execute(
            insert(t.events),
            [{"job_id": job_id, "event": content} for job_id in job_ids],
        )

    async def events_after(
        self, job_id: int, event_id: int, limit: int = 100
    ) -> list[tuple[int, m.Event]]:
        """Return the events of a job that came after the one numbered `event_id`."""
        rows = await self.conn.execute(
            select(t.events.c.event_id, t.events.c.event)
            .where(t.events.c.job_id == job_id, t.events.c.event_id > event_id)
            .order_by(t.events.c.event_id)
            .limit(limit)
        )
        return [(row.event_id, _event.validate_python(row.event)) for row in rows]

    async def is_final(self, job_id: int) -> bool:
        """Return whether nothing more is to be expected of a job."""
        status = await self.conn.scalar(
            select(t.jobs.c.status).where(t.jobs.c.job_id == job_id)
        )
        return status is None or status in m.FINAL

    async def heartbeat(self, job: Row[tuple[int]], beat: m.Heartbeat) -> None:
        """Note a sign of life of a locked job; a stalled one runs again."""
        now = utc_now()
        values: dict[str, object] = {"heartbeat_at": now}
        if job.status == m.JobStatus.STALLED:
            values["status"] = m.JobStatus.RUNNING
        await self.conn.execute(
            update(t.jobs).where(t.jobs.c.job_id == job.job_id).values(**values)
        )
        await self.conn.execute(
            delete(t.heartbeats).where(t.heartbeats.c.job_id == job.job_id)
        )
        await self.conn.execute(
            insert(t.heartbeats).values(job_id=job.job_id, **beat.model_dump())
        )
        event = m.ProgressEvent(
            cpu_seconds=beat.cpu_seconds, memory_mb=beat.memory_mb, at=now
        )
        await self.add_event([job.job_id], event)

    async def add_command(self, job_ids: Collection[int], command: m.Command) -> None:
        """Keep a command for these jobs until they next report."""
        content = command.model_dump(mode="json")
        await self.conn.execute(
            insert(t.commands),
            [{"job_id": job_id, "command": content} for job_id in job_ids],
        )

    async def take_commands(self, job_ids: Collection[int]) -> list[m.PendingCommand]:
        """Return the commands for these jobs, oldest first, and forget them."""
        taken = await self.conn.execute(
            delete(t.commands)
            .where(t.commands.c.job_id.in_(job_ids))
            .returning(
                t.commands.c.command_id, t.commands.c.job_id, t.commands.c.command
            )
        )
        return [
            m.PendingCommand(
                job_id=row.job_id, command=_command.validate_python(row.command)
            )
            for row in sorted(taken, key=lambda row: row.command_id)
        ]

    async def add_log(self, job_id: int, lines: Sequence[m.LogLine]) -> None:
        """Append lines to a job's log."""
        await self.conn.execute(
            insert(t.log_lines),
            [{"job_id": job_id, **line.model_dump()} for line in lines],
        )

    async def log_after(
        self,
        job_id: int,
        line_id: int,
        levels: Collection[m.LogLevel],
        limit: int = 500,
    ) -> list[tuple[int, m.LogLine]]:
        """Return the lines of a job's log after the one numbered `line_id`."""
        rows = await self.conn.execute(
            select(t.log_lines)
            .where(
                t.log_lines.c.job_id == job_id,
                t.log_lines.c.line_id > line_id,
                t.log_lines.c.level.in_(levels),
            )
            .order_by(t.log_lines.c.line_id)
            .limit(limit)
        )
        return [
            (row["line_id"], m.LogLine.model_validate(row)) for row in rows.mappings()
        ]

    async def add_sandbox(self, sandbox: m.Sandbox, owner_sub: str) -> bool:
        """Note an uploaded file; return False when its owner has it already."""
        known = await self.sandbox(sandbox.sandbox_id, owner_sub)
        if known is None:
            await self.conn.execute(
                insert(t.sandboxes).values(owner_sub=owner_sub, **sandbox.model_dump())
            )
        return known is None

    async def sandbox(self, sandbox_id: str, owner_sub: str) -> m.Sandbox | None:
        """Return a user's sandbox, None when the user has no such one."""
        rows = await self.conn.execute(
            select(t.sandboxes).where(
                t.sandboxes.c.sandbox_id == sandbox_id,
                t.sandboxes.c.owner_sub == owner_sub,
            )
        )
        row = rows.mappings().one_or_none()
        return m.Sandbox.model_validate(row) if row else None

    async def visible_sandbox(
        self, sandbox_id: str, sub: str, jobs_of: str | None
    ) -> m.Sandbox | None:
        """Return a sandbox that a user has uploaded, or that one of their jobs has.

        Args:
            sandbox_id: The sandbox.
            sub: The user.
            jobs_of: Whose jobs the user may see; everybody's when None.
        """
        own = await self.sandbox(sandbox_id, sub)
        if own is not None:
            return own
        of_job = (
            select(t.job_sandboxes.c.job_id)
            .join(t.jobs, t.jobs.c.job_id == t.job_sandboxes.c.job_id)
            .where(t.job_sandboxes.c.sandbox_id == sandbox_id)
        )
        if jobs_of is not None:
            of_job = of_job.where(t.jobs.c.owner_sub == jobs_of)
        rows = await self.conn.execute(
            select(t.sandboxes).where(
                t.sandboxes.c.sandbox_id == sandbox_id, of_job.exists()
            )
        )
        row = rows.mappings().first()
        return m.Sandbox.model_validate(row) if row else None

    async def assign_sandbox(
        self, job_id: int, sandbox_id: str, kind: m.SandboxKind
    ) -> bool:
        """Give a locked job a sandbox; return False when it has it already."""
        if sandbox_id in await self.assigned(job_id, kind):
            return False
        await self.conn.execute(
            insert(t.job_sandboxes).values(
                job_id=job_id, sandbox_id=sandbox_id, kind=kind
            )
        )
        return True

    async def unassign_sandboxes(self, job_id: int) -> None:
        """Take all sandboxes from a job; the files stay."""
        await self.conn.execute(
            delete(t.job_sandboxes).where(t.job_sandboxes.c.job_id == job_id)
        )

    async def assigned(self, job_id: int, kind: m.SandboxKind) -> list[str]:
        """Return the identifiers of a job's sandboxes, in the order of assignment."""
        found = await self.conn.scalars(
            select(t.job_sandboxes.c.sandbox_id)
            .where(t.job_sandboxes.c.job_id == job_id, t.job_sandboxes.c.kind == kind)
            .order_by(t.job_sandboxes.c.entry_id)
        )
        return list(found)
