"""Runs `isospin parity` as a person does."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def parity(
    *arguments: str, folder: Path = ROOT, before: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own; `before` is run first in there."""
    program = (
        f"{before}\nfrom codegen.cli import main\nmain({['parity', *arguments]!r})"
    )
    return subprocess.run(
        [
            sys.executable,
            "-c",
            f"import sys\nsys.path.append({str(ROOT)!r})\n{program}",
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
    )
