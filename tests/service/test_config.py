"""The configuration and how it is shown; health."""

import asyncio
import subprocess
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from service.plumbing import (
    Config,
    ConfigSettings,
    ConfigSourceError,
    Container,
    Router,
)
from service.plumbing.config_sources import FileSource, GitSource, open_source


class ProbeConfig(Config):
    """A configuration with one value."""

    value: int = 0


def app_for(url: str) -> FastAPI:
    """Return an application that shows its configuration."""
    router = Router()

    @router.get("/value")
    async def value(config: ProbeConfig) -> int:
        return config.value

    container = Container()
    container.instance(
        ConfigSettings, lambda: ConfigSettings(url=url, refresh_seconds=0.05)
    )

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with container.running():
            yield

    app = FastAPI(lifespan=lifespan)
    app.state.container = container
    app.include_router(router)
    return app


def test_a_client_with_the_current_version_gets_304(client: httpx.Client) -> None:
    """Each look at the configuration would transfer all of it."""
    first = client.get("/api/config")
    tag, date = first.headers["ETag"], first.headers["Last-Modified"]
    for headers in (
        {"If-None-Match": tag},
        {"If-None-Match": f'"other", W/{tag}'},
        {"If-None-Match": "*"},
        {"If-Modified-Since": date},
        {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"},
    ):
        again = client.get("/api/config", headers=headers)
        assert (again.status_code, again.content) == (304, b""), headers
        assert again.headers["ETag"] == tag


@pytest.mark.parametrize(
    "headers",
    [
        {"If-None-Match": '"other"'},
        {"If-Modified-Since": "Thu, 01 Jan 1970 00:00:00 GMT"},
        {"If-Modified-Since": "yesterday"},
        # A tag that differs decides, whatever the date says (RFC 9110, 13.2.2).
        {
            "If-None-Match": '"other"',
            "If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT",
        },
    ],
)
def test_a_client_with_another_version_gets_the_current_one(
    client: httpx.Client, headers: dict[str, str]
) -> None:
    """A client would keep a configuration that is out of date."""
    answer = client.get("/api/config", headers=headers)
    assert answer.status_code == 200
    assert answer.json()["title"]


def test_health_tells_alive_from_ready(client: httpx.Client) -> None:
    """A process would be restarted because a database is slow."""
    assert client.get("/api/health/live").json() == {"status": "alive"}
    ready = client.get("/api/health/ready").json()
    assert (ready["status"], ready["failures"]) == ("ready", {})


def test_before_the_first_load_it_is_503(tmp_path: Path) -> None:
    """Requests would be served by rules that nobody has made."""
    file = tmp_path / "config.yaml"
    with TestClient(app_for(file.as_uri())) as client:
        answer = client.get("/value")
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
        file.write_text("value: 7")
        assert _eventually(client, 7)


def test_a_broken_version_leaves_the_last_good_one(tmp_path: Path) -> None:
    """A typing error would take down a service that runs."""
    file = tmp_path / "config.yaml"
    file.write_text("value: 1")
    with TestClient(app_for(file.as_uri())) as client:
        assert _eventually(client, 1)
        file.write_text("value: [")
        assert not _eventually(client, 0, tries=10)
        assert client.get("/value").json() == 1
        file.unlink()
        assert not _eventually(client, 0, tries=10)
        file.write_text("value: 2")
        assert _eventually(client, 2)


def test_a_git_repository_is_followed(tmp_path: Path) -> None:
    """A change that was reviewed and merged would not arrive."""
    repository = tmp_path / "repository"

    def git(*arguments: str) -> None:
        identity = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
        command = ["git", "-C", str(repository), *identity, *arguments]
        subprocess.run(command, check=True, capture_output=True)

    def commit(value: int) -> None:
        (repository / "conf.yaml").write_text(f"value: {value}")
        git("add", ".")
        git("commit", "-m", f"Set it to {value}")

    repository.mkdir()
    git("init", "--initial-branch", "live")
    commit(1)
    url = f"git+{repository.as_uri()}#live:conf.yaml"
    with TestClient(app_for(url)) as client:
        assert _eventually(client, 1)
        commit(2)
        assert _eventually(client, 2)


@pytest.mark.parametrize("url", ["ftp://host/x", "config.yaml", ""])
def test_a_source_of_no_known_kind_is_refused(url: str) -> None:
    """It would look like a service that never finishes to start."""
    with pytest.raises(ConfigSourceError, match="no configuration URL"):
        open_source(url)


def test_a_git_source_says_what_is_wrong(tmp_path: Path) -> None:
    """An operator would have to guess."""
    source = GitSource(str(tmp_path / "missing"), "main", "config.yaml")

    async def look() -> None:
        try:
            await source.latest()
        finally:
            await source.close()

    with pytest.raises(ConfigSourceError, match="missing"):
        asyncio.run(look())


def test_a_file_source_knows_versions_by_content(tmp_path: Path) -> None:
    """Touching a file would look like a change; a change within a second would not."""
    file = tmp_path / "config.yaml"
    file.write_text("value: 1")
    source = FileSource(file)
    first = asyncio.run(source.latest())
    file.write_text("value: 2")
    assert asyncio.run(source.latest()).id != first.id
    file.write_text("value: 1")
    assert asyncio.run(source.latest()).id == first.id


def _eventually(client: TestClient, value: int, tries: int = 100) -> bool:
    for _ in range(tries):
        answer = client.get("/value")
        if answer.status_code == 200 and answer.json() == value:
            return True
        time.sleep(0.05)
    return False
