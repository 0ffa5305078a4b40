"""What the monitoring routes give."""

from enum import StrEnum
from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, Field, StringConstraints

from ..columns import MAX_ID, Instant

Id = Annotated[int, Field(ge=1, le=MAX_ID)]
RunNumber = Annotated[int, Field(ge=1, le=2**31 - 1)]
LsNumber = Annotated[int, Field(ge=1, le=2**31 - 1)]

T = TypeVar("T")


class Page(BaseModel, Generic[T]):
    """Some results, and where the ones before and after them are."""

    next: str | None = Field(description="Address of the next page; null on the last.")
    previous: str | None = Field(
        description="Address of the page before; null on the first."
    )
    results: list[T]


class Dataset(BaseModel):
    """A dataset whose files are monitored."""

    dataset_id: Id
    dataset: str = Field(examples=["/ZeroBias/Run2026A-v1/DQMIO"])
    era: str
    data_tier: str
    last_modified_at: Instant


class FileStatus(StrEnum):
    """How far a file has been read."""

    PENDING = "PENDING"
    RUNNING = "RUNNING"
    FINISHED = "FINISHED"
    FAILED = "FAILED"


class File(BaseModel):
    """A file of a dataset."""

    file_id: Id
    dataset_id: Id
    logical_file_name: str
    file_size: int = Field(ge=0, description="In bytes.")
    status: FileStatus
    error_trace: str | None = Field(description="Why it could not be read.")
    created_at: Instant


class Run(BaseModel):
    """A run, as far as a dataset has it."""

    run_id: Id
    dataset_id: Id
    run_number: RunNumber
    ls_count: int = Field(ge=0, description="Number of its lumisections.")


class Lumisection(BaseModel):
    """A lumisection: some 23 seconds of a run."""

    ls_id: Id
    dataset_id: Id
    run_number: RunNumber
    ls_number: LsNumber
    certified: bool | None = Field(
        description="Whether its data are good; null when nobody has said."
    )


class Element(BaseModel):
    """A monitoring element: what histograms show."""

    me_id: Id
    me: str = Field(examples=["Tracking/Tracks/chi2"])
    dim: int = Field(ge=1, le=2, description="Number of axes.")


class Histogram1d(BaseModel):
    """A histogram with one axis."""

    hist_id: Id
    dataset_id: Id
    file_id: Id
    run_number: RunNumber
    ls_number: LsNumber
    me_id: Id
    me: str = Field(description="Name of the monitoring element.")
    entries: int = Field(ge=0)
    x_min: float
    x_max: float
    x_bins: int = Field(ge=1)
    data: list[float] = Field(description="Contents of the `x_bins` bins, in order.")


class Histogram2d(BaseModel):
    """A histogram with two axes."""

    hist_id: Id
    dataset_id: Id
    file_id: Id
    run_number: RunNumber
    ls_number: LsNumber
    me_id: Id
    me: str = Field(description="Name of the monitoring element.")
    entries: int = Field(ge=0)
    x_min: float
    x_max: float
    x_bins: int = Field(ge=1)
    y_min: float
    y_max: float
    y_bins: int = Field(ge=1)
    data: list[list[float]] = Field(
        description="Contents of the bins: `y_bins` rows of `x_bins`."
    )


class Workspace(BaseModel):
    """A part of the data that belongs to one group of people."""

    name: str
    dataset_count: int = Field(ge=0)


Stretch = Annotated[list[LsNumber], Field(min_length=2, max_length=2)]
"""First and last lumisection that belong together."""

RunKey = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,8}$")]

Certification = dict[RunKey, list[Stretch]]
"""Good lumisections by run number: the format that the experiments exchange."""
