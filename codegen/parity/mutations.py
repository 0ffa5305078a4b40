"""Drifts by rule: what could go wrong in one flavour, at every place where it could.

A rule looks at a syntax tree and yields edits. It knows no client: the same rules work
on generated groups, on the drivers below them, and on hand-written patches. Others work
on files that both flavours share; one flavour then has a copy that differs.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

from codegen.parity.sources import Source

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Edit:
    """A node, and the text that replaces it.

    Attributes:
        node: The node.
        text: Its replacement; several lines are indented as the node is.
        owner: Method in which it lies; "" outside of all.
    """

    node: ast.AST
    text: str
    owner: str = ""


Rule = Callable[[ast.Module], Iterator[Edit]]
Area = Literal["flavour", "tables", "models", "core"]
RULES: Final[dict[str, tuple[Rule, Area]]] = {}
"""Every kind of drift by its name, with the files that it is about."""


def rule(area: Area = "flavour") -> Callable[[Rule], Rule]:
    """Add a rule under the name of its function.

    Args:
        area: Files that it is about: those of a flavour and its patches, the tables of
            operations, the models, or the rest of what both flavours share.
    """

    def add(function: Rule) -> Rule:
        RULES[function.__name__.replace("_", " ")] = (function, area)
        return function

    return add


def area_of(module: str) -> Area:
    """The files that a module belongs to, by its import name."""
    parts = module.split(".")
    if {"sync", "aio"} & set(parts):
        return "flavour"
    if "_operations" in parts:
        return "tables"
    return "models" if "models" in parts else "core"


def edits(source: Source) -> Iterator[tuple[str, Edit]]:
    """All drifts of one file, with their kinds."""
    area = area_of(source.module)
    for kind, (apply, about) in RULES.items():
        if about == area:
            for edit in apply(source.tree):
                yield kind, edit


def applied(source: Source, edit: Edit) -> Source | None:
    """A file with a drift; None where that is no Python, or the same Python."""
    text = replaced(source.text, edit)
    try:
        tree = ast.parse(text)
        compile(tree, str(source.path), "exec")
    except SyntaxError:
        return None
    if ast.dump(tree) == source.dump:
        return None
    return Source(source.module, source.path, text)


def replaced(text: str, edit: Edit) -> str:
    """Replace the text of a node."""
    node: Any = edit.node
    lines: list[str] = text.splitlines(keepends=True)
    first = node.lineno
    if getattr(node, "decorator_list", None):
        first = min(first, *(one.lineno for one in node.decorator_list))
        start = sum(map(len, lines[: first - 1])) + node.col_offset
    else:
        start = sum(map(len, lines[: first - 1])) + _column(
            lines, first, node.col_offset
        )
    last = node.end_lineno
    end = sum(map(len, lines[: last - 1])) + _column(lines, last, node.end_col_offset)
    pad = "\n" + " " * node.col_offset
    inner = pad.join(edit.text.splitlines())
    return f"{text[:start]}{inner}{text[end:]}"


def _column(lines: list[str], line: int, offset: int) -> int:
    # Offsets of nodes count bytes of UTF-8.
    return len(lines[line - 1].encode()[:offset].decode())


def methods(tree: ast.AST) -> Iterator[tuple[str, Function]]:
    """All methods and functions with the names that they have in reports."""
    for node in ast.walk(tree):
        if isinstance(node, Function):
            yield node.name, node


def parameters_of(method: Function) -> list[ast.arg]:
    """All parameters of a method that have names, `self` among them."""
    return [*method.args.args, *method.args.kwonlyargs]


def sends(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """All calls of `_send`, `_stream` and `_pages` in methods."""
    for name, method in methods(tree):
        for node in ast.walk(method):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                sending = node.func.attr in ("_send", "_stream", "_pages")
                if sending:
                    yield name, node


def changed(node: ast.AST, change: Callable[[Any], object]) -> str:
    """The text of a node after a change of a copy of it."""
    twin = copy.deepcopy(node)
    change(twin)
    return ast.unparse(twin)


def tables(tree: ast.Module) -> Iterator[tuple[str, ast.Dict]]:
    """The arguments of all operations, by name."""
    for name, call in sends(tree):
        if len(call.args) > 1 and isinstance(call.args[1], ast.Dict):
            yield name, call.args[1]
