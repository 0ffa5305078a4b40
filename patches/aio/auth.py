"""Signing in by a device flow, without errors for what is no error."""

from __future__ import annotations

from generated import models
from generated._core.errors import ApiError
from generated.aio._generated_auth import Auth as GeneratedAuth

from .._shared.device_flow import CODE_GRANT, granted, not_granted


class Auth(GeneratedAuth):
    """Signing in, for programs and for people."""

    async def device_login(
        self, device_code: str, *, client_id: str
    ) -> models.DeviceLogin:
        """Ask once for the tokens of a device flow.

        That the user has not decided yet, or refused, is returned and not raised.

        Args:
            device_code: What `start_device_flow` returned.
            client_id: Name of the client that started it.

        Raises:
            ApiError: The request itself is wrong.
        """
        try:
            token = await self.token(
                grant_type=models.GrantType(CODE_GRANT),
                device_code=device_code,
                client_id=client_id,
            )
        except ApiError as error:
            if (login := not_granted(error)) is None:
                raise
            return login
        return granted(token)
