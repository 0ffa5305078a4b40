"""Models of signing in."""

from __future__ import annotations

from diracx_client._core.model import Model
from diracx_client._core.patching import adds


@adds
class DeviceFlowError(Model):
    """Why a device flow has not given a token, or not yet."""

    error: str
    """`authorization_pending`, `slow_down`, `access_denied`, `expired_token`, ..."""
    error_description: str | None = None
