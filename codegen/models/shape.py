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
_CONTAINER = re.compile(r"(list\[|dict\[str, )(\w+)\]\Z")


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


def shape_of(name: Identifier, number: int, code: Code, optional: bool) -> FieldShape:
    """Turn a field into a question.

    datamodel-code-generator renames what hides a type or a member of `BaseModel`, and
    spells other alphabets in its own way. Our names are final: with a prefix, or with
    the field's number in their place, it has nothing to rename.

    Args:
        name: Name of the field.
        number: Its place in the class.
        code: Its type, without the None of an optional field.
        optional: It may be left out and is None then.
    """
    key = f"field_{name}" if name.isascii() else f"field_{number}"
    if code in _PLAIN:
        return FieldShape(key, code, optional)
    match = _CONTAINER.match(code)
    if match is None:
        return FieldShape(key, PLACEHOLDER, optional)
    item = match[2] if match[2] in _PLAIN else PLACEHOLDER
    return FieldShape(key, f"{match[1]}{item}]", optional)


def _schema(hint: str) -> dict[str, object]:
    if hint.startswith("list["):
        return {"type": "array", "items": _schema(hint[5:-1])}
    if hint.startswith("dict["):
        return {"type": "object", "additionalProperties": _schema(hint[10:-1])}
    return _PLAIN[hint]
