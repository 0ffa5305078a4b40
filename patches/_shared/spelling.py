"""Names of fields, in either of the two spellings that people write them in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_INNER_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def snake_case(name: str) -> str:
    """Return `minor_status` for `MinorStatus`, and `name` for `JobName`."""
    return _INNER_CAPITAL.sub("_", name.removeprefix("Job")).lower() or name


def snake_keys(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a mapping with all of its keys in snake case.

    Raises:
        ValueError: Two keys are one and the same field.
    """
    found: dict[str, Any] = {}
    for key, value in values.items():
        name = snake_case(key)
        if name in found:
            raise ValueError(f"{name} is given twice, the second time as {key!r}")
        found[name] = value
    return found
