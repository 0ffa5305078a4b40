"""`openapi.lock.json`: the document as clients know it, in one canonical spelling.

Keys are sorted and arrays keep their order, so that a diff of the file shows what
changed and nothing else. What a document of one file cannot say stands below
`x-isospin`: the names of the functions behind the routes, and sibling files.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from codegen.config import Config
from codegen.diff.config import read_gate
from codegen.errors import OutputError
from codegen.printable import shown_path
from codegen.spec.document import Document

KEY: Final = "x-isospin"


def text_of(document: Document) -> str:
    """Return the content of the snapshot of a document."""
    extra: dict[str, Any] = {}
    if document.function_names is not None:
        extra["functions"] = {
            f"{method} {path}": name
            for (method, path), name in document.function_names.items()
        }
    if document.files:
        extra["files"] = dict(document.files)
        extra["path"] = document.path
    root = {key: value for key, value in document.root.items() if key != KEY}
    if extra:
        root[KEY] = extra
    return (
        json.dumps(root, indent=2, sort_keys=True, ensure_ascii=False, default=str)
        + "\n"
    )


def restored(document: Document) -> Document:
    """Return the document that a snapshot holds; any other document as it is."""
    extra = document.root.get(KEY)
    if not isinstance(extra, Mapping):
        return document
    root = {key: value for key, value in document.root.items() if key != KEY}
    functions = extra.get("functions")
    names = None
    if isinstance(functions, Mapping):
        names = {
            (method, path): str(name)
            for key, name in functions.items()
            for method, _, path in [str(key).partition(" ")]
        }
    files = extra.get("files")
    return replace(
        document,
        root=root,
        function_names=names,
        files=files if isinstance(files, Mapping) else {},
        path=(
            str(extra.get("path", "")) if isinstance(files, Mapping) else document.path
        ),
        _resolved={},
        _ends={},
    )


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A document and the file that keeps it."""

    document: Document
    path: Path

    def is_current(self) -> bool:
        """Whether the file is what would be written."""
        try:
            text = self.path.read_text(encoding="utf-8", errors="surrogatepass")
        except (OSError, ValueError):
            return False
        return text == text_of(self.document)

    def write(self) -> bool:
        """Write the file, whole or not at all.

        Returns:
            Whether anything changed.

        Raises:
            OutputError: the file cannot be written.
        """
        if self.is_current():
            return False
        data = text_of(self.document).encode("utf-8", "surrogatepass")
        temporary = ""
        try:
            handle, temporary = tempfile.mkstemp(
                dir=self.path.parent, prefix=f".{self.path.name}."
            )
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            os.chmod(temporary, 0o644)
            os.replace(temporary, self.path)
        except OSError as error:
            if temporary and os.path.exists(temporary):
                os.unlink(temporary)
            raise OutputError.of(
                "ISO203",
                shown_path(self.path),
                f"the snapshot cannot be written: {error.strerror}",
                "Make the folder writable",
            ) from None
        return True


def configured_snapshot(document: Document, config: Config) -> Snapshot | None:
    """Return the snapshot of a document; None where no gate is configured."""
    gate = read_gate(config.folder)
    return Snapshot(document, gate.snapshot_path(config)) if gate.configured else None
