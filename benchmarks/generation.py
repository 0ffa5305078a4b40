"""How long generating takes, against openapi-python-client on the same document.

    python -m benchmarks.generation [--runs N] [--only full,edit,...]

Rows: `full` from nothing, `unchanged`, `edit` (one property of one schema added),
`growth` from 100 to 10,000 operations, `import` of the generated aio client.

GitHub's document comes from the corpus (`python benchmarks/specs.py fetch github`);
openapi-python-client is installed into an environment of its own in `.benchmarks/`.
"""

from __future__ import annotations

import argparse
import json
import math
import shutil
import subprocess
import sys
import time
import venv
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from tempfile import gettempdir

from benchmarks.processes import Command, Cost, compare, middle, ratio

ROOT = Path(__file__).parent.parent
CACHE = ROOT / ".benchmarks"
GITHUB = CACHE / "specs" / "github-23.0.2.json"
BASELINE = "openapi-python-client"
ROWS = ("full", "unchanged", "edit", "growth", "import")


def main() -> None:
    """Measure the rows that are asked for and print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", default=",".join(ROWS))
    options = parser.parse_args()
    wanted = options.only.split(",")
    if not GITHUB.exists():
        raise SystemExit(
            "GitHub's document is missing: python benchmarks/specs.py fetch github"
        )
    work = CACHE / "generation"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    print("| what | measured | at least |\n|---|---|---|")
    for row in ROWS:
        if row in wanted:
            MEASURES[row](work, options.runs)


# --- generating ----------------------------------------------------------------------


def isospin(document: Path, output: Path, *more: str) -> list[str]:
    """Return the command that generates a client."""
    return [
        sys.executable,
        "-c",
        # Away from this repository's settings, patches and snapshot.
        f"import os, sys; sys.path.insert(0, {str(ROOT)!r}); os.chdir({gettempdir()!r});"
        "from codegen.cli import main; main()",
        "generate",
        *("--input", str(document), "--output", str(output), "--package", "client"),
        *more,
    ]


def baseline(output: Path) -> Command:
    """Return openapi-python-client's default run on GitHub's document."""
    home = CACHE / "openapi-python-client"
    program = home / "bin" / BASELINE
    if not program.exists():
        venv.create(home, with_pip=True)
        pip = [str(home / "bin" / "python"), "-m", "pip", "install", "--quiet"]
        subprocess.run([*pip, f"{BASELINE}>=0.26"], check=True)
    return Command(
        BASELINE,
        [
            str(program),
            "generate",
            *("--path", str(GITHUB), "--output-path", str(output)),
        ],
        prepare=lambda: shutil.rmtree(output, ignore_errors=True),
    )


def full(work: Path, runs: int) -> None:
    """From nothing, both flavours."""
    output = work / "full"
    ours = Command(
        "isospin",
        isospin(GITHUB, output),
        prepare=lambda: shutil.rmtree(output, ignore_errors=True),
    )
    first, second = compare(ours, baseline(work / "baseline"), runs)
    speed = 1 / ratio(first, second, wall)
    _row(
        "full generation of GitHub's document, wall",
        f"{speed:.1f} x faster ({middle(first, wall):.1f} s, "
        f"{BASELINE} {middle(second, wall):.1f} s; CPU {middle(first, cpu):.1f} s, "
        f"{middle(second, cpu):.1f} s)",
        "2 x faster",
    )
    _row(
        "peak memory of the same",
        f"{ratio(first, second, memory):.2f} x ({middle(first, memory):.0f} MiB, "
        f"{middle(second, memory):.0f} MiB)",
        "at most 1.0 x",
    )


def unchanged(work: Path, runs: int) -> None:
    """A second run, against loading the document alone."""
    output = work / "unchanged"
    ours = Command("isospin", isospin(GITHUB, output))
    ours.run()
    loading = Command(
        "json.loads",
        [
            sys.executable,
            "-c",
            f"import json; json.load(open({str(GITHUB)!r}, 'rb'))",
        ],
    )
    first, second = compare(ours, loading, runs)
    more = median(a.wall - b.wall for a, b in zip(first, second, strict=True))
    _row(
        "nothing changed",
        f"{more:.2f} s more than loading ({middle(first, wall):.2f} s in all)",
        "under 1 s more",
    )


def edit(work: Path, runs: int) -> None:
    """One property of one schema added, against the full run."""
    output, plain = work / "edit", work / "plain"
    edited = work / "edited.json"
    document = json.loads(GITHUB.read_bytes())
    properties = document["components"]["schemas"]["simple-user"]["properties"]
    properties["isospin_benchmark"] = {"type": "string"}
    edited.write_text(json.dumps(document))

    def as_before() -> None:
        shutil.rmtree(output, ignore_errors=True)
        shutil.copytree(plain, output)

    Command("isospin", isospin(GITHUB, plain)).run()
    ours = Command("isospin", isospin(edited, output), prepare=as_before)
    fresh = work / "fresh"
    whole = Command(
        "isospin",
        isospin(edited, fresh),
        prepare=lambda: shutil.rmtree(fresh, ignore_errors=True),
    )
    first, second = compare(ours, whole, runs)
    _row(
        "one schema edited, against the full run",
        f"{1 / ratio(first, second, wall):.1f} x faster "
        f"({middle(first, wall):.2f} s, {middle(second, wall):.2f} s)",
        "10 x faster",
    )
    again, theirs = compare(ours, baseline(work / "baseline"), runs)
    _row(
        f"the same, against {BASELINE}, which always does all",
        f"{1 / ratio(again, theirs, wall):.1f} x faster "
        f"({middle(again, wall):.2f} s, {middle(theirs, wall):.2f} s)",
        "-",
    )


def growth(work: Path, runs: int) -> None:
    """Documents of 100 to 10,000 operations: the exponent of a fitted power."""
    sizes = (100, 300, 1000, 3000, 10_000)
    costs: list[float] = []
    for size in sizes:
        document = work / f"growth-{size}.json"
        document.write_text(json.dumps(synthetic(size)))
        output = work / f"growth-{size}"
        command = Command(
            "isospin",
            isospin(document, output),
            prepare=lambda output=output: shutil.rmtree(output, ignore_errors=True),
        )
        costs.append(min(command.run().cpu for _ in range(max(2, runs // 2))))
    # What starting costs does not grow: fit the rest.
    idle = Command("idle", [sys.executable, "-m", "codegen", "generate", "--help"])
    start = min(idle.run().cpu for _ in range(3))
    rest = [max(value - start, 0.01) for value in costs]
    exponent = _slope([math.log(s) for s in sizes], [math.log(c) for c in rest])
    seconds = ", ".join(f"{s}: {c:.1f} s" for s, c in zip(sizes, costs, strict=True))
    _row(
        "growth from 100 to 10,000 operations",
        f"exponent {exponent:.2f} (CPU {seconds})",
        "at most 1.1",
    )


def synthetic(size: int) -> dict[str, object]:
    """Return a document with `size` operations, a schema each, ten a group."""
    paths: dict[str, object] = {}
    schemas: dict[str, object] = {}
    for number in range(size):
        name = f"Thing{number}"
        schemas[name] = {
            "type": "object",
            "required": ["id", "name"],
            "properties": {
                "id": {"type": "integer"},
                "name": {"type": "string", "description": "What it is called."},
                "made": {"type": "string", "format": "date-time"},
                "tags": {"type": "array", "items": {"type": "string"}},
                "next": {"$ref": f"#/components/schemas/Thing{(number + 1) % size}"},
            },
        }
        paths[f"/group{number // 10}/things{number}/{{thing_id}}"] = {
            "get": {
                "tags": [f"group{number // 10}"],
                "operationId": f"get_thing_{number}",
                "summary": "Get one thing.",
                "parameters": [
                    {
                        "name": "thing_id",
                        "in": "path",
                        "required": True,
                        "schema": {"type": "integer"},
                    },
                    {"name": "depth", "in": "query", "schema": {"type": "integer"}},
                ],
                "responses": {
                    "200": {
                        "description": "The thing.",
                        "content": {
                            "application/json": {
                                "schema": {"$ref": f"#/components/schemas/{name}"}
                            }
                        },
                    }
                },
            }
        }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Things", "version": "1"},
        "paths": paths,
        "components": {"schemas": schemas},
    }


def _slope(x: Sequence[float], y: Sequence[float]) -> float:
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    above = sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True))
    return above / sum((a - mean_x) ** 2 for a in x)


# --- importing -------------------------------------------------------------------------


def imports(work: Path, runs: int) -> None:
    """`import client.aio` for GitHub's client, over its HTTP library and pydantic."""
    output = work / "imports"
    Command("isospin", isospin(GITHUB, output)).run()
    here = {"PYTHONPATH": str(output)}
    ours = Command(
        "client", [sys.executable, "-c", "import client.aio"], environment=here
    )
    theirs = Command(
        "httpx, pydantic",
        [sys.executable, "-c", "import httpx, pydantic; pydantic.BaseModel"],
        environment=here,
    )
    first, second = compare(ours, theirs, max(runs * 3, 10), warmup=2)
    _row(
        "import of GitHub's aio client over httpx and pydantic, CPU",
        f"{ratio(first, second, cpu):.2f} x "
        f"({middle(first, cpu) * 1000:.0f} ms, {middle(second, cpu) * 1000:.0f} ms)",
        "at most 1.2 x",
    )


def wall(cost: Cost) -> float:
    """Wall seconds."""
    return cost.wall


def cpu(cost: Cost) -> float:
    """CPU seconds."""
    return cost.cpu


def memory(cost: Cost) -> float:
    """MiB."""
    return cost.memory


def _row(what: str, measured: str, least: str) -> None:
    print(f"| {what} | {measured} | {least} |", flush=True)


MEASURES = {
    "full": full,
    "unchanged": unchanged,
    "edit": edit,
    "growth": growth,
    "import": imports,
}

if __name__ == "__main__":
    start = time.perf_counter()
    main()
    print(f"\n({time.perf_counter() - start:.0f} s)", file=sys.stderr)
