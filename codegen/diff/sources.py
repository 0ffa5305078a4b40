"""What is compared: files, URLs, revisions of git, apps, installed packages."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path

from codegen.config import Config
from codegen.diff.config import Gate
from codegen.diff.git import Repository
from codegen.diff.snapshot import restored
from codegen.errors import InputError
from codegen.printable import printable, shown_path
from codegen.spec.document import Document
from codegen.spec.load import load


@dataclass(frozen=True, slots=True)
class Base:
    """An old document, or why there is none.

    Attributes:
        document: The document; None when nothing was promised yet.
        name: What to call it.
    """

    document: Document | None
    name: str


def open_source(source: str, config: Config) -> Document:
    """Return the document that a source names.

    Args:
        source: File, URL, `-`, import string of an app, `git:REV:PATH`, `tag:PATTERN`,
            or `installed:PACKAGE`.
        config: Says how an app is imported.

    Raises:
        InputError: it names no document.
    """
    if source.startswith("git:"):
        return _from_git(source, config)
    if source.startswith("installed:"):
        return _from_package(source, config)
    if Path(source).is_file():
        document = load(os.path.relpath(source, config.folder), config=config)
        return restored(replace(document, name=shown_path(source)))
    return restored(load(source, config=config))


def _from_git(source: str, config: Config) -> Document:
    revision, colon, path = source.removeprefix("git:").partition(":")
    if not colon or not revision or not path:
        raise InputError.of(
            "ISO010",
            printable(source),
            "it is not written as git:REV:PATH",
            "For example git:v1.2.0:openapi.lock.json",
        )
    data = Repository(config.folder.absolute()).show(revision, path)
    if data is None:
        raise InputError.of(
            "ISO010",
            printable(source),
            "the revision has no such file",
            "Give the path below the root of the repository",
        )
    return _from_data(data, source, path, config)


def _from_data(data: bytes, name: str, path: str, config: Config) -> Document:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, Path(path).name)
        file.write_bytes(data)
        document = load(str(file), config=config)
    return restored(replace(document, name=printable(name)))


def _from_package(source: str, config: Config) -> Document:
    name = source.removeprefix("installed:")
    try:
        spec = find_spec(name)
    except (ImportError, ValueError):
        spec = None
    if spec is None or not spec.submodule_search_locations:
        raise InputError.of(
            "ISO010",
            printable(source),
            "no such package is installed",
            "Check the name",
        )
    for folder in spec.submodule_search_locations:
        path = Path(folder, "openapi.lock.json")
        if path.is_file():
            return restored(
                replace(load(str(path), config=config), name=printable(source))
            )
    raise InputError.of(
        "ISO010",
        printable(source),
        "the package carries no openapi.lock.json",
        "Compare with a file, a URL or git:REV:PATH",
    )


def default_base(config: Config, gate: Gate) -> Base:
    """Return the snapshot as it is where the change left the main branch.

    The working tree does not count: a change that brings its own new snapshot must not
    hide what it breaks.

    Raises:
        InputError: there is no repository, or its history is cut off.
    """
    repository = Repository(config.folder.absolute())
    path = gate.snapshot_path(config)
    branch = repository.branch(gate.branch)
    commit = repository.merge_base(branch)
    relative = repository.relative(path.absolute())
    name = f"git:{commit[:12]}:{relative}"
    data = repository.show(commit, relative)
    if data is None:
        return Base(None, name)
    return Base(_from_data(data, name, relative, config), name)


def released_base(config: Config, gate: Gate) -> Base | None:
    """Return the last published release, where the configuration names one."""
    source = gate.released
    if source is None:
        return None
    if source.startswith("tag:"):
        repository = Repository(config.folder.absolute())
        tag = repository.newest_tag(source.removeprefix("tag:"))
        path = repository.relative(gate.snapshot_path(config).absolute())
        source = f"git:{tag}:{path}"
    return Base(open_source(source, config), source)
