"""Values as JSON text, in bodies and wherever else JSON travels."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from .errors import ArgumentError

if TYPE_CHECKING:
    from pydantic_core import SchemaSerializer


class _Writer:
    """Writes any value as JSON, models and what is in them by their own rules."""

    def __init__(self) -> None:
        self._serializer: SchemaSerializer | None = None

    def __call__(self, value: object) -> bytes:
        if self._serializer is None:
            from pydantic_core import SchemaSerializer, core_schema

            config = core_schema.CoreConfig(ser_json_inf_nan="constants")
            self._serializer = SchemaSerializer(core_schema.any_schema(), config)
        from .model import mark_changed

        mark_changed(value)
        try:
            written = self._serializer.to_json(value, exclude_unset=True, by_alias=True)
        except ValueError as error:  # PydanticSerializationError is one
            raise ArgumentError(
                f"the body cannot be written as JSON: {error}"
            ) from None
        if b"NaN" in written or b"Infinity" in written:
            json.loads(written, parse_constant=_refuse_constant)
        return written


def _refuse_constant(name: str) -> None:
    raise ArgumentError(f"the body holds {name}, which JSON cannot carry")


to_json = _Writer()
"""Write a value as JSON: `to_json(value) -> bytes`.

What is sent of a model is what was set, or differs from its default by now: null where
a field was set to None, nothing where it was left alone.
"""
