# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.

from __future__ import annotations

from .._core.model import Model


class Lumisection(Model):
    """A lumisection: some 23 seconds of a run."""

    ls_id: int
    """1 to 9007199254740991."""
    dataset_id: int
    """1 to 9007199254740991."""
    run_number: int
    """1 to 2147483647."""
    ls_number: int
    """1 to 2147483647."""
    certified: bool | None
    """Whether its data are good; null when nobody has said."""


class PageLumisection(Model):
    next: str | None
    """Address of the next page; null on the last."""
    previous: str | None
    """Address of the page before; null on the first."""
    results: list[Lumisection]
