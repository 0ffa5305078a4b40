"""What the jobs routes take and give."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, Field, JsonValue, StringConstraints

from ..columns import MAX_ID, Instant, Text, may_be_absent

JobId = Annotated[int, Field(ge=1, le=MAX_ID, description="Number of the job.")]
Name = Annotated[Text, StringConstraints(min_length=1, max_length=128)]
Message = Annotated[Text, StringConstraints(max_length=4096)]


class JobStatus(StrEnum):
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


FINAL = frozenset(
    {JobStatus.DONE, JobStatus.FAILED, JobStatus.KILLED, JobStatus.DELETED}
)


class JobType(StrEnum):
    """What kind of work a job does."""

    USER = "User"
    SIMULATION = "Simulation"
    RECONSTRUCTION = "Reconstruction"
    MERGE = "Merge"


class JobField(StrEnum):
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


class Resources(BaseModel):
    """What a job needs, or what a pilot offers."""

    cpu_seconds: int = Field(
        default=3600, ge=1, le=10_000_000, description="CPU time, in seconds."
    )
    memory_mb: int = Field(
        default=2048, ge=1, le=10_000_000, description="Memory, in MB (10^6 bytes)."
    )
    processors: int = Field(default=1, ge=1, le=1024, description="Number of cores.")


class JobDescription(BaseModel):
    """A job to submit."""

    name: Name = Field(description="Name for people.", examples=["pi-to-1e9"])
    executable: Name = Field(
        description="Program to run, found in the sandbox or on the path.",
        examples=["run.sh"],
    )
    arguments: list[Message] = Field(
        default_factory=list, max_length=256, description="Its arguments, in order."
    )
    type: JobType = Field(default=JobType.USER, description="What kind of work it is.")
    priority: int = Field(default=5, ge=0, le=10, description="Higher runs earlier.")
    site: Name | None = Field(
        default=None, description="Only run here; anywhere when omitted."
    )
    tags: set[Name] = Field(
        default_factory=set, max_length=32, description="A pilot must offer them all."
    )
    environment: dict[str, Message] = Field(
        default_factory=dict, max_length=256, description="Environment variables."
    )
    resources: Resources = Field(
        default_factory=Resources, description="What the job needs."
    )
    input_sandboxes: list[
        Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    ] = Field(
        default_factory=list,
        max_length=16,
        description="Identifiers of uploaded sandboxes, unpacked in this order.",
    )
    copies: int = Field(
        default=1, ge=1, le=1000, description="Submit so many jobs like this one."
    )


class SubmittedJob(BaseModel):
    """A job that was accepted."""

    job_id: JobId
    name: Name
    status: JobStatus
    submitted_at: Instant


class Job(BaseModel):
    """A job as the service knows it."""

    job_id: JobId
    name: Name
    owner: Name = Field(description="Name of the user who submitted it.")
    group: Name = Field(description="Group of the user at that time.")
    type: JobType
    status: JobStatus
    minor_status: Message = Field(description="Details of the status.")
    site: Name | None = Field(description="Where it runs, or must run.")
    priority: int = Field(ge=0, le=10)
    tags: list[Name]
    reschedule_count: int = Field(ge=0, description="How often it was started anew.")
    submitted_at: Instant
    started_at: Instant | None
    ended_at: Instant | None
    heartbeat_at: Instant | None = Field(description="When it was last heard of.")
    resources: Resources


class JobRow(BaseModel):
    """The selected fields of a job; those not selected are absent."""

    job_id: JobId
    name: Name | None = None
    owner: Name | None = None
    group: Name | None = None
    type: JobType | None = None
    status: JobStatus | None = None
    minor_status: Message | None = None
    site: Name | None = None
    priority: int | None = None
    reschedule_count: int | None = None
    submitted_at: Instant | None = None
    started_at: Instant | None = None
    ended_at: Instant | None = None
    heartbeat_at: Instant | None = None


Scalar = int | float | Message


class ScalarFilter(BaseModel):
    """Compare a field with one value."""

    field: JobField
    operator: Literal["eq", "neq", "gt", "lt", "like"] = Field(
        description="`like` takes `%` and `_` as SQL does."
    )
    value: Scalar = Field(
        description="A value of the field's type; a point in time as RFC 3339 has it.",
        examples=["Running", 42, "2026-01-31T12:00:00Z"],
    )


class VectorFilter(BaseModel):
    """Compare a field with several values."""

    field: JobField
    operator: Literal["in", "not_in"]
    values: list[Scalar] = Field(min_length=1, max_length=1000)


Filter = Annotated[ScalarFilter | VectorFilter, Field(discriminator="operator")]


class SortKey(BaseModel):
    """A field to sort by."""

    field: JobField
    direction: Literal["asc", "desc"] = "asc"


class SearchQuery(BaseModel):
    """Which jobs, which of their fields, in which order."""

    filters: list[Filter] = Field(
        default_factory=list, max_length=50, description="All of them must hold."
    )
    fields: list[JobField] | None = Field(
        default=None, description="Fields to return; every one when omitted."
    )
    sort: list[SortKey] = Field(
        default_factory=list, max_length=5, description="By number when empty."
    )


class SummaryQuery(BaseModel):
    """How to group jobs before counting them."""

    grouping: list[JobField] = Field(
        min_length=1, max_length=4, examples=[["status", "site"]]
    )
    filters: list[Filter] = Field(default_factory=list, max_length=50)


class SummaryRow(BaseModel):
    """The number of jobs that share the values of the grouping fields."""

    values: dict[JobField, JsonValue] = Field(description="A value for each field.")
    count: int = Field(ge=1)


class StatusUpdate(BaseModel):
    """A change of a job's status, at a point in time."""

    status: JobStatus | None = Field(
        default=None, description="New status; unchanged when omitted."
    )
    minor_status: Message | None = None
    source: Name = Field(default="Unknown", description="Who says so.")
    at: Instant | None = Field(default=None, description="When; now when omitted.")


