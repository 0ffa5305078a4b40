"""`isospin patch`: new, mirror, check, accept, list."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from codegen.config import Config
from codegen.errors import DriftError, Problem
from codegen.options import wrong
from codegen.printable import printable, shown_path
from codegen.settings import read_configs

app = typer.Typer(
    name="patch",
    help="Hand-written code that survives regeneration.",
    no_args_is_help=True,
)

Job = Annotated[
    str | None,
    typer.Option("--job", help="Only this client of [tool.isospin.jobs]."),
]
Debug = Annotated[
    bool, typer.Option("--debug", help="Show a traceback and all problems.")
]


def _configs(job: str | None) -> Iterator[Config]:
    configs = read_configs(Path.cwd(), {})
    if job is not None and job not in configs:
        raise wrong("job", f"names {printable(job)!r}, which is no client")
    for name, config in configs.items():
        if job is None or name == job:
            yield config


def _only(job: str | None) -> Config:
    first, *more = _configs(job)
    if more:
        raise wrong("job", "is needed: there are several clients")
    return first


@app.command()
def check(job: Job = None, debug: Debug = False) -> None:
    """Tell every patch that lost its twin, its target or its meaning."""
    from codegen.patches.checks import check_patches

    del debug  # `codegen.cli.main` reads it
    problems: list[Problem] = []
    for config in _configs(job):
        problems += check_patches(config)
    if problems:
        raise DriftError(*problems)
    typer.echo("patches: nothing to complain about", err=True)


@app.command("list")
def list_(
    job: Job = None,
    format: Annotated[str, typer.Option(metavar="text|json")] = "text",
    debug: Debug = False,
) -> None:
    """Show what is patched, by what, over what."""
    from codegen.patches.checks import list_patches

    del debug
    if format not in ("text", "json"):
        raise wrong("format", f"is {printable(format)!r}, not text or json")
    entries = [entry for config in _configs(job) for entry in list_patches(config)]
    if format == "json":
        rows = [
            {"action": e.action, "name": e.name, "places": e.places} for e in entries
        ]
        print(json.dumps(rows, indent=2))
        return
    width = max((len(entry.name) for entry in entries), default=0)
    for entry in entries:
        print(f"{entry.action:9}  {entry.name:{width}}  {'  '.join(entry.places)}")
    if not entries:
        typer.echo("no patches", err=True)


@app.command()
def new(
    target: Annotated[
        str,
        typer.Argument(help="group.operation, group, client or models.Name."),
    ],
    add: Annotated[
        bool, typer.Option("--add", help="A group that the document does not have.")
    ] = False,
    job: Job = None,
    debug: Debug = False,
) -> None:
    """Write the skeleton of a patch in its place, for both flavours."""
    from codegen.patches.record import accept as accept_originals
    from codegen.patches.writing import write_new
    from codegen.run import generate

    del debug
    config = _only(job)
    for path in write_new(config, target, add=add):
        typer.echo(f"wrote {shown_path(path)}", err=True)
    generate(config)
    accept_originals(config, [target])
    typer.echo(f"generated {shown_path(config.package_folder)}", err=True)


@app.command()
def mirror(
    modules: Annotated[
        list[str] | None,
        typer.Argument(help="Modules of patches/aio; all that are mirrored if none."),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Overwrite a twin written by hand.")
    ] = False,
    job: Job = None,
    debug: Debug = False,
) -> None:
    """Write sync twins from the aio ones."""
    from codegen.patches.writing import write_mirrored

    del debug
    for config in _configs(job):
        written = write_mirrored(config, modules or [], force=force)
        for path in written:
            typer.echo(f"wrote {shown_path(path)}", err=True)
        if not written:
            typer.echo("every mirrored file is up to date", err=True)


@app.command()
def accept(
    names: Annotated[
        list[str] | None,
        typer.Argument(help="jobs.search, models.Job.status; all if none."),
    ] = None,
    job: Job = None,
    debug: Debug = False,
) -> None:
    """Keep originals as they are now: the patches are still right."""
    from codegen.patches.originals import FILE
    from codegen.patches.record import accept as accept_originals

    del debug
    for config in _configs(job):
        changed = accept_originals(config, names)
        place = shown_path(config.folder / config.patches / FILE)
        typer.echo(f"{changed} changes of {place}", err=True)
