"""Pieces of patches as text that can be compared: names in full, in the words of sync."""

from __future__ import annotations

import ast

from codegen.patches.source import PatchModule, resolve
from codegen.patches.wording import dotted_in_sync


class _Words(ast.NodeTransformer):
    """Writes names in full, and those of aio as sync has them."""

    def __init__(self, module: PatchModule, turn: bool) -> None:
        self._imported = module.imported
        self._renamed = module.renamed
        self._turn = turn

    def _name(self, node: ast.expr) -> ast.expr:
        dotted = resolve(node, self._imported)
        if not dotted:
            return self.generic_visit(node)  # type: ignore[return-value]
        return ast.Name(dotted_in_sync(dotted, self._renamed) if self._turn else dotted)

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self._name(node)

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        return self._name(node)

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        name = resolve(node.value, self._imported).rpartition(".")[2]
        inner = node.slice
        if self._turn and name == "Awaitable":
            return self.visit(inner)  # type: ignore[no-any-return]
        if self._turn and isinstance(inner, ast.Tuple):
            if name == "Coroutine":
                return self.visit(inner.elts[-1])  # type: ignore[no-any-return]
            if name == "AsyncGenerator" and len(inner.elts) == 2:
                inner = ast.Tuple([*inner.elts, ast.Constant(None)], ast.Load())
        return ast.Subscript(self._name(node.value), self.visit(inner), ast.Load())

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        return node


def in_words(node: ast.AST, module: PatchModule, *, turn: bool = False) -> str:
    """Return code as text, names in full, in the words of sync when asked for."""
    copy = ast.parse(ast.unparse(node))
    return ast.unparse(_Words(module, turn).visit(copy))


def annotation_of(
    node: ast.expr | None, module: PatchModule, *, turn: bool = False
) -> str:
    """Return an annotation as text, quoted or not; "" without one."""
    if node is None:
        return ""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        node = ast.parse(node.value, mode="eval").body
    return in_words(node, module, turn=turn)


def unparsed(node: ast.expr | None) -> str:
    """Return code as it is written, for messages."""
    return ast.unparse(node) if node is not None else "nothing"
