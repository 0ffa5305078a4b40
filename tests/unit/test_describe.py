"""Bounds and defaults as sentences."""

from __future__ import annotations

import pytest

from codegen import describe, ir
from codegen.encode import SpecText


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        (ir.Number(True, lower=1, upper=9), "1 to 9"),
        (ir.Number(True, lower=1), "at least 1"),
        (ir.Number(True, upper=9), "at most 9"),
        (ir.Number(False, lower=0, lower_open=True), "more than 0"),
        (
            ir.Number(False, lower=0, upper=1, upper_open=True, multiple_of=0.1),
            "at least 0, less than 1, a multiple of 0.1",
        ),
        (ir.String(min_length=1, max_length=9), "1 to 9 characters"),
        (ir.String(min_length=2, max_length=2), "2 characters"),
        (ir.String(min_length=1), "at least 1 character"),
        (ir.String(pattern=SpecText("^a$")), "matching `^a$`"),
        (ir.Array(ir.Any_(), max_items=5, unique=True), "at most 5 items, each once"),
        (ir.Array(ir.Any_(), (ir.Any_(),), True, 1, 1), ""),
        (ir.Map(ir.Any_(), 1, 1), "1 entry"),
        (ir.Union((ir.String(max_length=3), ir.Null())), "at most 3 characters"),
        (ir.Union((ir.String(max_length=3), ir.Number(True, lower=0))), ""),
        (ir.Boolean(), ""),
    ],
)
def test_limits_are_told(schema: ir.Schema, text: str) -> None:
    """If not, a reader does not learn what the service refuses."""
    assert describe.limits(schema) == text


def test_long_default_is_shortened() -> None:
    """If not, a docstring is as long as a default of the document."""
    assert describe.value("x" * 5000).endswith("...")
    assert len(describe.value("x" * 5000)) < 250
