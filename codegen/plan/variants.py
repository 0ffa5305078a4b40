"""How methods read operations, and which types that gives them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from codegen import ir, names
from codegen.annotate import Annotation, Import, annotate
from codegen.encode import Code, Identifier

ANY = Import("typing", "Any")


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
        return Annotation(Code("Any"), frozenset({ANY}))
    if "None" in operands:
        operands.remove("None")
        operands.append("None")
    return Annotation(Code(" | ".join(operands)), imports)


def return_annotation(variant: Variant) -> Annotation:
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
        return Annotation(Code("Any"), frozenset({ANY}))
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


def constant_name(name: Identifier) -> Identifier:
    """Return the name of a method's operation in the table."""
    return Identifier(upper) if (upper := name.upper()).isidentifier() else name


def is_constant(parameter: ir.Parameter) -> bool:
    """Whether a parameter can only have one value, and so is no argument."""
    schema = parameter.schema
    return (
        parameter.required and isinstance(schema, ir.Enum) and len(schema.values) == 1
    )
