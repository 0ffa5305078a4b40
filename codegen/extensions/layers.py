"""The packages that an extension lies on: found as files, and never imported.

`extends` names a package that isospin made. That one may be an extension itself; its
`_extension.py` says of what. At the bottom is a package with everything in it, the
runtime of `_core` above all, which the others use.
"""

from __future__ import annotations

import ast
import importlib
import importlib.util
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from codegen.config import Config
from codegen.encode import Identifier
from codegen.errors import ConfigError, DriftError
from codegen.flavour import FLAVOURS
from codegen.printable import printable, shown_path
from codegen.settings import find_table

FACTS: Final = "_extension.py"
"""The module of an extension that says what it extends."""


@dataclass(frozen=True)
class Layer:
    """A generated package, one of those below an extension.

    Attributes:
        name: Import name.
        folder: Where it is.
        base: Import name of what it extends; "" at the bottom.
    """

    name: str
    folder: Path
    base: str

    @property
    def root(self) -> Path:
        """The folder that its import name starts from."""
        return self.folder.parents[self.name.count(".")]

    @cached_property
    def clients(self) -> Mapping[str, str]:
        """Flavour -> name of the client class."""
        return {f.name: _exported(self.folder / f.name / "client.py") for f in FLAVOURS}

    @cached_property
    def is_extensible(self) -> bool:
        """Whether its own names give the classes of an extension."""
        return any(
            isinstance(node, ast.ImportFrom)
            and (node.module or "").endswith("_core.extensions")
            for node in parsed(self.folder / "aio" / "__init__.py").body
        )

    def files(self, folder: str) -> Iterator[Path]:
        """Yield the modules of a folder in it, `__init__` aside."""
        for path in sorted((self.folder / folder).glob("*.py")):
            if path.stem != "__init__":
                yield path


