"""The sync twin of an aio patch, written from it. Comments and format are kept."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Sequence
from typing import Final

import libcst as cst
from libcst import matchers as m
from libcst.metadata import CodeRange, MetadataWrapper, PositionProvider

from codegen.errors import PatchError, Problem
from codegen.patches.source import MIRRORED, PatchModule
from codegen.patches.wording import MODULES, NAMES, prose_in_sync
from codegen.printable import shown_path

HEADER: Final = (
    MIRRORED + "{name}.py by `isospin patch mirror`. Do not edit: edit that one,\n"
    "# and mirror it again.\n"
)


def mirror(module: PatchModule) -> str:
    """Write the sync twin of an aio module.

    Members that are marked as one-sided are left out.

    Args:
        module: The module.

    Raises:
        PatchError: Something has no blocking way to say it; every place is named.
    """
    wrapper = MetadataWrapper(cst.parse_module(module.text))
    mirrored = _Mirror(module)
    tree = wrapper.visit(mirrored)
    if mirrored.problems:
        raise PatchError(*mirrored.problems)
    tree = _with_imports(tree, mirrored.needed)
    body = _without_unused(tree, module.tree).code
    header = HEADER.format(name=module.name.replace(".", "/"))
    text = header + body.lstrip("\n")
    return _as_black(text) if _is_black(module.text) else text


def _is_black(text: str) -> bool:
    return _as_black(text) == text


def _as_black(text: str) -> str:
    import black

    return black.format_str(text, mode=black.Mode())


_REFUSED: Final = {
    "asyncio.TaskGroup": "a group of tasks",
    "asyncio.as_completed": "several tasks at a time",
    "asyncio.create_task": "a task",
    "asyncio.ensure_future": "a task",
    "asyncio.gather": "several tasks at a time",
    "asyncio.get_event_loop": "the event loop",
    "asyncio.get_running_loop": "the event loop",
    "asyncio.timeout": "a timeout of the event loop",
    "asyncio.timeout_at": "a timeout of the event loop",
    "asyncio.wait": "several tasks at a time",
    "asyncio.wait_for": "a timeout of the event loop",
    "asyncio.run": "an event loop of its own",
}


class _Mirror(cst.CSTTransformer):
    """Turns every word of the one flavour into that of the other."""

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self, module: PatchModule) -> None:
        super().__init__()
        self._module = module
        self.problems: list[Problem] = []
        self.needed: set[str] = set()

    # --- what is refused

    def _refuse(self, node: cst.CSTNode, what: str) -> None:
        place = self.get_metadata(PositionProvider, node)
        assert isinstance(place, CodeRange)
        line = place.start.line
        self.problems.append(
            Problem(
                "ISO307",
                f"{shown_path(self._module.path)}:{line}",
                f"{what} has no blocking twin",
                "Write the twin by hand, or mark this with @one_sided(reason)",
            )
        )

    def _dotted(self, node: cst.BaseExpression) -> str:
        """Return the absolute name that an expression stands for, or nothing."""
        if isinstance(node, cst.Name):
            return self._module.imported.get(node.value, node.value)
        if isinstance(node, cst.Attribute):
            inner = self._dotted(node.value)
            return f"{inner}.{node.attr.value}" if inner else ""
        return ""

    # --- one-sided members are left out

    def visit_FunctionDef(self, node: cst.FunctionDef) -> bool:
        return not self._is_one_sided(node.decorators)

    def visit_ClassDef(self, node: cst.ClassDef) -> bool:
        return not self._is_one_sided(node.decorators)

    def leave_FunctionDef(
        self, original_node: cst.FunctionDef, updated_node: cst.FunctionDef
    ) -> cst.BaseStatement | cst.RemovalSentinel:
        if self._is_one_sided(original_node.decorators):
            return cst.RemoveFromParent()
        return updated_node.with_changes(asynchronous=None)

    def leave_ClassDef(
        self, original_node: cst.ClassDef, updated_node: cst.ClassDef
    ) -> cst.BaseStatement | cst.RemovalSentinel:
        if self._is_one_sided(original_node.decorators):
            return cst.RemoveFromParent()
        return updated_node

    def _is_one_sided(self, decorators: Sequence[cst.Decorator]) -> bool:
        return any(
            isinstance(item.decorator, cst.Call)
            and self._dotted(item.decorator.func).endswith("_core.patching.one_sided")
            for item in decorators
        )

    # --- await, async for, async with, async comprehensions

    def leave_Await(
        self, original_node: cst.Await, updated_node: cst.Await
    ) -> cst.BaseExpression:
        inner = updated_node.expression
        return inner.with_changes(
            lpar=[*updated_node.lpar, *inner.lpar],
            rpar=[*inner.rpar, *updated_node.rpar],
        )

    def leave_For(self, original_node: cst.For, updated_node: cst.For) -> cst.For:
        return updated_node.with_changes(asynchronous=None)

    def leave_With(self, original_node: cst.With, updated_node: cst.With) -> cst.With:
        return updated_node.with_changes(asynchronous=None)

    def leave_CompFor(
        self, original_node: cst.CompFor, updated_node: cst.CompFor
    ) -> cst.CompFor:
        return updated_node.with_changes(asynchronous=None)

    # --- names

    def visit_Attribute(self, node: cst.Attribute) -> bool:
        dotted = self._dotted(node)
        if dotted in _REFUSED:
            self._refuse(node, _REFUSED[dotted])
        return True

    def leave_Attribute(
        self, original_node: cst.Attribute, updated_node: cst.Attribute
    ) -> cst.BaseExpression:
        dotted = self._dotted(original_node)
        if twin := MODULES.get(dotted):
            module, _, name = twin.rpartition(".")
            self.needed.add(module)
            return cst.Attribute(cst.Name(module), cst.Name(name))
        return updated_node

    def leave_Name(
        self, original_node: cst.Name, updated_node: cst.Name
    ) -> cst.BaseExpression:
        name = updated_node.value
        if name == "aio":
            return updated_node.with_changes(value="sync")
        return updated_node.with_changes(
            value=self._module.renamed.get(name) or NAMES.get(name, name)
        )

    def leave_Subscript(
        self, original_node: cst.Subscript, updated_node: cst.Subscript
    ) -> cst.BaseExpression:
        name = self._dotted(original_node.value).rpartition(".")[2]
        slices = list(updated_node.slice)
        if name in ("Awaitable", "Coroutine") and slices:
            index = slices[-1].slice
            if isinstance(index, cst.Index):
                return index.value
        if name == "AsyncGenerator" and len(slices) == 2:
            comma = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
            none = cst.SubscriptElement(cst.Index(cst.Name("None")))
            slices[1] = slices[1].with_changes(comma=comma)
            return updated_node.with_changes(slice=[*slices, none])
        return updated_node

    # --- calls: a thread for what blocks is not needed where everything does

    def leave_Call(
        self, original_node: cst.Call, updated_node: cst.Call
    ) -> cst.BaseExpression:
        dotted = self._dotted(original_node.func)
        if dotted in _REFUSED and not isinstance(original_node.func, cst.Attribute):
            self._refuse(original_node, _REFUSED[dotted])
        if dotted == "typing.cast" and updated_node.args:
            quoted, *rest = updated_node.args
            if isinstance(quoted.value, cst.SimpleString):
                quoted = quoted.with_changes(value=self._said(quoted.value))
            return updated_node.with_changes(args=[quoted, *rest])
        if dotted == "asyncio.to_thread" and updated_node.args:
            first, *rest = updated_node.args
            if first.keyword is not None or first.star:
                self._refuse(original_node, "to_thread without a function")
                return updated_node
            return updated_node.with_changes(func=first.value, args=rest)
        return updated_node

    # --- imports

    def leave_ImportFrom(
        self, original_node: cst.ImportFrom, updated_node: cst.ImportFrom
    ) -> cst.ImportFrom | cst.RemovalSentinel:
        if m.matches(original_node, m.ImportFrom(module=m.Name("asyncio"))):
            self._refuse(
                original_node, "a name imported from asyncio (write asyncio.it)"
            )
        return _without_gone(updated_node)

    # --- text

    def _said(self, string: cst.SimpleString) -> cst.SimpleString:
        return string.with_changes(
            value=prose_in_sync(string.value, self._module.renamed)
        )

    def leave_Annotation(
        self, original_node: cst.Annotation, updated_node: cst.Annotation
    ) -> cst.Annotation:
        quoted = updated_node.annotation
        if isinstance(quoted, cst.SimpleString):
            return updated_node.with_changes(annotation=self._said(quoted))
        return updated_node

    def leave_SimpleStatementLine(
        self,
        original_node: cst.SimpleStatementLine,
        updated_node: cst.SimpleStatementLine,
    ) -> cst.BaseStatement | cst.RemovalSentinel:
        if m.matches(updated_node, _DOCSTRING):
            expression = cst.ensure_type(updated_node.body[0], cst.Expr)
            string = cst.ensure_type(expression.value, cst.SimpleString)
            said = self._said(string)
            return updated_node.with_changes(body=[expression.with_changes(value=said)])
        return updated_node

    def leave_Comment(
        self, original_node: cst.Comment, updated_node: cst.Comment
    ) -> cst.Comment:
        return updated_node.with_changes(
            value=prose_in_sync(updated_node.value, self._module.renamed)
        )


_DOCSTRING = m.SimpleStatementLine(body=[m.Expr(value=m.SimpleString())])
_GONE = frozenset({"Awaitable", "Coroutine"})


def _without_gone(node: cst.ImportFrom) -> cst.ImportFrom | cst.RemovalSentinel:
    """Drop names that have no place in sync code, and what is named twice."""
    seen: set[str] = set()

    def is_new(name: str) -> bool:
        new = name not in seen and name not in _GONE
        seen.add(name)
        return new

    return _keeping(node, is_new)


def _keeping(
    node: cst.ImportFrom, wanted: Callable[[str], bool]
) -> cst.ImportFrom | cst.RemovalSentinel:
    """Keep some of the names that a line imports."""
    if isinstance(node.names, cst.ImportStar):
        return node
    kept = [
        alias
        for alias in node.names
        if wanted(alias.evaluated_alias or alias.evaluated_name)
    ]
    if not kept:
        return cst.RemoveFromParent()
    if len(kept) != len(node.names):
        kept[-1] = kept[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
    return node.with_changes(names=kept)


def _with_imports(tree: cst.Module, needed: set[str]) -> cst.Module:
    """Import what stands in the place of asyncio, and asyncio no longer."""
    body: list[cst.SimpleStatementLine | cst.BaseCompoundStatement] = []
    wanted: list[str] = []
    lead: Sequence[cst.EmptyLine] | None = None
    for statement in tree.body:
        if _imports_asyncio(statement):
            wanted = sorted(needed)
            lead = cst.ensure_type(statement, cst.SimpleStatementLine).leading_lines
            continue
        # In the order of names among the plain imports that follow.
        name = _plain_import(statement)
        chosen = []
        while wanted and (name is None or wanted[0] < name):
            chosen.append(_import(wanted.pop(0)))
        for part in [*chosen, *([] if name in needed else [statement])]:
            if lead is not None:  # what stood above `import asyncio`
                own = part.leading_lines if part is statement else ()
                part = part.with_changes(leading_lines=[*lead, *own])
                lead = None
            body.append(part)
    return tree.with_changes(body=body)


def _import(name: str) -> cst.SimpleStatementLine:
    return cst.SimpleStatementLine([cst.Import([cst.ImportAlias(cst.Name(name))])])


def _plain_import(node: cst.CSTNode) -> str | None:
    """Return the module of `import module`; None of any other statement."""
    if m.matches(node, m.SimpleStatementLine(body=[m.Import(names=[m.ImportAlias()])])):
        line = cst.ensure_type(node, cst.SimpleStatementLine)
        return cst.ensure_type(line.body[0], cst.Import).names[0].evaluated_name
    return None


def _without_unused(tree: cst.Module, original: ast.Module) -> cst.Module:
    """Drop the imports that only served what was left out."""
    gone = _used(original) - _used(ast.parse(tree.code))
    return tree.visit(_Unused(gone)) if gone else tree


def _used(tree: ast.Module) -> set[str]:
    found = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.update(re.findall(r"\w+", node.value))  # an annotation, perhaps
    return found


class _Unused(cst.CSTTransformer):
    """Removes imported names from the lines that import them."""

    def __init__(self, names: set[str]) -> None:
        super().__init__()
        self._names = names

    def leave_ImportFrom(
        self, original_node: cst.ImportFrom, updated_node: cst.ImportFrom
    ) -> cst.ImportFrom | cst.RemovalSentinel:
        return _keeping(updated_node, lambda name: name not in self._names)


def _imports_asyncio(node: cst.CSTNode) -> bool:
    return m.matches(
        node,
        m.SimpleStatementLine(
            body=[m.Import(names=[m.ImportAlias(name=m.Name("asyncio"))])]
        ),
    )


def check_mirrored(aio: PatchModule, sync: PatchModule) -> list[Problem]:
    """Tell whether a mirrored file is what would be written now."""
    try:
        text = mirror(aio)
    except PatchError as error:
        return list(error.problems)
    if text == sync.text:
        return []
    line = _first_difference(text, sync.text)
    return [
        Problem(
            "ISO306",
            f"{shown_path(sync.path)}:{line}",
            f"this is not what {shown_path(aio.path)} is mirrored to",
            "Run `isospin patch mirror`; to keep the change, make it in the aio file",
        )
    ]


def _first_difference(one: str, other: str) -> int:
    pairs = zip(one.splitlines(), other.splitlines(), strict=False)
    for number, (left, right) in enumerate(pairs, 1):
        if left != right:
            return number
    return min(one.count("\n"), other.count("\n")) + 1
