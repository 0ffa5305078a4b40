"""`openapi.lock.json`: what the clients of a package were made of, kept inside of it.

It is one of the generated files, so that a package says what it was made of wherever it
is: in a commit, in a wheel, installed. Nothing imports it. Keys are sorted and arrays
keep their order, so that a diff of the file shows what changed and nothing else. What a
document of one file cannot say stands below `x-isospin`: the names of the functions
behind the routes, sibling files, and what else decides the names in the client: settings,
and what patches add.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any, Final

from pydantic_core import PydanticSerializationError, to_json

from codegen.config import Config
from codegen.diff.patched import Kept
from codegen.diff.pruned import pruned
from codegen.diff.subject import Subject
from codegen.settings import with_table
from codegen.spec.document import Document
from codegen.spec.json_text import too_deep

NAME: Final = "openapi.lock.json"
KEY: Final = "x-isospin"
SETTINGS: Final = (
    "names", "rename", "include", "exclude", "lenient", "extra", "client", "pagination",
)  # fmt: skip
"""The settings that decide what callers see."""

_UNUSUAL: Final = re.compile(r"[^\n\x20-\x7e]")


def snapshot_path(config: Config) -> Path:
    """Return where the snapshot of a client is."""
    return config.package_folder / NAME


def text_of(subject: Subject) -> str:
    """Return the content of the snapshot of a document.

    Raises:
        SpecError: It is nested too deeply.
    """
    try:
        text = _json({**pruned(subject.document.root), KEY: _extra(subject)})
    except RecursionError:
        raise too_deep(subject.document.name) from None
    return _UNUSUAL.sub(_printable, text) + "\n"


def _json(root: dict[str, Any]) -> str:
    ordered = _ordered(root)
    try:
        return to_json(ordered, indent=2).decode()  # in a third of the time of `json`
    except PydanticSerializationError:
        # Halves of characters, which are no UTF-8, or more than 254 levels. The text is
        # the same but for floats below 0.0001: `1e-7` is `1e-07` here.
        return json.dumps(ordered, indent=2, ensure_ascii=False)


def _ordered(node: Any) -> Any:
    """Return a document with the keys of its objects sorted."""
    if isinstance(node, dict):
        return {key: _ordered(node[key]) for key in sorted(node)}
    return [_ordered(item) for item in node] if isinstance(node, list) else node


def _printable(match: re.Match[str]) -> str:
    """Escape what a reviewer would not see, and halves of characters."""
    character = match[0]
    if character.isprintable():
        return character
    return json.dumps(character)[1:-1]


def _extra(subject: Subject) -> dict[str, Any]:
    document, kept = subject.document, subject.kept
    extra: dict[str, Any] = {"settings": settings_of(subject.config)}
    if document.function_names is not None:
        extra["functions"] = {
            f"{method} {path}": name
            for (method, path), name in document.function_names.items()
        }
    if document.files:
        extra["files"] = {name: pruned(f) for name, f in document.files.items()}
        extra["path"] = document.path
    patched = {key: sorted(names) for key, names in asdict(kept).items() if names}
    if patched:
        extra["patched"] = patched
    return extra


def settings_of(config: Config) -> dict[str, Any]:
    """Return the settings of a client that are not the defaults, as in the file."""
    given, default = asdict(config), asdict(Config())
    return {key: given[key] for key in SETTINGS if given[key] != default[key]}


def restored(document: Document, config: Config) -> Subject:
    """Return what a snapshot holds; any other document with the given settings.

    Args:
        document: A document as it was read.
        config: Settings; a snapshot has those of its own that callers see.

    Raises:
        ConfigError: The settings of the snapshot are none.
    """
    extra = document.root.get(KEY)
    if not isinstance(extra, Mapping):
        return Subject(document, config)
    functions, files = extra.get("functions"), extra.get("files")
    names = None
    if isinstance(functions, Mapping):
        names = {
            (method, path): str(name)
            for key, name in functions.items()
            for method, _, path in [str(key).partition(" ")]
        }
    others: Mapping[str, object] = files if isinstance(files, Mapping) else {}
    found = replace(
        document,
        root={key: value for key, value in document.root.items() if key != KEY},
        function_names=names,
        files=others,
        path=str(extra.get("path", "")) if others else document.path,
    )
    return Subject(found, _config(extra, config, document.name), _patched(extra))


def _config(extra: Mapping[str, Any], config: Config, name: str) -> Config:
    settings = extra.get("settings")
    if not isinstance(settings, Mapping):
        return config
    default = Config()
    plain = replace(config, **{key: getattr(default, key) for key in SETTINGS})
    table = {key: value for key, value in settings.items() if key in SETTINGS}
    return with_table(plain, table, name, f"{KEY}.settings")


def _patched(extra: Mapping[str, Any]) -> Kept:
    patched = extra.get("patched")
    table = patched if isinstance(patched, Mapping) else {}
    found = {
        part.name: frozenset(map(str, value))
        for part in fields(Kept)
        if isinstance(value := table.get(part.name), list)
    }
    return Kept(**found)
