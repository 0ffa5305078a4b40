# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.
"""What the `config` operations send and return, for both clients."""

from __future__ import annotations

from .. import models
from .._core.operation import Header, Json, Operation

GET: Operation[models.ServiceConfig] = Operation(
    "GET",
    "/api/config",
    Header("if_none_match", wire="if-none-match"),
    Header("if_modified_since", wire="if-modified-since"),
    replies={200: Json(lambda: models.ServiceConfig)},
    errors={503: Json(lambda: models.Problem)},
    secured=False,
)
