"""Schemas -> annotations, and what these import.

One schema is annotated differently by its position. An argument takes the values that
the service knows (`Literal["a", "b"]`); what is read, in a reply or in a field of a
model, takes those it does not know yet as well (`Literal["a", "b"] | str`), so that a
service that adds one breaks no older client.

Bounds, lengths and patterns are no part of a type. They are documented and left to the
service: checked in a reply, a bound that the service loosens would break older clients;
checked before a request, they would be a second opinion, in Python's dialect of regular
expressions instead of the document's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from codegen import ir
from codegen.encode import Code, SpecText, literal

Position: TypeAlias = Literal["field", "argument", "value", "reply"]
"""Where an annotation stands: a field of a model, an argument or a reply of a method.

Models are called by their bare names in a field, else `models.Name`. A `value` is an
argument that travels as text or in JSON, where bytes are bytes and no file to send.
"""
_GIVEN: Final = ("argument", "value")

SIBLINGS = "."
"""Module of an `Import` that is a model beside the one that is annotated."""


@dataclass(frozen=True, slots=True, order=True)
class Import:
    """One name that an annotation needs.

    Attributes:
        module: Absolute, or relative to a module two levels below the package
            (`.._core.types`); `SIBLINGS` for another model.
        name: What is imported from it; the module itself when empty.
        alias: Other name for it (`import x as alias`).
    """

    module: str
    name: str = ""
    alias: str = ""


@dataclass(frozen=True, slots=True)
class Annotation:
    """A type as Python text, on one line, and its imports."""

    code: Code
    imports: frozenset[Import] = frozenset()


ANY = Annotation(Code("Any"), frozenset({Import("typing", "Any")}))
NONE = Annotation(Code("None"))

_TYPES = ".._core.types"
_TEXT: dict[str, Import] = {
    "date": Import("datetime", "date"),
    "date-time": Import("datetime", "datetime"),
    "date-time-local": Import("datetime", "datetime"),
    "time": Import("datetime", "time"),
    "time-local": Import("datetime", "time"),
    "duration": Import("datetime", "timedelta"),
    **{f"uuid{version}": Import("uuid", "UUID") for version in ("", *range(1, 9))},
    "decimal": Import("decimal", "Decimal"),
    "byte": Import(_TYPES, "Base64Bytes"),
    "base64": Import(_TYPES, "Base64Bytes"),
    "base64url": Import(_TYPES, "Base64UrlBytes"),
    "http-date": Import(_TYPES, "HttpDate"),
}
"""Formats of strings that are not `str` in Python.

