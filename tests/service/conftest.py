"""Fixtures: databases of both kinds, and the service running on each."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from .postgres import Cluster, find_binaries, running_cluster
from .server import RunningService, running_service


@pytest.fixture(scope="session")
def postgresql_binaries() -> Path:
    """The folder with PostgreSQL's programs."""
    binaries = find_binaries()
    if binaries is None:
        pytest.skip(
            "PostgreSQL is not installed: no `initdb` on the path or below"
            " /usr/lib/postgresql (`apt-get install postgresql`)"
        )
    return binaries


@pytest.fixture(scope="session")
def postgresql(postgresql_binaries: Path) -> Iterator[Cluster]:
    """A PostgreSQL server of our own."""
    with running_cluster(postgresql_binaries) as cluster:
        yield cluster


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def service(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningService]:
    """The service with its demo data, once on each kind of database."""
    url: str | None = None
    if request.param == "postgresql":
        url = request.getfixturevalue("postgresql").new_database()
    folder: Path = tmp_path_factory.mktemp(request.param)
    with running_service(folder, database_url=url) as running:
        yield running


@pytest.fixture
def client(service: RunningService) -> Iterator[httpx.Client]:
    """A client of the service that nobody has signed in."""
    with httpx.Client(base_url=service.url, timeout=30) as client:
        yield client


@pytest.fixture
def alice(service: RunningService) -> Iterator[httpx.Client]:
    """A client that acts for alice, in group `users`."""
    headers = service.headers("alice")
    with httpx.Client(base_url=service.url, headers=headers, timeout=30) as client:
        yield client


@pytest.fixture
def bob(service: RunningService) -> Iterator[httpx.Client]:
    """A client that acts for bob, in group `users`."""
    headers = service.headers("bob")
    with httpx.Client(base_url=service.url, headers=headers, timeout=30) as client:
        yield client


@pytest.fixture
def carol(service: RunningService) -> Iterator[httpx.Client]:
    """A client that acts for carol, an administrator."""
    headers = service.headers("carol", "openid group:admins")
    with httpx.Client(base_url=service.url, headers=headers, timeout=30) as client:
        yield client


@pytest.fixture
def pilot(service: RunningService) -> Iterator[httpx.Client]:
    """A client that acts for a pilot."""
    headers = service.pilot_headers()
    with httpx.Client(base_url=service.url, headers=headers, timeout=30) as client:
        yield client
