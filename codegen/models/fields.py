"""Properties of an object -> fields of its class.

A property that the document calls required has no default, unless it is a constant. A
read-only property is no duty of a caller who builds a body, nor a write-only one of the
service that answers, so both may be left out. A default of the document is the
default of the field where the field's type takes it as it is, and is documented
otherwise.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass

from codegen import describe, ir, layout
from codegen.annotate import Import, annotate, is_binary
from codegen.encode import Code, Identifier, SpecText, docstring, lines, literal
from codegen.models.shape import FieldShape, shape_of

Models = Mapping[Identifier, ir.Model]

DOC_WIDTH = 80
"""Columns of a docstring's text, the margin included."""

_FIELD = Import("pydantic", "Field")
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
    """A field of a class.

    Attributes:
        code: Its lines, laid out.
        imports: What they need.
        shape: What datamodel-code-generator is asked about it.
    """

    code: Code
    imports: frozenset[Import]
    shape: FieldShape


class FieldPlanner:
    """Plans fields; equal ones, of which documents are full, only once.

    Args:
        models: Every model.
    """

    def __init__(self, models: Models) -> None:
        self._models = models
        self._planned: dict[Hashable, PlannedField] = {}
        self._same: dict[Hashable, tuple[ir.Field, PlannedField]] = {}

    def plan(self, fields: Iterable[ir.Field]) -> tuple[PlannedField, ...]:
        """Decide type, default and docstring of every field of an object."""
        fields = tuple(fields)
        hidden = _HIDEABLE.intersection([field.name for field in fields])
        return tuple(
            self._plan(field, number, hidden) for number, field in enumerate(fields)
        )

    def _plan(
        self, field: ir.Field, number: int, hidden: frozenset[str]
    ) -> PlannedField:
        place = (hidden, 0 if field.name.isascii() else number)
        # Most equal fields are one object: the reader shares them.
        same, known = self._same.get((id(field), place), (None, None))
        if same is field and known is not None:
            return known
        key = _key(field)
        known = self._planned.get((key, place)) if key else None
        if known is None:
            known = _planned(field, number, hidden, self._models)
        self._same[id(field), place] = (field, known)
        if key:
            self._planned[key, place] = known
        return known


def _key(field: ir.Field) -> Hashable:
    """Return what a planned field depends on; None where equality does not tell."""
    if not _is_exact(field.schema):
        return None
    default = field.default
    if default is not None and not isinstance(default, str | bool):
        return None
    return (
        field.name,
        field.wire_name,
        field.schema,
        field.required,
        field.description,
        (field.has_default, isinstance(default, bool), default),
        (field.deprecated, field.read_only, field.write_only),
    )


def _is_exact(schema: ir.Schema) -> bool:
    """Whether schemas that equal this one are the same: in Python, 1 equals True."""
    match schema:
        case ir.Number():
            return schema.lower is None is schema.upper is schema.multiple_of
        case ir.Array():
            return not schema.prefix and _is_exact(schema.items)
        case ir.Map():
            return _is_exact(schema.values)
        case ir.Enum():
            return all(isinstance(value, SpecText) for value in schema.values)
        case ir.Union():
            return not schema.discriminator and all(map(_is_exact, schema.branches))
        case _:
            return True


def _planned(
    field: ir.Field, number: int, hidden: frozenset[str], models: Models
) -> PlannedField:
    required = field.required and not field.read_only and not field.write_only
    default = _constant(field.schema) if required else None
    if not required and field.has_default and field.default is not None:
        default = default_of(field.schema, field.default, models)
    annotation = annotate(field.schema, "field", hidden)
    code = annotation.code
    doc = _doc(field, default)
    optional = not required and default is None
    if optional and code == "None":
        optional, default = False, Default(Code("None"))
    elif optional:
        code = Code(code.removesuffix(" | None"))
        default = Default(Code("None"))
    shape = shape_of(field.name, number, code, optional)
    value = _value(field, default)
    hint = f"{code} | None" if optional else code
    text = layout.statement(f"{field.name}: {hint}{value}", 4)
    imports = annotation.imports
    if value.startswith(" = Field("):
        imports |= {_FIELD}
    return PlannedField(Code(f"{text}\n    {doc}") if doc else text, imports, shape)


def _value(field: ir.Field, default: Default | None) -> str:
    """Write what stands behind the type."""
    arguments = []
    if default is not None and default.factory:
        arguments.append(f"default_factory=lambda: {default.code}")
    renamed = field.wire_name.raw != field.name
    if not renamed and not arguments:
        return f" = {default.code}" if default else ""
    if default is not None and not default.factory:
        arguments.append(f"default={default.code}")
    if renamed:
        wire = literal(field.wire_name)
        arguments += [f"validation_alias={wire}", f"serialization_alias={wire}"]
    return f" = Field({', '.join(arguments)})"


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
