"""The reference client, patches included, is in step."""

from __future__ import annotations

from collections.abc import Callable

import pytest


@pytest.mark.parity("generated", examples=12)
def test_operation_is_in_step(parity: Callable[[], None]) -> None:
    """The flavours send, return or raise something else when this fails."""
    parity()
