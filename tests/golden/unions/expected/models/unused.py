# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.

from __future__ import annotations

from typing import TYPE_CHECKING

from .._core.model import OpenModel


class Base(OpenModel):
    side: float | None = None

    if not TYPE_CHECKING:
        # The type of every other property; they are in `model_extra`.
        __pydantic_extra__: dict[str, str]
