"""Asks datamodel-code-generator, in processes of its own.

Nothing is asked twice: the answers of earlier runs are given back by the caller. What
comes back is compared with what was expected, field by field.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from itertools import zip_longest
from types import TracebackType

from codegen.errors import InternalError
from codegen.models.shape import FieldShape

_BOOT = (
    "import json, sys; sys.path[:] = json.loads(sys.stdin.readline());"
    "from codegen.models.generator import main; main()"
)
_FIELDS = 100
"""Fields in one class: the class itself costs as much as two of them."""
_WORTH_A_PROCESS = 1000
"""Fields from which a second process pays: it saves their time (a third of a
millisecond each) and costs what the import of datamodel-code-generator takes."""


class Worker:
    """One process that imports datamodel-code-generator at once and answers later."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="isospin-")
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", _BOOT],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=self._folder.name,
            text=True,
            encoding="utf-8",
        )
        self._send([path or os.getcwd() for path in sys.path])

    def __enter__(self) -> Worker:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def ask(self, classes: Sequence[Sequence[FieldShape]]) -> None:
        """Send questions; the answers are waited for by `answers`."""
        self._send([[(f.key, f.hint, f.optional) for f in c] for c in classes])

    def answers(self) -> list[list[str]]:
        """Wait for the answers.

        Raises:
            InternalError: datamodel-code-generator failed.
        """
        output, errors = self._process.communicate()
        if self._process.returncode:
            raise _failed(errors.strip().rpartition("\n")[2] or "it was stopped")
        found: list[list[str]] = json.loads(output)
        return found

    def close(self) -> None:
        """End the process, whether or not it was asked anything."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.communicate()
        self._folder.cleanup()

    def _send(self, value: object) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(value) + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            # It is gone already; `answers` tells why.
            return


@dataclass(frozen=True, slots=True)
class Question:
    """A field to ask for.

    Attributes:
        owner: A class that has it, for messages.
    """

    field: FieldShape
    owner: str


def ask(questions: Sequence[Question], first: Worker | None = None) -> None:
    """Ask for fields, and compare what comes back.

    Args:
        questions: The fields.
        first: A process that was started before it was known what to ask, so that it
            could import meanwhile. It stays the caller's to close.

    Raises:
        InternalError: datamodel-code-generator failed, or made something else.
    """
    classes = _classes(questions)
    count = min(os.cpu_count() or 1, 2, len(questions) // _WORTH_A_PROCESS + 1)
    with ExitStack() as stack:
        more = count if first is None else count - 1
        workers = [stack.enter_context(closing(Worker())) for _ in range(more)]
        workers[:0] = [first] if first else []
        for number, worker in enumerate(workers):
            worker.ask([[q.field for q in c] for c in classes[number::count]])
        for number, worker in enumerate(workers):
            told = zip(classes[number::count], worker.answers(), strict=True)
            for asked, lines in told:
                _compare(asked, lines)


def _classes(questions: Iterable[Question]) -> list[list[Question]]:
    """Put fields into classes, as few as hold fields of the same name apart."""
    growing: list[dict[str, Question]] = []
    full: list[dict[str, Question]] = []
    for question in questions:
        key = question.field.key
        fields = next((fields for fields in growing if key not in fields), None)
        if fields is None:
            fields = {}
            growing.append(fields)
        fields[key] = question
        if len(fields) == _FIELDS:
            growing.remove(fields)
            full.append(fields)
    return [list(fields.values()) for fields in (*full, *growing)]


def _compare(asked: Sequence[Question], lines: Sequence[str]) -> None:
    for question, line in zip_longest(asked, lines):
        expected = question.field.line if question else None
        if expected != line:
            owner = question.owner if question else asked[-1].owner
            raise _failed(f"in {owner}, {expected!r} came back as {line!r}")


def _failed(fact: str) -> InternalError:
    return InternalError.of(
        "ISO900",
        "datamodel-code-generator",
        f"the models cannot be made: {fact}",
        "Install the version that isospin asks for, or report this",
    )
