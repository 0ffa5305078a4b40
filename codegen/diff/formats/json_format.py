"""Results as JSON; `codegen.diff.result` has the format."""

from __future__ import annotations

import json

from codegen.diff.result import Result, as_data


def write(results: list[Result]) -> str:
    """Return results as JSON."""
    return json.dumps(as_data(results), indent=2) + "\n"
