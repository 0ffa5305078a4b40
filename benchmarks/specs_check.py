"""Checks the clients of the corpus, one document after another.

Each step is a process of its own, as a person would run it: ``isospin generate``, then
an interpreter that compiles, imports and calls everything (`specs_smoke`).
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any

from specs_index import Document
from specs_outcome import Outcome, Place

ATTEMPTS: tuple[tuple[str, ...], ...] = (
    (),
    ("--skip", "*"),
    ("--lenient",),
    ("--lenient", "--skip", "*"),
)
"""Flags in the order in which they are tried: strict first."""
GENERATE_LIMIT = 600
"""Seconds that one run of the generator may take."""
SMOKE_LIMIT = 900
"""Seconds that calling every operation of one document may take."""
BATCH = 10
"""Documents whose clients are called by one interpreter and copies of it."""
_MOST = 50
_SMOKE = Path(__file__).with_name("specs_smoke.py")


def check(documents: Sequence[Document], cache: Path) -> Iterator[Outcome]:
    """Generate the clients of documents, and call all of them, a batch at a time."""
    for start in range(0, len(documents), BATCH):
        ready: list[Place] = []
        batch = [Place(cache, one) for one in documents[start : start + BATCH]]
        for place in batch:
            document = place.document
            outcome = Outcome(
                name=document.name,
                package=document.package,
                version=document.version,
                operations=document.operations,
            )
            if generate(place, outcome):
                ready.append(place)
            place.save(outcome)
        if ready:
            smoke(ready)
        for place in batch:
            if (found := place.load()) is not None:
                yield found


def generate(place: Place, outcome: Outcome) -> bool:
    """Run the generator, with as few flags as it takes; whether there is a client."""
    shutil.rmtree(place.client, ignore_errors=True)
    for flags in ATTEMPTS:
        try:
            run = _generate(place, flags)
        except subprocess.TimeoutExpired:
            outcome.refused = [f"no client after {GENERATE_LIMIT} s"]
            return False
        if run.returncode == 0:
            outcome.flags = list(flags)
            outcome.refused = []
            _summarise(json.loads(run.stdout), place, outcome)
            return True
        said = run.stderr.replace(str(place.spec), place.document.path)
        outcome.refused = outcome.refused or said.strip().splitlines()[:_MOST]
        if run.returncode != 3:
            outcome.refused = said.strip().splitlines()[:_MOST]
            break
    return False


def _generate(place: Place, flags: Iterable[str]) -> subprocess.CompletedProcess[str]:
    place.clients.mkdir(parents=True, exist_ok=True)
    # The command beside this interpreter; its configuration is none but the flags.
    command = [
        str(Path(sys.executable).with_name("isospin")),
        "generate",
        *("--input", str(place.spec)),
        *("--output", str(place.clients)),
        *("--package", place.package),
        *("--format", "json"),
        *flags,
    ]
    # A folder of its own: the configuration of this project is not for these clients.
    with tempfile.TemporaryDirectory() as empty:
        return subprocess.run(
            command,
            cwd=empty,
            capture_output=True,
            text=True,
            timeout=GENERATE_LIMIT,
            check=False,
        )


def _summarise(summary: dict[str, Any], place: Place, outcome: Outcome) -> None:
    outcome.rendered = summary["operations"]
    outcome.models = summary["models"]
    outcome.lines = lines_of(place.client)
    counts: Counter[str] = Counter()
    for notice in summary["notices"]:
        pointer = "#" + notice["place"].partition("#")[2]
        if notice["kind"] == "unsupported":
            outcome.left_out.append(f"{notice['code']} {pointer}: {notice['fact']}")
        else:
            counts[notice["code"]] += 1
    outcome.notices = dict(sorted(counts.items()))


def lines_of(client: Path) -> int:
    """Lines of Python of a client, the runtime apart, which all have."""
    return sum(
        file.read_bytes().count(b"\n")
        for file in client.rglob("*.py")
        if file.relative_to(client).parts[0] != "_core"
    )


def smoke(places: Sequence[Place]) -> None:
    """Import everything and call every operation, in interpreters of their own."""
    command = [sys.executable, "-B", str(_SMOKE)]
    for place in places:
        command += [str(place.client), str(place.spec)]
    try:
        run = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=SMOKE_LIMIT * len(places),
            check=False,
        )
        lines, said = run.stdout.splitlines(), run.stderr
    except subprocess.TimeoutExpired as late:
        out = late.stdout or b""
        lines = (out.decode() if isinstance(out, bytes) else out).splitlines()
        said = f"not called after {SMOKE_LIMIT * len(places)} s"
    for place, line in zip_longest(places, lines):
        ended = {"error": " ".join(said.strip().splitlines()[-1:])}
        _take_over(place, json.loads(line) if line else ended)


def _take_over(place: Place, found: dict[str, Any]) -> None:
    outcome = place.load()
    assert outcome is not None
    if "error" in found:
        outcome.failures = [f"the smoke calls ended: {found['error']}"]
    else:
        outcome.operations = found["operations"]
        outcome.broken = found["broken"]
        outcome.called = found["called"]
        outcome.failures = found["failures"]
        _nothing_missing(outcome)
    place.save(outcome)


def _nothing_missing(outcome: Outcome) -> None:
    """Every operation is called or reported as left out; no other way is fine."""
    expected = outcome.operations - len(left_out_operations(outcome))
    for flavour, called in outcome.called.items():
        if called != expected:
            outcome.failures.append(
                f"{flavour}: {called} operations called, but the document has"
                f" {outcome.operations}, of which"
                f" {len(left_out_operations(outcome))} are reported as left out"
            )


def left_out_operations(outcome: Outcome) -> list[str]:
    """Notices of whole operations that were left out, not of one of their types."""
    return [line for line in outcome.left_out if line.endswith(") is left out")]
