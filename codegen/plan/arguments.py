"""The arguments of a method: where each comes from and what a caller may pass."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from codegen import ir
from codegen.annotate import ANY, Annotation, Import, annotate
from codegen.describe import limits
from codegen.encode import Code, Identifier, SpecText, literal
from codegen.plan.variants import Variant, is_constant, join


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a method.

    Attributes:
        keyword_only: It stands behind the `*`.
        place: What it is passed on as.
        limits: Bounds and lengths, as a phrase.
    """

    name: Identifier
    annotation: Annotation
    optional: bool
    keyword_only: bool
    place: str
    description: SpecText | None = None
    has_default: bool = False
    default: object = None
    deprecated: bool = False
    limits: str = ""

    @property
    def parameter(self) -> Code:
        """The parameter with annotation and default."""
        code = self.annotation.code
        if not self.optional:
            return Code(f"{self.name}: {code}")
        if code != "Any" and not code.endswith("| None"):
            code = Code(f"{code} | None")
        return Code(f"{self.name}: {code} = None")


def arguments_of(
    variant: Variant, api: ir.Api, hidden: frozenset[str]
) -> Iterable[Argument]:
    """Yield the arguments of a method, path parameters and the body first.

    Args:
        variant: The operation as the method reads it.
        api: The API.
        hidden: Names that mean something else where the method stands.
    """
    operation = variant.operation
    for parameter in operation.parameters:
        if parameter.location == "path" and not is_constant(parameter):
            yield _from_parameter(parameter, False, hidden)
    body = operation.body
    if body is not None and not body.flattened:
        yield Argument(
            name=Identifier("body"),
            annotation=_body_annotation(body, api, hidden),
            optional=not body.required,
            keyword_only=False,
            place="body",
            description=body.description,
        )
    for parameter in operation.parameters:
        if parameter.location != "path" and not is_constant(parameter):
            yield _from_parameter(parameter, True, hidden)
    if body is not None:
        for part in body.flattened:
            yield _from_part(part, hidden)
        if len(body.contents) > 1:
            types = [content.media_type for content in body.contents]
            yield _content_type(types)
    accepted = list(dict.fromkeys(content.media_type for content in variant.contents))
    if len(accepted) > 1:
        yield _choice("accept", accepted, "Media type to ask for; any of them")


def _from_parameter(
    parameter: ir.Parameter, keyword_only: bool, hidden: frozenset[str]
) -> Argument:
    return Argument(
        name=parameter.name,
        annotation=annotate(parameter.schema, "value", hidden),
        optional=not parameter.required,
        keyword_only=keyword_only,
        place="parameter",
        description=parameter.description,
        has_default=parameter.has_default,
        default=parameter.default,
        deprecated=parameter.deprecated,
        limits=limits(parameter.schema),
    )


def _from_part(part: ir.Part, hidden: frozenset[str]) -> Argument:
    field = part.field
    if part.file:
        upload = Annotation(Code("Upload"), frozenset({_UPLOAD}))
        annotation = _sequence(upload) if takes_several(part) else upload
    else:
        annotation = annotate(field.schema, "value", hidden)
    return Argument(
        name=field.name,
        annotation=annotation,
        optional=not field.required,
        keyword_only=True,
        place="field",
        description=field.description,
        has_default=field.has_default,
        default=field.default,
        deprecated=field.deprecated,
        limits=limits(field.schema),
    )


def takes_several(part: ir.Part) -> bool:
    """Whether a field of a form is a list."""
    return any(isinstance(s, ir.Array) for s in _branches(part.field.schema))


_LITERAL = Import("typing", "Literal")
_ITERABLE = Import("collections.abc", "Iterable")
_MAPPING = Import("collections.abc", "Mapping")
_SEQUENCE = Import("collections.abc", "Sequence")
_UPLOAD = Import(".._core.types", "Upload")


