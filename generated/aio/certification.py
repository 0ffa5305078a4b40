# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.
"""The `certification` operations of the asyncio client."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .. import models
from .._operations import certification as operations
from ._transport import Group


class Certification(Group):
    """Which data are good.

    Every operation may raise:

    - BadRequest: The request makes no sense.
    - Unauthorized: The access token is missing, expired or not valid.
    - Forbidden: The user may not do this.
    - NotFound: There is no such thing, or the user may not see it.
    - ServiceUnavailable: Something that the service needs is down for now.
    """

    async def get(
        self,
        *,
        dataset_id: int | None = None,
        workspace: str | None = None,
    ) -> dict[str, list[list[int]]]:
        """Get the good lumisections: by run number, first and last of each stretch.

        Args:
            dataset_id: Only of this dataset (1 to 9007199254740991).
            workspace: Part of the data to look at (at most 64 characters, matching
                `^[a-z0-9_-]+$`; 'tracker' when omitted).
        """
        return await self._send(
            operations.GET, {"dataset_id": dataset_id, "workspace": workspace}
        )

    async def set(
        self,
        body: Mapping[str, Sequence[Sequence[int]]],
        *,
        dataset_id: int,
        workspace: str | None = None,
    ) -> models.Judged:
        """Certify runs: lumisections in the stretches are good, the others are not.

        Runs that are not mentioned stay as they are.

        Args:
            dataset_id: 1 to 9007199254740991.
            workspace: Part of the data to look at (at most 64 characters, matching
                `^[a-z0-9_-]+$`; 'tracker' when omitted).
        """
        return await self._send(
            operations.SET, {"dataset_id": dataset_id, "workspace": workspace}, body
        )
