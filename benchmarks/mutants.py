"""Puts drifts into one flavour, and writes into the documents how many were noticed.

Run as `make mutants`. It takes some minutes of two cores; the line between the marks
`<!-- mutants -->` in README.md and docs/parity.md is replaced. Options that are given
take the place of `OPTIONS`: `python benchmarks/mutants.py --most 93 --seed 3`.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = ("README.md", "docs/parity.md")
OPTIONS = ("--most", "560", "--examples", "20", "--jobs", "2")
_SCORE = re.compile(r"^\d+ of \d+ drifts of \d+ kinds were noticed", re.MULTILINE)
_SECTION = re.compile(r"(<!-- mutants -->\n).*?(\n<!-- /mutants -->)", re.DOTALL)


def main() -> int:
    """Measure; write the score down; return the exit code of the command."""
    command = ["parity", "generated", "--mutants", *(sys.argv[1:] or OPTIONS)]
    program = f"from codegen.cli import main\nmain({command!r})"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, stderr=subprocess.PIPE, text=True
    )
    found = _SCORE.search(done.stderr)
    if found is None:
        print(done.stderr, file=sys.stderr)
        return done.returncode or 1
    text = f"`isospin {' '.join(command)}`: {found[0]}."
    for name in DOCUMENTS:
        path = ROOT / name
        before = path.read_text("utf-8")
        after = _SECTION.sub(lambda match: match[1] + text + match[2], before)
        if text not in after:
            raise SystemExit(f"{name} has no section `<!-- mutants -->`")
        path.write_text(after, "utf-8")
    print(text)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
