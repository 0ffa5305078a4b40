# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.
"""The `streams` operations of the asyncio client."""

from __future__ import annotations

from .. import models
from .._operations import streams as operations
from ._transport import Group, Stream


class Streams(Group):
    """The streams operations."""

    async def chat(self) -> models.Event:
        """Chat."""
        return await self._send(operations.CHAT)

    def chat_stream(self) -> Stream[models.Event]:
        """Chat."""
        return self._stream(operations.CHAT_STREAM)

    def events(self) -> Stream[models.Event]:
        """Events."""
        return self._stream(operations.EVENTS)

    async def file(self) -> bytes:
        """File."""
        return await self._send(operations.FILE)

    def lines(self) -> Stream[models.Event]:
        """Lines."""
        return self._stream(operations.LINES)
