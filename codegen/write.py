"""From rendered text to the disk, or the comparison with it: the only writer.

`plan` looks; `apply` does what `plan` says; `check` tells what `apply` would do.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from codegen import swap
from codegen.errors import InternalError, OutputError, Problem
from codegen.manifest import MANIFEST, Manifest, content_hash, is_safe_path
from codegen.printable import printable, shown_path

Files = Mapping[str, str | bytes]


@dataclass(frozen=True, slots=True)
class Summary:
    """What was written, or would be: paths below the folder, sorted.

    Attributes:
        written: New or changed.
        unchanged: Not touched.
        removed: Listed in the manifest, and no longer rendered.
    """

    written: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Drift:
    """How a folder differs from what would be written: paths below it, sorted.

    Attributes:
        changed: Other content than rendered.
        missing: Rendered, and not there.
        extra: Written by an earlier run, and no longer rendered.
        foreign: Python files that no run wrote; generating leaves them alone.
    """

    changed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.changed or self.missing or self.extra)


def plan(files: Files, folder: Path, *, force: bool = False) -> Summary:
    """Return what `apply` would do with the same arguments.

    Raises:
        OutputError: as `apply`.
    """
    return _plan(_as_bytes(files), folder, _manifest(folder), force)


def apply(
    files: Files,
    folder: Path,
    *,
    force: bool = False,
) -> Summary:
    """Make the generated files of a folder these, all at once or not at all.

    Only what changed is written. What the manifest lists and is no longer rendered is
    removed, with the folders that this empties. Anything else is left alone.

    Args:
        files: Path below the folder, with `/` -> content; text is written as UTF-8.
        folder: Made if it is not there.
        force: Overwrite files that were edited by hand, or that isospin never wrote.

    Raises:
        OutputError: a generated file was edited by hand; a file of somebody else is in
            the way; or the disk does not let us. The folder is as it was.
    """
    contents = _as_bytes(files)
    places = swap.Places.of(folder)
    manifest = Manifest.of(contents)
    try:
        with swap.locked(places):
            swap.recover(places)
            old = Manifest.read(places.folder)
            summary = _plan(contents, places.folder, old, force)
            if summary.written or summary.removed:
                changed = {path: contents[path] for path in summary.written}
                swap.replace(places, changed, summary.removed, manifest)
            elif old is None or old.text != manifest.text:
                swap.write_manifest(places, manifest)
    except OSError as error:
        raise _refused(places.folder, error) from error
    return summary


def check(files: Files, folder: Path) -> Drift:
    """Compare a folder with what would be written; write nothing.

    Raises:
        OutputError: the folder cannot be read.
    """
    contents = _as_bytes(files)
    changed, missing = [], []
    try:
        for path, content in contents.items():
            data = _read(folder / path)
            if data is None:
                missing.append(path)
            elif data != content:
                changed.append(path)
        listed = (_manifest(folder) or Manifest()).files
        there = [path for path, entry in swap.walk(folder) if entry.is_file()]
    except OSError as error:
        raise _refused(folder, error) from error
    extra = [path for path in there if path in listed and path not in contents]
    foreign = _foreign(there, {*listed, *contents})
    return Drift(*(tuple(sorted(kind)) for kind in (changed, missing, extra, foreign)))


def foreign_files(folder: Path) -> tuple[str, ...]:
    """Return the Python files of a folder that no run wrote, as in `Drift`."""
    listed = (_manifest(folder) or Manifest()).files
    there = [path for path, entry in swap.walk(folder) if entry.is_file()]
    return tuple(sorted(_foreign(there, listed)))


def _foreign(there: Iterable[str], known: Container[str]) -> list[str]:
    return [p for p in there if p.endswith((".py", ".pyi")) and p not in known]


def is_settled(folder: Path) -> bool:
    """Tell whether no run was killed here: nothing is left beside the folder."""
    places = swap.Places.of(folder)
    return not any(p.exists() for p in (places.new, places.swap, places.roll))


def intact(folder: Path) -> bool:
    """Tell whether every file that the manifest lists is there as it was written."""
    manifest = Manifest.read(folder)
    if manifest is None:
        return False
    return all(
        (data := _read(folder / path)) is not None and content_hash(data) == digest
        for path, digest in manifest.files.items()
    )


def _plan(
    contents: Mapping[str, bytes], folder: Path, old: Manifest | None, force: bool
) -> Summary:
    if folder.exists() and not folder.is_dir():
        raise OutputError(
            _blocked("ISO205", folder, "this file stands where the folder is to be")
        )
    listed = old.files if old else {}
    written, unchanged, removed, problems = [], [], [], []
    for path in sorted(contents):
        problem = _in_the_way(folder, path, listed)
        data = None if problem else _read(folder / path)
        if problem:
            problems.append(problem)
        elif data == contents[path]:
            unchanged.append(path)
        else:
            written.append(path)
            if data is not None and not force:
                problems += _not_ours(folder, path, data, listed.get(path))
    for path in sorted(listed.keys() - contents.keys()):
        data = _read(folder / path)
        if data is not None:
            removed.append(path)
            if not force:
                problems += _not_ours(folder, path, data, listed[path])
    if problems:
        raise OutputError(*problems)
    return Summary(tuple(written), tuple(unchanged), tuple(removed))


def _not_ours(
    folder: Path, path: str, data: bytes, digest: str | None
) -> Iterable[Problem]:
    """Yield the problem with overwriting what is on the disk, if there is one."""
    place = shown_path(folder / path)
    if digest is None:
        yield Problem(
            "ISO205",
            place,
            "this file is in the way, and was not written by isospin",
            "Move it out of the folder, or overwrite it with --force",
        )
    elif digest != content_hash(data):
        yield Problem(
            "ISO201",
            place,
            "this generated file was edited by hand",
            "Move the change to a patch, then let it be overwritten with --force",
        )


def _in_the_way(folder: Path, path: str, listed: Mapping[str, str]) -> Problem | None:
    """Return the problem with writing to a path whatever is in the file."""
    names = path.split("/")
    for depth in range(1, len(names) + 1):
        part = "/".join(names[:depth])
        place = folder / part
        last = depth == len(names)
        if place.is_symlink():
            fact = "this is a link, and the file behind it is not isospin's to write"
            return _blocked("ISO207", place, fact)
        if last and place.exists() and not place.is_file():
            return _blocked(
                "ISO205", place, "a file is to be written where this stands"
            )
        if not last and place.exists() and not place.is_dir() and part not in listed:
            return _blocked(
                "ISO205", place, "this file stands where a folder is needed"
            )
    return None


def _blocked(code: str, place: Path, fact: str) -> Problem:
    return Problem(code, shown_path(place), fact, "Move it out of the folder")


def _read(path: Path) -> bytes | None:
    """Return the bytes of a regular file; None when there is none."""
    if path.is_symlink() or not path.is_file():
        return None
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _manifest(folder: Path) -> Manifest | None:
    return Manifest.read(folder)


def _as_bytes(files: Files) -> dict[str, bytes]:
    """Return the contents as bytes, when every path is one that we may write.

    Raises:
        InternalError: a path is not; the names of the plan have to see to that.
    """
    folded: dict[str, str] = {}
    for path in files:
        other = folded.setdefault(path.casefold(), path)
        if not is_safe_path(path) or path == MANIFEST or other != path:
            raise InternalError.of(
                "ISO202",
                printable(path),
                (
                    "this is not a path that isospin may write"
                    if other == path
                    else f"it and {printable(other)} are one file on some systems"
                ),
                "Report this as a fault of isospin, with the document",
            )
    return {
        path: text if isinstance(text, bytes) else text.encode()
        for path, text in files.items()
    }


_REMEDIES = {
    errno.ENOSPC: "Make room on the disk, and run again",
    errno.EDQUOT: "Make room on the disk, and run again",
    errno.EFBIG: "Raise the limit on file sizes, and run again",
    errno.EROFS: "Set `output` to a folder that can be written",
}


def _refused(folder: Path, error: OSError) -> OutputError:
    said = error.strerror or type(error).__name__
    where = (
        f" ({printable(os.path.basename(str(error.filename)))})"
        if error.filename
        else ""
    )
    number = error.errno or 0
    return OutputError.of(
        "ISO203",
        shown_path(folder),
        f"the folder cannot be written: {said[:1].lower()}{said[1:]}{where};"
        " nothing was changed",
        _REMEDIES.get(number, "Make it and the folder around it writable"),
    )
