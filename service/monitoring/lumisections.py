"""The routes about lumisections."""

from typing import Annotated

from fastapi import Path, Query, Request

from ..columns import MAX_ID
from . import models as m
from . import tables as t
from .filters import LumisectionFilters
from .pages import Paging
from .workspace import InWorkspace, Reader, found, monitoring_router

router = monitoring_router("lumisections", "lumisections")


@router.get("")
async def list(
    db: Reader,
    workspace: InWorkspace,
    filters: Annotated[LumisectionFilters, Query()],
    request: Request,
) -> m.Page[m.Lumisection]:
    """List lumisections, by identifier."""
    query = db.query(t.lumisections, workspace, filters)
    return await Paging(request, filters).page(
        db, query, t.lumisections.c.ls_id, m.Lumisection
    )


@router.get("/{ls_id}")
async def get(
    ls_id: Annotated[int, Path(ge=1, le=MAX_ID)], db: Reader, workspace: InWorkspace
) -> m.Lumisection:
    """Get a lumisection."""
    row = await db.one(t.lumisections, workspace, t.lumisections.c.ls_id == ls_id)
    return m.Lumisection.model_validate(found(row))
