"""The one call into datamodel-code-generator.

It is given one JSON Schema document that is written here, of fields (see
`codegen.models.shape`) in classes without names of their own. No text of the user's
document is in it, no extension keyword (it acts on several, and imports what they
name), no format, no pattern and no reference out of the document.

This module runs as a process of its own, in an empty folder: settings in the folder
where it runs would change what comes back, and its memory is returned when it is done.
It reads questions from standard input and writes answers to standard output, as JSON.
"""

from __future__ import annotations

import gc
import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence

from codegen.models.shape import PLACEHOLDER, FieldShape

_CLASS = re.compile(r"class (\w+)\(.*\):\Z")

Classes = Sequence[Sequence[FieldShape]]
"""Classes that are asked for, each by its fields."""


def answers(classes: Classes) -> list[list[str]]:
    """Return the fields of each class, as datamodel-code-generator writes them."""
    from datamodel_code_generator import generate
    from datamodel_code_generator.enums import DataModelType, InputFileType
    from datamodel_code_generator.format import PythonVersion

    text = generate(
        document(classes),
        input_file_type=InputFileType.JsonSchema,
        output_model_type=DataModelType.PydanticV2BaseModel,
        target_python_version=PythonVersion.PY_311,
        use_standard_collections=True,
        use_union_operator=True,
        disable_timestamp=True,
        # Layout is ours: formatters would take nine tenths of the time.
        formatters=[],
    )
    if not isinstance(text, str):
        raise TypeError(f"datamodel-code-generator returned a {type(text).__name__}")
    found = dict(_classes(text))
    return [found.get(_name(number), []) for number in range(len(classes))]


def document(classes: Classes) -> Mapping[str, object]:
    """Write classes as one JSON Schema document, the placeholder a class of its own."""
    return {
        "$defs": {
            **{_name(number): _object(fields) for number, fields in enumerate(classes)},
            PLACEHOLDER: _object((FieldShape("field_own", "int", False),)),
        }
    }


def _name(number: int) -> str:
    return f"Class{number}"


def _object(fields: Sequence[FieldShape]) -> dict[str, object]:
    return {
        "type": "object",
        "properties": {field.key: field.schema for field in fields},
        "required": [field.key for field in fields if not field.optional],
    }


def _classes(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the name and the fields of every class of a module."""
    name, fields = "", list[str]()
    for line in text.split("\n"):
        if match := _CLASS.match(line):
            yield name, fields
            name, fields = match[1], []
        elif line.startswith(" "):
            fields.append(line.strip())
    yield name, fields


def main() -> None:
    """Answer one list of questions."""
    gc.disable()  # half of the time otherwise, and the process ends when it is done
    import datamodel_code_generator.parser.jsonschema  # noqa: F401 - before input comes

    questions = json.loads(sys.stdin.readline())
    classes = [[FieldShape(*field) for field in fields] for fields in questions]
    json.dump(answers(classes), sys.stdout)
