"""The routes about histograms with one axis."""

from typing import Annotated

from fastapi import Path, Query, Request

from ..columns import MAX_ID
from . import models as m
from . import tables as t
from .filters import HistogramFilters
from .pages import Paging
from .workspace import InWorkspace, Reader, found, monitoring_router

router = monitoring_router("histograms-1d", "histograms_1d")


@router.get("")
async def list(
    db: Reader,
    workspace: InWorkspace,
    filters: Annotated[HistogramFilters, Query()],
    request: Request,
) -> m.Page[m.Histogram1d]:
    """List histograms, by identifier."""
    table = t.histograms_1d
    query = await db.histogram_query(table, workspace, filters)
    return await Paging(request, filters).page(
        db, query, table.c.hist_id, m.Histogram1d
    )


@router.get("/{hist_id}")
async def get(
    hist_id: Annotated[int, Path(ge=1, le=MAX_ID)], db: Reader, workspace: InWorkspace
) -> m.Histogram1d:
    """Get a histogram."""
    row = await db.one_histogram(t.histograms_1d, workspace, hist_id)
    return m.Histogram1d.model_validate(found(row))
