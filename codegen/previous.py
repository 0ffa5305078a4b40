"""What one run leaves for the next: files, and what making them took to find out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from codegen.errors import Notice
from codegen.manifest import content_hash


@dataclass(frozen=True, slots=True)
class Previous:
    """What the last run left in the output folder.

    Attributes:
        folder: The output folder.
        files: Path below the folder -> SHA-256 of what was written.
        cache: What the last build wanted to be kept; empty when isospin, or a library
            that it renders with, is another one than then.
    """

    folder: Path
    files: Mapping[str, str] = field(default_factory=dict)
    cache: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def read(self, path: str) -> str | None:
        """Return a file as it was written; None when it is gone or was edited."""
        digest = self.files.get(path)
        if digest is None:
            return None
        try:
            data = (self.folder / path).read_bytes()
        except OSError:
            return None
        return data.decode() if content_hash(data) == digest else None


@dataclass(frozen=True, slots=True)
class Build:
    """What rendering a document gives.

    Attributes:
        files: Path below the output folder -> text.
        notices: What the person should know.
        cache: What to keep for the next run: section -> key -> value.
        operations: How many each client has.
        models: How many they share.
    """

    files: Mapping[str, str]
    notices: Sequence[Notice]
    cache: Mapping[str, Mapping[str, str]]
    operations: int
    models: int
