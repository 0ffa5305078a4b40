"""Workflows for a repository of one's own: `isospin init --ci`.

Two stages. The first runs the code of a pull request, has no rights and no secrets, and
leaves a report as JSON and a patch of the generated files. The second may comment, or
push when an admin says so; it runs code of the default branch only, and takes what the
first left as data.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Final

import yaml

from codegen.errors import ConfigError, OutputError
from codegen.printable import printable, shown_path

FILES: Final[Mapping[str, Mapping[str, str]]] = {
    "github": {
        "github_check.yml": ".github/workflows/isospin.yml",
        "github_report.yml": ".github/workflows/isospin-report.yml",
        "github_accept.yml": ".github/workflows/isospin-accept.yml",
    },
    "gitlab": {"gitlab.yml": ".gitlab/isospin.yml"},
}
"""Service -> template -> where it goes."""


_GENERATED: Final = "GENERATED: generated # "


def write_workflows(
    service: str, folder: Path, generated: Path, force: bool = False
) -> list[Path]:
    """Write the workflows of a CI service.

    Args:
        service: `github` or `gitlab`.
        folder: Root of the repository.
        generated: Folder of the generated client, below the root.
        force: Overwrite what is there.

    Returns:
        The files that were written; those that were as they should be are left out.

    Raises:
        ConfigError: no such service is known.
        OutputError: a file is in the way, or cannot be written. Nothing was written.
    """
    if service not in FILES:
        raise ConfigError.of(
            "ISO032",
            "",
            f"option `--ci` is {printable(repr(service), 40)}, not github or gitlab",
            "See `isospin init --help`",
        )
    value = yaml.safe_dump(
        generated.as_posix(), default_style='"', width=float("inf"), allow_unicode=True
    )
    named = f"GENERATED: {value.rstrip()} # "
    wanted = {
        folder / target: template(name).replace(_GENERATED, named)
        for name, target in FILES[service].items()
    }
    changed = {path: text for path, text in wanted.items() if _text(path) != text}
    for path in changed:
        if not force and _text(path) is not None:
            raise OutputError.of(
                "ISO205",
                shown_path(path),
                "the file exists and is another one",
                "Move it away, or run again with --force",
            )
    for path, text in changed.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise OutputError.of(
                "ISO203",
                shown_path(path),
                f"the file cannot be written: {error.strerror}",
                "Make the folder writable",
            ) from None
    return list(changed)


def template(name: str) -> str:
    """Return a workflow."""
    return files("codegen.diff").joinpath("workflows", name).read_text(encoding="utf-8")


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError):
        return ""
