"""The routes about which data are good."""

from typing import Annotated

from fastapi import Body, Query
from pydantic import BaseModel, Field

from ..columns import MAX_ID
from ..plumbing import has_properties
from ..rights import CERTIFIER
from . import models as m
from . import tables as t
from .db import MonitoringDatabase
from .workspace import InWorkspace, Reader, found, monitoring_router

router = monitoring_router("certification", "certification")

GOLDEN = {"362091": [[1, 48], [50, 1021]]}


class Judged(BaseModel):
    """What a certification has changed."""

    lumisections: int = Field(ge=0, description="How many were judged.")


@router.get("", responses={200: {"content": {"application/json": {"example": GOLDEN}}}})
async def get(
    db: Reader,
    workspace: InWorkspace,
    dataset_id: Annotated[
        int | None, Query(ge=1, le=MAX_ID, description="Only of this dataset.")
    ] = None,
) -> m.Certification:
    """Get the good lumisections: by run number, first and last of each stretch."""
    return await db.certification(workspace, dataset_id)


@router.put("", dependencies=[has_properties(CERTIFIER)])
async def set(
    dataset_id: Annotated[int, Query(ge=1, le=MAX_ID)],
    good: Annotated[m.Certification, Body(max_length=1000, examples=[GOLDEN])],
    db: MonitoringDatabase,
    workspace: InWorkspace,
) -> Judged:
    """Certify runs: lumisections in the stretches are good, the others are not.

    Runs that are not mentioned stay as they are.
    """
    of_dataset = t.datasets.c.dataset_id == dataset_id
    found(await db.one(t.datasets, workspace, of_dataset))
    return Judged(lumisections=await db.certify(workspace, dataset_id, good))
