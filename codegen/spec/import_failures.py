"""Why an app could not be imported, in one line for the person who wrote it."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from dataclasses import dataclass
from typing import Any, Final

from codegen.config import Config
from codegen.errors import AppError
from codegen.printable import one_line, printable


@dataclass(frozen=True, slots=True)
class End:
    """How the process that imported the app came to its end.

    Attributes:
        status: Its exit status; a negative one is a signal.
        timed_out: We ended it, because it took too long.
        stderr: The end of what it wrote to its standard error.
    """

    status: int
    timed_out: bool
    stderr: str


def explain(
    target: str, config: Config, told: list[dict[str, Any]], end: End
) -> AppError:
    """Return the error for an import that gave no document.

    Args:
        target: The import string.
        config: Says which interpreter, and how long it might take.
        told: The facts from the other process; see `codegen.spec.app`.
        end: How that process ended.
    """
    connections = [fact["connect"] for fact in told if "connect" in fact]
    failed = told[-1] if told and "failed" in told[-1] else None
    if end.timed_out:
        return _timed_out(target, config, connections)
    if failed is None:
        return _ended(target, config, end, started=bool(told))
    if failed["failed"] == "no fastapi":
        return no_python(config, "has no FastAPI")
    if connections and failed.get("network"):
        return _connected(_place(target, failed), connections, _said(failed))
    return _FAILURES[failed["failed"]](target, failed)


def no_python(config: Config, fact: str) -> AppError:
    """Return the error for an interpreter that is none, or not the right one."""
    name = config.python_executable or sys.executable
    return AppError.of(
        "ISO006",
        "",
        f"the interpreter {printable(name)!r} {fact}",
        "Set `python_executable` to the Python of the environment that has the app",
    )


def _timed_out(target: str, config: Config, connections: list[str]) -> AppError:
    if connections:
        return _connected(
            target, connections, f"it was not there in {config.timeout:g} s"
        )
    return AppError.of(
        "ISO005",
        target,
        f"importing it took longer than {config.timeout:g} s",
        "Do not start servers on import, or raise `timeout` in [tool.isospin]",
    )


def _connected(place: str, connections: list[str], outcome: str) -> AppError:
    return AppError.of(
        "ISO004",
        place,
        "importing the app tried to open a network connection"
        f" ({printable(connections[-1])}): {outcome}",
        "Open it when the app starts, not on import, or set `env` in [tool.isospin]",
    )


def _ended(target: str, config: Config, end: End, *, started: bool) -> AppError:
    status = end.status
    how = f"signal {signal.Signals(-status).name}" if status < 0 else f"status {status}"
    last = [line for line in end.stderr.splitlines() if line.strip()][-1:]
    said = f" ({one_line(last[0])})" if last else ""
    if not started:
        return no_python(config, f"ended with {how} before it ran any code{said}")
    return AppError.of(
        "ISO009",
        target,
        f"importing it ended the interpreter with {how}{said}",
        "Import the module alone, `python -c 'import ...'`, and see why it exits",
    )


def _said(failed: dict[str, Any]) -> str:
    """Return `RuntimeError: text`, on one line."""
    message = one_line(str(failed["message"]), 600)
    return f"{failed['type']}: {message}" if message else str(failed["type"])


def _place(target: str, failed: dict[str, Any]) -> str:
    if "file" not in failed:
        return target
    path = str(failed["file"])
    with contextlib.suppress(ValueError):
        below = os.path.relpath(path)
        path = path if below.startswith("..") else below
    return f"{path}:{failed['line']}" if failed["line"] else path


def _import_failed(target: str, failed: dict[str, Any]) -> AppError:
    module = target.partition(":")[0]
    return AppError.of(
        "ISO001",
        _place(target, failed),
        f"cannot import {printable(module)}: {_said(failed)}",
        _import_remedy(failed),
    )


def _import_remedy(failed: dict[str, Any]) -> str:
    kind, message = failed["type"], str(failed["message"])
    where = "the environment that imports the app (`python_executable`)"
    if failed.get("missing"):
        return f"Install {printable(failed['missing'].partition('.')[0])} in {where}"
    if "python-multipart" in message:
        return f"Install python-multipart in {where}"
    if kind in ("ValidationError", "SettingsError", "KeyError"):
        return "Set what it needs in `env` of [tool.isospin], or correct this line"
    return "Correct this line"


def _module_missing(target: str, failed: dict[str, Any]) -> AppError:
    module, missing = target.partition(":")[0], failed["missing"]
    within = "" if module == missing else f" (needed for {printable(module)})"
    return AppError.of(
        "ISO001",
        target,
        f"there is no module {printable(missing)}{within}",
        "Run isospin in the folder that holds it, or install it in the environment that"
        " imports the app (`python_executable`)",
    )


def _no_attribute(target: str, failed: dict[str, Any]) -> AppError:
    module = target.partition(":")[0]
    apps = ", ".join(printable(name) for name in failed["apps"])
    return AppError.of(
        "ISO003",
        target,
        f"{printable(failed['where'])} has no attribute {printable(failed['name'])!r}",
        (
            f"FastAPI objects in this module: {apps}"
            if apps
            else f"There is no FastAPI object in {printable(module)}; name another module"
        ),
    )


def _needs_arguments(target: str, failed: dict[str, Any]) -> AppError:
    needed = ", ".join(printable(name) for name in failed["needed"])
    return AppError.of(
        "ISO002",
        target,
        f"it is a function that needs arguments ({needed}), not a FastAPI app",
        "Name an app, or a function that returns one and needs nothing:"
        " --factory my.module:create_app",
    )


def _not_an_app(target: str, failed: dict[str, Any]) -> AppError:
    kind = printable(str(failed["type"]))
    fact = f"it returns a {kind}" if failed["called"] else f"it is a {kind}"
    return AppError.of(
        "ISO002",
        target,
        f"{fact}, not a FastAPI app",
        "Name a FastAPI app, or a function that returns one:"
        " --factory my.module:create_app",
    )


def _call_failed(target: str, failed: dict[str, Any]) -> AppError:
    return AppError.of(
        "ISO007",
        _place(target, failed),
        f"the factory {printable(target)} failed: {_said(failed)}",
        _import_remedy(failed),
    )


def _no_document(target: str, failed: dict[str, Any]) -> AppError:
    return AppError.of(
        "ISO008",
        _place(target, failed),
        f"FastAPI cannot make the OpenAPI document of {printable(target)}:"
        f" {_said(failed)}",
        "Correct the route or the model that it names",
    )


def _no_mount(target: str, failed: dict[str, Any]) -> AppError:
    mounts = ", ".join(printable(path) for path in failed["mounts"])
    module = printable(target.partition("@")[0])
    example = f"{module}@{printable(failed['mounts'][0])}" if mounts else module
    return AppError.of(
        "ISO003",
        target,
        (
            f"it mounts no FastAPI app at {printable(repr(failed['path']))}"
            if failed["path"]
            else "it has no operations of its own, only FastAPI apps that are mounted"
        ),
        f"FastAPI apps are mounted at: {mounts or 'no path'}; name it as {example}",
    )


_FAILURES: Final = {
    "mount": _no_mount,
    "import": _import_failed,
    "module": _module_missing,
    "attribute": _no_attribute,
    "arguments": _needs_arguments,
    "type": _not_an_app,
    "call": _call_failed,
    "document": _no_document,
}
