"""`[tool.isospin]` and the options, read into a `Config`.

The table stands in `isospin.toml` (there the whole file is the table) or in
`pyproject.toml`; the nearest one upwards from the working folder counts. Paths in it
are relative to its folder. `[tool.isospin.jobs.<name>]` is another client: the same
keys, on top of those of the table.
"""

from __future__ import annotations

import difflib
import keyword
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Final

from codegen.config import SOURCES, ClientNames, Config, Selection
from codegen.errors import ConfigError, Problem
from codegen.printable import one_line, printable

KEYS: Final = tuple(key.name for key in fields(Config) if key.name != "folder")
CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "http": ("httpx", "httpx2"),
    "names": ("short", "operation-id"),
    "extra": ("ignore", "allow"),
}
_PATHS: Final = ("input", "output", "patches", "extends", "python_executable")
_SECONDS: Final = "a number of seconds above 0, up to a day"
_FILES: Final = ("isospin.toml", "pyproject.toml")
_ELSEWHERE: Final = ("jobs", "gate")
_PREFIX: Final = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*")
_PACKAGE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*")


def read_configs(start: Path, options: Mapping[str, Any]) -> dict[str, Config]:
    """Return the settings of every client: the name of its job -> its settings.

    The client of the table itself is called `""`; it is left out when the table has
    jobs and names no source of its own.

    Args:
        start: Working folder, where the search for a file begins.
        options: Settings from the command line, which win; as in the file.

    Raises:
        ConfigError: with everything that is wrong in the file or the options.
    """
    path, table = find_table(start)
    problems: list[Problem] = []
    jobs = table.get("jobs", {}) if path else {}
    own = {key: value for key, value in table.items() if key not in _ELSEWHERE}
    where = _Where(path, "tool.isospin" if path and path.name != _FILES[0] else "")
    if not isinstance(jobs, dict) or not all(
        isinstance(j, dict) for j in jobs.values()
    ):
        problems.append(where.problem("jobs", "is not a table of tables"))
        jobs = {}
    folder = path.parent if path else start
    base = _checked(own, Config(folder=folder), where, problems)
    options = _rebased(options, start, folder)
    options_at = _Where(None, "")
    configs: dict[str, Config] = {}
    if not jobs or any(key in own or key in options for key in SOURCES):
        configs[""] = _with_options(base, options, options_at, problems)
    for name, job in jobs.items():
        config = _checked(
            job, _without_source(base, job), where.below("jobs", name), problems
        )
        configs[name] = _with_options(config, options, options_at, problems)
    if problems:
        raise ConfigError(*dict.fromkeys(problems))
    return configs


def with_table(base: Config, table: Mapping[str, Any], file: str, name: str) -> Config:
    """Return `base` with the settings of a table.

    Args:
        base: What a setting is without the table.
        table: Settings as in the file.
        file: The file that the table is from, for messages.
        name: The name of the table, for messages.

    Raises:
        ConfigError: with everything that is wrong in the table.
    """
    problems: list[Problem] = []
    config = _checked(table, base, _Where(Path(file), name), problems)
    if problems:
        raise ConfigError(*dict.fromkeys(problems))
    return config


def _rebased(options: Mapping[str, Any], start: Path, folder: Path) -> dict[str, Any]:
    """Return options with their paths below `folder` instead of below `start`."""
    found = dict(options)
    for key in _PATHS:
        value = found.get(key)
        if isinstance(value, str) and folder != start and _is_path(key, value, start):
            found[key] = os.path.relpath(start / value, folder)
    return found


def _is_path(key: str, value: str, start: Path) -> bool:
    if os.path.isabs(value) or "\0" in value:
        return False
    if key == "input":  # or an import string, a URL, `-`
        return os.path.exists(start / value)
    return key in ("output", "patches") or bool(os.path.dirname(value))


def _with_options(
    config: Config,
    options: Mapping[str, Any],
    where: _Where,
    problems: list[Problem],
) -> Config:
    return _checked(options, _without_source(config, options), where, problems)


def _without_source(config: Config, table: Mapping[str, Any]) -> Config:
    """Forget the source when `table` names another one."""
    if any(key in table for key in SOURCES):
        return replace(config, app=None, factory=None, input=None)
    return config


@dataclass(frozen=True, slots=True)
class _Where:
    """The table that is being read, for messages."""

    path: Path | None
    table: str

    def below(self, *names: str) -> _Where:
        return _Where(
            self.path, ".".join(part for part in (self.table, *names) if part)
        )

    def problem(self, key: str, fact: str, remedy: str = "", code: str = "") -> Problem:
        if self.path is None:
            return Problem(
                code or "ISO032",
                "",
                f"option `--{key.replace('_', '-')}` {fact}",
                remedy or "See `isospin generate --help`",
            )
        table = f" [{self.table}]" if self.table else ""
        return Problem(
            code or "ISO032",
            f"{self.path.name}{printable(table)}",
            f"`{printable(key)}` {fact}",
            remedy or "Correct the value",
        )


def find_table(start: Path) -> tuple[Path | None, Mapping[str, Any]]:
    """Return the file that holds the settings, and its table as it is.

    Args:
        start: Working folder, where the search begins.
    """
    for folder in (start, *start.absolute().parents):
        for name in _FILES:
            path = folder / name
            table = _read(path, own=folder == start)
            if table is None:
                continue
            if name == "isospin.toml":
                return path, table
            tool = table.get("tool", {})
            if isinstance(tool, dict) and isinstance(tool.get("isospin"), dict):
                return path, tool["isospin"]
    return None, {}


