"""Says in one line what is missing when hypothesis is."""

from __future__ import annotations

import importlib.util

from codegen.errors import ConfigError


def need_hypothesis() -> None:
    """Refuse to draw anything without hypothesis.

    Raises:
        ConfigError: It is not installed.
    """
    if importlib.util.find_spec("hypothesis") is None:
        raise ConfigError.of(
            "ISO500",
            "",
            "calls are drawn by hypothesis, which is not installed",
            "Run `pip install 'isospin[parity]'`",
        )