def _choice(name: str, types: Sequence[SpecText], doc: str) -> Argument:
    values = ", ".join(map(literal, types))
    return Argument(
        name=Identifier(name),
        annotation=Annotation(Code(f"Literal[{values}]"), frozenset({_LITERAL})),
        optional=True,
        keyword_only=True,
        place=name,
        description=SpecText(f"{doc} when omitted."),
    )


def _content_type(types: Sequence[SpecText]) -> Argument:
    """The choice of what a body is; of a range, it is one type that the caller names."""
    exact = [one for one in types if "*" not in one.raw]
    found = _choice(
        "content_type", exact, "Media type of the body; chosen by its value"
    )
    if not exact:
        return replace(found, annotation=Annotation(Code("str"), frozenset()))
    if len(exact) < len(types):
        code = Code(f"{found.annotation.code} | str")
        found = replace(found, annotation=replace(found.annotation, code=code))
    return found


def _text_mapping(hidden: frozenset[str], values: str) -> str:
    return f"Mapping[{annotate(ir.String(), 'argument', hidden).code}, {values}]"


def _mapping_imports(hidden: frozenset[str]) -> frozenset[Import]:
    return annotate(ir.String(), "argument", hidden).imports | {_MAPPING}


def _branches(schema: ir.Schema) -> tuple[ir.Schema, ...]:
    return schema.branches if isinstance(schema, ir.Union) else (schema,)


def _sequence(item: Annotation) -> Annotation:
    return Annotation(Code(f"Sequence[{item.code}]"), item.imports | {_SEQUENCE})


def _body_annotation(body: ir.Body, api: ir.Api, hidden: frozenset[str]) -> Annotation:
    """Say what a caller may pass: a model or a plain mapping, a file, text."""
    found = [_content_annotation(content, api, hidden) for content in body.contents]
    return join(found)


def _content_annotation(
    content: ir.Content, api: ir.Api, hidden: frozenset[str]
) -> Annotation:
    match content.kind:
        case "binary":
            return Annotation(Code("Upload"), frozenset({_UPLOAD}))
        case "text":
            return annotate(ir.String(), "argument", hidden)
        case "jsonlines":
            item = _open_to_mappings(content.schema, api, hidden)
            return Annotation(
                Code(f"Iterable[{item.code}]"), item.imports | {_ITERABLE}
            )
        case _:
            return _open_to_mappings(content.schema, api, hidden)


def _open_to_mappings(
    schema: ir.Schema, api: ir.Api, hidden: frozenset[str]
) -> Annotation:
    match schema:
        case ir.Array() if not schema.prefix:
            return _sequence(_open_to_mappings(schema.items, api, hidden))
        case ir.Union():
            return join(
                [_open_to_mappings(branch, api, hidden) for branch in schema.branches]
            )
        case ir.Ref() if isinstance(api.models[schema.name].shape, ir.EnumModel):
            return annotate(schema, "argument", hidden)
        case ir.Ref():
            model = annotate(schema, "argument", hidden)
            return Annotation(
                Code(f"{model.code} | {_text_mapping(hidden, 'Any')}"),
                model.imports | _mapping_imports(hidden) | ANY.imports,
            )
        case ir.Map():
            values = _open_to_mappings(schema.values, api, hidden)
            return Annotation(
                Code(_text_mapping(hidden, values.code)),
                values.imports | _mapping_imports(hidden),
            )
        case _:
            return annotate(schema, "argument", hidden)


def parameters(arguments: Sequence[Argument]) -> tuple[Code, ...]:
    """Put arguments in the one order that Python allows; stable within each part."""
    free = [a for a in arguments if not a.keyword_only]
    free.sort(key=lambda a: a.optional)
    named = [a for a in arguments if a.keyword_only]
    named.sort(key=lambda a: a.optional)
    star = [Code("*")] if named else []
    return (
        Code("self"),
        *(a.parameter for a in free),
        *star,
        *(a.parameter for a in named),
    )
