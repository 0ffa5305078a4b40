"""A forge in a folder: runs the shell steps of workflows as GitHub does.

`gh` is a stand-in that answers from a table and writes down what it is told; steps that
`uses:` an action are done here (checkout, artifacts) or left out (installing Python).
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
SHELL = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c"]
"""What GitHub runs a step with."""

_GH = """\
#!{python}
import json, pathlib, sys
place = pathlib.Path({place!r})
given = sys.argv[1:]
with (place / "calls.jsonl").open("a") as file:
    body = [pathlib.Path(a.partition("=@")[2]).read_text() for a in given if "=@" in a]
    file.write(json.dumps({{"given": given, "body": body}}) + "\\n")
asked = " ".join(given)
for question, answer in json.loads((place / "answers.json").read_text()):
    if question in asked:
        print(answer, end="")
        break
"""


@dataclass
class Forge:
    """Where workflows run.

    Attributes:
        folder: Everything is below it.
        answers: Part of a call of `gh` -> what it prints; the first that matches.
        values: What stands for `${{ ... }}`.
    """

    folder: Path
    answers: list[tuple[str, str]] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.bin = self.folder / "bin"
        self.bin.mkdir()
        self._command("gh", _GH.format(python=sys.executable, place=str(self.folder)))
        self._command("isospin", f'#!/bin/sh\nexec {sys.executable} -m codegen "$@"\n')

    def _command(self, name: str, text: str) -> None:
        (self.bin / name).write_text(text)
        (self.bin / name).chmod(0o755)

    def calls(self) -> list[dict[str, Any]]:
        """Return what `gh` was told."""
        path = self.folder / "calls.jsonl"
        lines = path.read_text().splitlines() if path.exists() else []
        return [json.loads(line) for line in lines]

    def run(
        self, workflow: Path, place: Path, artifacts: Path
    ) -> list[tuple[str, int, str]]:
        """Run the only job of a workflow.

        Args:
            workflow: The file.
            place: Working folder, where `checkout` would be.
            artifacts: What is uploaded, or there to be downloaded.

        Returns:
            Name, exit code and output of each step that ran.
        """
        (self.folder / "answers.json").write_text(json.dumps(self.answers))
        table = yaml.safe_load(workflow.read_text())
        (job,) = table["jobs"].values()
        done: list[tuple[str, int, str]] = []
        for step in job["steps"]:
            failed = any(code for _, code, _ in done)
            if failed and "always()" not in str(step.get("if", "")):
                continue
            action = str(step.get("uses", "")).partition("@")[0]
            if action == "actions/download-artifact":
                target = Path(place, self._filled(step["with"]["path"]))
                shutil.copytree(artifacts, target, dirs_exist_ok=True, symlinks=True)
            elif action == "actions/upload-artifact":
                shutil.copytree(place / step["with"]["path"], artifacts)
            elif "pip install" in step.get("run", ""):
                continue
            elif "run" in step:
                done.append(self._step(step, table.get("env", {}), place))
        return done

    def _filled(self, text: str) -> str:
        return re.sub(r"\$\{\{ (.*?) \}\}", lambda m: self.values[m[1]], text)

    def _step(
        self, step: dict[str, Any], env: dict[str, str], place: Path
    ) -> tuple[str, int, str]:
        given = {**env, **step.get("env", {})}
        done = subprocess.run(
            [*SHELL, step["run"]],
            cwd=place,
            capture_output=True,
            text=True,
            env={
                "PATH": f"{self.bin}{os.pathsep}{os.environ['PATH']}",
                "HOME": str(self.folder),
                "PYTHONPATH": str(ROOT),
                "PYTHONDONTWRITEBYTECODE": "1",
                "RUNNER_TEMP": str(self.folder / "temp"),
                "GITHUB_OUTPUT": str(self.folder / "output"),
                **{key: self._filled(str(value)) for key, value in given.items()},
            },
        )
        return step.get("name", ""), done.returncode, done.stdout + done.stderr
