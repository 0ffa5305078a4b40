"""The workspace of a request, and who may look into it."""

from typing import Annotated, Any

from fastapi import Depends, Header, HTTPException, status

from ..plumbing import CurrentUser, ReadOnly, Router, auto_inject, has_properties
from ..problems import ALWAYS, problems
from ..rights import CERTIFIER, NORMAL_USER
from .db import MonitoringDatabase

Reader = Annotated[MonitoringDatabase, ReadOnly()]


@auto_inject
async def get_workspace(
    db: Reader,
    user: CurrentUser,
    workspace: Annotated[
        str,
        Header(
            max_length=64,
            pattern=r"^[a-z0-9_-]+$",
            description="Part of the data to look at.",
            examples=["tracker"],
        ),
    ] = "tracker",
) -> str:
    """Return the workspace that a request names in its header.

    Raises:
        HTTPException: 404 for one that has no data.
    """
    if not await db.has_workspace(workspace):
        raise HTTPException(
            status.HTTP_404_NOT_FOUND, detail=f"no workspace {workspace}"
        )
    return workspace


InWorkspace = Annotated[str, Depends(get_workspace)]


def monitoring_router(path: str, tag: str, **options: Any) -> Router:
    """Return a router for one kind of monitoring data."""
    return Router(
        prefix=f"/api/monitoring/{path}",
        tags=[tag],
        dependencies=[has_properties(NORMAL_USER | CERTIFIER)],
        responses={**ALWAYS, **problems(400, 404)},
        **options,
    )


def found(row: dict[str, Any] | None) -> dict[str, Any]:
    """Return a row that must be there.

    Raises:
        HTTPException: 404 when it is not.
    """
    if row is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, detail="no such one")
    return row
