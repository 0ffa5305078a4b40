"""Dump one app under many releases of FastAPI and pydantic, and compare the documents.

    python -m benchmarks.gate_versions [--fresh]

What the gate says about two documents of one app is noise, but for what a release
really describes more narrowly. Environments are kept below `.benchmarks/gate`.
"""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
import venv
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".benchmarks" / "gate"
RELEASES = (
    ("0.100.1", "1.10.13"),
    ("0.100.1", "2.0.3"),
    ("0.101.1", "2.1.1"),
    ("0.102.0", "2.2.1"),
    ("0.103.2", "2.3.0"),
    ("0.104.1", "2.4.2"),
    ("0.108.0", "2.5.3"),
    ("0.109.2", "2.6.4"),
    ("0.110.3", "2.7.4"),
    ("0.111.1", "2.8.2"),
    ("0.112.4", "2.9.2"),
    ("0.115.0", "2.9.2"),
    ("0.115.14", "2.10.6"),
    ("0.116.2", "2.11.10"),
    ("0.118.3", "2.12.0"),
    ("0.121.3", "2.12.4"),
    ("0.128.8", "2.12.5"),
    ("0.135.4", "2.13.0"),
    ("0.150.0", "2.13.5"),
    ("0.165.0", "2.14.3"),
)
"""FastAPI and pydantic, oldest first."""


def dumped(fastapi: str, pydantic: str) -> Path:
    """Return the document of the app under two releases; made when it is missing."""
    name = f"{fastapi}-{pydantic}"
    document = FOLDER / f"{name}.json"
    if document.exists():
        return document
    environment = FOLDER / name
    venv.create(environment, clear=True)
    python = environment / "bin" / "python"
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "-q"]
    packages = [f"fastapi=={fastapi}", f"pydantic=={pydantic}", "python-multipart"]
    subprocess.run(
        [*install, "--disable-pip-version-check", *packages], check=True, timeout=600
    )
    app = Path(__file__).with_name("gate_app.py")
    subprocess.run([python, "-P", app, document], check=True, timeout=120)
    return document


def compared(old: Path, new: Path) -> list[dict[str, str]]:
    """Return what the gate says about two documents."""
    from codegen.config import Config
    from codegen.diff.compare import compare
    from codegen.spec.load import load

    config = Config(input=str(old))
    report = compare(load(str(old), config=config), load(str(new), config=config))
    return [
        {"severity": f.severity, "rule": f.rule, "sentence": f.sentence}
        for f in report.findings
    ]


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    if "--fresh" in sys.argv:
        for path in FOLDER.glob("*.json"):
            path.unlink()
    documents = []
    for fastapi, pydantic in RELEASES:
        try:
            documents.append(dumped(fastapi, pydantic))
        except subprocess.SubprocessError as error:
            print(f"FastAPI {fastapi}, pydantic {pydantic}: {error}", file=sys.stderr)
    found = {}
    for old, new in itertools.combinations(documents, 2):
        findings = compared(old, new)
        counts = Counter(finding["severity"] for finding in findings)
        found[f"{old.stem} {new.stem}"] = findings
        print(f"{old.stem:18} {new.stem:18} {dict(sorted(counts.items()))}")
    (FOLDER / "findings.json.txt").write_text(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
