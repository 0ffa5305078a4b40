"""Drifts of what a flavour offers: names, parameters, promises, exports."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from codegen.parity.mutations import (
    Edit,
    Function,
    changed,
    methods,
    parameters_of,
    rule,
)


@rule()
def async_dropped(tree: ast.Module) -> Iterator[Edit]:
    """A plain method that hands out a coroutine and calls it a value."""
    for name, method in methods(tree):
        if not isinstance(method, ast.AsyncFunctionDef) or name.startswith("_"):
            continue
        last = method.body[-1]
        if isinstance(last, ast.Return) and isinstance(last.value, ast.Await):
            plain = ast.FunctionDef(**{f: getattr(method, f) for f in method._fields})
            inner = ast.Return(last.value.value)
            plain.body = [*method.body[:-1], inner]
            yield Edit(method, ast.unparse(ast.fix_missing_locations(plain)), name)


@rule()
def async_added(tree: ast.Module) -> Iterator[Edit]:
    """A stream that has to be awaited first."""
    for name, method in methods(tree):
        plain = isinstance(method, ast.FunctionDef) and not method.decorator_list
        if plain and not name.startswith("_"):
            yield Edit(method, f"async {ast.unparse(method)}", name)


@rule()
def parameter_renamed(tree: ast.Module) -> Iterator[Edit]:
    """Another name for the same parameter."""
    for name, method in _public(tree):
        for argument in parameters_of(method)[1:]:

            def change(twin: Function, old: str = argument.arg) -> None:
                for node in ast.walk(twin):
                    if isinstance(node, ast.arg) and node.arg == old:
                        node.arg = f"{old}_"
                    elif isinstance(node, ast.Name) and node.id == old:
                        node.id = f"{old}_"

            yield Edit(method, changed(method, change), name)


@rule()
def parameters_in_another_order(tree: ast.Module) -> Iterator[Edit]:
    """Two parameters that changed places."""
    for name, method in _public(tree):
        if len(method.args.args) > 2:

            def change(twin: Function) -> None:
                given = twin.args.args
                given[1], given[2] = given[2], given[1]

            yield Edit(method, changed(method, change), name)


@rule()
def parameter_by_name_only(tree: ast.Module) -> Iterator[Edit]:
    """A parameter that cannot be given by place any more."""
    for name, method in _public(tree):
        if len(method.args.args) > 1 and not method.args.defaults:

            def change(twin: Function) -> None:
                twin.args.kwonlyargs.insert(0, twin.args.args.pop())
                twin.args.kw_defaults.insert(0, None)

            yield Edit(method, changed(method, change), name)


@rule()
def default_changed(tree: ast.Module) -> Iterator[Edit]:
    """Another default."""
    for name, method in _public(tree):
        for default in (*method.args.defaults, *method.args.kw_defaults):
            if isinstance(default, ast.Constant):
                yield Edit(default, "1" if default.value is None else "None", name)


@rule()
def annotation_changed(tree: ast.Module) -> Iterator[Edit]:
    """Another type for a parameter."""
    for name, method in _public(tree):
        for argument in parameters_of(method)[1:]:
            if argument.annotation is not None:
                yield Edit(argument.annotation, "complex", name)


@rule()
def return_annotation_changed(tree: ast.Module) -> Iterator[Edit]:
    """Another type for what comes back."""
    for name, method in _public(tree):
        if method.returns is not None:
            yield Edit(method.returns, f"{ast.unparse(method.returns)} | bytes", name)


@rule()
def method_renamed(tree: ast.Module) -> Iterator[Edit]:
    """Another name for the same method."""
    for name, method in _public(tree):

        def change(twin: Function) -> None:
            twin.name = f"{twin.name}_"

        yield Edit(method, changed(method, change), name)


@rule()
def method_removed(tree: ast.Module) -> Iterator[Edit]:
    """A method of one flavour only."""
    for name, method in _public(tree):
        yield Edit(method, "pass", name)


@rule()
def method_added(tree: ast.Module) -> Iterator[Edit]:
    """A method of one flavour only."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            last = node.body[-1]
            text = f"{ast.unparse(last)}\nasync def extra(self) -> None:\n    pass"
            yield Edit(last, text)


@rule()
def docstring_changed(tree: ast.Module) -> Iterator[Edit]:
    """Something else is promised."""
    for name, node in _documented(tree):
        value = node.value
        assert isinstance(value, ast.Constant)
        yield Edit(node, repr(str(value.value) + " Or so."), name)


@rule()
def docstring_lost(tree: ast.Module) -> Iterator[Edit]:
    """Nothing is said."""
    for name, node in _documented(tree):
        yield Edit(node, "pass", name)


def _documented(tree: ast.Module) -> Iterator[tuple[str, ast.Expr]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | Function):
            name = getattr(node, "name", "")
            if ast.get_docstring(node) and not name.startswith("_"):
                first = node.body[0]
                assert isinstance(first, ast.Expr)
                yield name, first


@rule()
def export_removed(tree: ast.Module) -> Iterator[Edit]:
    """A name that `import *` does not bring any more."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            assert isinstance(node.value, ast.List)
            for item in node.value.elts:
                kept = [ast.unparse(one) for one in node.value.elts if one is not item]
                yield Edit(node.value, f"[{', '.join(kept)}]")


@rule()
def patch_of_one_flavour_only(tree: ast.Module) -> Iterator[Edit]:
    """The generated class in the place of the patched one."""
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and not node.level and node.module:
            parts = node.module.split(".")
            if "aio" in parts and len(tree.body) < 5 and len(node.names) == 1:
                text = f"from ._generated_{parts[-1]} import {node.names[0].name}"
                yield Edit(node, text)


@rule()
def base_changed(tree: ast.Module) -> Iterator[Edit]:
    """A class that is another one's child."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and node.bases:
            base = node.bases[0]
            yield Edit(base, f"type('Base', ({ast.unparse(base)},), {{}})")


@rule()
def mark_lost(tree: ast.Module) -> Iterator[Edit]:
    """A decorator that is not there: `removes`, `property`, `classmethod`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | Function) and node.decorator_list:

            def change(twin: ast.ClassDef) -> None:
                del twin.decorator_list[0]

            name = node.name if isinstance(node, Function) else ""
            if not node.name.startswith("_"):
                yield Edit(node, changed(node, change), name)


@rule()
def group_of_another_name(tree: ast.Module) -> Iterator[Edit]:
    """A group's attribute that builds another group."""
    groups = [
        (name, method)
        for name, method in methods(tree)
        if any("cached_property" in ast.unparse(d) for d in method.decorator_list)
    ]
    for index, (name, method) in enumerate(groups):
        other = groups[index - 1][1]
        if other is not method:

            def change(twin: Function, body: list[ast.stmt] = other.body[1:]) -> None:
                twin.body[1:] = body

            yield Edit(method, changed(method, change), name)


@rule()
def class_constant_changed(tree: ast.Module) -> Iterator[Edit]:
    """Another base URL, agent, or place of the key."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            for member in node.body:
                if isinstance(member, ast.AnnAssign) and member.value is not None:
                    yield Edit(member.value, "'changed'")


def _public(tree: ast.Module) -> Iterator[tuple[str, Function]]:
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            for member in node.body:
                if isinstance(member, Function) and not member.name.startswith("_"):
                    yield member.name, member
