"""What is around the groups and models of an extension: clients, root, errors, ..."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from codegen.annotate import Import
from codegen.config import Config
from codegen.encode import Code, Identifier, docstring, literal
from codegen.extensions.known import Known
from codegen.extensions.pieces import (
    Definition,
    Rendered,
    attributes,
    import_block,
    module,
    needed,
)
from codegen.flavour import FLAVOURS
from codegen.plan.imports import export_order
from codegen.render import flavour_package, words


@dataclass(frozen=True, slots=True, order=True)
class Link:
    """A group as an attribute of the client."""

    name: str
    class_name: str


_REWRITTEN = ("__init__.py", "errors.py")
_OTHERWISE = ("_core", "_operations", "aio", "filters", "models", "sync")
"""Folders of which an extension has only a part, or nothing."""


def facts(config: Config, known: Known) -> str:
    """Write the module that says what the package extends."""
    return module(
        docstring(["What this package extends, and what its clients are called."], 0),
        [],
        [
            (Code(f"BASE = {literal(known.base.name)}"), False),
            (
                Code(
                    "CLIENTS = {"
                    f'"sync": {literal(config.client.sync)},'
                    f' "aio": {literal(config.client.aio)}}}'
                ),
                False,
            ),
        ],
    )


# --- clients -----------------------------------------------------------------------------


def client(
    rendered: Rendered,
    flavour: str,
    known: Known,
    groups: Sequence[Link],
    gone: Sequence[str],
) -> str:
    """Write the client of one flavour.

    Args:
        rendered: The module as it was rendered.
        flavour: Its flavour.
        known: What is below.
        groups: The groups that the extension has.
        gone: Groups of the base that are no more.
    """
    cls = rendered.classes[-1]
    below = known.base.clients[flavour]
    base = f"Base{below}"
    imports = {Import(f"{known.base.name}.{flavour}.client", below, base)}
    docs = [node for node in cls.body[:1] if isinstance(node, ast.Expr)]
    members = [rendered.piece(node) for node in docs]
    own = {node.name: node for node in cls.body if isinstance(node, ast.FunctionDef)}
    defaults = "\n".join(
        rendered.piece(node)
        for node in cls.body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and known.defaults.get(node.targets[0].id) != ast.unparse(node.value)
    )
    members += [Code(defaults)] if defaults else []
    if groups:
        imports |= {
            Import("functools", "cached_property"),
            Import("typing", "TYPE_CHECKING"),
        }
    for group in groups:
        node = own.get(group.name)
        members.append(rendered.piece(node) if node else _property(group))
    if gone:
        imports |= {
            Import("typing", "TYPE_CHECKING"),
            Import(f"{known.core}._core.extensions", "Absent"),
        }
        lines = "\n".join(f"        {name} = Absent()" for name in gone)
        members.append(Code(f"    if not TYPE_CHECKING:\n{lines}"))
    parts: list[tuple[Code, bool]] = []
    if groups:
        typed = import_block(Import(f".{g.name}", g.class_name) for g in groups)
        checked = textwrap.indent(typed, "    ")
        parts.append((Code(f"if TYPE_CHECKING:\n{checked}"), False))
    body = "\n\n".join(members) or "    pass"
    parts.append((Code(f"class {cls.name}({base}):\n{body}"), True))
    return module(rendered.doc, imports, parts)


def _property(group: Link) -> Code:
    """Write the attribute of a group that the document does not have."""
    doc = docstring([f"The {group.name} operations."], 8)
    return Code(
        "    @cached_property\n"
        f"    def {Identifier(group.name)}(self) -> {Identifier(group.class_name)}:\n"
        f"        {doc}\n"
        f"        from .{group.name} import {group.class_name}\n\n"
        f"        return {group.class_name}(self._transport)"
    )


# --- the root ----------------------------------------------------------------------------


def root(text: str, known: Known) -> str:
    """Write the root: the same names, most of them from the base."""
    rendered = Rendered(text)
    core = f"{known.core}._core"
    parts: list[tuple[Code, bool]] = []
    for node in rendered.tree.body[2:]:
        if isinstance(node, ast.If) and not node.orelse and _is_imports(node.body):
            block = import_block(
                _from_core(item, core)
                for name, item in rendered.imports.items()
                if name not in ("TYPE_CHECKING", "import_module")
            )
            parts.append(
                (Code(f"if TYPE_CHECKING:\n{textwrap.indent(block, '    ')}"), False)
            )
        elif not isinstance(node, ast.Import | ast.ImportFrom):
            piece = rendered.piece(node).replace('"._core.', f'"{core}.')
            parts.append((Code(piece), isinstance(node, (*Definition, ast.If))))
    imports = [Import("importlib", "import_module"), Import("typing", "TYPE_CHECKING")]
    return module(rendered.doc, imports, parts)


def _is_imports(body: Sequence[ast.stmt]) -> bool:
    return all(isinstance(node, ast.ImportFrom) for node in body)


def _from_core(item: Import, core: str) -> Import:
    """Return where the root of an extension has something from."""
    if item.module.startswith("._core"):
        return replace(item, module=f"{core}{item.module[6:]}")
    return item


def errors(text: str, known: Known) -> str:
    """Write the errors: those of the base, and those of patches."""
    rendered = Rendered(text)
    imports = {Import(f"{known.base.name}.errors", name) for name in known.errors}
    imports |= {
        item
        for name, item in rendered.imports.items()
        if not item.module.startswith("._core")
    }
    names = {*known.errors, *(item.name for item in imports)}
    return module(rendered.doc, imports, [(_all(sorted(names)), False)])


def _all(names: Sequence[str]) -> Code:
    rows = "".join(f'    "{name}",\n' for name in names)
    return Code(f"__all__ = [\n{rows}]")


# --- what not every client has -----------------------------------------------------------


def filters(text: str, known: Known, changed: frozenset[str]) -> str:
    """Write the filters: those that are new or different, and those of the base."""
    rendered = Rendered(text)
    below: dict[str, tuple[str, str]] = {}
    for layer in known.layers:
        path = layer.folder / "filters" / "__init__.py"
        if path.is_file():
            found = Rendered(path.read_text(encoding="utf-8"))
            below |= {
                cls.name: (f"{layer.name}.filters", _fields(cls))
                for cls in found.classes
            }
    own = [
        cls
        for cls in rendered.classes
        if below.get(cls.name, ("", ""))[1] != _fields(cls)
        or attributes([cls], "models") & changed
    ]
    imports = needed(rendered, own, lambda item: item)
    others = sorted({cls.name for cls in rendered.classes} - {cls.name for cls in own})
    imports |= {Import(below[name][0], name) for name in others}
    parts = [(rendered.piece(cls), True) for cls in own]
    names = sorted((cls.name for cls in rendered.classes), key=export_order)
    return module(rendered.doc, imports, [(_all(names), False), *parts])


def _fields(cls: ast.ClassDef) -> str:
    return "\n".join(
        ast.unparse(node) for node in cls.body if isinstance(node, ast.AnnAssign)
    )


def around(
    files: Mapping[str, str], known: Known, config: Config, changed: frozenset[str]
) -> Iterator[tuple[str, str]]:
    """Yield the files that hold no group and no model: path, text."""
    yield "__init__.py", root(files["__init__.py"], known)
    yield "errors.py", errors(files["errors.py"], known)
    yield "_extension.py", facts(config, known)
    for path, text in files.items():
        if path not in _REWRITTEN and path.partition("/")[0] not in _OTHERWISE:
            yield path, text
    yield "_operations/__init__.py", files["_operations/__init__.py"]
    if "filters/__init__.py" in files:
        yield (
            "filters/__init__.py",
            filters(files["filters/__init__.py"], known, changed),
        )
    for flavour in FLAVOURS:
        yield (
            f"{flavour.name}/__init__.py",
            flavour_package(
                words(flavour),
                Identifier(getattr(config.client, flavour.name)),
                extensible=config.extensible,
                core=Code(known.core),
            ),
        )
