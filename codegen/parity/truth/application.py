"""Lets FastAPI itself receive a request, and hands over what its endpoint would get.

The application's own code does not run: neither endpoints nor dependencies. Everything
before is FastAPI's: routing, parsing, validation and the resolution of dependencies.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any
from unittest import mock
from urllib.parse import unquote

from codegen.parity.files import Recipe
from codegen.parity.truth.binding import Binding
from codegen.parity.truth.content import FORM, MULTIPART, essence
from codegen.parity.truth.given import MISSING, Given
from codegen.parity.truth.reading import Request
from codegen.parity.truth.same import differs


class _ReceivedError(Exception):
    """Ends a request before its endpoint is called."""


@dataclass
class _Received:
    """What FastAPI has parsed.

    Attributes:
        path: Path template of the route; "" when there was none.
        values: Values by location and name on the wire.
        defaults: What FastAPI fills in, by the same.
        bodies: Number of body parameters; whether they have names of their own.
        errors: Why it would have refused the request.
        status: What was answered instead, when nothing was received.
    """

    path: str = ""
    values: dict[tuple[str, str], Any] = field(default_factory=dict[Any, Any])
    defaults: dict[tuple[str, str], Any] = field(default_factory=dict[Any, Any])
    embedded: bool = False
    errors: list[Any] = field(default_factory=list[Any])
    status: int = 0


class Application:
    """A FastAPI application that only receives.

    Args:
        app: It.
    """

    def __init__(self, app: Any) -> None:
        self._app = app
        self._loop = asyncio.new_event_loop()

    def close(self) -> None:
        """Close the event loop that requests are received in."""
        self._loop.close()

    def differs(self, request: Request, binding: Binding, call: Given) -> str | None:
        """Say in what FastAPI receives something else than was given; "" in nothing.

        Returns:
            None where nothing can be told: the service wants more than it says.
        """
        if "%2f" in request.path.lower() or _has_empty_field(call):
            # ASGI servers take an escaped slash for one, and FastAPI an empty field
            # for none: there is nothing that a client could send instead.
            return None
        received = self._received(request)
        for error in received.errors:
            if not _is_of_the_service(error, call):
                return f"the request is refused: {error}"
        if received.errors:
            return None
        if not received.path:
            return f"no route takes the request: {received.status}"
        if received.path != binding.endpoint.template:
            return f"{received.path} is what is called"
        wanted = {
            (one.location, _wire(one.location, one.name)): value
            for one, value in call.values.items()
        }
        for key, value in received.values.items():
            if key[0] == "body":
                continue
            said = _one_differs(key, wanted, value, received.defaults.get(key))
            if said and key in {
                ("header", _wire("header", p.name)) for p in binding.free
            }:
                continue  # a constant
            if said:
                return said
        for key in wanted.keys() - received.values.keys():
            return f"{key[0]} {key[1]!r} is no parameter of the endpoint"
        return _body_differs(received, call)

    def _received(self, request: Request) -> _Received:
        found = _Received()

        async def solve(**options: Any) -> Any:
            from fastapi.dependencies.utils import solve_dependencies

            got: list[tuple[Any, Mapping[str, Any]]] = []
            top = options["dependant"]
            options["dependant"] = _muted(top, got)
            options["dependency_overrides_provider"] = None
            solved = await solve_dependencies(**options)
            route = options["request"].scope.get("route")
            found.path = getattr(route, "path_format", "") or top.path or ""
            found.errors = list(solved.errors)
            found.embedded = bool(options["embed_body_fields"])
            for dependant, values in [*got, (top, solved.values)]:
                _note(found, dependant, values)
            raise _ReceivedError

        patched = mock.patch("fastapi.routing.solve_dependencies", solve)
        with patched, suppress(_ReceivedError):
            self._loop.run_until_complete(self._run(request, found))
        return found

    async def _run(self, request: Request, found: _Received) -> None:
        sent = False

        async def receive() -> dict[str, Any]:
            nonlocal sent
            if sent:
                return {"type": "http.disconnect"}
            sent = True
            return {"type": "http.request", "body": request.body, "more_body": False}

        async def send(message: Mapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                found.status = message["status"]

        await self._app(_scope(request), receive, send)


def _scope(request: Request) -> dict[str, Any]:
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": "https",
        "path": unquote(request.path),
        "raw_path": request.path.encode("ascii"),
        "query_string": request.raw_query.encode("ascii"),
        "root_path": "",
        "headers": [
            (name.encode("latin-1"), value.encode("latin-1"))
            for name, value in request.headers
        ],
        "client": ("127.0.0.1", 1),
        "server": ("service.test", 443),
        "state": {},
    }


def _muted(dependant: Any, got: list[tuple[Any, Mapping[str, Any]]]) -> Any:
    """A dependant whose dependencies note what they are called with, and do nothing."""
    return replace(
        dependant,
        dependencies=[_stub(one, got) for one in dependant.dependencies],
    )


def _stub(dependant: Any, got: list[tuple[Any, Mapping[str, Any]]]) -> Any:
    async def call(**values: Any) -> None:
        got.append((dependant, values))

    return replace(_muted(dependant, got), call=call, scope=None)


def _note(found: _Received, dependant: Any, values: Mapping[str, Any]) -> None:
    for location in ("path", "query", "header", "cookie", "body"):
        for one in getattr(dependant, f"{location}_params"):
            if one.name not in values:
                continue
            value = values[one.name]
            for name, inner, default in _flat(one, value, location):
                # Files are closed when the request ends.
                found.values[location, _wire(location, name)] = _plain(inner)
                found.defaults[location, _wire(location, name)] = default


def _flat(one: Any, value: Any, location: str) -> Iterator[tuple[str, Any, Any]]:
    fields = getattr(type(value), "model_fields", None)
    if location == "body" or fields is None:
        yield one.alias, value, one.default
        return
    # A model that stands for several parameters.
    for name, info in fields.items():
        yield info.alias or name, getattr(value, name), info.get_default()


def _wire(location: str, name: str) -> str:
    return name.lower() if location == "header" else name


def _has_empty_field(call: Given) -> bool:
    if call.content is None or essence(call.content.media_type) not in (
        FORM,
        MULTIPART,
    ):
        return False
    values = call.body.values() if isinstance(call.body, Mapping) else ()
    return any(value == "" for value in values)


def _is_of_the_service(error: Mapping[str, Any], call: Given) -> bool:
    """Whether a service refuses just what was given: it wants more than it says."""
    place, *path = error["loc"]
    wanted = error.get("input")
    if place == "body":
        given = call.body
        is_key = path[-1:] == ["[key]"]
        for step in path[:-2] if is_key else path:
            try:
                given = given[step]
            except (LookupError, TypeError):
                # The name of a branch of a union, or a key that is refused.
                continue
    else:
        given = MISSING
        for parameter, value in call.values.items():
            if parameter.location == place and parameter.name == path[0]:
                given = value
        if given is not MISSING and len(path) > 1 and isinstance(given, list):
            given = given[path[1]]
    if error["type"] == "missing" or given is MISSING:
        return given is MISSING and error["type"] == "missing"
    if path[-1:] == ["[key]"]:
        return isinstance(given, Mapping) and wanted in given
    return not differs(given, wanted, "text" if place != "body" else "json")


def _one_differs(
    key: tuple[str, str], wanted: Mapping[Any, Any], value: Any, default: Any
) -> str:
    where = f"{key[0]} {key[1]!r}"
    if key in wanted:
        return _differs(value, wanted[key], where)
    if value is None or value == default or value == [] or value == ():
        return ""
    return f"{where} was not given and is received as {value!r}"


def _body_differs(received: _Received, call: Given) -> str:
    bodies = {
        name: value
        for (place, name), value in received.values.items()
        if place == "body"
    }
    if call.body is MISSING:
        for name, value in bodies.items():
            if value != received.defaults["body", name] and value not in (None, []):
                return f"no body was given and {name!r} is received as {value!r}"
        return ""
    if not received.embedded and len(bodies) == 1:
        return _differs(next(iter(bodies.values())), call.body, "the body")
    given = call.body
    for name, value in bodies.items():
        if given.get(name) is not None:
            if said := _differs(value, given[name], f"field {name!r}"):
                return said
        elif value not in (None, [], received.defaults["body", name]):
            return f"field {name!r} was not given and is received as {value!r}"
    return ""


def _differs(received: Any, given: Any, where: str) -> str:
    return differs(received, _bytes(given), "received", where)


def _plain(value: Any) -> Any:
    """A file that FastAPI received, as its content."""
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    inner = getattr(value, "file", None)
    if inner is None:
        return value
    inner.seek(0)
    return inner.read()


def _bytes(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _bytes(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_bytes(one) for one in value]
    return value.content if isinstance(value, Recipe) else value
