# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.

from __future__ import annotations

from .._core.model import Model


class GatewayService(Model):
    """A service that has devices behind it."""

    service_id: str
    """Matching `^[a-z0-9][a-z0-9-]{0,62}$`."""
    title: str
    online: bool
    device_count: int
    """At least 0."""
