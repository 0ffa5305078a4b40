"""What a call is given, by the names of the document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import BaseModel, RootModel

from codegen.parity.truth.document import Content, Parameter
from codegen.parity.truth.same import Form
from codegen.parity.truth.styles import Shape

MISSING: Final = object()
"""Stands for a body that is not given."""


@dataclass(frozen=True)
class Given:
    """What a call is given.

    Attributes:
        values: Values by parameter; what is absent is not given.
        body: The body, with files where it has any; `MISSING` without one.
        content: What the body is declared as; None where its value decides.
        named: Arguments of the method, by name.
        form: Whether the values are JSON or Python; see `differs`.
    """

    values: dict[Parameter, Any] = field(default_factory=dict[Parameter, Any])
    body: Any = MISSING
    content: Content | None = None
    named: dict[str, Any] = field(default_factory=dict[str, Any])
    form: Form = "json"


def shape_of(value: Any) -> Shape:
    """How a value is written in a URL or a header."""
    if isinstance(value, RootModel):
        return shape_of(value.root)
    if isinstance(value, list | tuple | set | frozenset):
        return "array"
    return "object" if isinstance(value, Mapping | BaseModel) else "value"
