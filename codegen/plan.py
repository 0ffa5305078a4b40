"""The IR -> files: what each template needs, with every decision taken.

The plan speaks Python. Signatures, docstrings, calls and imports arrive at the
templates finished, as `Code`; a template only says where they stand. Nothing here
depends on the flavour: a method's signature differs in `async` alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from codegen import ir, layout, names
from codegen.annotate import Annotation, Import, annotate
from codegen.encode import Code, Identifier, SpecText, docstring, lines, literal
from codegen.table import Table, operation_table

DOC_WIDTH = 80
"""Columns of a docstring's text, the margin of 8 included."""


@dataclass(frozen=True, slots=True)
class Method:
    """One method of a group.

    Attributes:
        name: Method name.
        awaited: It is a coroutine in the aio client; a stream is not.
        parameters: Each with annotation and default, `self` included.
        returns: Return annotation.
        doc: Docstring, quotes included.
        call: The call that the body returns, without `await`.
    """

    name: Identifier
    awaited: bool
    parameters: tuple[Code, ...]
    returns: Code
    doc: Code
    call: Code

    def signature(self, keyword: str) -> Code:
        """Lay out the first line; `keyword` is `def` or `async def`."""
        return layout.signature(
            f"{keyword} {self.name}", self.parameters, self.returns, 4
        )

    def body(self, keyword: str) -> Code:
        """Lay out the `return`; `keyword` is empty or `await `."""
        return layout.statement(f"return {keyword}{self.call}", 8)


@dataclass(frozen=True, slots=True)
class GroupModule:
    """One module of methods, and the table of operations behind it.

    Attributes:
        imports: Import lines that the annotations need, sorted.
        uses_models: Some annotation names a model.
        streams: Some method returns a stream.
    """

    name: Identifier
    class_name: Identifier
    doc: Code
    methods: tuple[Method, ...]
    imports: tuple[Code, ...]
    uses_models: bool
    streams: bool
    table: Table


def plan_group(group: ir.Group, api: ir.Api) -> GroupModule:
    """Plan one group of operations."""
    variants = tuple(_variants(group))
    planned = [_method(variant, api) for variant in variants]
    methods = tuple(method for method, _ in planned)
    imports = {i for _, annotations in planned for a in annotations for i in a.imports}
    hidden = names.BUILTIN_TYPES & {method.name for method in methods}
    if hidden:
        methods = tuple(_with_builtins(method, hidden) for method in methods)
        imports.add(Import("builtins"))
    text = "".join(p for m in methods for p in (*m.parameters, m.returns))
    return GroupModule(
        name=group.name,
        class_name=group.class_name,
        doc=_class_doc(group),
        methods=methods,
        imports=import_lines(imports),
        uses_models="models." in text,
        streams=any(not method.awaited for method in methods),
        table=operation_table(variants, api),
    )


@dataclass(frozen=True, slots=True)
class Variant:
    """An operation as one method reads it: as a whole, or as a stream.

    Attributes:
        name: Method name.
        replies: The successes that this method reads.
        stream: It returns a stream of items.
    """

    operation: ir.Operation
    name: Identifier
    replies: tuple[ir.Reply, ...]
    stream: bool

    @property
    def contents(self) -> tuple[ir.Content, ...]:
        """Every success content of the method."""
        return tuple(content for reply in self.replies for content in reply.contents)


_STREAMS = ("events", "jsonlines")


def _variants(group: ir.Group) -> Iterable[Variant]:
    """Split an operation that answers with a whole or with a stream in two methods."""
    taken = names.Registry(operation.name for operation in group.operations)
    for operation in group.operations:
        whole = tuple(_only(reply, False) for reply in operation.successes)
        stream = tuple(
            reply
            for reply in (_only(reply, True) for reply in operation.successes)
            if reply.contents
        )
        if not stream:
            yield Variant(operation, operation.name, whole, False)
            continue
        if not any(reply.contents for reply in whole):
            yield Variant(operation, operation.name, stream, True)
            continue
        yield Variant(operation, operation.name, whole, False)
        yield Variant(operation, taken.claim(f"{operation.name}_stream"), stream, True)


def _only(reply: ir.Reply, streams: bool) -> ir.Reply:
    contents = tuple(c for c in reply.contents if (c.kind in _STREAMS) == streams)
    return ir.Reply(
        reply.status, contents, reply.pointer, reply.headers, reply.description
    )


