"""Start the service, or prepare what it needs: `python -m service --help`."""

import asyncio
import json
import os
import secrets
import socket
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any

import typer
import uvicorn
from sqlalchemy.exc import ArgumentError, DBAPIError

from .databases import DATABASES
from .demo import CONFIG, USERS, fill
from .migrations import upgrade
from .plumbing import (
    Container,
    DatabaseSettings,
    ExtensionError,
    SettingsError,
    replaced_classes,
)

# Typer's own tracebacks show local variables, and so secrets.
app = typer.Typer(help=__doc__, no_args_is_help=True, pretty_exceptions_enable=False)

MAX_DEMO_ROWS = 1_000_000

DatabaseUrl = Annotated[
    str | None,
    typer.Option(
        envvar="SERVICE_DATABASE_URL",
        help="SQLAlchemy URL, `{name}` for the database's name; SQLite by default.",
    ),
]
DataFolder = Annotated[
    Path, typer.Option(help="Folder for databases, files and the secret.")
]
DemoRows = Annotated[
    int, typer.Option(min=0, max=MAX_DEMO_ROWS, help="Histograms in the demo data.")
]


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65_535, help="Port; 0 for any that is free.")
    ] = 8000,
    workers: Annotated[int, typer.Option(min=1, help="Number of processes.")] = 1,
    database_url: DatabaseUrl = None,
    data: DataFolder = Path(".service"),
    demo: Annotated[bool, typer.Option(help="Put demo data into it.")] = True,
    demo_rows: DemoRows = 10_000,
    development: Annotated[
        bool, typer.Option(help="Refuse what a programmer forgot.")
    ] = True,
) -> None:
    """Start the service, with its databases made and filled when they are not there."""
    port = port or _free_port(host)
    _set_environment(data, database_url)
    address = f"http://{host}:{port}"
    os.environ.setdefault("SERVICE_AUTH_ISSUER", address)
    os.environ.setdefault("SERVICE_DEVELOPMENT", str(development).lower())
    _run(_prepare(demo_rows if demo else None))
    typer.echo(f"Documentation: {address}/docs")
    typer.echo(f"Sign in:       {address}/auth/device")
    if demo:
        typer.echo(f"Demo users:    {', '.join(f'{u} / {u}-demo' for u in USERS)}")
    uvicorn.run(
        "service.app:app", host=host, port=port, workers=workers, log_level="warning"
    )


@app.command()
def migrate(
    database_url: DatabaseUrl = None,
    data: DataFolder = Path(".service"),
    revision: Annotated[str, typer.Option(help="Version to go to.")] = "head",
) -> None:
    """Bring the databases to the newest version of their schema."""
    _set_environment(data, database_url)
    _run(_migrate(revision))


@app.command()
def demo(
    database_url: DatabaseUrl = None,
    data: DataFolder = Path(".service"),
    rows: DemoRows = 10_000,
) -> None:
    """Put demo data into the databases, which must be empty."""
    _set_environment(data, database_url)
    _run(_prepare(rows))


@app.command()
def openapi() -> None:
    """Print the OpenAPI document; nothing has to be configured for that."""
    from .app import app as application

    typer.echo(json.dumps(application.openapi(), indent=2))


def main() -> None:
    """Run the command line."""
    app()


async def _migrate(revision: str = "head") -> None:
    await upgrade(DATABASES, DatabaseSettings.of(Container()), revision)


async def _prepare(demo_rows: int | None) -> None:
    await _migrate()
    if demo_rows is None:
        return
    container = Container(replaced_classes())
    async with container.running():
        if await fill(container, demo_rows):
            typer.echo("The databases are filled with demo data.")


def _set_environment(data: Path, database_url: str | None) -> None:
    """Set what was not set: everything in one folder, with a secret of its own."""
    data = data.absolute()
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    config, secret = data / "config.yaml", data / "secret"
    if not config.exists():
        config.write_text(CONFIG)
    if not secret.exists():
        secret.touch(mode=0o600)
        secret.write_text(secrets.token_urlsafe(48))
    default_url = f"sqlite+aiosqlite:///{data}/{{name}}.db"
    for name, value in {
        "SERVICE_DATABASE_URL": database_url or default_url,
        "SERVICE_CONFIG_URL": config.as_uri(),
        "SERVICE_SANDBOX_FOLDER": str(data / "sandboxes"),
        "SERVICE_AUTH_SECRET": secret.read_text(),
    }.items():
        os.environ.setdefault(name, value)


def _run(work: Coroutine[Any, Any, None]) -> None:
    """Run to the end, or stop with one line for each thing that is wrong."""
    try:
        asyncio.run(work)
    except (ArgumentError, DBAPIError, ExtensionError, OSError, SettingsError) as error:
        typer.secho(f"error: {error}", err=True, fg=typer.colors.RED)
        raise typer.Exit(1) from None


def _free_port(host: str) -> int:
    with socket.socket() as probe:
        probe.bind((host, 0))
        port: int = probe.getsockname()[1]
        return port
