"""A FastAPI app in another process: start it, wait for its document, say what failed."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final, Self

from codegen.config import Config
from codegen.errors import AppError
from codegen.printable import one_line, printable
from codegen.spec import json_text

_SCRIPT: Final = Path(__file__).with_name("app.py")
_STDERR_BYTES: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class Imported:
    """What a FastAPI app says about itself.

    Attributes:
        raw: The document as FastAPI makes it from the routes.
        served: The document that the app gives out instead; None when it is the same.
        function_names: (METHOD, path template) -> name of the Python function.
        data: The bytes that all this was read from.
    """

    raw: dict[str, object]
    served: dict[str, object] | None
    function_names: dict[tuple[str, str], str]
    data: bytes


def import_app(target: str, config: Config) -> Imported:
    """Import an app in an interpreter of its own and return its documents.

    Args:
        target: Import string, `pkg.module:name`.
        config: Says which interpreter, folder, environment, and how long.

    Raises:
        AppError: the app cannot be imported, or is none.
    """
    with _Child.start(target, config) as child:
        lines = child.lines(config.timeout)
    facts = lines[-2] if len(lines) > 1 and b'"done"' in lines[-2][:10] else None
    if facts is None:
        raise _explain(target, config, child, lines)
    documents: Any = json_text.parse(lines[-1].decode("ascii"), target)
    names = {(method, path): name for method, path, name in json.loads(facts)["names"]}
    return Imported(documents["raw"], documents["served"], names, facts + lines[-1])


@dataclass(slots=True)
class _Child:
    """The other process. Whatever happens, it and its children end with the block."""

    process: subprocess.Popen[bytes]
    errors: deque[bytes] = field(default_factory=deque)
    timed_out: bool = False
    _lines: list[bytes] = field(default_factory=list)
    _threads: list[threading.Thread] = field(default_factory=list)

    @classmethod
    def start(cls, target: str, config: Config) -> Self:
        python = _interpreter(config)
        factory = ["--factory"] if config.factory == target else []
        try:
            process = subprocess.Popen(
                [python, str(_SCRIPT), target, *factory],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd=config.folder,
                env={**os.environ, **config.env},
                start_new_session=True,
            )
        except OSError as error:
            raise _no_python(config, f"cannot be started: {error.strerror}") from None
        child = cls(process)
        assert process.stdout is not None and process.stderr is not None
        child._thread(child._read_facts, process.stdout)
        child._thread(child._read_errors, process.stderr)
        return child

    def _thread(self, target: Any, stream: IO[bytes]) -> None:
        thread = threading.Thread(target=target, args=(stream,), daemon=True)
        thread.start()
        self._threads.append(thread)

    def _read_facts(self, stream: IO[bytes]) -> None:
        for line in stream:
            if not line.endswith(b"\n"):
                break  # it was killed while it wrote
            self._lines.append(line)
            if line.startswith((b'{"raw"', b'{"failed"')):
                break  # the last one; processes that the app left may hold the pipe

    def _read_errors(self, stream: IO[bytes]) -> None:
        size = 0
        while chunk := stream.read1(8192):  # type: ignore[attr-defined]
            self.errors.append(chunk)
            size += len(chunk)
            while size > _STDERR_BYTES:
                size -= len(self.errors.popleft())

    def lines(self, timeout: float) -> list[bytes]:
        """Return the facts that were told, one JSON text each."""
        facts = self._threads[0]
        end = time.monotonic() + timeout
        while facts.is_alive() and time.monotonic() < end:
            facts.join(0.2)
            if self.process.poll() is not None:  # but its children may hold the pipe
                facts.join(0.5)
                break
        self.timed_out = self.process.poll() is None and facts.is_alive()
        self._threads[1].join(0.2)  # what it wrote last may still be on its way
        return list(self._lines)

    @property
    def stderr(self) -> str:
        """The end of what the process wrote to its standard error."""
        return b"".join(self.errors).decode("utf-8", "replace")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if hasattr(os, "killpg"):
                os.killpg(self.process.pid, signal.SIGKILL)
            else:
                self.process.kill()
        self.process.wait()
        for thread in self._threads:
            thread.join(1)


def _interpreter(config: Config) -> str:
    name = config.python_executable
    if name is None:
        return sys.executable
    if os.path.dirname(name):
        path = os.path.abspath(config.folder / name)
        if not os.path.isfile(path):
            raise _no_python(config, "does not exist")
        return path
    found = shutil.which(name)
    if found is None:
        raise _no_python(config, "is not on the PATH")
    return found


def _no_python(config: Config, fact: str) -> AppError:
    name = config.python_executable or sys.executable
    return AppError.of(
        "ISO006",
        "",
        f"the interpreter {printable(name)!r} {fact}",
        "Set `python_executable` to the Python of the environment that has the app",
    )


def _explain(
    target: str, config: Config, child: _Child, lines: list[bytes]
) -> AppError:
    """Return the error for an import that gave no document."""
    told = [json.loads(line) for line in lines]
    connections = [fact["connect"] for fact in told if "connect" in fact]
    failed = told[-1] if told and "failed" in told[-1] else None
    error: AppError
    if child.timed_out:
        error = _timed_out(target, config, connections)
    elif failed is None:
        error = _ended(target, config, child, started=bool(told))
    elif failed["failed"] == "no fastapi":
        error = _no_python(config, "has no FastAPI")
    elif connections and failed["failed"] in ("import", "call"):
        error = _connected(target, connections, one_line(_said(failed)))
    else:
        error = _FAILURES[failed["failed"]](target, failed)
    error.detail = child.stderr
    return error


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


def _connected(target: str, connections: list[str], outcome: str) -> AppError:
    return AppError.of(
        "ISO004",
        target,
        "importing it tried to open a network connection"
        f" ({printable(connections[-1])}): {outcome}",
        "Open it when the app starts, not on import, or set `env` in [tool.isospin]",
    )


def _ended(target: str, config: Config, child: _Child, *, started: bool) -> AppError:
    status = child.process.wait()
    how = f"signal {signal.Signals(-status).name}" if status < 0 else f"status {status}"
    last = [line for line in child.stderr.splitlines() if line.strip()][-1:]
    said = f" ({one_line(last[0])})" if last else ""
    if not started:
        return _no_python(config, f"ended with {how} before it ran any code{said}")
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


_FAILURES: Final = {
    "import": _import_failed,
    "module": _module_missing,
    "attribute": _no_attribute,
    "arguments": _needs_arguments,
    "type": _not_an_app,
    "call": _call_failed,
    "document": _no_document,
}
