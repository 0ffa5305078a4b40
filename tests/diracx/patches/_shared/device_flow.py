"""What the token endpoint says while nobody has logged in yet (RFC 8628, 3.5)."""

from __future__ import annotations

import json
from typing import Final

from diracx_client import models
from diracx_client._core.errors import ApiError

GRANT: Final = "urn:ietf:params:oauth:grant-type:device_code"


def not_granted(error: ApiError) -> models.DeviceFlowError | None:
    """Return how a device flow stands; None when the error is another one."""
    if error.status != 400:
        return None
    try:
        return models.DeviceFlowError.model_validate(json.loads(error.response.content))
    except ValueError:
        return None
