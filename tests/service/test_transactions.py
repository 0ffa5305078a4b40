"""Transactions: one for each request, kept or taken back as it went."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import httpx
import pytest
from fastapi import FastAPI

from service.plumbing import Container, ReadOnly, Router

from . import probe
from .postgres import Cluster, running_cluster


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def url(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> str:
    """Where the probe's databases are."""
    if request.param == "postgresql":
        cluster: Cluster = request.getfixturevalue("postgresql")
        return cluster.new_database()
    folder = tmp_path_factory.mktemp("probe")
    return f"sqlite+aiosqlite:///{folder}/{{name}}.db"


@pytest.fixture(scope="module")
def app(url: str) -> FastAPI:
    """The probe."""
    container = probe.container_for(url, pool_size=3, pool_timeout=5.0)
    container.instance(
        probe.ProbeSettings, lambda: probe.ProbeSettings(greeting="hello")
    )
    app = probe.make_app(container=container)

    @app.post("/reset")
    async def reset() -> None:
        databases = probe.ProbeDatabase, probe.OtherDatabase
        await probe.create_tables(container, *databases)

    @app.get("/checked-out")
    async def checked_out() -> int:
        databases = probe.ProbeDatabase, probe.OtherDatabase
        pools = [each.pool(container).engine.pool for each in databases]
        return sum(pool.checkedout() for pool in pools)  # type: ignore[attr-defined]

    return app


@pytest.fixture(scope="module")
def server(app: FastAPI) -> Iterator[httpx.Client]:
    """A client of the running probe."""
    with probe.serving(app) as client:
        yield client


@pytest.fixture
def client(server: httpx.Client) -> Iterator[httpx.Client]:
    """The client, on empty databases; no test leaves a connection behind."""
    server.post("/reset").raise_for_status()
    yield server
    # A background task may still be at it after the answer.
    give_up_at = time.monotonic() + 5
    while server.get("/checked-out").json() and time.monotonic() < give_up_at:
        time.sleep(0.05)
    assert server.get("/checked-out").json() == 0


def post(client: httpx.Client, path: str, name: str = "x", **query: str) -> int:
    """Post, and return the status."""
    return client.post(path, params={"name": name, **query}).status_code


def test_what_went_well_is_kept(client: httpx.Client) -> None:
    """Nothing could be stored."""
    assert post(client, "/add") == 200
    assert client.get("/names").json() == ["x"]


def test_a_sub_dependency_shares_the_transaction(client: httpx.Client) -> None:
    """Its row would be invisible to the handler, or survive the handler's failure."""
    assert client.post("/shared", params={"name": "x"}).json() is True
    assert client.get("/names").json() == ["x", "x-first"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/raised", 409),
        ("/returned", 409),
        ("/status-set", 400),
        ("/crashed", 500),
        ("/bad-answer", 500),
        ("/failing-commit", 500),
    ],
)
def test_what_went_wrong_is_taken_back(
    client: httpx.Client, path: str, status: int
) -> None:
    """The database would hold what the answer denies."""
    assert post(client, path) == status
    assert client.get("/names").json() == []


def test_a_commit_on_purpose_is_kept(client: httpx.Client) -> None:
    """A stolen token could not be revoked by a request that is refused."""
    assert post(client, "/kept") == 401
    assert client.get("/names").json() == ["x"]


def test_a_failing_commit_leaks_no_connection(client: httpx.Client) -> None:
    """With a pool of three, the fourth such request would wait in vain."""
    for _ in range(8):
        assert post(client, "/failing-commit") == 500
    assert post(client, "/add") == 200


def test_a_background_task_sees_the_row(client: httpx.Client) -> None:
    """It would run before the commit, and act on what is not there."""
    assert post(client, "/background") == 200
    found: list[str] = []
    for _ in range(50):  # it begins when the answer is on its way
        found = client.get("/names").json()
        if len(found) > 1:
            break
        time.sleep(0.1)
    assert found == ["x", "x-copy"]


