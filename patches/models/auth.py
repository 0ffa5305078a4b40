"""Models of signing in."""

from __future__ import annotations

from typing import Literal

from generated import models
from generated._core.model import Model
from generated._core.patching import adds


@adds
class DeviceLogin(Model):
    """How far a device flow is, or how it ended."""

    outcome: Literal["granted", "pending", "slow_down", "denied", "expired"]
    """`pending` and `slow_down` are to be asked again; the others are final."""
    token: models.TokenResponse | None = None
    """The tokens, when they are granted."""
    reason: str = ""
    """Why there are none (yet), for a person."""

    @property
    def is_final(self) -> bool:
        """Whether asking again is of no use."""
        return self.outcome not in ("pending", "slow_down")
