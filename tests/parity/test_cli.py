"""`isospin parity` as a person runs it."""

from __future__ import annotations

import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from .command import ROOT, parity


def test_client_in_step_exits_with_0() -> None:
    """A script must be able to rely on the exit code; and on silence on stdout."""
    done = parity("generated", "--operations", "health.*", "--examples", "4")
    assert (done.returncode, done.stdout) == (0, "")
    assert "0 differences" in done.stderr


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A folder with copies of the reference client and its patches."""
    ignored = shutil.ignore_patterns("__pycache__", ".isospin-cache")
    for package in ("generated", "patches"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=ignored)
    return tmp_path


def edit(path: Path, old: str, new: str) -> None:
    """Replace a text of a file."""
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def differing(operation: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Compare an operation of which the flavours differ."""
    arguments = ("generated", "--operations", operation, "--examples", "10")
    done = parity(*arguments, folder=folder)
    assert done.returncode == 1
    return done


def test_drift_exits_with_1_and_is_shown(copied: Path) -> None:
    """What is found has to be read without looking into the client."""
    edit(copied / "generated/aio/devices.py", '"limit": limit,', "")
    done = differing("devices.inventory", copied)
    assert "devices.inventory" in done.stdout and "?limit=0" in done.stdout
    assert "1 differences" in done.stderr
    assert both_flavours(done.stdout, copied) == [True, False]


def both_flavours(output: str, folder: Path) -> list[bool]:
    """Paste the program of a finding; say of each request whether it has the limit."""
    lines = output[output.index("    import asyncio") :].splitlines()
    program = textwrap.dedent("\n".join(lines))
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=folder, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    sent = [line for line in done.stdout.splitlines() if line.startswith("  sent")]
    return ["limit=0" in line for line in sent]


def test_login_that_returns_another_type_is_found(copied: Path) -> None:
    """DiracX's client had this: what its token method returns depends on the flavour."""
    edit(copied / "patches/aio/auth.py", "return granted(token)", "return token")
    done = differing("auth.device_login", copied)
    assert "auth.device_login" in done.stdout and "DeviceLogin" in done.stdout


def test_blocking_request_in_a_constructor_is_found(copied: Path) -> None:
    """DiracX's client had this: its aio constructor fetched settings by blocking HTTP."""
    constructor = (
        "    def __init__(self, transport: Transport) -> None:\n"
        "        super().__init__(transport)\n"
        "        try:\n"
        "            self.settings = httpx.get('https://service.test/settings')\n"
        "        except (OSError, httpx.HTTPError):\n"
        "            self.settings = None\n\n"
    )
    imports = "import httpx\nfrom generated.aio._transport import Transport\n"
    for flavour in ("aio", "sync"):
        file = copied / f"patches/{flavour}/auth.py"
        own = imports.replace("aio", flavour)
        edit(
            file,
            "from generated import models\n",
            f"{own}from generated import models\n",
        )
        method = (
            "    async def device_login" if flavour == "aio" else "    def device_login"
        )
        edit(file, method, constructor + method)
    done = differing("auth.jwks", copied)
    assert "blocked the event loop" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("no_such_client",), "ISO501 package 'no_such_client' is not found"),
        (("generated", "--operations", "nope"), "matches none"),
        (("generated", "--examples", "0"), "not at least 1"),
    ],
)
def test_misuse_exits_with_2_in_one_line(arguments: tuple[str, ...], said: str) -> None:
    """Exit code 1 would say that the flavours differ, which nobody has tested."""
    done = parity(*arguments)
    assert done.returncode == 2
    assert said in done.stderr and "Traceback" not in done.stderr


def test_missing_hypothesis_is_one_line() -> None:
    """It is an extra: who has not installed it must be told how."""
    before = (
        "import importlib.util as u\n"
        "real = u.find_spec\n"
        "u.find_spec = lambda n, *a: None if n == 'hypothesis' else real(n, *a)"
    )
    done = parity("generated", before=before)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1 and "isospin[parity]" in done.stderr


def test_time_limit_is_told() -> None:
    """An operation that was not called must not look like one in step."""
    done = parity("generated", "--time-limit", "0", "--examples", "2")
    assert "time limit: 0 of" in done.stderr
