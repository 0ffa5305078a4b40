# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.
"""The `gateway` operations of the blocking client."""

from __future__ import annotations

from .. import models
from .._operations import gateway as operations
from ._transport import Group


class Gateway(Group):
    """Services that have devices behind them."""

    def services(self) -> list[models.GatewayService]:
        """List the services behind the gateway.

        Raises:
            BadRequest: The request makes no sense.
            Unauthorized: The access token is missing, expired or not valid.
            Forbidden: The user may not do this.
            ServiceUnavailable: Something that the service needs is down for now.
        """
        return self._send(operations.SERVICES)
