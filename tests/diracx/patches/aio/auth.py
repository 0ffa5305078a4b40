"""Signing in: what a device flow has not given yet is a result, and no error."""

from __future__ import annotations

from diracx_client import models
from diracx_client._core.errors import ApiError
from diracx_client._core.patching import removes
from diracx_client.aio._generated_auth import Auth as GeneratedAuth

from .._shared.device_flow import GRANT, not_granted


@removes("get_oidc_token")
class Auth(GeneratedAuth):
    """The auth operations."""

    async def get_oidc_token(
        self, device_code: str, client_id: str
    ) -> models.TokenResponse | models.DeviceFlowError:
        """Ask once for the tokens of a device flow.

        Args:
            device_code: What `initiate_device_flow` returned.
            client_id: Name of the client that started it.

        Raises:
            ApiError: The request itself is wrong.
        """
        try:
            return await self._generated_get_oidc_token(
                grant_type=GRANT, client_id=client_id, device_code=device_code
            )
        except ApiError as error:
            if (outcome := not_granted(error)) is None:
                raise
            return outcome
