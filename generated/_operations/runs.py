# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.
"""What the `runs` operations send and return, for both clients."""

from __future__ import annotations

from .. import models
from .._core.operation import Header, Json, Operation, Path, Query
from .._core.pagination import NextLink

LIST: Operation[models.PageRun] = Operation(
    "GET",
    "/api/monitoring/runs",
    Query("cursor"),
    Query("page_size"),
    Query("dataset_id"),
    Query("run_number"),
    Query("run_number__gte"),
    Query("run_number__lte"),
    Query("run_number__in"),
    Header("workspace"),
    replies={200: Json(lambda: models.PageRun)},
    errors={
        400: Json(lambda: models.Problem),
        401: Json(lambda: models.Problem),
        403: Json(lambda: models.Problem),
        404: Json(lambda: models.Problem),
        503: Json(lambda: models.Problem),
    },
)

LIST_PAGES: NextLink[models.Run] = NextLink(
    LIST,
    lambda: models.Run,
    items=("results",),
    next=("next",),
)

GET: Operation[models.Run] = Operation(
    "GET",
    "/api/monitoring/runs/{dataset_id}/{run_number}",
    Path("dataset_id"),
    Path("run_number"),
    Header("workspace"),
    replies={200: Json(lambda: models.Run)},
    errors={
        400: Json(lambda: models.Problem),
        401: Json(lambda: models.Problem),
        403: Json(lambda: models.Problem),
        404: Json(lambda: models.Problem),
        503: Json(lambda: models.Problem),
    },
)
