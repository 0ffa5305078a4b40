"""What patches are laid over: the generated package, and the packages below it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from codegen.config import Config
from codegen.extensions.known import Author, Known, generated_path, read_known
from codegen.extensions.layers import layers, parsed
from codegen.patches.source import Function


@dataclass(frozen=True)
class Ground:
    """A generated client, as its files are.

    Attributes:
        package: Its import name.
        folder: Its folder.
        below: What it extends.
    """

    package: str
    folder: Path
    below: Known | None = None

    @cached_property
    def folders(self) -> tuple[tuple[str, Path], ...]:
        """Import name and folder of every package, the client's own first."""
        under = self.below.layers[::-1] if self.below else ()
        return (
            (self.package, self.folder),
            *((layer.name, layer.folder) for layer in under),
        )

    def methods(self, flavour: str, module: str, name: str) -> dict[str, Function]:
        """Return the methods of a class before the patches of this client.

        Args:
            flavour: `sync` or `aio`.
            module: A group, `client` or `_base`.
            name: The class.
        """
        found: dict[str, Function] = {}
        known = self.below.groups.get((flavour, module)) if self.below else None
        found |= known.methods if known else {}
        for _, folder in reversed(self.folders):
            found |= _methods(folder, flavour, module, name)
        found |= known.written if known else {}
        return found

    def own(self, flavour: str, module: str, name: str) -> Mapping[str, Function]:
        """Return the methods of a class that this client itself has generated."""
        return _methods(self.folder, flavour, module, name)

    def author(self, flavour: str, module: str, name: str) -> Author | None:
        """Return whose patch a method is; None when it is generated."""
        known = self.below.groups.get((flavour, module)) if self.below else None
        return known.authors.get(name) if known else None

    def fields(self, module: str, name: str) -> dict[str, str]:
        """Return the types of a model's generated fields.

        Args:
            module: Module of models, below the client.
            name: The model.
        """
        known = self.below.models.get(name) if self.below else None
        under = known.fields if known else {}
        return {
            **{field: text.partition(" = ")[0] for field, text in under.items()},
            **_annotations(self.folder / "models" / f"{module}.py", name),
        }


def ground(config: Config) -> Ground:
    """Return what the patches of a client are laid over.

    Raises:
        ConfigError: What the client extends is not there.
    """
    below = read_known(layers(config)) if config.extends else None
    return Ground(config.package, config.package_folder, below)


def _methods(
    folder: Path, flavour: str, module: str, name: str
) -> Mapping[str, Function]:
    return {
        item.name: item
        for cls in classes(folder, flavour, module, name)
        for item in cls.body
        if isinstance(item, Function)
    }


def classes(
    folder: Path, flavour: str, module: str, name: str
) -> Iterator[ast.ClassDef]:
    """Yield a generated class, and the one that holds its operations.

    Args:
        folder: Folder of a generated package.
        flavour: `sync` or `aio`.
        module: Module of the class; patches may have moved it.
        name: The class.
    """
    for node in parsed(generated_path(folder, flavour, module)).body:
        if isinstance(node, ast.ClassDef) and node.name in (name, f"{name}Operations"):
            yield node


def _annotations(path: Path, name: str) -> dict[str, str]:
    for node in parsed(path).body:
        if isinstance(node, ast.ClassDef) and node.name == name:
            return {
                item.target.id: ast.unparse(item.annotation)
                for item in node.body
                if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name)
            }
    return {}
