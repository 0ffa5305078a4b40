# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.
"""What the `workspaces` operations send and return, for both clients."""

from __future__ import annotations

from .. import models
from .._core.operation import Json, Operation

LIST: Operation[list[models.Workspace]] = Operation(
    "GET",
    "/api/monitoring/workspaces",
    replies={200: Json(lambda: list[models.Workspace])},
    errors={
        400: Json(lambda: models.Problem),
        401: Json(lambda: models.Problem),
        403: Json(lambda: models.Problem),
        404: Json(lambda: models.Problem),
        503: Json(lambda: models.Problem),
    },
)