# --- methods -------------------------------------------------------------------------


def _method(variant: Variant, api: ir.Api) -> tuple[Method, list[Annotation]]:
    operation = variant.operation
    arguments = list(_arguments(variant, api))
    returns = return_annotation(variant, api)
    return (
        Method(
            name=variant.name,
            awaited=not variant.stream,
            parameters=_parameters(arguments),
            returns=returns.code,
            doc=_method_doc(operation, arguments),
            call=_call(variant, arguments),
        ),
        [returns, *(argument.annotation for argument in arguments)],
    )


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a method.

    Attributes:
        keyword_only: It stands behind the `*`.
        place: What it is passed on as.
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

    @property
    def parameter(self) -> Code:
        """The parameter with annotation and default."""
        code = self.annotation.code
        if not self.optional:
            return Code(f"{self.name}: {code}")
        if code != "Any" and not code.endswith("| None"):
            code = Code(f"{code} | None")
        return Code(f"{self.name}: {code} = None")


def _arguments(variant: Variant, api: ir.Api) -> Iterable[Argument]:
    operation = variant.operation
    for parameter in operation.parameters:
        if parameter.location == "path" and not is_constant(parameter):
            yield _from_parameter(parameter, keyword_only=False)
    body = operation.body
    if body is not None and not body.flattened:
        yield Argument(
            name=Identifier("body"),
            annotation=_body_annotation(body, api),
            optional=not body.required,
            keyword_only=False,
            place="body",
            description=body.description,
        )
    for parameter in operation.parameters:
        if parameter.location != "path" and not is_constant(parameter):
            yield _from_parameter(parameter, keyword_only=True)
    if body is not None:
        for part in body.flattened:
            yield _from_part(part)
        if len(body.contents) > 1:
            types = [content.media_type for content in body.contents]
            yield _choice(
                "content_type", types, "Media type of the body; chosen by its value"
            )
    accepted = list(dict.fromkeys(content.media_type for content in variant.contents))
    if len(accepted) > 1:
        yield _choice("accept", accepted, "Media type to ask for; any of them")


def _from_parameter(parameter: ir.Parameter, keyword_only: bool) -> Argument:
    return Argument(
        name=parameter.name,
        annotation=annotate(parameter.schema, "argument"),
        optional=not parameter.required,
        keyword_only=keyword_only,
        place="parameter",
        description=parameter.description,
        has_default=parameter.has_default,
        default=parameter.default,
        deprecated=parameter.deprecated,
    )


def _from_part(part: ir.Part) -> Argument:
    field = part.field
    if part.file:
        upload = Annotation(Code("Upload"), frozenset({_UPLOAD}))
        several = any(isinstance(s, ir.Array) for s in _branches(field.schema))
        annotation = _sequence(upload) if several else upload
    else:
        annotation = annotate(field.schema, "argument")
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
    )


_ANY = Import("typing", "Any")
_LITERAL = Import("typing", "Literal")
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


def _branches(schema: ir.Schema) -> tuple[ir.Schema, ...]:
    return schema.branches if isinstance(schema, ir.Union) else (schema,)


def _sequence(item: Annotation) -> Annotation:
    return Annotation(Code(f"Sequence[{item.code}]"), item.imports | {_SEQUENCE})


def _body_annotation(body: ir.Body, api: ir.Api) -> Annotation:
    """Say what a caller may pass: a model or a plain mapping, a file, text."""
    found = [_content_annotation(content, api) for content in body.contents]
    return join(found)


def _content_annotation(content: ir.Content, api: ir.Api) -> Annotation:
    match content.kind:
        case "binary":
            return Annotation(Code("Upload"), frozenset({_UPLOAD}))
        case "text":
            return Annotation(Code("str"), frozenset())
        case _:
            return _open_to_mappings(content.schema, api)


def _open_to_mappings(schema: ir.Schema, api: ir.Api) -> Annotation:
    match schema:
        case ir.Array() if not schema.prefix:
            return _sequence(_open_to_mappings(schema.items, api))
        case ir.Union():
            return join([_open_to_mappings(branch, api) for branch in schema.branches])
        case ir.Ref() if isinstance(api.models[schema.name].shape, ir.EnumModel):
            return annotate(schema, "argument")
        case ir.Ref():
            model = annotate(schema, "argument")
            return Annotation(
                Code(f"{model.code} | Mapping[str, Any]"),
                model.imports | {_MAPPING, _ANY},
            )
        case ir.Map():
            values = annotate(schema.values, "argument")
            return Annotation(
                Code(f"Mapping[str, {values.code}]"), values.imports | {_MAPPING}
            )
        case _:
            return annotate(schema, "argument")


