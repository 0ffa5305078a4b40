# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.
"""What the `elements` operations send and return, for both clients."""

from __future__ import annotations

from .. import models
from .._core.operation import Header, Json, Operation, Path, Query

LIST: Operation[list[models.Element]] = Operation(
    "GET",
    "/api/monitoring/elements",
    Query("dim"),
    Query("me"),
    Query("me__contains"),
    Query("me__regex"),
    Header("workspace"),
    replies={200: Json(lambda: list[models.Element])},
    errors={
        400: Json(lambda: models.Problem),
        401: Json(lambda: models.Problem),
        403: Json(lambda: models.Problem),
        404: Json(lambda: models.Problem),
        503: Json(lambda: models.Problem),
    },
)

GET: Operation[models.Element] = Operation(
    "GET",
    "/api/monitoring/elements/{me_id}",
    Path("me_id"),
    Header("workspace"),
    replies={200: Json(lambda: models.Element)},
    errors={
        400: Json(lambda: models.Problem),
        401: Json(lambda: models.Problem),
        403: Json(lambda: models.Problem),
        404: Json(lambda: models.Problem),
        503: Json(lambda: models.Problem),
    },
)
