"""Shows how far a long call is: a bar of `rich` or `tqdm`, or a function of yours."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from typing import Protocol, TypeAlias

Report: TypeAlias = Callable[[int, int, "int | None"], object]
"""Takes the steps done (pages), what they brought (items, bytes) and the total of the
latter, where it is known."""


class Reporter(Protocol):
    """Something that is told how far it is, and when it is over."""

    def __call__(self, steps: int, done: int, total: int | None) -> None:
        """Take note of how far it is."""
        ...

    def close(self) -> None:
        """Take note that it is over."""
        ...


def reporter(progress: bool | Report, unit: str = "items") -> Reporter:
    """What `progress=` asks for: nothing, the best bar there is, or a function."""
    if progress is False:
        return _Function(_nothing)
    if progress is not True:
        return _Function(progress)
    for bar in (_Rich, _Tqdm):
        try:
            return bar(unit)
        except ImportError:
            continue
    return _Line(unit)


def _nothing(steps: int, done: int, total: int | None) -> None:
    pass


class _Function:
    def __init__(self, function: Report) -> None:
        self._function = function

    def __call__(self, steps: int, done: int, total: int | None) -> None:
        self._function(steps, done, total)

    def close(self) -> None:
        pass


class _Rich:
    def __init__(self, unit: str) -> None:
        module = import_module("rich.progress")
        console_module = import_module("rich.console")
        console = None  # A notebook's own, else standard error.
        if not import_module("rich").get_console().is_jupyter:
            console = console_module.Console(stderr=True)
        columns = (*module.Progress.get_default_columns(), module.MofNCompleteColumn())
        self._bar = module.Progress(*columns, console=console)
        self._bar.start()
        self._task = self._bar.add_task(unit, total=None)

    def __call__(self, steps: int, done: int, total: int | None) -> None:
        self._bar.update(self._task, completed=done, total=total)

    def close(self) -> None:
        self._bar.stop()


class _Tqdm:
    def __init__(self, unit: str) -> None:
        # The "auto" bar is the notebook's own where there is one.
        self._bar = import_module("tqdm.auto").tqdm(unit=f" {unit}", file=sys.stderr)

    def __call__(self, steps: int, done: int, total: int | None) -> None:
        self._bar.total = total
        self._bar.update(done - self._bar.n)

    def close(self) -> None:
        self._bar.close()


class _Line:
    def __init__(self, unit: str) -> None:
        self._unit = unit
        self._done, self._total = 0, ""

    def __call__(self, steps: int, done: int, total: int | None) -> None:
        self._done, self._total = done, f" of {total}" if total is not None else ""
        if sys.stderr.isatty():
            print(f"\r{done}{self._total} {self._unit}", end="", file=sys.stderr)

    def close(self) -> None:
        start = "\r" if sys.stderr.isatty() else ""
        print(f"{start}{self._done}{self._total} {self._unit}", file=sys.stderr)
