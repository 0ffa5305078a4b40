"""What the gate costs: CPU seconds and memory, against its targets.

    python -m benchmarks.gate

Two releases of GitHub's document in a process of their own (targets: 10 s of CPU, 1 GB,
and twice the memory of loading both), the same document twice (2 s), and a service of
100 operations in a running process (0.5 s). Needs the documents of
`python benchmarks/specs.py fetch`.
"""

from __future__ import annotations

import copy
import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

SPECS = Path(__file__).resolve().parent.parent / ".benchmarks" / "specs"
OLD, NEW = SPECS / "github-22.0.0.json", SPECS / "github-23.0.2.json"
OPERATIONS = 100


def load(path: Path) -> Any:
    from codegen.config import Config
    from codegen.spec.load import load as load_document

    return load_document(str(path), config=Config(input=str(path)))


def measured(old: Path, new: Path) -> dict[str, float]:
    """Compare two files in this process: CPU seconds from its start, and megabytes."""
    from codegen.diff.compare import compare

    documents = load(old), load(new)
    loaded = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    report = compare(*documents)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "seconds": usage.ru_utime + usage.ru_stime,
        "loaded": loaded,
        "peak": usage.ru_maxrss / 1024,
        "findings": len(report.findings),
    }


def apart(old: Path, new: Path) -> dict[str, float]:
    """Do the same in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.gate", str(old), str(new)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout))


def service(operations: int) -> tuple[float, int]:
    """Compare two versions of a small service: CPU seconds, and findings."""
    from codegen.diff.compare import compare
    from codegen.spec.document import Document

    properties = {f"p{i}": {"type": "string", "maxLength": 9} for i in range(20)}
    root: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {},
        "components": {"schemas": {}},
    }
    for number in range(operations):
        name = f"M{number}"
        root["components"]["schemas"][name] = {
            "type": "object",
            "properties": properties,
        }
        content = {
            "application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}
        }
        root["paths"][f"/r{number}"] = {
            "post": {
                "operationId": f"send_{number}",
                "tags": [f"t{number % 10}"],
                "requestBody": {"content": content},
                "responses": {"200": {"description": "", "content": content}},
            }
        }
    new = copy.deepcopy(root)
    for schema in new["components"]["schemas"].values():
        schema["properties"]["p0"]["maxLength"] = 5
    start = time.process_time()
    report = compare(Document(root), Document(new))
    return time.process_time() - start, len(report.findings)


def main() -> None:
    if len(sys.argv) == 3:
        print(json.dumps(measured(Path(sys.argv[1]), Path(sys.argv[2]))))
        return
    service(1)  # imports
    seconds, findings = service(OPERATIONS)
    print(
        f"{OPERATIONS} operations, all changed: {seconds:.2f} s CPU, {findings} findings"
    )
    for number in (50, 100, 200, 400):
        seconds, _ = service(number)
        print(f"  {number} changed operations: {1000 * seconds / number:.2f} ms each")
    if not (OLD.exists() and NEW.exists()):
        print("GitHub: run `python benchmarks/specs.py fetch` first", file=sys.stderr)
        return
    for name, old, new in (("GitHub, two releases", OLD, NEW), ("identical", OLD, OLD)):
        one = apart(old, new)
        print(
            f"{name}: {one['seconds']:.2f} s CPU, {one['peak']:.0f} MB at most"
            f" ({one['peak'] / one['loaded']:.2f} of loading both),"
            f" {one['findings']:.0f} findings"
        )


if __name__ == "__main__":
    main()
