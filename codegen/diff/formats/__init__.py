"""Results of the gate, written for people and for machines."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Final

from codegen.diff.result import Result

NAMES: Final = ("text", "json", "markdown", "github", "sarif", "junit")


def write(results: list[Result], name: str) -> str:
    """Return results in a format.

    Args:
        results: One for each comparison.
        name: One of `NAMES`.
    """
    module = import_module(f"codegen.diff.formats.{name}_format")
    writer: Callable[[list[Result]], str] = module.write
    return writer(results)


MARKS: Final[Mapping[str, str]] = {
    "breaking": "error", "warning": "warning", "info": "notice",
}  # fmt: skip
"""Severity -> the word for it in annotations of GitHub."""
