"""The patched client of DiracX against a DiracX that runs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from textwrap import dedent

import pytest

from .conftest import DOCUMENT, PYTHON, Diracx

if not PYTHON or not DOCUMENT.is_file():
    pytest.skip("a DiracX server is needed: `make diracx`", allow_module_level=True)

Program = Callable[..., str]

START = """
import asyncio, json, os, pathlib, sys, tempfile
import httpx
from diracx_client import models, {flavour}
from diracx_client.{flavour} import Client
"""


def run(project: Diracx, flavour: str, code: str, **environ: str) -> str:
    """Run a program, written for aio, in either flavour.

    Args:
        project: The client.
        flavour: `sync` or `aio`.
        code: What to do with `client`, indented.
        environ: More of the environment.
    """
    if flavour == "aio":
        head = "async def main():\n    async with Client(**options) as client:\n"
        end = "asyncio.run(main())\n"
    else:
        head = "def main():\n    with Client(**options) as client:\n"
        code = code.replace("await ", "")
        end = "main()\n"
    body = "\n".join(f"        {line}" for line in dedent(code).strip().splitlines())
    known = {name: environ.pop(name) for name in ("auth", "scope") if name in environ}
    options = f"options = {known!r}\n"
    start = START.format(flavour=flavour)
    values = "".join(f"os.environ[{k!r}] = {v!r}\n" for k, v in environ.items())
    return project.run(f"{start}{values}{options}{head}{body}\n\n{end}")


@pytest.fixture(params=["sync", "aio"])
def flavour(request: pytest.FixtureRequest) -> str:
    """One flavour after the other."""
    return str(request.param)


@pytest.fixture
def program(generated_once: Diracx, flavour: str) -> Program:
    """Runs a program in the flavour."""
    return partial(run, generated_once, flavour)


def test_the_session_of_dirac_login_is_used(
    program: Program, server: dict[str, str]
) -> None:
    """Endpoint, credentials and client come from the environment, as in DiracX."""
    found = program(
        """
        user = await client.auth.userinfo()
        print(user.preferred_username, user.dirac_group, client.client_id)
        """,
        DIRACX_URL=server["url"],
        DIRACX_CREDENTIALS_PATH=server["credentials"],
    )
    assert found == "tester user myDIRACClientID"


def test_a_person_logs_in_by_a_device_flow(
    program: Program, server: dict[str, str], tmp_path: Path
) -> None:
    """And the file is one that DiracX's own commands read."""
    file = tmp_path / "credentials.json"
    found = program(
        """
        def visit(invitation):
            page = httpx.get(invitation.url, follow_redirects=True)
            assert page.status_code == 200, page.text
        await client.login(prompt=visit)
        user = await client.auth.userinfo()
        kept = json.loads(pathlib.Path(os.environ["DIRACX_CREDENTIALS_PATH"]).read_text())
        print(user.preferred_username, sorted(kept))
        """,
        DIRACX_URL=server["url"],
        DIRACX_CREDENTIALS_PATH=str(file),
        scope="vo:testers",
    )
    assert found == "tester ['access_token', 'expires_on', 'refresh_token']"
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_device_flow_that_waits_is_a_result(
    program: Program, server: dict[str, str]
) -> None:
    """First pending, then the tokens, both returned; then they are revoked."""
    found = program(
        """
        name = client.client_id
        flow = await client.auth.initiate_device_flow(client_id=name, scope="vo:testers")
        first = await client.auth.get_oidc_token(flow.device_code, name)
        httpx.get(flow.verification_uri_complete, follow_redirects=True)
        second = await client.auth.get_oidc_token(flow.device_code, name)
        revoked = await client.auth.revoke_refresh_token_by_refresh_token(
            token=second.refresh_token, client_id=name
        )
        print(first.error, type(second).__name__, revoked)
        """,
        DIRACX_URL=server["url"],
        auth="none",
    )
    assert found == "authorization_pending TokenResponse Refresh token revoked"


def test_jobs_are_submitted_searched_and_described(
    program: Program, server: dict[str, str]
) -> None:
    """Everything by keyword, metadata in either spelling."""
    found = program(
        """
        jdl = 'Executable = "echo"; JobName = "isospin"; JobGroup = "tests";'
        inserted = await client.jobs.submit_jdl_jobs([jdl, jdl])
        numbers = [job.job_id for job in inserted]
        await client.jobs.patch_metadata({numbers[0]: {"site": "LCG.CERN.ch"}})
        await client.jobs.patch_metadata({numbers[1]: {"Site": "LCG.PIC.es"}})
        rows = await client.jobs.search(
            parameters=["JobID", "Site", "JobName"],
            search=[{"parameter": "JobID", "operator": "in", "values": numbers}],
            sort=[{"parameter": "JobID", "direction": "asc"}],
        )
        print([row["JobID"] for row in rows] == numbers, [row["Site"] for row in rows])
        print(rows[0]["JobName"], len(await client.jobs.search(per_page=1)))
        counted = await client.jobs.summary(
            grouping=["Site"],
            search=[{"parameter": "JobID", "operator": "in", "values": numbers}],
        )
        print(sorted((row["Site"], row["count"]) for row in counted))
        """,
        DIRACX_URL=server["url"],
        auth=server["user"],
    )
    assert found.splitlines() == [
        "True ['LCG.CERN.ch', 'LCG.PIC.es']",
        "isospin 1",
        "[('LCG.CERN.ch', 1), ('LCG.PIC.es', 1)]",
    ]


def test_a_sandbox_goes_there_and_back(
    program: Program, server: dict[str, str], flavour: str, tmp_path: Path
) -> None:
    """Packed, hashed, announced, uploaded; the second time it is there already."""
    (tmp_path / "a.txt").write_text(f"first, {flavour}")
    (tmp_path / "b.txt").write_text("second")
    found = program(
        f"""
        paths = [{str(tmp_path / "a.txt")!r}, {str(tmp_path / "b.txt")!r}]
        pfn = await client.jobs.upload_sandbox(paths)
        again = await client.jobs.upload_sandbox(paths)
        files = await client.jobs.download_sandbox(pfn, {str(tmp_path / "back")!r})
        print(pfn == again, pfn[:3], [file.read_text() for file in files])
        """,
        DIRACX_URL=server["url"],
        auth=server["user"],
    )
    assert found == f"True SB: ['first, {flavour}', 'second']"


def test_pilots_are_registered_and_counted(
    program: Program, server: dict[str, str], flavour: str
) -> None:
    """By keyword as well."""
    found = program(
        f"""
        await client.pilots.register_pilot(
            pilot_stamp="{flavour}-1", vo="testers", grid_site="CERN-{flavour}"
        )
        search = [{{"parameter": "GridSite", "operator": "eq", "value": "CERN-{flavour}"}}]
        rows = await client.pilots.search(parameters=["PilotStamp"], search=search)
        print([row["PilotStamp"] for row in rows])
        print(await client.pilots.summary(grouping=["GridSite"], search=search))
        """,
        DIRACX_URL=server["url"],
        auth=server["manager"],
    )
    assert found.splitlines() == [
        f"['{flavour}-1']",
        f"[{{'GridSite': 'CERN-{flavour}', 'count': 1}}]",
    ]
