# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.
"""What the `sandboxes` operations send and return, for both clients."""

from __future__ import annotations

from .. import models
from .._core.operation import Binary, Empty, Field, Json, MultipartBody, Operation, Path

UPLOAD: Operation[models.Sandbox] = Operation(
    "POST",
    "/api/sandboxes",
    body=MultipartBody(
        fields=(
            Field("file", file="one"),
            Field("sha256"),
        )
    ),
    replies={200: Json(lambda: models.Sandbox), 201: Json(lambda: models.Sandbox)},
    errors={
        400: Json(lambda: models.Problem),
        401: Json(lambda: models.Problem),
        403: Json(lambda: models.Problem),
        413: Json(lambda: models.Problem),
        503: Json(lambda: models.Problem),
    },
)

UNASSIGN: Operation[None] = Operation(
    "DELETE",
    "/api/sandboxes/of-job/{job_id}",
    Path("job_id"),
    replies={204: Empty()},
    errors={
        400: Json(lambda: models.Problem),
        401: Json(lambda: models.Problem),
        403: Json(lambda: models.Problem),
        404: Json(lambda: models.Problem),
        503: Json(lambda: models.Problem),
    },
)

OF_JOB: Operation[list[str]] = Operation(
    "GET",
    "/api/sandboxes/of-job/{job_id}/{kind}",
    Path("job_id"),
    Path("kind"),
    replies={200: Json(lambda: list[str])},
    errors={
        400: Json(lambda: models.Problem),
        401: Json(lambda: models.Problem),
        403: Json(lambda: models.Problem),
        404: Json(lambda: models.Problem),
        503: Json(lambda: models.Problem),
    },
)

ASSIGN: Operation[None] = Operation(
    "PUT",
    "/api/sandboxes/of-job/{job_id}/{kind}/{sandbox_id}",
    Path("job_id"),
    Path("kind"),
    Path("sandbox_id"),
    replies={204: Empty()},
    errors={
        400: Json(lambda: models.Problem),
        401: Json(lambda: models.Problem),
        403: Json(lambda: models.Problem),
        404: Json(lambda: models.Problem),
        503: Json(lambda: models.Problem),
    },
)

DOWNLOAD: Operation[bytes] = Operation(
    "GET",
    "/api/sandboxes/{sandbox_id}",
    Path("sandbox_id"),
    replies={200: Binary(), 206: Binary()},
    errors={
        400: Json(lambda: models.Problem),
        401: Json(lambda: models.Problem),
        403: Json(lambda: models.Problem),
        404: Json(lambda: models.Problem),
        503: Json(lambda: models.Problem),
    },
)
