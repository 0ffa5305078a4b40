# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.
"""What the `datasets` operations send and return, for both clients."""

from __future__ import annotations

from .. import models
from .._core.operation import Header, Json, Operation, Path, Query
from .._core.pagination import NextLink

LIST: Operation[models.PageDataset] = Operation(
    "GET",
    "/api/monitoring/datasets",
    Query("cursor"),
    Query("page_size"),
    Query("dataset"),
    Query("dataset__contains"),
    Query("era"),
    Query("dataset_id__in"),
    Header("workspace"),
    replies={200: Json(lambda: models.PageDataset)},
    errors={
        400: Json(lambda: models.Problem),
        401: Json(lambda: models.Problem),
        403: Json(lambda: models.Problem),
        404: Json(lambda: models.Problem),
        503: Json(lambda: models.Problem),
    },
)

LIST_PAGES: NextLink[models.Dataset] = NextLink(
    LIST,
    lambda: models.Dataset,
    items=("results",),
    next=("next",),
)

GET: Operation[models.Dataset] = Operation(
    "GET",
    "/api/monitoring/datasets/{dataset_id}",
    Path("dataset_id"),
    Header("workspace"),
    replies={200: Json(lambda: models.Dataset)},
    errors={
        400: Json(lambda: models.Problem),
        401: Json(lambda: models.Problem),
        403: Json(lambda: models.Problem),
        404: Json(lambda: models.Problem),
        503: Json(lambda: models.Problem),
    },
)
