"""The worked examples of `patches/`, against the running service, in both flavours."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest

from generated import aio, errors, models, sync
from service.demo import CLI_CLIENT
from tests.service.server import RunningService, approve_device

T = TypeVar("T")
Call = Callable[[Callable[[Any], Any]], Any]
"""Calls a function with a client, and awaits what it returns where that is needed."""


@pytest.fixture(params=["sync", "aio"])
def call(request: pytest.FixtureRequest, service: RunningService) -> Iterator[Call]:
    """Run a call as alice in one flavour; the other one does the same."""
    token = service.access_token("alice")

    def in_sync(function: Callable[[Any], Any]) -> Any:
        with sync.Client(service.url, auth=token) as client:
            return function(client)

    def in_aio(function: Callable[[Any], Awaitable[Any]]) -> Any:
        async def run() -> Any:
            async with aio.Client(service.url, auth=token) as client:
                return await function(client)

        return asyncio.run(run())

    yield in_sync if request.param == "sync" else in_aio


def submit(call: Call, name: str, priority: int = 5) -> int:
    """Submit a job and return its number."""
    description = {"name": name, "executable": "run.sh", "priority": priority}
    jobs = call(lambda client: client.jobs.submit([description]))
    return int(jobs[0].job_id)


def test_a_search_takes_its_filters_as_keywords(call: Call) -> None:
    """Otherwise callers write filter objects by hand."""
    low, high = submit(call, "flat", 1), submit(call, "flat", 9)
    rows = call(
        lambda client: client.jobs.search(
            parameters=["job_id", "priority"],
            search={"name": "flat", "job_id": [low, high]},
            sort=["-priority"],
        )
    )
    assert [(row.job_id, row.priority) for row in rows] == [(high, 9), (low, 1)]
    assert "name" not in rows[0].model_fields_set


def test_a_search_takes_a_page(call: Call) -> None:
    """Otherwise `page` and `per_page` got lost on the way to the original."""
    ids = sorted(submit(call, "paged") for _ in range(3))
    rows = call(
        lambda client: client.jobs.search(
            search={"job_id": ids}, sort=["job_id"], page=2, per_page=2
        )
    )
    assert [row.job_id for row in rows] == ids[2:]


def test_a_search_takes_filters_too(call: Call) -> None:
    """Otherwise what keywords cannot say could not be said at all."""
    job_id = submit(call, "filtered", 7)
    above = models.ScalarFilter(field=models.JobField.PRIORITY, operator="gt", value=6)
    own = {"field": "job_id", "operator": "eq", "value": job_id}
    rows = call(lambda client: client.jobs.search(search=[above, own]))
    assert [row.job_id for row in rows] == [job_id]


def test_a_listing_takes_the_same_keywords(service: RunningService) -> None:
    """Otherwise `search_pages` had the old signature beside the new `search`."""
    with sync.Client(service.url, auth=service.access_token("alice")) as client:
        name = "listed"
        jobs = client.jobs.submit([{"name": name, "executable": "run.sh", "copies": 5}])
        pages = client.jobs.search_pages(search={"name": name}, per_page=2)
        assert {row.job_id for row in pages} == {job.job_id for job in jobs}


def test_lenses_see_through_a_patched_method(service: RunningService) -> None:
    """Otherwise `with_response` would not know the patched signature or its reply."""
    with sync.Client(service.url, auth=service.access_token("alice")) as client:
        reply = client.with_response(client.jobs.search)(sort=["-job_id"], per_page=1)
    assert reply.status == 206
    assert reply.headers["content-range"].startswith("jobs 0-0/")
    assert len(reply.parsed) == 1


def test_sandboxes_are_hashed_uploaded_and_assigned(call: Call, tmp_path: Path) -> None:
    """Otherwise each file took three calls and a hash of the caller's own."""
    job_id = submit(call, "with sandboxes")
    paths = [tmp_path / f"{n}.tar" for n in range(3)]
    for path in paths:
        path.write_bytes(f"{path} {job_id}".encode())
    found = call(
        lambda client: client.sandboxes.upload_all([*paths, paths[0]], job_id=job_id)
    )
    expected = [hashlib.sha256(path.read_bytes()).hexdigest() for path in paths]
    assert [sandbox.sandbox_id for sandbox in found] == expected
    kind = models.SandboxKind.INPUT
    assigned = call(lambda client: client.sandboxes.of_job(job_id, kind))
    assert sorted(assigned) == sorted(expected)
    content = call(lambda client: client.sandboxes.download(expected[1]))
    assert content == paths[1].read_bytes()


