# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.
"""The `health` operations of the asyncio client."""

from __future__ import annotations

from .. import models
from .._operations import health as operations
from ._transport import Group


class Health(Group):
    """For whoever starts and stops processes."""

    async def live(self) -> models.Alive:
        """Tell that the process answers; a reason to restart it when it does not."""
        return await self._send(operations.LIVE)

    async def ready(self) -> models.Readiness:
        """Tell whether requests can be served; a reason to send none when they cannot.

        Raises:
            ServiceUnavailable: Something is down.
        """
        return await self._send(operations.READY)
