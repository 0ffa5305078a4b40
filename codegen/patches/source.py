"""The files of patches as values. They are parsed, and never imported."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from codegen.config import Config
from codegen.errors import PatchError, Problem
from codegen.extensions.layers import layers
from codegen.printable import printable, shown_path

FLAVOURS: Final = ("sync", "aio")
GENERATED: Final = "_generated_"
"""Prefix of the module of an original, and of the name of a removed operation."""
MIRRORED: Final = "# Mirrored from aio/"
"""How a file begins that was written from the one of the other flavour."""
PATCHING: Final = "_core.patching"
"""Module with the marks, below the generated package."""

Function = ast.FunctionDef | ast.AsyncFunctionDef
Node = ast.stmt | ast.expr | ast.arg


@dataclass(frozen=True, slots=True)
class Member:
    """A name that a class, or a module, defines.

    Attributes:
        reason: Why only one flavour has it; "" when the mark lacks a reason; None
            when it is not marked.
    """

    name: str
    node: ast.stmt
    reason: str | None = None

    @property
    def line(self) -> int:
        """Where it begins, its decorators aside."""
        return self.node.lineno


@dataclass(frozen=True, slots=True)
class PatchClass:
    """A class of a patch.

    Attributes:
        bases: Absolute names, as far as imports tell them.
        marks: Marks of `_core.patching` -> their arguments.
    """

    name: str
    node: ast.ClassDef
    module: PatchModule
    bases: tuple[str, ...]
    members: Mapping[str, Member]
    marks: Mapping[str, tuple[str, ...]]

    @property
    def place(self) -> str:
        """File and line."""
        return self.module.at(self.node)

    @property
    def removed(self) -> tuple[str, ...]:
        """Operations that it takes away."""
        return self.marks.get("removes", ())


@dataclass(slots=True)
class PatchModule:
    """A file of a patch.

    Attributes:
        area: `aio`, `sync`, `models`, `_shared` or "".
        name: Module name.
        dotted: Absolute import name.
        imported: Name in the module -> what it stands for, absolute.
        renamed: Name of the aio client class -> that of the sync one.
    """

    area: str
    name: str
    path: Path
    dotted: str
    text: str
    tree: ast.Module
    imported: Mapping[str, str]
    renamed: Mapping[str, str]
    classes: Mapping[str, PatchClass] = field(default_factory=dict)
    members: Mapping[str, Member] = field(default_factory=dict)

    def at(self, node: Node | int) -> str:
        """Return `file:line` of something in it."""
        line = node if isinstance(node, int) else node.lineno
        return f"{shown_path(self.path)}:{line}"

    def resolve(self, node: ast.expr) -> str:
        """Return the absolute dotted name of an expression; "" when it is none."""
        return resolve(node, self.imported)


@dataclass(frozen=True, slots=True)
class Tree:
    """All patches of a client.

    Attributes:
        folder: Where they are.
        dotted: Import name of the folder.
        package: Import name of the generated package.
        core: Import name of the package with the runtime: the same, or the one at the
            bottom of what it extends.
        modules: (area, module name) -> module.
    """

    folder: Path
    dotted: str
    package: str
    core: str
    modules: Mapping[tuple[str, str], PatchModule] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.modules)

    def area(self, name: str) -> Iterator[PatchModule]:
        """Yield the modules of an area that do not begin with an underscore."""
        for (area, module), found in sorted(self.modules.items()):
            if area == name and not module.startswith("_"):
                yield found


def read_tree(config: Config) -> Tree:
    """Read the patches of a client.

    Raises:
        PatchError: A file is no Python, or the folder cannot be imported.
        ConfigError: What the client extends is not there.
    """
    folder = Path(os.path.abspath(config.folder / config.patches))
    below = layers(config)
    core = below[0].name if below else config.package
    files = sorted(folder.rglob("*.py")) if folder.is_dir() else []
    if not any(path.stat().st_size for path in files):
        return Tree(folder, "", config.package, core)
    dotted = _import_name(config, folder)
    modules: dict[tuple[str, str], PatchModule] = {}
    problems: list[Problem] = []
    for path in files:
        parts = path.relative_to(folder).with_suffix("").parts
        if "__pycache__" in parts:
            continue
        try:
            module = _read(path, parts, dotted, config, core)
        except (SyntaxError, ValueError, OSError) as error:
            line = f":{error.lineno}" if isinstance(error, SyntaxError) else ""
            said = error.msg if isinstance(error, SyntaxError) else str(error)
            problems.append(
                Problem(
                    "ISO300",
                    f"{shown_path(path)}{line}",
                    f"this patch cannot be read: {printable(said)}",
                    "Repair it; nothing is generated before",
                )
            )
        else:
            modules[module.area, module.name] = module
    if problems:
        raise PatchError(*problems)
    return Tree(folder, dotted, config.package, core, modules)


def _import_name(config: Config, folder: Path) -> str:
    for root in (config.folder / config.output, config.folder):
        try:
            parts = folder.relative_to(os.path.abspath(root)).parts
        except ValueError:
            continue
        if parts and all(part.isidentifier() for part in parts):
            return ".".join(parts)
    raise PatchError.of(
        "ISO312",
        shown_path(folder),
        "the generated package cannot import the patches from there",
        "Move them below `output`, or beside the configuration, in a folder whose name"
        " is a Python name",
    )


def _read(
    path: Path, parts: tuple[str, ...], dotted: str, config: Config, core: str
) -> PatchModule:
    text = path.read_text(encoding="utf-8-sig")
    tree = ast.parse(text)
    is_package = parts[-1] == "__init__"
    full = ".".join((dotted, *parts[: -1 if is_package else None]))
    module = PatchModule(
        area=parts[0] if len(parts) > 1 else "",
        name=".".join(parts[1:] or parts),
        path=path,
        dotted=full,
        text=text,
        tree=tree,
        imported=imports_of(tree, full, is_package=is_package),
        renamed={config.client.aio: config.client.sync},
    )
    marks = f"{core}.{PATCHING}."
    module.classes = {
        node.name: _class(node, module, marks)
        for node in tree.body
        if isinstance(node, ast.ClassDef)
    }
    module.members = _members(tree.body, module, marks)
    return module


def _class(node: ast.ClassDef, module: PatchModule, marks: str) -> PatchClass:
    return PatchClass(
        name=node.name,
        node=node,
        module=module,
        bases=tuple(module.resolve(base) for base in node.bases),
        members=_members(node.body, module, marks),
        marks=_marks(node, module, marks),
    )


def _members(
    body: list[ast.stmt], module: PatchModule, marks: str
) -> dict[str, Member]:
    found: dict[str, Member] = {}
    for node in body:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                given = _marks(node, module, marks)
                reason = given.get("one_sided")
                said = None if reason is None else "".join(reason).strip()
                found.setdefault(node.name, Member(node.name, node, said))
            case ast.Assign(targets=[ast.Name(id=name)]):
                found[name] = Member(name, node)
            case ast.AnnAssign(target=ast.Name(id=name)):
                found[name] = Member(name, node)
            case ast.If(test=test) if _is_type_checking(test):
                continue
            case _:
                continue
    return found


def _marks(
    node: Function | ast.ClassDef, module: PatchModule, marks: str
) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for decorator in node.decorator_list:
        call = decorator if isinstance(decorator, ast.Call) else None
        name = module.resolve(call.func if call else decorator)
        if name.startswith(marks):
            given = [*call.args, *(k.value for k in call.keywords)] if call else []
            found[name.removeprefix(marks)] = tuple(
                item.value
                for item in given
                if isinstance(item, ast.Constant) and isinstance(item.value, str)
            )
    return found


def imports_of(
    tree: ast.AST, dotted: str, *, is_package: bool = False
) -> dict[str, str]:
    """Return what the imports of a module name, wherever they stand in it.

    Args:
        tree: The module.
        dotted: Its absolute name; relative imports are resolved against it.
        is_package: It is the `__init__` of a package.
    """
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.partition(".")[0]
                found[alias.asname or top] = alias.name if alias.asname else top
        elif isinstance(node, ast.ImportFrom):
            source = imported_module(node, dotted, is_package=is_package)
            for alias in node.names:
                found[alias.asname or alias.name] = f"{source}.{alias.name}"
    return found


def imported_module(
    node: ast.ImportFrom, dotted: str, *, is_package: bool = False
) -> str:
    """Return the absolute name of the module that names are imported from."""
    if not node.level:
        return node.module or ""
    parts = dotted.split(".")
    drop = node.level - (1 if is_package else 0)
    parents = parts[: len(parts) - drop]
    return ".".join([*parents, *([node.module] if node.module else [])])


def resolve(node: ast.expr, imported: Mapping[str, str]) -> str:
    """Return the absolute dotted name that an expression stands for, or ""."""
    match node:
        case ast.Name(id=name):
            return imported.get(name, name)
        case ast.Attribute(value=value, attr=attribute):
            inner = resolve(value, imported)
            return f"{inner}.{attribute}" if inner else ""
        case ast.Subscript(value=value):
            return resolve(value, imported)
        case _:
            return ""


def _is_type_checking(test: ast.expr) -> bool:
    name = test.attr if isinstance(test, ast.Attribute) else getattr(test, "id", "")
    return name == "TYPE_CHECKING"


def run_time_imports(tree: ast.Module) -> Iterator[ast.ImportFrom | ast.Import]:
    """Yield the imports that run when the module is imported."""
    waiting: list[ast.stmt] = list(tree.body)
    while waiting:
        node = waiting.pop(0)
        match node:
            case ast.Import() | ast.ImportFrom():
                yield node
            case ast.If(test=test, orelse=orelse) if _is_type_checking(test):
                waiting.extend(orelse)
            case ast.If() | ast.Try() | ast.With() | ast.ClassDef():
                waiting.extend(
                    child
                    for child in ast.iter_child_nodes(node)
                    if isinstance(child, ast.stmt)
                )
            case _:
                continue
