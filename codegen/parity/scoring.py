"""`isospin parity --mutants`: tries mutants and says which ones nothing noticed."""

from __future__ import annotations

import multiprocessing
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import typer

from codegen.parity.mutants import Caught, Mutant, Score, chosen
from codegen.parity.progress import bar
from codegen.parity.trial import FalseAlarmError, Trial

_trials: list[Trial] = []
"""The one of this process."""


def score(
    package: str, most: int, examples: int, seed: int, jobs: int, until: float | None
) -> int:
    """Try mutants; print those that survive, and the score.

    Args:
        package: Import name of the client.
        most: How many are tried.
        examples: Calls of each operation that one concerns.
        seed: Chooses places and calls.
        jobs: Processes that try them.
        until: Moment of `time.monotonic` after which no further one is tried.

    Returns:
        The exit code: 0 when every one was noticed.
    """
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(Trial(package, Path(folder), examples, seed)) as trial,
    ):
        already, lines = trial.before()
    if already:
        return _refused(already)
    wanted = chosen(package, most, seed, lines)
    try:
        result = measured(package, wanted, examples, seed, jobs, until)
    except FalseAlarmError as alarm:
        return _refused(alarm.args)
    typer.echo(str(result), err=True)
    if result.applied < len(wanted):
        typer.echo(f"time limit: {len(wanted)} were chosen", err=True)
    return 1 if result.survivors else 0


def _refused(found: Sequence[object]) -> int:
    """Print what nobody may count."""
    print("\n\n".join(map(str, found)))
    typer.echo("the flavours differ without any mutant", err=True)
    return 1


def measured(
    package: str,
    wanted: Sequence[Mutant],
    examples: int,
    seed: int,
    jobs: int,
    until: float | None = None,
) -> Score:
    """Try mutants, several at a time; print those that survive, as diffs."""
    result = Score()
    with (
        bar(len(wanted)) as advance,
        tempfile.TemporaryDirectory() as folder,
        _tried(package, Path(folder), examples, seed, jobs, wanted) as outcomes,
    ):
        for mutant, noticed in zip(wanted, outcomes, strict=True):
            if until is not None and time.monotonic() > until:
                break
            result.add(mutant, noticed)
            if not noticed:
                print(f"{mutant.diff}\n", flush=True)
            advance()
    return result


@contextmanager
def _tried(
    package: str,
    folder: Path,
    examples: int,
    seed: int,
    jobs: int,
    wanted: Sequence[Mutant],
) -> Iterator[Iterator[Caught]]:
    if jobs == 1:
        with closing(Trial(package, folder, examples, seed)) as trial:
            yield map(trial.caught, wanted)
        return
    pool = ProcessPoolExecutor(
        jobs,
        multiprocessing.get_context("spawn"),
        _begin,
        (package, folder, examples, seed),
    )
    try:
        yield pool.map(_caught, wanted)
    finally:
        pool.shutdown(cancel_futures=True)


def _begin(package: str, folder: Path, examples: int, seed: int) -> None:
    own = Path(tempfile.mkdtemp(dir=folder))
    _trials.append(Trial(package, own, examples, seed))


def _caught(mutant: Mutant) -> Caught:
    return _trials[0].caught(mutant)
