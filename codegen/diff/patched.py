"""Names that hand-written patches keep alive: read from their source, never imported."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path
from typing import Final

FLAVOURS: Final = ("sync", "aio")


@dataclass(frozen=True, slots=True)
class Kept:
    """What patches define.

    Attributes:
        methods: `group.method` of classes that patches derive, in both flavours.
        models: Names in patches of models.
    """

    methods: frozenset[str] = frozenset()
    models: frozenset[str] = frozenset()


def kept(folder: Path) -> Kept:
    """Return the names that the patches in a folder define.

    A method counts when both flavours have it: a name that one of them lacks is broken.

    Args:
        folder: With `sync/<group>.py`, `aio/<group>.py` and `models.py` or `models/`.
    """
    flavours = [_methods(folder / flavour) for flavour in FLAVOURS]
    models: set[str] = set()
    for path in (folder / "models.py", *sorted((folder / "models").glob("*.py"))):
        models |= _names(path)
    return Kept(frozenset(flavours[0] & flavours[1]), frozenset(models))


def _methods(folder: Path) -> set[str]:
    found = set()
    for path in sorted(folder.glob("*.py")):
        for node in _body(path):
            if isinstance(node, ast.ClassDef):
                found |= {f"{path.stem}.{name}" for name in _defined(node.body)}
    return found


def _names(path: Path) -> set[str]:
    return set(_defined(_body(path)))


def _body(path: Path) -> list[ast.stmt]:
    try:
        return ast.parse(path.read_text(encoding="utf-8")).body
    except (OSError, SyntaxError, ValueError):
        return []


def _defined(body: list[ast.stmt]) -> list[str]:
    found: list[str] = []
    for node in body:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                found.append(node.name)
            case ast.Assign(targets=targets):
                found += [t.id for t in targets if isinstance(t, ast.Name)]
            case ast.AnnAssign(target=ast.Name(id=name)):
                found.append(name)
            case ast.ImportFrom(names=names):
                found += [alias.asname or alias.name for alias in names]
            case _:
                pass
    return found
