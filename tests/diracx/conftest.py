"""Fixtures: a client of DiracX with the patches of this folder, and a real DiracX.

DiracX's document is not part of this project. `make diracx` installs DiracX beside the
caches, which gives the document and the server; without, what needs them is skipped.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from codegen.settings import read_configs
from tests.patches.project import Project
from tests.service.postgres import free_port

HERE = Path(__file__).parent
CACHE = HERE.parents[1] / ".benchmarks"
DOCUMENT = CACHE / "specs" / "diracx" / "diracx.json"
PYTHON = os.environ.get("ISOSPIN_DIRACX", "")


@dataclass(frozen=True)
class Diracx(Project):
    """The client of DiracX: settings, patches and package."""

    package: str = "diracx_client"

    @property
    def config(self) -> Any:
        """The settings, as they are in `isospin.toml`."""
        return read_configs(self.folder, {})[""]


def copied(folder: Path) -> Diracx:
    """Return the settings and patches of this folder in another one."""
    shutil.copytree(
        HERE / "patches", folder / "patches", ignore=shutil.ignore_patterns("__pyc*")
    )
    shutil.copy(HERE / "isospin.toml", folder)
    shutil.copy(DOCUMENT, folder / "openapi.json")
    return Diracx(folder)


@pytest.fixture(scope="session")
def generated_once(tmp_path_factory: pytest.TempPathFactory) -> Diracx:
    """The client, generated."""
    project = copied(tmp_path_factory.mktemp("diracx"))
    project.generate()
    return project


@pytest.fixture
def project(generated_once: Diracx, tmp_path: Path) -> Diracx:
    """A copy of it, to spoil."""
    shutil.copytree(generated_once.folder, tmp_path / "copy")
    return Diracx(tmp_path / "copy")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A DiracX of our own; what it says of itself when it is ready."""
    folder = tmp_path_factory.mktemp("server")
    port = str(free_port())
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen(
            [PYTHON, str(HERE / "serve.py"), str(folder), port],
            stdout=subprocess.PIPE,
            stderr=log,
            env={**os.environ, "PYTHONPATH": ""},
            text=True,
        ) as process,
    ):
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, (folder / "log").read_text()
        yield json.loads(line)
        process.terminate()
