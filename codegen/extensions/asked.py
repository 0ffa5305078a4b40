"""Runs where the client is installed: imports it, and says which classes it has.

Nothing of isospin is imported here. The answer is JSON on standard output.
"""

from __future__ import annotations

import contextlib
import importlib
import inspect
import json
import sys
from typing import Any

FLAVOURS = ("sync", "aio")


def answer(package: str, clients: dict[str, str], target: str) -> list[dict[str, Any]]:
    """Return, for each flavour, the classes that are behind a name.

    Args:
        package: The client.
        clients: Flavour -> name of its client class.
        target: `Client`, `jobs`, `jobs.search`, `models.Job`, `models.Job.status`.
    """
    head, *rest = target.split(".")
    if head == "models" and rest:
        models = importlib.import_module(f"{package}.models")
        found = getattr(models, rest[0], None)
        return [_told(f"{package}.models.{rest[0]}", found, rest[1:])]
    flavours = [head] if head in FLAVOURS else list(FLAVOURS)
    parts = rest if head in FLAVOURS else [head, *rest]
    return [_of_client(package, f, clients[f], parts) for f in flavours]


def _of_client(
    package: str, flavour: str, name: str, parts: list[str]
) -> dict[str, Any]:
    home = importlib.import_module(f"{package}.{flavour}")
    if name not in home.__all__:  # another package than that of the settings
        name = next(found for found in home.__all__ if found != "Stream")
    client = getattr(home, name)
    title = f"{package}.{flavour}.{name}"
    if parts and parts[0] in (name, "client"):
        parts = parts[1:]
    if not parts:
        return _told(title, client, [])
    group = _group(client, parts[0])
    if group is None:
        return _told(title, client, parts)
    return _told(f"{title}.{parts[0]}", group, parts[1:])


def _group(client: type, name: str) -> type | None:
    """Return the class of a group; None when there is no such group."""
    for owner in client.__mro__:
        function = getattr(vars(owner).get(name), "func", None)
        if function is None:
            continue
        cls = str(function.__annotations__.get("return", ""))
        home = owner.__module__.rpartition(".")[0]
        found = getattr(importlib.import_module(f"{home}.{name}"), cls, None)
        return found if isinstance(found, type) else None
    return None


def _told(title: str, found: object, members: list[str]) -> dict[str, Any]:
    if members[1:] or not isinstance(found, type):
        kind = "" if members or found is None else f"{found!r}"
        return {"title": title, "is": kind, "classes": []}
    own = [cls for cls in found.__mro__ if not _is_library(cls)]
    if members:
        title = ".".join([title, members[0]])
        own = [c for c in own if members[0] in {**vars(c), **_annotated(c)}]
    return {
        "title": title,
        "is": f"{found.__module__}.{found.__qualname__}" if not members else "",
        "classes": [_place(cls, members[:1]) for cls in own],
    }


def _annotated(cls: type) -> dict[str, Any]:
    return dict(vars(cls).get("__annotations__", {}))


def _is_library(cls: type) -> bool:
    top = cls.__module__.partition(".")[0]
    return top in ("pydantic", "enum") or top in sys.stdlib_module_names


def _place(cls: type, members: list[str]) -> dict[str, Any]:
    file = inspect.getsourcefile(cls) or ""
    name = ".".join([f"{cls.__module__}.{cls.__qualname__}", *members])
    thing: Any = vars(cls).get(members[0], cls) if members else cls
    thing = getattr(thing, "func", getattr(thing, "fget", thing))
    try:
        line = inspect.getsourcelines(inspect.unwrap(thing))[1]
    except (OSError, TypeError):
        line = inspect.getsourcelines(cls)[1]
    return {"name": name, "file": file, "line": line}


if __name__ == "__main__":
    with contextlib.redirect_stdout(sys.stderr):  # what is imported may print
        told = answer(sys.argv[1], json.loads(sys.argv[2]), sys.argv[3])
    print(json.dumps(told))
