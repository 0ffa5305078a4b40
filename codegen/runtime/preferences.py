"""What the user's environment says about a client: `<PREFIX>_URL` and the like.

pydantic-settings reads it, once for a prefix; tests call `reset_preferences`.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any, Literal, Protocol, cast

from .call import log
from .errors import ArgumentError

LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]
OutputFormat = Literal["RICH", "JSON"]


class Preferences(Protocol):
    """What can be said in the environment.

    Attributes:
        url: URL of the service.
        ca_path: File or folder of the certificates to trust.
        credentials_path: File that tokens are kept in.
        log_level: Level of this client's logger.
        output_format: How commands print.
    """

    url: str | None
    ca_path: Path | None
    credentials_path: Path | None
    log_level: LogLevel
    output_format: OutputFormat | None


@lru_cache
def preferences(prefix: str) -> Preferences:
    """The preferences of a prefix, such as `DIRACX_`.

    Raises:
        ArgumentError: A value is none of those that are known, or pydantic-settings
            is missing.
    """
    try:
        settings = import_module("pydantic_settings")
    except ImportError:
        raise ArgumentError(
            f"reading {prefix}* from the environment needs the package "
            "`pydantic-settings`: pip install pydantic-settings"
        ) from None
    from pydantic import ValidationError, create_model

    fields: dict[str, Any] = {
        "url": (str | None, None),
        "ca_path": (Path | None, None),
        "credentials_path": (Path | None, None),
        "log_level": (LogLevel, "WARNING"),
        "output_format": (OutputFormat | None, None),
    }
    config = settings.SettingsConfigDict(
        env_prefix=prefix, env_ignore_empty=True, extra="ignore"
    )
    base = type("Settings", (settings.BaseSettings,), {"model_config": config})
    model: object = create_model("Preferences", __base__=base, **fields)
    try:
        return cast("Callable[[], Preferences]", model)()
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = prefix + str(first["loc"][0]).upper()
        raise ArgumentError(
            f"{name}={os.environ.get(name)!r}: {first['msg']}"
        ) from None


def reset_preferences() -> None:
    """Read the environment again, at the next use. For tests."""
    preferences.cache_clear()


def are_given(prefix: str) -> bool:
    """Whether the environment says anything, without importing anything to find out."""
    return any(name.startswith(prefix) for name in os.environ)


def default_path(name: str) -> Path:
    """The credentials file below the user's cache folder.

    Args:
        name: Name of the client.
    """
    base = os.environ.get("XDG_CACHE_HOME")
    if base is None and os.name == "nt":
        base = os.environ.get("LOCALAPPDATA")
    return Path(base or Path.home() / ".cache") / name / "credentials.json"


def set_level(level: LogLevel) -> None:
    """Set the level of this client's logger, which is named like its package."""
    log.setLevel(level)
