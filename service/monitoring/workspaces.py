"""The routes about workspaces."""

from collections.abc import Sequence

from ..plumbing import CurrentUser
from . import models as m
from .workspace import Reader, monitoring_router

router = monitoring_router("workspaces", "workspaces")


@router.get("")
async def list(db: Reader, user: CurrentUser) -> Sequence[m.Workspace]:
    """List the workspaces that have data."""
    return await db.workspaces()
