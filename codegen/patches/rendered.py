"""What was generated, read from its folder: what `isospin patch` compares with.

Nothing is loaded or rendered for it, so that a check takes no longer than reading.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from codegen.config import Config
from codegen.errors import DriftError
from codegen.extensions.known import KnownModel, generated_path
from codegen.extensions.layers import parsed
from codegen.patches.ground import Ground
from codegen.patches.source import Tree
from codegen.patches.targets import ModelKind, Surface
from codegen.printable import shown_path
from codegen.read.operations import CLIENT_NAMES


def read_surface(config: Config, tree: Tree, under: Ground) -> Surface:
    """Return what the generated package has.

    Args:
        config: The settings.
        tree: The patches.
        under: What they are laid over.

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
    surface = Surface(
        groups=groups,
        clients={"sync": config.client.sync, "aio": config.client.aio},
        models=dict(_models(folder / "models", tree)),
        members=CLIENT_NAMES,
    )
    if under.below is None:
        return surface
    generated = {
        name: group.exported.name for (_, name), group in under.below.groups.items()
    }
    models = {
        model.name: (model.home.rpartition(".")[2], _kind(model))
        for model in under.below.models.values()
    }
    return replace(
        surface.over(under.below),
        groups={**generated, **groups},
        models={**models, **surface.models},
    )


def _kind(model: KnownModel) -> ModelKind:
    return "object" if model.kind == "patch" else model.kind


def class_of(folder: Path, flavour: str, module: str) -> str:
    """Return the name of the class of a group."""
    found = ""
    for node in parsed(generated_path(folder, flavour, module)).body:
        if isinstance(node, ast.ClassDef):
            found = node.name
    return found


def _models(folder: Path, tree: Tree) -> Iterator[tuple[str, tuple[str, ModelKind]]]:
    for path in sorted(folder.glob("*.py")):
        if path.stem == "__init__":
            continue
        for node in parsed(path).body:
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
