"""Properties of an object -> fields of its class.

A property that the document calls required has no default, unless it is a constant. A
read-only property is no duty of a caller who builds a body, nor a write-only one of the
service that answers, so both may be left out. A default of the document is the
default of the field where the field's type takes it as it is, and is documented
otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from codegen import describe, ir, layout
from codegen.annotate import Annotation, annotate, is_binary
from codegen.encode import Code, Identifier, docstring, lines, literal

Models = Mapping[Identifier, ir.Model]

DOC_WIDTH = 80
"""Columns of a docstring's text, the margin included."""

_HIDEABLE = frozenset(
    {"bool", "bytes", "date", "datetime", "dict", "float", "int", "list", "str", "time"}
    | {"timedelta", "tuple"}
)
"""Names of types that a field's own name may hide."""


@dataclass(frozen=True, slots=True)
class Default:
    """A default in Python.

    Attributes:
        code: The expression.
        factory: It is changeable, so that each instance needs its own.
    """

    code: Code
    factory: bool = False


@dataclass(frozen=True, slots=True)
class PlannedField:
    """A field, but for what datamodel-code-generator says about it.

    Attributes:
        annotation: Its type; of an optional field without the None.
        optional: It may be left out and is None then.
        default: Its other default.
        wire: Its name in JSON, as a literal, where that is another one.
        doc: Its docstring, or nothing.
    """

    name: Identifier
    annotation: Annotation
    optional: bool
    default: Default | None
    wire: Code | None
    doc: Code

    def render(self, code: Code, optional: bool) -> Code:
        """Write the field as lines of a class.

        Args:
            code: Its type.
            optional: It may be left out and is None then.
        """
        hint = f"{code} | None" if optional else code
        default = Default(Code("None")) if optional else self.default
        if self.wire is None and (default is None or not default.factory):
            value = f" = {default.code}" if default else ""
        else:
            value = f" = Field({', '.join(self._arguments(default))})"
        statement = layout.statement(f"{self.name}: {hint}{value}", 4)
        return Code(f"{statement}\n    {self.doc}") if self.doc else statement

    def _arguments(self, default: Default | None) -> Iterable[str]:
        if default is not None and default.factory:
            yield f"default_factory=lambda: {default.code}"
        elif default is not None:
            yield f"default={default.code}"
        if self.wire is not None:
            yield f"validation_alias={self.wire}"
            yield f"serialization_alias={self.wire}"

    @property
    def uses_field(self) -> bool:
        """Whether it needs pydantic's `Field`."""
        factory = self.default is not None and self.default.factory
        return self.wire is not None or factory


def plan_fields(fields: Iterable[ir.Field], models: Models) -> list[PlannedField]:
    """Decide type, default and docstring of every field of an object."""
    fields = tuple(fields)
    hidden = _HIDEABLE & {field.name for field in fields}
    return [_plan(field, models, hidden) for field in fields]


def _plan(field: ir.Field, models: Models, hidden: frozenset[str]) -> PlannedField:
    required = field.required and not field.read_only and not field.write_only
    default = _constant(field.schema) if required else None
    if not required and field.has_default and field.default is not None:
        default = default_of(field.schema, field.default, models)
    annotation = annotate(field.schema, "field", hidden)
    optional = not required and default is None
    if optional and annotation.code == "None":
        optional, default = False, Default(Code("None"))
    elif optional:
        code = Code(annotation.code.removesuffix(" | None"))
        annotation = Annotation(code, annotation.imports)
    wire = field.wire_name
    return PlannedField(
        name=field.name,
        annotation=annotation,
        optional=optional,
        default=default,
        wire=None if wire.raw == field.name else literal(wire),
        doc=_doc(field, default),
    )


def _doc(field: ir.Field, default: Default | None) -> Code:
    notes = [describe.sentence(describe.limits(field.schema))]
    if field.has_default and field.default is not None and default is None:
        notes.append(f"Default: {describe.value(field.default)}.")
    if field.read_only:
        notes.append("Read-only.")
    if field.write_only:
        notes.append("Write-only.")
    if field.deprecated:
        notes.append("Deprecated.")
    note = " ".join(filter(None, notes))
    text = field.description.raw.strip() if field.description else ""
    if not text and not note:
        return Code("")
    if note and text:
        text = f"{text}\n\n{note}" if "\n" in text else f"{_stopped(text)} {note}"
    content = lines(text or note, DOC_WIDTH - 4)
    return docstring(content, 4) if content else Code("")


def _stopped(text: str) -> str:
    return text if text.endswith((".", "!", "?", ":")) else f"{text}."


def _constant(schema: ir.Schema) -> Default | None:
    if isinstance(schema, ir.Enum) and schema.const and len(schema.values) == 1:
        return Default(literal(schema.values[0]))
    return None


def default_of(schema: ir.Schema, value: object, models: Models) -> Default | None:
    """Return a default as a value of a schema's type, or None when it is none.

    Only values that the type takes unchanged: a date, say, would have to be made of
    text first, and is documented instead.
    """
    match schema:
        case ir.Union() if not schema.discriminator:
            found = (default_of(branch, value, models) for branch in schema.branches)
            return next(filter(None, found), None)
        case ir.Ref():
            return _named(models[schema.name], value, models)
        case ir.Array() if isinstance(value, list) and not schema.prefix:
            items = [default_of(schema.items, item, models) for item in value]
            if any(item is None or item.factory for item in items):
                return None
            inner = ", ".join(item.code for item in items if item is not None)
            return Default(Code(f"[{inner}]"), factory=True)
        case ir.Map() if value == {}:
            return Default(Code("{}"), factory=True)
        case _ if _fits(schema, value):
            return Default(literal(value))
        case _:
            return None


def _named(model: ir.Model, value: object, models: Models) -> Default | None:
    match model.shape:
        case ir.AliasModel(schema, recursive=False):
            return default_of(schema, value, models)
        case ir.EnumModel(members=members):
            for name, member in members:
                if same(member, value):
                    return Default(Code(f"{model.name}.{name}"))
            return None
        case _:
            return None


def _fits(schema: ir.Schema, value: object) -> bool:
    """Whether a scalar is a value of a type as it is."""
    match schema:
        case ir.String():
            plain = annotate(schema, "field").code == "str" and not is_binary(schema)
            return plain and isinstance(value, str)
        case ir.Number(integer=integer):
            kinds = int if integer else (int, float)
            plain = annotate(schema, "field").code in ("int", "float")
            finite = value not in (float("inf"), float("-inf")) and value == value
            return (
                plain
                and isinstance(value, kinds)
                and not isinstance(value, bool)
                and finite
            )
        case ir.Boolean(text=False):
            return isinstance(value, bool)
        case ir.Enum():
            return any(same(known, value) for known in schema.values)
        case ir.Any_():
            return isinstance(value, str | bool | int)
        case _:
            return False


def same(known: ir.Scalar, value: object) -> bool:
    """Whether a value of the document is a known one, in JSON's sense of equality."""
    raw = getattr(known, "raw", known)
    return isinstance(raw, bool) == isinstance(value, bool) and raw == value