def test_a_device_flow_that_goes_on_is_a_result(call: Call) -> None:
    """Otherwise waiting for a person would be a loop around an exception."""
    started = call(lambda c: c.auth.start_device_flow(client_id=CLI_CLIENT))
    code = started.device_code
    first = call(lambda c: c.auth.device_login(code, client_id=CLI_CLIENT))
    at_once = call(lambda c: c.auth.device_login(code, client_id=CLI_CLIENT))
    assert (first.outcome, at_once.outcome) == ("pending", "slow_down")
    assert not first.is_final and not at_once.is_final
    assert first.token is None and first.reason


def test_a_granted_device_flow_has_the_tokens(
    call: Call, service: RunningService
) -> None:
    """Otherwise the end of a flow would need another call."""
    started = call(lambda c: c.auth.start_device_flow(client_id=CLI_CLIENT))
    with httpx.Client(base_url=service.url, follow_redirects=True) as browser:
        approve_device(browser, "alice", started.user_code)
    login = call(
        lambda c: c.auth.device_login(started.device_code, client_id=CLI_CLIENT)
    )
    assert (login.outcome, login.is_final) == ("granted", True)
    assert login.token.access_token


def test_a_refused_device_flow_is_a_result(call: Call, service: RunningService) -> None:
    """Otherwise a person who says no looks like a fault."""
    started = call(lambda c: c.auth.start_device_flow(client_id=CLI_CLIENT))
    with httpx.Client(base_url=service.url, follow_redirects=True) as browser:
        approve_device(browser, "alice", started.user_code, decision="deny")
    login = call(
        lambda c: c.auth.device_login(started.device_code, client_id=CLI_CLIENT)
    )
    assert (login.outcome, login.token, login.is_final) == ("denied", None, True)


def test_a_wrong_device_code_is_still_an_error(call: Call) -> None:
    """Otherwise a mistake in the program would look like a flow that goes on."""
    with pytest.raises(errors.ApiError):
        call(lambda c: c.auth.device_login("no-such-code", client_id=CLI_CLIENT))


def test_a_job_says_what_it_is(call: Call) -> None:
    """Otherwise every program repeats which statuses are final."""
    job_id = submit(call, "told")
    job = call(lambda client: client.jobs.get(job_id))
    assert repr(job) == f"<Job {job_id} 'told': {job.status.value}>"
    assert (job.is_final, job.wall_time) == (False, None)
    call(lambda client: client.jobs.kill(job_ids=[job_id]))
    job = call(lambda client: client.jobs.get(job_id))
    assert job.is_final


def test_the_wall_time_of_a_job_ends_with_it() -> None:
    """Otherwise a finished job would grow older."""
    start = datetime(2026, 1, 1, tzinfo=UTC)
    job = models.Job.model_construct(
        started_at=start, ended_at=start + timedelta(seconds=90)
    )
    assert job.wall_time == timedelta(seconds=90)


@pytest.mark.parametrize(
    "metadata",
    [
        {"priority": 8, "name": "renamed"},
        {"Priority": 8, "JobName": "renamed"},
        models.Metadata.model_validate({"Priority": 8, "Name": "renamed"}),
        models.Metadata(priority=8, name="renamed"),
    ],
    ids=["snake", "camel", "model-camel", "model"],
)
def test_metadata_takes_either_spelling(call: Call, metadata: Any) -> None:
    """Otherwise half of all callers get an error for a capital letter."""
    job_id = submit(call, "before", 1)
    call(lambda client: client.jobs.set_metadata(job_id, metadata))
    job = call(lambda client: client.jobs.get(job_id))
    assert (job.name, job.priority) == ("renamed", 8)


def test_metadata_in_both_spellings_is_refused(call: Call) -> None:
    """Otherwise one of two values would be lost in silence."""
    with pytest.raises(ValueError, match="priority is given twice"):
        call(lambda c: c.jobs.set_metadata(1, {"Priority": 1, "priority": 2}))
