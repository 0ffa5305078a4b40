"""Create the monitoring database."""

import sqlalchemy as sa
from alembic import op

revision = "monitoring_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this step."""
    op.create_table(
        "datasets",
        sa.Column(
            "dataset_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("workspace", sa.String(length=64), nullable=False),
        sa.Column("dataset", sa.String(length=256), nullable=False),
        sa.Column("era", sa.String(length=64), nullable=False),
        sa.Column("data_tier", sa.String(length=64), nullable=False),
        sa.Column("last_modified_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("dataset_id"),
        sa.UniqueConstraint("dataset"),
    )
    op.create_index(
        op.f("ix_datasets_workspace"), "datasets", ["workspace"], unique=False
    )
    op.create_table(
        "elements",
        sa.Column(
            "me_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("me", sa.String(length=256), nullable=False),
        sa.Column("dim", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("me_id"),
        sa.UniqueConstraint("me"),
    )
    op.create_table(
        "files",
        sa.Column(
            "file_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "dataset_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("logical_file_name", sa.String(length=512), nullable=False),
        sa.Column("file_size", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("error_trace", sa.String(length=4096), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["dataset_id"],
            ["datasets.dataset_id"],
        ),
        sa.PrimaryKeyConstraint("file_id"),
        sa.UniqueConstraint("logical_file_name"),
    )
    op.create_index("ix_files", "files", ["dataset_id", "file_id"], unique=False)
    op.create_table(
        "histograms_1d",
        sa.Column(
            "hist_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "dataset_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column(
            "file_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("run_number", sa.Integer(), nullable=False),
        sa.Column("ls_number", sa.Integer(), nullable=False),
        sa.Column(
            "me_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("entries", sa.BigInteger(), nullable=False),
        sa.Column("x_min", sa.Float(), nullable=False),
        sa.Column("x_max", sa.Float(), nullable=False),
        sa.Column("x_bins", sa.Integer(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dataset_id"],
            ["datasets.dataset_id"],
        ),
        sa.PrimaryKeyConstraint("hist_id"),
    )
    op.create_index(
        "ix_histograms_1d_dataset",
        "histograms_1d",
        ["dataset_id", "hist_id"],
        unique=False,
    )
    op.create_index(
        "ix_histograms_1d_me", "histograms_1d", ["me_id", "hist_id"], unique=False
    )
    op.create_index(
        "ix_histograms_1d_run",
        "histograms_1d",
        ["run_number", "ls_number", "hist_id"],
        unique=False,
    )
    op.create_table(
        "histograms_2d",
        sa.Column(
            "hist_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "dataset_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column(
            "file_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("run_number", sa.Integer(), nullable=False),
        sa.Column("ls_number", sa.Integer(), nullable=False),
        sa.Column(
            "me_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("entries", sa.BigInteger(), nullable=False),
        sa.Column("x_min", sa.Float(), nullable=False),
        sa.Column("x_max", sa.Float(), nullable=False),
        sa.Column("x_bins", sa.Integer(), nullable=False),
        sa.Column("y_min", sa.Float(), nullable=False),
        sa.Column("y_max", sa.Float(), nullable=False),
        sa.Column("y_bins", sa.Integer(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dataset_id"],
            ["datasets.dataset_id"],
        ),
        sa.PrimaryKeyConstraint("hist_id"),
    )
    op.create_index(
        "ix_histograms_2d_dataset",
        "histograms_2d",
        ["dataset_id", "hist_id"],
        unique=False,
    )
    op.create_index(
        "ix_histograms_2d_me", "histograms_2d", ["me_id", "hist_id"], unique=False
    )
    op.create_index(
        "ix_histograms_2d_run",
        "histograms_2d",
        ["run_number", "ls_number", "hist_id"],
        unique=False,
    )
    op.create_table(
        "lumisections",
        sa.Column(
            "ls_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "dataset_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("run_number", sa.Integer(), nullable=False),
        sa.Column("ls_number", sa.Integer(), nullable=False),
        sa.Column("certified", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["dataset_id"],
            ["datasets.dataset_id"],
        ),
        sa.PrimaryKeyConstraint("ls_id"),
        sa.UniqueConstraint("dataset_id", "run_number", "ls_number"),
    )
    op.create_table(
        "runs",
        sa.Column(
            "run_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "dataset_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("run_number", sa.Integer(), nullable=False),
        sa.Column("ls_count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dataset_id"],
            ["datasets.dataset_id"],
        ),
        sa.PrimaryKeyConstraint("run_id"),
        sa.UniqueConstraint("dataset_id", "run_number"),
    )


def downgrade() -> None:
    """Take this step back."""
    op.drop_table("runs")
    op.drop_table("lumisections")
    op.drop_index("ix_histograms_2d_run", table_name="histograms_2d")
    op.drop_index("ix_histograms_2d_me", table_name="histograms_2d")
    op.drop_index("ix_histograms_2d_dataset", table_name="histograms_2d")
    op.drop_table("histograms_2d")
    op.drop_index("ix_histograms_1d_run", table_name="histograms_1d")
    op.drop_index("ix_histograms_1d_me", table_name="histograms_1d")
    op.drop_index("ix_histograms_1d_dataset", table_name="histograms_1d")
    op.drop_table("histograms_1d")
    op.drop_index("ix_files", table_name="files")
    op.drop_table("files")
    op.drop_table("elements")
    op.drop_index(op.f("ix_datasets_workspace"), table_name="datasets")
    op.drop_table("datasets")
