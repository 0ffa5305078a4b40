# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.
"""What the `commands` operations send and return, for both clients."""

from __future__ import annotations

from typing import Annotated

from .. import models
from .._core.operation import (
    Events,
    Header,
    Json,
    JsonBody,
    JsonLines,
    Operation,
    Path,
    Query,
)
from .._core.unions import ByTag

EXECUTE_MANY: Operation[models.CommandResult] = Operation(
    "POST",
    "/api/gateway/{service_id}/commands",
    Path("service_id"),
    body=JsonBody(required=True),
    replies={200: JsonLines(lambda: models.CommandResult)},
    errors={
        400: Json(lambda: models.Problem),
        401: Json(lambda: models.Problem),
        403: Json(lambda: models.Problem),
        404: Json(lambda: models.Problem),
        503: Json(lambda: models.Problem),
    },
)

GET_RESULT: Operation[models.CommandResult] = Operation(
    "GET",
    "/api/gateway/{service_id}/commands/{command_id}",
    Path("service_id"),
    Path("command_id"),
    replies={200: Json(lambda: models.CommandResult)},
    errors={
        400: Json(lambda: models.Problem),
        401: Json(lambda: models.Problem),
        403: Json(lambda: models.Problem),
        404: Json(lambda: models.Problem),
        503: Json(lambda: models.Problem),
    },
)

FOLLOW_OUTPUT: Operation[
    Annotated[
        models.OutputLine | models.OutputEnd,
        ByTag("kind", {"line": "OutputLine", "end": "OutputEnd"}),
    ]
] = Operation(
    "GET",
    "/api/gateway/{service_id}/commands/{command_id}/output",
    Path("service_id"),
    Path("command_id"),
    Header("last_event_id", wire="last-event-id"),
    replies={
        200: Events(
            lambda: Annotated[
                models.OutputLine | models.OutputEnd,
                ByTag("kind", {"line": "OutputLine", "end": "OutputEnd"}),
            ]
        )
    },
    errors={
        400: Json(lambda: models.Problem),
        401: Json(lambda: models.Problem),
        403: Json(lambda: models.Problem),
        404: Json(lambda: models.Problem),
        503: Json(lambda: models.Problem),
    },
)

EXECUTE: Operation[models.CommandResult | models.CommandReceipt] = Operation(
    "POST",
    "/api/gateway/{service_id}/devices/{name}/commands",
    Path("service_id"),
    Path("name"),
    Query("wait"),
    body=JsonBody(required=True),
    replies={
        200: Json(lambda: models.CommandResult),
        202: Json(lambda: models.CommandReceipt),
    },
    errors={
        400: Json(lambda: models.Problem),
        401: Json(lambda: models.Problem),
        403: Json(lambda: models.Problem),
        404: Json(lambda: models.Problem),
        503: Json(lambda: models.Problem),
    },
)
