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
from codegen.spec import json_text
from codegen.spec.import_failures import End, explain, no_python

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
        error = explain(target, config, [json.loads(line) for line in lines], child.end)
        error.detail = child.stderr
        raise error
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
        python = interpreter(config)
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
            raise no_python(config, f"cannot be started: {error.strerror}") from None
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
    def end(self) -> End:
        """How it ended."""
        return End(self.process.wait(), self.timed_out, self.stderr)

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


def interpreter(config: Config) -> str:
    """Return the path of the interpreter that imports apps and clients.

    Raises:
        AppError: It is not there.
    """
    name = config.python_executable
    if name is None:
        return sys.executable
    if os.path.dirname(name):
        path = os.path.abspath(config.folder / name)
        if not os.path.isfile(path):
            raise no_python(config, "does not exist")
        return path
    found = shutil.which(name)
    if found is None:
        raise no_python(config, "is not on the PATH")
    return found
