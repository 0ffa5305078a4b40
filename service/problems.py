"""Errors as the service answers them, and how routes document them."""

from typing import Any

from pydantic import BaseModel, Field

_MEANINGS = {
    400: "The request makes no sense.",
    401: "The access token is missing, expired or not valid.",
    403: "The user may not do this.",
    404: "There is no such thing, or the user may not see it.",
    409: "The current state does not allow it.",
    412: "It has changed in the meantime.",
    413: "Too large.",
    416: "There is no such page.",
    502: "What is behind the service did not answer properly.",
    503: "Something that the service needs is down for now.",
    504: "What is behind the service did not answer in time.",
}


class Problem(BaseModel):
    """Why a request was refused."""

    detail: str = Field(
        description="What is wrong, for a person.", examples=["no job 42"]
    )


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the `responses` of a route that may answer with these errors."""
    return {status: _documented(status) for status in statuses}


def _documented(status: int) -> dict[str, Any]:
    # The schema is referred to by hand: FastAPI would put a `model` under the media
    # type of the route's success, which is wrong for files and event streams.
    schema = {"$ref": f"#/components/schemas/{Problem.__name__}"}
    documented: dict[str, Any] = {
        "description": _MEANINGS[status],
        "content": {"application/json": {"schema": schema}},
    }
    if status == 401:
        documented["headers"] = {
            "WWW-Authenticate": {
                "description": "How to authenticate (RFC 6750).",
                "schema": {"type": "string"},
            }
        }
    if status == 503:
        documented["headers"] = {
            "Retry-After": {
                "description": "Seconds after which to try again.",
                "schema": {"type": "integer", "minimum": 1},
            }
        }
    return documented


ALWAYS = problems(400, 401, 403, 503)
"""What any route for signed-in users may answer; 400 to a body that is garbled."""
