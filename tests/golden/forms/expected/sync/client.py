# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.
"""The blocking client."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from ._base import BaseClient

if TYPE_CHECKING:
    from .forms import Forms


class Client(BaseClient):
    """Client of Forms.

    Every operation may raise what `errors` lists.
    """

    @cached_property
    def forms(self) -> Forms:
        """The forms operations."""
        from .forms import Forms

        return Forms(self._transport)
