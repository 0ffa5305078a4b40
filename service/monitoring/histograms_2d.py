"""The routes about histograms with two axes."""

from typing import Annotated

from fastapi import Path, Query, Request

from ..columns import MAX_ID
from . import models as m
from . import tables as t
from .filters import HistogramFilters
from .pages import Paging
from .workspace import InWorkspace, Reader, found, monitoring_router

router = monitoring_router("histograms-2d", "histograms_2d")


@router.get("")
async def list(
    db: Reader,
    workspace: InWorkspace,
    filters: Annotated[HistogramFilters, Query()],
    request: Request,
) -> m.Page[m.Histogram2d]:
    """List histograms, by identifier."""
    table = t.histograms_2d
    query = await db.histogram_query(table, workspace, filters)
    return await Paging(request, filters).page(
        db, query, table.c.hist_id, m.Histogram2d
    )


@router.get("/{hist_id}")
async def get(
    hist_id: Annotated[int, Path(ge=1, le=MAX_ID)], db: Reader, workspace: InWorkspace
) -> m.Histogram2d:
    """Get a histogram."""
    row = await db.one_histogram(t.histograms_2d, workspace, hist_id)
    return m.Histogram2d.model_validate(found(row))
