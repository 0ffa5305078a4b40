# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.
"""What the `files` operations send and return, for both clients."""

from __future__ import annotations

from .. import models
from .._core.operation import Header, Json, Operation, Path, Query
from .._core.pagination import NextLink

LIST: Operation[models.PageFile] = Operation(
    "GET",
    "/api/monitoring/files",
    Query("cursor"),
    Query("page_size"),
    Query("dataset_id"),
    Query("dataset_id__in"),
    Query("status"),
    Query("logical_file_name__contains"),
    Query("file_size__gte"),
    Header("workspace"),
    replies={200: Json(lambda: models.PageFile)},
    errors={
        400: Json(lambda: models.Problem),
        401: Json(lambda: models.Problem),
        403: Json(lambda: models.Problem),
        404: Json(lambda: models.Problem),
        503: Json(lambda: models.Problem),
    },
)

LIST_PAGES: NextLink[models.File] = NextLink(
    LIST,
    lambda: models.File,
    items=("results",),
    next=("next",),
)

GET: Operation[models.File] = Operation(
    "GET",
    "/api/monitoring/files/{file_id}",
    Path("file_id"),
    Header("workspace"),
    replies={200: Json(lambda: models.File)},
    errors={
        400: Json(lambda: models.Problem),
        401: Json(lambda: models.Problem),
        403: Json(lambda: models.Problem),
        404: Json(lambda: models.Problem),
        503: Json(lambda: models.Problem),
    },
)
