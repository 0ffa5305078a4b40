# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.

from __future__ import annotations

from .._core.model import Model


class Histogram2d(Model):
    """A histogram with two axes."""

    hist_id: int
    """1 to 9007199254740991."""
    dataset_id: int
    """1 to 9007199254740991."""
    file_id: int
    """1 to 9007199254740991."""
    run_number: int
    """1 to 2147483647."""
    ls_number: int
    """1 to 2147483647."""
    me_id: int
    """1 to 9007199254740991."""
    me: str
    """Name of the monitoring element."""
    entries: int
    """At least 0."""
    x_min: float
    x_max: float
    x_bins: int
    """At least 1."""
    y_min: float
    y_max: float
    y_bins: int
    """At least 1."""
    data: list[list[float]]
    """Contents of the bins: `y_bins` rows of `x_bins`."""


class PageHistogram2d(Model):
    next: str | None
    """Address of the next page; null on the last."""
    previous: str | None
    """Address of the page before; null on the first."""
    results: list[Histogram2d]
