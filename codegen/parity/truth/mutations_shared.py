"""Drifts of what both flavours share: how requests are written and replies are read.

Each is a rule over syntax trees, applied to every place of the functions that write
requests, map errors, repeat and page. What only words a message is left alone.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import Any, Final

from codegen.parity.mutations import Edit, Function, Rule, changed, methods
from codegen.parity.sources import Source

MODULES: Final = (
    "wire", "writing", "adapters", "parameters", "bodies", "multipart", "uploads",
    "operation", "options", "errors", "retry", "redirects", "pagination", "outline",
    "model", "replies", "events", "types", "unions",
)  # fmt: skip
"""Modules of `_core` that decide what is on the wire, and what becomes of a reply."""
_UNSEEN: Final = frozenset(
    {
        # What messages and displays say.
        "__repr__", "__str__", "explain", "printable", "_said", "_fields", "refusal",
        "fault",
        # Streams that go on, by the clock; `tests/runtime/test_faults.py`.
        "reconnection",
        # Of aio alone, which comparing the flavours shows; `isospin parity --mutants`.
        "apieces", "_next", "__aiter__",
        # Pages that are asked for ahead; `tests/runtime/test_listing.py`.
        "ahead", "leads_to",
    }
)  # fmt: skip
"""Functions that are about something else than requests and replies."""
CORE: Final[dict[str, Rule]] = {}
"""Every kind of drift by its name."""


def _rule(function: Rule) -> Rule:
    CORE[function.__name__.replace("_", " ")] = function
    return function


def core_edits(source: Source) -> Iterator[tuple[str, Edit]]:
    """All drifts of one file of `_core`, with their kinds."""
    for kind, apply in CORE.items():
        for edit in apply(source.tree):
            yield kind, edit


def seen_functions(source: Source) -> set[str]:
    """Names of the functions of a file whose drifts can be seen here."""
    return {name for name, _ in _functions(source.tree)}


def _functions(tree: ast.Module) -> Iterator[tuple[str, Function]]:
    for name, function in methods(tree):
        if name not in _UNSEEN:
            yield name, function


def _nodes(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    """What functions do: no docstrings, annotations, messages of errors or imports."""
    for name, function in _functions(tree):
        for default in (*function.args.defaults, *function.args.kw_defaults):
            if default is not None:
                yield from ((name, inner) for inner in _walk(default))
        for index, statement in enumerate(function.body):
            if index or not _is_docstring(statement):
                yield from ((name, inner) for inner in _walk(statement))


def _walk(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(
        node, ast.Raise | ast.Import | ast.ImportFrom | Function | ast.Assert
    ):
        return
    called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
    if called in _QUIET:
        return
    yield node
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns", "type_comment"):
            continue
        children = value if isinstance(value, list) else [value]
        if field == "args" and called in _NAMING:
            children = children[1:]
        for child in children:
            if isinstance(child, ast.AST):
                yield from _walk(child)


_QUIET: Final = (
    "cast", "ArgumentError", "refusal", "TypeVar", "isinstance", "field", "warnings.warn",
)  # fmt: skip
"""Functions whose arguments are types, or words of a message."""
_NAMING: Final = ("wire.header_value", "wire.segment", "_quoted")
"""Functions whose first argument is what their messages call the second."""


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


_OTHER_TEXTS: Final[dict[Any, Any]] = {
    ",": ";", ";": ",", "=": ":", "&": ";", "?": "&", ".": "-", "%20": "_", "%7C": ",",
    "true": "True", "false": "False", "/": "", "+": "%20", "": "x", "; ": ",",
    b"": b"x", b"\r\n": b"\n",
}  # fmt: skip


@_rule
def another_text(tree: ast.Module) -> Iterator[Edit]:
    """A delimiter, a name or a value that is another one."""
    # A piece of an f-string has no place of its own.
    templates = [one for one in ast.walk(tree) if isinstance(one, ast.JoinedStr)]
    pieces = {id(node) for one in templates for node in ast.walk(one)}
    for owner, node in _nodes(tree):
        if id(node) in pieces:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
            mark = b"x" if isinstance(node.value, bytes) else "x"
            other = _OTHER_TEXTS.get(node.value, node.value + mark)  # type: ignore[operator]
            yield Edit(node, repr(other), owner)


@_rule
def another_text_in_a_template(tree: ast.Module) -> Iterator[Edit]:
    """The same in an f-string."""
    for owner, node in _nodes(tree):
        if not isinstance(node, ast.JoinedStr):
            continue
        for index, piece in enumerate(node.values):
            if isinstance(piece, ast.Constant):

                def change(twin: ast.JoinedStr, index: int = index) -> None:
                    text: Any = twin.values[index]
                    text.value = _OTHER_TEXTS.get(text.value, text.value + "x")

                yield Edit(node, changed(node, change), owner)


@_rule
def condition_turned(tree: ast.Module) -> Iterator[Edit]:
    """What is done if something holds is done if it does not."""
    for owner, node in _nodes(tree):
        if isinstance(node, ast.If | ast.IfExp | ast.While):
            test = node.test
            if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
                yield Edit(test, f"({ast.unparse(test.operand)})", owner)
            else:
                yield Edit(test, f"(not ({ast.unparse(test)}))", owner)


_COMPARISONS: Final[dict[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt,
    ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip


@_rule
def comparison_changed(tree: ast.Module) -> Iterator[Edit]:
    """`<=` for `<`, `in` for `not in`, and so on."""
    for owner, node in _nodes(tree):
        if isinstance(node, ast.Compare):
            for index, op in enumerate(node.ops):
                other = _COMPARISONS[type(op)]

                def change(
                    twin: ast.Compare, index: int = index, other: Any = other
                ) -> None:
                    twin.ops[index] = other()

                yield Edit(node, f"({changed(node, change)})", owner)


@_rule
def number_changed(tree: ast.Module) -> Iterator[Edit]:
    """One more."""
    for owner, node in _nodes(tree):
        if isinstance(node, ast.Constant) and type(node.value) in (int, float):
            yield Edit(node, repr(node.value + 1), owner)  # type: ignore[operator]


@_rule
def flag_turned(tree: ast.Module) -> Iterator[Edit]:
    """True for False."""
    for owner, node in _nodes(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, bool):
            yield Edit(node, repr(not node.value), owner)


@_rule
def and_for_or(tree: ast.Module) -> Iterator[Edit]:
    """One condition is enough, or all are needed."""
    for owner, node in _nodes(tree):
        if isinstance(node, ast.BoolOp):

            def change(twin: ast.BoolOp) -> None:
                twin.op = ast.And() if isinstance(twin.op, ast.Or) else ast.Or()

            yield Edit(node, f"({changed(node, change)})", owner)


_STEPS: Final = (
    "wire.escape", "escape", "quote", "_form_escape", "wire.text", "text", "strip",
    "lower", "wire.segment", "wire.header_value", "wire.header_name", "wire.cookie",
    "_quoted", "to_json", "mark_changed", "rstrip", "upper", "plain", "_one_text",
)  # fmt: skip


@_rule
def step_lost(tree: ast.Module) -> Iterator[Edit]:
    """A value is passed on as it is: not escaped, not written, not stripped."""
    for owner, node in _nodes(tree):
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func)
        last = name.rpartition(".")[2]
        if name in _STEPS and node.args:
            yield Edit(node, ast.unparse(node.args[-1]), owner)
        elif last in _STEPS and isinstance(node.func, ast.Attribute):
            kept = node.args[0] if node.args else node.func.value
            yield Edit(node, ast.unparse(kept), owner)


@_rule
def word_lost(tree: ast.Module) -> Iterator[Edit]:
    """An argument by name that is not given."""
    for owner, node in _nodes(tree):
        if isinstance(node, ast.Call):
            for index, _ in enumerate(node.keywords):

                def change(twin: ast.Call, index: int = index) -> None:
                    del twin.keywords[index]

                yield Edit(node, changed(node, change), owner)


@_rule
def statement_lost(tree: ast.Module) -> Iterator[Edit]:
    """Something is not done."""
    for owner, node in _nodes(tree):
        is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        steps = ast.Expr | ast.AugAssign | ast.Continue | ast.Break
        if isinstance(node, steps) and not is_text:
            yield Edit(node, "pass", owner)


@_rule
def sum_changed(tree: ast.Module) -> Iterator[Edit]:
    """Minus for plus."""
    swaps: dict[type[ast.operator], type[ast.operator]] = {
        ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Pow: ast.Mult,
        ast.FloorDiv: ast.Mult, ast.Div: ast.Mult,
    }  # fmt: skip
    for owner, node in _nodes(tree):
        if isinstance(node, ast.BinOp) and type(node.op) in swaps:
            other = swaps[type(node.op)]

            def change(twin: ast.BinOp, other: Callable[[], Any] = other) -> None:
                twin.op = other()

            yield Edit(node, f"({changed(node, change)})", owner)


@_rule
def entry_lost(tree: ast.Module) -> Iterator[Edit]:
    """A status, a method, a style or a type that is not in its table."""
    for node in tree.body:
        value = getattr(node, "value", None)
        if not isinstance(node, ast.Assign | ast.AnnAssign):
            continue
        if isinstance(value, ast.Subscript | ast.BinOp):
            continue  # another name of a type
        if ast.unparse(node).startswith("__all__"):
            continue
        for inner in ast.walk(value) if value is not None else ():
            if isinstance(inner, ast.Set | ast.Tuple | ast.List):
                items: list[Any] = inner.elts
            elif isinstance(inner, ast.Dict):
                items = inner.values
            else:
                continue
            for index, _ in enumerate(items):

                def change(twin: Any, index: int = index) -> None:
                    if isinstance(twin, ast.Dict):
                        del twin.keys[index], twin.values[index]
                    else:
                        del twin.elts[index]

                yield Edit(inner, changed(inner, change))
