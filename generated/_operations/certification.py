# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.
"""What the `certification` operations send and return, for both clients."""

from __future__ import annotations

from .. import models
from .._core.operation import Header, Json, JsonBody, Operation, Query

GET: Operation[dict[str, list[list[int]]]] = Operation(
    "GET",
    "/api/monitoring/certification",
    Query("dataset_id"),
    Header("workspace"),
    replies={200: Json(lambda: dict[str, list[list[int]]])},
    errors={
        400: Json(lambda: models.Problem),
        401: Json(lambda: models.Problem),
        403: Json(lambda: models.Problem),
        404: Json(lambda: models.Problem),
        503: Json(lambda: models.Problem),
    },
)

SET: Operation[models.Judged] = Operation(
    "PUT",
    "/api/monitoring/certification",
    Query("dataset_id"),
    Header("workspace"),
    body=JsonBody(required=True),
    replies={200: Json(lambda: models.Judged)},
    errors={
        400: Json(lambda: models.Problem),
        401: Json(lambda: models.Problem),
        403: Json(lambda: models.Problem),
        404: Json(lambda: models.Problem),
        503: Json(lambda: models.Problem),
    },
)