def parsed(path: Path) -> ast.Module:
    """Return a file of a generated client, parsed; an empty module when there is none.

    Raises:
        DriftError: It is no Python.
    """
    try:
        return ast.parse(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return ast.Module(body=[], type_ignores=[])
    except (SyntaxError, ValueError) as error:
        line = f":{error.lineno}" if isinstance(error, SyntaxError) else ""
        raise DriftError.of(
            "ISO208",
            f"{shown_path(path)}{line}",
            "this file of a client is no Python any more",
            "Repair it, or write it again with `isospin generate --force`",
        ) from None


def layers(config: Config) -> tuple[Layer, ...]:
    """Return what the client of these settings lies on, the bottom first.

    Returns:
        Nothing when it extends nothing.

    Raises:
        ConfigError: There is no such package, isospin did not make it, or the packages
            extend each other.
    """
    if config.extends is None:
        return ()
    found = [_named(config)]
    while found[0].base:
        known = [layer.name for layer in found]
        if found[0].base in (*known, config.package):
            raise _not_a_base(config, f"{known[0]} extends {found[0].base} again")
        below = _find(found[0].base, [*_beside(found[0]), *_roots(config)])
        if below is None:
            raise _not_a_base(
                config, f"{found[0].base}, which {found[0].name} extends, is not found"
            )
        found.insert(0, below)
    if config.package in (layer.name for layer in found):
        raise _not_a_base(config, f"{config.package} cannot extend itself")
    return tuple(found)


def core_of(package: str) -> str:
    """Return the import name of the package with the runtime of an installed client."""
    while True:
        try:
            package = str(importlib.import_module(f"{package}.{FACTS[:-3]}").BASE)
        except ModuleNotFoundError:
            return package


def in_waves(configs: Iterable[Config]) -> Iterator[list[Config]]:
    """Yield the clients of a run, those that others of them extend first."""
    waiting = list(configs)
    while waiting:
        wave = [
            config
            for config in waiting
            if not any(_extends(config, other) for other in waiting)
        ]
        # Those that extend each other are told so by `layers`.
        wave = wave or waiting
        yield wave
        waiting = [config for config in waiting if config not in wave]


def _extends(config: Config, other: Config) -> bool:
    if config.extends is None or config is other:
        return False
    if config.extends == other.package:
        return True
    folders = (config.folder / config.extends, other.package_folder)
    return os.path.abspath(folders[0]) == os.path.abspath(folders[1])


def _named(config: Config) -> Layer:
    extends = config.extends or ""
    if _is_path(extends):
        folder = Path(os.path.abspath(config.folder / extends))
        name = _import_name(folder)
        if not _is_importable(name):
            raise _not_a_base(
                config, f"nothing can import {printable(name)!r}", "Rename its folder"
            )
        layer = _layer(name, folder)
    else:
        layer = _find(extends, _roots(config))
    if layer is None:
        raise _not_a_base(
            config, f"{printable(extends)} is no package that isospin has made"
        )
    return layer


def _import_name(folder: Path) -> str:
    """Return the import name of a folder: up to where packages end."""
    parts = [folder.name]
    while (folder.parent / "__init__.py").is_file():
        folder = folder.parent
        parts.insert(0, folder.name)
    return ".".join(parts)


def _beside(layer: Layer) -> Iterator[Path]:
    """Yield the folders in which the base of a layer may be: beside it, or as told.

    A package that is not installed lies in its project, whose settings say where its
    own base is.
    """
    yield layer.root
    path, table = find_table(layer.folder)
    jobs = table.get("jobs", {})
    tables = [table, *(jobs.values() if isinstance(jobs, dict) else ())]
    for found in tables if path else ():
        extends = found.get("extends") if isinstance(found, dict) else None
        if path and isinstance(extends, str) and _is_path(extends):
            folder = Path(os.path.abspath(path.parent / extends))
            yield folder.parents[_import_name(folder).count(".")]


def _is_path(extends: str) -> bool:
    return extends.startswith(".") or os.sep in extends or "/" in extends


def _roots(config: Config) -> list[Path]:
    output = Path(os.path.abspath(config.folder / config.output))
    return [output, Path(os.path.abspath(config.folder)), *map(Path, sys.path)]


def _is_importable(name: str) -> bool:
    """Whether a name, which comes to stand in import lines, is a dotted name."""
    try:
        return all(Identifier(part) for part in name.split("."))
    except ValueError:
        return False


def _find(name: str, roots: list[Path]) -> Layer | None:
    if not _is_importable(name):
        return None
    parts = name.split(".")
    for root in roots:
        if layer := _layer(name, root.joinpath(*parts)):
            return layer
    # Packages that are installed for development may be known to a finder only.
    spec = importlib.util.find_spec(parts[0])
    for place in (spec.submodule_search_locations or ()) if spec else ():
        if layer := _layer(name, Path(place).joinpath(*parts[1:])):
            return layer
    return None


def _layer(name: str, folder: Path) -> Layer | None:
    if not (folder / "aio" / "client.py").is_file():
        return None
    facts = folder / FACTS
    if facts.is_file():
        return Layer(name, folder, _base(facts))
    return Layer(name, folder, "") if (folder / "_core").is_dir() else None


def _base(facts: Path) -> str:
    for node in parsed(facts).body:
        match node:
            case ast.Assign(
                targets=[ast.Name(id="BASE")], value=ast.Constant(value=str(base))
            ):
                return base
            case _:
                continue
    raise ConfigError.of(
        "ISO601",
        shown_path(facts),
        "this does not say what the package extends",
        "Generate that package again",
    )


def _exported(path: Path) -> str:
    """Return the class that a module is there for."""
    name = ""
    for node in parsed(path).body:
        match node:
            case ast.ClassDef(name=name):
                pass
            case ast.Assign(targets=[ast.Name(id="__all__")], value=ast.List([item])):
                return str(ast.literal_eval(item))
            case _:
                continue
    return name


def _not_a_base(
    config: Config,
    fact: str,
    remedy: str = "Install it, or name it by its folder, `../base/src/base_client`",
) -> ConfigError:
    return ConfigError.of(
        "ISO601",
        f"extends = {printable(config.extends or '')!r}",
        fact,
        remedy,
    )
