# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.
"""The asyncio client."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from ._base import BaseClient

if TYPE_CHECKING:
    from .jobs import Jobs


class Client(BaseClient):
    """Client of Jobs.

    Every operation may raise what `errors` lists.
    """

    _default_url = "https://eu.example.org"

    @cached_property
    def jobs(self) -> Jobs:
        """Submit, read and search jobs."""
        from .jobs import Jobs

        return Jobs(self._transport)
