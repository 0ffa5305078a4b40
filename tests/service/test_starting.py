"""Starting the service: settings, configuration, extensions, several processes."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
import yaml

from service.demo import CONFIG

from .server import ROOT, RunningService, running_service
from .test_auth import refresh
from .test_jobs import submit


def python(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Python in the project, without any settings of the service."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("SERVICE_")}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**inherited, **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_the_document_needs_no_settings_and_never_changes() -> None:
    """The generator could not read it, or its output would differ by the day."""
    documents = {
        python("-m", "service", "openapi", PYTHONHASHSEED=seed).stdout
        for seed in ("1", "2")
    }
    assert len(documents) == 1
    (document,) = documents
    assert '"openapi": "3.1' in document


def test_missing_settings_stop_the_start_with_their_names() -> None:
    """An operator would find them one by one, from tracebacks at run time."""
    code = (
        "import asyncio; from service.app import app\n"
        "async def start():\n"
        "    async with app.router.lifespan_context(app): pass\n"
        "asyncio.run(start())"
    )
    done = python("-c", code)
    assert done.returncode != 0
    for name in (
        "SERVICE_DATABASE_URL",
        "SERVICE_AUTH_ISSUER",
        "SERVICE_AUTH_SECRET",
        "SERVICE_CONFIG_URL",
        "SERVICE_SANDBOX_FOLDER",
    ):
        assert f"environment variable {name} is not set" in done.stderr


def test_a_bad_database_url_is_one_line(tmp_path: Path) -> None:
    """A traceback would hide what to do."""
    done = python(
        "-m", "service", "migrate", "--data", str(tmp_path),
        "--database-url", "sqlite+aiosqlite:///one.db",
    )  # fmt: skip
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "{name}" in done.stderr


def test_migrations_make_the_tables_of_the_models(tmp_path: Path) -> None:
    """A column that is in the code alone would fail on the first request."""
    code = """
import asyncio
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from service.databases import DATABASES
from service.migrations import upgrade
from service.plumbing.sql import DatabaseSettings, create_engine
settings = DatabaseSettings()
def differences(connection, database):
    def ours(name, kind, _):
        return kind != "table" or name in database.metadata.tables
    context = MigrationContext.configure(
        connection, opts={"include_name": ours, "compare_type": True})
    return compare_metadata(context, database.metadata)
async def main():
    await upgrade(DATABASES, settings)
    for database in DATABASES:
        engine = create_engine(settings.url_of(database.name))
        async with engine.connect() as connection:
            print(await connection.run_sync(differences, database))
        await engine.dispose()
