"""How methods read operations, and which types that gives them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from codegen import ir, names
from codegen.annotate import ANY, NONE, Annotation, annotate
from codegen.encode import Code, Identifier


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


def variants(group: ir.Group) -> Iterable[Variant]:
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
        return ANY
    if "None" in operands:
        operands.remove("None")
        operands.append("None")
    return Annotation(Code(" | ".join(operands)), imports)


def return_annotation(
    variant: Variant, hidden: frozenset[str] = frozenset()
) -> Annotation:
    """Return the union of what the successes hold.

    Args:
        variant: The operation as one method reads it.
        hidden: Names that mean something else where the annotation stands.
    """
    if variant.stream:
        item = items_annotation(variant, hidden)
        return Annotation(Code(f"Stream[{item.code}]"), item.imports)
    if variant.operation.method == "HEAD":
        return NONE
    found: list[Annotation] = []
    for reply in variant.replies:
        if not reply.contents:
            found.append(NONE)
        found.extend(reply_annotation(content, hidden) for content in reply.contents)
    return join(found) if found else ANY


def items_annotation(
    variant: Variant, hidden: frozenset[str] = frozenset()
) -> Annotation:
    """Return the union of what the items of a stream hold."""
    return join([annotate(c.schema, "reply", hidden) for c in variant.contents])


def reply_annotation(
    content: ir.Content, hidden: frozenset[str] = frozenset()
) -> Annotation:
    """Return what one media type of a success is read as."""
    match content.kind:
        case "binary":
            return annotate(ir.String("binary"), "reply", hidden)
        case "text":
            return annotate(ir.String(), "reply", hidden)
        case _:
            return annotate(content.schema, "reply", hidden)


def constant_name(name: Identifier) -> Identifier:
    """Return the name of a method's operation in the table."""
    return Identifier(upper) if (upper := name.upper()).isidentifier() else name


def is_constant(parameter: ir.Parameter) -> bool:
    """Whether a parameter can only have one value, and so is no argument."""
    schema = parameter.schema
    return (
        parameter.required and isinstance(schema, ir.Enum) and len(schema.values) == 1
    )


def is_secured(operation: ir.Operation, api: ir.Api) -> bool:
    """Whether credentials go with an operation: it asks for them, or says nothing.

    A document without security schemes does not tell; a caller's credentials are then
    sent with every operation.
    """
    if not api.security_schemes:
        return True
    required = operation.security
    if required is None:
        required = api.global_security
    return any(required)
