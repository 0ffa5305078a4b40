"""The files that a document refers to, below its own folder and nowhere else."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from codegen.errors import SpecError
from codegen.printable import printable
from codegen.spec.document import Failure, sibling_path
from codegen.spec.fetch import MAX_BYTES, too_large

_OUTWARD: Final = re.compile(r'"\$ref"\s*:\s*"(?!#)')
_ESCAPED_KEY: Final = re.compile(r"\\u00[2-7]")
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")

Parse = Callable[[bytes, str], object]
"""Makes a value of the bytes of a file with a printable name."""


@dataclass(slots=True)
class Siblings:
    """What the references of a document led to; see the fields of `Document`."""

    files: dict[str, object] = field(default_factory=dict)
    failures: dict[tuple[str, str], Failure] = field(default_factory=dict)
    data: dict[str, bytes] = field(default_factory=dict)


def may_refer_outward(text: str) -> bool:
    """Tell whether a JSON text can hold a reference to another file.

    Exact where it says no, and much cheaper than looking through the value.
    """
    return bool(_OUTWARD.search(text) or _ESCAPED_KEY.search(text))


def read_siblings(
    root: object, path: str, folder: Path | None, parse: Parse
) -> Siblings:
    """Read every file that references lead to, each once.

    What looks like a reference may stand in an example and mean nothing. So a file that
    cannot be read is noted, and is an error only for whoever resolves the reference.

    Args:
        root: The value of the document.
        path: Its file name below `folder`.
        folder: Where it stands; None for a document that is no file.
        parse: Reads a file.
    """
    found = Siblings()
    waiting = [(path, root)]
    while waiting:
        base, value = waiting.pop()
        for target in dict.fromkeys(_targets(value)):
            name = sibling_path(base, target)
            if name == path or name in found.files or (base, target) in found.failures:
                continue
            try:
                data = _read(target, name, folder)
                found.files[name] = parse(data, printable(name))
            except _UnreadableError as error:
                found.failures[base, target] = error.failure
            except SpecError as error:
                problem = error.problems[0]
                found.failures[base, target] = Failure(problem.code, "", "", problem)
            else:
                found.data[name] = data
                waiting.append((name, found.files[name]))
    return found


class _UnreadableError(Exception):
    def __init__(self, code: str, fact: str, remedy: str) -> None:
        self.failure = Failure(code, fact, remedy)


def _targets(value: object) -> Iterator[str]:
    """Yield the file part of every reference to another file."""
    stack: list[Any] = [value]
    seen: set[int] = set()  # YAML aliases make one value stand in many places
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            ref = item.get("$ref")
            if isinstance(ref, str) and not ref.startswith("#"):
                yield ref.partition("#")[0]
            members = item.values()
        else:
            members = item
        for member in members:
            if isinstance(member, dict | list) and id(member) not in seen:
                seen.add(id(member))
                stack.append(member)


def _read(target: str, name: str, folder: Path | None) -> bytes:
    if _SCHEME.match(target):
        raise _UnreadableError(
            "ISO021",
            f"the reference {printable(target)!r} leads to the network",
            "Save that document beside this one, and refer to the file",
        )
    if folder is None:
        raise _UnreadableError(
            "ISO020",
            f"the reference {printable(target)!r} names a file, and this document has no"
            " folder",
            "Save the document and its files to a folder, and name the file",
        )
    real = os.path.realpath(folder)
    path = os.path.realpath(os.path.join(real, name))
    if os.path.commonpath((real, path)) != real:
        raise _UnreadableError(
            "ISO020",
            f"the reference {printable(target)!r} leads out of the document's folder",
            "Move the file below that folder",
        )
    try:
        return _contents(path, name)
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or str(error)
        raise _UnreadableError(
            "ISO022",
            f"the file {printable(name)!r} that a reference names cannot be read:"
            f" {said}",
            "Put it there, or correct the reference",
        ) from None


def _contents(path: str, name: str) -> bytes:
    with open(path, "rb", opener=_without_waiting) as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise ValueError("it is not a regular file")
        if status.st_size > MAX_BYTES:
            problem = too_large(name).problems[0]
            raise _UnreadableError(problem.code, problem.fact, problem.remedy)
        return file.read()


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))  # a pipe would block
