"""The running service against its own OpenAPI document."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from service.app import app

from .postgres import find_binaries
from .server import RunningService, running_service
from .test_jobs import submit

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]

schema = schemathesis.openapi.from_dict(app.openapi())


@pytest.fixture(scope="module")
def service(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningService]:
    """The service on PostgreSQL, which forgives less; on SQLite where it is not."""
    url = None
    if find_binaries() is not None:
        url = request.getfixturevalue("postgresql").new_database()
    folder: Path = tmp_path_factory.mktemp("contract")
    with running_service(folder, database_url=url, demo_rows=200) as running:
        yield running


@pytest.fixture(scope="module")
def ended_job(service: RunningService) -> int:
    """A job that is done, so that following it comes to an end."""
    headers = service.headers("carol", "openid group:admins")
    with httpx.Client(base_url=service.url, headers=headers) as carol:
        (job,) = submit(carol)
        carol.patch("/api/jobs/status", json={str(job): [{"status": "Done"}]})
    return job


@schema.parametrize()
@settings(max_examples=5, suppress_health_check=list(HealthCheck), deadline=None)
def test_answers_are_as_documented(
    case: Any, service: RunningService, ended_job: int
) -> None:
    """A client generated from the document would meet what it does not know."""
    followed = case.operation.path.endswith(("/events", "/log"))
    if followed and str(case.path_parameters.get("job_id")).isdigit():
        case.path_parameters["job_id"] = ended_job
    headers = service.headers("carol", "openid group:admins")
    case.call_and_validate(
        base_url=service.url, headers=headers, checks=CHECKS, timeout=30
    )