def _read(path: Path, *, own: bool) -> dict[str, Any] | None:
    try:
        return tomllib.loads(path.read_bytes().decode())
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        if not own:  # somebody else's folder, above ours
            return None
        fact, remedy = f"cannot be read: {error.strerror}", "Make it readable"
    except UnicodeDecodeError as error:
        fact, remedy = f"is not UTF-8 (byte {error.start})", "Save it as UTF-8"
    except tomllib.TOMLDecodeError as error:
        fact, remedy = f"is not TOML: {one_line(str(error))}", "Correct it"
    raise ConfigError.of("ISO030", path.name, f"the file {fact}", remedy)


def _checked(
    table: Mapping[str, Any], base: Config, where: _Where, problems: list[Problem]
) -> Config:
    """Return `base` with the settings of `table`; note what is wrong with them."""
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key not in KEYS:
            problems.append(_unknown(key, KEYS, where))
            continue
        try:
            values[key] = _value(key, value, getattr(base, key), where, problems)
        except _WrongError as error:
            problems.append(where.problem(key, str(error)))
    given = [key for key in SOURCES if key in values]
    if len(given) > 1:
        problems.append(
            where.problem(
                given[1], f"and `{given[0]}` are both set", "Keep one of them"
            )
        )
    return replace(base, **values)


class _WrongError(ValueError):
    """A value does not fit its key; says what the key `is` or `needs`."""


def _unknown(key: str, known: tuple[str, ...], where: _Where) -> Problem:
    close = difflib.get_close_matches(key, known, 1)
    remedy = f"Did you mean `{close[0]}`?" if close else f"Known: {', '.join(known)}"
    return where.problem(key, "is not a setting", remedy, "ISO031")


def _value(
    key: str, value: object, old: object, where: _Where, problems: list[Problem]
) -> object:
    """Return the value of a key, in the type of `Config`."""
    if key in CHOICES:
        if not isinstance(value, str) or value not in CHOICES[key]:
            raise _WrongError(_is_not(value, " or ".join(map(repr, CHOICES[key]))))
        return value
    match key:
        case "env" | "rename":
            return _strings(value, old)
        case "skip":
            return _list(value)
        case "lenient" | "extensible":
            if not isinstance(value, bool):
                raise _WrongError(_is_not(value, "true or false"))
            return value
        case "timeout":
            return _seconds(value)
        case "package":
            return _package(value)
        case "preferences":
            return _prefix(value)
        case "client":
            return _client(value, old)
        case "include" | "exclude":
            return _selection(value, old, where.below(key), problems)
        case "pagination":
            if not isinstance(value, dict):
                raise _WrongError(_is_not(value, "a table"))
            return value
        case _:
            return _text(value)


def _is_not(value: object, wanted: str) -> str:
    return f"is {printable(repr(value), 80)}, not {wanted}"


def _text(value: object) -> str:
    if not isinstance(value, str) or not value or "\0" in value:
        raise _WrongError(_is_not(value, "a text"))
    return value


def _list(value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        raise _WrongError(_is_not(value, "a list of texts"))
    return tuple(map(_text, value))


def _strings(value: object, old: object) -> dict[str, str]:
    if not isinstance(value, dict) or not all(
        isinstance(text, str) and "\0" not in text for text in value.values()
    ):
        raise _WrongError(_is_not(value, "a table of texts"))
    return {**(old if isinstance(old, dict) else {}), **value}


def _seconds(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _WrongError(_is_not(value, _SECONDS))
    if not 0 < value <= 24 * 3600:
        raise _WrongError(_is_not(value, _SECONDS))
    return float(value)


def _package(value: object) -> str:
    name = _text(value)
    if not _PACKAGE.fullmatch(name) or any(map(keyword.iskeyword, name.split("."))):
        raise _WrongError(_is_not(value, "a name that Python can import"))
    return name


def _prefix(value: object) -> str:
    prefix = _text(value).removesuffix("_")
    if not _PREFIX.fullmatch(prefix):
        raise _WrongError(_is_not(value, "a prefix of variables, such as 'JOBS_'"))
    return f"{prefix}_"


def _class_name(value: object) -> str:
    name = _text(value)
    if not (name.isascii() and name.isidentifier()) or keyword.iskeyword(name):
        raise _WrongError(_is_not(value, "a name for a class"))
    return name


def _client(value: object, old: object) -> ClientNames:
    if isinstance(value, str):
        return ClientNames(_class_name(value), _class_name(value))
    if not isinstance(value, dict) or not value.keys() <= {"sync", "aio"}:
        raise _WrongError(_is_not(value, 'a name or {sync = "...", aio = "..."}'))
    base = old if isinstance(old, ClientNames) else ClientNames()
    return replace(base, **{key: _class_name(name) for key, name in value.items()})


def _selection(
    value: object, old: object, where: _Where, problems: list[Problem]
) -> Selection:
    if not isinstance(value, dict):
        raise _WrongError(_is_not(value, "a table"))
    base = old if isinstance(old, Selection) else Selection()
    known = tuple(key.name for key in fields(Selection))
    values: dict[str, Any] = {}
    for key, item in value.items():
        if key not in known:
            problems.append(_unknown(key, known, where))
        elif key != "deprecated":
            values[key] = _list(item)
        elif not isinstance(item, bool):
            problems.append(where.problem(key, _is_not(item, "true or false")))
        else:
            values[key] = item
    return replace(base, **values)
