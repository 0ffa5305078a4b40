# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.
"""What the `jobs` operations send and return, for both clients."""

from __future__ import annotations

from .. import models
from .._core.operation import Empty, Header, Json, JsonBody, Operation, Path, Query
from .._core.pagination import PageNumber

SEARCH: Operation[list[models.Job]] = Operation(
    "POST",
    "/jobs/search",
    Query("page"),
    Query("per_page", wire="perPage"),
    Query("states", explode=False),
    body=JsonBody(),
    replies={200: Json(lambda: list[models.Job]), 206: Json(lambda: list[models.Job])},
)

SEARCH_PAGES: PageNumber[models.Job] = PageNumber(
    SEARCH,
    lambda: models.Job,
    argument="page",
    size="per_page",
)

GET_JOB: Operation[models.Job] = Operation(
    "GET",
    "/jobs/{job_id}",
    Path("job_id"),
    Header("if_none_match", wire="If-None-Match"),
    replies={200: Json(lambda: models.Job)},
    errors={404: Json(lambda: models.Problem)},
)

DELETE_JOB: Operation[None] = Operation(
    "DELETE",
    "/jobs/{job_id}",
    Path("job_id"),
    replies={204: Empty()},
)
