# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.
"""What the `shapes` operations send and return, for both clients."""

from __future__ import annotations

from .. import models
from .._core.operation import Json, JsonBody, Operation

PUT: Operation[list[models.Shape]] = Operation(
    "PUT",
    "/shapes",
    body=JsonBody(required=True),
    replies={200: Json(lambda: list[models.Shape])},
)

TREE: Operation[models.Tree] = Operation(
    "GET",
    "/tree",
    replies={200: Json(lambda: models.Tree)},
)
