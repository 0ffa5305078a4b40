"""What a type does not say about a value, as sentences for docstrings.

Texts of the document are in these sentences (a default, a pattern), so they are plain
strings, which no template prints: `encode.docstring` writes them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from codegen import ir

_LONGEST = 200
"""Characters of a default or a pattern that are worth showing."""


def limits(schema: ir.Schema) -> str:
    """Describe bounds and lengths: `1 to 100`, `at most 10 characters`, or nothing."""
    match schema:
        case ir.Number():
            return ", ".join(_bounds(schema))
        case ir.String():
            found = list(_span(schema.min_length, schema.max_length, "character"))
            if schema.pattern is not None and len(schema.pattern.raw) <= _LONGEST:
                found.append(f"matching `{schema.pattern.raw}`")
            return ", ".join(found)
        case ir.Array():
            low = None if schema.closed else schema.min_items
            high = None if schema.closed else schema.max_items
            found = list(_span(low, high, "item"))
            if schema.unique:
                found.append("each once")
            return ", ".join(found)
        case ir.Map():
            low, high = schema.min_properties, schema.max_properties
            return ", ".join(_span(low, high, "entry"))
        case ir.Union():
            told = {limits(b) for b in schema.branches if not isinstance(b, ir.Null)}
            return told.pop() if len(told) == 1 else ""
        case _:
            return ""


def value(default: object) -> str:
    """Write a default for a reader, as JSON; shortened when it is long."""
    text = json.dumps(default, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


def sentence(text: str) -> str:
    """Make a sentence of a phrase: a capital first, a full stop last."""
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def _bounds(schema: ir.Number) -> Iterator[str]:
    low, high = schema.lower, schema.upper
    if low is not None and high is not None:
        if not (schema.lower_open or schema.upper_open):
            yield f"{low} to {high}"
        else:
            yield _lower(low, schema.lower_open)
            yield _upper(high, schema.upper_open)
    elif low is not None:
        yield _lower(low, schema.lower_open)
    elif high is not None:
        yield _upper(high, schema.upper_open)
    if schema.multiple_of is not None:
        yield f"a multiple of {schema.multiple_of}"


def _lower(bound: float, is_open: bool) -> str:
    return f"more than {bound}" if is_open else f"at least {bound}"


def _upper(bound: float, is_open: bool) -> str:
    return f"less than {bound}" if is_open else f"at most {bound}"


def _span(low: int | None, high: int | None, unit: str) -> Iterator[str]:
    units = "entries" if unit == "entry" else f"{unit}s"
    if low and high is not None:
        if low == high:
            yield f"{low} {unit if low == 1 else units}"
        else:
            yield f"{low} to {high} {units}"
    elif low:
        yield f"at least {low} {unit if low == 1 else units}"
    elif high is not None:
        yield f"at most {high} {unit if high == 1 else units}"
