# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.

from __future__ import annotations

from .._core.model import Model


class Problem(Model):
    """Why a request was refused."""

    detail: str
    """What is wrong, for a person."""