class StatusChange(BaseModel):
    """An entry of a job's history."""

    status: JobStatus
    minor_status: Message
    source: Name
    at: Instant


class JobFailure(BaseModel):
    """Why one job of a bulk operation was left alone."""

    status: int = Field(description="HTTP status that the job alone would have got.")
    detail: str


class BulkResult(BaseModel):
    """The outcome for each job of a bulk operation."""

    success: dict[int, JobStatus] = Field(description="New status by job number.")
    failed: dict[int, JobFailure] = Field(description="Reason by job number.")


class Metadata(BaseModel):
    """What may be changed in a job that was submitted; the rest stays as it is."""

    name: Name = may_be_absent("Name for people.")
    priority: int = may_be_absent("Higher runs earlier.", ge=0, le=10)
    site: Name | None = may_be_absent("Only run here; null for anywhere.")


class Heartbeat(BaseModel):
    """A sign of life from a running job."""

    cpu_seconds: float = Field(default=0, ge=0, description="CPU time used so far.")
    memory_mb: float = Field(default=0, ge=0, description="Memory in use, in MB.")
    application_status: Message | None = None


class Kill(BaseModel):
    """Stop the job now."""

    command: Literal["kill"] = "kill"
    reason: Message = ""


class Pause(BaseModel):
    """Stop the job for a while."""

    command: Literal["pause"] = "pause"
    seconds: int = Field(ge=1, le=86_400, description="For how long.")


class SetHeartbeatPeriod(BaseModel):
    """Report more often, or less."""

    command: Literal["set_heartbeat_period"] = "set_heartbeat_period"
    seconds: float = Field(ge=1, le=3600)


Command = Annotated[Kill | Pause | SetHeartbeatPeriod, Field(discriminator="command")]


class PendingCommand(BaseModel):
    """A command that the job has to carry out."""

    job_id: JobId
    command: Command


class CommandRequest(BaseModel):
    """A command for several jobs, given to each with its next heartbeat."""

    job_ids: list[JobId] = Field(min_length=1, max_length=10_000)
    command: Command


class RescheduleRequest(BaseModel):
    """Jobs to start anew."""

    job_ids: list[JobId] = Field(min_length=1, max_length=10_000)
    reset_count: bool = Field(
        default=False, description="Forget how often that was done before."
    )


class PilotOffer(BaseModel):
    """What a pilot can run."""

    site: Name
    resources: Resources = Field(default_factory=Resources)
    tags: set[Name] = Field(default_factory=set, max_length=32)


class MatchedJob(BaseModel):
    """A job taken from the queue, with what is needed to run it."""

    job_id: JobId
    owner: Name
    description: JobDescription


class StatusEvent(BaseModel):
    """The job's status has changed."""

    kind: Literal["status"] = "status"
    status: JobStatus
    minor_status: Message
    at: Instant


class ProgressEvent(BaseModel):
    """The job has reported."""

    kind: Literal["heartbeat"] = "heartbeat"
    cpu_seconds: float
    memory_mb: float
    at: Instant


class ParametersEvent(BaseModel):
    """Parameters of the job were set."""

    kind: Literal["parameters"] = "parameters"
    names: list[str]
    at: Instant


Event = Annotated[
    StatusEvent | ProgressEvent | ParametersEvent, Field(discriminator="kind")
]


class LogLevel(StrEnum):
    """How much a line of a log matters."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class LogLine(BaseModel):
    """A line that a job has written."""

    at: Instant
    level: LogLevel = LogLevel.INFO
    message: Message


class SandboxKind(StrEnum):
    """Which way a sandbox goes."""

    INPUT = "input"
    OUTPUT = "output"


class Sandbox(BaseModel):
    """A file that goes to a job or comes from one."""

    sandbox_id: str = Field(
        description="Its SHA-256, in hexadecimal.", examples=["9f86d081884c7d65..."]
    )
    filename: str
    size: int = Field(ge=0, description="In bytes.")
    created_at: Instant
