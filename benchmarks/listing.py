"""What a long listing costs, next to cmsdials, the client of a service of that kind.

Usage: python benchmarks/listing.py [--json]

100 pages of 1,000 rows, collected and made a pandas table. cmsdials itself, as it is on
PyPI, and a client that is generated from `listing_app` ask the same server, in turns,
each in a process of its own, with the same Python, pydantic and pandas: those of an
environment below `.benchmarks/` that the first run makes. The server answers with fixed
bytes: at once, for CPU and memory, or after 25 ms, for wall time. Exits 1 when a figure
is over its budget.
"""

from __future__ import annotations

import json
import multiprocessing
import re
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import venv
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ENVIRONMENT = HERE.parent / ".benchmarks/listing"
PACKAGES = ("cmsdials[pandas]==2.4.1", "httpx>=0.28")
PAGES, ROWS = 100, 1000
LATENCY = 0.025
ROUNDS = 5


def lumisection(number: int) -> dict[str, object]:
    """A row of the first listing."""
    return {
        "dataset_id": 14677060 + number // 200,
        "dataset": f"/ZeroBias{number // 200}/Run2024C-PromptReco-v1/DQMIO",
        "run_number": 379416 + number // 100,
        "ls_number": number,
        "th1_count": 345 + number % 7,
        "th2_count": 98,
    }


def file(number: int) -> dict[str, object]:
    """A row of the second listing, which has times and longer texts."""
    return {
        "dataset_id": 14677060 + number // 200,
        "dataset": f"/ZeroBias{number // 200}/Run2024C-PromptReco-v1/DQMIO",
        "file_id": 3348928671 + number,
        "file_size": 276508763 + 12345 * number,
        "creation_date": f"2024-04-20T14:{number % 60:02}:34Z",
        "last_modification_date": f"2024-04-20T15:{number % 60:02}:02Z",
        "logical_file_name": "/store/data/Run2024C/ZeroBias/DQMIO/PromptReco-v1/000/"
        f"379/416/00000/0b0c7a2e-4a3f-4a0e-9a55-6d5e2c2f{number:04}.root",
        "status": "FINISHED",
        "err_trace": None,
    }


@dataclass(frozen=True)
class Case:
    """One comparison.

    Attributes:
        name: What is printed.
        theirs: Group of cmsdials.
        ours: Group and method of the generated client.
        where: `fast` or `slow`: whether the server answers at once.
        prefetch: Pages that ours may ask for at a time.
    """

    name: str
    theirs: str
    ours: tuple[str, str]
    where: str
    prefetch: int = 4


CASES = (
    Case("lumisections, by links", "lumi", ("lumisections", "list_pages"), "fast"),
    Case("files, by links", "file_index", ("files", "list_files_pages"), "fast"),
    Case(
        "by page number, after 25 ms",
        "lumi",
        ("lumisections", "numbered_pages"),
        "slow",
        8,
    ),
    Case("by links, after 25 ms", "lumi", ("lumisections", "list_pages"), "slow"),
)
BUDGETS = {
    (CASES[0].name, "rows per CPU second"): ("at least", 1.5),
    (CASES[0].name, "memory"): ("at most", 0.5),
    (CASES[1].name, "rows per CPU second"): ("at least", 1.5),
    (CASES[1].name, "memory"): ("at most", 0.5),
    (CASES[2].name, "wall time"): ("at most", 0.4),
}


# --- the server ------------------------------------------------------------------------


def serve(ready: Connection) -> None:
    """Answer with the page that is asked for; below `/slow` after some time."""
    bodies = {
        b"lumisection": json.dumps([*map(lumisection, range(ROWS))]).encode(),
        b"file-index": json.dumps([*map(file, range(ROWS))]).encode(),
    }
    listening = socket.create_server(("127.0.0.1", 0), backlog=200)
    ready.send(listening.getsockname()[1])
    while True:
        connection, _ = listening.accept()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=answer, args=(connection, bodies), daemon=True).start()


