"""Load on the reference service: many users at once, each with a mix of all routes.

    python -m benchmarks.service_load --users 200 --seconds 60

Starts the service, on SQLite unless told otherwise, and prints how many requests
it answered and how fast. Ends with an error unless every answer was as expected,
every job that was submitted is there, and no connection is left in use.
"""

import argparse
import asyncio
import collections
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tests.service.postgres import find_binaries, running_cluster
from tests.service.server import RunningService, running_service

NAME = "under-load"


@dataclass
class Outcome:
    """What came of the load."""

    seconds: dict[str, list[float]] = field(
        default_factory=lambda: collections.defaultdict(list)
    )
    """Response times by route."""
    submitted: list[int] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def report(self, elapsed: float) -> str:
        """Return the figures as a table."""
        every = sorted(one for times in self.seconds.values() for one in times)
        lines = [
            f"{len(every)} requests in {elapsed:.0f} s: {len(every) / elapsed:.0f}/s,"
            f" median {1000 * statistics.median(every):.0f} ms,"
            f" 99 % under {1000 * every[int(0.99 * len(every))]:.0f} ms",
            f"{len(self.submitted)} jobs submitted, {len(self.problems)} problems",
        ]
        for route, times in sorted(self.seconds.items()):
            median = 1000 * statistics.median(times)
            lines.append(
                f"  {route:24} {len(times):7}  median {median:6.0f} ms"
                f"  slowest {1000 * max(times):6.0f} ms"
            )
        return "\n".join(lines)


class LoadUser:
    """Somebody who does one thing after the other."""

    def __init__(
        self, client: httpx.AsyncClient, pilot: dict[str, str], outcome: Outcome
    ) -> None:
        self._client = client
        self._pilot = pilot
        self._outcome = outcome
        self._jobs: list[int] = []

    async def work(self, until: float) -> None:
        """Do things at random until a point in time."""
        actions: list[Callable[[], Awaitable[object]]] = [
            self.submit,
            self.search,
            self.summary,
            self.report,
            self.follow,
            self.sandbox,
            self.parameters,
            self.pilot,
            self.histograms,
            self.lumisections,
            self.device,
            self.config,
            self.userinfo,
        ]
        await self.submit()
        while time.monotonic() < until:
            await random.choice(actions)()

    async def ask(
        self, name: str, method: str, url: str, expected: set[int], **options: Any
    ) -> httpx.Response:
        """Send a request and note how it went."""
        started = time.monotonic()
        answer = await self._client.request(method, url, **options)
        self._outcome.seconds[name].append(time.monotonic() - started)
        if answer.status_code not in expected:
            problem = f"{name}: {answer.status_code} {answer.text[:200]}"
            self._outcome.problems.append(problem)
        return answer

    async def submit(self) -> None:
        """Submit two jobs."""
        body = [{"name": NAME, "executable": "true", "copies": 2}]
        answer = await self.ask("submit", "POST", "/api/jobs", {201}, json=body)
        if answer.status_code == 201:
            numbers = [job["job_id"] for job in answer.json()]
            self._jobs += numbers
            self._outcome.submitted += numbers

    async def search(self) -> None:
        """Search for jobs that wait."""
        waiting = {"field": "status", "operator": "eq", "value": "Waiting"}
        body = {"filters": [waiting], "fields": ["job_id", "name"]}
        url = "/api/jobs/search?per_page=20"
        await self.ask("search", "POST", url, {200, 206}, json=body)

    async def summary(self) -> None:
        """Count jobs."""
        body = {"grouping": ["status"]}
        await self.ask("summary", "POST", "/api/jobs/summary", {200}, json=body)

    async def report(self) -> None:
        """Report on a job and hear its commands."""
        job = str(random.choice(self._jobs))
        body: dict[str, Any] = {job: [{"minor_status": "at work"}]}
        await self.ask("set_status", "PATCH", "/api/jobs/status", {200}, json=body)
        body = {job: {"cpu_seconds": 1}}
        await self.ask("heartbeat", "PATCH", "/api/jobs/heartbeat", {200}, json=body)

    async def follow(self) -> None:
        """Write a log and read it."""
        url = f"/api/jobs/{random.choice(self._jobs)}/log"
        line = {"at": "2026-01-01T00:00:00Z", "message": "hello"}
        await self.ask("append_log", "POST", url, {204}, json=[line])
        await self.ask("log", "GET", url, {200})

    async def sandbox(self) -> None:
        """Upload a file and download it."""
        content = random.randbytes(2000)
        answer = await self.ask(
            "upload", "POST", "/api/sandboxes", {200, 201}, files={"file": content}
        )
        url = f"/api/sandboxes/{answer.json()['sandbox_id']}"
        back = await self.ask("download", "GET", url, {200})
        if back.content != content:
            self._outcome.problems.append("a sandbox has changed")

    async def parameters(self) -> None:
        """Set a parameter and read it."""
        url = f"/api/jobs/{random.choice(self._jobs)}/parameters"
        body = {"load": random.random()}
        await self.ask("set_parameters", "PATCH", url, {204}, json=body)
        await self.ask("get_parameters", "GET", url, {200})

    async def pilot(self) -> None:
        """Take a job from the queue."""
        body = {"site": "here"}
        await self.ask(
            "match",
            "POST",
            "/api/jobs/match",
            {200, 204},
            json=body,
            headers=self._pilot,
        )

    async def histograms(self) -> None:
        """Read two pages of histograms."""
        url = "/api/monitoring/histograms-1d?page_size=20&me__regex=Muons"
        page = await self.ask("histograms_1d.list", "GET", url, {200})
        if page.json().get("next"):
            await self.ask("histograms_1d.list", "GET", page.json()["next"], {200})

    async def lumisections(self) -> None:
        """Read a page of lumisections."""
        url = "/api/monitoring/lumisections?ls_number__lte=3"
        await self.ask("lumisections.list", "GET", url, {200})

    async def device(self) -> None:
        """Send a command to a device and await its result."""
        url = "/api/gateway/lab-1/devices/router-1/commands"
        body = {"command": "show version"}
        answer = await self.ask("execute", "POST", url, {200}, json=body)
        if answer.json().get("status") != "SUCCESS":
            self._outcome.problems.append(f"execute: {answer.text[:200]}")

    async def config(self) -> None:
        """Ask for the configuration, then for changes."""
        first = await self.ask("config", "GET", "/api/config", {200})
        tag = {"If-None-Match": first.headers.get("ETag", "")}
        await self.ask("config", "GET", "/api/config", {304}, headers=tag)

    async def userinfo(self) -> None:
        """Ask who one is."""
        await self.ask("userinfo", "GET", "/api/auth/userinfo", {200})


