"""What datamodel-code-generator is asked about a field, and what it must answer.

A question is a field without everything that comes from the document's text but its
name: its plain type, where every type that `codegen.annotate` decides has one and the
same placeholder, and whether it may be left out. Documents repeat themselves, so that
each question is asked once: GitHub's 3,272 object schemas have 39,314 fields, and
2,468 different ones in this sense.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from codegen.encode import Code, Identifier

PLACEHOLDER = "Placeholder"
"""Class that stands for a type that datamodel-code-generator knows nothing about."""

_PLAIN: dict[str, dict[str, object]] = {
    "str": {"type": "string"},
    "int": {"type": "integer"},
    "float": {"type": "number"},
    "bool": {"type": "boolean"},
    "Any": {},
    PLACEHOLDER: {"$ref": f"#/$defs/{PLACEHOLDER}"},
}
_SIMPLE = re.compile(r"(?:list\[(\w+)\]|dict\[str, (\w+)\]|(\w+))\Z")
_ANSWER = re.compile(r"(\w+): (.+?)( \| None = None)?\Z")


@dataclass(frozen=True, slots=True)
class FieldShape:
    """One question.

    Attributes:
        key: Name of the field, see `shape_of`.
        hint: Its type: `str`, `list[Placeholder]`, ...
        optional: It may be left out and is None then.
    """

    key: str
    hint: str
    optional: bool

    @property
    def line(self) -> str:
        """The field as a class of pydantic must have it."""
        return f"{self.key}: {self.hint}{' | None = None' if self.optional else ''}"

    @property
    def schema(self) -> dict[str, object]:
        """The type as JSON Schema."""
        return _schema(self.hint)


def shape_of(
    name: Identifier, number: int, code: Code, optional: bool
) -> tuple[FieldShape, str]:
    """Split a field into a question and the type behind the placeholder.

    datamodel-code-generator renames what hides a type or a member of `BaseModel`, and
    spells other alphabets in its own way. Our names are final: with a prefix, or with
    the field's number in their place, it has nothing to rename.

    Args:
        name: Name of the field.
        number: Its place in the class.
        code: Its type.
        optional: It may be left out and is None then.
    """
    key = f"field_{name}" if name.isascii() else f"field_{number}"
    match = _SIMPLE.match(code)
    inner = code if match is None else match[1] or match[2] or match[3]
    if inner in _PLAIN:
        return FieldShape(key, code, optional), ""
    hint = PLACEHOLDER if match is None else code.replace(inner, PLACEHOLDER, 1)
    return FieldShape(key, hint, optional), inner


def type_in(answer: str, inner: str) -> tuple[Code, bool]:
    """Return the type in an answer, and whether the field is optional.

    Args:
        answer: A line that is what `FieldShape.line` expects.
        inner: The type behind the placeholder.
    """
    match = _ANSWER.match(answer)
    if match is None:
        raise ValueError(f"{answer!r} is no field")
    hint = match[2].replace(PLACEHOLDER, inner) if inner else match[2]
    return Code(hint), bool(match[3])


def _schema(hint: str) -> dict[str, object]:
    if hint.startswith("list["):
        return {"type": "array", "items": _schema(hint[5:-1])}
    if hint.startswith("dict["):
        return {"type": "object", "additionalProperties": _schema(hint[10:-1])}
    return _PLAIN[hint]
