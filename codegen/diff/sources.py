"""What is compared: files, URLs, revisions of git, apps, installed packages."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from codegen.config import Config
from codegen.diff.config import Gate
from codegen.diff.git import Repository
from codegen.diff.installed import from_package
from codegen.diff.snapshot import restored, snapshot_path
from codegen.diff.subject import Subject
from codegen.errors import InputError
from codegen.printable import printable, shown_path
from codegen.spec.document import Document
from codegen.spec.load import load


@dataclass(frozen=True, slots=True)
class Base:
    """What clients were made for, or why there is nothing.

    Attributes:
        subject: The document and its client; None when nothing was promised yet.
        name: What to call it.
    """

    subject: Subject | None
    name: str


def open_source(source: str, config: Config) -> Subject:
    """Return the document that a source names, with what it says about its client.

    Args:
        source: File, URL, `-`, import string of an app, `git:REV:PATH`, `tag:PATTERN`,
            or `installed:PACKAGE`.
        config: Says how an app is imported, and how the client is made of what does
            not say it itself.

    Raises:
        InputError: it names no document.
        ConfigError: it is a snapshot whose settings are none.
    """
    if source.startswith("git:"):
        return _from_git(source, config)
    if source.startswith("tag:"):
        return _from_git(_newest(source.removeprefix("tag:"), config), config)
    if source.startswith("installed:"):
        return from_package(source.removeprefix("installed:"), config)
    if Path(source).is_file():
        document = load(os.path.relpath(source, config.folder), config=config)
        return restored(replace(document, name=shown_path(source)), config)
    return restored(load(source, config=config), config)


def _from_git(source: str, config: Config) -> Subject:
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


def _newest(pattern: str, config: Config) -> str:
    """Return the snapshot at the newest tag that matches a pattern."""
    repository = Repository(config.folder.absolute())
    path = repository.relative(snapshot_path(config).absolute())
    return f"git:{repository.newest_tag(pattern)}:{path}"


def _from_data(data: bytes, name: str, path: str, config: Config) -> Subject:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, Path(path).name)
        file.write_bytes(data)
        document: Document = load(str(file), config=config)
    return restored(replace(document, name=printable(name)), config)


def default_base(config: Config, gate: Gate) -> Base:
    """Return the snapshot as it is where the change left the main branch.

    The working tree does not count: a change that brings its own new snapshot must not
    hide what it breaks.

    Raises:
        InputError: there is no repository, or its history is cut off.
    """
    repository = Repository(config.folder.absolute())
    path = snapshot_path(config)
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
        source = _newest(source.removeprefix("tag:"), config)
    return Base(open_source(source, config), source)
