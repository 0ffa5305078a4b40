"""Whether an extension, once installed, will be found by its base."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator

from codegen.config import Config
from codegen.errors import Notice
from codegen.extensions.known import Known
from codegen.printable import shown_path
from codegen.runtime.extensions import GROUP


def undeclared(config: Config, known: Known) -> Iterator[Notice]:
    """Yield what keeps an extension from standing for its base."""
    if not known.base.is_extensible:
        yield Notice(
            "note",
            "ISO606",
            known.base.name,
            f"it is not extensible, so that its own names do not give {config.package}",
            "Generate it with `extensible = true`, or import the extension itself",
        )
        return
    path = config.folder / "pyproject.toml"
    try:
        project = tomllib.loads(path.read_text(encoding="utf-8")).get("project")
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return
    if not isinstance(project, dict):
        return  # another tool builds the distribution, and says it elsewhere
    found: object = project
    for name in ("entry-points", GROUP, known.base.name):
        found = found.get(name) if isinstance(found, dict) else None
    if found != config.package:
        key = known.base.name
        key = f'"{key}"' if "." in key else key
        yield Notice(
            "note",
            "ISO606",
            shown_path(path),
            f"nothing tells {known.base.name} that {config.package} extends it",
            f'Write `{key} = "{config.package}"` below'
            f' [project.entry-points."{GROUP}"]',
        )
