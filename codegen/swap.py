"""A folder replaced as a whole: at every moment it is the old tree or the new one.

The new tree is built beside the folder: hard links to all that stays, new files for
what changes. Then the two change places in one step of the kernel (`renameat2` with
`RENAME_EXCHANGE`). Where that is impossible (another system than Linux, a mount point,
a folder from a lower layer of overlayfs) the changed files are moved into the folder
one by one, from a complete new tree that stays until the last one is in place: a run
that is killed in between is finished by the next.

Beside a folder `client` there may be, after a kill:

    .client.isospin-new     a tree that was being built: thrown away
    .client.isospin-swap    the new tree before the exchange, or the old one after it
    .client.isospin-roll    a new tree whose files were being moved: finished
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import shutil
import stat
import sys
import time
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from codegen.errors import OutputError
from codegen.manifest import MANIFEST, Manifest
from codegen.printable import shown_path

_MANIFEST_ASIDE: Final = f"{MANIFEST}.new"
_AT_FDCWD: Final = -100
_RENAME_EXCHANGE: Final = 2
_LOCK_SECONDS: Final = 30.0


@dataclass(frozen=True, slots=True)
class Places:
    """A folder and the names beside it that a swap uses."""

    folder: Path
    new: Path
    swap: Path
    roll: Path

    @classmethod
    def of(cls, folder: Path) -> Places:
        """Return the places for a folder; a link to a folder counts as what it names."""
        real = Path(os.path.realpath(folder))
        names = (f".{real.name}.isospin-{step}" for step in ("new", "swap", "roll"))
        return cls(real, *(real.with_name(name) for name in names))


@contextlib.contextmanager
def locked(places: Places) -> Iterator[None]:
    """Let one run at a time write beside a folder, whose parent is made if need be.

    The lock is on the parent folder itself: no file is left over, and a process that is
    killed gives it back.

    Raises:
        OutputError: another run still writes after 30 seconds.
        OSError: the parent cannot be made.
    """
    parent = places.folder.parent
    parent.mkdir(parents=True, exist_ok=True)
    if sys.platform == "win32":
        yield
        return
    import fcntl

    handle = os.open(parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        end = time.monotonic() + _LOCK_SECONDS
        while not _try_lock(fcntl.flock, handle, fcntl.LOCK_EX | fcntl.LOCK_NB):
            if time.monotonic() > end:
                raise OutputError.of(
                    "ISO204",
                    shown_path(places.folder),
                    "another run of isospin has been writing here for"
                    f" {_LOCK_SECONDS:.0f} s",
                    "Wait for it, or end it, and run again",
                )
            time.sleep(0.05)
        yield
    finally:
        os.close(handle)


def _try_lock(flock: object, handle: int, operation: int) -> bool:
    assert callable(flock)
    try:
        flock(handle, operation)
    except BlockingIOError:
        return False
    except OSError:
        return True  # a file system without locks
    return True


def recover(places: Places) -> None:
    """Finish or undo what a killed run left behind."""
    _remove_tree(places.new)
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):
        (places.folder / _MANIFEST_ASIDE).unlink()
    if places.roll.is_dir():
        _roll(places)
    if places.swap.is_dir():
        _discard(places)


def replace(
    places: Places,
    files: Mapping[str, bytes],
    removed: Collection[str],
    manifest: Manifest,
) -> None:
    """Replace the folder by a tree with other files; what is not named stays.

    Args:
        places: Where; recovered and locked.
        files: Path below the folder -> content, of what changes.
        removed: Paths below the folder of what goes; folders that this empties go too.
        manifest: Of the new tree.

    Raises:
        OSError: the new tree cannot be written; the old one is as it was.
    """
    try:
        places.new.mkdir()
        modes = _link_tree(places.folder, places.new, set(files) | set(removed))
        for path, data in files.items():
            target = places.new / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        _prune(places.new, removed)
        (places.new / MANIFEST).write_text(manifest.text, encoding="ascii")
        for made, mode in reversed(modes):
            if made.exists():
                made.chmod(stat.S_IMODE(mode))
    except BaseException:
        _remove_tree(places.new)
        raise
    if not places.folder.exists():
        os.rename(places.new, places.folder)
        return
    os.rename(places.new, places.swap)
    if _exchange(places.swap, places.folder):
        with _told(
            places, "everything is written, but the old tree is still beside it"
        ):
            _discard(places)
    else:
        os.rename(places.swap, places.roll)
        with _told(places, "a part of the new files is in place"):
            _roll(places)


@contextlib.contextmanager
def _told(places: Places, fact: str) -> Iterator[None]:
    """Say how far it came when the system stops us after the point of no return."""
    try:
        yield
    except OSError as error:
        raise OutputError.of(
            "ISO203",
            shown_path(places.folder),
            f"{fact}: {error.strerror or type(error).__name__}",
            "Remove the cause and run again: the next run finishes it",
        ) from error


def write_manifest(places: Places, manifest: Manifest) -> None:
    """Replace the manifest alone, in one step."""
    aside = places.folder / _MANIFEST_ASIDE
    try:
        places.folder.mkdir(exist_ok=True)
        aside.write_text(manifest.text, encoding="ascii")
        os.replace(aside, places.folder / MANIFEST)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise


def _link_tree(
    old: Path, new: Path, without: Collection[str]
) -> list[tuple[Path, int]]:
    """Fill `new` with hard links to all files of `old`, but those of `without`.

    Returns:
        The folders that were made, each with the mode that it shall have in the end.
    """
    modes = [(new, old.stat().st_mode)] if old.exists() else []
    for path, entry in walk(old):
        target = new / path
        if entry.is_dir(follow_symlinks=False):
            target.mkdir()
            modes.append((target, entry.stat(follow_symlinks=False).st_mode))
        elif path not in without and path != MANIFEST and not _is_cached(path, without):
            _link(entry.path, target)
    return modes


def _link(source: str, target: Path) -> None:
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise
        shutil.copy2(source, target, follow_symlinks=False)  # no links on this system


def walk(folder: Path) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Yield every entry below a folder with its path; a folder before what it holds."""
    waiting = [("", folder)]
    while waiting:
        prefix, place = waiting.pop()
        try:
            entries = sorted(os.scandir(place), key=lambda entry: entry.name)
        except FileNotFoundError:
            continue
        for entry in entries:
            yield prefix + entry.name, entry
            if entry.is_dir(follow_symlinks=False):
                waiting.append((f"{prefix}{entry.name}/", Path(entry.path)))


