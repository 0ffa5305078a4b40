# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.

from __future__ import annotations

from .._core.model import Model


class Element(Model):
    """A monitoring element: what histograms show."""

    me_id: int
    """1 to 9007199254740991."""
    me: str
    dim: int
    """Number of axes. 1 to 2."""
