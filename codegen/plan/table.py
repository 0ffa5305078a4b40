"""The table of operations: what is said about the wire, once for both flavours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from codegen import ir, layout
from codegen.annotate import Annotation, Import, annotate
from codegen.encode import Code, Identifier, literal
from codegen.plan.arguments import takes_several
from codegen.plan.imports import Imports, import_lines
from codegen.plan.pagination import PagePlan
from codegen.plan.servers import default_url
from codegen.plan.variants import (
    Variant,
    constant_name,
    is_constant,
    is_secured,
    items_annotation,
    reply_annotation,
    return_annotation,
)

_OPERATION = ".._core.operation"
_PAGINATION = ".._core.pagination"
_WIRE_TYPES = frozenset(
    {"Base64Bytes", "Base64UrlBytes", "DecimalNumber", "HttpDate", "SecondsDuration"}
    | {"UnixTime"}
)
"""Types whose form in a URL or a header is not that of the Python value."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One operation of the table.

    Attributes:
        name: Constant.
        code: The whole assignment, laid out.
    """

    name: Identifier
    code: Code


@dataclass(frozen=True, slots=True)
class Table:
    """One module of operations."""

    entries: tuple[Entry, ...]
    imports: Imports
    uses_models: bool


Listings = Mapping[Identifier, tuple[Variant, PagePlan]]
"""Name of the method that lists all pages -> the operation, and how it is listed."""


def operation_table(
    variants: Sequence[Variant], api: ir.Api, listings: Listings
) -> Table:
    """Plan the table of one group."""
    constants = frozenset(constant_name(variant.name) for variant in variants)
    constants |= {constant_name(name) for name in listings}
    writer = _Writer(api, constants)
    entries = []
    for variant in variants:
        entries.append(writer.entry(variant))
        for name, (operation, plan) in listings.items():
            if operation is variant:
                entries.append(writer.listing(name, variant, plan))
    text = "".join(entry.code for entry in entries)
    return Table(tuple(entries), import_lines(writer.imports), "models." in text)


class _Writer:
    """Writes entries and notes what they import; constants hide nothing of it."""

    def __init__(self, api: ir.Api, constants: frozenset[str]) -> None:
        self._api = api
        self._hidden = constants
        self.imports: set[Import] = {Import(_OPERATION, "Operation")}

    def _use(self, name: str) -> str:
        self.imports.add(Import(_OPERATION, name))
        return name

    def _typed(self, annotation: Annotation) -> Code:
        self.imports |= annotation.imports
        return annotation.code

    def entry(self, variant: Variant) -> Entry:
        operation = variant.operation
        if variant.stream:
            returns = items_annotation(variant, self._hidden)
        else:
            returns = return_annotation(variant, self._hidden)
        arguments: list[str] = [literal(operation.method), literal(operation.path)]
        arguments += [self._parameter(p) for p in operation.parameters]
        if operation.body is not None:
            arguments.append(f"body={self._body(operation.body)}")
        if operation.method == "HEAD":
            head = f"{literal(200)}: {self._use('Empty')}()"
            arguments.append(f"replies={{{head}}}")
        else:
            arguments.append(f"replies={self._replies(variant.replies)}")
        errors = tuple(r for r in operation.failures if r.status[0] in "45d")
        if any(reply.contents for reply in errors):
            documented = tuple(reply for reply in errors if reply.contents)
            arguments.append(f"errors={self._replies(documented)}")
        if not is_secured(operation, self._api):
            arguments.append("secured=False")
        if operation.servers:
            arguments.append(f"server={literal(default_url(operation.servers[0]))}")
        name = constant_name(variant.name)
        head = f"{name}: Operation[{self._typed(returns)}] = Operation"
        flat = Code(f"{head}({', '.join(arguments)},)")
        return Entry(name, layout.statement(flat, 0))

    def listing(self, name: Identifier, variant: Variant, plan: PagePlan) -> Entry:
        """Write how the pages of an operation follow each other."""
        self.imports.add(Import(_PAGINATION, plan.style))
        item = self._typed(annotate(plan.item, "reply", self._hidden))
        arguments = [constant_name(variant.name), f"lambda: {item}"]
        arguments += [
            f"{key}={literal(plan.settings[key])}" for key in sorted(plan.settings)
        ]
        constant = constant_name(name)
        head = f"{constant}: {plan.style}[{item}] = {plan.style}"
        flat = Code(f"{head}({', '.join(arguments)},)")
        return Entry(constant, layout.statement(flat, 0))

    # --- parameters ------------------------------------------------------------------

    def _parameter(self, parameter: ir.Parameter) -> str:
        kind = self._use(parameter.location.capitalize())
        arguments = [str(literal(parameter.name))]
        if parameter.wire_name.raw != parameter.name:
            arguments.append(f"wire={literal(parameter.wire_name)}")
        default = "simple" if parameter.location in ("path", "header") else "form"
        if parameter.style != default:
            arguments.append(f"style={literal(parameter.style)}")
        if parameter.explode != (parameter.style in ("form", "deepObject")):
            arguments.append(f"explode={literal(parameter.explode)}")
        if parameter.allow_reserved:
            arguments.append("reserved=True")
        if parameter.json:
            arguments.append("json=True")
        if parameter.location == "header" and self._api.fastapi and _is_list(parameter):
            arguments.append("repeat=True")
        if is_constant(parameter) and isinstance(parameter.schema, ir.Enum):
            arguments.append(f"const={literal(parameter.schema.values[0])}")
        elif code := self._wire_type(parameter.schema):
            arguments.append(f"type=lambda: {code}")
        return f"{kind}({', '.join(arguments)})"

    def _wire_type(self, schema: ir.Schema) -> Code | None:
        """Return the annotation when the value alone does not tell its wire form."""
        annotation = annotate(schema, "argument", self._hidden)
        if any(item.name in _WIRE_TYPES for item in annotation.imports):
            return self._typed(annotation)
        return None

    # --- bodies ------------------------------------------------------------------------

    def _body(self, body: ir.Body) -> str:
        if len(body.contents) == 1:
            return self._content(body.contents[0], body)
        items = ", ".join(
            f"{literal(content.media_type)}: {self._content(content, body)}"
            for content in body.contents
        )
        return f"{self._use('OneOfBody')}({{{items}}})"

    def _content(self, content: ir.Content, body: ir.Body) -> str:
        arguments: list[str] = []
        media_type = content.media_type
        plain = {
            "json": "application/json",
            "merge-patch": "application/merge-patch+json",
            "text": "text/plain",
            "binary": "application/octet-stream",
            "jsonlines": "application/jsonl",
        }
        if content.kind in plain and media_type.raw != plain[content.kind]:
            arguments.append(str(literal(_concrete(media_type.raw, content.kind))))
        if content.parts:
            fields = ", ".join(
                self._field(part, content.kind, bool(body.flattened))
                for part in content.parts
            )
            arguments.append(f"fields=({fields},)")
        if content.kind == "json":
            if body.required:
                arguments.append("required=True")
            if not content.parts and (code := self._wire_type(content.schema)):
                arguments.append(f"type=lambda: {code}")
        kinds = {
            "json": "JsonBody",
            "merge-patch": "MergePatchBody",
            "form": "FormBody",
            "multipart": "MultipartBody",
            "text": "TextBody",
            "jsonlines": "JsonLinesBody",
        }
        return f"{self._use(kinds.get(content.kind, 'BinaryBody'))}({', '.join(arguments)})"

    def _field(self, part: ir.Part, kind: ir.ContentKind, flattened: bool) -> str:
        field = part.field
        # Of a body that is one argument, a model or a mapping, wire names are known.
        arguments = [str(literal(field.name if flattened else field.wire_name))]
        if flattened and field.wire_name.raw != field.name:
            arguments.append(f"wire={literal(field.wire_name)}")
        if part.media_types:
            declared = ", ".join(media_type.raw for media_type in part.media_types)
            arguments.append(f"content_type={literal(declared)}")
        if kind != "json" and not part.file and _is_structured(field.schema, self._api):
            arguments.append("json=True")
        if not part.explode and kind == "form":
            delimiters = {"spaceDelimited": " ", "pipeDelimited": "|"}
            arguments.append(f"delimiter={literal(delimiters.get(part.style, ','))}")
        if part.file:
            many = takes_several(part)
            arguments.append(f'file="{"many" if many else "one"}"')
        if not part.file and (code := self._wire_type(field.schema)):
            arguments.append(f"type=lambda: {code}")
        return f"{self._use('Field')}({', '.join(arguments)})"

    # --- replies -----------------------------------------------------------------------

    def _replies(self, replies: Iterable[ir.Reply]) -> str:
        items = [
            f"{_status(reply.status)}: {self._reply(reply.contents)}"
            for reply in replies
        ]
        return "{" + ", ".join(items) + "}"

    def _reply(self, contents: Sequence[ir.Content]) -> str:
        if not contents:
            return f"{self._use('Empty')}()"
        if len(contents) == 1:
            return self._decoder(contents[0])
        items = ", ".join(
            f"{literal(content.media_type)}: {self._decoder(content)}"
            for content in contents
        )
        return f"{self._use('OneOf')}({{{items}}})"

    def _decoder(self, content: ir.Content) -> str:
        plain = {
            "json": ("Json", "application/json"),
            "merge-patch": ("Json", "application/json"),
            "text": ("Text", "text/plain"),
            "events": ("Events", "text/event-stream"),
            "jsonlines": ("JsonLines", "application/jsonl"),
        }
        name, usual = plain.get(content.kind, ("Binary", "application/octet-stream"))
        arguments: list[str] = []
        if name in ("Json", "Events", "JsonLines"):
            arguments.append(
                f"lambda: {self._typed(reply_annotation(content, self._hidden))}"
            )
        if content.envelope:
            arguments.append("json=False")
        if content.media_type.raw != usual:
            keyword = "media_type=" if name == "Events" else ""
            arguments.append(f"{keyword}{literal(content.media_type)}")
        return f"{self._use(name)}({', '.join(arguments)})"


def _status(status: str) -> Code:
    return literal(int(status) if status.isdigit() else status)


def _concrete(media_type: str, kind: str) -> str:
    """Name a type to send where the document gives a range."""
    if kind == "json" and "*" in media_type:
        return "application/json"
    return media_type


def _branches(schema: ir.Schema) -> Iterator[ir.Schema]:
    yield from schema.branches if isinstance(schema, ir.Union) else (schema,)


def _is_list(parameter: ir.Parameter) -> bool:
    return any(isinstance(branch, ir.Array) for branch in _branches(parameter.schema))


def _is_structured(schema: ir.Schema, api: ir.Api) -> bool:
    """Whether a form field travels as JSON: it holds an object (RFC 7578, 4.4).

    Of an array each item does, by itself (OpenAPI 3.2, "Encoding By Name").
    """
    for branch in _branches(schema):
        match branch:
            case ir.Map() | ir.Any_():
                return isinstance(branch, ir.Map)
            case ir.Ref() if not isinstance(
                api.models[branch.name].shape, ir.EnumModel
            ):
                return True
            case _:
                continue
    return False
