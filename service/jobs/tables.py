"""The tables of the jobs database."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)

from ..columns import UtcDateTime

metadata = MetaData()

# SQLite numbers rows by itself only when the type is spelled INTEGER.
Id = BigInteger().with_variant(Integer, "sqlite")


def _job_id(*, primary_key: bool = False, index: bool = False) -> Column[int]:
    return Column(
        "job_id",
        Id,
        ForeignKey("jobs.job_id", ondelete="CASCADE"),
        primary_key=primary_key,
        index=index,
        nullable=False,
        autoincrement=False,
    )


jobs = Table(
    "jobs",
    metadata,
    Column("job_id", Id, primary_key=True, autoincrement=True),
    Column("name", String(128), nullable=False),
    Column("owner_sub", String(64), nullable=False),
    Column("owner", String(128), nullable=False),
    Column("group", String(128), nullable=False),
    Column("type", String(32), nullable=False),
    Column("status", String(16), nullable=False),
    Column("minor_status", String(4096), nullable=False, default=""),
    Column("site", String(128)),
    Column("priority", Integer, nullable=False),
    Column("tags", JSON, nullable=False),
    Column("cpu_seconds", Integer, nullable=False),
    Column("memory_mb", Integer, nullable=False),
    Column("processors", Integer, nullable=False),
    Column("reschedule_count", Integer, nullable=False, default=0),
    Column("description", JSON, nullable=False),
    Column("submitted_at", UtcDateTime, nullable=False),
    Column("started_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Column("heartbeat_at", UtcDateTime),
    Index("ix_jobs_owner", "owner_sub", "job_id"),
    Index("ix_jobs_queue", "status", "priority", "job_id"),
)

job_tags = Table(
    "job_tags",
    metadata,
    _job_id(primary_key=True),
    Column("tag", String(128), primary_key=True),
)

history = Table(
    "job_history",
    metadata,
    Column("entry_id", Id, primary_key=True, autoincrement=True),
    _job_id(index=True),
    Column("status", String(16), nullable=False),
    Column("minor_status", String(4096), nullable=False),
    Column("source", String(128), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

events = Table(
    "job_events",
    metadata,
    Column("event_id", Id, primary_key=True, autoincrement=True),
    _job_id(),
    Column("event", JSON, nullable=False),
    Index("ix_job_events", "job_id", "event_id"),
)

commands = Table(
    "job_commands",
    metadata,
    Column("command_id", Id, primary_key=True, autoincrement=True),
    _job_id(index=True),
    Column("command", JSON, nullable=False),
)

log_lines = Table(
    "job_log_lines",
    metadata,
    Column("line_id", Id, primary_key=True, autoincrement=True),
    _job_id(),
    Column("at", UtcDateTime, nullable=False),
    Column("level", String(8), nullable=False),
    Column("message", String(4096), nullable=False),
    Index("ix_job_log_lines", "job_id", "line_id"),
)

heartbeats = Table(
    "job_heartbeats",
    metadata,
    _job_id(primary_key=True),
    Column("cpu_seconds", Float, nullable=False),
    Column("memory_mb", Float, nullable=False),
    Column("application_status", String(4096)),
)

sandboxes = Table(
    "sandboxes",
    metadata,
    Column("sandbox_id", String(64), primary_key=True),
    Column("owner_sub", String(64), primary_key=True),
    Column("filename", String(255), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

job_sandboxes = Table(
    "job_sandboxes",
    metadata,
    Column("entry_id", Id, primary_key=True, autoincrement=True),
    _job_id(),
    Column("sandbox_id", String(64), nullable=False),
    Column("kind", String(8), nullable=False),
    UniqueConstraint("job_id", "sandbox_id", "kind"),
)
