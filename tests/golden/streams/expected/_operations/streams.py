# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.
"""What the `streams` operations send and return, for both clients."""

from __future__ import annotations

from .. import models
from .._core.operation import Binary, Events, Json, JsonLines, Operation

CHAT: Operation[models.Event] = Operation(
    "POST",
    "/chat",
    replies={200: Json(lambda: models.Event)},
)

CHAT_STREAM: Operation[models.Event] = Operation(
    "POST",
    "/chat",
    replies={200: Events(lambda: models.Event)},
)

EVENTS: Operation[models.Event] = Operation(
    "GET",
    "/events",
    replies={200: Events(lambda: models.Event)},
)

FILE: Operation[bytes] = Operation(
    "GET",
    "/file",
    replies={200: Binary()},
)

LINES: Operation[models.Event] = Operation(
    "GET",
    "/lines",
    replies={200: JsonLines(lambda: models.Event)},
)