async def load(service: RunningService, users: int, seconds: float) -> Outcome:
    """Put so many users on a running service for so long, and check what is left."""
    outcome = Outcome()
    names = "alice", "bob", "carol"
    headers = [service.headers(name) for name in names]
    limits = httpx.Limits(max_connections=1)
    clients = [
        httpx.AsyncClient(
            base_url=service.url,
            headers=headers[number % len(names)],
            timeout=60,
            limits=limits,
        )
        for number in range(users)
    ]
    pilot = service.pilot_headers()
    until = time.monotonic() + seconds
    everybody = (LoadUser(client, pilot, outcome).work(until) for client in clients)
    results = await asyncio.gather(*everybody, return_exceptions=True)
    outcome.problems += [repr(each) for each in results if each is not None]
    await asyncio.gather(*(client.aclose() for client in clients))
    await check(service, outcome)
    return outcome


async def check(service: RunningService, outcome: Outcome) -> None:
    """Note each job that is lost and each connection that is still in use."""
    headers = service.headers("carol", "openid group:admins")
    url = service.url
    async with httpx.AsyncClient(base_url=url, headers=headers, timeout=60) as carol:
        found: set[int] = set()
        page, wanted = 1, {"field": "name", "operator": "eq", "value": NAME}
        while True:
            answer = await carol.post(
                f"/api/jobs/search?per_page=10000&page={page}",
                json={"filters": [wanted], "fields": ["job_id"]},
            )
            found |= {row["job_id"] for row in answer.json()}
            if answer.status_code == 200 or len(answer.json()) < 10_000:
                break
            page += 1
        lost = set(outcome.submitted) - found
        if lost or len(set(outcome.submitted)) != len(outcome.submitted):
            outcome.problems.append(f"{len(lost)} jobs are lost, or two have a number")
        ready = (await carol.get("/api/health/ready")).json()
        if any(ready["connections"].values()):
            outcome.problems.append(f"in use: {ready['connections']}")


def main() -> int:
    """Run the load and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--database-url")
    parser.add_argument(
        "--postgresql", action="store_true", help="on a PostgreSQL server of its own"
    )
    arguments = parser.parse_args()
    with ExitStack() as stack:
        url = arguments.database_url
        if arguments.postgresql:
            binaries = find_binaries()
            if binaries is None:
                parser.error("PostgreSQL is not installed")
            url = stack.enter_context(running_cluster(binaries)).new_database()
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        service = stack.enter_context(
            running_service(folder, workers=arguments.workers, database_url=url)
        )
        started = time.monotonic()
        outcome = asyncio.run(load(service, arguments.users, arguments.seconds))
        print(outcome.report(time.monotonic() - started))
        for problem, count in collections.Counter(outcome.problems).most_common(10):
            print(f"{count} x {problem}", file=sys.stderr)
    return 1 if outcome.problems else 0


if __name__ == "__main__":
    sys.exit(main())