asyncio.run(main())
"""
    url = f"sqlite+aiosqlite:///{tmp_path}/{{name}}.db"
    done = python("-c", code, SERVICE_DATABASE_URL=url)
    assert done.stdout.split() == ["[]"] * 5, done.stdout + done.stderr


EXTENSION = '''
from service.jobs.db import JobsDatabase
from service.plumbing import Router, SecurityProperty

GUBBINS_USER = SecurityProperty("GubbinsUser", "Turn the gubbins.")

class GubbinsJobsDatabase(JobsDatabase):
    """Gives every job a name of its own."""

    async def get(self, job_id):
        job = await super().get(job_id)
        return job.model_copy(update={"name": f"gubbins of {job.name}"})

router = Router(prefix="/api/gubbins", tags=["gubbins"])

@router.get("")
async def extra() -> str:
    """Answer from an extension."""
    return "extra"
'''

ENTRY_POINTS = """
[service.databases]
JobsDatabase = gubbins:GubbinsJobsDatabase
[service.routers]
gubbins = gubbins:router
[service.properties]
GubbinsUser = gubbins:GUBBINS_USER
"""


def install_extension(folder: Path, name: str, module: str, entry_points: str) -> None:
    """Put an extension where Python finds it, as pip would."""
    (folder / f"{name}.py").write_text(module)
    info = folder / f"{name}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n"
    )
    (info / "entry_points.txt").write_text(entry_points)


def test_an_extension_replaces_a_database(tmp_path: Path) -> None:
    """An experiment could not adapt the service without copying it."""
    site = tmp_path / "site"
    site.mkdir()
    install_extension(site, "gubbins", EXTENSION, ENTRY_POINTS)
    path = f"{site}{os.pathsep}{ROOT}"
    with running_service(
        tmp_path / "data", demo_rows=0, environment={"PYTHONPATH": path}
    ) as service:
        headers = service.headers("alice")
        with httpx.Client(base_url=service.url, headers=headers) as alice:
            (job,) = submit(alice, name="job")
            assert alice.get(f"/api/jobs/{job}").json()["name"] == "gubbins of job"
            assert alice.get("/api/gubbins").json() == "extra"
            names = {each["name"] for each in alice.get("/api/auth/properties").json()}
            assert {"GubbinsUser", "NormalUser"} <= names


def test_two_extensions_for_one_thing_are_refused(tmp_path: Path) -> None:
    """Which of them is used would depend on the order of a folder."""
    for name in ("gubbins", "widgets"):
        install_extension(
            tmp_path, name, EXTENSION, ENTRY_POINTS.replace("gubbins:", f"{name}:")
        )
    path = f"{tmp_path}{os.pathsep}{ROOT}"
    done = python("-c", "import service.app", PYTHONPATH=path)
    assert "uninstall one of them" in done.stderr


@pytest.fixture(scope="module")
def short_lived(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[RunningService]:
    """A service of two processes whose tokens live for seconds."""
    folder = tmp_path_factory.mktemp("short")
    environment = {
        "SERVICE_AUTH_ACCESS_TOKEN_SECONDS": "1",
        "SERVICE_AUTH_REFRESH_TOKEN_SECONDS": "6",
        "SERVICE_CONFIG_REFRESH_SECONDS": "0.2",
    }
    with running_service(
        folder, workers=2, demo_rows=0, environment=environment
    ) as service:
        yield service


def test_expired_tokens_are_refused(short_lived: RunningService) -> None:
    """A stolen token would be good for ever."""
    tokens = short_lived.sign_in("alice")
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    url = f"{short_lived.url}/api/auth/userinfo"
    assert httpx.get(url, headers=headers).status_code == 200
    with httpx.Client(base_url=short_lived.url) as client:
        renewed = refresh(client, tokens["refresh_token"]).json()
        # The access token lives for a second, and 5 more for clocks that differ.
        time.sleep(6.5)
        refused = httpx.get(url, headers=headers)
        assert refused.status_code == 401
        assert "expired" in refused.json()["detail"]
        late = refresh(client, renewed["refresh_token"])
        assert late.json()["error"] == "invalid_grant"
        assert "expired" in late.json()["error_description"]


def test_one_of_two_processes_refreshes(short_lived: RunningService) -> None:
    """In two processes, the same token would be good twice."""
    token = short_lived.sign_in("alice")["refresh_token"]
    clients = [httpx.Client(base_url=short_lived.url) for _ in range(8)]
    with ThreadPoolExecutor(len(clients)) as pool:
        answers = list(pool.map(lambda client: refresh(client, token), clients))
    assert sorted(answer.status_code for answer in answers) == [200] + [400] * 7


def test_a_changed_configuration_is_noticed(short_lived: RunningService) -> None:
    """A change would need a restart; a broken one would stop the service."""
    file = short_lived.folder / "config.yaml"
    url = f"{short_lived.url}/api/config"
    before = httpx.get(url)
    changed = yaml.safe_load(CONFIG) | {"title": "Changed"}
    try:
        file.write_text(yaml.safe_dump(changed, sort_keys=False))
        # Each of both processes: one that had not looked would only see the broken file.
        assert _eventually(lambda: _titles(url) == {"Changed"})
        file.write_text("groups: [this is no configuration")
        time.sleep(1)
        assert httpx.get(url).json()["title"] == "Changed"
        assert httpx.get(url).headers["ETag"] != before.headers["ETag"]
    finally:
        file.write_text(CONFIG)


def test_rights_that_are_taken_away_end_with_the_next_refresh(
    short_lived: RunningService,
) -> None:
    """Who has left a group would keep its rights for a month."""
    tokens = short_lived.sign_in("bob")
    file = short_lived.folder / "config.yaml"
    changed = yaml.safe_load(CONFIG)
    changed["groups"]["users"]["users"] = ["alice"]
    try:
        file.write_text(yaml.safe_dump(changed, sort_keys=False))
        time.sleep(1.5)  # Both processes have to notice.
        with httpx.Client(base_url=short_lived.url) as client:
            answer = refresh(client, tokens["refresh_token"])
        assert answer.json()["error"] == "invalid_grant"
    finally:
        file.write_text(CONFIG)


def _titles(url: str) -> set[str]:
    """What many requests at once find, so that each process has to answer some."""
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(httpx.get, [url] * 40))
    return {answer.json()["title"] for answer in answers}


def _eventually(holds: Callable[[], bool]) -> bool:
    for _ in range(50):
        if holds():
            return True
        time.sleep(0.1)
    return False
