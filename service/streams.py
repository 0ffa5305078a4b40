"""Server-sent events whose data are described in the OpenAPI document."""

from typing import TypeVar, cast

from fastapi.sse import ServerSentEvent
from pydantic import BaseModel

ModelT = TypeVar("ModelT", bound=BaseModel)


def event(data: ModelT, number: int) -> ModelT:
    """Return `data` as an event with a number to resume from.

    FastAPI documents what a route says that it yields, which is `data`, and sends
    a `ServerSentEvent` as it is; only the latter has a place for the number.
    """
    return cast(ModelT, ServerSentEvent(data=data, id=str(number)))
