"""Every measurement, one after another: `python -m benchmarks [NAME...]`.

A measurement prints a Markdown table, or lines, on standard output. Nothing here is a
test: figures are for people, and a machine that is busy gives worse ones.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
MEASUREMENTS = {
    "calls": ["benchmarks/calls.py"],
    "listing": ["benchmarks/listing.py"],
    "generation": ["-m", "benchmarks.generation"],
    "gate": ["benchmarks/gate.py"],
    "service": ["benchmarks/service_load.py"],
}


def main() -> None:
    """Run the measurements that are named, or all.

    Raises:
        SystemExit: One is unknown, or failed.
    """
    names = sys.argv[1:] or list(MEASUREMENTS)
    if unknown := [name for name in names if name not in MEASUREMENTS]:
        raise SystemExit(f"{unknown[0]!r} is none of: {', '.join(MEASUREMENTS)}")
    failed = []
    for name in names:
        print(f"\n## {name}\n", flush=True)
        command = [sys.executable, *MEASUREMENTS[name]]
        if subprocess.run(command, cwd=HERE.parent, check=False).returncode:
            failed.append(name)
    if failed:
        raise SystemExit(f"failed, or over budget: {', '.join(failed)}")


if __name__ == "__main__":
    main()
