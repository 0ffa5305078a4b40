# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.
"""The `forms` operations of the blocking client."""

from __future__ import annotations

from collections.abc import Sequence

from .._core.types import Upload
from .._operations import forms as operations
from ._transport import Group


class Forms(Group):
    """The forms operations."""

    def login(
        self,
        *,
        username: str,
        password: str,
        scope: list[str] | None = None,
    ) -> None:
        """Login."""
        return self._send(
            operations.LOGIN,
            {},
            {"username": username, "password": password, "scope": scope},
        )

    def upload(
        self,
        *,
        files: Sequence[Upload],
        cover: Upload | None = None,
        title: str | None = None,
    ) -> None:
        """Upload."""
        return self._send(
            operations.UPLOAD, {}, {"files": files, "cover": cover, "title": title}
        )
