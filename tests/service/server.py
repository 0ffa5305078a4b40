"""The reference service, started for real: another process, a real socket.

Meant for the tests of the service and of clients alike::

    with running_service(tmp_path) as service:
        token = service.access_token("alice")
        httpx.get(f"{service.url}/api/jobs/1", headers=service.headers("alice"))

The demo users are `alice`, `bob`, `carol` (an administrator with the scope
`group:admins`) and `dave` (a guest, without rights), the clients `isospin-cli` and `pilot-factory`; see `service.demo`.
"""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

import httpx

from service.demo import CLI_CLIENT, PILOT_CLIENT, PILOT_SECRET

from .postgres import free_port

ROOT = Path(__file__).resolve().parents[2]

START_SECONDS = 60.0


@dataclass
class RunningService:
    """A service that answers at `url`."""

    url: str
    folder: Path
    process: subprocess.Popen[bytes]
    _tokens: dict[tuple[str, str], str] = field(default_factory=dict)

    def headers(self, username: str, scope: str = "openid") -> dict[str, str]:
        """Return the header that makes a request one of a user's."""
        return {"Authorization": f"Bearer {self.access_token(username, scope)}"}

    def pilot_headers(self) -> dict[str, str]:
        """Return the header that makes a request one of a pilot's."""
        key = (PILOT_CLIENT, "")
        if key not in self._tokens:
            answer = httpx.post(
                f"{self.url}/api/auth/token",
                data={"grant_type": "client_credentials"},
                auth=(PILOT_CLIENT, PILOT_SECRET),
            )
            answer.raise_for_status()
            self._tokens[key] = answer.json()["access_token"]
        return {"Authorization": f"Bearer {self._tokens[key]}"}

    def access_token(self, username: str, scope: str = "openid") -> str:
        """Return an access token of a demo user; the same one at the next call."""
        key = (username, scope)
        if key not in self._tokens:
            self._tokens[key] = str(self.sign_in(username, scope)["access_token"])
        return self._tokens[key]

    def sign_in(self, username: str, scope: str = "openid") -> dict[str, object]:
        """Return the tokens of a new device flow that the user has approved."""
        with httpx.Client(base_url=self.url, follow_redirects=True) as browser:
            started = browser.post(
                "/api/auth/device", data={"client_id": CLI_CLIENT, "scope": scope}
            )
            started.raise_for_status()
            flow = started.json()
            approve_device(browser, username, flow["user_code"])
            answer = browser.post(
                "/api/auth/token",
                data={
                    "grant_type": "urn:ietf:params:oauth:grant-type:device_code",
                    "client_id": CLI_CLIENT,
                    "device_code": flow["device_code"],
                },
            )
        answer.raise_for_status()
        tokens: dict[str, object] = answer.json()
        return tokens

    def log(self) -> str:
        """Return what the service has written so far."""
        return (self.folder / "log").read_text()


def log_in(browser: httpx.Client, username: str, next_page: str) -> httpx.Response:
    """Sign a browser in and return the page that follows."""
    return browser.post(
        "/auth/login",
        data={"username": username, "password": f"{username}-demo", "next": next_page},
    )


def approve_device(
    browser: httpx.Client, username: str, user_code: str, decision: str = "approve"
) -> httpx.Response:
    """Do in a browser what a person does to approve a device flow, or to refuse."""
    page = log_in(browser, username, f"/auth/device?user_code={user_code}")
    return browser.post(
        "/auth/device", data=hidden_fields(page) | {"decision": decision}
    )


def hidden_fields(page: httpx.Response) -> dict[str, str]:
    """Return the hidden fields of the form on a page."""
    page.raise_for_status()
    found = re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', page.text)
    return {name: unescape(value) for name, value in found}


@contextmanager
def running_service(
    folder: Path,
    *,
    database_url: str | None = None,
    demo_rows: int = 2_000,
    workers: int = 1,
    environment: Mapping[str, str] | None = None,
) -> Iterator[RunningService]:
    """Yield the service once it is ready; stop it afterwards.

    Args:
        folder: Where it keeps its files; those of an earlier start are used again.
        database_url: As `SERVICE_DATABASE_URL`; SQLite in `folder` by default.
        demo_rows: Histograms in the demo data.
        workers: Number of processes.
        environment: Environment variables to set besides.
    """
    port = free_port()
    command = [sys.executable, "-m", "service", "serve", "--port", str(port)]
    command += ["--data", str(folder), "--workers", str(workers)]
    command += ["--demo-rows", str(demo_rows)]
    if database_url is not None:
        command += ["--database-url", database_url]
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("SERVICE_")}
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "log", "ab") as log:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**inherited, "PYTHONUNBUFFERED": "1", **(environment or {})},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    service = RunningService(f"http://127.0.0.1:{port}", folder, process)
    try:
        _wait_until_ready(service)
        yield service
    finally:
        process.terminate()
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_ready(service: RunningService) -> None:
    give_up_at = time.monotonic() + START_SECONDS
    while time.monotonic() < give_up_at:
        if service.process.poll() is not None:
            raise RuntimeError(f"the service has stopped:\n{service.log()}")
        try:
            if httpx.get(f"{service.url}/api/health/ready").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise RuntimeError(f"the service was not ready in time:\n{service.log()}")
