# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.
"""What the `jobs` operations send and return, for both clients."""

from __future__ import annotations

from typing import Annotated, Any

from .. import models
from .._core.operation import (
    Empty,
    Events,
    Field,
    Header,
    Json,
    JsonBody,
    JsonLines,
    Operation,
    Path,
    Query,
)
from .._core.pagination import PageNumber
from .._core.unions import ByTag

SUBMIT: Operation[list[models.SubmittedJob]] = Operation(
    "POST",
    "/api/jobs",
    body=JsonBody(required=True),
    replies={201: Json(lambda: list[models.SubmittedJob])},
    errors={
        400: Json(lambda: models.Problem),
        401: Json(lambda: models.Problem),
        403: Json(lambda: models.Problem),
        503: Json(lambda: models.Problem),
    },
)

SEND_COMMAND: Operation[None] = Operation(
    "POST",
    "/api/jobs/commands",
    body=JsonBody(required=True),
    replies={204: Empty()},
    errors={
        400: Json(lambda: models.Problem),
        401: Json(lambda: models.Problem),
        403: Json(lambda: models.Problem),
        404: Json(lambda: models.Problem),
        503: Json(lambda: models.Problem),
    },
)

HEARTBEAT: Operation[list[models.PendingCommand]] = Operation(
    "PATCH",
    "/api/jobs/heartbeat",
    body=JsonBody(required=True),
    replies={200: Json(lambda: list[models.PendingCommand])},
    errors={
        400: Json(lambda: models.Problem),
        401: Json(lambda: models.Problem),
        403: Json(lambda: models.Problem),
        404: Json(lambda: models.Problem),
        503: Json(lambda: models.Problem),
    },
)

KILL: Operation[models.BulkResult] = Operation(
    "POST",
    "/api/jobs/kill",
    body=JsonBody(
        fields=(
            Field("job_ids"),
            Field("reason"),
        ),
        required=True,
    ),
    replies={200: Json(lambda: models.BulkResult)},
    errors={
        400: Json(lambda: models.Problem),
        401: Json(lambda: models.Problem),
        403: Json(lambda: models.Problem),
        503: Json(lambda: models.Problem),
    },
)

MATCH: Operation[models.MatchedJob | None] = Operation(
    "POST",
    "/api/jobs/match",
    body=JsonBody(required=True),
    replies={200: Json(lambda: models.MatchedJob), 204: Empty()},
    errors={
        400: Json(lambda: models.Problem),
        401: Json(lambda: models.Problem),
        403: Json(lambda: models.Problem),
        503: Json(lambda: models.Problem),
    },
)

FIND_BY_PARAMETER: Operation[list[int]] = Operation(
    "GET",
    "/api/jobs/parameters/search",
    Query("name"),
    Query("equals"),
    Query("above"),
    Query("below"),
    replies={200: Json(lambda: list[int])},
    errors={
        400: Json(lambda: models.Problem),
        401: Json(lambda: models.Problem),
        403: Json(lambda: models.Problem),
        404: Json(lambda: models.Problem),
        503: Json(lambda: models.Problem),
    },
)

RESCHEDULE: Operation[models.BulkResult] = Operation(
    "POST",
    "/api/jobs/reschedule",
    body=JsonBody(required=True),
    replies={200: Json(lambda: models.BulkResult)},
    errors={
        400: Json(lambda: models.Problem),
        401: Json(lambda: models.Problem),
        403: Json(lambda: models.Problem),
        503: Json(lambda: models.Problem),
    },
)

SEARCH: Operation[list[models.JobRow]] = Operation(
    "POST",
    "/api/jobs/search",
    Query("page"),
    Query("per_page"),
    body=JsonBody(),
    replies={
        200: Json(lambda: list[models.JobRow]),
        206: Json(lambda: list[models.JobRow]),
    },
    errors={
        400: Json(lambda: models.Problem),
        401: Json(lambda: models.Problem),
        403: Json(lambda: models.Problem),
        416: Json(lambda: models.Problem),
        503: Json(lambda: models.Problem),
    },
)

SEARCH_PAGES: PageNumber[models.JobRow] = PageNumber(
    SEARCH,
    lambda: models.JobRow,
    argument="page",
    size="per_page",
)

SET_STATUS: Operation[models.BulkResult] = Operation(
    "PATCH",
    "/api/jobs/status",
    Query("force"),
    body=JsonBody(required=True),
    replies={200: Json(lambda: models.BulkResult)},
    errors={
        400: Json(lambda: models.Problem),
        401: Json(lambda: models.Problem),
        403: Json(lambda: models.Problem),
        503: Json(lambda: models.Problem),
    },
)

