"""Type-checks the clients of the corpus, as strictly as the checkers can.

Clients that are checked together share one copy of what is byte for byte the same in
all of them: the runtime. In their own trees a line that re-exports it stands for it,
so that it is checked once and not three hundred times.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from specs_outcome import Place

LIMITS = {"mypy": 900, "pyright": 900}
"""Seconds that a type checker may take for one document, or one set of documents."""
SHARED = "shared_runtime"
_KEPT = 5


def check_types(places: Sequence[Place]) -> None:
    """Run both checkers over clients, and add what they find to the outcomes."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        arrange(places, root)
        for checker, run in (("mypy", _mypy), ("pyright", _pyright)):
            try:
                found = run(root)
            except subprocess.TimeoutExpired:
                found = None
            _note(places, checker, found)


def arrange(places: Sequence[Place], root: Path) -> None:
    """Copy clients side by side, with one copy of the runtime when they are several."""
    ignored = shutil.ignore_patterns("__pycache__")
    for place in places:
        shutil.copytree(place.client, root / place.package, ignore=ignored)
    if len(places) < 2:
        return
    shared = root / SHARED
    shutil.copytree(places[0].client, shared, ignore=ignored)
    for place in places:
        for file in (root / place.package).rglob("*.py"):
            path = file.relative_to(root / place.package)
            same = shared / path
            if not _is_runtime(path) or not same.exists():
                continue
            if file.read_bytes() == same.read_bytes():
                module = ".".join((SHARED, *path.with_suffix("").parts))
                file.write_text(f"from {module} import *\n", encoding="utf-8")


def _is_runtime(path: Path) -> bool:
    folder, name = path.parts[0], path.name
    driver = folder in ("sync", "aio") and name.startswith("_")
    return (folder == "_core" or driver) and name != "__init__.py"


def _note(
    places: Sequence[Place], checker: str, found: dict[str, list[str]] | None
) -> None:
    for place in places:
        outcome = place.load()
        if outcome is None:
            continue
        kept = [one for one in outcome.messages if not one.startswith(checker)]
        if found is None:
            outcome.errors[checker] = None
        else:
            # What is wrong in the copy that all share is wrong in each of them.
            own = found.get(place.package, []) + found.get(SHARED, [])
            outcome.errors[checker] = len(own)
            kept += [f"{checker} {one}" for one in own[:_KEPT]]
        outcome.messages = kept
        place.save(outcome)


def _mypy(root: Path) -> dict[str, list[str]]:
    command = [
        *(sys.executable, "-m", "mypy", "--strict", "--config-file="),
        *("--cache-dir", str(root / ".mypy_cache"), "--no-error-summary", "."),
    ]
    run = subprocess.run(
        command,
        cwd=root,
        capture_output=True,
        text=True,
        timeout=LIMITS["mypy"],
        check=False,
    )
    if run.returncode not in (0, 1):
        raise RuntimeError(f"mypy failed: {run.stdout[-500:]} {run.stderr[-500:]}")
    found: dict[str, list[str]] = defaultdict(list)
    for line in run.stdout.splitlines():
        if ": error:" in line:
            package, _, rest = line.removeprefix("./").partition("/")
            found[package].append(rest)
    return found


def _pyright(root: Path) -> dict[str, list[str]]:
    config = {"typeCheckingMode": "strict", "pythonVersion": "3.11", "include": ["."]}
    (root / "pyrightconfig.json").write_text(json.dumps(config), encoding="utf-8")
    command = [
        *(sys.executable, "-m", "pyright", "--outputjson", "-p", str(root)),
        *("--pythonpath", sys.executable),
    ]
    run = subprocess.run(
        command,
        cwd=root,
        capture_output=True,
        text=True,
        timeout=LIMITS["pyright"],
        check=False,
    )
    if run.returncode not in (0, 1):
        raise RuntimeError(f"pyright failed: {run.stdout[-500:]} {run.stderr[-500:]}")
    found: dict[str, list[str]] = defaultdict(list)
    for entry in json.loads(run.stdout)["generalDiagnostics"]:
        if entry["severity"] == "error":
            path = Path(entry["file"]).relative_to(root)
            line = entry["range"]["start"]["line"] + 1
            text = " ".join(str(entry["message"]).split())
            where = "/".join(path.parts[1:])
            found[path.parts[0]].append(f"{where}:{line}: {text}")
    return found
