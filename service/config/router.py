"""The route that shows the configuration."""

from typing import Annotated

from fastapi import Header, Response, status

from ..plumbing import Router
from ..plumbing.conditional import is_not_modified, validators
from ..problems import problems
from .model import ServiceConfig

router = Router(prefix="/api/config", tags=["config"], responses=problems(503))

VALIDATORS = {
    "ETag": {
        "description": "Version of the configuration; send it as `If-None-Match`.",
        "schema": {"type": "string"},
    },
    "Last-Modified": {
        "description": "When it was changed; send it as `If-Modified-Since`.",
        "schema": {"type": "string"},
    },
}


@router.get(
    "",
    response_model=ServiceConfig,
    responses={
        200: {"headers": VALIDATORS},
        304: {"description": "You have the current version.", "headers": VALIDATORS},
    },
)
async def get(
    config: ServiceConfig,
    response: Response,
    if_none_match: Annotated[
        str | None, Header(description="Versions that you have, as `ETag` gave them.")
    ] = None,
    if_modified_since: Annotated[
        str | None, Header(description="When yours was changed (RFC 9110, 5.6.7).")
    ] = None,
) -> ServiceConfig | Response:
    """Get the configuration, unless you have the current version."""
    etag, modified_at = config.revision.id, config.revision.modified_at
    headers = validators(etag, modified_at)
    if is_not_modified(
        etag,
        modified_at,
        if_none_match=if_none_match,
        if_modified_since=if_modified_since,
    ):
        return Response(status_code=status.HTTP_304_NOT_MODIFIED, headers=headers)
    response.headers.update(headers)
    return config
