"""Jobs: the queue, bulk changes, rights, and what may be asked of them."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest


def submit(client: httpx.Client, **values: Any) -> list[int]:
    """Submit one description, perhaps for several jobs; return their numbers."""
    description = {"name": "test", "executable": "true", **values}
    answer = client.post("/api/jobs", json=[description])
    assert answer.status_code == 201, answer.text
    return [job["job_id"] for job in answer.json()]


def named(name: str) -> dict[str, Any]:
    """Return a query for the jobs of a name."""
    return {"filters": [{"field": "name", "operator": "eq", "value": name}]}


def test_copies_are_jobs_of_their_own(alice: httpx.Client) -> None:
    """Copies would be lost, or numbers mixed up."""
    first, second, third = submit(alice, copies=3)
    assert first < second < third
    assert alice.get(f"/api/jobs/{second}").json()["status"] == "Waiting"


def test_one_bad_job_keeps_all_from_the_queue(alice: httpx.Client) -> None:
    """Half of a bulk would be submitted, and submitted again with the next try."""
    good = {"name": "half", "executable": "true"}
    bad = {**good, "input_sandboxes": ["0" * 64]}
    assert alice.post("/api/jobs", json=[good, bad]).status_code == 400
    assert alice.post("/api/jobs/search", json=named("half")).json() == []


def test_a_page_says_where_it_is(alice: httpx.Client) -> None:
    """A client could not tell whether there is more."""
    submit(alice, copies=5, name="paged")
    query = named("paged")
    second = alice.post("/api/jobs/search?page=2&per_page=2", json=query)
    assert second.status_code == 206
    start, total = second.headers["Content-Range"].split("/")
    assert (start, int(total) >= 5) == ("jobs 2-3", True)
    everything = alice.post("/api/jobs/search?per_page=1000", json=query)
    assert everything.status_code == 200
    assert len(everything.json()) == int(total)
    beyond = alice.post("/api/jobs/search?page=9&per_page=1000", json=query)
    assert beyond.status_code == 416
    assert beyond.headers["Content-Range"] == f"jobs */{total}"


def test_a_search_needs_no_body(alice: httpx.Client) -> None:
    """`body: Model | None = None` is FastAPI's word for an optional body."""
    assert alice.post("/api/jobs/search").status_code in {200, 206}


def test_only_selected_fields_are_returned(alice: httpx.Client) -> None:
    """Bandwidth would be wasted, or an absent value taken for null."""
    submit(alice)
    rows = alice.post("/api/jobs/search", json={"fields": ["status"]}).json()
    assert {frozenset(row) for row in rows} == {frozenset({"job_id", "status"})}


@pytest.mark.parametrize(
    ("operator", "value", "expected"),
    [
        ("eq", 3, {3}),
        ("neq", 3, {1, 2, 4, 5}),
        ("gt", 3, {4, 5}),
        ("lt", 3, {1, 2}),
    ],
)
def test_filters_compare(
    alice: httpx.Client, operator: str, value: int, expected: set[int]
) -> None:
    """A filter would return other jobs than it says."""
    name = f"filtered-{operator}"
    for priority in range(1, 6):
        submit(alice, name=name, priority=priority)
    query = named(name)
    query["filters"].append({"field": "priority", "operator": operator, "value": value})
    rows = alice.post("/api/jobs/search?per_page=9", json=query).json()
    assert {row["priority"] for row in rows} == expected


@pytest.mark.parametrize(
    "bad",
    [
        {"field": "priority", "operator": "eq", "value": "high"},
        {"field": "name", "operator": "eq", "value": 7},
        {"field": "priority", "operator": "like", "value": "5"},
        {"field": "submitted_at", "operator": "gt", "value": "yesterday"},
        {"field": "job_id", "operator": "eq", "value": 2**80},
    ],
)
def test_a_value_that_a_field_cannot_have_is_refused(
    alice: httpx.Client, bad: dict[str, Any]
) -> None:
    """The database would answer, each in its own way, and not kindly."""
    answer = alice.post("/api/jobs/search", json={"filters": [bad]})
    assert answer.status_code == 400, answer.text
    assert bad["field"] in answer.json()["detail"]


def test_jobs_are_found_by_time(alice: httpx.Client) -> None:
    """SQLite keeps times without zones; a comparison would be off by hours."""
    (job,) = submit(alice, name="timed")
    at = alice.get(f"/api/jobs/{job}").json()["submitted_at"]
    for operator, expected in (("eq", 1), ("gt", 0)):
        query = named("timed")
        query["filters"].append(
            {"field": "submitted_at", "operator": operator, "value": at}
        )
        assert len(alice.post("/api/jobs/search", json=query).json()) == expected


