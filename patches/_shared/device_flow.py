"""What came of asking for the tokens of a device flow (RFC 8628, 3.5)."""

from __future__ import annotations

from typing import Final

from generated import models
from generated._core.errors import ApiError

CODE_GRANT: Final = "urn:ietf:params:oauth:grant-type:device_code"


def granted(token: models.TokenResponse) -> models.DeviceLogin:
    """Return the end of a flow that went well."""
    return models.DeviceLogin(outcome="granted", token=token)


def not_granted(error: ApiError) -> models.DeviceLogin | None:
    """Return what an error says about the flow; None when it is another error."""
    if not isinstance(error.body, models.OAuthError):
        return None
    said = error.body.error_description
    match error.body.error:
        case models.ErrorCode.AUTHORIZATION_PENDING:
            return models.DeviceLogin(outcome="pending", reason=said)
        case models.ErrorCode.SLOW_DOWN:
            return models.DeviceLogin(outcome="slow_down", reason=said)
        case models.ErrorCode.ACCESS_DENIED:
            return models.DeviceLogin(outcome="denied", reason=said)
        case models.ErrorCode.EXPIRED_TOKEN:
            return models.DeviceLogin(outcome="expired", reason=said)
        case _:
            return None
