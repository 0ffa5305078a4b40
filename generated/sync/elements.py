# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.
"""The `elements` operations of the blocking client."""

from __future__ import annotations

import builtins as _builtins

from .. import models
from .._operations import elements as operations
from ._transport import Group


class Elements(Group):
    """What the histograms show.

    Every operation may raise:

    - BadRequest: The request makes no sense.
    - Unauthorized: The access token is missing, expired or not valid.
    - Forbidden: The user may not do this.
    - NotFound: There is no such thing, or the user may not see it.
    - ServiceUnavailable: Something that the service needs is down for now.
    """

    def list(
        self,
        *,
        dim: int | None = None,
        me: str | None = None,
        me__contains: str | None = None,
        me__regex: str | None = None,
        workspace: str | None = None,
    ) -> _builtins.list[models.Element]:
        """List the monitoring elements that match, all of them, by identifier.

        Args:
            dim: 1 to 2.
            me: 1 to 256 characters, matching `^[^\\x00]+$`.
            me__contains: 1 to 256 characters, matching `^[^\\x00]+$`.
            me__regex: Regular expression found anywhere in the name (1 to 128
                characters, matching `^[^\\x00]+$`).
            workspace: Part of the data to look at (at most 64 characters, matching
                `^[a-z0-9_-]+$`; 'tracker' when omitted).
        """
        return self._send(
            operations.LIST,
            {
                "dim": dim,
                "me": me,
                "me__contains": me__contains,
                "me__regex": me__regex,
                "workspace": workspace,
            },
        )

    def get(self, me_id: int, *, workspace: str | None = None) -> models.Element:
        """Get a monitoring element.

        Args:
            me_id: 1 to 9007199254740991.
            workspace: Part of the data to look at (at most 64 characters, matching
                `^[a-z0-9_-]+$`; 'tracker' when omitted).
        """
        return self._send(operations.GET, {"me_id": me_id, "workspace": workspace})
