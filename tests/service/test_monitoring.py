"""Monitoring data: filters, cursor pages, workspaces and certification."""

from typing import Any

import httpx
import pytest

BASE = "/api/monitoring"


def follow(client: httpx.Client, address: str, **params: Any) -> list[dict[str, Any]]:
    """Return the results of every page, following `next`."""
    page = client.get(address, params=params).json()
    results: list[dict[str, Any]] = list(page["results"])
    while page["next"]:
        page = client.get(page["next"]).json()
        results += page["results"]
    return results


def test_pages_give_each_result_once(alice: httpx.Client) -> None:
    """A sum over all pages would be wrong."""
    runs = follow(alice, f"{BASE}/histograms-1d", page_size=97, dataset_id=1)
    numbers = [run["hist_id"] for run in runs]
    assert len(numbers) > 200
    assert numbers == sorted(set(numbers))


def test_pages_lead_back(alice: httpx.Client) -> None:
    """`previous` would lead somewhere else."""
    first = alice.get(f"{BASE}/histograms-1d", params={"page_size": 10}).json()
    assert first["previous"] is None
    second = alice.get(first["next"]).json()
    third = alice.get(second["next"]).json()
    assert alice.get(third["previous"]).json()["results"] == second["results"]
    back = alice.get(second["previous"]).json()
    assert back["results"] == first["results"]
    assert back["previous"] is None


def test_links_keep_the_filters(alice: httpx.Client) -> None:
    """The second page would be of other data."""
    found = follow(alice, f"{BASE}/lumisections", page_size=5, ls_number__lte=3)
    assert {each["ls_number"] for each in found} == {1, 2, 3}


@pytest.mark.parametrize("cursor", ["x", "WzEsMl0=", "bnVsbA==", "é", "W10="])
def test_a_made_up_cursor_is_refused(alice: httpx.Client, cursor: str) -> None:
    """It would be an error of ours, or a way into the query."""
    answer = alice.get(f"{BASE}/files", params={"cursor": cursor})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("params", "holds"),
    [
        ({"run_number__gte": 360001}, lambda hist: hist["run_number"] >= 360001),
        ({"ls_number": 2}, lambda hist: hist["ls_number"] == 2),
        ({"me_id__in": [1, 3]}, lambda hist: hist["me_id"] in {1, 3}),
        (
            {"me__regex": "^Muons/.*1[0-9]$"},
            lambda hist: hist["me"].startswith("Muons"),
        ),
        ({"me": "Muons/Quality/element_02"}, lambda hist: hist["me_id"] == 3),
        ({"entries__gte": 1000}, lambda hist: hist["entries"] >= 1000),
    ],
)
def test_filters_keep_what_they_say(
    alice: httpx.Client, params: dict[str, Any], holds: Any
) -> None:
    """A plot would show other data than its title says."""
    everything = follow(alice, f"{BASE}/histograms-1d", page_size=1000)
    kept = follow(alice, f"{BASE}/histograms-1d", page_size=1000, **params)
    if "me__regex" in params:
        assert kept
        assert all(map(holds, kept))
    else:
        assert kept == [each for each in everything if holds(each)]


@pytest.mark.parametrize("path", ["histograms-1d", "elements"])
def test_a_bad_pattern_is_refused(alice: httpx.Client, path: str) -> None:
    """It would be an error of ours."""
    answer = alice.get(f"{BASE}/{path}", params={"me__regex": "("})
    assert answer.status_code == 400


def test_a_pattern_takes_no_long_time(alice: httpx.Client) -> None:
    """A pattern could keep a process busy for ever."""
    answer = alice.get(
        f"{BASE}/elements", params={"me__regex": r"^(([a-zA-Z/_0-9])+)+\$$"}, timeout=5
    )
    assert answer.json() == []


def test_an_unknown_filter_is_refused(alice: httpx.Client) -> None:
    """A typing error would return everything."""
    answer = alice.get(f"{BASE}/runs", params={"run_numbr": 1})
    assert answer.status_code == 422


def test_workspaces_are_apart(alice: httpx.Client) -> None:
    """People would see, and certify, data that are not theirs."""
    spaces = {each["name"] for each in alice.get(f"{BASE}/workspaces").json()}
    assert spaces == {"tracker", "muon", "jetmet"}
    seen: list[int] = []
    for space in sorted(spaces):
        page = alice.get(f"{BASE}/datasets", headers={"Workspace": space}).json()
        seen += [each["dataset_id"] for each in page["results"]]
    assert sorted(seen) == [1, 2, 3, 4, 5, 6]
    other = alice.get(f"{BASE}/datasets/1", headers={"Workspace": "muon"})
    assert other.status_code == 404
    unknown = alice.get(f"{BASE}/datasets", headers={"Workspace": "nowhere"})
    assert unknown.status_code == 404


def test_single_things_are_found(alice: httpx.Client) -> None:
    """A link from a page would lead nowhere."""
    run = alice.get(f"{BASE}/runs").json()["results"][0]
    path = f"{BASE}/runs/{run['dataset_id']}/{run['run_number']}"
    assert alice.get(path).json() == run
    for name, key in (
        ("files", "file_id"),
        ("lumisections", "ls_id"),
        ("histograms-1d", "hist_id"),
        ("histograms-2d", "hist_id"),
    ):
        each = alice.get(f"{BASE}/{name}").json()["results"][-1]
        assert alice.get(f"{BASE}/{name}/{each[key]}").json() == each


def test_a_histogram_has_as_many_bins_as_it_says(alice: httpx.Client) -> None:
    """A plot would be shifted."""
    for each in alice.get(f"{BASE}/histograms-2d").json()["results"]:
        assert len(each["data"]) == each["y_bins"]
        assert {len(row) for row in each["data"]} == {each["x_bins"]}


def test_a_histogram_lies_in_a_file_of_its_run(alice: httpx.Client) -> None:
    """The demo data would contradict themselves."""
    for each in alice.get(f"{BASE}/histograms-1d").json()["results"]:
        file = alice.get(f"{BASE}/files/{each['file_id']}").json()
        run = f"/{each['dataset_id']}/{each['run_number']}.root"
        assert file["logical_file_name"].endswith(run)


def test_certified_runs_come_back_as_stretches(alice: httpx.Client) -> None:
    """An analysis would use bad data."""
    good = {"360000": [[1, 4], [6, 10]]}
    answer = alice.put(f"{BASE}/certification", params={"dataset_id": 2}, json=good)
    assert answer.status_code == 200, answer.text
    found = alice.get(f"{BASE}/certification", params={"dataset_id": 2}).json()
    assert found == good
    params = {"dataset_id": 2, "certified": False}
    bad = follow(alice, f"{BASE}/lumisections", **params)
    assert 5 in {each["ls_number"] for each in bad}


def test_a_guest_sees_nothing(service: Any) -> None:
    """Rights would mean nothing."""
    headers = service.headers("bob", "openid group:guests")
    for path in (f"{BASE}/runs", "/api/jobs/1", "/api/gateway/services"):
        assert httpx.get(service.url + path, headers=headers).status_code == 403
