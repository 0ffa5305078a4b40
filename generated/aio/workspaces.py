# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.
"""The `workspaces` operations of the asyncio client."""

from __future__ import annotations

import builtins as _builtins

from .. import models
from .._operations import workspaces as operations
from ._transport import Group


class Workspaces(Group):
    """Parts of the monitoring data."""

    async def list(self) -> _builtins.list[models.Workspace]:
        """List the workspaces that have data.

        Raises:
            BadRequest: The request makes no sense.
            Unauthorized: The access token is missing, expired or not valid.
            Forbidden: The user may not do this.
            NotFound: There is no such thing, or the user may not see it.
            ServiceUnavailable: Something that the service needs is down for now.
        """
        return await self._send(operations.LIST)