def answer(connection: socket.socket, bodies: dict[bytes, bytes]) -> None:
    """Serve one connection until it ends."""
    place = f"http://127.0.0.1:{connection.getsockname()[1]}"
    while True:
        received = b""
        while b"\r\n\r\n" not in received:
            if not (data := connection.recv(65536)):
                return
            received += data
        path = received.split(b" ", 2)[1].partition(b"?")[0]
        found = re.search(rb"(?:next_token|[?&]page)=(\d+)", received)
        page = int(found[1]) if found else 1
        following: str | None = None
        if page < PAGES:
            following = f"{place}{path.decode()}?next_token={page + 1}"
        others = {"next": following, "previous": None, "total": PAGES * ROWS}
        rows = bodies[path.rstrip(b"/").rpartition(b"/")[2]]
        body = json.dumps(others).encode()[:-1] + b', "results": ' + rows + b"}"
        if b"/slow/" in path:
            time.sleep(LATENCY)
        head = (
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        connection.sendall(head.encode() + body)


# --- the two clients -------------------------------------------------------------------


def theirs(case: Case, base: str) -> Callable[[], Any]:
    """The listing as cmsdials does it."""
    from cmsdials import Dials
    from cmsdials.auth._base import BaseCredentials
    from cmsdials.clients.file_index.models import FileIndexFilters
    from cmsdials.clients.lumisection.models import LumisectionFilters

    class Anybody(BaseCredentials):  # type: ignore[misc, unused-ignore]
        def apply(self, headers: dict[str, str]) -> None:
            headers["Authorization"] = "Bearer token"

        def refresh(self) -> None:
            raise NotImplementedError

    client = Dials(Anybody(), "tracker", base_url=f"{base}/")
    filters = {"lumi": LumisectionFilters, "file_index": FileIndexFilters}[case.theirs]
    return lambda: getattr(client, case.theirs).list_all(filters()).to_pandas()


def ours(case: Case, base: str) -> Callable[[], Any]:
    """The listing as a generated client does it."""
    from monitoring_client import models, sync

    for name in ("File", "Lumisection"):
        getattr(models, name)  # Imported before the measurement, like theirs.
    group, method = case.ours

    def run() -> Any:
        with sync.Client(base, auth="token") as client:
            pages = getattr(getattr(client, group), method)()
            return pages.list_all(prefetch=case.prefetch).to_pandas()

    return run


def run_one(side: str, number: str, base: str, folder: str) -> None:
    """Measure one side in this process: CPU and wall seconds, bytes above the start."""
    sys.path.insert(0, folder)
    import pandas

    del pandas
    case = CASES[int(number)]
    listing = {"ours": ours, "theirs": theirs}[side](case, f"{base}/{case.where}")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    cpu, wall = time.process_time(), time.perf_counter()
    table = listing()
    figures = {
        "cpu": time.process_time() - cpu,
        "wall": time.perf_counter() - wall,
        "memory": (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024,
    }
    assert len(table) == PAGES * ROWS
    print(json.dumps(figures))


# --- measuring -------------------------------------------------------------------------


def environment() -> Path:
    """The Python that has cmsdials; the first run makes it."""
    python = ENVIRONMENT / "bin/python"
    noted = ENVIRONMENT / "packages.txt"
    wanted = "\n".join(PACKAGES)
    if not noted.exists() or noted.read_text() != wanted:
        venv.create(ENVIRONMENT, clear=True, with_pip=True)
        command = [str(python), "-m", "pip", "install", "--quiet", *PACKAGES]
        subprocess.run([*command, "--disable-pip-version-check"], check=True)
        noted.write_text(wanted)
    return python


Figures = dict[str, float]


def measure(python: Path, case: Case, base: str, folder: str) -> dict[str, Figures]:
    """Medians of both sides, and of their ratios, in runs that take turns."""
    runs: dict[str, list[Figures]] = {"theirs": [], "ours": []}
    for _ in range(ROUNDS):
        for side, found in runs.items():
            number = str(CASES.index(case))
            command = [str(python), __file__, "--one", side, number, base, folder]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                raise SystemExit(f"{case.name}, {side}: {done.stderr[-2000:]}")
            found.append(json.loads(done.stdout))
    medians = {
        side: {k: statistics.median(run[k] for run in found) for k in found[0]}
        for side, found in runs.items()
    }
    pairs = list(zip(runs["theirs"], runs["ours"], strict=True))
    medians["ratios"] = {
        "rows per CPU second": statistics.median(t["cpu"] / o["cpu"] for t, o in pairs),
        "memory": statistics.median(o["memory"] / t["memory"] for t, o in pairs),
        "wall time": statistics.median(o["wall"] / t["wall"] for t, o in pairs),
    }
    return medians


def is_within_budget(case: Case, ratios: Figures) -> bool:
    """Whether the ratios of one comparison keep the budgets that there are."""
    for name, ratio in ratios.items():
        bound, limit = BUDGETS.get((case.name, name), ("", 0.0))
        if bound and (ratio < limit if bound == "at least" else ratio > limit):
            return False
    return True


def report(case: Case, figures: dict[str, Figures]) -> None:
    """Print one comparison."""
    print(f"{case.name}")
    for name, ratio in figures["ratios"].items():
        bound, limit = BUDGETS.get((case.name, name), ("", 0.0))
        print(f"  {name:20} {ratio:5.2f} x" + (f"  ({bound} {limit})" if bound else ""))
    for side in ("theirs", "ours"):
        f = figures[side]
        name = {"theirs": "cmsdials", "ours": "generated"}[side]
        print(
            f"  {name:20} {f['cpu']:5.2f} s CPU, {f['wall']:5.2f} s wall, "
            f"{f['memory']:4.0f} MiB"
        )


def main() -> int:
    """Write the client, measure, print."""
    from written import write_client

    python = environment()
    ready, theirs_end = multiprocessing.Pipe()
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=serve, args=(theirs_end,), daemon=True)
    process.start()
    base = f"http://127.0.0.1:{ready.recv()}"
    results: dict[str, dict[str, Figures]] = {}
    good = True
    with tempfile.TemporaryDirectory() as folder:
        write_client("listing_app:app", "monitoring_client", Path(folder))
        for case in CASES:
            results[case.name] = measure(python, case, base, folder)
            good &= is_within_budget(case, results[case.name]["ratios"])
            if "--json" not in sys.argv:
                report(case, results[case.name])
    process.terminate()
    if "--json" in sys.argv:
        print(json.dumps(results, indent=1))
    return 0 if good else 1


if __name__ == "__main__":
    if "--one" in sys.argv:
        run_one(*sys.argv[2:6])
    else:
        sys.exit(main())
