"""Fixtures: the reference service, running; and a small client with patches."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.service.server import RunningService, running_service

from .project import Project, new_project


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """The reference service on SQLite."""
    with running_service(tmp_path_factory.mktemp("service"), demo_rows=50) as running:
        yield running


@pytest.fixture(scope="session")
def generated_once(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A client of a small document, generated without patches."""
    return new_project(tmp_path_factory.mktemp("project"))


@pytest.fixture
def project(generated_once: Project, tmp_path: Path) -> Project:
    """A copy of it, to patch."""
    return generated_once.copy(tmp_path / "copy")
