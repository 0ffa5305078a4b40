"""The list of files that isospin wrote into a folder, kept in the folder itself.

One line a file, sorted, so that a change of one file is a change of one line; nothing
in it depends on when, where or by which version it was written.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from codegen.errors import OutputError
from codegen.printable import printable, shown_path

MANIFEST: Final = ".isospin.json"

_SEGMENT: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}")
_HASH: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What was written.

    Attributes:
        files: Path below the folder, with `/` -> SHA-256 (hexadecimal) of its bytes.
    """

    files: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, files: Mapping[str, bytes]) -> Manifest:
        """Return the manifest of these files."""
        return cls({path: content_hash(data) for path, data in files.items()})

    @classmethod
    def read(cls, folder: Path) -> Manifest | None:
        """Return the manifest of a folder; None when it has none.

        Raises:
            OutputError: it cannot be read, or names what isospin would never write.
        """
        try:
            values = json.loads((folder / MANIFEST).read_bytes())
            manifest = cls(values["files"])
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise _broken(folder, f"it cannot be read: {error.strerror}") from None
        except (ValueError, RecursionError, TypeError, LookupError, AttributeError):
            raise _broken(folder, "it is not what isospin wrote") from None
        manifest._check(folder)
        return manifest

    def _check(self, folder: Path) -> None:
        if not _is_table(self.files):
            raise _broken(folder, "it is not what isospin wrote")
        for path, digest in self.files.items():
            if not is_safe_path(path) or not _HASH.fullmatch(digest):
                raise _broken(folder, f"it lists {printable(repr(path))}")

    @property
    def text(self) -> str:
        """The manifest as it is written."""
        return json.dumps({"files": dict(sorted(self.files.items()))}, indent=0) + "\n"


def content_hash(data: bytes) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def is_safe_path(path: str) -> bool:
    """Tell whether isospin may write to `path` below its folder.

    An allow-list: relative, ASCII letters, digits, `_`, `-` and `.`, no segment that
    starts with a dot, none that Windows keeps for a device.
    """
    segments = path.split("/")
    return all(
        _SEGMENT.fullmatch(segment)
        and not segment.endswith(".")
        and not _DEVICE.fullmatch(segment)
        for segment in segments
    )


_DEVICE: Final = re.compile(
    r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE
)


def _is_table(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(v, str) for v in value.values())


def _broken(folder: Path, fact: str) -> OutputError:
    return OutputError.of(
        "ISO206",
        shown_path(folder / MANIFEST),
        f"the list of generated files is broken: {fact}",
        "Restore it from version control, or delete it and run with --force",
    )
