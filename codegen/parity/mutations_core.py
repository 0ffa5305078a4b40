"""Drifts of what requests and replies have in common, as if one flavour had its own.

Only what decides on repetitions, pages, tokens, styles and errors; that such a file is
right at all is the business of `codegen.parity.truth`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from codegen.parity.mutations import Edit, changed, methods, rule


def _within(tree: ast.Module, kind: type[ast.AST]) -> Iterator[tuple[str, ast.AST]]:
    """Nodes of a kind in functions, with the innermost function."""
    found: dict[int, tuple[str, ast.AST]] = {}
    for name, method in methods(tree):
        for statement in method.body:
            for node in ast.walk(statement):
                if isinstance(node, kind):
                    found[id(node)] = name, node
    yield from found.values()


@rule("core")
def exclude_none_for_exclude_unset(tree: ast.Module) -> Iterator[Edit]:
    """Null that was set is not sent, and what nobody has set is."""
    for name, node in _within(tree, ast.Call):
        assert isinstance(node, ast.Call)
        for word in node.keywords:
            if word.arg == "exclude_unset":

                def change(twin: ast.Call) -> None:
                    for one in twin.keywords:
                        if one.arg == "exclude_unset":
                            one.arg = "exclude_none"

                yield Edit(node, changed(node, change), name)


@rule("core")
def error_class_lost(tree: ast.Module) -> Iterator[Edit]:
    """A status that has no class of its own any more."""
    for node in tree.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.value, ast.Dict):
            for key in node.value.keys:
                if isinstance(key, ast.Constant) and type(key.value) is int:
                    yield Edit(key, "-1")


@rule("core")
def retry_too_many(tree: ast.Module) -> Iterator[Edit]:
    """One repetition more than was asked for."""
    yield from _of_total(tree, "+")


@rule("core")
def retry_too_few(tree: ast.Module) -> Iterator[Edit]:
    """One repetition less."""
    yield from _of_total(tree, "-")


def _of_total(tree: ast.Module, sign: str) -> Iterator[Edit]:
    for name, node in _within(tree, ast.Compare):
        assert isinstance(node, ast.Compare)
        for one in node.comparators:
            if ast.unparse(one) == "self.total":
                yield Edit(one, f"(self.total {sign} 1)", name)


@rule("core")
def wait_of_another_length(tree: ast.Module) -> Iterator[Edit]:
    """A wait that grows in another way, or that is never cut."""
    for name, node in _within(tree, ast.BinOp):
        assert isinstance(node, ast.BinOp)
        if isinstance(node.op, ast.Pow) or "retry" in ast.unparse(node):
            yield Edit(node, f"({ast.unparse(node)} + 1)", name)


@rule("core")
def page_too_many(tree: ast.Module) -> Iterator[Edit]:
    """A page after the last one that was wanted."""
    for name, node in _of_pages(tree):
        swaps: dict[type[ast.cmpop], ast.cmpop] = {
            ast.GtE: ast.Gt(),
            ast.Lt: ast.LtE(),
        }
        yield from _compared(node, name, swaps)


@rule("core")
def page_too_few(tree: ast.Module) -> Iterator[Edit]:
    """The last page is left out."""
    for name, node in _of_pages(tree):
        if isinstance(node.ops[0], ast.GtE):
            yield Edit(node.left, f"({ast.unparse(node.left)} + 1)", name)
        elif ast.unparse(node) == "left != 0":
            yield Edit(node, "left not in (0, 1)", name)


def _of_pages(tree: ast.Module) -> Iterator[tuple[str, ast.Compare]]:
    for name, node in _within(tree, ast.Compare):
        if isinstance(node, ast.Compare) and name in ("following", "collect"):
            yield name, node


def _compared(
    node: ast.Compare, name: str, swaps: dict[type[ast.cmpop], ast.cmpop]
) -> Iterator[Edit]:
    for kind, other in swaps.items():
        if isinstance(node.ops[0], kind):

            def change(twin: ast.Compare, other: ast.cmpop = other) -> None:
                twin.ops[0] = other

            yield Edit(node, changed(node, change), name)


@rule("core")
def wrong_stop_condition(tree: ast.Module) -> Iterator[Edit]:
    """A listing that ends where it should go on, or goes on where it should end."""
    for name, node in _within(tree, ast.If):
        assert isinstance(node, ast.If)
        if name == "following" and ast.unparse(node.body[0]) == "return None":
            yield Edit(node.test, f"not ({ast.unparse(node.test)})", name)


@rule("core")
def refresh_not_repeated(tree: ast.Module) -> Iterator[Edit]:
    """A token that was refused is not renewed, or the request is not sent again."""
    for name, node in _within(tree, ast.Compare):
        assert isinstance(node, ast.Compare)
        if "== 401" in ast.unparse(node) or "!= again" in ast.unparse(node):
            yield Edit(node, "False", name)


@rule("core")
def state_of_a_token(tree: ast.Module) -> Iterator[Edit]:
    """A token that is taken for fresh, or for expired."""
    for name, node in _within(tree, ast.Compare):
        assert isinstance(node, ast.Compare)
        if name == "state" or ".state()" in ast.unparse(node):
            yield Edit(node, f"(not ({ast.unparse(node)}))", name)


@rule("core")
def timeout_ignored(tree: ast.Module) -> Iterator[Edit]:
    """A request without its timeouts, or a deadline that nobody looks at."""
    for name, node in _within(tree, ast.Dict):
        assert isinstance(node, ast.Dict)
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant) and key.value == "timeout":
                yield Edit(value, "{}", name)
    for name, node in _within(tree, ast.Compare):
        if "deadline is not None" in ast.unparse(node):
            yield Edit(node, "False", name)


@rule("core")
def another_encoding_of_a_style(tree: ast.Module) -> Iterator[Edit]:
    """Joined for repeated, one style for another."""
    for name, node in _within(tree, ast.If):
        assert isinstance(node, ast.If)
        test = ast.unparse(node.test)
        styles = ("self.explode", "self.style", "self.repeat")
        if name in ("encode", "_array", "_object") and any(s in test for s in styles):
            yield Edit(node.test, f"not ({test})", name)


@rule("core")
def header_of_all_requests_lost(tree: ast.Module) -> Iterator[Edit]:
    """A header that every request carries, or that goes with a body."""
    for name, node in _within(tree, ast.Dict):
        assert isinstance(node, ast.Dict)
        for index, key in enumerate(node.keys):
            text = key.value if isinstance(key, ast.Constant) else ""
            if isinstance(text, str) and _is_header(text):

                def change(twin: ast.Dict, index: int = index) -> None:
                    del twin.keys[index], twin.values[index]

                yield Edit(node, changed(node, change), name)


@rule("core")
def header_not_set(tree: ast.Module) -> Iterator[Edit]:
    """A header that a step adds: the token, the last event, what is missing of a file."""
    for name, node in _within(tree, ast.Assign):
        assert isinstance(node, ast.Assign)
        target = node.targets[0]
        if isinstance(target, ast.Subscript) and ".headers" in ast.unparse(target):
            yield Edit(node, "pass", name)


@rule("core")
def error_of_another_class(tree: ast.Module) -> Iterator[Edit]:
    """An error of the HTTP library under the name of another one of ours."""
    for name, node in _within(tree, ast.Return):
        assert isinstance(node, ast.Return)
        if name == "translated" and isinstance(node.value, ast.Call):
            yield Edit(node.value.func, "TransportError", name)


def _is_header(text: str) -> bool:
    return bool(text) and all(part.istitle() for part in text.split("-"))
