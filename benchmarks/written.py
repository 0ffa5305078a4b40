"""The clients that measurements call, written by the generator as a user has it do."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def write_client(app: str, package: str, folder: Path) -> None:
    """Generate the client of an app of this folder.

    Args:
        app: Module and name of the app, `calls_app:app`.
        package: Name of the client's package.
        folder: Where the package goes; no settings of a project are found there.

    Raises:
        SystemExit: The generator failed; its message is shown.
    """
    paths = [str(HERE.parent), str(HERE)]
    done = subprocess.run(
        [sys.executable, "-m", "codegen", "generate", app, "--package", package],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise SystemExit(done.stderr)