Every other format (`uri`, `email`, `ipv4`, `password`, ...) stays text: a parsed URL or
a hidden password would be written differently from what the caller passed.
"""
_NUMBERS: dict[str, Import] = {
    "unixtime": Import(_TYPES, "UnixTime"),
    "unix-time": Import(_TYPES, "UnixTime"),
    "duration": Import(_TYPES, "SecondsDuration"),
    "decimal": Import(_TYPES, "DecimalNumber"),
}
_BINARY_MEDIA = ("application/octet-stream", "audio/", "image/", "video/")


def annotate(
    schema: ir.Schema, position: Position, hidden: frozenset[str] = frozenset()
) -> Annotation:
    """Return the type of a schema.

    Args:
        schema: The schema.
        position: Where it stands.
        hidden: Names that mean something else there, such as a field called `date`;
            they are imported under names of their own.
    """
    writer = _Writer(position, hidden)
    return Annotation(Code(writer.write(schema)), frozenset(writer.imports))


def join(codes: Iterable[str]) -> str:
    """Return the union of types: each once, None last, Any alone."""
    found = dict.fromkeys(codes)
    if "Any" in found:
        return "Any"
    if "None" in found:
        del found["None"]
        found["None"] = None
    return " | ".join(found)


def is_binary(schema: ir.String) -> bool:
    """Whether a string is the bytes of a file, as they are."""
    if schema.format == "binary":
        return True
    media_type = schema.media_type
    return (
        media_type is not None
        and schema.encoding is None
        and schema.format is None
        and media_type.startswith(_BINARY_MEDIA)
    )


class _Writer:
    """Writes one annotation and notes what it imports."""

    def __init__(self, position: Position, hidden: frozenset[str]) -> None:
        self._position = position
        self._prefix = "" if position == "field" else "models."
        self._hidden = hidden
        self.imports: set[Import] = set()

    def _builtin(self, name: str) -> str:
        if name not in self._hidden:
            return name
        self.imports.add(Import("builtins", alias="_builtins"))
        return f"_builtins.{name}"

    def _use(self, wanted: Import) -> str:
        """Return the name under which something is imported."""
        if wanted.name in self._hidden:
            wanted = Import(wanted.module, wanted.name, f"_{wanted.name}")
        self.imports.add(wanted)
        return wanted.alias or wanted.name

    def write(self, schema: ir.Schema) -> str:
        """Return the type of a schema as text."""
        match schema:
            case ir.Ref():
                return self._model(schema.name)
            case ir.String():
                return self._string(schema)
            case ir.Number():
                return self._number(schema)
            case ir.Boolean():
                if schema.text:
                    return self._use(Import(_TYPES, "BoolString"))
                return self._builtin("bool")
            case ir.Union() | ir.Enum():
                return join(self._operands((schema,)))
            case ir.Array():
                return self._array(schema)
            case ir.Map():
                text = self._builtin("str")
                return f"{self._builtin('dict')}[{text}, {self.write(schema.values)}]"
            case ir.Null():
                return "None"
            case ir.Any_():
                return self._use(Import("typing", "Any"))

    def _model(self, name: str) -> str:
        if self._position == "field":
            self.imports.add(Import(SIBLINGS, name))
        return f"{self._prefix}{name}"

    def _string(self, schema: ir.String) -> str:
        if is_binary(schema):
            if self._position == "argument":
                return self._use(Import(_TYPES, "Upload"))
            return self._builtin("bytes")
        wanted = _TEXT.get(schema.encoding or "") or _TEXT.get(schema.format or "")
        return self._use(wanted) if wanted else self._builtin("str")

    def _number(self, schema: ir.Number) -> str:
        if schema.text:
            if schema.format == "decimal":
                return self._use(Import("decimal", "Decimal"))
            kind = "IntString" if schema.integer else "FloatString"
            return self._use(Import(_TYPES, kind))
        if wanted := _NUMBERS.get(schema.format or ""):
            return self._use(wanted)
        return self._builtin("int" if schema.integer else "float")

    def _array(self, schema: ir.Array) -> str:
        if not schema.prefix:
            return f"{self._builtin('list')}[{self.write(schema.items)}]"
        if schema.closed and (schema.min_items or 0) >= len(schema.prefix):
            items = ", ".join(map(self.write, schema.prefix))
            return f"{self._builtin('tuple')}[{items}]"
        # pydantic has no type for a tuple that goes on (`tuple[A, *tuple[B, ...]]`).
        rest = () if schema.closed else (schema.items,)
        items = join(self._operands((*schema.prefix, *rest)))
        return f"{self._builtin('list')}[{items}]"

    def _operands(self, schemas: Iterable[ir.Schema]) -> Iterator[str]:
        """Return the types of several schemas, those of open enumerations apart."""
        for schema in schemas:
            match schema:
                case ir.Enum():
                    yield from self._enum(schema)
                case ir.Union():
                    yield from self._union(schema)
                case _:
                    yield self.write(schema)

    def _enum(self, schema: ir.Enum) -> Iterator[str]:
        kinds = dict.fromkeys(map(_kind, schema.values))
        if schema.const or self._position in _GIVEN:
            # PEP 586 has no literals for numbers but integers.
            general = {"float"}
            if {False, True} <= {v for v in schema.values if isinstance(v, bool)}:
                general.add("bool")
            known = [v for v in schema.values if _kind(v) not in general | {"None"}]
        else:
            general = set(kinds)
            # To pydantic true is the literal 1, and would come back as a number.
            named = ("str",) if "bool" in kinds else ("str", "int")
            known = [v for v in schema.values if _kind(v) in named]
        if known:
            name = self._use(Import("typing", "Literal"))
            yield f"{name}[{', '.join(map(literal, known))}]"
        for kind in kinds:
            if kind == "None":
                yield kind
            elif kind in general:
                yield self._builtin(kind)

    def _union(self, schema: ir.Union) -> Iterator[str]:
        tags = schema.discriminator
        if tags is None or self._position in _GIVEN:
            yield from self._operands(schema.branches)
            return
        name = self._use(Import("typing", "Annotated"))
        by_tag = self._use(Import(".._core.unions", "ByTag"))
        choices = ", ".join(
            f"{literal(value)}: {literal(model)}" for value, model in tags.mapping
        )
        tagged = f"{by_tag}({literal(tags.wire_name)}, {{{choices}}})"
        kinds = dict.fromkeys(self._operands(schema.branches))
        yield f"{name}[{join(kind for kind in kinds if kind != 'None')}, {tagged}]"
        if "None" in kinds:
            yield "None"


def _kind(value: ir.Scalar) -> str:
    match value:
        case None:
            return "None"
        case bool():
            return "bool"
        case int():
            return "int"
        case float():
            return "float"
        case SpecText():
            return "str"
