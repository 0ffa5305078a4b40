# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.

from __future__ import annotations

from .._core.model import Model


class Judged(Model):
    """What a certification has changed."""

    lumisections: int
    """How many were judged. At least 0."""
