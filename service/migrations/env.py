"""Run by Alembic: applies the steps of one database on a given connection."""

from alembic import context

connection = context.config.attributes["connection"]
database = context.config.attributes["database"]

context.configure(
    connection=connection,
    target_metadata=database.metadata,
    version_table=f"alembic_version_{database.name}",
    include_name=lambda name, kind, _: (
        kind != "table" or name in database.metadata.tables
    ),
)
with context.begin_transaction():
    if connection.dialect.name == "postgresql":
        # Several processes may start at once; one migrates, the others wait.
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7304510)")
    context.run_migrations()
