"""The mirror, when libcst is installed; it is needed for nothing else."""

from __future__ import annotations

from pathlib import Path

from codegen.errors import ConfigError, Problem
from codegen.patches.source import PatchModule


def mirror(module: PatchModule) -> str:
    """Write the sync twin of an aio module; see `codegen.patches.mirror`.

    Raises:
        ConfigError: libcst is not installed.
        PatchError: Something has no blocking way to say it.
    """
    try:
        from codegen.patches import mirror as found
    except ModuleNotFoundError as error:
        raise _missing(error) from None
    return found.mirror(module)


def check_mirrored(aio: PatchModule, sync: PatchModule) -> list[Problem]:
    """Tell whether a mirrored file is what would be written now; errors as `mirror`."""
    try:
        from codegen.patches import mirror as found
    except ModuleNotFoundError as error:
        raise _missing(error) from None
    return found.check_mirrored(aio, sync)


def _missing(error: ModuleNotFoundError) -> ConfigError:
    if not (error.name or "").startswith("libcst"):
        raise error
    return ConfigError.of(
        "ISO314",
        "",
        "libcst is not installed, which mirrors patches",
        "Install it: pip install 'isospin[patches]'",
    )


def twin_path(module: PatchModule) -> Path:
    """Return where the sync twin of an aio module is."""
    parts = module.path.parts
    place = len(parts) - 1 - parts[::-1].index("aio")
    return Path(*parts[:place], "sync", *parts[place + 1 :])
