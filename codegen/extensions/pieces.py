"""Rendered modules, cut into pieces, and put together with fewer of them.

An extension is rendered whole, like any client, and what its base has is left out. So
a piece is text that the templates printed; nothing is rewritten but the imports.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from codegen.annotate import Import
from codegen.encode import Code
from codegen.plan.imports import import_lines
from codegen.render import render

Definition = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Rendered:
    """A rendered module."""

    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The module, parsed."""
        return ast.parse(self.text)

    @cached_property
    def _lines(self) -> list[str]:
        return self.text.split("\n")

    @property
    def doc(self) -> Code:
        """The docstring of the module, as it is written; nothing without one."""
        first = self.tree.body[0]
        return self.piece(first) if _is_text(first) else Code("")

    @property
    def classes(self) -> list[ast.ClassDef]:
        """The classes in it."""
        return [node for node in self.tree.body if isinstance(node, ast.ClassDef)]

    def piece(self, node: ast.stmt) -> Code:
        """Return the lines of a statement, its decorators included."""
        decorators = getattr(node, "decorator_list", [])
        start = min([node.lineno, *(item.lineno for item in decorators)])
        return Code("\n".join(self._lines[start - 1 : node.end_lineno]))

    def lines(self, first: ast.stmt, last: ast.stmt) -> Code:
        """Return the lines from one statement to another."""
        return Code("\n".join(self._lines[first.lineno - 1 : last.end_lineno]))

    def documented(self, body: Sequence[ast.stmt], node: ast.stmt) -> Code:
        """Return a statement with the docstring behind it."""
        at = next(n for n, item in enumerate(body) if item is node)
        if at + 1 < len(body) and _is_text(body[at + 1]):
            return Code(f"{self.piece(node)}\n{self.piece(body[at + 1])}")
        return self.piece(node)

    @cached_property
    def imports(self) -> dict[str, Import]:
        """Name in the module -> its import, modules as they are written."""
        found: dict[str, Import] = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                for item in node.names:
                    found[item.asname or item.name] = Import(
                        item.name, "", item.asname or ""
                    )
            elif isinstance(node, ast.ImportFrom) and node.module != "__future__":
                module = "." * node.level + (node.module or "")
                for item in node.names:
                    found[item.asname or item.name] = Import(
                        module, item.name, item.asname or ""
                    )
        return found


def names_in(nodes: Iterable[ast.AST]) -> set[str]:
    """Return the names that code uses, also in types that are written as text."""
    found: set[str] = set()
    for node in nodes:
        for item in ast.walk(node):
            match item:
                case ast.Name(id=name):
                    found.add(name)
                case ast.Call(
                    func=ast.Name(id="TypeAliasType"),
                    args=[_, ast.Constant(value=str(text))],
                ):
                    found |= names_in([ast.parse(text)])
                case _:
                    continue
    return found


def attributes(nodes: Iterable[ast.AST], of: str) -> set[str]:
    """Return the names that code has from a module: `models.Name`, `operations.GET`."""
    return {
        item.attr
        for node in nodes
        for item in ast.walk(node)
        if isinstance(item, ast.Attribute)
        and isinstance(item.value, ast.Name)
        and item.value.id == of
    }


def needed(
    rendered: Rendered, nodes: Iterable[ast.AST], move: Callable[[Import], Import]
) -> set[Import]:
    """Return the imports that some of a module's code needs.

    Args:
        rendered: The module.
        nodes: What is kept of it.
        move: Tells where a name is imported from in the extension.
    """
    used = names_in(nodes)
    return {move(item) for name, item in rendered.imports.items() if name in used}


def module(
    doc: Code,
    imports: Iterable[Import],
    parts: Sequence[tuple[Code, bool]],
    relaxed: Sequence[str] = (),
) -> str:
    """Put a module together.

    Args:
        doc: Its docstring.
        imports: What it imports.
        parts: Statements, each with whether it is a definition.
        relaxed: Comments that tell type checkers what may be otherwise than below.
    """
    text = ""
    last = False
    for code, definition in parts:
        text += ("\n\n\n" if definition or last else "\n\n") + code
        last = definition
    return render(
        "extension.py.jinja",
        relaxed=[Code(line) for line in relaxed],
        doc=doc,
        imports=import_block(imports),
        body=Code(text.removeprefix("\n")),
    )


def import_block(imports: Iterable[Import]) -> Code:
    """Write imports, a blank line between their sections."""
    lines = import_lines(imports)
    sections = (lines.standard, lines.third_party, lines.first_party, lines.own)
    return Code("\n\n".join("\n".join(some) for some in sections if some))


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
