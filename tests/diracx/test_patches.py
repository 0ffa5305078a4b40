"""DiracX's hand-written client code, as patches of isospin: without a server."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from .conftest import DOCUMENT, Diracx

if not DOCUMENT.is_file():
    pytest.skip("DiracX's document is needed: `make diracx`", allow_module_level=True)


def test_the_patches_hold(generated_once: Diracx) -> None:
    """Twins, targets, originals, nothing blocking, nothing mirrored out of date."""
    assert generated_once.check() == []


def test_type_checkers_are_content(generated_once: Diracx) -> None:
    """In strict mode, without a comment that would silence them."""
    command = [sys.executable, "-m", "mypy", "--strict", "-p", "diracx_client"]
    done = subprocess.run(
        [*command, "-p", "patches"],
        cwd=generated_once.folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    for path in (generated_once.folder / "patches").rglob("*.py"):
        assert "ignore" not in path.read_text("utf-8")


CALLS = """
    import asyncio, json, os
    from inspect import isawaitable
    import httpx
    from diracx_client import aio, models, sync
    from diracx_client._core.oauth import OAuth2

    SENT = []

    def answer(request):
        body = request.content.decode()
        SENT.append([request.method, request.url.path, body])
        assert request.headers["DiracX-Client-Version"]
        if request.url.path == "/api/auth/token":
            return httpx.Response(400, json={"error": "authorization_pending"})
        if request.method == "PATCH":
            return httpx.Response(204)
        return httpx.Response(200, json=[])

    TOKEN = "token"

    def calls(client):
        yield client.jobs.search(parameters=["JobID"], sort=[])
        yield client.jobs.search(
            search=[{"parameter": "Status", "operator": "eq", "value": "Done"}], page=2
        )
        yield client.jobs.summary(grouping=["Status"])
        yield client.jobs.patch_metadata({3: {"minor_status": "a", "Extra": "b"}})
        yield client.jobs.patch_metadata({"3": {"MinorStatus": "a", "Extra": "b"}})
        yield client.pilots.search(per_page=5)
        yield client.pilots.register_pilot(pilot_stamp="s", vo="v", grid_site="CERN")
        yield client.auth.get_oidc_token("code", "id")

    def sync_results():
        transport = httpx.MockTransport(answer)
        with sync.Client("http://x", auth=TOKEN, transport=transport) as client:
            return [repr(found) for found in calls(client)]

    async def aio_results():
        transport = httpx.MockTransport(answer)
        async with aio.Client("http://x", auth=TOKEN, transport=transport) as client:
            return [repr(await call) for call in calls(client)]

    first = [sync_results(), SENT[:]]
    SENT.clear()
    assert [asyncio.run(aio_results()), SENT] == first
    print(json.dumps(first))
"""


def test_both_flavours_send_what_diracx_wants(generated_once: Diracx) -> None:
    """Flattened searches, metadata in either spelling, a device flow that waits."""
    results, sent = json.loads(generated_once.run(CALLS))
    assert results == [
        *["[]"] * 3,
        *["None"] * 2,
        "[]",
        "None",
        "DeviceFlowError(error='authorization_pending', error_description=None)",
    ]
    bodies = [json.loads(body) if body[:1] == "{" else body for _, _, body in sent]
    spelled = {"3": {"MinorStatus": "a", "Extra": "b"}}
    assert bodies == [
        {"parameters": ["JobID"], "sort": []},
        {"search": [{"parameter": "Status", "operator": "eq", "value": "Done"}]},
        {"grouping": ["Status"]},
        spelled,
        spelled,
        {},
        {"pilot_stamp": "s", "vo": "v", "grid_site": "CERN"},
        "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&client_id=id"
        "&device_code=code",
    ]


def test_making_a_client_sends_nothing(generated_once: Diracx) -> None:
    """DiracX's own asks the service in its constructor, in the event loop too."""
    generated_once.run("""
        import httpx
        from diracx_client.aio import Client

        def refuse(request):
            raise AssertionError(request.url)

        Client("http://x", transport=httpx.MockTransport(refuse))
    """)


def by_hand(project: Diracx, module: str) -> None:
    """Make a twin one that is written by hand."""
    path = project.folder / "patches" / "sync" / f"{module}.py"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[2:]), "utf-8")


def test_another_result_in_one_flavour_is_told(project: Diracx) -> None:
    """The first drift of DiracX's client: a method with two results."""
    by_hand(project, "auth")
    project.edit(
        "sync/auth.py",
        "models.TokenResponse | models.DeviceFlowError",
        "dict[str, str] | models.DeviceFlowError",
    )
    (said,) = project.check()
    assert said.startswith("ISO301 patches/aio/auth.py:")
    assert "Auth.get_oidc_token returns models.TokenResponse |" in said
    assert "dict[str, str] | models.DeviceFlowError in patches/sync/auth.py:" in said


def test_a_class_of_the_same_name_from_elsewhere_is_told(project: Diracx) -> None:
    """As it was there: what both flavours call `TokenResponse` was not the same."""
    by_hand(project, "auth")
    project.edit(
        "sync/auth.py",
        "from diracx_client import models\n",
        "from diracx_client import models\n"
        "from diracx_client._core.tokens import Token as TokenResponse\n",
    )
    project.edit(
        "aio/auth.py",
        "from diracx_client import models\n",
        "from diracx_client import models\n"
        "from diracx_client.models import TokenResponse\n",
    )
    for flavour in ("aio", "sync"):
        project.edit(f"{flavour}/auth.py", "models.TokenResponse |", "TokenResponse |")
    assert any("Auth.get_oidc_token returns" in said for said in project.check())


def test_asking_the_service_in_the_constructor_is_told(project: Diracx) -> None:
    """The second one: a blocking request whenever an asyncio client is made."""
    path = project.folder / "patches" / "_shared" / "credentials.py"
    path.write_text(
        f"{path.read_text('utf-8')}\n\n"
        "def discovered(url: str) -> str:\n"
        '    """Ask the service where tokens are."""\n'
        "    import httpx\n\n"
        "    return httpx.get(url).text\n",
        "utf-8",
    )
    for flavour in ("aio", "sync"):
        project.edit(
            f"{flavour}/client.py",
            "import CLIENT_VERSION, Session",
            "import CLIENT_VERSION, Session, discovered",
        )
        project.edit(
            f"{flavour}/client.py",
            "self.client_id = client_id\n",
            'self.client_id = client_id\n        discovered(base_url or "")\n',
        )
    (said,) = project.check()
    assert said.startswith("ISO302 patches/aio/client.py:")
    assert "discovered, which blocks in patches/_shared/credentials.py" in said
