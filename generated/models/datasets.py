# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.

from __future__ import annotations

from datetime import datetime

from .._core.model import Model


class Dataset(Model):
    """A dataset whose files are monitored."""

    dataset_id: int
    """1 to 9007199254740991."""
    dataset: str
    era: str
    data_tier: str
    last_modified_at: datetime


class PageDataset(Model):
    next: str | None
    """Address of the next page; null on the last."""
    previous: str | None
    """Address of the page before; null on the first."""
    results: list[Dataset]
