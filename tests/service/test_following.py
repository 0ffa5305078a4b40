"""What comes from jobs: events, logs, parameters and files."""

import hashlib
import json
import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from .test_jobs import submit


def read_events(lines: Iterator[str]) -> Iterator[dict[str, Any]]:
    """Yield the events of a stream: the fields, with `data` taken from JSON."""
    event: dict[str, Any] = {}
    for line in lines:
        if line:
            name, _, value = line.partition(": ")
            event[name] = json.loads(value) if name == "data" else value
        elif event:
            yield event
            event = {}


def test_events_come_while_the_job_goes_on(alice: httpx.Client) -> None:
    """A follower would see everything at the end, or nothing."""
    (job,) = submit(alice)
    seen: list[str] = []
    with alice.stream("GET", f"/api/jobs/{job}/events") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        for event in read_events(stream.iter_lines()):
            seen.append(event["data"].get("status", event["data"]["kind"]))
            following = {"Waiting": "Running", "Running": "Done"}.get(seen[-1])
            if following:
                change = {str(job): [{"status": following}]}
                alice.patch("/api/jobs/status", json=change)
    assert seen == ["Waiting", "Running", "Done"]


def test_events_resume_after_the_last_one_seen(alice: httpx.Client) -> None:
    """A lost connection would mean lost or repeated events."""
    (job,) = submit(alice)
    changes = [{"status": "Running"}, {"status": "Done"}]
    alice.patch("/api/jobs/status", json={str(job): changes})
    with alice.stream("GET", f"/api/jobs/{job}/events") as stream:
        events = list(read_events(stream.iter_lines()))
    last = {"Last-Event-ID": events[0]["id"]}
    with alice.stream("GET", f"/api/jobs/{job}/events", headers=last) as stream:
        assert list(read_events(stream.iter_lines())) == events[1:]


def test_a_log_is_read_by_level(alice: httpx.Client) -> None:
    """Errors would drown in what does not matter."""
    (job,) = submit(alice)
    levels = ["debug", "info", "warning", "error"]
    lines = [
        {"at": "2026-01-01T00:00:00Z", "level": level, "message": f"{level}\n'\u2028"}
        for level in levels
    ]
    assert alice.post(f"/api/jobs/{job}/log", json=lines).status_code == 204
    answer = alice.get(f"/api/jobs/{job}/log", params={"level": "warning"})
    assert answer.headers["content-type"].startswith("application/jsonl")
    read = [json.loads(line) for line in answer.text.split("\n") if line]
    assert read == lines[2:]


def test_a_followed_log_ends_with_the_job(alice: httpx.Client) -> None:
    """A follower would wait for ever, or miss the last lines."""
    (job,) = submit(alice)

    def write_and_end() -> None:
        line = {"at": "2026-01-01T00:00:00Z", "message": "the last one"}
        alice.post(f"/api/jobs/{job}/log", json=[line])
        alice.patch("/api/jobs/status", json={str(job): [{"status": "Done"}]})

    writer = threading.Timer(0.5, write_and_end)
    writer.start()
    answer = alice.get(f"/api/jobs/{job}/log", params={"follow": True})
    writer.join()
    assert json.loads(answer.text)["message"] == "the last one"


@pytest.mark.parametrize("path", ["events", "log", "log?follow=true"])
def test_a_stream_that_is_not_allowed_is_refused_before_it_starts(
    alice: httpx.Client, bob: httpx.Client, path: str
) -> None:
    """A refusal after the status line would look like an empty stream."""
    (job,) = submit(bob)
    answer = alice.get(f"/api/jobs/{job}/{path}")
    assert answer.status_code == 404
    assert answer.json()["detail"] == f"no job {job}"


def test_parameters_are_merged(alice: httpx.Client) -> None:
    """One report would wipe out the one before."""
    (job,) = submit(alice)
    path = f"/api/jobs/{job}/parameters"
    alice.patch(path, json={"cpu": "A", "load": 1.5})
    alice.patch(path, json={"cpu": "B", "nested": {"x": [1, None]}})
    expected = {"cpu": "B", "load": 1.5, "nested": {"x": [1, None]}}
    assert alice.get(path).json() == expected


