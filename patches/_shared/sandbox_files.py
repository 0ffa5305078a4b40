"""Files on the way to the sandbox store."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from os import PathLike
from pathlib import Path


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal: its name in the store.

    Raises:
        OSError: It cannot be read.
    """
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def each_once(paths: Iterable[str | PathLike[str]]) -> list[Path]:
    """Return paths without those that are there twice, in their order."""
    return list(dict.fromkeys(Path(path) for path in paths))