def _is_cached(path: str, sources: Collection[str]) -> bool:
    """Tell whether `path` is Python's compiled form of one of these files."""
    folder, _, name = path.rpartition("/")
    if name.endswith(".pyc") and folder.rpartition("/")[2] == "__pycache__":
        stem = name.partition(".")[0]
        return f"{folder.removesuffix('__pycache__')}{stem}.py" in sources
    return False


def _prune(root: Path, removed: Collection[str]) -> None:
    """Remove the folders that are empty now, from the innermost; caches don't count."""
    folders = {parent for path in removed for parent in Path(path).parents}
    for folder in sorted(folders - {Path()}, key=lambda f: -len(f.parts)):
        place = root / folder
        if place.is_dir() and not place.is_symlink():
            names = os.listdir(place)
            if not set(names) - {"__pycache__"}:
                _remove_tree(place)


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders change names in one step; tell whether that was possible."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):  # a C library without it, such as old musl
        return False
    names = os.fsencode(one), os.fsencode(other)
    return not rename(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE)


def _roll(places: Places) -> None:
    """Move the files of a complete new tree into the folder; can be done again."""
    new = Manifest.read(places.roll)
    if new is None:  # the last step was done, but for the clearing away
        _remove_tree(places.roll)
        return
    old = Manifest.read(places.folder) or Manifest()
    removed = set(old.files) - set(new.files)
    for path in removed:
        (places.folder / path).unlink(missing_ok=True)
    for path in new.files:
        source = places.roll / path
        if source.exists():
            target = places.folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            _move(source, target)
    _prune(places.folder, removed)
    _move(places.roll / MANIFEST, places.folder / MANIFEST)
    _remove_tree(places.roll)


def _move(source: Path, target: Path) -> None:
    """Replace one file by another, also where the folder is a mount of its own."""
    try:
        os.replace(source, target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        part = target.with_name(f".{target.name}.isospin-part")
        shutil.copy2(source, part)
        os.replace(part, target)


def _discard(places: Places) -> None:
    """Remove the tree that was replaced, or the one that never came to be.

    A file that somebody put into the folder while it was being replaced is in neither
    manifest; it moves to its place in the folder.
    """
    listed = (Manifest.read(places.swap) or Manifest()).files
    for path, entry in walk(places.swap):
        target = places.folder / path
        if (
            path in listed
            or path == MANIFEST
            or entry.is_dir(follow_symlinks=False)
            or "__pycache__" in path
            or os.path.lexists(target)
        ):
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        os.rename(entry.path, target)
    _remove_tree(places.swap)


def _remove_tree(folder: Path) -> None:
    if not folder.exists():
        return
    for _, entry in walk(folder):
        if entry.is_dir(follow_symlinks=False) and not os.access(entry.path, os.W_OK):
            os.chmod(entry.path, 0o700)
    shutil.rmtree(folder)
