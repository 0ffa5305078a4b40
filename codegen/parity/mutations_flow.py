"""Drifts of what happens between a call and its value: conditions, waits, endings."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from codegen.parity.mutations import Edit, changed, methods, rule


def _within(tree: ast.Module, kind: type[ast.AST]) -> Iterator[tuple[str, ast.AST]]:
    """Nodes of a kind in the bodies of methods, each once."""
    seen: set[int] = set()
    for name, method in methods(tree):
        for statement in method.body:
            for node in ast.walk(statement):
                if isinstance(node, kind) and id(node) not in seen:
                    seen.add(id(node))
                    yield name, node


@rule()
def condition_turned(tree: ast.Module) -> Iterator[Edit]:
    """The other branch is taken."""
    for name, node in _within(tree, ast.If):
        assert isinstance(node, ast.If)
        yield Edit(node.test, f"not ({ast.unparse(node.test)})", name)


@rule()
def comparison_turned(tree: ast.Module) -> Iterator[Edit]:
    """`is` for `is not`, `==` for `!=`, `<` for `<=`."""
    other: dict[type[ast.cmpop], ast.cmpop] = {
        ast.Is: ast.IsNot(),
        ast.IsNot: ast.Is(),
        ast.Eq: ast.NotEq(),
        ast.NotEq: ast.Eq(),
        ast.Lt: ast.LtE(),
        ast.LtE: ast.Lt(),
        ast.Gt: ast.GtE(),
        ast.GtE: ast.Gt(),
        ast.In: ast.NotIn(),
        ast.NotIn: ast.In(),
    }
    for name, node in _within(tree, ast.Compare):
        assert isinstance(node, ast.Compare)

        def change(twin: ast.Compare) -> None:
            twin.ops[0] = other[type(twin.ops[0])]

        yield Edit(node, changed(node, change), name)


@rule()
def and_for_or(tree: ast.Module) -> Iterator[Edit]:
    """One condition of two is enough, or is not any more."""
    for name, node in _within(tree, ast.BoolOp):
        assert isinstance(node, ast.BoolOp)

        def change(twin: ast.BoolOp) -> None:
            twin.op = ast.Or() if isinstance(twin.op, ast.And) else ast.And()

        yield Edit(node, f"({changed(node, change)})", name)


@rule()
def assignment_of_none(tree: ast.Module) -> Iterator[Edit]:
    """A value that is forgotten."""
    for name, node in _within(tree, ast.Assign):
        assert isinstance(node, ast.Assign)
        yield Edit(node.value, "None", name)


@rule()
def statement_dropped(tree: ast.Module) -> Iterator[Edit]:
    """Something that is not done: a reply not noted, a stream not closed."""
    for name, node in _within(tree, ast.Expr):
        assert isinstance(node, ast.Expr)
        if not isinstance(node.value, ast.Constant | ast.Yield):
            yield Edit(node, "pass", name)


@rule()
def item_dropped(tree: ast.Module) -> Iterator[Edit]:
    """An item or a page that is not given back."""
    for name, node in _within(tree, ast.Yield):
        yield Edit(node, "None", name)


@rule()
def error_not_raised(tree: ast.Module) -> Iterator[Edit]:
    """A failure that nobody hears of."""
    for name, node in _within(tree, ast.Raise):
        yield Edit(node, "pass", name)


@rule()
def error_not_caught(tree: ast.Module) -> Iterator[Edit]:
    """A failure that is handled no more."""
    for name, node in _within(tree, ast.ExceptHandler):
        assert isinstance(node, ast.ExceptHandler)
        if node.type is not None:
            yield Edit(node.type, "ZeroDivisionError", name)


@rule()
def ending_dropped(tree: ast.Module) -> Iterator[Edit]:
    """A `finally` that does nothing."""
    for name, node in _within(tree, ast.Try):
        assert isinstance(node, ast.Try)
        if node.finalbody:

            def change(twin: ast.Try) -> None:
                twin.finalbody = [ast.Pass()]

            yield Edit(node, changed(node, change), name)


@rule()
def loop_ends_at_once(tree: ast.Module) -> Iterator[Edit]:
    """A page or an attempt too few."""
    for kind in (ast.While, ast.For, ast.AsyncFor):
        for name, node in _within(tree, kind):

            def change(twin: ast.For) -> None:
                twin.body.append(ast.Break())

            yield Edit(node, changed(node, change), name)


@rule()
def loop_does_not_begin(tree: ast.Module) -> Iterator[Edit]:
    """No page, no attempt."""
    for name, node in _within(tree, ast.While):
        assert isinstance(node, ast.While)
        yield Edit(node.test, "False", name)


@rule()
def number_off_by_one(tree: ast.Module) -> Iterator[Edit]:
    """One too many."""
    for name, node in _within(tree, ast.Constant):
        assert isinstance(node, ast.Constant)
        if type(node.value) is int:
            yield Edit(node, str(node.value + 1), name)


@rule()
def truth_turned(tree: ast.Module) -> Iterator[Edit]:
    """True for False."""
    for name, node in _within(tree, ast.Constant):
        assert isinstance(node, ast.Constant)
        if type(node.value) is bool:
            yield Edit(node, str(not node.value), name)


@rule()
def argument_of_a_step_lost(tree: ast.Module) -> Iterator[Edit]:
    """A keyword argument that is not handed on: a timeout, a header, a page size."""
    for name, node in _within(tree, ast.Call):
        assert isinstance(node, ast.Call)
        for index, word in enumerate(node.keywords):

            def change(twin: ast.Call, index: int = index) -> None:
                del twin.keywords[index]

            if word.arg is not None:
                yield Edit(node, changed(node, change), name)


@rule()
def last_argument_of_a_step_lost(tree: ast.Module) -> Iterator[Edit]:
    """An argument that is not handed on, where it may be left out."""
    for name, node in _within(tree, ast.Call):
        assert isinstance(node, ast.Call)
        if len(node.args) > 1 and not any(
            isinstance(one, ast.Starred) for one in node.args
        ):

            def change(twin: ast.Call) -> None:
                twin.args.pop()

            yield Edit(node, changed(node, change), name)


@rule()
def arguments_of_a_step_swapped(tree: ast.Module) -> Iterator[Edit]:
    """Two arguments of a step in each other's place."""
    for name, node in _within(tree, ast.Call):
        assert isinstance(node, ast.Call)
        if len(node.args) > 1:

            def change(twin: ast.Call) -> None:
                twin.args[0], twin.args[1] = twin.args[1], twin.args[0]

            yield Edit(node, changed(node, change), name)


@rule()
def text_changed(tree: ast.Module) -> Iterator[Edit]:
    """Another text in a message, or another key."""
    for name, node in _within(tree, ast.Constant):
        assert isinstance(node, ast.Constant)
        if isinstance(node.value, str) and node.value and "\n" not in node.value:
            yield Edit(node, repr(f"{node.value}!"), name)
