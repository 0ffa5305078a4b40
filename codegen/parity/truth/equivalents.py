"""Mutants of what both flavours share that change nothing: each with the reason."""

from __future__ import annotations

from typing import Final

EQUIVALENT: Final[dict[str, str]] = {}
"""Names of mutants (`mutants.name_of`), and why nobody can notice them."""
