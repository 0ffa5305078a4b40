# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.
"""What the `gateway` operations send and return, for both clients."""

from __future__ import annotations

from .. import models
from .._core.operation import Json, Operation

SERVICES: Operation[list[models.GatewayService]] = Operation(
    "GET",
    "/api/gateway/services",
    replies={200: Json(lambda: list[models.GatewayService])},
    errors={
        400: Json(lambda: models.Problem),
        401: Json(lambda: models.Problem),
        403: Json(lambda: models.Problem),
        503: Json(lambda: models.Problem),
    },
)
