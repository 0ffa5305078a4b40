"""`isospin parity` as a person runs it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def parity(
    *arguments: str, folder: Path = ROOT, before: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own; `before` is run first in there."""
    program = (
        f"{before}\nfrom codegen.cli import main\nmain({['parity', *arguments]!r})"
    )
    return subprocess.run(
        [
            sys.executable,
            "-c",
            f"import sys\nsys.path.append({str(ROOT)!r})\n{program}",
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_client_in_step_exits_with_0() -> None:
    """A script must be able to rely on the exit code; and on silence on stdout."""
    done = parity("generated", "--operations", "health.*", "--examples", "4")
    assert (done.returncode, done.stdout) == (0, "")
    assert "0 differences" in done.stderr


def test_drift_exits_with_1_and_is_shown(tmp_path: Path) -> None:
    """What is found has to be read without looking into the client."""
    ignored = shutil.ignore_patterns("__pycache__", ".isospin-cache")
    shutil.copytree(ROOT / "generated", tmp_path / "generated", ignore=ignored)
    shutil.copytree(ROOT / "patches", tmp_path / "patches", ignore=ignored)
    path = tmp_path / "generated" / "aio" / "devices.py"
    path.write_text(path.read_text().replace('"limit": limit,', ""))
    arguments = ("generated", "--operations", "devices.inventory", "--examples", "20")
    done = parity(*arguments, folder=tmp_path)
    assert done.returncode == 1
    assert "devices.inventory" in done.stdout and "?limit=0" in done.stdout
    assert "1 differences" in done.stderr


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
