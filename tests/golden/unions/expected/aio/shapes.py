# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.
"""The `shapes` operations of the asyncio client."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models
from .._operations import shapes as operations
from ._transport import Group


class Shapes(Group):
    """The shapes operations."""

    async def put(self, body: models.Shape | Mapping[str, Any]) -> list[models.Shape]:
        """Put."""
        return await self._send(operations.PUT, {}, body)

    async def tree(self) -> models.Tree:
        """Tree."""
        return await self._send(operations.TREE)
