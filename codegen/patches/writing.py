"""The only writer of patches: skeletons that were asked for, and mirrored twins."""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path

from codegen.config import Config
from codegen.errors import ConfigError, OutputError, PatchError, Problem
from codegen.patches.mirroring import mirror, twin_path
from codegen.patches.scaffold import skeletons
from codegen.patches.source import MIRRORED, read_tree
from codegen.patches.targets import closest
from codegen.patches.twins import is_one_sided
from codegen.printable import printable, shown_path

_DOCS = {
    "": "Hand-written parts of the client.",
    "aio": "Patches of the asyncio client.",
    "sync": "Patches of the blocking client.",
    "models": "Patches of models: each class becomes a base of the generated one.",
    "_shared": "What the patches of both flavours share.",
}


def write_new(config: Config, target: str, *, add: bool = False) -> list[Path]:
    """Write the skeleton of a patch; its twin is mirrored where that can be.

    Raises:
        ConfigError: There is nothing to patch, or it is patched already.
    """
    written: list[Path] = []
    twins: list[Path] = []
    for skeleton in skeletons(config, target, add=add):
        is_sync = skeleton.path.parent.name == "sync"
        if is_sync and not _is_by_hand(skeleton.path):
            twins.append(skeleton.path)
            continue
        _write(skeleton.path, skeleton.text)
        written.append(skeleton.path)
    tree = read_tree(config)
    for path in twins:
        _write(path, mirror(tree.modules["aio", path.stem]))
        written.append(path)
    return written


def _is_by_hand(path: Path) -> bool:
    return path.is_file() and not path.read_text("utf-8").startswith(MIRRORED)


def write_mirrored(
    config: Config, names: Collection[str], *, force: bool = False
) -> list[Path]:
    """Write the sync twins of aio patches, and return those that changed.

    Args:
        config: The settings.
        names: Modules; when empty all that are mirrored already or have no twin.
        force: Overwrite a twin that was written by hand.

    Raises:
        PatchError: Something cannot be mirrored. Nothing was written.
        ConfigError: There is no such module, or its twin is written by hand.
    """
    tree = read_tree(config)
    known = {m.name: m for m in tree.area("aio") if m.name != "__init__"}
    for name in names:
        if name not in known:
            raise ConfigError.of(
                "ISO313",
                printable(name),
                f"there is no such patch in {shown_path(tree.folder / 'aio')}"
                f"{closest(name, known)}",
                "Name a module of it, without `.py`",
            )
    texts: dict[Path, str] = {}
    problems: list[Problem] = []
    for name, module in known.items():
        if names and name not in names:
            continue
        path = twin_path(module)
        if is_one_sided(module):
            continue
        if _is_by_hand(path) and not force:
            if names:
                raise _by_hand(path)
            continue
        try:
            texts[path] = mirror(module)
        except PatchError as error:
            problems += error.problems
    if problems:
        raise PatchError(*problems)
    changed = {p: t for p, t in texts.items() if not _has(p, t)}
    for path, text in changed.items():
        _write(path, text)
    return sorted(changed)


def _by_hand(path: Path) -> ConfigError:
    return ConfigError.of(
        "ISO313",
        shown_path(path),
        "this twin is written by hand",
        "Overwrite it with --force, or leave it as it is",
    )


def _has(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text("utf-8") == text


def _write(path: Path, text: str) -> None:
    """Write a file at once or not at all, in a package."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        top = path.parent.parent
        for folder, area in ((top, ""), (path.parent, path.parent.name)):
            init = folder / "__init__.py"
            if not init.exists():
                init.write_text(f'"""{_DOCS[area]}"""\n', encoding="utf-8")
        aside = path.with_name(f".{path.name}.{os.getpid()}")
        aside.write_text(text, encoding="utf-8")
        os.replace(aside, path)
    except OSError as error:
        raise OutputError.of(
            "ISO203",
            shown_path(path),
            f"the patch cannot be written: {error.strerror}",
            "Make the folder writable",
        ) from error