def test_parameters_of_a_refused_request_are_not_kept(
    alice: httpx.Client, bob: httpx.Client
) -> None:
    """The document database would hold what the answer denies."""
    (job,) = submit(bob)
    path = f"/api/jobs/{job}/parameters"
    assert alice.patch(path, json={"cpu": "evil"}).status_code == 404
    assert bob.get(path).json() == {}


def test_jobs_are_found_by_parameter(alice: httpx.Client, bob: httpx.Client) -> None:
    """The document database would be write-only, or tell of other people's jobs."""
    (low,), (high,), (hidden,) = submit(alice), submit(alice), submit(bob)
    for job, load, client in (
        (low, 1.5, alice),
        (high, 9.5, alice),
        (hidden, 9.9, bob),
    ):
        path = f"/api/jobs/{job}/parameters"
        client.patch(path, json={"found_by": "load", "load_found": load})

    def find(**conditions: Any) -> list[int]:
        answer = alice.get("/api/jobs/parameters/search", params=conditions)
        found: list[int] = answer.json()
        return found

    assert find(name="found_by", equals="load") == [low, high]
    assert find(name="load_found", above=5) == [high]
    assert find(name="load_found", below=5) == [low]


def test_a_sandbox_comes_back_as_it_was(alice: httpx.Client) -> None:
    """Input of jobs would be damaged."""
    content = bytes(range(256)) * 5000
    digest = hashlib.sha256(content).hexdigest()
    files = {"file": ("data.tar", content)}
    uploaded = alice.post("/api/sandboxes", files=files, data={"sha256": digest})
    assert uploaded.status_code == 201
    assert uploaded.json()["sandbox_id"] == digest
    assert uploaded.json()["size"] == len(content)
    assert alice.post("/api/sandboxes", files=files).status_code == 200
    path = f"/api/sandboxes/{digest}"
    assert alice.get(path).content == content
    part = alice.get(path, headers={"Range": "bytes=100-199"})
    assert (part.status_code, part.content) == (206, content[100:200])


def test_a_damaged_upload_is_refused(alice: httpx.Client) -> None:
    """Damage on the way would be found by the job, hours later."""
    answer = alice.post(
        "/api/sandboxes", files={"file": b"damaged"}, data={"sha256": "0" * 64}
    )
    assert answer.status_code == 400


def test_sandboxes_are_private_until_a_job_has_them(
    alice: httpx.Client, bob: httpx.Client, pilot: httpx.Client
) -> None:
    """Who guesses, or knows, a digest could read other people's files."""
    file = {"file": ("in.txt", b"only for alice's job")}
    sandbox = alice.post("/api/sandboxes", files=file).json()["sandbox_id"]
    path = f"/api/sandboxes/{sandbox}"
    assert bob.get(path).status_code == 404
    assert pilot.get(path).status_code == 404
    (job,) = submit(alice, input_sandboxes=[sandbox])
    assert alice.get(f"/api/sandboxes/of-job/{job}/input").json() == [sandbox]
    assert pilot.get(path).status_code == 200
    assert bob.get(path).status_code == 404


def test_a_pilot_gives_a_job_its_output(
    alice: httpx.Client, pilot: httpx.Client
) -> None:
    """Results would be lost on the machine that they were made on."""
    (job,) = submit(alice)
    file = {"file": ("../../etc/passwd", b"the result")}
    uploaded = pilot.post("/api/sandboxes", files=file)
    assert uploaded.status_code == 201, uploaded.text
    sandbox = uploaded.json()
    assert sandbox["filename"] == "passwd"
    path = f"/api/sandboxes/of-job/{job}/output/{sandbox['sandbox_id']}"
    assert pilot.put(path).status_code == 204
    assert pilot.put(path).status_code == 204
    assert alice.get(f"/api/sandboxes/{sandbox['sandbox_id']}").content == b"the result"
