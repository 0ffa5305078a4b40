"""What a service such as CMS DIALS describes: long listings, page by page.

Only its description is used; `listing.py` answers with fixed bytes. One half of it has
the paths and fields of DIALS, so that cmsdials can talk to the same server: each page
has the link to the next one. The other half serves the same rows by page number, which
tells beforehand where all pages are.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import FastAPI, Header, Query
from pydantic import AnyUrl, BaseModel


class Lumisection(BaseModel):
    """A stretch of a run, and what was recorded of it."""

    dataset_id: int
    dataset: str
    run_number: int
    ls_number: int
    th1_count: int
    th2_count: int


class File(BaseModel):
    """A file of a dataset."""

    dataset_id: int
    dataset: str
    file_id: int
    file_size: int
    creation_date: datetime
    last_modification_date: datetime
    logical_file_name: str
    status: str
    err_trace: str | None


class Lumisections(BaseModel):
    """A page that links to the next one."""

    next: AnyUrl | None
    previous: AnyUrl | None
    results: list[Lumisection]


class Files(BaseModel):
    """A page that links to the next one."""

    next: AnyUrl | None
    previous: AnyUrl | None
    results: list[File]


class Numbered(BaseModel):
    """A page by number."""

    results: list[Lumisection]
    total: int


app = FastAPI(title="Monitoring data")
Token = Annotated[str | None, Query()]
Size = Annotated[int | None, Query()]
Workspace = Annotated[str | None, Header()]


@app.get("/api/v1/lumisection/", tags=["lumisections"])
def list(
    next_token: Token = None, page_size: Size = None, workspace: Workspace = None
) -> Lumisections:
    """List lumisections, link by link."""
    raise NotImplementedError


@app.get("/api/v1/file-index/", tags=["files"], name="list")
def list_files(
    next_token: Token = None, page_size: Size = None, workspace: Workspace = None
) -> Files:
    """List files, link by link."""
    raise NotImplementedError


@app.get("/numbered/lumisection/", tags=["lumisections"])
def numbered(page: int = 1, page_size: Size = None) -> Numbered:
    """List lumisections by page number."""
    raise NotImplementedError
