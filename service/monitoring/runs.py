"""The routes about runs."""

from typing import Annotated

from fastapi import Path, Query, Request

from ..columns import MAX_ID
from . import models as m
from . import tables as t
from .filters import RunFilters
from .pages import Paging
from .workspace import InWorkspace, Reader, found, monitoring_router

router = monitoring_router("runs", "runs")


@router.get("")
async def list(
    db: Reader,
    workspace: InWorkspace,
    filters: Annotated[RunFilters, Query()],
    request: Request,
) -> m.Page[m.Run]:
    """List runs, by identifier."""
    return await Paging(request, filters).page(
        db, db.query(t.runs, workspace, filters), t.runs.c.run_id, m.Run
    )


@router.get("/{dataset_id}/{run_number}")
async def get(
    dataset_id: Annotated[int, Path(ge=1, le=MAX_ID)],
    run_number: Annotated[int, Path(ge=1, le=2**31 - 1)],
    db: Reader,
    workspace: InWorkspace,
) -> m.Run:
    """Get a run, as far as a dataset has it."""
    row = await db.one(
        t.runs,
        workspace,
        t.runs.c.dataset_id == dataset_id,
        t.runs.c.run_number == run_number,
    )
    return m.Run.model_validate(found(row))
