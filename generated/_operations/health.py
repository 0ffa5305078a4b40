# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.
"""What the `health` operations send and return, for both clients."""

from __future__ import annotations

from .. import models
from .._core.operation import Json, Operation

LIVE: Operation[models.Alive] = Operation(
    "GET",
    "/api/health/live",
    replies={200: Json(lambda: models.Alive)},
    secured=False,
)

READY: Operation[models.Readiness] = Operation(
    "GET",
    "/api/health/ready",
    replies={200: Json(lambda: models.Readiness)},
    errors={503: Json(lambda: models.Readiness)},
    secured=False,
)
