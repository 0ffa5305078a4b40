"""Models of the IR -> classes of a module, every decision taken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from codegen import describe, ir, layout
from codegen.annotate import Annotation, Import, annotate
from codegen.encode import Code, Identifier, docstring, lines, literal
from codegen.models.fields import DOC_WIDTH, FieldPlanner, PlannedField

_MODEL = ".._core.model"
_ENUMS = {"string": "OpenStrEnum", "integer": "OpenIntEnum", "number": "OpenFloatEnum"}


@dataclass(frozen=True, slots=True)
class PlannedClass:
    """A class of pydantic.

    Attributes:
        doc: Its docstring, or nothing.
        extra: Type of all properties that it does not name, where the document has one.
        patch: Import of the patch that is its base.
        base_needed: The patch does not derive from the base.
    """

    name: Identifier
    base: Code
    doc: Code
    fields: tuple[PlannedField, ...]
    extra: Annotation | None
    patch: Import | None = None
    base_needed: bool = True

    @property
    def head(self) -> Code:
        """The first line of the class, laid out."""
        return _head(self)

    @property
    def extra_line(self) -> Code:
        """The declaration of `extra`, laid out."""
        code = self.extra.code if self.extra else ""
        return layout.statement(f"__pydantic_extra__: {code}", 8)

    @property
    def imports(self) -> Iterator[frozenset[Import]]:
        """What the class needs."""
        yield _base_imports(self)
        for field in self.fields:
            yield field.imports
        if self.extra is not None:
            yield self.extra.imports | {Import("typing", "TYPE_CHECKING")}


@dataclass(frozen=True, slots=True)
class PlannedEnum:
    """An enumeration; `members` are assignments, laid out.

    Attributes:
        patch: As of a class.
        base_needed: As of a class.
    """

    name: Identifier
    base: Code
    doc: Code
    members: tuple[Code, ...]
    patch: Import | None = None
    base_needed: bool = True

    @property
    def head(self) -> Code:
        """The first line of the class, laid out."""
        return _head(self)

    @property
    def imports(self) -> frozenset[Import]:
        """What the enumeration needs."""
        return _base_imports(self)


def _head(planned: PlannedClass | PlannedEnum) -> Code:
    bases = [str(planned.patch.alias)] if planned.patch else []
    bases += [planned.base] if planned.base_needed else []
    return layout.statement(f"class {planned.name}({', '.join(bases)}):", 0)


def _base_imports(planned: PlannedClass | PlannedEnum) -> frozenset[Import]:
    needed = {Import(_MODEL, planned.base)} if planned.base_needed else set()
    return frozenset(needed | ({planned.patch} if planned.patch else set()))


@dataclass(frozen=True, slots=True)
class PlannedAlias:
    """A name for a type; `code` is the assignment, laid out."""

    name: Identifier
    code: Code
    doc: Code
    imports: frozenset[Import]


@dataclass(frozen=True, slots=True)
class ModelPatch:
    """What a hand-written patch does to a model.

    Attributes:
        way: `extends`, `replaces` or `adds`.
        home: Module to import the patch from, as a module of models sees it.
        base: The base of generated models that the patch derives from, or "".
    """

    name: Identifier
    way: str
    home: str
    base: str


Patchable = TypeVar("Patchable", PlannedClass, PlannedEnum)


def patched(planned: Patchable, patch: ModelPatch | None) -> Patchable:
    """Give a class the patch as its base, where there is one."""
    if patch is None:
        return planned
    # No model begins with an underscore, so that the alias is free.
    alias = Import(patch.home, patch.name, f"_{patch.name}")
    # `OpenModel` is a `Model`, and what is listed last would win.
    needed = patch.base not in (planned.base, "OpenModel")
    return replace(planned, patch=alias, base_needed=needed)


def plan_class(
    model: ir.Model, planner: FieldPlanner, open_models: bool
) -> PlannedClass:
    """Plan a class of pydantic.

    Args:
        model: An object.
        planner: Plans its fields.
        open_models: Classes keep what they do not know, also where the document does
            not ask for it.
    """
    shape = model.shape
    assert isinstance(shape, ir.ObjectModel)
    extra = None
    if shape.additional is not None and not isinstance(shape.additional, ir.Any_):
        hidden = frozenset(str(field.name) for field in shape.fields)
        extra = annotate(ir.Map(shape.additional), "field", hidden)
    is_open = shape.additional is not None or (open_models and not shape.closed)
    return PlannedClass(
        name=model.name,
        base=Code("OpenModel" if is_open else "Model"),
        doc=_doc(
            model, "" if shape.fields else "An object; no property is documented."
        ),
        fields=planner.plan(shape.fields),
        extra=extra,
    )


def plan_enum(model: ir.Model) -> PlannedEnum:
    """Plan an enumeration."""
    shape = model.shape
    assert isinstance(shape, ir.EnumModel)
    return PlannedEnum(
        name=model.name,
        base=Code(_ENUMS[shape.base]),
        doc=_doc(model, ""),
        members=tuple(
            layout.statement(f"{name} = {literal(value)}", 4)
            for name, value in shape.members
        ),
    )


def plan_aliases(models: Iterable[ir.Model]) -> list[PlannedAlias]:
    """Plan the aliases of a module, each behind those that it mentions."""
    found: dict[Identifier, PlannedAlias] = {}
    waiting = {model.name: model for model in models}

    def add(model: ir.Model) -> None:
        del waiting[model.name]
        alias = _alias(model)
        if not _is_lazy(model):
            for name in sorted(item.name for item in alias.imports):
                if name in waiting:
                    add(waiting[Identifier(name)])
        found[model.name] = alias

    while waiting:
        add(next(iter(waiting.values())))
    return list(found.values())


def _is_lazy(model: ir.Model) -> bool:
    return isinstance(model.shape, ir.AliasModel) and model.shape.recursive


def _alias(model: ir.Model) -> PlannedAlias:
    shape = model.shape
    assert isinstance(shape, ir.AliasModel)
    annotation = annotate(shape.schema, "field")
    if shape.recursive:
        # The type as text: it cannot be evaluated before the name exists.
        quoted = literal(str(annotation.code))
        code = f"{model.name} = TypeAliasType({literal(str(model.name))}, {quoted})"
        needed = Import("typing_extensions", "TypeAliasType")
    else:
        code = f"{model.name}: TypeAlias = {annotation.code}"
        needed = Import("typing", "TypeAlias")
    return PlannedAlias(
        name=model.name,
        code=layout.statement(code, 0),
        doc=_doc(model, "", indent=0),
        imports=annotation.imports | {needed},
    )


def _doc(model: ir.Model, fallback: str, indent: int = 4) -> Code:
    width = DOC_WIDTH - indent
    content = lines(model.description, width) if model.description else []
    content = content or lines(fallback, width)
    if notes := _notes(model):
        content = [*content, *([""] if content else []), *notes]
    return docstring(content, indent) if content else Code("")


def _notes(model: ir.Model) -> list[str]:
    found = ["Deprecated."] if model.deprecated else []
    shape = model.shape
    if isinstance(shape, ir.ObjectModel):
        entries = ir.Map(ir.Any_(), shape.min_properties, shape.max_properties)
        if told := describe.limits(entries):
            found.append(describe.sentence(told))
    elif isinstance(shape, ir.AliasModel) and (told := describe.limits(shape.schema)):
        found.append(describe.sentence(told))
    return found
