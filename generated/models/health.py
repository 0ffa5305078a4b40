# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.

from __future__ import annotations

from typing import Literal

from .._core.model import Model


class Alive(Model):
    """The process answers."""

    status: Literal["alive"] = "alive"


class Readiness(Model):
    """Whether the service can be used, and why not."""

    status: Literal["ready", "not ready"] | str
    connections: dict[str, int] | None = None
    """Connections in use by database, in the process that answers."""
    failures: dict[str, str] | None = None
    """What is not available, and why."""
