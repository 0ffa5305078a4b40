"""`isospin parity --mutants`: tries mutants and says which ones nothing noticed."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import typer

from codegen.parity.cli import bar
from codegen.parity.mutants import Score, chosen
from codegen.parity.trial import Trial


def score(
    package: str, most: int, examples: int, seed: int, until: float | None
) -> int:
    """Try mutants; print those that survive, as diffs, and the score.

    Args:
        package: Import name of the client.
        most: How many are tried.
        examples: Calls of each operation that one concerns.
        seed: Chooses places and calls.
        until: Moment of `time.monotonic` after which no further one is tried.

    Returns:
        The exit code: 0 when every one was noticed.
    """
    wanted = chosen(package, most, seed)
    result = Score()
    with tempfile.TemporaryDirectory() as folder, bar(len(wanted)) as advance:
        trial = Trial(package, Path(folder), examples, seed)
        if already := trial.before():
            print("\n\n".join(map(str, already)))
            typer.echo("the flavours differ without any mutant", err=True)
            return 1
        for mutant in wanted:
            if until is not None and time.monotonic() > until:
                break
            result.kinds[mutant.kind] += 1
            if noticed := trial.caught(mutant):
                result.caught[noticed] += 1
            else:
                result.survivors.append(mutant)
            advance()
    for survivor in result.survivors:
        print(f"{survivor.diff}\n")
    by = ", ".join(f"{count} by {what}" for what, count in result.caught.most_common())
    typer.echo(
        f"{result.caught.total()} of {result.applied} mutants of"
        f" {len(result.kinds)} kinds were noticed ({by})",
        err=True,
    )
    if result.applied < len(wanted):
        typer.echo(f"time limit: {len(wanted)} were chosen", err=True)
    return 1 if result.survivors else 0
