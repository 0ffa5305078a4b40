"""Commands of the gate; `register` adds them to the command line.

No logic: `codegen.diff.gate` compares, `codegen.diff.formats` writes. Nothing heavy is
imported before a command runs.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from codegen.errors import ConfigError, InputError
from codegen.printable import one_line, printable, shown_path

if TYPE_CHECKING:
    from codegen.config import Config
    from codegen.diff.acks import Ack
    from codegen.diff.config import Gate
    from codegen.diff.finding import Finding
    from codegen.diff.gate import Run
    from codegen.diff.result import Result

FORMATS: Final = ("text", "json", "markdown", "github", "sarif", "junit")

_LARGEST: Final = 50_000_000
"""Bytes of a report that is read again; it may come from anybody."""


def register(app: typer.Typer) -> None:
    """Add the commands of the gate to an application."""
    for command in (diff, ack, release, snapshot, init):
        app.command(command.__name__)(command)


_Base = Annotated[
    str | None,
    typer.Argument(
        help="What clients were made for: file, URL, git:REV:PATH, tag:PATTERN,"
        " pkg.module:app or installed:PACKAGE. By default the snapshot as it is where"
        " this branch left the main one."
    ),
]
_New = Annotated[
    str | None,
    typer.Argument(help="What the service says now; by default what is configured."),
]
_Job = Annotated[
    str | None, typer.Option(help="Only this client, of several that are configured.")
]
_Debug = Annotated[bool, typer.Option("--debug", help="Show tracebacks of errors.")]


def diff(
    base: _Base = None,
    new: _New = None,
    format: Annotated[
        str, typer.Option(metavar="|".join(FORMATS), help="How the report is written.")
    ] = "text",
    report: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="FILE", help="Write a report again that was kept as JSON."
        ),
    ] = None,
    job: _Job = None,
    debug: _Debug = False,
) -> None:
    """Say what a change breaks: on the wire, and for code that imports the client.

    Exits with 1 when something breaks that nobody accepted.
    """
    if format not in FORMATS:
        raise _wrong(
            "diff", "--format", f"is {format!r}, not one of {', '.join(FORMATS)}"
        )
    if report is not None:
        results = _kept(report, base)
    else:
        runs = [run for _, _, run in _runs(base, new, job)]
        results = [result for run in runs for result in run.results]
    _print(results, format)
    if any(result.blocking for result in results):
        raise typer.Exit(1)


def ack(
    finding: Annotated[
        str | None,
        typer.Argument(metavar="ID", help="Fingerprint, rule id, or pattern of ids."),
    ] = None,
    reason: Annotated[
        str | None, typer.Option(help="Why it is accepted; everybody reads it.")
    ] = None,
    until: Annotated[
        str | None, typer.Option(metavar="DATE", help="Last day on which it counts.")
    ] = None,
    base: Annotated[str | None, typer.Option(help="As in `isospin diff`.")] = None,
    new: Annotated[str | None, typer.Option(help="As in `isospin diff`.")] = None,
    all: Annotated[
        bool, typer.Option("--all", help="Accept every breaking finding.")
    ] = False,
    prune: Annotated[
        bool,
        typer.Option("--prune", help="Remove entries that match nothing any more."),
    ] = False,
    job: _Job = None,
    debug: _Debug = False,
) -> None:
    """Accept breaking changes, in a file that is reviewed like code."""
    from codegen.diff.acks import judge, read_acks, write_acks

    if not prune and (finding is None) is not all:
        raise _wrong("ack", "ID", "is missing; name a finding, or give --all")
    if not prune and not (reason or "").strip():
        raise _wrong("ack", "--reason", "is missing")
    day = _date(until)
    runs = _runs(base, new, job)
    findings = [found for _, _, run in runs for found in run.findings]
    config, gate, _ = runs[0]
    path = config.folder / gate.acks
    acks = read_acks(path)
    known = judge(findings, acks, _today())
    if prune:
        kept = [entry for entry in acks if entry not in known.unused]
        write_acks(path, kept)
        _say(
            f"removed {len(acks) - len(kept)} of {len(acks)} entries of {shown_path(path)}"
        )
        return
    chosen = _chosen(findings, finding)
    fresh = {
        found.fingerprint: _entry(found, (reason or "").strip(), day)
        for found in chosen
        if found.fingerprint not in known.acknowledged
    }
    write_acks(
        path, [*(a for a in acks if a.fingerprint not in fresh), *fresh.values()]
    )
    _say(f"accepted {len(fresh)} findings in {shown_path(path)}; commit the file")


def release(
    base: _Base = None,
    new: _New = None,
    current: Annotated[
        str | None,
        typer.Option(help="The version that is out; from pyproject.toml by default."),
    ] = None,
    changelog: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Insert the entry into this changelog."),
    ] = None,
    job: _Job = None,
    debug: _Debug = False,
) -> None:
    """Propose the next version of the client, and its changelog entry."""
    from codegen.diff.release import inserted, propose

    runs = _runs(base, new, job)
    if len(runs) > 1:
        raise _wrong("release", "--job", "is missing: there are several clients")
    config, _, run = runs[0]
    version = current or _project_version(config.folder)
    proposal = propose(run.results[-1], version, _today())
    if changelog is None:
        print(proposal.entry, end="")
    else:
        path = Path(changelog)
        try:
            text = (
                path.read_text(encoding="utf-8") if path.exists() else "# Changelog\n"
            )
            path.write_text(inserted(text, proposal.entry), encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError.of(
                "ISO010",
                shown_path(path),
                f"it cannot be changed: {error}",
                "Name a text file",
            ) from None
    _say(f"{version} -> {proposal.version} ({proposal.bump})")


def snapshot(
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 when it is stale.")
    ] = False,
    job: _Job = None,
    debug: _Debug = False,
) -> None:
    """Write what the gate compares with, where no client is generated.

    A generated client carries it already: `isospin generate` keeps it up to date.
    """
    from codegen.diff.keeping import check_snapshot, write_snapshot
    from codegen.diff.snapshot import snapshot_path

    stale = False
    for config, _ in _configs(job):
        path = shown_path(snapshot_path(config))
        if check:
            current = check_snapshot(config)
            stale = stale or not current
            _say(f"{path}: {'up to date' if current else 'out of date'}")
        else:
            changed = write_snapshot(config)
            _say(f"{path}: {'written' if changed else 'up to date'}")
    if stale:
        _say("Run `isospin snapshot`")
        raise typer.Exit(1)


def init(
    ci: Annotated[
        str,
        typer.Option(metavar="github|gitlab", help="Write workflows for this service."),
    ],
    force: Annotated[
        bool, typer.Option("--force", help="Overwrite workflows that are there.")
    ] = False,
    debug: _Debug = False,
) -> None:
    """Write what a repository needs to run the gate in CI."""
    from codegen.diff.ci import write_workflows

    config, _ = _configs(None)[0]
    generated = os.path.relpath(config.package_folder, Path.cwd())
    written = write_workflows(ci, Path.cwd(), Path(generated), force)
    for path in written:
        _say(f"wrote {shown_path(path)}")
    if not written:
        _say("nothing to do")


# --- parts of commands ---------------------------------------------------------------------


def _configs(job: str | None) -> list[tuple[Config, Gate]]:
    from codegen.config import Config
    from codegen.diff.config import read_gate
    from codegen.settings import read_configs

    gate = read_gate(Path.cwd())
    configs = read_configs(Path.cwd(), {})
    if job is not None:
        if job not in configs or not job:
            raise _wrong(
                "diff", "--job", f"is {printable(repr(job), 60)}, which is no client"
            )
        configs = {job: configs[job]}
    return [(config, gate) for config in configs.values()] or [(Config(), gate)]


def _runs(
    base: str | None, new: str | None, job: str | None
) -> list[tuple[Config, Gate, Run]]:
    from codegen.diff.gate import run

    return [
        (config, gate, run(config, gate, base=base, new=new))
        for config, gate in _configs(job)
    ]


def _kept(report: str, base: str | None) -> list[Result]:
    import json

    from codegen.diff.result import from_data

    if base is not None:
        raise _wrong("diff", "--from", "and a BASE exclude each other")
    try:
        with sys.stdin.buffer if report == "-" else open(report, "rb") as file:
            data = file.read(_LARGEST + 1)
        if len(data) > _LARGEST:
            raise ValueError(f"it is larger than {_LARGEST} bytes")
        return from_data(json.loads(data.decode()), report)
    except (OSError, ValueError, RecursionError) as error:
        raise InputError.of(
            "ISO404",
            printable(report),
            f"this is no report of isospin: {one_line(str(error), 200)}",
            "Make it by `isospin diff --format json`",
        ) from None


def _print(results: list[Result], format: str) -> None:
    from codegen.diff import formats

    if format != "text":
        sys.stdout.write(formats.write(results, format))
        return
    from codegen.diff.formats import text_format

    colour = (sys.stdout.isatty() or "FORCE_COLOR" in os.environ) and (
        "NO_COLOR" not in os.environ
    )
    sys.stdout.write(text_format.write(results, colour))


def _chosen(findings: list[Finding], wanted: str | None) -> list[Finding]:
    from fnmatch import fnmatchcase

    chosen = [
        found
        for found in findings
        if found.severity == "breaking"
        and (
            wanted is None
            or found.fingerprint == wanted
            or fnmatchcase(found.rule, wanted)
        )
    ]
    if chosen or wanted is None:
        return chosen
    raise InputError.of(
        "ISO405",
        printable(wanted, 80),
        "no breaking finding has this id",
        "`isospin diff` lists the ids",
    )


def _entry(found: Finding, reason: str, until: date | None) -> Ack:
    import getpass

    from codegen.diff.acks import Ack

    try:
        who = os.environ.get("GITHUB_ACTOR") or getpass.getuser()
    except (KeyError, OSError):
        who = ""
    where = found.operation or found.python or " ".join(found.where)
    return Ack(found.rule, reason, found.fingerprint, "", where, who, until)


def _date(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise _wrong(
            "ack",
            "--until",
            f"is {printable(repr(text), 40)}, not a day such as 2026-12-31",
        ) from None


def _today() -> date:
    return datetime.now(UTC).date()


def _project_version(folder: Path) -> str:
    import tomllib

    try:
        table = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))
        version = table["project"]["version"]
    except (OSError, ValueError, KeyError, TypeError):
        version = None
    if not isinstance(version, str):
        raise _wrong(
            "release", "--current", "is missing, and pyproject.toml has no version"
        )
    return version


def _wrong(command: str, option: str, fact: str) -> ConfigError:
    return ConfigError.of(
        "ISO032", "", f"option `{option}` {fact}", f"See `isospin {command} --help`"
    )


def _say(text: str) -> None:
    print(text, file=sys.stderr)
