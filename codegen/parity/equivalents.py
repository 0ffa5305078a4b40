"""Drifts that change nothing that anybody could notice: each by its name, and why."""

from __future__ import annotations

from typing import Final

EQUIVALENT: Final[frozenset[str]] = frozenset()
