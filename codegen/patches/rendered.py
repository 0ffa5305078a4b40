"""What was generated, read from its folder: what `isospin patch` compares with.

Nothing is loaded or rendered for it, so that a check takes no longer than reading.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from codegen.config import Config
from codegen.errors import DriftError
from codegen.patches.source import GENERATED, Tree
from codegen.patches.targets import ModelKind, Surface
from codegen.printable import shown_path
from codegen.read.operations import CLIENT_NAMES


def read_surface(config: Config, tree: Tree) -> Surface:
    """Return what the generated package has.

    Raises:
        DriftError: It is not there.
    """
    folder = config.package_folder
    tables = sorted((folder / "_operations").glob("*.py"))
    if not tables:
        raise DriftError.of(
            "ISO208",
            shown_path(folder),
            "nothing is generated there yet",
            "Run `isospin generate`",
        )
    groups = {
        path.stem: class_of(folder, "aio", path.stem)
        for path in tables
        if path.stem != "__init__"
    }
    return Surface(
        groups=groups,
        clients={"sync": config.client.sync, "aio": config.client.aio},
        models=dict(_models(folder / "models", tree)),
        members=CLIENT_NAMES,
    )


def module_path(folder: Path, flavour: str, module: str) -> Path:
    """Return the file of a generated module, wherever patches have moved it."""
    moved = folder / flavour / f"{GENERATED}{module}.py"
    return moved if moved.is_file() else folder / flavour / f"{module}.py"


def class_of(folder: Path, flavour: str, module: str) -> str:
    """Return the name of the class of a group."""
    for node in _parsed(module_path(folder, flavour, module)).body:
        if isinstance(node, ast.ClassDef):
            return node.name
    return ""


def _parsed(path: Path) -> ast.Module:
    try:
        return ast.parse(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ast.Module(body=[], type_ignores=[])
    except SyntaxError as error:
        raise DriftError.of(
            "ISO208",
            f"{shown_path(path)}:{error.lineno}",
            "this generated file is no Python any more",
            "Run `isospin generate --force`",
        ) from None


def _models(folder: Path, tree: Tree) -> Iterator[tuple[str, tuple[str, ModelKind]]]:
    for path in sorted(folder.glob("*.py")):
        if path.stem == "__init__":
            continue
        for node in _parsed(path).body:
            match node:
                case ast.ClassDef(name=name, body=body):
                    # The members of an enumeration have no annotations.
                    is_enum = any(isinstance(item, ast.Assign) for item in body)
                    yield name, (path.stem, "enum" if is_enum else "object")
                case ast.AnnAssign(target=ast.Name(id=name)):
                    yield name, (path.stem, "alias")
                case ast.Assign(targets=[ast.Name(id=name)]) if name[:1].isupper():
                    yield name, (path.stem, "alias")
                case ast.ImportFrom(names=names):
                    module = tree.modules.get(("models", path.stem))
                    for alias in names:
                        cls = module.classes.get(alias.name) if module else None
                        # An added model is imported like one that was replaced.
                        if (
                            cls
                            and alias.asname == alias.name
                            and "adds" not in cls.marks
                        ):
                            yield alias.name, (path.stem, "object")
                case _:
                    continue
