# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from patches.models.jobs import Job as _Job
from patches.models.jobs import Metadata as _Metadata

from .._core.model import Model, OpenStrEnum
from .._core.unions import ByTag


class JobField(OpenStrEnum):
    """The fields of a job that can be selected, filtered, sorted and counted by."""

    JOB_ID = "job_id"
    NAME = "name"
    OWNER = "owner"
    GROUP = "group"
    TYPE = "type"
    STATUS = "status"
    MINOR_STATUS = "minor_status"
    SITE = "site"
    PRIORITY = "priority"
    RESCHEDULE_COUNT = "reschedule_count"
    SUBMITTED_AT = "submitted_at"
    STARTED_AT = "started_at"
    ENDED_AT = "ended_at"
    HEARTBEAT_AT = "heartbeat_at"


class JobStatus(OpenStrEnum):
    """Where a job is on its way; the last four are final."""

    RECEIVED = "Received"
    CHECKING = "Checking"
    WAITING = "Waiting"
    MATCHED = "Matched"
    RUNNING = "Running"
    STALLED = "Stalled"
    COMPLETING = "Completing"
    DONE = "Done"
    FAILED = "Failed"
    KILLED = "Killed"
    DELETED = "Deleted"


class JobType(OpenStrEnum):
    """What kind of work a job does."""

    USER = "User"
    SIMULATION = "Simulation"
    RECONSTRUCTION = "Reconstruction"
    MERGE = "Merge"


class LogLevel(OpenStrEnum):
    """How much a line of a log matters."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class BulkResult(Model):
    """The outcome for each job of a bulk operation."""

    success: dict[str, JobStatus]
    """New status by job number."""
    failed: dict[str, JobFailure]
    """Reason by job number."""


class Heartbeat(Model):
    """A sign of life from a running job."""

    application_status: str | None = None
    """At most 4096 characters."""
    cpu_seconds: float = 0
    """CPU time used so far. At least 0."""
    memory_mb: float = 0
    """Memory in use, in MB. At least 0."""


class Job(_Job):
    """A job as the service knows it."""

    job_id: int
    """Number of the job. 1 to 9007199254740991."""
    name: str
    """1 to 128 characters."""
    owner: str
    """Name of the user who submitted it. 1 to 128 characters."""
    group: str
    """Group of the user at that time. 1 to 128 characters."""
    type: JobType
    status: JobStatus
    minor_status: str
    """Details of the status. At most 4096 characters."""
    site: str | None
    """Where it runs, or must run. 1 to 128 characters."""
    priority: int
    """0 to 10."""
    tags: list[str]
    reschedule_count: int
    """How often it was started anew. At least 0."""
    submitted_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    heartbeat_at: datetime | None
    """When it was last heard of."""
    resources: Resources


class JobDescription(Model):
    """A job to submit."""

    name: str
    """Name for people. 1 to 128 characters."""
    executable: str
    """Program to run, found in the sandbox or on the path. 1 to 128 characters."""
    arguments: list[str] | None = None
    """Its arguments, in order. At most 256 items."""
    copies: int = 1
    """Submit so many jobs like this one. 1 to 1000."""
    environment: dict[str, str] | None = None
    """Environment variables. At most 256 entries."""
    input_sandboxes: list[str] | None = None
    """Identifiers of uploaded sandboxes, unpacked in this order. At most 16 items."""
    priority: int = 5
    """Higher runs earlier. 0 to 10."""
    resources: Resources | None = None
    """What the job needs."""
    site: str | None = None
    """Only run here; anywhere when omitted. 1 to 128 characters."""
    tags: list[str] | None = None
    """A pilot must offer them all. At most 32 items, each once."""
    type: JobType = JobType.USER
    """What kind of work it is."""


class JobFailure(Model):
    """Why one job of a bulk operation was left alone."""

    status: int
    """HTTP status that the job alone would have got."""
    detail: str


class JobRow(Model):
    """The selected fields of a job; those not selected are absent."""

    job_id: int
    """Number of the job. 1 to 9007199254740991."""
    ended_at: datetime | None = None
    group: str | None = None
    """1 to 128 characters."""
    heartbeat_at: datetime | None = None
    minor_status: str | None = None
    """At most 4096 characters."""
    name: str | None = None
    """1 to 128 characters."""
    owner: str | None = None
    """1 to 128 characters."""
    priority: int | None = None
    reschedule_count: int | None = None
    site: str | None = None
    """1 to 128 characters."""
    started_at: datetime | None = None
    status: JobStatus | None = None
    submitted_at: datetime | None = None
    type: JobType | None = None


class Kill(Model):
    """Stop the job now."""

    command: Literal["kill"] = "kill"
    reason: str = ""
    """At most 4096 characters."""


class LogLine(Model):
    """A line that a job has written."""

    at: datetime
    message: str
    """At most 4096 characters."""
    level: LogLevel = LogLevel.INFO


class MatchedJob(Model):
    """A job taken from the queue, with what is needed to run it."""

    job_id: int
    """Number of the job. 1 to 9007199254740991."""
    owner: str
    """1 to 128 characters."""
    description: JobDescription


class Metadata(_Metadata):
    """What may be changed in a job that was submitted; the rest stays as it is."""

    name: str | None = None
    """Name for people. 1 to 128 characters."""
    priority: int | None = None
    """Higher runs earlier. 0 to 10."""
    site: str | None = None
    """Only run here; null for anywhere. 1 to 128 characters."""


class ParametersEvent(Model):
    """Parameters of the job were set."""

    names: list[str]
    at: datetime
    kind: Literal["parameters"] = "parameters"


class Pause(Model):
    """Stop the job for a while."""

    seconds: int
    """For how long. 1 to 86400."""
    command: Literal["pause"] = "pause"


class PendingCommand(Model):
    """A command that the job has to carry out."""

    job_id: int
    """Number of the job. 1 to 9007199254740991."""
    command: Annotated[
        Kill | Pause | SetHeartbeatPeriod,
        ByTag(
            "command",
            {
                "kill": "Kill",
                "pause": "Pause",
                "set_heartbeat_period": "SetHeartbeatPeriod",
            },
        ),
    ]


class PilotOffer(Model):
    """What a pilot can run."""

    site: str
    """1 to 128 characters."""
    resources: Resources | None = None
    tags: list[str] | None = None
    """At most 32 items, each once."""


class ProgressEvent(Model):
    """The job has reported."""

    cpu_seconds: float
    memory_mb: float
    at: datetime
    kind: Literal["heartbeat"] = "heartbeat"


class RescheduleRequest(Model):
    """Jobs to start anew."""

    job_ids: list[int]
    """1 to 10000 items."""
    reset_count: bool = False
    """Forget how often that was done before."""


class Resources(Model):
    """What a job needs, or what a pilot offers."""

    cpu_seconds: int = 3600
    """CPU time, in seconds. 1 to 10000000."""
    memory_mb: int = 2048
    """Memory, in MB (10^6 bytes). 1 to 10000000."""
    processors: int = 1
    """Number of cores. 1 to 1024."""


class ScalarFilter(Model):
    """Compare a field with one value."""

    field: JobField
    operator: Literal["eq", "neq", "gt", "lt", "like"] | str
    """`like` takes `%` and `_` as SQL does."""
    value: int | float | str
    """A value of the field's type; a point in time as RFC 3339 has it."""


