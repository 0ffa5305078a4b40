"""Programs that use everything a generated client has, for the surface of a document.

A line is a function that uses a few names of the client, with the types that they had.
What a line needs is written as the gate writes it: `items.get(item_id)`, `models.Item.id`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from codegen import ir
from codegen.annotate import annotate
from codegen.diff import pytypes
from codegen.diff.surface import FieldSymbol, Method, Parameter, Surface


@dataclass(frozen=True)
class Line:
    """One line of a program.

    Attributes:
        needs: What it uses. `g.m()` is a call of a method, which fails when there is a
            new argument that must be passed; `models.X()` likewise.
        parameters: Name and annotation of what it is given.
        values: Expressions for them when it is run.
        returns: Annotation.
        body: The expression; `AWAIT` stands for the word of the flavour.
        before: A statement before it.
    """

    needs: frozenset[str]
    parameters: tuple[tuple[str, str], ...]
    values: tuple[str, ...]
    returns: str
    body: str
    before: str = ""

    def source(self, number: int, flavour: str) -> str:
        """Return the function."""
        given = "".join(f", {name}: {code}" for name, code in self.parameters)
        word, wait = ("async ", "await ") if flavour == "aio" else ("", "")
        body = self.body.replace("AWAIT ", wait)
        text = body if self.returns == "None" else f"return {body}"
        head = f"{word}def line_{number}(client: Client{given}) -> {self.returns}"
        return f"{head}: {self.before}{text}"

    def call(self, number: int) -> str:
        """Return a call of the function."""
        return f"line_{number}({', '.join(('client', *self.values))})"


class Program:
    """All lines for a surface."""

    def __init__(self, surface: Surface) -> None:
        self._surface = surface
        self.lines = tuple(dict.fromkeys((*self._methods(), *self._models())))

    # --- methods ---------------------------------------------------------------------------

    def _methods(self) -> Iterator[Line]:
        surface = self._surface
        for methods in surface.methods.values():
            for method in methods:
                yield from self._method(method, surface.parameters(method))
        for path, of in surface.paths.items():
            if of:
                yield self._pages(path, of)
        for module in ("filters", "servers"):
            names = sorted(n for n in surface.names if n.startswith(f"{module}."))
            if names:  # at once: a module that is missing is one error in a file
                given = ", ".join(name.partition(".")[2] for name in names)
                before = f"from client.{module} import {given}; "
                yield Line(frozenset(names), (), (), "None", "None", before)

    def _method(self, method: Method, parameters: list[Parameter]) -> Iterator[Line]:
        must = [p for p in parameters if not p.optional]
        for extra in (None, *(p for p in parameters if p.optional)):
            given = [*must, *([extra] if extra else [])]
            yield self._call(method, given, {p.name: p.name for p in given})
        free = [p for p in must if p.positional]
        if len(free) > 1:
            yield self._call(method, must, {p.name: "" for p in free})
        yield self._result(method, must)

    def _call(
        self, method: Method, given: list[Parameter], names: Mapping[str, str]
    ) -> Line:
        arguments = ", ".join(
            f"{p.name}={p.name}" if names.get(p.name, p.name) else p.name for p in given
        )
        wait = "" if method.stream else "AWAIT "
        needs = {method.path, f"{method.path}()", *self._used(given)}
        needs |= {f"{method.path}({p.name})" for p in given}
        if not all(names.get(p.name, p.name) for p in given):
            needs.add(f"{method.path}(*)")
        return Line(
            frozenset(needs),
            tuple((p.name, _given(p.type)) for p in given),
            tuple(self._value(p.type) for p in given),
            "None",
            f"{wait}client.{method.path}({arguments})",
        )

    def _result(self, method: Method, must: list[Parameter]) -> Line:
        line = self._call(method, must, {p.name: p.name for p in must})
        returns = self._surface.returns(method)
        return Line(
            line.needs | {f"{method.path}->"} | self._mentioned(returns),
            line.parameters,
            line.values,
            returns,
            line.body,
        )

    def _pages(self, path: str, of: str) -> Line:
        return Line(frozenset({path, of}), (), (), "object", f"client.{path}")

    def _used(self, given: list[Parameter]) -> set[str]:
        return {need for p in given for need in self._mentioned(_given(p.type))}

    def _mentioned(self, code: str) -> frozenset[str]:
        names = re.findall(r"\bmodels\.(\w+)", code)
        return frozenset(f"models.{name}" for name in names)

    # --- models ----------------------------------------------------------------------------

    def _models(self) -> Iterator[Line]:
        surface = self._surface
        for name, model in surface.api.models.items():
            yield Line(
                frozenset({f"models.{name}"}), (), (), "object", f"models.{name}"
            )
            match model.shape:
                case ir.ObjectModel() as shape:
                    yield from self._class(str(name), model, surface.fields(shape))
                case ir.EnumModel(members=members):
                    for member, _ in members:
                        needs = {
                            f"models.{name}",
                            f"models.{name}!",
                            f"models.{name}.{member}",
                        }
                        body = f"models.{name}.{member}"
                        yield Line(frozenset(needs), (), (), f"models.{name}", body)
                case ir.AliasModel(schema=schema):
                    code = str(annotate(schema, "field").code)
                    yield self._alias(str(name), code)

    def _class(
        self, name: str, model: ir.Model, fields: list[FieldSymbol]
    ) -> Iterator[Line]:
        surface = self._surface
        unused = name not in surface.sent | surface.received
        if unused or name in surface.sent:
            must = [f for f in fields if f.required]
            for extra in (None, *(f for f in fields if not f.required)):
                yield self._made(name, [*must, *([extra] if extra else [])])
        if unused or name in surface.received:
            for field in fields:
                yield self._read(name, field)
        if surface.base(model) == "OpenModel":
            needs = frozenset(
                {f"models.{name}", f"models.{name}!", f"models.{name}:base"}
            )
            yield Line(
                needs,
                (("x", f"models.{name}"),),
                (self._instance(name),),
                "OpenModel",
                "x",
            )

    def _made(self, name: str, fields: list[FieldSymbol]) -> Line:
        needs = {f"models.{name}", f"models.{name}!", f"models.{name}()"}
        needs |= {f"models.{name}.{field.name}" for field in fields}
        types = {f.name: self._qualified(f.type) for f in fields}
        types |= {f.name: _given(types[f.name]) for f in fields if not f.required}
        for code in types.values():
            needs |= self._mentioned(code)
        arguments = ", ".join(f"{field}={field}" for field in types)
        return Line(
            frozenset(needs),
            tuple(types.items()),
            tuple(self._value(code) for code in types.values()),
            f"models.{name}",
            f"models.{name}({arguments})",
        )

    def _read(self, name: str, field: FieldSymbol) -> Line:
        needs = {f"models.{name}", f"models.{name}!", f"models.{name}.{field.name}"}
        code = self._qualified(field.type)
        return Line(
            frozenset(needs | self._mentioned(code)),
            (("x", f"models.{name}"),),
            (self._instance(name),),
            code,
            f"x.{field.name}",
        )

    def _qualified(self, code: str) -> str:
        """Return the annotation of a field, as it is written outside of the models."""
        names = "|".join(map(str, self._surface.api.models)) or "$"
        return re.sub(rf"(?<![\w.'\"])({names})(?![\w'\"])", r"models.\1", code)

    def _alias(self, name: str, code: str) -> Line:
        code = self._qualified(code)
        needs = {f"models.{name}", f"models.{name}=", *self._mentioned(code)}
        one, other = (code, f"models.{name}")
        if name not in self._surface.sent:
            one, other = other, one
        return Line(frozenset(needs), (("x", one),), ("None",), other, "x")

    # --- values ------------------------------------------------------------------------------

    def _instance(self, name: str) -> str:
        """An object of the class as it is now, read from what the service sends now."""
        return f"instance({name!r})"

    def _value(self, code: str) -> str:
        """Return an expression of a type, as it was."""
        atoms = sorted(pytypes.parse(code) - {pytypes.NONE}, key=repr)
        atom = atoms[0] if atoms else pytypes.NONE
        if isinstance(atom, pytypes.Value):
            return atom.text
        plain = {
            "int": "1", "str": "'text'", "float": "1.5", "bool": "True", "None": "None",
            "Any": "1", "bytes": "b'x'",
            "datetime": "__import__('datetime').datetime(2026, 1, 1)",
        }  # fmt: skip
        if atom.name in plain:
            return plain[atom.name]
        if atom.name in ("list", "Sequence") and atom.parameters:
            inner = " | ".join(map(_code, atom.parameters[0]))
            return f"[{self._value(inner)}]"
        if atom.name in ("dict", "Mapping"):
            return "{}"
        model = {str(n): m for n, m in self._surface.api.models.items()}.get(atom.name)
        if model is not None and isinstance(model.shape, ir.EnumModel):
            return repr(
                getattr(model.shape.members[0][1], "raw", model.shape.members[0][1])
            )
        return self._instance(atom.name)


def _code(atom: pytypes.Atom) -> str:
    if isinstance(atom, pytypes.Value):
        return f"Literal[{atom.text}]"
    inner = ", ".join(" | ".join(map(_code, part)) for part in atom.parameters)
    return f"{atom.name}[{inner}]" if inner else atom.name


def _given(code: str) -> str:
    """Return the type of what is passed: not that it may be left out."""
    return code.removesuffix(" | None") or code
