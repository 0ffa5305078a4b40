"""Whether anything changed since the last run, told without rendering anything.

The stamp of a run is a hash of all that it depends on. It is kept in a folder that is
not committed (it ignores itself, like the caches of mypy and ruff), because it changes
with things that do not reach the generated files.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Final

from codegen.config import Config
from codegen.extensions.layers import layers
from codegen.manifest import MANIFEST
from codegen.spec.document import Document
from codegen.write import intact, is_settled

CACHE: Final = ".isospin-cache"

_CODE: Final = Path(__file__).parent
_LIBRARIES: Final = ("black", "datamodel-code-generator", "jinja2", "pydantic")


def stamp(document: Document, config: Config) -> str:
    """Return a hash of the input, the settings, the patches and isospin itself.

    Raises:
        ConfigError: What the client extends is not there.
    """
    digest = hashlib.sha256()
    for part in (document.digest, config.digest, tool()):
        digest.update(part.encode() + b"\0")
    for name, method, function in sorted(
        (path, method, name)
        for (method, path), name in (document.function_names or {}).items()
    ):
        digest.update(f"{name}\0{method}\0{function}\0".encode("utf-8", "replace"))
    _add_files(digest, config.folder / config.patches, (".py",))
    for layer in layers(config):
        _add_files(digest, layer.folder, (".py",))
    return digest.hexdigest()


@cache
def tool() -> str:
    """Return a hash of isospin's own code and of what it renders with."""
    digest = hashlib.sha256()
    for part in (sys.version, *_versions()):
        digest.update(part.encode() + b"\0")
    _add_files(digest, _CODE, (".py", ".jinja", ".typed"))
    return digest.hexdigest()


def is_current(folder: Path, value: str) -> bool:
    """Tell whether the last run had this stamp and all that it wrote is as it was."""
    try:
        kept = (folder / CACHE / "stamp").read_text(encoding="ascii")
        current = kept == _line(folder, value)
        return current and is_settled(folder) and intact(folder)
    except (OSError, UnicodeDecodeError):
        return False


def keep(folder: Path, value: str) -> None:
    """Keep the stamp of a run that is done; a disk that refuses costs only time."""
    with contextlib.suppress(OSError):
        place = _cache(folder)
        aside = place / f"stamp.{os.getpid()}"
        aside.write_text(_line(folder, value), encoding="ascii")
        os.replace(aside, place / "stamp")


def remember(folder: Path, found: Mapping[str, Mapping[str, str]]) -> None:
    """Keep what a build wants to know next time; see `Previous.cache`."""
    with contextlib.suppress(OSError):
        place = _cache(folder)
        aside = place / f"build.{os.getpid()}"
        aside.write_text(json.dumps({"tool": tool(), "found": found}), "utf-8")
        os.replace(aside, place / "build.json")


def recall(folder: Path) -> Mapping[str, Mapping[str, str]]:
    """Return what the last build wanted to be kept, if the same isospin made it."""
    try:
        kept = json.loads((folder / CACHE / "build.json").read_bytes())
        found = kept["found"] if kept["tool"] == tool() else {}
        return {
            str(section): {str(key): str(value) for key, value in values.items()}
            for section, values in found.items()
        }
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return {}


def _cache(folder: Path) -> Path:
    place = folder / CACHE
    place.mkdir(exist_ok=True)
    (place / ".gitignore").write_text("*\n", encoding="ascii")
    return place


def _line(folder: Path, value: str) -> str:
    manifest = hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()
    return f"{value} {manifest}\n"


def _versions() -> Iterable[str]:
    from importlib.metadata import PackageNotFoundError, version

    for library in _LIBRARIES:
        with contextlib.suppress(PackageNotFoundError):
            yield f"{library} {version(library)}"


def _add_files(digest: hashlib._Hash, folder: Path, suffixes: tuple[str, ...]) -> None:
    for path in sorted(folder.rglob("*")):
        if path.name.endswith(suffixes) and path.is_file():
            digest.update(str(path.relative_to(folder)).encode("utf-8", "replace"))
            digest.update(b"\0" + hashlib.sha256(path.read_bytes()).digest())
