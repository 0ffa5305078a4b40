"""What a person reads of a run, on standard error; the data of it, on standard output.

Colours and the progress bar come from rich, which knows `NO_COLOR`, `FORCE_COLOR` and
terminals, and is imported only when there is something to colour.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from codegen import progress
from codegen.errors import IsospinError, Notice, Problem
from codegen.printable import one_line, shown_path

if TYPE_CHECKING:
    from rich.console import Console

    from codegen.run import Result

SLOW: Final = 1.0
"""Seconds after which a run shows what it is doing."""

_MOST: Final = 50


def told(results: Sequence[Result], *, format: str, check: bool, dry_run: bool) -> None:
    """Write the summary of a run that went well.

    Raises:
        BrokenPipeError: nobody reads the standard output any more.
    """
    if format == "json":
        values = [_as_data(result, check=check) for result in results]
        print(json.dumps(values[0] if len(values) == 1 else values, indent=2))
    for result in results if format == "text" else ():
        if check:
            _check_told(result)
        elif result.up_to_date:
            _say(f"{_name(results, result)}up to date ({result.seconds:.1f} s)")
        else:
            _run_told(result, dry_run=dry_run)
    sys.stdout.flush()


def _name(results: Sequence[Result], result: Result) -> str:
    return f"{shown_path(result.folder)}: " if len(results) > 1 else ""


def _check_told(result: Result) -> None:
    drift = result.drift
    for kind in ("changed", "missing", "extra"):
        for path in getattr(drift, kind):
            print(f"{kind:8} {shown_path(result.folder / path)}")
    for path in drift.foreign:
        _say(f"note: {shown_path(result.folder / path)} was not written by isospin")
    _notices(result.notices)
    if not drift:
        _say(f"{shown_path(result.folder)}: up to date ({result.seconds:.1f} s)")


def _run_told(result: Result, *, dry_run: bool) -> None:
    summary = result.summary
    if dry_run:
        for kind, paths in (("write", summary.written), ("remove", summary.removed)):
            for path in paths:
                print(f"{kind:8} {shown_path(result.folder / path)}")
    _say(f"read {_of(result)} from {result.source}")
    _notices(result.notices)
    _say(
        f"{'would have written' if dry_run else 'wrote'} {len(summary.written)},"
        f" unchanged {len(summary.unchanged)}, removed {len(summary.removed)}"
        f" in {shown_path(result.folder)} ({result.seconds:.1f} s)",
        "bold green",
    )


def _of(result: Result) -> str:
    return f"{_count(result.operations, 'operation')}, {_count(result.models, 'model')}"


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _notices(notices: Sequence[Notice]) -> None:
    for kind, title in _KINDS.items():
        some = [notice for notice in notices if notice.kind == kind]
        if some:
            _say(f"{title}: {len(some)}", "yellow")
            _lines(some)


_KINDS: Final = {
    "renamed": "names changed",
    "unsupported": "not supported",
    "note": "notes",
}


def failed(error: IsospinError, *, debug: bool) -> int:
    """Write an error, one line a problem; return the exit code."""
    if debug:
        traceback.print_exception(error)
        print(error.detail, file=sys.stderr, end="")
    _lines(error.problems, most=len(error.problems) if debug else _MOST)
    return error.exit_code


def crashed(error: Exception, *, debug: bool) -> int:
    """Write what typer found wrong with the arguments, or our own fault."""
    said = getattr(error, "format_message", None)
    if said is not None:  # an error of usage; its class is typer's own business
        _say(f"isospin: {one_line(said()).rstrip('.')}. See `isospin --help`.", "red")
        return 2
    if debug:
        traceback.print_exception(error)
    what = f"{type(error).__name__}: {one_line(str(error))}"
    frame = traceback.extract_tb(error.__traceback__)[-1]
    _lines(
        [
            Problem(
                "ISO900",
                f"{Path(frame.filename).name}:{frame.lineno}",
                f"isospin has a fault: {what}",
                "Run again with --debug and report what it prints",
            )
        ]
    )
    return 5


def _lines(problems: Sequence[Problem | Notice], most: int = _MOST) -> None:
    console = _console()
    for problem in problems[:most]:
        code, _, rest = str(problem).partition(" ")
        style = "bold red" if isinstance(problem, Problem) else "bold yellow"
        console.print(f"[{style}]{code}[/]", end=" ", markup=True)
        console.print(rest, markup=False)
    if len(problems) > most:
        more = "--debug" if isinstance(problems[0], Problem) else "--format json"
        _say(f"and {len(problems) - most:,} more; {more} shows all")


def _say(text: str, style: str | None = None) -> None:
    if style is None or not _coloured():
        print(text, file=sys.stderr)
    else:
        _console().print(text, style=style, markup=False)


def _coloured() -> bool:
    """Tell whether it is worth importing rich; it decides the rest itself."""
    return sys.stderr.isatty() or "FORCE_COLOR" in os.environ


def _console() -> Console:
    from rich.console import Console

    return Console(stderr=True, soft_wrap=True, highlight=False, emoji=False)


def _as_data(result: Result, *, check: bool) -> dict[str, Any]:
    data: dict[str, Any] = {
        "source": result.source,
        "folder": str(result.folder),
        "up_to_date": result.up_to_date,
        "operations": result.operations,
        "models": result.models,
        "notices": [
            {
                "kind": notice.kind,
                "code": notice.code,
                "place": notice.place,
                "fact": notice.fact,
                "remedy": notice.remedy,
            }
            for notice in result.notices
        ],
        "seconds": round(result.seconds, 3),
    }
    fields = _DRIFT if check else _SUMMARY
    values = result.drift if check else result.summary
    data.update({name: list(getattr(values, name)) for name in fields})
    return data


_SUMMARY: Final = ("written", "unchanged", "removed")
_DRIFT: Final = ("changed", "missing", "extra", "foreign")


@contextmanager
def shown(*, live: bool) -> Iterator[None]:
    """Show what a slow run is doing: a bar on a terminal, else a line a slow step."""
    watcher = _Bar() if live and sys.stderr.isatty() else _Steps()
    try:
        with progress.listening(watcher.report):
            yield
    finally:
        watcher.stop()


class _Steps:
    """One line for each step that took long, when it is over."""

    def __init__(self) -> None:
        self._step = ""
        self._since = time.perf_counter()

    def report(self, step: str, done: int, total: int) -> None:
        if step != self._step:
            self.stop()
            self._step = step

    def stop(self) -> None:
        now = time.perf_counter()
        if self._step and now - self._since > SLOW:
            _say(f"{self._step} {now - self._since:.1f} s")
        self._step, self._since = "", now


class _Bar:
    """A progress bar of rich, from the moment on at which a run is slow."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._progress: Any = None
        self._task: Any = None
        self._state = ("", 0, 0)
        self._timer = threading.Timer(SLOW, self._start)
        self._timer.daemon = True
        self._timer.start()

    def report(self, step: str, done: int, total: int) -> None:
        with self._lock:
            self._state = step, done, total
            self._show()

    def stop(self) -> None:
        self._timer.cancel()
        with self._lock:
            if self._progress is not None:
                self._progress.stop()

    def _start(self) -> None:
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeElapsedColumn,
        )

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        with self._lock:
            self._progress = Progress(
                *columns, TimeElapsedColumn(), console=_console(), transient=True
            )
            self._task = self._progress.add_task("", total=None)
            self._progress.start()
            self._show()

    def _show(self) -> None:
        if self._progress is not None:
            step, done, total = self._state
            self._progress.update(
                self._task, description=step, completed=done, total=total or None
            )
