# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.
"""What the `devices` operations send and return, for both clients."""

from __future__ import annotations

from .. import models
from .._core.operation import Empty, Header, Json, JsonBody, Operation, Path, Query

INVENTORY: Operation[list[models.Device]] = Operation(
    "GET",
    "/api/gateway/{service_id}/devices",
    Path("service_id"),
    Query("device_type"),
    Query("enabled"),
    Query("after"),
    Query("limit"),
    replies={200: Json(lambda: list[models.Device])},
    errors={
        400: Json(lambda: models.Problem),
        401: Json(lambda: models.Problem),
        403: Json(lambda: models.Problem),
        404: Json(lambda: models.Problem),
        503: Json(lambda: models.Problem),
    },
)

ADD: Operation[models.Device] = Operation(
    "POST",
    "/api/gateway/{service_id}/devices",
    Path("service_id"),
    body=JsonBody(required=True),
    replies={201: Json(lambda: models.Device)},
    errors={
        400: Json(lambda: models.Problem),
        401: Json(lambda: models.Problem),
        403: Json(lambda: models.Problem),
        404: Json(lambda: models.Problem),
        409: Json(lambda: models.Problem),
        503: Json(lambda: models.Problem),
    },
)

GET: Operation[models.Device] = Operation(
    "GET",
    "/api/gateway/{service_id}/devices/{name}",
    Path("service_id"),
    Path("name"),
    replies={200: Json(lambda: models.Device)},
    errors={
        400: Json(lambda: models.Problem),
        401: Json(lambda: models.Problem),
        403: Json(lambda: models.Problem),
        404: Json(lambda: models.Problem),
        503: Json(lambda: models.Problem),
    },
)

REPLACE: Operation[models.Device] = Operation(
    "PUT",
    "/api/gateway/{service_id}/devices/{name}",
    Path("service_id"),
    Path("name"),
    Header("if_match", wire="if-match"),
    body=JsonBody(required=True),
    replies={200: Json(lambda: models.Device), 201: Json(lambda: models.Device)},
    errors={
        400: Json(lambda: models.Problem),
        401: Json(lambda: models.Problem),
        403: Json(lambda: models.Problem),
        404: Json(lambda: models.Problem),
        412: Json(lambda: models.Problem),
        503: Json(lambda: models.Problem),
    },
)

CHANGE: Operation[models.Device] = Operation(
    "PATCH",
    "/api/gateway/{service_id}/devices/{name}",
    Path("service_id"),
    Path("name"),
    Header("if_match", wire="if-match"),
    body=JsonBody(required=True),
    replies={200: Json(lambda: models.Device)},
    errors={
        400: Json(lambda: models.Problem),
        401: Json(lambda: models.Problem),
        403: Json(lambda: models.Problem),
        404: Json(lambda: models.Problem),
        412: Json(lambda: models.Problem),
        503: Json(lambda: models.Problem),
    },
)

REMOVE: Operation[None] = Operation(
    "DELETE",
    "/api/gateway/{service_id}/devices/{name}",
    Path("service_id"),
    Path("name"),
    replies={204: Empty()},
    errors={
        400: Json(lambda: models.Problem),
        401: Json(lambda: models.Problem),
        403: Json(lambda: models.Problem),
        404: Json(lambda: models.Problem),
        503: Json(lambda: models.Problem),
    },
)
