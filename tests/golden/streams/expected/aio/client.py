# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.
"""The asyncio client."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from ._base import BaseClient

if TYPE_CHECKING:
    from .streams import Streams


class Client(BaseClient):
    """Client of Streams.

    Every operation may raise what `errors` lists.
    """

    @cached_property
    def streams(self) -> Streams:
        """The streams operations."""
        from .streams import Streams

        return Streams(self._transport)
