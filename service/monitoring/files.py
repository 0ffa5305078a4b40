"""The routes about files."""

from typing import Annotated

from fastapi import Path, Query, Request

from ..columns import MAX_ID
from . import models as m
from . import tables as t
from .filters import FileFilters
from .pages import Paging
from .workspace import InWorkspace, Reader, found, monitoring_router

router = monitoring_router("files", "files")


@router.get("")
async def list(
    db: Reader,
    workspace: InWorkspace,
    filters: Annotated[FileFilters, Query()],
    request: Request,
) -> m.Page[m.File]:
    """List files, by identifier."""
    query = db.query(t.files, workspace, filters)
    return await Paging(request, filters).page(db, query, t.files.c.file_id, m.File)


@router.get("/{file_id}")
async def get(
    file_id: Annotated[int, Path(ge=1, le=MAX_ID)], db: Reader, workspace: InWorkspace
) -> m.File:
    """Get a file."""
    row = await db.one(t.files, workspace, t.files.c.file_id == file_id)
    return m.File.model_validate(found(row))
