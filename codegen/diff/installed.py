"""An installed client: its snapshot, and the names that it really has.

Nothing of the package is imported. The names are read from its source, because the
release of isospin that wrote it may have given others than this one would.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import replace
from importlib.machinery import PathFinder
from pathlib import Path

from codegen.config import Config
from codegen.diff.snapshot import NAME, restored
from codegen.diff.subject import Subject
from codegen.errors import InputError
from codegen.patches.source import FLAVOURS, GENERATED
from codegen.printable import printable
from codegen.spec.load import load


def from_package(name: str, config: Config) -> Subject:
    """Return what an installed client was made of.

    Args:
        name: Import name of the package.
        config: Settings that the package does not say itself.

    Raises:
        InputError: there is no such package, or it carries no snapshot.
    """
    source = printable(f"installed:{name}")
    folder = _folder(name.split("."))
    if folder is None:
        raise InputError.of(
            "ISO010",
            source,
            "no such package is installed",
            f"Check the name, or install it for {printable(sys.executable)}",
        )
    path = folder / NAME
    if not path.is_file():
        raise InputError.of(
            "ISO010",
            source,
            f"the package carries no {NAME}",
            "Install a client with its data files, or compare with a file, a URL or"
            " git:REV:PATH",
        )
    subject = restored(replace(load(str(path), config=config), name=source), config)
    kept = subject.kept
    return replace(
        subject,
        kept=replace(
            kept,
            methods=kept.methods | _methods(folder),
            models=kept.models | _models(folder),
        ),
    )


def _folder(names: list[str]) -> Path | None:
    """Return the folder of a package, found without importing what is around it."""
    places: list[str] | None = None
    for name in names:
        try:
            spec = PathFinder.find_spec(name, places)
        except (ImportError, ValueError):
            spec = None
        if spec is None or not spec.submodule_search_locations:
            return None
        places = list(spec.submodule_search_locations)
    return Path(places[0]) if places else None


def _methods(folder: Path) -> frozenset[str]:
    """Return `group.method` of all groups that both flavours have."""
    found = []
    for flavour in FLAVOURS:
        names = set()
        for path in sorted((folder / flavour).glob("*.py")):
            group = path.stem.removeprefix(GENERATED)
            if group != "client" and not group.startswith("_"):
                names |= {f"{group}.{name}" for name in _defined(path)}
        found.append(names)
    return frozenset(found[0] & found[1])


def _defined(path: Path) -> Iterator[str]:
    """Yield the public methods of the classes of a module."""
    for node in _body(path):
        for inner in node.body if isinstance(node, ast.ClassDef) else ():
            match inner:
                case ast.FunctionDef() | ast.AsyncFunctionDef():
                    if not inner.name.startswith("_"):
                        yield inner.name
                case _:
                    pass


def _models(folder: Path) -> frozenset[str]:
    """Return the names that the package of models exports."""
    for node in _body(folder / "models" / "__init__.py"):
        match node:
            case ast.Assign(targets=[ast.Name("__all__")], value=ast.List(elts=names)):
                return frozenset(
                    name.value
                    for name in names
                    if isinstance(name, ast.Constant) and isinstance(name.value, str)
                )
            case _:
                pass
    return frozenset()


def _body(path: Path) -> list[ast.stmt]:
    try:
        return ast.parse(path.read_text(encoding="utf-8")).body
    except (OSError, SyntaxError, ValueError):
        return []
