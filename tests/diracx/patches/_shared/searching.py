"""What a caller says by keyword -> the body of a search, a summary, a registration."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from diracx_client import models

Filter: TypeAlias = (
    models.ScalarSearchSpec | models.VectorSearchSpec | Mapping[str, Any]
)
Sort: TypeAlias = models.SortSpec | Mapping[str, Any]


def without_none(**values: object) -> dict[str, Any]:
    """Return what was said, and nothing of what was left out."""
    return {name: value for name, value in values.items() if value is not None}


def fields_of(metadata: models.JobMetaData | Mapping[str, Any]) -> models.JobMetaData:
    """Return the fields of a job, named in Python's way or on the wire's, others kept."""
    if isinstance(metadata, models.JobMetaData):
        return metadata
    return models.JobMetaData.model_validate(metadata)
