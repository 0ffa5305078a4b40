"""Lets nothing be random, nothing wait, and nothing reach the network."""

from __future__ import annotations

import asyncio
import os
import random
import secrets
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta, tzinfo
from importlib import import_module
from itertools import count
from types import ModuleType, SimpleNamespace
from typing import Any, Final
from uuid import UUID

from codegen.extensions.layers import core_of
from codegen.parity.trace import Session, network
from codegen.parity.watchdog import watched

_BEGIN: Final = datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC)


@contextmanager
def steady(package: str, session: Session, *, aio: bool) -> Iterator[None]:
    """Replace what is random, what waits, and what reaches the network."""
    numbers = count(1)
    real_sleep, real_blocking = asyncio.sleep, time.sleep
    real_urandom = os.urandom
    others = session.others - {threading.get_ident()}

    def blocked(seconds: float) -> None:
        if threading.get_ident() in others:
            return real_blocking(seconds)
        session.note("slept, blocking" if aio else "slept", seconds)
        session.pass_time(seconds)

    async def slept(seconds: float, result: object = None) -> object:
        if threading.get_ident() in others:
            return await real_sleep(seconds, result)
        session.note("slept", seconds)
        session.pass_time(seconds)
        await real_sleep(0)
        return result

    def outside(*_: object, **__: object) -> None:
        session.note("went to the network by itself")
        raise OSError("there is no network")

    def failed(arguments: threading.ExceptHookArgs) -> None:
        session.note("failed", arguments.exc_type.__name__)

    def blocking(*_: object, **__: object) -> None:
        if aio:
            session.note("blocked the event loop", "httpx", "a reply")
        outside()

    class Moment(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Any:
            return _BEGIN + timedelta(seconds=session.clock.now)

    def seconds_since_1970() -> float:
        return _BEGIN.timestamp() + session.clock.now

    clocks = ("call", "locking", "login", "oauth")
    names = ("_http", "errors", "options", "tokens", *clocks)
    core = {name: import_module(f"{core_of(package)}._core.{name}") for name in names}
    httpx = core["_http"].httpx

    def drawn(size: int) -> bytes:
        # Boundaries of the HTTP library, `uuid4`, `secrets`: what patches may use.
        if threading.get_ident() in others:
            return real_urandom(size)
        return next(numbers).to_bytes(max(size, 8), "big")[-size:]

    with ExitStack() as stack:
        for owner, name, value in (
            (time, "sleep", blocked),
            (threading, "excepthook", failed),
            (asyncio, "sleep", slept),
            (random, "uniform", lambda low, high: (low + high) / 2),
            (secrets, "token_hex", lambda size=32: f"{next(numbers):0{2 * size}x}"),
            (os, "urandom", drawn),
            (random, "_urandom", drawn),
            (core["options"], "uuid4", lambda: UUID(int=next(numbers))),
            *((core[name], "clock", lambda: session.clock.now) for name in clocks),
            (core["tokens"], "time", SimpleNamespace(time=seconds_since_1970)),
            (core["errors"], "datetime", Moment),
            (socket, "create_connection", outside),
            (httpx.HTTPTransport, "handle_request", blocking),
            (httpx.AsyncHTTPTransport, "handle_async_request", outside),
            (httpx, "HTTPTransport", network(httpx, session)),
            (httpx, "AsyncHTTPTransport", network(httpx, session)),
        ):
            stack.callback(setattr, owner, name, getattr(owner, name))
            setattr(owner, name, value)
        for module, name in _bound(package, real_blocking):
            stack.callback(setattr, module, name, real_blocking)
            setattr(module, name, blocked)
        if aio:
            stack.enter_context(watched(session))
        yield


def _bound(package: str, function: object) -> list[tuple[ModuleType, str]]:
    """Where a client, or patches of it, have imported a function by its name."""
    return [
        (module, name)
        for key, module in list(sys.modules.items())
        if key.startswith(f"{package}.") or {"sync", "aio"} & set(key.split("."))
        for name, value in list(vars(module).items())
        if value is function
    ]