SUMMARY: Operation[list[models.SummaryRow]] = Operation(
    "POST",
    "/api/jobs/summary",
    body=JsonBody(required=True),
    replies={200: Json(lambda: list[models.SummaryRow])},
    errors={
        400: Json(lambda: models.Problem),
        401: Json(lambda: models.Problem),
        403: Json(lambda: models.Problem),
        503: Json(lambda: models.Problem),
    },
)

GET: Operation[models.Job] = Operation(
    "GET",
    "/api/jobs/{job_id}",
    Path("job_id"),
    replies={200: Json(lambda: models.Job)},
    errors={
        400: Json(lambda: models.Problem),
        401: Json(lambda: models.Problem),
        403: Json(lambda: models.Problem),
        404: Json(lambda: models.Problem),
        503: Json(lambda: models.Problem),
    },
)

SET_METADATA: Operation[None] = Operation(
    "PATCH",
    "/api/jobs/{job_id}",
    Path("job_id"),
    body=JsonBody(required=True),
    replies={204: Empty()},
    errors={
        400: Json(lambda: models.Problem),
        401: Json(lambda: models.Problem),
        403: Json(lambda: models.Problem),
        404: Json(lambda: models.Problem),
        503: Json(lambda: models.Problem),
    },
)

REMOVE: Operation[None] = Operation(
    "DELETE",
    "/api/jobs/{job_id}",
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

EVENTS: Operation[
    Annotated[
        models.StatusEvent | models.ProgressEvent | models.ParametersEvent,
        ByTag(
            "kind",
            {
                "status": "StatusEvent",
                "heartbeat": "ProgressEvent",
                "parameters": "ParametersEvent",
            },
        ),
    ]
] = Operation(
    "GET",
    "/api/jobs/{job_id}/events",
    Path("job_id"),
    Header("last_event_id", wire="last-event-id"),
    replies={
        200: Events(
            lambda: Annotated[
                models.StatusEvent | models.ProgressEvent | models.ParametersEvent,
                ByTag(
                    "kind",
                    {
                        "status": "StatusEvent",
                        "heartbeat": "ProgressEvent",
                        "parameters": "ParametersEvent",
                    },
                ),
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

HISTORY: Operation[list[models.StatusChange]] = Operation(
    "GET",
    "/api/jobs/{job_id}/history",
    Path("job_id"),
    replies={200: Json(lambda: list[models.StatusChange])},
    errors={
        400: Json(lambda: models.Problem),
        401: Json(lambda: models.Problem),
        403: Json(lambda: models.Problem),
        404: Json(lambda: models.Problem),
        503: Json(lambda: models.Problem),
    },
)

LOG: Operation[models.LogLine] = Operation(
    "GET",
    "/api/jobs/{job_id}/log",
    Path("job_id"),
    Query("level"),
    Query("follow"),
    replies={200: JsonLines(lambda: models.LogLine)},
    errors={
        400: Json(lambda: models.Problem),
        401: Json(lambda: models.Problem),
        403: Json(lambda: models.Problem),
        404: Json(lambda: models.Problem),
        503: Json(lambda: models.Problem),
    },
)

APPEND_LOG: Operation[None] = Operation(
    "POST",
    "/api/jobs/{job_id}/log",
    Path("job_id"),
    body=JsonBody(required=True),
    replies={204: Empty()},
    errors={
        400: Json(lambda: models.Problem),
        401: Json(lambda: models.Problem),
        403: Json(lambda: models.Problem),
        404: Json(lambda: models.Problem),
        503: Json(lambda: models.Problem),
    },
)

GET_PARAMETERS: Operation[dict[str, Any]] = Operation(
    "GET",
    "/api/jobs/{job_id}/parameters",
    Path("job_id"),
    replies={200: Json(lambda: dict[str, Any])},
    errors={
        400: Json(lambda: models.Problem),
        401: Json(lambda: models.Problem),
        403: Json(lambda: models.Problem),
        404: Json(lambda: models.Problem),
        503: Json(lambda: models.Problem),
    },
)

SET_PARAMETERS: Operation[None] = Operation(
    "PATCH",
    "/api/jobs/{job_id}/parameters",
    Path("job_id"),
    body=JsonBody(required=True),
    replies={204: Empty()},
    errors={
        400: Json(lambda: models.Problem),
        401: Json(lambda: models.Problem),
        403: Json(lambda: models.Problem),
        404: Json(lambda: models.Problem),
        503: Json(lambda: models.Problem),
    },
)
