# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.
"""What the `lumisections` operations send and return, for both clients."""

from __future__ import annotations

from .. import models
from .._core.operation import Header, Json, Operation, Path, Query
from .._core.pagination import NextLink

LIST: Operation[models.PageLumisection] = Operation(
    "GET",
    "/api/monitoring/lumisections",
    Query("cursor"),
    Query("page_size"),
    Query("dataset_id"),
    Query("run_number"),
    Query("run_number__gte"),
    Query("run_number__lte"),
    Query("run_number__in"),
    Query("ls_number"),
    Query("ls_number__gte"),
    Query("ls_number__lte"),
    Query("certified"),
    Query("certified__isnull"),
    Header("workspace"),
    replies={200: Json(lambda: models.PageLumisection)},
    errors={
        400: Json(lambda: models.Problem),
        401: Json(lambda: models.Problem),
        403: Json(lambda: models.Problem),
        404: Json(lambda: models.Problem),
        503: Json(lambda: models.Problem),
    },
)

LIST_PAGES: NextLink[models.Lumisection] = NextLink(
    LIST,
    lambda: models.Lumisection,
    items=("results",),
    next=("next",),
)

GET: Operation[models.Lumisection] = Operation(
    "GET",
    "/api/monitoring/lumisections/{ls_id}",
    Path("ls_id"),
    Header("workspace"),
    replies={200: Json(lambda: models.Lumisection)},
    errors={
        400: Json(lambda: models.Problem),
        401: Json(lambda: models.Problem),
        403: Json(lambda: models.Problem),
        404: Json(lambda: models.Problem),
        503: Json(lambda: models.Problem),
    },
)
