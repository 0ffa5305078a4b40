"""Which operations a model is in: read from the sources, by name."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from codegen.parity.operations import Operation
from codegen.parity.sources import Source


class Reach:
    """Finds the operations that send or return a model.

    Args:
        shared: What both flavours have in common, by import name.
    """

    def __init__(self, shared: Mapping[str, Source]) -> None:
        self._inside: dict[str, set[str]] = {}
        self._tables: dict[tuple[str, str], set[str]] = {}
        for module, source in shared.items():
            parts = module.split(".")
            for node in source.tree.body:
                if isinstance(node, ast.ClassDef) and "models" in parts:
                    self._inside.setdefault(node.name, set()).update(_names(node))
                elif isinstance(node, ast.AnnAssign) and "_operations" in parts:
                    key = parts[-1], ast.unparse(node.target).lower()
                    self._tables[key] = set(_names(node))

    def operations(self, model: str, known: list[Operation]) -> list[Operation]:
        """Those that have a model, the nearest first: bodies, then what is in them."""
        holders, found = {model}, dict[str, Operation]()
        while True:
            for one in known:
                if holders & self._of(one):
                    found.setdefault(one.path, one)
            more = {name for name, inner in self._inside.items() if inner & holders}
            if more <= holders:
                return list(found.values())
            holders |= more

    def _of(self, operation: Operation) -> set[str]:
        names = set(map(str, operation.function.__annotations__.values()))
        signature = {word for text in names for word in _words(text)}
        return signature | self._tables.get((operation.group, operation.name), set())


def _names(node: ast.AST) -> Iterator[str]:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name):
            yield inner.id
        elif isinstance(inner, ast.Attribute):
            yield inner.attr


def _words(text: str) -> list[str]:
    return "".join(c if c.isidentifier() or c.isdigit() else " " for c in text).split()
