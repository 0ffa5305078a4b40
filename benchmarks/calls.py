"""What a call costs, next to the bare HTTP library and `json.loads`.

Usage: python benchmarks/calls.py [--json]

The client is generated from `calls_app`, as a user has it done. A server in another
process answers with fixed bytes, so that only the client is measured: CPU seconds of
this process, in short runs that alternate between the two sides. Each figure is the
median of the ratios of neighbouring runs; the budget is the one that the project sets
itself. Exits 1 when a figure is over its budget.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import multiprocessing
import socket
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Awaitable, Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import httpx
from written import write_client

ROUNDS = 15
SMALL, LARGE = 200, 4
"""Calls in one run, of the small GET and of the table."""

JOB = json.dumps(
    {
        "JobID": 7,
        "status": "Running",
        "owner": "someone",
        "tags": ["a", "b", "c"],
        "submitted": "2026-01-01T00:00:00Z",
        "site": "CERN",
        "minor_status": "Application finished, uploading the output",
    }
).encode()
ROW = {
    "run_number": 360392,
    "fill": 8000,
    "lumisection": 17,
    "start": "2026-01-01T00:00:00Z",
    "duration": 23.3,
    "energy": 6800.0,
    "beam": "protons",
    "detector": "pixel",
    "shifter": "somebody",
    "comment": None,
    "good": True,
    "events": 123456,
    "rate": 101.5,
    "size": 987654321,
    "version": "14_0_1",
    "site": "P5",
    "tier": "RAW",
    "owner": "dqm",
    "status": "Done",
    "priority": 3,
}
ROWS = json.dumps([ROW] * 1000).encode()


def serve(ready: Connection) -> None:
    """Answer every request with fixed bytes, over connections that stay open."""
    listening = socket.create_server(("127.0.0.1", 0))
    ready.send(listening.getsockname()[1])
    while True:
        connection, _ = listening.accept()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=answer, args=(connection,), daemon=True).start()


def answer(connection: socket.socket) -> None:
    """Serve one connection until it ends."""
    head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n"
    replies = {
        body: f"{head.format(len(body))}server: bench\r\n\r\n".encode() + body
        for body in (JOB, ROWS)
    }
    while True:
        received = b""
        while b"\r\n\r\n" not in received:
            if not (data := connection.recv(65536)):
                return
            received += data
        connection.sendall(replies[ROWS if b"/rows" in received else JOB])


def ratios(
    bare: Callable[[int], None], ours: Callable[[int], None], calls: int
) -> tuple[float, float, float]:
    """Ratio of CPU time, and microseconds a call of either side."""
    found: list[tuple[float, float]] = []
    bare(calls)
    ours(calls)
    for _ in range(ROUNDS):
        start = time.process_time()
        bare(calls)
        middle = time.process_time()
        ours(calls)
        end = time.process_time()
        found.append((middle - start, end - middle))
    ratio = statistics.median(mine / theirs for theirs, mine in found)
    scale = 1e6 / calls
    return ratio, min(a for a, _ in found) * scale, min(b for _, b in found) * scale


def repeat(function: Callable[[], object]) -> Callable[[int], None]:
    """Run a blocking call a number of times."""

    def run(calls: int) -> None:
        for _ in range(calls):
            function()

    return run


def measure(base: str, package: str) -> list[dict[str, Any]]:
    """Measure both flavours."""
    cases: list[tuple[str, str, str, int, float]] = [
        ("a small GET (200 bytes)", "/jobs/7", "get", SMALL, 1.0),
        ("1,000 rows of 20 columns, typed", "/rows", "rows", LARGE, 1.5),
        ("the same, untyped", "/rows", "rows_untyped", LARGE, 1.1),
    ]
    results: list[dict[str, Any]] = []
    sync = importlib.import_module(f"{package}.sync")
    aio = importlib.import_module(f"{package}.aio")

    def note(name: str, flavour: str, budget: float, *figures: float) -> None:
        ratio, bare, ours = figures
        results.append(
            {
                "case": name,
                "flavour": flavour,
                "ratio": round(ratio, 3),
                "budget": budget,
                "bare_us": round(bare),
                "ours_us": round(ours),
            }
        )

    with httpx.Client(base_url=base) as http, sync.Client(base) as client:
        for name, path, method, calls, budget in cases:
            call = getattr(client.jobs, method)
            arguments = (7,) if method == "get" else ()
            figures = ratios(
                repeat(lambda path=path: json.loads(http.get(path).content)),
                repeat(lambda call=call, arguments=arguments: call(*arguments)),
                calls,
            )
            note(name, "sync", budget, *figures)

    async def asynchronous() -> None:
        async with httpx.AsyncClient(base_url=base) as http, aio.Client(base) as client:
            for name, path, method, calls, budget in cases:
                call = getattr(client.jobs, method)
                arguments = (7,) if method == "get" else ()

                async def bare(path: str = path) -> None:
                    json.loads((await http.get(path)).content)

                async def ours(call: Any = call, arguments: Any = arguments) -> None:
                    await call(*arguments)

                figures = await aratios(bare, ours, calls)
                note(name, "aio", budget, *figures)

    asyncio.run(asynchronous())
    return results


async def aratios(
    bare: Callable[[], Awaitable[None]], ours: Callable[[], Awaitable[None]], calls: int
) -> tuple[float, float, float]:
    """The same as `ratios`, for coroutines."""
    found: list[tuple[float, float]] = []
    for round_ in range(ROUNDS + 1):
        times: list[float] = []
        for side in (bare, ours):
            start = time.process_time()
            for _ in range(calls):
                await side()
            times.append(time.process_time() - start)
        if round_:
            found.append((times[0], times[1]))
    ratio = statistics.median(mine / theirs for theirs, mine in found)
    scale = 1e6 / calls
    return ratio, min(a for a, _ in found) * scale, min(b for _, b in found) * scale


def main() -> int:
    """Write the client, measure, print."""
    ours, theirs = multiprocessing.Pipe()
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=serve, args=(theirs,), daemon=True)
    process.start()
    port = ours.recv()
    with tempfile.TemporaryDirectory() as folder:
        write_client("calls_app:app", "jobs_client", Path(folder))
        sys.path.insert(0, folder)
        results = measure(f"http://127.0.0.1:{port}", "jobs_client")
    process.terminate()
    if "--json" in sys.argv:
        print(json.dumps(results, indent=1))
    else:
        for r in results:
            print(
                f"{r['case']:34} {r['flavour']:5} {r['ratio']:.2f} x "
                f"(at most {r['budget']})  {r['ours_us']} us, bare {r['bare_us']} us"
            )
    return int(any(r["ratio"] > r["budget"] for r in results))


if __name__ == "__main__":
    sys.exit(main())
