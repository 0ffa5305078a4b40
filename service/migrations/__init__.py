"""The schema of the databases, as steps that are applied in order.

Each database has steps of its own, in the folder of its name, and remembers
how far it is in a table of its own: on PostgreSQL they may share one database.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from ..plumbing import SqlDatabase
from ..plumbing.sql import DatabaseSettings, create_engine

FOLDER = Path(__file__).parent


def configuration(database: type[SqlDatabase], connection: Connection) -> Config:
    """Return what Alembic needs to know about a database."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    config.set_main_option("version_locations", str(FOLDER / database.name))
    config.attributes |= {"connection": connection, "database": database}
    return config


async def upgrade(
    databases: tuple[type[SqlDatabase], ...],
    settings: DatabaseSettings,
    revision: str = "head",
) -> None:
    """Bring databases to a version of their schema.

    Args:
        databases: The databases.
        settings: Where they are.
        revision: An Alembic revision; the newest by default.
    """
    for database in databases:
        engine = create_engine(settings.url_of(database.name))
        try:
            async with engine.connect() as connection:
                await connection.run_sync(_upgrade, database, revision)
                await connection.commit()
        finally:
            await engine.dispose()


def _upgrade(
    connection: Connection, database: type[SqlDatabase], revision: str
) -> None:
    command.upgrade(configuration(database, connection), revision)
