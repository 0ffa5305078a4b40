"""Drifts of what operations send, and of how they are awaited."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from codegen.parity.mutations import (
    Edit,
    changed,
    methods,
    parameters_of,
    rule,
    sends,
    tables,
)


@rule()
def argument_dropped(tree: ast.Module) -> Iterator[Edit]:
    """An argument that is accepted and not sent."""
    for name, table in tables(tree):
        for index in range(len(table.keys)):

            def change(twin: ast.Dict, index: int = index) -> None:
                del twin.keys[index], twin.values[index]

            yield Edit(table, changed(table, change), name)


@rule()
def arguments_swapped(tree: ast.Module) -> Iterator[Edit]:
    """Two arguments that go under each other's name."""
    for name, table in tables(tree):
        if len(table.values) > 1:

            def change(twin: ast.Dict) -> None:
                twin.values[0], twin.values[1] = twin.values[1], twin.values[0]

            yield Edit(table, changed(table, change), name)


@rule()
def argument_under_another_name(tree: ast.Module) -> Iterator[Edit]:
    """A name that the operation does not have."""
    for name, table in tables(tree):
        for key in table.keys:
            if isinstance(key, ast.Constant):
                yield Edit(key, repr(str(key.value) + "_"), name)


@rule()
def argument_fixed(tree: ast.Module) -> Iterator[Edit]:
    """An argument that always has the same value."""
    for name, table in tables(tree):
        for value in table.values:
            yield Edit(value, "'fixed'", name)


@rule()
def false_argument_left_out(tree: ast.Module) -> Iterator[Edit]:
    """`x or None` for `x`: 0, False and "" are lost.

    Not for lists: an empty one is sent as nothing in every style of OpenAPI but JSON,
    so that such a mutant is equivalent.
    """
    lists = {
        (name, argument.arg)
        for name, method in methods(tree)
        for argument in parameters_of(method)
        if argument.annotation and "list[" in ast.unparse(argument.annotation)
    }
    for name, table in tables(tree):
        for value in table.values:
            if (name, ast.unparse(value)) not in lists:
                yield Edit(value, f"{ast.unparse(value)} or None", name)


@rule()
def body_lost(tree: ast.Module) -> Iterator[Edit]:
    """A body that is accepted and not sent."""
    for name, call in sends(tree):
        if len(call.args) > 2:
            yield Edit(call.args[2], "None", name)


@rule()
def body_emptied(tree: ast.Module) -> Iterator[Edit]:
    """An empty object in the place of the body."""
    for name, call in sends(tree):
        if len(call.args) > 2:
            yield Edit(call.args[2], "{}", name)


@rule()
def body_field_dropped(tree: ast.Module) -> Iterator[Edit]:
    """A field of a flattened body that is not sent."""
    for name, call in sends(tree):
        if len(call.args) > 2 and isinstance(call.args[2], ast.Dict):
            for index in range(len(call.args[2].keys)):

                def change(twin: ast.Dict, index: int = index) -> None:
                    del twin.keys[index], twin.values[index]

                yield Edit(call.args[2], changed(call.args[2], change), name)


@rule()
def other_operation(tree: ast.Module) -> Iterator[Edit]:
    """The entry of another operation of the table."""
    found = list(sends(tree))
    for index, (name, call) in enumerate(found):
        other = found[index - 1][1]
        if ast.unparse(other.args[0]) != ast.unparse(call.args[0]):
            yield Edit(call.args[0], ast.unparse(other.args[0]), name)


@rule()
def option_of_a_call_lost(tree: ast.Module) -> Iterator[Edit]:
    """`content_type` or `accept` that is accepted and ignored."""
    for name, call in sends(tree):
        for word in call.keywords:
            yield Edit(word.value, "None", name)


@rule()
def called_twice(tree: ast.Module) -> Iterator[Edit]:
    """A request too many."""
    for name, method in methods(tree):
        last = method.body[-1]
        if isinstance(last, ast.Return) and isinstance(last.value, ast.Await):
            text = ast.unparse(last.value)
            yield Edit(last, f"{text}\nreturn {text}", name)


@rule()
def value_not_returned(tree: ast.Module) -> Iterator[Edit]:
    """A call whose value is forgotten.

    Not where that is None, or None is promised: such a mutant is equivalent.
    """
    for name, method in methods(tree):
        last = method.body[-1]
        if not isinstance(last, ast.Return) or last.value is None:
            continue
        value, promised = ast.unparse(last.value), method.returns
        if value != "None" and promised is not None and ast.unparse(promised) != "None":
            yield Edit(last, value, name)


@rule()
def errors_swallowed(tree: ast.Module) -> Iterator[Edit]:
    """An error that becomes None."""
    for name, method in methods(tree):
        last = method.body[-1]
        if isinstance(last, ast.Return) and isinstance(last.value, ast.Await):
            text = f"try:\n    {ast.unparse(last)}\nexcept Exception:\n    return None"
            yield Edit(last, text, name)


@rule()
def await_dropped(tree: ast.Module) -> Iterator[Edit]:
    """A coroutine in the place of the value."""
    for name, method in methods(tree):
        for node in ast.walk(method):
            if isinstance(node, ast.Await):
                yield Edit(node, ast.unparse(node.value), name)


@rule()
def blocking_call(tree: ast.Module) -> Iterator[Edit]:
    """A sleep that stops the event loop."""
    for name, method in methods(tree):
        last = method.body[-1]
        if isinstance(method, ast.AsyncFunctionDef) and isinstance(last, ast.Return):
            text = f"__import__('time').sleep(0.01)\n{ast.unparse(last)}"
            yield Edit(last, text, name)


@rule()
def blocking_request(tree: ast.Module) -> Iterator[Edit]:
    """HTTP behind the client's back, as in a constructor that fetches settings."""
    for name, method in methods(tree):
        last = method.body[-1]
        if name == "__init__" or isinstance(method, ast.AsyncFunctionDef):
            fetch = "__import__('httpx').get('https://service.test/settings')"
            text = (
                f"try:\n    {fetch}\nexcept Exception:\n    pass\n{ast.unparse(last)}"
            )
            yield Edit(last, text, name)
