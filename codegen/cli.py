"""The command line: options to settings, results to text, errors to exit codes.

No logic of its own: `codegen.run` does the work, `codegen.report` writes what a person
reads. Human text goes to standard error, data to standard output.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from codegen.config import Config
from codegen.diff import cli as gate
from codegen.errors import ConfigError, DriftError, IsospinError, Problem
from codegen.extensions.layers import in_waves
from codegen.options import settings, wrong
from codegen.parity import cli as parity
from codegen.patches import cli as patches
from codegen.printable import printable, shown_path
from codegen.settings import read_configs

app = typer.Typer(
    name="isospin",
    add_completion=False,
    pretty_exceptions_enable=False,
    help="One OpenAPI document in, two matching Python clients out.",
)

Format = Literal["text", "json"]

_SOURCE = "What to read"
_OUTPUT = "What to write"
_CHOICE = "Which operations"
_RUN = "How to run"


@app.callback(invoke_without_command=True)
def _main(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and exit.")
    ] = False,
) -> None:
    if version:
        from importlib.metadata import PackageNotFoundError
        from importlib.metadata import version as version_of

        try:
            print(version_of("isospin"))
        except PackageNotFoundError:
            print("unknown: isospin is not installed")
    elif context.invoked_subcommand is None:
        print(context.get_help())


def generate(
    context: typer.Context,
    source: Annotated[
        str | None,
        typer.Argument(
            help="Import string of a FastAPI app (pkg.module:app), file, URL, or - ."
        ),
    ] = None,
    app: Annotated[
        str | None,
        typer.Option(help="Import string of a FastAPI app.", rich_help_panel=_SOURCE),
    ] = None,
    factory: Annotated[
        str | None,
        typer.Option(
            help="Import string of a function that returns a FastAPI app.",
            rich_help_panel=_SOURCE,
        ),
    ] = None,
    input: Annotated[
        str | None,
        typer.Option(help="File, URL, or - .", rich_help_panel=_SOURCE),
    ] = None,
    python_executable: Annotated[
        str | None,
        typer.Option(
            "--python",
            "--python-executable",
            help="Interpreter that imports the app.",
            rich_help_panel=_SOURCE,
        ),
    ] = None,
    env: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KEY=VALUE",
            help="Set while the app is imported.",
            rich_help_panel=_SOURCE,
        ),
    ] = None,
    timeout: Annotated[
        float | None,
        typer.Option(
            help="Seconds that importing the app, or the URL, may take.",
            rich_help_panel=_SOURCE,
        ),
    ] = None,
    job: Annotated[
        str | None,
        typer.Option(
            help="Only this client of [tool.isospin.jobs].", rich_help_panel=_SOURCE
        ),
    ] = None,
    package: Annotated[
        str | None,
        typer.Option(help="Import name of the package.", rich_help_panel=_OUTPUT),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            help="Folder that holds the package.",
            rich_help_panel=_OUTPUT,
        ),
    ] = None,
    http: Annotated[
        str | None,
        typer.Option(
            metavar="httpx|httpx2",
            help="HTTP library of the clients.",
            rich_help_panel=_OUTPUT,
        ),
    ] = None,
    names: Annotated[
        str | None,
        typer.Option(
            metavar="short|operation-id",
            help="How methods get their names.",
            rich_help_panel=_OUTPUT,
        ),
    ] = None,
    rename: Annotated[
        list[str] | None,
        typer.Option(
            metavar="OLD=NEW",
            help="Call OLD of the document NEW in Python.",
            rich_help_panel=_OUTPUT,
        ),
    ] = None,
    client: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME|FLAVOUR=NAME",
            help="Name of the client classes.",
            rich_help_panel=_OUTPUT,
        ),
    ] = None,
    preferences: Annotated[
        str | None,
        typer.Option(
            metavar="PREFIX",
            help="The client reads PREFIX_URL and the like of its user's environment.",
            rich_help_panel=_OUTPUT,
        ),
    ] = None,
    extra: Annotated[
        str | None,
        typer.Option(
            metavar="ignore|allow",
            help="What models do with unknown fields.",
            rich_help_panel=_OUTPUT,
        ),
    ] = None,
    patches: Annotated[
        str | None,
        typer.Option(help="Folder of hand-written patches.", rich_help_panel=_OUTPUT),
    ] = None,
    extends: Annotated[
        str | None,
        typer.Option(
            metavar="PACKAGE|FOLDER",
            help="Client that this one is laid over.",
            rich_help_panel=_OUTPUT,
        ),
    ] = None,
    extensible: Annotated[
        bool | None,
        typer.Option(
            "--extensible/--not-extensible",
            help="Whether an installed extension stands for this client.",
            rich_help_panel=_OUTPUT,
        ),
    ] = None,
    pagination: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KEY=VALUE",
            help="How operations are paged, as in the configuration file.",
            rich_help_panel=_OUTPUT,
        ),
    ] = None,
    include_tags: Annotated[
        list[str] | None,
        typer.Option("--include-tag", metavar="TAG", rich_help_panel=_CHOICE),
    ] = None,
    include_paths: Annotated[
        list[str] | None,
        typer.Option("--include-path", metavar="PATH", rich_help_panel=_CHOICE),
    ] = None,
    include_operations: Annotated[
        list[str] | None,
        typer.Option("--include-operation", metavar="NAME", rich_help_panel=_CHOICE),
    ] = None,
    exclude_tags: Annotated[
        list[str] | None,
        typer.Option("--exclude-tag", metavar="TAG", rich_help_panel=_CHOICE),
    ] = None,
    exclude_paths: Annotated[
        list[str] | None,
        typer.Option("--exclude-path", metavar="PATH", rich_help_panel=_CHOICE),
    ] = None,
    exclude_operations: Annotated[
        list[str] | None,
        typer.Option("--exclude-operation", metavar="NAME", rich_help_panel=_CHOICE),
    ] = None,
    exclude_deprecated: Annotated[
        bool | None,
        typer.Option(
            "--exclude-deprecated/--include-deprecated", rich_help_panel=_CHOICE
        ),
    ] = None,
    skip: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="Leave this operation out if it is not supported.",
            rich_help_panel=_CHOICE,
        ),
    ] = None,
    lenient: Annotated[
        bool | None,
        typer.Option(
            "--lenient/--strict",
            help="Read what is broken in the document as any value.",
            rich_help_panel=_SOURCE,
        ),
    ] = None,
    check: Annotated[
        bool,
        typer.Option(
            "--check",
            help="Write nothing; exit 1 with the list of files that would change.",
            rich_help_panel=_RUN,
        ),
    ] = False,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run",
            help="Write nothing; list what would be written.",
            rich_help_panel=_RUN,
        ),
    ] = False,
    force: Annotated[
        bool,
        typer.Option(
            "--force",
            help="Overwrite generated files that were edited by hand.",
            rich_help_panel=_RUN,
        ),
    ] = False,
    format: Annotated[
        str,
        typer.Option(
            metavar="text|json",
            help="How the summary is written.",
            rich_help_panel=_RUN,
        ),
    ] = "text",
    debug: Annotated[
        bool,
        typer.Option(
            "--debug", help="Show tracebacks of errors.", rich_help_panel=_RUN
        ),
    ] = False,
) -> None:
    """Read an app or a document; write a sync and an asyncio client.

    Settings come from [tool.isospin] of pyproject.toml, or from isospin.toml; every
    setting is also an option, which wins.
    """
    from codegen import report, run
    from codegen.garbage import uncollected

    if format not in ("text", "json"):
        raise wrong("format", f"is {format!r}, not 'text' or 'json'")
    configs = _configs(settings(context.params), job)
    # Collecting takes a fifth of the time, and next to nothing here is garbage.
    with report.shown(live=format == "text"), uncollected():
        if check:
            results = [run.check(config) for config in configs.values()]
        else:
            results = []
            for wave in in_waves(configs.values()):
                # Nothing is written before every client of a wave is known to be fine;
                # those of the next extend what this one writes.
                drafts = [run.draft(config, force=force) for config in wave]
                results += [run.finish(draft, dry_run=dry_run) for draft in drafts]
    try:
        report.told(results, format=format, check=check, dry_run=dry_run)
    except BrokenPipeError:  # whoever reads our output has gone, as `head` does
        _close_output()
        raise typer.Exit(128 + 13) from None  # SIGPIPE, as a shell has it
    drifted = [result.folder for result in results if result.drift]
    if drifted:
        raise DriftError(*map(_out_of_date, drifted))


app.command("generate")(generate)
app.command("regenerate", hidden=True)(generate)
gate.register(app)
app.add_typer(patches.app)
parity.register(app)


@app.command()
def explain(
    name: Annotated[
        str,
        typer.Argument(
            metavar="CODE|NAME",
            help="A code from a message, such as ISO001; or Client, jobs.search,"
            " models.Job.",
        ),
    ],
    job: Annotated[
        str | None,
        typer.Option("--job", help="Only this client of [tool.isospin.jobs]."),
    ] = None,
    package: Annotated[
        str | None,
        typer.Option(help="Import name of the client, where no settings name it."),
    ] = None,
) -> None:
    """Say what a code means; or which class of a client comes from where."""
    from codegen.codes import CODES

    if not re.fullmatch("ISO[0-9]+", name.upper()):  # not `isotopes.get`, a name
        from codegen.extensions.origins import origins

        options = {"package": package} if package else {}
        for config in _configs(options, job).values():
            for line in origins(config, name):
                print(line)
        return
    entry = CODES.get(name.upper())
    if entry is None:
        known = f"{min(CODES)} to {max(CODES)}"
        raise wrong("code", f"is {name!r}, not a code; they are {known}")
    print(f"{name.upper()}: {entry.title}\n\n{entry.meaning}")


def _configs(options: dict[str, Any], job: str | None) -> dict[str, Config]:
    configs = read_configs(Path.cwd(), options)
    if job is None:
        return configs
    if job not in configs or not job:
        jobs = ", ".join(printable(name) for name in configs if name) or "none"
        raise ConfigError.of(
            "ISO034",
            "",
            f"option `--job` names {printable(job)!r}, which is no client of"
            " [tool.isospin.jobs]",
            f"Known: {jobs}",
        )
    return {job: configs[job]}


def _out_of_date(folder: Path) -> Problem:
    return Problem(
        "ISO208",
        shown_path(folder),
        "the generated files are not up to date",
        "Run `isospin generate`",
    )


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit.

    Args:
        arguments: Without the name of the program; None takes those of the process.

    Raises:
        SystemExit: always, with the exit code.
    """
    arguments = sys.argv[1:] if arguments is None else arguments
    debug = "--debug" in arguments
    try:
        code = app(arguments, prog_name="isospin", standalone_mode=False)
    except IsospinError as error:
        from codegen.report import failed

        code = failed(error, debug=debug)
    except (KeyboardInterrupt, typer.Abort):
        code = 130  # SIGINT, as a shell has it
    except Exception as error:  # whatever it is, the user gets one line
        from codegen.report import crashed

        code = crashed(error, debug=debug)
    sys.exit(code if isinstance(code, int) else 0)


def _close_output() -> None:
    """Keep Python from saying at its end that it could not write the rest."""
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
