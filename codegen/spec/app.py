"""The script that imports a FastAPI app; it runs in the user's interpreter.

`codegen.spec.imported` starts this file by its path, in another process, with another
environment and perhaps another Python: so it knows nothing but the standard library and
what the app brings along, and its syntax is that of Python 3.9. It tells facts, one
JSON object a line, on what was standard output; the app's own prints go to standard
error. The facts, in order:

    {"python": "3.12.1"}                        it runs
    {"connect": "db.internal:5432"}             the app opened a connection; any number
    {"failed": "import" | "module" | "attribute" | "arguments" | "call" | "type" |
     "document" | "no fastapi" | "mount", ...}                           or, as the last two lines:
    {"done": true, "fastapi": ..., "names": [[method, path, function], ...]}
    {"raw": {...}, "served": {...} | null}      the documents

`raw` is the document as FastAPI makes it from the routes. `served` is what the app
gives out instead, when it overrides `openapi`.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import errno
import importlib
import inspect
import json
import os
import signal
import socket
import sys
import sysconfig
import traceback
from collections.abc import Callable, Iterator
from typing import Any, TextIO

MAX_DEPTH = 10  # an app may be mounted below itself
UNREACHABLE = (errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EADDRNOTAVAIL)
REQUIRED = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


class Refused(Exception):
    """The app cannot be had; `facts` say why."""

    def __init__(self, failed: str, **facts: object) -> None:
        super().__init__(failed)
        self.facts = {"failed": failed, **facts}


def main(target: str, factory: bool) -> None:
    """Tell the facts about the app that `target` names.

    Args:
        target: `pkg.module:name`, or `pkg.module:name@/path` for an app mounted there.
        factory: Call what it names.
    """
    _end_with_parent()
    out = _private_output()
    _tell(out, {"python": ".".join(map(str, sys.version_info[:3]))})
    _watch_connections(out)
    if not getattr(sys.flags, "safe_path", False):
        del sys.path[0]  # the folder of this file
    sys.path.insert(0, os.getcwd())
    module, _, path = target.partition(":")
    try:
        answer = _read(module, path, factory)
    except Refused as refused:
        traceback.print_exc()
        answer = [refused.facts]
    for facts in answer:
        _tell(out, facts)
    out.flush()
    sys.stderr.flush()
    os._exit(0)  # threads and exit handlers of the app are not waited for


def _end_with_parent() -> None:
    """Do not go on for ever when isospin is killed (prctl(2), Linux only)."""
    if sys.platform == "linux":
        with contextlib.suppress(Exception):
            ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # 1: PR_SET_PDEATHSIG


def _private_output() -> TextIO:
    """Keep standard output for the facts; let what the app prints go to errors."""
    facts = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return facts


def _tell(out: TextIO, facts: dict[str, object]) -> None:
    out.write(json.dumps(facts) + "\n")
    out.flush()


def _watch_connections(out: TextIO) -> None:
    """Tell of network connections, by the name of the host where one was looked up."""
    hosts: dict[str, str] = {}

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "socket.getaddrinfo":
            hosts["last"] = str(arguments[0])
            _tell(out, {"connect": f"{arguments[0]}:{arguments[1]}"})
        elif event == "socket.connect" and isinstance(arguments[1], tuple):
            host, port = arguments[1][:2]
            _tell(out, {"connect": f"{hosts.pop('last', None) or host}:{port}"})

    sys.addaudithook(hook)


def _read(module_name: str, path: str, factory: bool) -> list[dict[str, object]]:
    module = _module(module_name)
    name, _, mount = path.partition("@")
    found = _attribute(module, name)
    try:
        from fastapi import FastAPI
    except ImportError as error:
        raise Refused("no fastapi") from error
    app = _fastapi(found, FastAPI)
    if app is None:
        made = _called(found, factory)
        app = _fastapi(made, FastAPI)
        if app is None:
            raise Refused("type", type=type(made).__name__, called=made is not found)
    if mount:
        app = _mounted(app, mount, FastAPI)
    raw, served = _documents(app, FastAPI)
    if mount:  # as FastAPI itself does for an app that is mounted
        raw.setdefault("servers", [{"url": mount}])
    elif not raw.get("paths") and not (served or {}).get("paths"):
        _mounted(app, "", FastAPI)
    import fastapi

    names = [
        [method, path, name] for (method, path), name in sorted(_names(app).items())
    ]
    return [
        {"done": True, "fastapi": fastapi.__version__, "names": names},
        {"raw": raw, "served": served},
    ]


def _module(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        missing = error.name or ""
        if name == missing or name.startswith(missing + "."):
            raise Refused("module", missing=missing) from error
        raise Refused("import", missing=missing, **_failure(error)) from error
    except (Exception, SystemExit) as error:
        raise Refused("import", **_failure(error)) from error


def _attribute(module: Any, path: str) -> Any:
    found = module
    for name in path.split("."):
        try:
            found = getattr(found, name)
        except AttributeError as error:
            where = found.__name__ if inspect.ismodule(found) else type(found).__name__
            raise Refused(
                "attribute", name=name, apps=_apps(module), where=where
            ) from error
    return found


def _apps(module: Any) -> list[str]:
    """Return the names of FastAPI apps in a module."""
    try:
        from fastapi import FastAPI
    except ImportError:
        return []
    names = vars(module).items()
    return [name for name, value in names if isinstance(value, FastAPI)]


def _fastapi(found: Any, kind: type) -> Any:
    """Return the FastAPI app in `found`, out of the middlewares around it, or None."""
    for _ in range(20):
        if isinstance(found, kind):
            return found
        inner = getattr(found, "app", None) or getattr(found, "other_asgi_app", None)
        if inner is None or inspect.isclass(found):
            return None
        found = inner
    return None


def _called(found: Any, factory: bool) -> Any:
    """Call a factory; give back anything else as it is."""
    if not callable(found) or not (factory or _is_factory(found)):
        return found
    needed = _needed(found)
    if needed:
        raise Refused("arguments", needed=needed)
    try:
        made = found()
        return asyncio.run(made) if inspect.iscoroutine(made) else made
    except (Exception, SystemExit) as error:
        raise Refused("call", **_failure(error)) from error


def _is_factory(found: Any) -> bool:
    return inspect.isclass(found) or inspect.isroutine(found) or not _needed(found)


def _needed(found: Callable[..., Any]) -> list[str]:
    """Return the parameters without which `found` cannot be called."""
    try:
        parameters = inspect.signature(found).parameters.values()
    except (TypeError, ValueError):
        return []
    return [
        parameter.name
        for parameter in parameters
        if parameter.default is parameter.empty
        and parameter.kind in (*REQUIRED, parameter.KEYWORD_ONLY)
    ]


def _mounted(app: Any, path: str, kind: type) -> Any:
    """Return the app that is mounted at a path; refuse when there are only others."""
    apps = dict(_mounts(app, "", kind, 0))
    if path in apps or not (apps or path):
        return apps.get(path)
    raise Refused("mount", path=path, mounts=[mount for mount in apps if mount])


def _mounts(app: Any, prefix: str, kind: type, depth: int) -> Iterator[tuple[str, Any]]:
    from starlette.routing import Mount

    for route in app.routes:
        if isinstance(route, Mount) and depth < MAX_DEPTH:
            inner = _fastapi(route.app, kind)
            if inner is not None:
                yield prefix + route.path, inner
                yield from _mounts(inner, prefix + route.path, kind, depth + 1)


def _documents(app: Any, kind: Any) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """Return the document of the routes, and the app's own version if it has one."""
    try:
        app.openapi_schema = None
        raw = json.loads(json.dumps(kind.openapi(app)))  # before an override edits it
    except Exception as error:
        raise Refused("document", **_failure(error)) from error
    if getattr(app.openapi, "__func__", None) is kind.openapi:
        return raw, None
    try:
        app.openapi_schema = None
        return raw, json.loads(json.dumps(app.openapi()))
    except Exception:  # the app's own version is an extra
        traceback.print_exc()
        return raw, None


