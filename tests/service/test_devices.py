"""Devices: the inventory, and commands awaited, followed and lost."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from .test_following import read_events

LAB = "/api/gateway/lab-1"


def execute(client: httpx.Client, command: str, **query: Any) -> httpx.Response:
    """Send a command to the first router."""
    body = {"command": command, "timeout": query.pop("timeout", 30)}
    return client.post(f"{LAB}/devices/router-1/commands", json=body, params=query)


def test_the_gateway_lists_its_services(alice: httpx.Client) -> None:
    """Nobody would know what to ask."""
    services = alice.get("/api/gateway/services").json()
    online = {each["service_id"]: each["online"] for each in services}
    assert online == {"lab-1": True, "lab-2": True, "lab-3": False}
    assert {each["device_count"] for each in services} >= {5}


def test_a_service_that_is_away_is_503(alice: httpx.Client) -> None:
    """A client would believe that its devices do not exist."""
    answer = alice.get("/api/gateway/lab-3/devices")
    assert (answer.status_code, "Retry-After" in answer.headers) == (503, True)
    assert alice.get("/api/gateway/lab-9/devices").status_code == 404


def test_the_inventory_is_filtered(alice: httpx.Client) -> None:
    """A command would go to the wrong devices."""
    params: dict[str, Any] = {"device_type": ["ROUTER", "SWITCH"], "enabled": True}
    found = alice.get("/api/gateway/lab-2/devices", params=params).json()
    assert [each["name"] for each in found] == ["router-1", "switch-2"]


@pytest.fixture
def device(carol: httpx.Client) -> Any:
    """A device of our own, with a password."""
    new = {
        "name": "own.r1",
        "host": "192.0.2.99",
        "device_type": "ROUTER",
        "access": [
            {"protocol": "ssh", "username": "root", "password": "very-secret"},
            {"protocol": "snmp", "community": "very-secret"},
        ],
    }
    answer = carol.post(f"{LAB}/devices", json=new)
    assert answer.status_code == 201, answer.text
    yield new
    carol.delete(f"{LAB}/devices/own.r1")


def test_secrets_are_never_given_back(carol: httpx.Client, device: Any) -> None:
    """Who may read the inventory could log in to the devices."""
    answer = carol.get(f"{LAB}/devices/own.r1")
    assert answer.json()["protocols"] == ["ssh", "snmp"]
    assert "very-secret" not in answer.text
    assert "very-secret" not in carol.post(f"{LAB}/devices", json=device).text


def test_users_cannot_change_the_inventory(alice: httpx.Client) -> None:
    """Anybody could lead commands elsewhere."""
    path = f"{LAB}/devices/router-1"
    assert alice.patch(path, json={"host": "evil"}).status_code == 403
    assert alice.delete(path).status_code == 403


def test_a_name_is_given_once(carol: httpx.Client, device: Any) -> None:
    """One device would silently take the place of another."""
    assert carol.post(f"{LAB}/devices", json=device).status_code == 409


def test_two_changes_at_once_do_not_undo_each_other(
    carol: httpx.Client, device: Any
) -> None:
    """The second one would overwrite what it has never seen (RFC 9110, 13.1.1)."""
    path = f"{LAB}/devices/own.r1"
    tag = carol.get(path).headers["ETag"]
    seen = {"If-Match": tag}
    assert carol.patch(path, json={"host": "a"}, headers=seen).status_code == 200
    assert carol.patch(path, json={"host": "b"}, headers=seen).status_code == 412
    assert carol.put(path, json=device, headers=seen).status_code == 412
    assert carol.get(path).json()["host"] == "a"


def test_put_makes_or_replaces(carol: httpx.Client, device: Any) -> None:
    """A script that sets up an inventory could not run twice."""
    path = f"{LAB}/devices/own.r1"
    assert carol.put(path, json=device).status_code == 200
    carol.delete(path)
    assert carol.put(path, json=device).status_code == 201
    other = {**device, "name": "other"}
    assert carol.put(path, json=other).status_code == 400


def test_a_command_is_awaited(alice: httpx.Client) -> None:
    """The common case would need a loop."""
    result = execute(alice, "show version").json()
    assert result["status"] == "SUCCESS"
    assert result["output"] == "router-1, a ROUTER\n1.0.0\n"


def test_a_refused_command_says_why(alice: httpx.Client) -> None:
    """A failure would look like an empty answer."""
    result = execute(alice, "make coffee").json()
    assert (result["status"], result["error"]) == (
        "FAILURE",
        "% unknown command: make coffee",
    )


def test_a_command_that_takes_too_long_is_ended(alice: httpx.Client) -> None:
    """It would keep the device, and whoever waits, for ever."""
    result = execute(alice, "sleep 30", timeout=0.3).json()
    assert result["status"] == "TIMEOUT"


def test_a_command_is_sent_without_waiting(alice: httpx.Client) -> None:
    """A slow device would hold up the caller."""
    sent = execute(alice, "ping 10", wait=False)
    assert sent.status_code == 202
    where = sent.headers["Location"]
    for _ in range(100):
        result = alice.get(where).json()
        if result["ended_at"]:
            break
        time.sleep(0.05)
    assert result["output"].count("\n") == 10


def test_output_is_followed_line_by_line(alice: httpx.Client) -> None:
    """Output would come all at once, at the end."""
    where = execute(alice, "ping 20", wait=False).headers["Location"]
    arrived: list[float] = []
    with alice.stream("GET", f"{where}/output") as stream:
        events = []
        for event in read_events(stream.iter_lines()):
            events.append(event["data"])
            arrived.append(time.monotonic())
    lines = [event for event in events if event["kind"] == "line"]
    assert [line["number"] for line in lines] == list(range(1, 21))
    assert events[-1] == {"kind": "end", "status": "SUCCESS", "error": None}
    assert arrived[-1] - arrived[0] > 0.15


def test_followed_output_resumes(alice: httpx.Client) -> None:
    """After a lost connection, lines would be missing or doubled."""
    where = execute(alice, "ping 5", wait=False).headers["Location"]
    with alice.stream(
        "GET", f"{where}/output", headers={"Last-Event-ID": "3"}
    ) as stream:
        events = [event["data"] for event in read_events(stream.iter_lines())]
    assert [event.get("number") for event in events] == [4, 5, None]


def test_results_of_many_devices_come_as_they_are_ready(alice: httpx.Client) -> None:
    """The slowest device would hold up all others; a failure would end it all."""
    body = {"command": "ping 3", "devices": ["router-1", "switch-2", "router-5"]}
    answer = alice.post(f"{LAB}/commands", json=body)
    results = [json.loads(line) for line in answer.text.splitlines()]
    statuses = {each["device"]: each["status"] for each in results}
    assert statuses == {
        "router-1": "SUCCESS",
        "switch-2": "SUCCESS",
        "router-5": "FAILURE",
    }


def test_one_unknown_device_keeps_the_command_from_all(alice: httpx.Client) -> None:
    """Half of a change would be made."""
    body = {"command": "ping 3", "devices": ["router-1", "nobody"]}
    answer = alice.post(f"{LAB}/commands", json=body)
    assert answer.status_code == 404
    assert "nobody" in answer.json()["detail"]


def test_commands_of_others_do_not_exist(
    alice: httpx.Client, bob: httpx.Client
) -> None:
    """Output of devices, with what is in it, would leak."""
    where = execute(alice, "show version", wait=False).headers["Location"]
    assert bob.get(where).status_code == 404
    assert bob.get(f"{where}/output").status_code == 404


def test_many_commands_at_once(alice: httpx.Client) -> None:
    """Waiting would use up the connections to the database."""
    with ThreadPoolExecutor(30) as pool:
        answers = list(pool.map(lambda _: execute(alice, "ping 5"), range(60)))
    assert {answer.json()["status"] for answer in answers} == {"SUCCESS"}
