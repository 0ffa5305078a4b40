"""Docstrings of groups and methods."""

from __future__ import annotations

from collections.abc import Sequence

from codegen import ir
from codegen.encode import Code, Identifier, SpecText, docstring, lines, literal
from codegen.plan.arguments import Argument
from codegen.runtime.errors import error_class

DOC_WIDTH = 80
"""Columns of a docstring's text, the margin of 8 included."""


def class_doc(group: ir.Group, common: frozenset[ir.Reply]) -> Code:
    """Write a group's docstring.

    Args:
        group: The group.
        common: What every operation of it may raise.
    """
    if group.description:
        content = lines(group.description, DOC_WIDTH)
    else:
        content = [f"The {group.name} operations."]
    raised = _raised(sorted(common, key=lambda reply: reply.status))
    if raised:
        content += ["", "Every operation may raise:", ""]
        content += [
            f"- {line}" if i == 0 else f"  {line}"
            for e in raised
            for i, line in enumerate(e)
        ]
    return docstring(content, 4)


def common_errors(operations: Sequence[ir.Operation]) -> frozenset[ir.Reply]:
    """Return the errors that all of several operations document in the same words."""
    if len(operations) < 2:
        return frozenset()
    found = [
        {_fact(reply): reply for reply in operation.failures}
        for operation in operations
    ]
    shared = set.intersection(*(set(facts) for facts in found))
    return frozenset(found[0][fact] for fact in shared)


def _fact(reply: ir.Reply) -> tuple[str, SpecText | None]:
    return reply.status, reply.description


def method_doc(
    operation: ir.Operation,
    arguments: Sequence[Argument],
    common: frozenset[ir.Reply],
) -> Code:
    """Write a method's docstring: summary, description, arguments, errors.

    Args:
        operation: The operation.
        arguments: What the method takes.
        common: Errors that the docstring of the class tells about already.
    """
    content = _prose(operation)
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
    told = {_fact(reply) for reply in common}
    raised = _raised([r for r in operation.failures if _fact(r) not in told])
    if raised:
        content += ["", "Raises:"]
        content += ["    " + line if line else "" for text in raised for line in text]
    return docstring(content, 8)


def listing_doc(name: Identifier) -> Code:
    """Write the docstring of the method that lists all pages of another one."""
    return docstring(
        [
            f"List what `{name}` returns page by page.",
            "",
            "Iterate over the items, or see `pages()` and `list_all()` of the result.",
        ],
        8,
    )


def _prose(operation: ir.Operation) -> list[str]:
    """Return summary and description; what FastAPI invents of a name says nothing."""
    summary, description = operation.summary, operation.description
    invented = operation.name.replace("_", " ").title()
    if summary is not None and summary.raw == invented and description is not None:
        summary = None
    if summary is None:
        if description is not None:
            return lines(description, DOC_WIDTH)
        summary = SpecText(operation.name.replace("_", " ").capitalize())
    content = lines(summary, DOC_WIDTH - 3) or [str(operation.name)]
    if len(content) == 1 and not content[0].endswith((".", "!", "?", ":")):
        content[0] += "."
    if description is not None and description != summary:
        body = lines(description, DOC_WIDTH)
        if body not in (content, [content[0].rstrip(".")]):
            content += ["", *body]
    return content


def _argument_doc(argument: Argument) -> list[str]:
    text = argument.description.raw.strip() if argument.description else ""
    notes = [argument.limits] if argument.limits else []
    if argument.has_default and argument.default not in (None, ""):
        notes.append(f"{_short(argument.default)} when omitted")
    if argument.deprecated:
        notes.append("deprecated")
    if not text and not notes:
        return []
    note = "; ".join(notes)
    if text and note:
        text = f"{text.rstrip('.')} ({note})"
    filled = lines(
        SpecText(f"{argument.name}: {(text or note).rstrip('.')}."), DOC_WIDTH - 4
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


def _raised(replies: Sequence[ir.Reply]) -> list[list[str]]:
    """Document errors by the class that is raised, with a hanging indent."""
    found = []
    for reply in replies:
        if reply.status[0] not in "45":
            continue
        status = reply.status.replace("XX", "99")
        error = error_class(int(status)).__name__
        text = reply.description.raw.strip() if reply.description else ""
        note = text or f"Status {reply.status}"
        first, *rest = lines(SpecText(f"{error}: {note.rstrip('.')}."), DOC_WIDTH - 4)
        found.append([first, *(f"    {line}" if line else "" for line in rest)])
    return found
