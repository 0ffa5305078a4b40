"""`isospin parity`: options to a check, findings to text."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from codegen.errors import ConfigError
from codegen.options import wrong
from codegen.parity.finding import Finding
from codegen.parity.needs import need_hypothesis
from codegen.parity.progress import bar
from codegen.parity.sources import package_folder
from codegen.printable import one_line, printable

if TYPE_CHECKING:
    from codegen.parity.drive import Driver
    from codegen.parity.operations import Operation
    from codegen.parity.pair import Pair


def register(app: typer.Typer) -> None:
    """Add the command to an application."""
    app.command("parity")(parity)


def parity(
    package: Annotated[
        str, typer.Argument(help="Import name of a client that isospin made.")
    ],
    operations: Annotated[
        str, typer.Option(metavar="GLOB", help="Only these: `jobs.*`.")
    ] = "*",
    examples: Annotated[
        int, typer.Option(help="Calls of each operation, in each flavour.")
    ] = 30,
    seed: Annotated[int, typer.Option(help="Which calls are drawn.")] = 0,
    time_limit: Annotated[
        float | None,
        typer.Option(help="Seconds after which no further operation is begun."),
    ] = None,
    source: Annotated[
        str | None,
        typer.Option(
            "--input",
            metavar="SOURCE",
            help="What the client was made of, by which requests are read: a file, a"
            " URL or an app. [tool.isospin] says it for its own client.",
        ),
    ] = None,
    mutants: Annotated[
        bool,
        typer.Option(
            "--mutants",
            help="Put drifts into the aio flavour, in memory, and count what is found.",
        ),
    ] = False,
    most: Annotated[
        int, typer.Option(help="Drifts to put in, of every kind alike.")
    ] = 500,
    jobs: Annotated[int, typer.Option(help="Processes that try drifts.", min=1)] = 1,
    debug: Annotated[
        bool, typer.Option("--debug", help="Show tracebacks of errors.")
    ] = False,
) -> None:
    """Show that both flavours of a client do the same, or where they do not."""
    del debug  # `codegen.cli.main` reads it
    if examples < 1:
        raise wrong("examples", f"is {examples}, not at least 1", "parity")
    need_hypothesis()
    started = time.monotonic()
    until = None if time_limit is None else started + time_limit
    if mutants:
        from codegen.parity.scoring import score

        raise typer.Exit(score(package, most, examples, seed, jobs, until))
    found = _surface(package)
    found += _calls(package, source, operations, examples, seed, until)
    for finding in found:
        print(f"{finding}\n")
    _say(f"{len(found)} differences ({time.monotonic() - started:.1f} s)")
    if found:
        raise typer.Exit(1)


def _surface(package: str) -> list[Finding]:
    from codegen.parity.sources import sources
    from codegen.parity.surface import compare, items

    both = sources(package, "sync"), sources(package, "aio")
    found = compare(*both)
    _say(f"surface: {sum(1 for _ in items(both[0]))} things compared")
    return found


def _calls(
    package: str,
    source: str | None,
    glob: str,
    examples: int,
    seed: int,
    until: float | None,
) -> list[Finding]:
    from codegen.parity.drive import chosen
    from codegen.parity.truth.recorded import reading_driver, told

    pair = opened(package)
    try:
        wanted = chosen(pair.operations(), glob)
        if not wanted:
            raise wrong(
                "operations", f"is {printable(glob)!r}, which matches none", "parity"
            )
        with tempfile.TemporaryDirectory() as folder:
            driver = reading_driver(
                pair, Path(folder), source, examples=examples, seed=seed
            )
            whole = glob == "*"
            played = _client(pair, Path(folder), examples, seed) if whole else []
            called = _shown(driver, wanted, until)
            found = [one for one in (*played, *called) if one is not None]
            driver.close()
    finally:
        pair.close()
    counts = driver.counts
    _say(
        f"calls: {counts.operations} operations, {counts.calls} calls and"
        f" {counts.requests} requests of each flavour"
    )
    for line in told(driver):
        _say(line)
    for name in counts.silent:
        _say(f"note: {name} is written by hand and has sent nothing")
    return found


def _client(pair: Pair, folder: Path, examples: int, seed: int) -> list[Finding | None]:
    """What a client does besides its operations, and in the course of several calls."""
    from codegen.parity.machines import run_all
    from codegen.parity.scenes import play_all

    played = [one for _, one in play_all(pair, folder)]
    ran = [one for _, one in run_all(pair, folder, examples=examples, seed=seed)]
    _say(f"client: {len(played)} scenes played, {len(ran)} machines run")
    return [*played, *ran]


def opened(package: str) -> Pair:
    """Import both clients of a package.

    Raises:
        ConfigError: There is no such client, or it cannot be imported.
    """
    from codegen.parity.pair import Pair

    package_folder(package)
    try:
        return Pair(package)
    except (ImportError, SyntaxError, AttributeError, StopIteration) as error:
        raise ConfigError.of(
            "ISO501",
            "",
            f"client {printable(package)!r} cannot be imported: {one_line(str(error))}",
            "Generate it anew with this version of isospin",
        ) from error


def _shown(
    driver: Driver, wanted: list[Operation], until: float | None
) -> Iterator[Finding | None]:
    done = 0
    with bar(len(wanted)) as advance:
        for _, finding in driver.run(wanted, until=until):
            done += 1
            advance()
            yield finding
    if done < len(wanted):
        _say(f"time limit: {done} of {len(wanted)} operations were called")


def _say(text: str) -> None:
    typer.echo(text, err=True)