def test_a_summary_counts(alice: httpx.Client) -> None:
    """Numbers on a dashboard would be wrong."""
    submit(alice, name="counted", copies=4, site="LCG.CERN.ch")
    submit(alice, name="counted", copies=2)
    query = {"grouping": ["site"], **named("counted")}
    counts = {
        row["values"]["site"]: row["count"]
        for row in alice.post("/api/jobs/summary", json=query).json()
    }
    assert counts == {None: 2, "LCG.CERN.ch": 4}


def test_each_job_of_a_bulk_has_its_own_result(
    alice: httpx.Client, bob: httpx.Client
) -> None:
    """One job that is done, or somebody else's, would hold up all others."""
    mine, done = submit(alice, copies=2)
    (others,) = submit(bob)
    end = {str(done): [{"status": "Done"}]}
    assert alice.patch("/api/jobs/status", json=end).json()["success"]
    run = [{"status": "Running"}]
    answer = alice.patch(
        "/api/jobs/status", json={str(job): run for job in (mine, done, others)}
    )
    assert answer.json()["success"] == {str(mine): "Running"}
    failed = answer.json()["failed"]
    assert failed[str(done)]["status"] == 409
    assert failed[str(others)]["status"] == 404


def test_status_changes_apply_in_the_order_of_their_times(alice: httpx.Client) -> None:
    """A late report of an early status would undo the end of a job."""
    (job,) = submit(alice)
    changes = [
        {"status": "Done", "at": "2030-01-01T12:00:00Z"},
        {"status": "Running", "at": "2030-01-01T11:00:00Z"},
    ]
    alice.patch("/api/jobs/status", json={str(job): changes})
    found = alice.get(f"/api/jobs/{job}").json()
    assert found["status"] == "Done"
    assert found["started_at"] == "2030-01-01T11:00:00Z"
    assert found["ended_at"] == "2030-01-01T12:00:00Z"


def test_the_history_of_a_job_is_kept(alice: httpx.Client) -> None:
    """Nobody could tell how a job came to where it is."""
    (job,) = submit(alice)
    for status in ("Checking", "Running", "Failed"):
        alice.patch("/api/jobs/status", json={str(job): [{"status": status}]})
    entries = alice.get(f"/api/jobs/{job}/history").json()
    assert [entry["status"] for entry in entries] == [
        "Waiting",
        "Checking",
        "Running",
        "Failed",
    ]


def test_jobs_of_others_do_not_exist(alice: httpx.Client, bob: httpx.Client) -> None:
    """Names and numbers of other people's jobs would leak."""
    (job,) = submit(bob, name="secret")
    assert alice.get(f"/api/jobs/{job}").status_code == 404
    assert alice.delete(f"/api/jobs/{job}").status_code == 404
    assert alice.patch(f"/api/jobs/{job}", json={"priority": 1}).status_code == 404
    assert alice.post("/api/jobs/search", json=named("secret")).json() == []
    assert bob.get(f"/api/jobs/{job}").status_code == 200


def test_an_administrator_sees_all_jobs(bob: httpx.Client, carol: httpx.Client) -> None:
    """Nobody could help a user."""
    (job,) = submit(bob)
    assert carol.get(f"/api/jobs/{job}").json()["owner"] == "bob"
    assert carol.delete(f"/api/jobs/{job}").status_code == 204
    assert bob.get(f"/api/jobs/{job}").status_code == 404


def test_a_user_takes_nothing_from_the_queue(alice: httpx.Client) -> None:
    """Anybody could read, and run, everybody's jobs."""
    assert alice.post("/api/jobs/match", json={"site": "here"}).status_code == 403


def test_metadata_that_are_absent_stay(alice: httpx.Client) -> None:
    """Null and absent would be the same: a site could not be taken back."""
    (job,) = submit(alice, site="somewhere", priority=7)
    path = f"/api/jobs/{job}"
    assert alice.patch(path, json={"priority": 8}).status_code == 204
    assert alice.get(path).json()["site"] == "somewhere"
    assert alice.patch(path, json={"site": None}).status_code == 204
    found = alice.get(path).json()
    assert (found["site"], found["priority"]) == (None, 8)


def test_null_where_there_must_be_a_value_is_refused(alice: httpx.Client) -> None:
    """A job without a name or a priority would break whoever reads it."""
    (job,) = submit(alice)
    answer = alice.patch(f"/api/jobs/{job}", json={"name": None})
    assert answer.status_code == 422