def test_a_failing_background_task_is_taken_back(client: httpx.Client) -> None:
    """Half of its work would stay."""
    assert post(client, "/background", "bad") == 200
    assert client.get("/names").json() == ["bad"]


def test_two_databases_commit_in_reverse_order(client: httpx.Client) -> None:
    """What survives a failure would be anybody's guess.

    The last parameter commits first. When it fails, nothing is kept; when the
    other one fails, it is too late for what the last has committed.
    """
    assert post(client, "/two", "fine") == 200
    assert post(client, "/two", "last-fails", spoil="other") == 500
    assert post(client, "/two", "first-fails", spoil="probe") == 500
    assert client.get("/names").json() == ["fine"]
    assert client.get("/other-names").json() == ["fine", "first-fails"]


def test_a_stream_opens_its_own_transactions(client: httpx.Client) -> None:
    """A stream would keep a connection as long as somebody reads it."""
    lines = client.get("/stream", params={"count": 3}).text.split()
    assert len(lines) == 3
    assert len(client.get("/names").json()) == 3


def test_a_transaction_kept_too_long_is_refused(client: httpx.Client) -> None:
    """It would use somebody else's transaction, or none."""
    with pytest.raises(httpx.RemoteProtocolError):
        client.get("/too-late").read()


def test_a_reader_cannot_write(client: httpx.Client, app: FastAPI) -> None:
    """`ReadOnly` would be a wish."""
    router = Router()

    @router.post("/write-anyway")
    async def write(db: Annotated[probe.ProbeDatabase, ReadOnly()]) -> None:
        await db.add("sneaked in")

    app.include_router(router)
    assert client.post("/write-anyway").status_code == 500
    assert client.get("/names").json() == []


def test_settings_are_one_instance(client: httpx.Client) -> None:
    """Two parts of a process could see different settings."""
    first, second = (client.get("/settings").json() for _ in range(2))
    assert first == second
    assert first[0] == "hello"


def test_a_busy_pool_is_no_error_of_ours(url: str) -> None:
    """A request that finds no free connection would be a 500, or hang."""
    container = probe.container_for(url, pool_size=1, pool_timeout=0.2)
    app = probe.make_app(container=container)
    with probe.serving(app) as client, httpx.Client() as other:
        with pytest.raises(httpx.ReadTimeout):
            other.get(f"{client.base_url}/slow", timeout=0.5)
        # The handler of the one that went away runs on: nobody can tell it.
        answer = client.get("/names")
        assert answer.status_code == 503
        assert int(answer.headers["Retry-After"]) >= 1


def test_a_database_that_is_down_is_503_until_it_is_up(tmp_path: Path) -> None:
    """Requests would hang, each for itself, or be errors of ours."""
    folder = tmp_path / "not-there-yet"
    url = f"sqlite+aiosqlite:///{folder}/{{name}}.db"
    container = probe.container_for(url, ping_seconds=0.5)
    with probe.serving(probe.make_app(container=container)) as client:
        _is_down(client)
        folder.mkdir()
        _recovers(client, container)


def test_a_server_that_goes_away_is_503_until_it_is_back(
    postgresql_binaries: Path,
) -> None:
    """Connections that were good a moment ago would be errors of ours."""
    with running_cluster(postgresql_binaries) as cluster:
        container = probe.container_for(cluster.new_database(), ping_seconds=0.5)
        with probe.serving(probe.make_app(container=container)) as client:
            _recovers(client, container)
            cluster.stop()
            _is_down(client)
            cluster.start()
            _recovers(client, container)


def _is_down(client: httpx.Client) -> None:
    answers = [client.get("/names") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [503, 503, 503]
    assert "Retry-After" in answers[-1].headers
    assert answers[-1].elapsed.total_seconds() < 0.5


def _recovers(client: httpx.Client, container: Container) -> None:
    for _ in range(40):
        # Tables are not the point: that they are missing is no 503.
        if client.get("/names").status_code != 503:
            return
        time.sleep(0.1)
    pytest.fail("it did not recover")