def _names(app: Any) -> dict[tuple[str, str], str]:
    """Return the name of the function behind each (METHOD, path template).

    An override of `openapi` may describe the apps that are mounted below, with or
    without the prefix.
    """
    from fastapi import FastAPI

    names = dict(_own_names(app))
    for mount, inner in _mounts(app, "", FastAPI, 0):
        for (method, path), name in _own_names(inner):
            names.setdefault((method, mount + path), name)
            names.setdefault((method, path), name)
    return names


def _own_names(app: Any) -> Iterator[tuple[tuple[str, str], str]]:
    from fastapi import routing

    contexts = getattr(routing, "iter_route_contexts", None)  # newer than 0.136
    for route in contexts(app.routes) if contexts else app.routes:
        if isinstance(getattr(route, "original_route", route), routing.APIRoute):
            name = getattr(route.endpoint, "__name__", None)
            name = name or type(route.endpoint).__name__
            if name.isidentifier():
                for method in sorted(route.methods or ()):
                    yield (method, route.path_format), name


def _failure(error: BaseException) -> dict[str, object]:
    """Return what failed, and the line of the user's code in which it did."""
    place: tuple[str, int | None] | None = None
    if isinstance(error, SyntaxError) and error.filename:
        place = error.filename, error.lineno
    else:
        frames = [
            frame
            for frame in traceback.extract_tb(error.__traceback__)
            if frame.filename != __file__ and not frame.filename.startswith("<frozen ")
        ]
        own = [frame for frame in frames if _is_users(frame.filename)]
        if frames:
            last = (own or frames)[-1]
            place = last.filename, last.lineno
    message = error.msg if isinstance(error, SyntaxError) else str(error)
    facts: dict[str, object] = {
        "type": type(error).__name__,
        "message": message,
        "network": _is_of_network(error),
    }
    if place:
        facts["file"], facts["line"] = place
    return facts


def _is_of_network(error: BaseException | None) -> bool:
    """Tell whether a connection is what failed first."""
    while error is not None:
        if isinstance(error, (ConnectionError, TimeoutError, socket.gaierror)):
            return True
        if isinstance(error, OSError) and error.errno in UNREACHABLE:
            return True
        error = error.__cause__ or error.__context__
    return False


def _is_users(filename: str) -> bool:
    paths = sysconfig.get_paths()
    folders = (paths[key] for key in ("stdlib", "platstdlib", "purelib", "platlib"))
    return not any(filename.startswith(os.path.join(f, "")) for f in folders)


if __name__ == "__main__":
    main(sys.argv[1], factory=sys.argv[2:] == ["--factory"])
