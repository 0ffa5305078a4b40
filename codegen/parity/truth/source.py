"""What a client was made of: its document, and the application where it is one."""

from __future__ import annotations

import importlib
import importlib.util
import json
import sys
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from codegen.config import SOURCES, Config
from codegen.errors import ConfigError
from codegen.parity.truth.document import Node
from codegen.printable import one_line, printable
from codegen.settings import read_configs
from codegen.spec.load import load

if TYPE_CHECKING:
    from codegen.parity.truth.application import Application

_NEEDED: Final = ("jsonschema_rs", "python_multipart")


@dataclass(frozen=True)
class Source:
    """What requests are read by.

    Attributes:
        document: The document, as it was parsed.
        application: What receives them too; None for a document alone.
        note: Why there is no application though one is named; "" else.
    """

    document: Node
    application: Application | None = None
    note: str = ""

    def close(self) -> None:
        """Let the application go."""
        if self.application is not None:
            self.application.close()


def source(package: str, given: str | None = None) -> Source | None:
    """Find what a client was made of.

    Args:
        package: Import name of the client.
        given: A file, a URL or an import string; the configuration says it when None.

    Returns:
        None when nobody says it.

    Raises:
        ConfigError: The configuration is wrong, or something is not installed.
        InputError: The document cannot be read.
        SpecError: It is none.
        AppError: The application cannot be imported.
    """
    config = _config(package, given)
    if config is None:
        return None
    for name in _NEEDED:
        if importlib.util.find_spec(name) is None:
            raise ConfigError.of(
                "ISO500",
                "",
                f"requests are read with {name}, which is not installed",
                "Run `pip install 'isospin[parity]'`",
            )
    target = config.source
    path = config.folder / target
    if ":" not in target or "/" in target.partition("@")[0] or path.exists():
        return Source(load(target, config=config).root)
    if "@" not in target and config.python_executable is None:
        app, note = _imported(target, config)
        if app is not None:
            from codegen.parity.truth.application import Application

            return Source(json.loads(json.dumps(app.openapi())), Application(app))
    else:
        note = "it is not imported here"
    return Source(load(target, config=config).root, None, note)


def _config(package: str, given: str | None) -> Config | None:
    if given is not None:
        return Config(input=given, package=package, folder=Path.cwd())
    for config in read_configs(Path.cwd(), {}).values():
        named = any(getattr(config, key) is not None for key in SOURCES)
        if config.package == package and named and config.source != "-":
            return config
    return None


def _imported(target: str, config: Config) -> tuple[Any, str]:
    """Import a FastAPI application; None, and why, where that fails."""
    folder = str(config.folder.resolve())
    if folder not in sys.path:
        sys.path.insert(0, folder)
    module, _, name = target.partition(":")
    try:
        from fastapi import FastAPI

        found = attrgetter(name)(importlib.import_module(module))
        if not isinstance(found, FastAPI) and callable(found):
            found = found()
    except Exception as error:  # whatever an application raises when it is imported
        return None, one_line(printable(f"{type(error).__name__}: {error}"))
    if not isinstance(found, FastAPI):
        return None, "it is no FastAPI application"
    return found, ""
