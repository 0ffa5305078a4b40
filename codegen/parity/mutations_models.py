"""Drifts of models: what one flavour would accept, default to and send otherwise."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from codegen.parity.mutations import Edit, changed, rule


def _fields(tree: ast.Module) -> Iterator[tuple[ast.ClassDef, ast.AnnAssign]]:
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            for member in node.body:
                if isinstance(member, ast.AnnAssign) and _is_field(member):
                    yield node, member


def _is_field(member: ast.AnnAssign) -> bool:
    return "ClassVar" not in ast.unparse(member.annotation)


def _members(tree: ast.Module) -> Iterator[tuple[ast.ClassDef, ast.Assign]]:
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and "Enum" in ast.unparse(node.bases[0]):
            for member in node.body:
                if isinstance(member, ast.Assign):
                    yield node, member


@rule("models")
def field_of_a_model_lost(tree: ast.Module) -> Iterator[Edit]:
    """A field that nobody can set, and that nobody sees in a reply."""
    for node, member in _fields(tree):
        yield Edit(member, "pass", node.name)


@rule("models")
def field_of_a_model_renamed(tree: ast.Module) -> Iterator[Edit]:
    """A field under another name."""
    for node, member in _fields(tree):
        yield Edit(member.target, f"{ast.unparse(member.target)}_", node.name)


@rule("models")
def field_of_another_type(tree: ast.Module) -> Iterator[Edit]:
    """A field that holds something else."""
    for node, member in _fields(tree):
        yield Edit(member.annotation, "dict[str, bytes]", node.name)


@rule("models")
def default_of_a_field_changed(tree: ast.Module) -> Iterator[Edit]:
    """Another default."""
    for node, member in _fields(tree):
        value = member.value
        if isinstance(value, ast.Constant):
            text = f"{value.value}!" if isinstance(value.value, str) else 1
            yield Edit(value, repr(2 if value.value == 1 else text), node.name)


@rule("models")
def field_is_optional(tree: ast.Module) -> Iterator[Edit]:
    """A field that may be missing, though the service never leaves it out."""
    for node, member in _fields(tree):
        if member.value is None:
            yield Edit(member, f"{ast.unparse(member)} = None", node.name)


@rule("models")
def field_is_required(tree: ast.Module) -> Iterator[Edit]:
    """A field that must be there, though the service may leave it out."""
    for node, member in _fields(tree):
        if isinstance(member.value, ast.Constant):

            def change(twin: ast.AnnAssign) -> None:
                twin.value = None

            yield Edit(member, changed(member, change), node.name)


@rule("models")
def branch_of_a_union_lost(tree: ast.Module) -> Iterator[Edit]:
    """A union that misses a model, or null.

    `Literal["a"] | str` without its literal is equivalent: it takes the same values,
    and gives back the same ones.
    """
    for node, member in _fields(tree):
        for union in ast.walk(member.annotation):
            if isinstance(union, ast.BinOp) and isinstance(union.op, ast.BitOr):
                yield Edit(union, ast.unparse(union.left), node.name)
                if "Literal" not in ast.unparse(union.left):
                    yield Edit(union, ast.unparse(union.right), node.name)


@rule("models")
def member_of_an_enum_changed(tree: ast.Module) -> Iterator[Edit]:
    """A member that stands for another value."""
    for node, member in _members(tree):
        value = ast.literal_eval(member.value)
        other = f"{value}!" if isinstance(value, str) else value + 1
        yield Edit(member.value, repr(other), node.name)


@rule("models")
def base_of_a_model_changed(tree: ast.Module) -> Iterator[Edit]:
    """A model that keeps what it does not know, or forgets it."""
    other = {"Model": "extra='allow'", "OpenModel": "extra='ignore'"}
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and ast.unparse(node.bases[0]) in other:
            text = f"{ast.unparse(node.bases[0])}, {other[ast.unparse(node.bases[0])]}"
            yield Edit(node.bases[0], text, node.name)