def test_pilots_take_urgent_jobs_first(
    alice: httpx.Client, pilot: httpx.Client
) -> None:
    """A priority would mean nothing."""
    (low,) = submit(alice, tags=["urgency"], priority=1)
    (high,) = submit(alice, tags=["urgency"], priority=10)
    offer = {"site": "here", "tags": ["urgency"]}
    first = pilot.post("/api/jobs/match", json=offer).json()["job_id"]
    assert first == high
    assert low != high


def test_a_job_needs_all_of_its_tags(alice: httpx.Client, pilot: httpx.Client) -> None:
    """A job that needs a GPU would start without one."""
    (job,) = submit(alice, tags=["gpu", "cuda"], priority=10, site="tag-site")
    offer = {"site": "tag-site", "tags": ["gpu"]}
    assert pilot.post("/api/jobs/match", json=offer).json()["job_id"] != job
    offer["tags"] = ["cuda", "gpu", "more"]
    assert pilot.post("/api/jobs/match", json=offer).json()["job_id"] == job


def test_no_job_is_taken_twice(alice: httpx.Client, pilot: httpx.Client) -> None:
    """Two pilots would do the same work, and each spoil the other's results."""
    jobs = submit(alice, copies=20, site="crowded", priority=10)
    with ThreadPoolExecutor(10) as pilots:
        answers = pilots.map(
            lambda _: pilot.post("/api/jobs/match", json={"site": "crowded"}), range(20)
        )
        taken = [answer.json()["job_id"] for answer in answers]
    assert sorted(taken) == jobs


def test_an_empty_queue_has_no_content(pilot: httpx.Client) -> None:
    """A pilot would take an error for an empty queue."""
    offer = {"site": "x", "resources": {"cpu_seconds": 1, "memory_mb": 1}}
    answer = pilot.post("/api/jobs/match", json=offer)
    assert (answer.status_code, answer.content) == (204, b"")


def test_commands_are_delivered_once_with_a_heartbeat(
    alice: httpx.Client, pilot: httpx.Client
) -> None:
    """A job would never hear of a command, or for ever."""
    (job,) = submit(alice)
    pause = {"command": "pause", "seconds": 60}
    sent = alice.post("/api/jobs/commands", json={"job_ids": [job], "command": pause})
    assert sent.status_code == 204
    beat = {str(job): {"cpu_seconds": 1.5}}
    commands = pilot.patch("/api/jobs/heartbeat", json=beat).json()
    assert commands == [{"job_id": job, "command": pause}]
    assert pilot.patch("/api/jobs/heartbeat", json=beat).json() == []


def test_a_running_job_is_told_that_it_is_killed(alice: httpx.Client) -> None:
    """It would run on, for nobody."""
    waiting, running = submit(alice, copies=2)
    alice.patch("/api/jobs/status", json={str(running): [{"status": "Running"}]})
    result = alice.post("/api/jobs/kill", json={"job_ids": [waiting, running]}).json()
    assert set(result["success"].values()) == {"Killed"}
    beats: dict[str, dict[str, float]] = {str(job): {} for job in (waiting, running)}
    commands = alice.patch("/api/jobs/heartbeat", json=beats).json()
    assert [each["job_id"] for each in commands] == [running]


def test_a_rescheduled_job_waits_again(alice: httpx.Client) -> None:
    """A job that has failed for no fault of its own would be lost."""
    (job,) = submit(alice)
    alice.patch("/api/jobs/status", json={str(job): [{"status": "Failed"}]})
    alice.post("/api/jobs/reschedule", json={"job_ids": [job]})
    found = alice.get(f"/api/jobs/{job}").json()
    assert (found["status"], found["reschedule_count"]) == ("Waiting", 1)
    assert found["ended_at"] is None


def test_a_job_is_not_rescheduled_for_ever(alice: httpx.Client) -> None:
    """A job that always fails would keep pilots busy for ever."""
    (job,) = submit(alice)
    for _ in range(10):
        alice.post("/api/jobs/reschedule", json={"job_ids": [job]})
    refused = alice.post("/api/jobs/reschedule", json={"job_ids": [job]}).json()
    assert refused["failed"][str(job)]["status"] == 409
    again = {"job_ids": [job], "reset_count": True}
    assert alice.post("/api/jobs/reschedule", json=again).json()["success"]


def test_a_removed_job_leaves_nothing(alice: httpx.Client) -> None:
    """Its history and its log would be found under its number."""
    (job,) = submit(alice)
    assert alice.delete(f"/api/jobs/{job}").status_code == 204
    for path in ("", "/history", "/log", "/events", "/parameters"):
        assert alice.get(f"/api/jobs/{job}{path}").status_code == 404, path
