# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.
"""What the `histograms_2d` operations send and return, for both clients."""

from __future__ import annotations

from .. import models
from .._core.operation import Header, Json, Operation, Path, Query
from .._core.pagination import NextLink

LIST: Operation[models.PageHistogram2d] = Operation(
    "GET",
    "/api/monitoring/histograms-2d",
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
    Query("file_id"),
    Query("me_id"),
    Query("me_id__in"),
    Query("me"),
    Query("me__regex"),
    Query("entries__gte"),
    Header("workspace"),
    replies={200: Json(lambda: models.PageHistogram2d)},
    errors={
        400: Json(lambda: models.Problem),
        401: Json(lambda: models.Problem),
        403: Json(lambda: models.Problem),
        404: Json(lambda: models.Problem),
        503: Json(lambda: models.Problem),
    },
)

LIST_PAGES: NextLink[models.Histogram2d] = NextLink(
    LIST,
    lambda: models.Histogram2d,
    items=("results",),
    next=("next",),
)

GET: Operation[models.Histogram2d] = Operation(
    "GET",
    "/api/monitoring/histograms-2d/{hist_id}",
    Path("hist_id"),
    Header("workspace"),
    replies={200: Json(lambda: models.Histogram2d)},
    errors={
        400: Json(lambda: models.Problem),
        401: Json(lambda: models.Problem),
        403: Json(lambda: models.Problem),
        404: Json(lambda: models.Problem),
        503: Json(lambda: models.Problem),
    },
)
