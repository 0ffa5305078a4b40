"""The generated clients against the reference service, over a socket, in both flavours.

The runtime alone is tested beside this; here is that all of it works together, with a
service that nobody made for it.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from generated._core import login
from tests.service.server import RunningService, approve_device, running_service

from .build import ROOT
from .conftest import Driver

DOCUMENT = ROOT / "docs/runtime.md"
JOB = {"executable": "sleep", "name": "nap"}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """The service with its demo data."""
    with running_service(tmp_path_factory.mktemp("service")) as running:
        yield running


@pytest.fixture(params=["sync", "aio"])
def generated(request: pytest.FixtureRequest) -> Iterator[Driver]:
    """The generated client, one flavour after the other."""
    driver = Driver(request.param, "generated")
    yield driver
    driver.finish()


@pytest.fixture
def alice(generated: Driver, service: RunningService) -> Any:
    """A client that acts for alice."""
    return generated.client(service.url, auth=service.access_token("alice"), timeout=30)


def submit(driver: Driver, client: Any) -> int:
    """Submit a job; return its number."""
    found = driver.call(client.jobs.submit, [JOB])
    return int(found[0].job_id)


def test_a_person_logs_in_once(
    generated: Driver, service: RunningService, tmp_path: Path
) -> None:
    """The device flow, the rotation, or the end of a session would not work."""
    file = tmp_path / "state" / "credentials.json"
    store = generated.core("credentials").CredentialsFile(file)

    def client() -> Any:
        credentials = generated.module.Client.oauth2
        auth = credentials("isospin-cli", scope="openid", store=store)
        return generated.client(service.url, auth=auth)

    def approve(invitation: Any) -> None:
        with httpx.Client(base_url=service.url, follow_redirects=True) as browser:
            approve_device(browser, "alice", invitation.url.partition("user_code=")[2])

    first = client()
    generated.call(first.login, prompt=approve)
    assert generated.call(first.auth.userinfo).sub
    for _ in range(2):
        document = json.loads(file.read_bytes())
        [token] = document["services"].values()
        token["expires_at"] = time.time() - 1
        file.write_text(json.dumps(document))
        assert generated.call(client().auth.userinfo).sub
        [renewed] = json.loads(file.read_bytes())["services"].values()
        assert renewed["refresh_token"] != token["refresh_token"]
    generated.call(first.logout)
    assert not file.exists()
    with pytest.raises(generated.errors.LoginError, match="log in first"):
        generated.call(client().auth.userinfo)


def test_without_credentials_only_open_operations_work(
    generated: Driver, service: RunningService
) -> None:
    """A login would be asked for where the service asks for none."""
    client = generated.client(service.url)
    assert generated.call(client.health.live)
    with pytest.raises(generated.errors.Unauthorized):
        generated.call(client.auth.userinfo)


def test_errors_are_typed(generated: Driver, alice: Any) -> None:
    """The reasons of the service would not reach the caller."""
    with pytest.raises(generated.errors.NotFound) as caught:
        generated.call(alice.jobs.get, 999_999)
    assert isinstance(caught.value.body, generated.models.Problem)
    result = generated.call(alice.with_result(alice.jobs.get), 999_999)
    assert (result["OK"], result["Errno"]) == (False, 404)
    with pytest.raises(generated.errors.ApiError) as refused:
        generated.call(alice.jobs.submit, [{"executable": 7}])
    assert refused.value.status in (400, 422)


def test_jobs_live_and_are_followed(generated: Driver, alice: Any) -> None:
    """Events and log lines would be late, untyped, or missing."""
    number = submit(generated, alice)
    response = generated.call(alice.with_response(alice.jobs.get), number)
    assert response.parsed.job_id == number
    assert response.status == 200
    generated.call(
        alice.jobs.append_log,
        number,
        [{"at": "2026-01-01T00:00:00Z", "level": "info", "message": "hello ü"}],
    )
    lines = generated.items(alice.jobs.log(number))
    assert [line.message for line in lines] == ["hello ü"]

    [event] = generated.items(alice.jobs.events(number), limit=1)
    assert event.kind in ("status", "heartbeat", "parameters")


def test_sandboxes_go_up_and_come_down_whole(
    generated: Driver, alice: Any, tmp_path: Path
) -> None:
    """A large file would be damaged, or half of it be left behind."""
    source = tmp_path / "input.tar"
    source.write_bytes(os.urandom(3_000_000))
    sandbox = generated.call(alice.sandboxes.upload, file=source)
    assert sandbox.sandbox_id == hashlib.sha256(source.read_bytes()).hexdigest()
    target = tmp_path / "output.tar"
    save = alice.download(alice.sandboxes.download, target)
    assert generated.call(save, sandbox.sandbox_id) == target
    assert target.read_bytes() == source.read_bytes()
    assert generated.call(alice.sandboxes.download, sandbox.sandbox_id) == (
        source.read_bytes()
    )


@pytest.mark.parametrize("group", ["files", "histograms_1d", "runs"])
def test_listings_are_whole_and_go_on_in_the_other_flavour(
    generated: Driver, alice: Any, service: RunningService, tmp_path: Path, group: str
) -> None:
    """Rows of the monitoring data would be lost or doubled."""
    size = {"files": 1, "histograms_1d": 300, "runs": 1}[group]
    pages = getattr(alice, group).list_pages(page_size=size)
    whole = generated.call(pages.list_all)
    assert len(whole) == len(generated.drain(pages)) > size
    rows = [row.model_dump_json() for row in whole.results]
    assert len(set(rows)) == len(rows)
    part = generated.call(pages.list_all, max_pages=1)
    part.save(tmp_path / "listing")
    other = Driver("aio" if generated.flavour == "sync" else "sync", "generated")
    client = other.client(service.url, auth=service.access_token("alice"), timeout=30)
    again = getattr(client, group).list_pages(page_size=size)
    resumed = other.call(again.list_all, resume_from=tmp_path / "listing")
    assert resumed.results == whole.results
    other.finish()
    frame = whole.to_pandas()
    assert len(frame) == len(whole)
    assert next(iter(frame.columns)) == next(iter(type(whole.results[0]).model_fields))


def test_jobs_are_listed_by_page_number(generated: Driver, alice: Any) -> None:
    """`Content-Range` would not be understood, or a page asked for too much."""
    numbers = [submit(generated, alice) for _ in range(5)]
    pages = alice.jobs.search_pages(per_page=2)
    seen: list[tuple[int, int, int | None]] = []
    found = generated.call(pages.list_all, progress=lambda *now: seen.append(now))
    assert set(numbers) <= {row.job_id for row in found.results}
    assert seen[-1][1] == seen[-1][2] == len(found)


def test_the_examples_of_the_documentation_run(
    service: RunningService,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A reader would try what does not work, or no longer."""
    text = DOCUMENT.read_text()
    blocks = re.finditer(r"^```python\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))

    def approve(invitation: login.Invitation) -> None:
        with httpx.Client(base_url=service.url, follow_redirects=True) as browser:
            approve_device(browser, "alice", invitation.url.partition("user_code=")[2])

    monkeypatch.setattr(login, "show", approve)
    names: dict[str, Any] = {}
    for block in blocks:
        # On the lines of the document, so that a traceback names the right one.
        code = "\n" * text.count("\n", 0, block.start(1)) + block[1]
        code = code.replace("http://127.0.0.1:8000", service.url)
        exec(compile(code, str(DOCUMENT), "exec"), names)
    said = capsys.readouterr().out
    assert "alice\n" in said
    assert "complete>" in said