_OPERAND = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'|[\[\](){}]| \| ')


def _operands(code: str) -> list[str]:
    """Split a union at its top-level `|`."""
    found, depth, start = [], 0, 0
    for match in _OPERAND.finditer(code):
        token = match[0]
        if token in "[({":
            depth += 1
        elif token in "])}":
            depth -= 1
        elif token == " | " and depth == 0:
            found.append(code[start : match.start()])
            start = match.end()
    return [*found, code[start:]]


def join(annotations: Sequence[Annotation]) -> Annotation:
    """Return the union of annotations: each operand once, None last."""
    operands = list(
        dict.fromkeys(
            o for annotation in annotations for o in _operands(annotation.code)
        )
    )
    imports = frozenset(i for annotation in annotations for i in annotation.imports)
    if "Any" in operands:
        return Annotation(Code("Any"), frozenset({_ANY}))
    if "None" in operands:
        operands.remove("None")
        operands.append("None")
    return Annotation(Code(" | ".join(operands)), imports)


def return_annotation(variant: Variant, api: ir.Api) -> Annotation:
    """Return the union of what the successes hold."""
    if variant.stream:
        item = join([item_annotation(content) for content in variant.contents])
        return Annotation(Code(f"Stream[{item.code}]"), item.imports)
    if variant.operation.method == "HEAD":
        return Annotation(Code("None"), frozenset())
    found: list[Annotation] = []
    for reply in variant.replies:
        if not reply.contents:
            found.append(Annotation(Code("None"), frozenset()))
        found.extend(reply_annotation(content) for content in reply.contents)
    if not found:
        return Annotation(Code("Any"), frozenset({_ANY}))
    return join(found)


def reply_annotation(content: ir.Content) -> Annotation:
    """Return what one media type of a success is read as."""
    match content.kind:
        case "binary":
            return Annotation(Code("bytes"), frozenset())
        case "text":
            return Annotation(Code("str"), frozenset())
        case _:
            return annotate(content.schema, "reply")


def item_annotation(content: ir.Content) -> Annotation:
    """Return what one item of a stream is read as."""
    return annotate(content.schema, "reply")


def _parameters(arguments: Sequence[Argument]) -> tuple[Code, ...]:
    """Put arguments in the one order that Python allows; stable within each part."""
    free = [a for a in arguments if not a.keyword_only]
    free.sort(key=lambda a: a.optional)
    named = [a for a in arguments if a.keyword_only]
    star = [Code("*")] if named else []
    return (
        Code("self"),
        *(a.parameter for a in free),
        *star,
        *(a.parameter for a in named),
    )


def _call(variant: Variant, arguments: Sequence[Argument]) -> Code:
    given = [Code(f"operations.{constant_name(variant.name)}")]
    parameters = _mapping(arguments, "parameter")
    fields = _mapping(arguments, "field")
    body = next((a for a in arguments if a.place == "body"), None)
    if parameters or body or fields:
        given.append(parameters or Code("{}"))
    if body:
        given.append(body.name)
    elif fields:
        given.append(fields)
    for argument in arguments:
        if argument.place in ("content_type", "accept"):
            given.append(Code(f"{argument.name}={argument.name}"))
    method = "_stream" if variant.stream else "_send"
    return Code(f"self.{method}({', '.join(given)})")


def _mapping(arguments: Sequence[Argument], place: str) -> Code:
    """Write the arguments of one place as a dict by their Python names."""
    items = ", ".join(
        f"{literal(a.name)}: {a.name}" for a in arguments if a.place == place
    )
    return Code("{" + items + "}") if items else Code("")


def constant_name(name: Identifier) -> Identifier:
    """Return the name of a method's operation in the table."""
    return Identifier(upper) if (upper := name.upper()).isidentifier() else name


def is_constant(parameter: ir.Parameter) -> bool:
    """Whether a parameter can only have one value, and so is no argument."""
    schema = parameter.schema
    return (
        parameter.required and isinstance(schema, ir.Enum) and len(schema.values) == 1
    )


_TOKEN = re.compile(
    r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'|(?<![\w.])[a-z]+(?![\w=:(])'
)


