"""Options of the command line, turned into settings as the configuration has them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from typing import Any, Final

from codegen.errors import ConfigError
from codegen.printable import printable


def settings(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings that options name, as the configuration file has them.

    Raises:
        ConfigError: an option is not written as `KEY=VALUE`, or contradicts another.
    """
    given = {
        key: list(value) if isinstance(value, tuple) else value
        for key, value in options.items()
        if value not in (None, [], ())
    }
    found: dict[str, Any] = {key: given[key] for key in _PLAIN if key in given}
    if "source" in given:
        if taken := [key for key in ("app", "factory", "input") if key in found]:
            raise wrong(taken[0], "and an argument both say what to read")
        found["input"] = given["source"]
    for key in ("env", "rename"):
        if key in given:
            found[key] = dict(_pairs(key, given[key]))
    if "client" in given:
        found["client"] = _client(given["client"])
    if "pagination" in given:
        found["pagination"] = _toml("pagination", given["pagination"])
    for key in ("include", "exclude"):
        selection = {
            kind: given[f"{key}_{kind}"]
            for kind in ("tags", "paths", "operations", "deprecated")
            if f"{key}_{kind}" in given
        }
        if selection:
            found[key] = selection
    return found


_PLAIN: Final = (
    "app", "factory", "input", "python_executable", "timeout", "package", "output",
    "http", "names", "extra", "patches", "skip", "lenient",
    "extends", "extensible", "preferences",
)  # fmt: skip


def _pairs(option: str, texts: Iterable[str]) -> Iterable[tuple[str, str]]:
    for text in texts:
        key, equals, value = text.partition("=")
        if not equals or not key:
            raise wrong(option, f"is {printable(repr(text))}, not KEY=VALUE")
        yield key, value


def _client(texts: list[str]) -> str | dict[str, str]:
    if len(texts) == 1 and "=" not in texts[0]:
        return texts[0]
    return dict(_pairs("client", texts))


def _toml(option: str, texts: Iterable[str]) -> dict[str, Any]:
    try:
        return tomllib.loads("\n".join(texts))
    except tomllib.TOMLDecodeError as error:
        raise wrong(option, f"is not TOML: {printable(str(error))}") from None


def wrong(option: str, fact: str, command: str = "generate") -> ConfigError:
    """Return the error for an option of a command with a wrong value."""
    return ConfigError.of(
        "ISO032", "", f"option `--{option}` {fact}", f"See `isospin {command} --help`"
    )
