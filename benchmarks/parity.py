"""Whether `isospin parity` raises false alarms, how long it takes, and what it notices.

    python -m benchmarks.parity seeds [--runs 20] [--examples 3] [NAME...]
    python -m benchmarks.parity sizes [--examples 2] [NAME...]
    python -m benchmarks.parity core [--most 500] [--examples 3] [--seed 0]

`seeds` runs all comparisons of clients with one seed after another: everything that is
found is a false alarm, for the clients are right. `sizes` times the surface alone, and
all comparisons. `core` puts drifts into what both flavours share, and counts which are
noticed by the document. Needs the documents of `python benchmarks/specs.py fetch`.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".benchmarks"
SPECS = CACHE / "specs"
ORIGINS = {
    "airflow": SPECS / "airflow" / "airflow.json",
    "diracx": SPECS / "diracx" / "diracx.json",
    "zenml": SPECS / "zenml" / "zenml.json",
}
"""Documents of services that others have made, for the tests too."""
GITHUB = SPECS / "github-23.0.2.json"
SEEDS = ["reference", "specimen", "airflow", "diracx"]
SIZES = ["reference", *ORIGINS, "github"]


@dataclass(frozen=True)
class Client:
    """A client to compare.

    Attributes:
        name: What it is called here.
        folder: Where its package and its configuration are.
        package: Its import name.
        input: What it was made of; None where the configuration says it.
    """

    name: str
    folder: Path
    package: str
    input: str | None = None


def prepared(name: str) -> Client:
    """Generate the client of a name, where it is not the reference client."""
    if name == "reference":
        return Client(name, ROOT, "generated")
    folder = CACHE / "parity" / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return generated(name, folder)


def generated(name: str, folder: Path) -> Client:
    """Generate a client in a folder: with its patches, where it has any."""
    more = ""
    if name == "specimen":
        from tests.parity.specimen import PAGINATION, document

        (folder / "openapi.json").write_text(json.dumps(document()))
        for operation, keys in PAGINATION.items():
            more += f'[pagination."{operation}"]\n'
            more += "".join(f"{key} = {json.dumps(one)}\n" for key, one in keys.items())
    else:
        origin = {**ORIGINS, "github": GITHUB}[name]
        shutil.copy(origin, folder / "openapi.json")
    own = ROOT / "tests" / name
    if own.is_dir():
        shutil.copytree(own / "patches", folder / "patches")
        shutil.copy(own / "isospin.toml", folder)
    else:
        (folder / "isospin.toml").write_text(
            f'input = "openapi.json"\npackage = "{name}_client"\n'
            f'skip = ["*"]\nlenient = true\n{more}'
        )
    _isospin(folder, "generate")
    return Client(name, folder, f"{name}_client")


def _isospin(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "codegen", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == 2 or (done.returncode and arguments[0] == "generate"):
        raise SystemExit(f"isospin {' '.join(arguments)}: {done.stderr}")
    return done


def seeds(names: list[str], runs: int, examples: int) -> int:
    """Run all comparisons of each client with `runs` seeds; print a table."""
    print("| client | runs | operations | calls | requests read | alarms | s a run |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |", flush=True)
    alarms = 0
    for name in names:
        counts = _apart(prepared(name), runs, examples)
        alarms += counts["alarms"]
        print(
            f"| {name} | {counts['runs']} | {counts['operations']} | {counts['calls']:,}"
            f" | {counts['read']:,} | {counts['alarms']}"
            f" | {counts['seconds'] / counts['runs']:.1f} |",
            flush=True,
        )
    return alarms


def _apart(client: Client, runs: int, examples: int) -> dict[str, Any]:
    """Run one client's comparisons in a process of its own."""
    done = subprocess.run(
        [
            sys.executable, "-m", "benchmarks.parity", "run", client.name,
            "--package", client.package, "--folder", str(client.folder),
            "--runs", str(runs), "--examples", str(examples),
        ],
        cwd=client.folder,
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{client.folder}"},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )  # fmt: skip
    return dict(json.loads(done.stdout.splitlines()[-1]))


def run(package: str, folder: Path, runs: int, examples: int) -> dict[str, Any]:
    """Run the comparisons of one client in this process; alarms go to standard error."""
    from codegen.parity.machines import run_all
    from codegen.parity.pair import Pair
    from codegen.parity.scenes import play_all
    from codegen.parity.surface import compare_surface
    from codegen.parity.truth.known import Known
    from codegen.parity.truth.recorded import reading_driver

    began = time.process_time()
    counts = {"runs": 0, "operations": 0, "calls": 0, "read": 0, "alarms": 0}
    pair = Pair(package)
    operations = pair.operations()
    for seed in range(runs):
        with tempfile.TemporaryDirectory() as scratch:
            place = Path(scratch)
            driver = reading_driver(pair, place, None, examples=examples, seed=seed)
            found = compare_surface(package)
            if seed == 0:  # no seed changes it, and a warning comes once
                found += Known(pair).faults()
            found += [one for _, one in play_all(pair, place) if one]
            machines = run_all(pair, place, examples=examples, seed=seed)
            found += [one for _, one in machines if one]
            found += [one for _, one in driver.run(operations) if one]
            driver.close()
        for one in found:
            print(f"{package}, seed {seed}: {one}\n", file=sys.stderr, flush=True)
        assert driver.truth is not None
        counts["runs"] += 1
        counts["operations"] = driver.counts.operations
        counts["calls"] += driver.counts.calls
        counts["read"] += driver.truth.counts.requests
        counts["alarms"] += len(found)
    pair.close()
    return {**counts, "seconds": time.process_time() - began}


def sizes(names: list[str], examples: int) -> int:
    """Time the surface, and all comparisons, of each client; print a table."""
    print("| client | operations | surface, s | calls | all comparisons, s |")
    print("| --- | ---: | ---: | ---: | ---: |", flush=True)
    for name in names:
        client = prepared(name)
        program = (
            "import time; from codegen.parity.surface import compare_surface;"
            f" t = time.process_time(); compare_surface({client.package!r});"
            " print(time.process_time() - t)"
        )
        done = subprocess.run(
            [sys.executable, "-c", program],
            cwd=client.folder,
            env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{client.folder}"},
            capture_output=True,
            text=True,
            check=True,
        )
        counts = _apart(client, 1, examples)
        print(
            f"| {name} | {counts['operations']} | {float(done.stdout):.1f}"
            f" | {counts['calls']:,} | {counts['seconds']:.0f} |",
            flush=True,
        )
    return 0


def core(most: int, examples: int, seed: int) -> int:
    """Put drifts into what both flavours share; print those that nobody notices."""
    client = prepared("specimen")
    sys.path.insert(0, str(client.folder))
    from codegen.parity.progress import bar
    from codegen.parity.truth.mutants import CoreTrial, chosen, score

    document = json.loads((client.folder / "openapi.json").read_text())
    mutants = chosen(client.package, most, seed)
    with tempfile.TemporaryDirectory() as folder, bar(len(mutants)) as advance:
        trial = CoreTrial(client.package, document, Path(folder), examples, seed)
        if already := trial.caught(None):
            raise SystemExit(f"without any drift, this is noticed: {already}")
        result = score(trial, mutants, advance)
    for survivor in result.survivors:
        print(f"{survivor.name}\n{survivor.diff}\n")
    print(result)
    return len(result.survivors)


def _choices() -> Iterator[str]:
    yield from dict.fromkeys([*SEEDS, *SIZES])


def main() -> int:
    """Measure what is asked for; the exit code is 1 where something was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["seeds", "sizes", "core", "run"])
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(_choices()))
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--examples", type=int, default=3)
    parser.add_argument("--most", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--package", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_intermixed_args()
    if given.what != "run" and (odd := set(given.names) - set(_choices())):
        parser.error(f"there is no client {', '.join(sorted(odd))}")
    match given.what:
        case "seeds":
            return int(seeds(given.names or SEEDS, given.runs, given.examples) > 0)
        case "sizes":
            return sizes(given.names or SIZES, given.examples)
        case "core":
            return int(core(given.most, given.examples, given.seed) > 0)
        case _:
            print(
                json.dumps(run(given.package, given.folder, given.runs, given.examples))
            )
            return 0


if __name__ == "__main__":
    sys.exit(main())
