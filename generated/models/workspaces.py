# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.

from __future__ import annotations

from .._core.model import Model


class Workspace(Model):
    """A part of the data that belongs to one group of people."""

    name: str
    dataset_count: int
    """At least 0."""
