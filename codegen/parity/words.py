"""The words in which the flavours may differ: code and prose of aio, told in sync's."""

from __future__ import annotations

import ast
from functools import cache
from typing import Final, cast

from codegen.patches.wording import NAMES, prose_in_sync

_OWN: Final = {
    "AsyncBaseTransport": "BaseTransport",
    "AsyncIntegrated": "Integrated",
    "AsyncMockTransport": "MockTransport",
    "handle_async_request": "handle_request",
    "AsyncClient": "Client",
}
_WRAPPERS: Final = ("Awaitable", "Coroutine")


class _InSync(ast.NodeTransformer):
    """Turns nodes of aio code into those of sync code."""

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return ast.Name(_name(node.id), node.ctx)

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        value = cast("ast.expr", self.visit(node.value))
        return ast.Attribute(value, _name(node.attr), node.ctx)

    def visit_Await(self, node: ast.Await) -> ast.expr:
        return cast("ast.expr", self.visit(node.value))

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        if isinstance(node.value, str):
            return ast.Constant(prose_in_sync(node.value))
        return node

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        head = node.value.id if isinstance(node.value, ast.Name) else ""
        if head in _WRAPPERS:
            inner = node.slice
            if head == "Coroutine" and isinstance(inner, ast.Tuple):
                inner = inner.elts[-1]
            return cast("ast.expr", self.visit(inner))
        if head == "AsyncGenerator" and isinstance(node.slice, ast.Tuple):
            # The sync one has a third argument: what it returns at its end.
            none = ast.Constant(None)
            inner = ast.Tuple([*node.slice.elts[:2], none], ast.Load())
            return ast.Subscript(
                ast.Name("Generator"), cast("ast.expr", self.visit(inner)), node.ctx
            )
        return cast("ast.expr", self.generic_visit(node))


def code(node: ast.AST | None, *, aio: bool) -> str:
    """Write an expression as the sync flavour does.

    Args:
        node: The expression; None gives "".
        aio: Whether it is from the aio flavour.
    """
    if node is None:
        return ""
    text = ast.unparse(node)
    return _code_in_sync(text) if aio else text


@cache
def _code_in_sync(text: str) -> str:
    # A large client repeats few annotations thousands of times.
    node = ast.parse(text, mode="eval").body
    return ast.unparse(cast("ast.AST", _InSync().visit(node)))


def prose(text: str | None, *, aio: bool) -> str | None:
    """Write a docstring as the sync flavour does."""
    return _prose_in_sync(text) if text and aio else text


@cache
def _prose_in_sync(text: str) -> str:
    return " ".join(prose_in_sync(text).split())


def name(text: str, *, aio: bool) -> str:
    """Write a name as the sync flavour does."""
    return _name(text) if aio else text


def _name(text: str) -> str:
    return _OWN.get(text) or NAMES.get(text, text)
