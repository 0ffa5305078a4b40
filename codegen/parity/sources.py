"""The source files of both flavours, patches included, without importing them."""

from __future__ import annotations

import ast
import importlib.util
import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Literal

from codegen.errors import ConfigError
from codegen.printable import printable

Flavour = Literal["sync", "aio"]
FLAVOURS: tuple[Flavour, Flavour] = ("sync", "aio")


@dataclass(frozen=True)
class Source:
    """One file of one flavour.

    Attributes:
        module: Its import name.
        path: The file.
        text: What is in it.
    """

    module: str
    path: Path
    text: str

    def __reduce__(self) -> tuple[type[Source], tuple[str, Path, str]]:
        return Source, (self.module, self.path, self.text)

    @cached_property
    def tree(self) -> ast.Module:
        """The file, parsed."""
        return ast.parse(self.text, str(self.path))

    @cached_property
    def dump(self) -> str:
        """The tree as text, without places."""
        return ast.dump(self.tree)

    @cached_property
    def place(self) -> str:
        """The file, relative to where we are if it lies there."""
        relative = os.path.relpath(self.path)
        return str(self.path) if relative.startswith("..") else relative


@dataclass(frozen=True)
class Sources:
    """The files of one flavour, by the name that both flavours have in common.

    The name has `*` where a module has the name of its flavour:
    `generated.*.jobs`, `patches.*.jobs`.
    """

    flavour: Flavour
    files: Mapping[str, Source] = field(default_factory=dict[str, Source])

    def replaced(self, source: Source) -> Sources:
        """These, but with another text for one file."""
        common = common_name(source.module, self.flavour)
        return Sources(self.flavour, {**self.files, common: source})


def package_folder(package: str) -> Path:
    """Find a client.

    Raises:
        ConfigError: There is no such package, or it is no client with two flavours.
    """
    if os.getcwd() not in sys.path:
        sys.path.insert(0, os.getcwd())
    try:
        spec = importlib.util.find_spec(package)
    except (ImportError, ValueError) as error:
        raise _no_client(package, f"cannot be imported: {error}") from None
    if spec is None:
        raise _no_client(package, "is not found")
    for location in spec.submodule_search_locations or ():
        folder = Path(location)
        if all((folder / flavour / "client.py").is_file() for flavour in FLAVOURS):
            return folder
    raise _no_client(package, "is no client: it has no sync/client.py, aio/client.py")


def _no_client(package: str, fact: str) -> ConfigError:
    return ConfigError.of(
        "ISO501",
        "",
        f"package {printable(package)!r} {fact}",
        "Run in the folder that holds it, or install it",
    )


def sources(package: str, flavour: Flavour) -> Sources:
    """Read one flavour of a client, and the patches that it takes classes from."""
    folder = package_folder(package) / flavour
    files: dict[str, Source] = {}
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(folder).with_suffix("").parts
        if parts[-1] == "__init__":
            parts = parts[:-1]
        source = _read(".".join((package, flavour, *parts)), path)
        files[common_name(source.module, flavour)] = source
        for module in _foreign(source, package, flavour):
            files[common_name(module.module, flavour)] = module
    return Sources(flavour, files)


def shared(package: str) -> dict[str, Source]:
    """Read what both flavours of a client have in common, and that of its patches.

    Returns:
        The files by their import names.
    """
    folder = package_folder(package)
    files = {one.module: one for one in _common(package, folder)}
    foreign = {
        module.partition(".")[0]
        for module in sources(package, "aio").files
        if not module.startswith(f"{package}.")
    }
    for root in sorted(foreign):
        spec = importlib.util.find_spec(root)
        for location in (spec.submodule_search_locations or ()) if spec else ():
            files |= {one.module: one for one in _common(root, Path(location))}
    return files


def _common(package: str, folder: Path) -> Iterator[Source]:
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(folder).with_suffix("").parts
        if not set(parts) & set(FLAVOURS):
            named = parts[:-1] if parts[-1] == "__init__" else parts
            yield _read(".".join((package, *named)), path)


def _foreign(source: Source, package: str, flavour: Flavour) -> Iterator[Source]:
    for node in source.tree.body:
        if not isinstance(node, ast.ImportFrom) or node.level or not node.module:
            continue
        parts = node.module.split(".")
        if flavour not in parts or node.module.startswith(f"{package}."):
            continue
        spec = importlib.util.find_spec(node.module)
        if spec is not None and spec.origin is not None:
            yield _read(node.module, Path(spec.origin))


def _read(module: str, path: Path) -> Source:
    return Source(module, path, path.read_text("utf-8"))


def common_name(module: str, flavour: Flavour) -> str:
    """The name of a module that its twin has too."""
    return ".".join("*" if part == flavour else part for part in module.split("."))
