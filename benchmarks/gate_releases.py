"""Compare successive releases of real FastAPI apps, to read what the gate says by hand.

    python -m benchmarks.gate_releases

Environments and documents are kept below `.benchmarks/gate`; the findings of each pair
are written beside them as text.
"""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
FOLDER = HERE.parent / ".benchmarks" / "gate"

APPS = {
    "diracx": (
        "specs_diracx:create_app",
        {
            version: [
                f"diracx-{part}=={version}"
                for part in ("core", "db", "logic", "routers")
            ]
            for version in ("0.4.1", "0.5.0", "0.6.1", "0.7.0")
        },
    ),
    "titiler": (
        "titiler.application.main:app",
        {
            version: [f"titiler.application=={version}"]
            for version in ("1.1.1", "1.2.1", "2.0.5", "2.2.2", "2.4.0")
        },
    ),
    "optimade": (
        "optimade.server.main:app",
        {
            version: [f"optimade[server]=={version}"]
            for version in ("1.2.4", "1.3.1", "1.4.2", "1.5.0")
        },
    ),
}
"""App -> where it is, and what each release needs, oldest first."""


def dumped(app: str, target: str, version: str, packages: list[str]) -> Path:
    """Return the document of a release; made when it is missing."""
    folder = FOLDER / f"{app}-{version}"
    found = FOLDER / f"{app}-{version}.app.json"
    if found.exists():
        return found
    venv.create(folder, clear=True)
    python = folder / "bin" / "python"
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "-qq"]
    subprocess.run(
        [*install, "--disable-pip-version-check", *packages], check=True, timeout=900
    )
    out = folder / "documents"
    out.mkdir(exist_ok=True)
    result = folder / "result.json"
    environment = {**os.environ, "PYTHONPATH": str(HERE), "HOME": str(folder)}
    command = [python, "-P", HERE / "specs_dump.py", "app", target, out, result]
    subprocess.run(command, check=True, timeout=300, env=environment, cwd=folder)
    names = json.loads(result.read_text())["documents"]
    found.write_bytes((out / names[min(names, key=len)]).read_bytes())
    return found


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for app, (target, releases) in APPS.items():
        documents = []
        for version, packages in releases.items():
            try:
                documents.append(dumped(app, target, version, packages))
            except (subprocess.SubprocessError, OSError, ValueError, KeyError) as error:
                print(f"{app} {version}: {error}", file=sys.stderr)
        for old, new in itertools.pairwise(documents):
            text = FOLDER / f"{old.stem}..{new.stem}.txt"
            command = [sys.executable, "-m", "codegen", "diff", old, new]
            with text.open("w") as file:
                subprocess.run(command, stdout=file, check=False, timeout=300)
            print(text.name, text.read_text().splitlines()[-1:])


if __name__ == "__main__":
    main()
