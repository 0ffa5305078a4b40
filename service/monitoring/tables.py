"""The tables of the monitoring database."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
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

Id = BigInteger().with_variant(Integer, "sqlite")


def _dataset_id() -> Column[int]:
    return Column("dataset_id", ForeignKey("datasets.dataset_id"), nullable=False)


datasets = Table(
    "datasets",
    metadata,
    Column("dataset_id", Id, primary_key=True, autoincrement=True),
    Column("workspace", String(64), nullable=False, index=True),
    Column("dataset", String(256), nullable=False, unique=True),
    Column("era", String(64), nullable=False),
    Column("data_tier", String(64), nullable=False),
    Column("last_modified_at", UtcDateTime, nullable=False),
)

files = Table(
    "files",
    metadata,
    Column("file_id", Id, primary_key=True, autoincrement=True),
    _dataset_id(),
    Column("logical_file_name", String(512), nullable=False, unique=True),
    Column("file_size", BigInteger, nullable=False),
    Column("status", String(16), nullable=False),
    Column("error_trace", String(4096)),
    Column("created_at", UtcDateTime, nullable=False),
    Index("ix_files", "dataset_id", "file_id"),
)

runs = Table(
    "runs",
    metadata,
    Column("run_id", Id, primary_key=True, autoincrement=True),
    _dataset_id(),
    Column("run_number", Integer, nullable=False),
    Column("ls_count", Integer, nullable=False),
    UniqueConstraint("dataset_id", "run_number"),
)

lumisections = Table(
    "lumisections",
    metadata,
    Column("ls_id", Id, primary_key=True, autoincrement=True),
    _dataset_id(),
    Column("run_number", Integer, nullable=False),
    Column("ls_number", Integer, nullable=False),
    Column("certified", Boolean),
    UniqueConstraint("dataset_id", "run_number", "ls_number"),
)

elements = Table(
    "elements",
    metadata,
    Column("me_id", Id, primary_key=True, autoincrement=True),
    Column("me", String(256), nullable=False, unique=True),
    Column("dim", Integer, nullable=False),
)


def _histograms(name: str, *axes: Column[float] | Column[int]) -> Table:
    return Table(
        name,
        metadata,
        Column("hist_id", Id, primary_key=True, autoincrement=True),
        _dataset_id(),
        Column("file_id", Id, nullable=False),
        Column("run_number", Integer, nullable=False),
        Column("ls_number", Integer, nullable=False),
        Column("me_id", Id, nullable=False),
        Column("entries", BigInteger, nullable=False),
        Column("x_min", Float, nullable=False),
        Column("x_max", Float, nullable=False),
        Column("x_bins", Integer, nullable=False),
        *axes,
        Column("data", JSON, nullable=False),
        Index(f"ix_{name}_dataset", "dataset_id", "hist_id"),
        Index(f"ix_{name}_me", "me_id", "hist_id"),
        Index(f"ix_{name}_run", "run_number", "ls_number", "hist_id"),
    )


histograms_1d = _histograms("histograms_1d")
histograms_2d = _histograms(
    "histograms_2d",
    Column("y_min", Float, nullable=False),
    Column("y_max", Float, nullable=False),
    Column("y_bins", Integer, nullable=False),
)
