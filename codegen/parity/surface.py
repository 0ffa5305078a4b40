"""What both flavours offer, paired: names, parameters, annotations, docstrings."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from codegen.parity import words
from codegen.parity.finding import Finding
from codegen.parity.sources import Flavour, Source, Sources, common_name, sources

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_HANDLES = ("Stream", "Pages")
"""What is used without being awaited first, in both flavours."""


@dataclass(frozen=True)
class Item:
    """One thing that a flavour offers.

    Attributes:
        subject: What it is called in both flavours.
        said: What it is, in the words of sync.
        written: What it is, as a person is shown it.
        place: `file:line`.
    """

    subject: str
    said: str
    written: str
    place: str


def compare_surface(package: str) -> list[Finding]:
    """Pair all that both flavours of a client offer.

    Raises:
        ConfigError: There is no such client.
    """
    return compare(sources(package, "sync"), sources(package, "aio"))


def compare(sync: Sources, aio: Sources) -> list[Finding]:
    """Pair all that two flavours offer; what is equal is left out."""
    ours = {item.subject: item for item in items(sync)}
    theirs = {item.subject: item for item in items(aio)}
    found: list[Finding] = []
    for subject in dict.fromkeys((*ours, *theirs)):
        one, other = ours.get(subject), theirs.get(subject)
        if one is None or other is None or one.said != other.said:
            found.append(_finding(subject, one, other))
    return found


def _finding(subject: str, one: Item | None, other: Item | None) -> Finding:
    return Finding(
        "surface",
        subject,
        one.written if one else "is not there",
        other.written if other else "is not there",
        one.place if one else "",
        other.place if other else "",
    )


def items(flavour: Sources) -> Iterator[Item]:
    """All that one flavour offers."""
    for common, source in flavour.files.items():
        yield from _Reader(common, source, flavour).read()


class _Reader:
    """Reads one file."""

    def __init__(self, common: str, source: Source, flavour: Sources) -> None:
        self._common = common
        self._source = source
        self._flavour: Flavour = flavour.flavour
        self._aio = flavour.flavour == "aio"

    def read(self) -> Iterator[Item]:
        tree = self._source.tree
        yield self._item(tree, "", "module")
        yield self._docstring(tree, "")
        public = _exports(tree)
        for node in _statements(tree.body):
            if isinstance(node, ast.ImportFrom):
                yield from self._exported(node, public)
            elif isinstance(node, ast.ClassDef):
                if _is_public(node.name):
                    yield from self._class(node)
            elif isinstance(node, _Function):
                if _is_public(node.name):
                    yield from self._function(node, "")
            elif isinstance(node, ast.Assign | ast.AnnAssign):
                yield from self._attribute(node, "", private=False)

    def _exported(self, node: ast.ImportFrom, public: set[str]) -> Iterator[Item]:
        module = self._absolute(node)
        for alias in node.names:
            bound = alias.asname or alias.name
            if bound in public:
                said = words.name(alias.name, aio=self._aio)
                text = f"from {common_name(module, self._flavour)} import {said}"
                yield self._item(node, f"export {bound}", text)

    def _absolute(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        parts = self._source.module.split(".")
        is_package = self._source.path.name == "__init__.py"
        parts = parts[: len(parts) - node.level + is_package]
        return ".".join((*parts, *((node.module,) if node.module else ())))

    def _class(self, node: ast.ClassDef) -> Iterator[Item]:
        bases = [*node.bases, *(word.value for word in node.keywords)]
        text = ", ".join(words.code(base, aio=self._aio) for base in bases)
        where = words.name(node.name, aio=self._aio)
        marks = self._decorators(node.decorator_list)
        yield self._item(node, where, f"{marks}class {where}({text})")
        yield self._docstring(node, where)
        methods: dict[str, int] = {}
        for member in node.body:
            if isinstance(member, _Function):
                if not _is_public(member.name):
                    continue
                # Overloads and setters share the name.
                index = methods[member.name] = methods.get(member.name, -1) + 1
                yield from self._function(member, where, index)
            elif isinstance(member, ast.Assign | ast.AnnAssign):
                yield from self._attribute(member, where, private=True)

    def _attribute(
        self, node: ast.Assign | ast.AnnAssign, owner: str, *, private: bool
    ) -> Iterator[Item]:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        for target in targets:
            if isinstance(target, ast.Name) and (private or _is_public(target.id)):
                kind = node.annotation if isinstance(node, ast.AnnAssign) else None
                text = f"{target.id}: {words.code(kind, aio=self._aio)}"
                text += f" = {words.code(node.value, aio=self._aio)}"
                yield self._item(node, _dotted(owner, target.id), text)

    def _function(self, node: _Function, owner: str, index: int = 0) -> Iterator[Item]:
        called = words.name(node.name, aio=self._aio)
        subject = _dotted(owner, called) + (f"#{index}" if index else "")
        returned = words.code(node.returns, aio=self._aio)
        marks = self._decorators(node.decorator_list)
        order = ", ".join(
            f"{kind} {argument.arg}" for kind, argument, _ in _parameters(node)
        )
        text = f"{marks}{self._awaited(node, returned)}def {called}({order})"
        text += f" -> {returned or 'nothing said'}"
        yield self._item(node, subject, text)
        yield self._docstring(node, subject)
        for kind, argument, default in _parameters(node):
            said = f"{kind} {argument.arg}"
            if argument.annotation is not None:
                said += f": {words.code(argument.annotation, aio=self._aio)}"
            if default is not None:
                said += f" = {words.code(default, aio=self._aio)}"
            yield self._item(argument, f"{subject}({argument.arg})", said)

    def _awaited(self, node: _Function, returned: str) -> str:
        """How a method of aio is used in another way than its annotation says."""
        if not self._aio:
            return ""
        head = returned.partition("[")[0].rpartition(".")[2]
        if isinstance(node, ast.AsyncFunctionDef):
            must_not = head in _HANDLES or (head == "Iterator" and not _yields(node))
            return "to be awaited: " if must_not else ""
        awaitable = words.code(node.returns, aio=False).startswith(
            ("Awaitable", "Coroutine")
        )
        return "" if awaitable or not _returns_coroutine(node) else "a coroutine: "

    def _decorators(self, nodes: Sequence[ast.expr]) -> str:
        return "".join(f"@{words.code(node, aio=self._aio)} " for node in nodes)

    def _docstring(
        self, node: ast.Module | ast.ClassDef | _Function, subject: str
    ) -> Item:
        written = ast.get_docstring(node)
        # Both flavours go through the table: some prose of sync has aio's words.
        said = words.prose(written, aio=True)
        return self._item(node, f"docstring of {subject}", f"{said}", f"{written}")

    def _item(
        self, node: ast.AST, subject: str, said: str, written: str | None = None
    ) -> Item:
        place = f"{self._source.place}:{getattr(node, 'lineno', 1)}"
        full = f"{self._common} {subject}".rstrip()
        return Item(full, said, said if written is None else written, place)


def _statements(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    for node in body:
        yield node
        if isinstance(node, ast.If | ast.Try):
            yield from _statements(node.body)


def _parameters(node: _Function) -> Iterator[tuple[str, ast.arg, ast.expr | None]]:
    given = node.args
    positional = [*given.posonlyargs, *given.args]
    defaults: list[ast.expr | None] = [None] * (len(positional) - len(given.defaults))
    defaults += given.defaults
    for index, (argument, default) in enumerate(zip(positional, defaults, strict=True)):
        only = index < len(given.posonlyargs)
        yield "positional-only" if only else "positional", argument, default
    if given.vararg is not None:
        yield "*", given.vararg, None
    for argument, default in zip(given.kwonlyargs, given.kw_defaults, strict=True):
        yield "keyword", argument, default
    if given.kwarg is not None:
        yield "**", given.kwarg, None


def _exports(tree: ast.Module) -> set[str]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return set(ast.literal_eval(node.value))
    return set()


def _yields(node: ast.AST) -> bool:
    return any(isinstance(inner, ast.Yield | ast.YieldFrom) for inner in ast.walk(node))


def _returns_coroutine(node: ast.FunctionDef) -> bool:
    """Whether a plain method hands out what `_send` returns, not awaited."""
    return any(
        isinstance(inner, ast.Return)
        and isinstance(inner.value, ast.Call)
        and isinstance(inner.value.func, ast.Attribute)
        and inner.value.func.attr in ("_send", "run")
        for inner in node.body
    )


def _is_public(called: str) -> bool:
    return not called.startswith("_") or called == "__init__" or _is_dunder(called)


def _is_dunder(called: str) -> bool:
    return called.startswith("__") and called.endswith("__")


def _dotted(owner: str, called: str) -> str:
    return f"{owner}.{called}" if owner else called
