"""The routes about monitoring elements."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import Path, Query

from ..columns import MAX_ID
from . import models as m
from . import tables as t
from .filters import ElementFilters, matching
from .workspace import InWorkspace, Reader, found, monitoring_router

router = monitoring_router("elements", "elements")


@router.get("")
async def list(
    db: Reader, workspace: InWorkspace, filters: Annotated[ElementFilters, Query()]
) -> Sequence[m.Element]:
    """List the monitoring elements that match, all of them, by identifier."""
    query = db.query(t.elements, workspace, filters)
    if filters.me__regex is not None:
        matched = matching(filters.me__regex, await db.element_names())
        query = query.where(t.elements.c.me_id.in_(matched))
    rows = await db.conn.execute(query.order_by(t.elements.c.me_id))
    return [m.Element.model_validate(dict(row)) for row in rows.mappings()]


@router.get("/{me_id}")
async def get(
    me_id: Annotated[int, Path(ge=1, le=MAX_ID)], db: Reader, workspace: InWorkspace
) -> m.Element:
    """Get a monitoring element."""
    row = await db.one(t.elements, workspace, t.elements.c.me_id == me_id)
    return m.Element.model_validate(found(row))
