"""Jobs: the queue, bulk changes, files, logs and events."""

import hashlib
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from .server import RunningService


def submit(client: httpx.Client, **values: Any) -> list[int]:
    """Submit one description, perhaps for several jobs; return their numbers."""
    description = {"name": "test", "executable": "true", **values}
    answer = client.post("/api/jobs", json=[description])
    assert answer.status_code == 201, answer.text
    return [job["job_id"] for job in answer.json()]


def test_jobs_are_submitted_in_bulk(alice: httpx.Client) -> None:
    """Copies would be lost, or numbers mixed up."""
    first, second, third = submit(alice, copies=3)
    assert first < second < third
    assert alice.get(f"/api/jobs/{second}").json()["status"] == "Waiting"


def test_a_page_says_where_it_is(alice: httpx.Client) -> None:
    """A client could not tell whether there is more."""
    submit(alice, copies=5, name="paged")
    query = {"filters": [{"field": "name", "operator": "eq", "value": "paged"}]}
    answer = alice.post("/api/jobs/search?page=2&per_page=2", json=query)
    assert answer.status_code == 206
    start, total = answer.headers["Content-Range"].removeprefix("jobs 2-3/"), 5
    assert int(start) >= total
    everything = alice.post("/api/jobs/search?per_page=1000", json=query)
    assert everything.status_code == 200
    beyond = alice.post("/api/jobs/search?page=1000&per_page=1000", json=query)
    assert beyond.status_code == 416


def test_only_selected_fields_are_returned(alice: httpx.Client) -> None:
    """Bandwidth would be wasted, or a null taken for a value."""
    submit(alice)
    rows = alice.post("/api/jobs/search", json={"fields": ["status"]}).json()
    assert {frozenset(row) for row in rows} == {frozenset({"job_id", "status"})}