class SearchQuery(Model):
    """Which jobs, which of their fields, in which order."""

    fields: list[JobField] | None = None
    """Fields to return; every one when omitted."""
    filters: (
        list[
            Annotated[
                ScalarFilter | VectorFilter,
                ByTag(
                    "operator",
                    {
                        "eq": "ScalarFilter",
                        "neq": "ScalarFilter",
                        "gt": "ScalarFilter",
                        "lt": "ScalarFilter",
                        "like": "ScalarFilter",
                        "in": "VectorFilter",
                        "not_in": "VectorFilter",
                    },
                ),
            ]
        ]
        | None
    ) = None
    """All of them must hold. At most 50 items."""
    sort: list[SortKey] | None = None
    """By number when empty. At most 5 items."""


class ServiceJobsModelsCommandRequest(Model):
    """A command for several jobs, given to each with its next heartbeat."""

    job_ids: list[int]
    """1 to 10000 items."""
    command: Annotated[
        Kill | Pause | SetHeartbeatPeriod,
        ByTag(
            "command",
            {
                "kill": "Kill",
                "pause": "Pause",
                "set_heartbeat_period": "SetHeartbeatPeriod",
            },
        ),
    ]


class SetHeartbeatPeriod(Model):
    """Report more often, or less."""

    seconds: float
    """1 to 3600."""
    command: Literal["set_heartbeat_period"] = "set_heartbeat_period"


class SortKey(Model):
    """A field to sort by."""

    field: JobField
    direction: Literal["asc", "desc"] | str = "asc"


class StatusChange(Model):
    """An entry of a job's history."""

    status: JobStatus
    minor_status: str
    """At most 4096 characters."""
    source: str
    """1 to 128 characters."""
    at: datetime


class StatusEvent(Model):
    """The job's status has changed."""

    status: JobStatus
    minor_status: str
    """At most 4096 characters."""
    at: datetime
    kind: Literal["status"] = "status"


class StatusUpdate(Model):
    """A change of a job's status, at a point in time."""

    at: datetime | None = None
    """When; now when omitted."""
    minor_status: str | None = None
    """At most 4096 characters."""
    source: str = "Unknown"
    """Who says so. 1 to 128 characters."""
    status: JobStatus | None = None
    """New status; unchanged when omitted."""


class SubmittedJob(Model):
    """A job that was accepted."""

    job_id: int
    """Number of the job. 1 to 9007199254740991."""
    name: str
    """1 to 128 characters."""
    status: JobStatus
    submitted_at: datetime


class SummaryQuery(Model):
    """How to group jobs before counting them."""

    grouping: list[JobField]
    """1 to 4 items."""
    filters: (
        list[
            Annotated[
                ScalarFilter | VectorFilter,
                ByTag(
                    "operator",
                    {
                        "eq": "ScalarFilter",
                        "neq": "ScalarFilter",
                        "gt": "ScalarFilter",
                        "lt": "ScalarFilter",
                        "like": "ScalarFilter",
                        "in": "VectorFilter",
                        "not_in": "VectorFilter",
                    },
                ),
            ]
        ]
        | None
    ) = None
    """At most 50 items."""


class SummaryRow(Model):
    """The number of jobs that share the values of the grouping fields."""

    values: dict[str, Any]
    """A value for each field."""
    count: int
    """At least 1."""


class VectorFilter(Model):
    """Compare a field with several values."""

    field: JobField
    operator: Literal["in", "not_in"] | str
    values: list[int | float | str]
    """1 to 1000 items."""
