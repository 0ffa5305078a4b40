"""What a client does in short: scenes, written once, as both flavours are used."""

from __future__ import annotations

from typing import Final

from codegen.parity.stage import Scene

SCENES: Final[list[Scene]] = []
"""Every scene."""


def scene(function: Scene) -> Scene:
    """Add a scene."""
    SCENES.append(function)
    return function