def _with_builtins(method: Method, hidden: Iterable[str]) -> Method:
    """Name builtins by their module: a method of the class hides them."""
    names_ = frozenset(hidden)

    def qualified(code: Code) -> Code:
        return Code(
            _TOKEN.sub(
                lambda m: f"builtins.{m[0]}" if m[0] in names_ else m[0], str(code)
            )
        )

    return Method(
        method.name,
        method.awaited,
        tuple(qualified(parameter) for parameter in method.parameters),
        qualified(method.returns),
        method.doc,
        method.call,
    )


# --- docstrings ------------------------------------------------------------------------


def _class_doc(group: ir.Group) -> Code:
    if group.description:
        return docstring(lines(group.description, DOC_WIDTH), 4)
    return docstring([f"The {group.name} operations."], 4)


def _method_doc(operation: ir.Operation, arguments: Sequence[Argument]) -> Code:
    summary = operation.summary or SpecText(
        operation.name.replace("_", " ").capitalize()
    )
    first = lines(summary, DOC_WIDTH - 3) or [str(operation.name)]
    if len(first) == 1 and not first[0].endswith((".", "!", "?", ":")):
        first[0] += "."
    content = first
    if operation.description and operation.description != operation.summary:
        body = lines(operation.description, DOC_WIDTH)
        if body and body != [first[0].rstrip(".")] and body != first:
            content = [*content, "", *body]
    if operation.deprecated:
        content = [*content, "", "Deprecated."]
    documented = [text for a in arguments if (text := _argument_doc(a))]
    if documented:
        content = [
            *content,
            "",
            "Args:",
            *(line for text in documented for line in text),
        ]
    raised = _raised(operation)
    if raised:
        content = [*content, "", "Raises:", *(line for text in raised for line in text)]
    return docstring(content, 8)


def _argument_doc(argument: Argument) -> list[str]:
    text = argument.description.raw.strip() if argument.description else ""
    notes = []
    if argument.has_default and argument.default is not None:
        notes.append(f"{_short(argument.default)} when omitted")
    if argument.deprecated:
        notes.append("deprecated")
    if not text and not notes:
        return []
    note = f" ({'; '.join(notes)})" if notes else ""
    filled = lines(
        SpecText(f"{argument.name}: {text.rstrip('.')}{note}."), DOC_WIDTH - 4
    )
    return _hanging(filled)


def _short(value: object) -> str:
    text = str(literal(value)) if not isinstance(value, str) else repr(value)
    return text if len(text) <= 60 else "a default of the service"


def _hanging(filled: Sequence[str]) -> list[str]:
    return [
        "    " + filled[0],
        *(f"        {line}" if line else "" for line in filled[1:]),
    ]


ERRORS = {
    "400": "BadRequest",
    "401": "Unauthorized",
    "403": "Forbidden",
    "404": "NotFound",
    "409": "Conflict",
    "422": "ValidationFailed",
    "429": "RateLimited",
}
"""Status -> class of the error tree, where it has one of its own."""


def _raised(operation: ir.Operation) -> list[list[str]]:
    found = []
    for reply in operation.failures:
        if reply.status[0] not in "45":
            continue
        error = ERRORS.get(reply.status)
        if error is None:
            error = "ServerError" if reply.status[0] == "5" else "ClientError"
        text = reply.description.raw.strip() if reply.description else ""
        prefix = f"{error}: {reply.status}" if error.endswith("r") else f"{error}:"
        if error in ("ServerError", "ClientError"):
            prefix = f"{error}: Status {reply.status}"
            text = f": {text}" if text else ""
        else:
            text = f" {text or 'See the status.'}"
        filled = lines(SpecText(f"{prefix}{text}"), DOC_WIDTH - 4)
        found.append(_hanging(filled))
    return found


# --- imports ---------------------------------------------------------------------------


def import_lines(imports: Iterable[Import]) -> tuple[Code, ...]:
    """Write imports as lines, one a module: standard library, others, our own."""
    by_module: dict[str, set[str]] = {}
    for item in imports:
        by_module.setdefault(item.module, set())
        if item.name:
            by_module[item.module].add(item.name)
    found = []
    for module in sorted(by_module, key=lambda m: (m.startswith("."), m)):
        chosen = sorted(by_module[module])
        text = (
            f"from {module} import {', '.join(chosen)}"
            if chosen
            else f"import {module}"
        )
        found.append(Code(text))
    return tuple(found)
