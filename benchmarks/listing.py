"""What a long listing costs, next to the way that clients of such services do it today.

Usage: python benchmarks/listing.py [--json]

100 pages of 1,000 rows of 20 columns, collected and made a pandas table. The other
side is what cmsdials does: `requests.get` for each page, one pydantic model a row, a
table of the models' dictionaries. Each side runs in a process of its own; a server in a
third answers with fixed bytes, at once for CPU and memory, after 25 ms for wall time.
Exits 1 when a figure is over its budget.
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
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "benchmarks")]
PAGES, ROWS = 100, 1000
LATENCY = 0.025
ROUNDS = 3


def serve(ready: Connection) -> None:
    """Answer with the page that is asked for; `/slow` after some time."""
    from calls import ROW

    rows = json.dumps([ROW] * ROWS)
    listening = socket.create_server(("127.0.0.1", 0), backlog=200)
    ready.send(listening.getsockname()[1])
    while True:
        connection, _ = listening.accept()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=answer, args=(connection, rows), daemon=True).start()


def answer(connection: socket.socket, rows: str) -> None:
    """Serve one connection until it ends."""
    while True:
        received = b""
        while b"\r\n\r\n" not in received:
            if not (data := connection.recv(65536)):
                return
            received += data
        found = re.search(rb"page=(\d+)", received)
        page = int(found[1]) if found else 1
        following = page + 1 if page < PAGES else None
        meta = json.dumps({"next": following, "total": PAGES * ROWS})
        body = f'{{"results": {rows}, "meta": {meta}}}'.encode()
        if b"/slow" in received:
            time.sleep(LATENCY)
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        connection.sendall(head.encode() + body)


def theirs(url: str) -> int:
    """A request, a session and a page of models at a time."""
    import pandas
    import requests
    from pydantic import BaseModel
    from sample_client import models

    class Meta(BaseModel):
        next: int | None
        total: int

    class Page(BaseModel):
        results: list[models.Row]
        meta: Meta

    rows: list[models.Row] = []
    page: int | None = 1
    while page is not None:
        response = requests.get(url, params={"page": page}, timeout=60)
        response.raise_for_status()
        parsed = Page(**response.json())
        rows.extend(parsed.results)
        page = parsed.meta.next
    return len(pandas.DataFrame([row.model_dump() for row in rows]))


def ours(url: str) -> int:
    """The same with the generated client."""
    from sample_client import models, operations, sync
    from sample_client._core.operation import Json, Operation, Query
    from sample_client._core.pagination import PageNumber

    base, _, path = url.rpartition("/")
    operation: Operation[Any] = Operation(
        "GET", f"/{path}", Query("page"), replies={200: Json(lambda: object)}
    )
    plan: PageNumber[models.Row] = PageNumber(
        operation, lambda: models.Row, items=("results",), total=("meta", "total")
    )
    del operations
    with sync.Client(base) as client:
        listing = client.things._pages(plan).list_all(prefetch=8)
    return len(listing.to_pandas())


def run_one(side: str, url: str, folder: str) -> None:
    """Measure one side in this process: CPU and wall seconds, bytes above the start."""
    sys.path.insert(0, folder)
    import httpx
    import pandas
    import requests
    from sample_client import models, sync

    del httpx, requests, sync, models, pandas
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    cpu, wall = time.process_time(), time.perf_counter()
    count = {"ours": ours, "theirs": theirs}[side](url)
    assert count == PAGES * ROWS
    figures = {
        "cpu": time.process_time() - cpu,
        "wall": time.perf_counter() - wall,
        "memory": (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024,
    }
    print(json.dumps(figures))


def measure(url: str, folder: str) -> dict[str, dict[str, float]]:
    """Medians of both sides, in runs that alternate."""
    found: dict[str, list[dict[str, float]]] = {"theirs": [], "ours": []}
    for _ in range(ROUNDS):
        for side, figures in found.items():
            command = [sys.executable, __file__, "--one", side, url, folder]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            figures.append(json.loads(done.stdout))
    return {
        side: {
            key: statistics.median(run[key] for run in figures)
            for key in ("cpu", "wall", "memory")
        }
        for side, figures in found.items()
    }


def main() -> int:
    """Build the sample client, measure, print."""
    from runtime.build import build

    ready, theirs_end = multiprocessing.Pipe()
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=serve, args=(theirs_end,), daemon=True)
    process.start()
    base = f"http://127.0.0.1:{ready.recv()}"
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder))
        fast = measure(f"{base}/fast", folder)
        slow = measure(f"{base}/slow", folder)
    process.terminate()
    results = [
        {
            "figure": "rows per CPU second, table included",
            "ratio": fast["theirs"]["cpu"] / fast["ours"]["cpu"],
            "at_least": 1.5,
        },
        {
            "figure": "peak memory above the imports",
            "ratio": fast["ours"]["memory"] / fast["theirs"]["memory"],
            "at_most": 0.5,
        },
        {
            "figure": "wall time with 25 ms of latency",
            "ratio": slow["ours"]["wall"] / slow["theirs"]["wall"],
            "at_most": 0.4,
        },
    ]
    if "--json" in sys.argv:
        print(json.dumps({"results": results, "fast": fast, "slow": slow}, indent=1))
    else:
        for result in results:
            limit = ["at least", "at most"]["at_most" in result]
            budget = result.get("at_most", result.get("at_least"))
            print(f"{result['figure']:38} {result['ratio']:.2f} x ({limit} {budget})")
        for name, sides in (("at once", fast), ("after 25 ms", slow)):
            for side, f in sides.items():
                memory = f["memory"] / 2**20
                print(
                    f"  {name:12} {side:7} {f['cpu']:6.2f} s CPU {f['wall']:6.2f} s wall "
                    f"{memory:6.0f} MiB"
                )
    good = all(
        r["ratio"] <= r.get("at_most", 1e9) and r["ratio"] >= r.get("at_least", 0)
        for r in results
    )
    return 0 if good else 1


if __name__ == "__main__":
    if "--one" in sys.argv:
        run_one(*sys.argv[2:5])
    else:
        sys.exit(main())
