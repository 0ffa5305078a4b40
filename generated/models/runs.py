# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.

from __future__ import annotations

from .._core.model import Model


class PageRun(Model):
    next: str | None
    """Address of the next page; null on the last."""
    previous: str | None
    """Address of the page before; null on the first."""
    results: list[Run]


class Run(Model):
    """A run, as far as a dataset has it."""

    run_id: int
    """1 to 9007199254740991."""
    dataset_id: int
    """1 to 9007199254740991."""
    run_number: int
    """1 to 2147483647."""
    ls_count: int
    """Number of its lumisections. At least 0."""
