"""Annotations of the generated client as types, and which fits where another stood.

This is what a type checker says about annotations that isospin writes, no more: names,
unions, literals, and generics whose parameters are only read.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from functools import cache
from typing import Final, NamedTuple, TypeAlias


class Named(NamedTuple):
    """A class: `int`, `models.Job`, `list` of one type."""

    name: str
    parameters: tuple[PyType, ...] = ()


class Value(NamedTuple):
    """One value of a `Literal`."""

    kind: str
    text: str


Atom: TypeAlias = Named | Value
PyType: TypeAlias = frozenset[Atom]
"""A union; the types of its branches."""

ANY: Final = Named("Any")
NONE: Final = Named("None")

_WIDER: Final[Mapping[str, frozenset[str]]] = {
    "bool": frozenset({"int", "float"}),
    "int": frozenset({"float"}),
    "datetime": frozenset({"date"}),
    "list": frozenset({"Sequence", "Iterable"}),
    "Sequence": frozenset({"Iterable"}),
    "dict": frozenset({"Mapping"}),
    "bytes": frozenset({"Upload"}),
}
"""Class -> classes in whose place it may stand (PEP 484 for numbers)."""


_INVARIANT: Final = frozenset({"dict", "list"})


@cache
def parse(code: str) -> PyType:
    """Return the type that an annotation means."""
    return _type(ast.parse(code, mode="eval").body)


def _type(node: ast.expr) -> PyType:
    match node:
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return _type(left) | _type(right)
        case ast.Constant(value=None):
            return frozenset({NONE})
        case ast.Subscript(value=value, slice=inside):
            name = _name(value)
            parts = inside.elts if isinstance(inside, ast.Tuple) else [inside]
            if name == "Annotated":
                return _type(parts[0])
            if name == "Literal":
                return frozenset(map(_value, parts))
            return frozenset({Named(name, tuple(map(_type, parts)))})
        case _:
            return frozenset({Named(_name(node))})


def _name(node: ast.expr) -> str:
    text = ast.unparse(node)
    for prefix in ("models.", "_builtins.", "builtins."):
        text = text.removeprefix(prefix)
    return text


def _value(node: ast.expr) -> Value:
    value = ast.literal_eval(node)
    return Value(type(value).__name__, repr(value))


def renamed(one: PyType, names: Mapping[str, str]) -> PyType:
    """Return a type with its classes called by other names."""
    return frozenset(
        (
            Named(
                names.get(atom.name, atom.name),
                tuple(renamed(part, names) for part in atom.parameters),
            )
            if isinstance(atom, Named)
            else atom
        )
        for atom in one
    )


def spelled(one: PyType, values: Mapping[str, frozenset[Value]]) -> PyType:
    """Return a type in which it does not matter how listed values are spelled.

    An enumeration is the values that it lists, and a class beside some of its values
    (`Literal["a"] | str`, an open enumeration) is left out.

    Args:
        one: The type.
        values: Enumerations -> their values.
    """
    atoms: set[Atom] = set()
    for atom in one:
        if isinstance(atom, Named) and atom.name in values:
            atoms |= values[atom.name]
        elif isinstance(atom, Named):
            parts = tuple(spelled(part, values) for part in atom.parameters)
            atoms.add(Named(atom.name, parts))
        else:
            atoms.add(atom)
    listed = {atom.kind for atom in atoms if isinstance(atom, Value)}
    return frozenset(
        atom for atom in atoms if not (isinstance(atom, Named) and atom.name in listed)
    )


def plain_decimals(one: PyType) -> PyType:
    """Return a type with `Decimal` written as what it was before pydantic 2.12."""
    found: set[Atom] = set()
    for atom in one:
        if isinstance(atom, Named) and atom.name in ("Decimal", "float", "str"):
            found.add(Named("Decimal"))
        elif isinstance(atom, Named):
            found.add(Named(atom.name, tuple(map(plain_decimals, atom.parameters))))
        else:
            found.add(atom)
    return frozenset(found)


def has_decimal(one: PyType) -> bool:
    """Whether `Decimal` is somewhere in a type."""
    return any(
        isinstance(atom, Named)
        and (atom.name == "Decimal" or any(map(has_decimal, atom.parameters)))
        for atom in one
    )


def fits(
    one: PyType,
    other: PyType,
    bases: Mapping[str, str] | None = None,
    *,
    strict: bool = False,
) -> bool:
    """Whether a value of one type may stand where another is wanted.

    Args:
        one: The type that is given.
        other: The type that is wanted.
        bases: Class -> class that it is a kind of, such as `str` of an enumeration.
        strict: As type checkers see it, for whom a list of one type is no list of a
            wider one (PEP 484: mutable containers are invariant).
    """
    if ANY in one or ANY in other:
        return True
    return all(any(_atom(a, b, bases or {}, strict) for b in other) for a in one)


def _atom(one: Atom, other: Atom, bases: Mapping[str, str], strict: bool) -> bool:
    if one == other:
        return True
    if isinstance(other, Value):
        return False
    if isinstance(one, Value):
        return _class(one.kind, other.name)
    if not _class(one.name, other.name) and not _class(
        bases.get(one.name, one.name), other.name
    ):
        return False
    if len(one.parameters) != len(other.parameters):
        return not other.parameters
    both = strict and one.name == other.name and one.name in _INVARIANT
    return all(
        fits(a, b, bases, strict=strict)
        and (not both or fits(b, a, bases, strict=strict))
        for a, b in zip(one.parameters, other.parameters, strict=True)
    )


def _class(one: str, other: str) -> bool:
    return one == other or other in _WIDER.get(one, ())
