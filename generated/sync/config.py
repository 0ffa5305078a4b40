# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.
"""The `config` operations of the blocking client."""

from __future__ import annotations

from .. import models
from .._operations import config as operations
from ._transport import Group


class Config(Group):
    """What can change while the service runs."""

    def get(
        self,
        *,
        if_none_match: str | None = None,
        if_modified_since: str | None = None,
    ) -> models.ServiceConfig:
        """Get the configuration, unless you have the current version.

        Args:
            if_none_match: Versions that you have, as `ETag` gave them.
            if_modified_since: When yours was changed (RFC 9110, 5.6.7).

        Raises:
            ServiceUnavailable: Something that the service needs is down for now.
        """
        return self._send(
            operations.GET,
            {"if_none_match": if_none_match, "if_modified_since": if_modified_since},
        )
