"""`isospin explain Client`: which class comes from where, in the present environment."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

from codegen.config import Config
from codegen.errors import ConfigError
from codegen.flavour import FLAVOURS
from codegen.printable import one_line, printable, shown_path
from codegen.render import HEADER
from codegen.spec.imported import interpreter

_RENDERED = HEADER.partition("\n")[0]


def origins(config: Config, target: str) -> Iterator[str]:
    """Yield the lines that say what is behind a name.

    The client is imported, in a process of its own, because what is installed decides.

    Args:
        config: The settings of the client.
        target: `Client`, `jobs`, `jobs.search`, `models.Job`, `models.Job.status`; with
            `sync.` or `aio.` before it for one flavour.

    Raises:
        ConfigError: There is nothing of that name, or the client cannot be imported.
        AppError: The interpreter of the settings is not there.
    """
    answers = [
        found for found in _ask(config, target) if found["classes"] or found["is"]
    ]
    if not answers:
        raise ConfigError.of(
            "ISO607",
            "",
            f"{config.package} has nothing that is called {printable(target)!r}",
            "Name `Client`, a group, `group.operation`, `models.Name` or a code such as"
            " ISO001",
        )
    for number, found in enumerate(answers):
        if number:
            yield ""
        what = f" is {found['is']}" if found["is"] else ""
        yield printable(f"{found['title']}{what}", None)
        rows = [
            (_kind(row["file"]), printable(row["name"], None), _where(row))
            for row in found["classes"]
        ]
        width = max((len(name) for _, name, _ in rows), default=0)
        for kind, name, where in rows:
            yield f"  {kind:9}  {name:{width}}  {where}"


def _ask(config: Config, target: str) -> list[dict[str, Any]]:
    script = files("codegen").joinpath("extensions", "asked.py").read_text("utf-8")
    clients = json.dumps({f.name: getattr(config.client, f.name) for f in FLAVOURS})
    roots = [config.folder / config.output, config.folder]
    path = [*map(os.path.abspath, roots), os.environ.get("PYTHONPATH", "")]
    done = subprocess.run(
        [
            interpreter(config),
            *("-c", script, config.package, clients, target),
        ],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, path))},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["it ended without a word"]
        raise ConfigError.of(
            "ISO607",
            config.package,
            f"the client cannot be imported: {one_line(said[-1])}",
            "Run `isospin generate`, or repair what is installed",
        )
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    return answers


def _kind(file: str) -> str:
    try:
        with open(file, encoding="utf-8", errors="replace") as text:
            return "generated" if text.readline().rstrip() == _RENDERED else "by hand"
    except OSError:
        return ""


def _where(row: dict[str, Any]) -> str:
    return f"{shown_path(Path(row['file']))}:{row['line']}" if row["file"] else ""
