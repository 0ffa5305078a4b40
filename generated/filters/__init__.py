# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.
"""Keyword arguments of operations with many of them: `list(**filters)`."""

from __future__ import annotations

from typing_extensions import TypedDict

from .. import models


class DatasetsFilters(TypedDict, total=False):
    """Query arguments of `datasets.list`."""

    cursor: str | None
    page_size: int | None
    dataset: str | None
    dataset__contains: str | None
    era: str | None
    dataset_id__in: list[int] | None


class FilesFilters(TypedDict, total=False):
    """Query arguments of `files.list`."""

    cursor: str | None
    page_size: int | None
    dataset_id: int | None
    dataset_id__in: list[int] | None
    status: models.FileStatus | None
    logical_file_name__contains: str | None
    file_size__gte: int | None


class Histograms1dFilters(TypedDict, total=False):
    """Query arguments of `histograms_1d.list`."""

    cursor: str | None
    page_size: int | None
    dataset_id: int | None
    run_number: int | None
    run_number__gte: int | None
    run_number__lte: int | None
    run_number__in: list[int] | None
    ls_number: int | None
    ls_number__gte: int | None
    ls_number__lte: int | None
    certified: bool | None
    certified__isnull: bool | None
    file_id: int | None
    me_id: int | None
    me_id__in: list[int] | None
    me: str | None
    me__regex: str | None
    entries__gte: int | None


class Histograms2dFilters(TypedDict, total=False):
    """Query arguments of `histograms_2d.list`."""

    cursor: str | None
    page_size: int | None
    dataset_id: int | None
    run_number: int | None
    run_number__gte: int | None
    run_number__lte: int | None
    run_number__in: list[int] | None
    ls_number: int | None
    ls_number__gte: int | None
    ls_number__lte: int | None
    certified: bool | None
    certified__isnull: bool | None
    file_id: int | None
    me_id: int | None
    me_id__in: list[int] | None
    me: str | None
    me__regex: str | None
    entries__gte: int | None


class LumisectionsFilters(TypedDict, total=False):
    """Query arguments of `lumisections.list`."""

    cursor: str | None
    page_size: int | None
    dataset_id: int | None
    run_number: int | None
    run_number__gte: int | None
    run_number__lte: int | None
    run_number__in: list[int] | None
    ls_number: int | None
    ls_number__gte: int | None
    ls_number__lte: int | None
    certified: bool | None
    certified__isnull: bool | None


class RunsFilters(TypedDict, total=False):
    """Query arguments of `runs.list`."""

    cursor: str | None
    page_size: int | None
    dataset_id: int | None
    run_number: int | None
    run_number__gte: int | None
    run_number__lte: int | None
    run_number__in: list[int] | None
