"""The routes about datasets."""

from typing import Annotated

from fastapi import Path, Query, Request

from ..columns import MAX_ID
from . import models as m
from . import tables as t
from .filters import DatasetFilters
from .pages import Paging
from .workspace import InWorkspace, Reader, found, monitoring_router

router = monitoring_router("datasets", "datasets")


@router.get("")
async def list(
    db: Reader,
    workspace: InWorkspace,
    filters: Annotated[DatasetFilters, Query()],
    request: Request,
) -> m.Page[m.Dataset]:
    """List datasets, by identifier."""
    query = db.query(t.datasets, workspace, filters)
    return await Paging(request, filters).page(
        db, query, t.datasets.c.dataset_id, m.Dataset
    )


@router.get("/{dataset_id}")
async def get(
    dataset_id: Annotated[int, Path(ge=1, le=MAX_ID)],
    db: Reader,
    workspace: InWorkspace,
) -> m.Dataset:
    """Get a dataset."""
    row = await db.one(t.datasets, workspace, t.datasets.c.dataset_id == dataset_id)
    return m.Dataset.model_validate(found(row))
