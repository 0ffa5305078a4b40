"""The two clients of a package, called alike."""

from __future__ import annotations

import asyncio
import importlib
import inspect
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from itertools import islice
from typing import Any

from pydantic import BaseModel

from codegen.extensions.layers import core_of
from codegen.parity.calls import Script
from codegen.parity.files import fresh
from codegen.parity.operations import Client, Operation
from codegen.parity.plain import plain
from codegen.parity.steady import steady
from codegen.parity.trace import Answer, Clock, EndlessError, Event, Session, recorder
from codegen.parity.world import World

BASE = "https://service.test/base"
_LONGEST = 60.0
"""Seconds that a call may take; longer is hanging. Nothing waits in real time."""


@dataclass(frozen=True)
class Outcome:
    """What came of a call.

    Attributes:
        events: What it did to the world.
        value: What it gave back or raised, as plain data.
        given: What it was given, where each flavour has models of its own.
    """

    events: list[Event]
    value: Any
    given: Any = None


class Pair:
    """Both clients, with transports that write down what is sent.

    Args:
        package: The client's import name.
        world: Where the aio flavour is; with the sync one when omitted.
        limit: Surrounds whatever aio does.

    Raises:
        ImportError: A module of it cannot be imported.
    """

    def __init__(
        self,
        package: str,
        world: World | None = None,
        limit: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        self.package = package
        self._limit = limit
        self._core = core_of(package)
        self._worlds = (None, world)
        self.sync = Client(package, "sync")
        self.files: list[type] = []
        for flavour in (False, True):
            with self._inside(aio=flavour):
                uploads = self.core("uploads")
                self.files.append(uploads.File)
                options = self.core("options").Options
                self._note_operations(options)
        with self._inside(aio=True):
            self.aio = Client(package, "aio")
        self.file = self.files[False]
        self.httpx = self.core("_http").httpx
        self.loop = asyncio.new_event_loop()
        self.loop.set_exception_handler(self._complained)
        self.transports = recorder(self.httpx), recorder(self.httpx)
        self._clients: dict[tuple[bool, bool], Any] = {}

    @property
    def has_worlds(self) -> bool:
        """Whether each flavour has models of its own."""
        return self._worlds[True] is not None

    @cached_property
    def models(self) -> list[type[BaseModel]]:
        """The public models, as callers of the blocking client see them."""
        if find_spec(f"{self.package}.models") is None:
            return []  # the client has none
        public = importlib.import_module(f"{self.package}.models")
        values = [getattr(public, name) for name in public.__all__]
        return [
            one for one in values if inspect.isclass(one) and issubclass(one, BaseModel)
        ]

    def core(self, module: str) -> Any:
        """A module that both flavours share, as the flavour that runs now has it."""
        return importlib.import_module(f"{self._core}._core.{module}")

    def _inside(self, *, aio: bool) -> AbstractContextManager[None]:
        world = self._worlds[aio]
        return nullcontext() if world is None else world.inside()

    def _complained(self, loop: object, context: dict[str, Any]) -> None:
        # What tasks on the side raise is compared elsewhere; to print it, at any moment
        # at which one is collected, would only be in the way.
        if not isinstance(context.get("future"), asyncio.Task):
            self.transports[True].session.note("complained", context["message"])

    def _note_operations(self, options: Any) -> None:
        # The transport sees a request only; an answer is made for the operation.
        original = options.request
        if getattr(original, "notes", False):
            return

        def request(own: Any, operation: Any, *args: Any, **kwargs: Any) -> Any:
            made = original(own, operation, *args, **kwargs)
            made.extensions["operation"] = operation
            return made

        request.notes = True  # type: ignore[attr-defined]
        options.request = request

    def can_begin(self) -> bool:
        """Whether a client of aio can be made, with all that is imported late."""
        try:
            with self.session(lambda number, request: Answer(500), aio=True):
                self._client(aio=True, signed=False)
        except Exception:
            return False
        return True

    def operations(self) -> list[Operation]:
        """Every operation of the blocking client."""
        # In a session, for a constructor may want to reach the network.
        with self.session(lambda number, request: Answer(500), aio=False):
            client = self._client(aio=False, signed=False)
            return list(self.sync.operations(client))

    def _client(self, *, aio: bool, signed: bool) -> Any:
        key = (aio, signed)
        if key not in self._clients:
            flavour = self.aio if aio else self.sync
            self._clients[key] = flavour.kind(
                BASE,
                transport=self.transports[aio],
                retries=0,
                auth="secret" if signed else None,
            )
        return self._clients[key]

    def blocking(self, script: Script, answer: Callable[[int, Any], Answer]) -> Outcome:
        """Follow a script with the blocking client."""
        given: list[Any] = []
        with self.session(answer, aio=False) as session:
            try:
                _, call = self._call(script, given, aio=False)
                value = plain(self._read(script, call()))
            except Exception as error:
                value = ("raised", plain(error))
            except EndlessError:
                value = ("goes on for ever",)
        return Outcome(session.trace, value, given)

    def awaited(self, script: Script, answer: Callable[[int, Any], Answer]) -> Outcome:
        """Follow a script with the asyncio client."""
        given: list[Any] = []

        async def run() -> Any:
            method, call = self._call(script, given, aio=True)
            made = call()
            handle = isinstance(made, self.aio.stream | self.aio.pages)
            if inspect.isawaitable(made):
                made = await made
                if not _says_to_await(method):
                    return "has to be awaited, as its signature does not say"
            if not handle and isinstance(made, self.aio.stream | self.aio.pages):
                return ("awaited to get", type(made).__name__)
            return await self._read_later(script, made)

        with self.session(answer, aio=True) as session:
            try:
                limited = asyncio.wait_for(run(), _LONGEST)
                value = plain(self.loop.run_until_complete(limited))
            except Exception as error:
                value = ("raised", plain(error))
            except EndlessError:
                value = ("goes on for ever",)
        return Outcome(session.trace, value, given)

    @contextmanager
    def session(
        self,
        answer: Callable[[int, Any], Answer],
        *,
        aio: bool,
        clock: Clock | None = None,
    ) -> Iterator[Session]:
        """Let both transports answer, and write down what one flavour does.

        Args:
            answer: Gives the answer to the request of a number.
            aio: Which flavour it is.
            clock: What time it is; the beginning when omitted.
        """
        session = Session(answer, clock or Clock())
        self.transports[aio].session = session
        with (
            self._limit() if aio else nullcontext(),
            self._inside(aio=aio),
            warnings.catch_warnings(),
            steady(self.package, session, aio=aio),
        ):
            warnings.simplefilter("ignore")
            yield session

    def _call(
        self, script: Script, given: list[Any], *, aio: bool
    ) -> tuple[Any, Callable[[], Any]]:
        """The method that a script calls, and the call of it."""
        client = self._client(aio=aio, signed=script.signed)
        client = client.with_options(retries=script.retries, lenient=script.lenient)
        operation = script.operation
        owner = getattr(client, operation.group) if operation.group else client
        method = getattr(owner, operation.name)
        if script.lens:
            method = getattr(client, script.lens)(method)
        anew = self.has_worlds
        args = fresh(script.positional, self.files[aio], aio=aio, anew=anew)
        kwargs = fresh(script.named, self.files[aio], aio=aio, anew=anew)
        if anew:  # each flavour has models of its own, which callers see too
            given.append(plain((args, kwargs)))
        return method, lambda: method(*args, **kwargs)

    def _read(self, script: Script, made: Any) -> Any:
        found: list[Any] = []
        try:
            if isinstance(made, self.sync.stream):
                _read_stream(script, made, found)
            elif isinstance(made, self.sync.pages):
                _read_pages(script, made, found)
            else:
                return made
        except Exception as error:
            return ("read", found, error)
        return ("read", found)

    async def _read_later(self, script: Script, made: Any) -> Any:
        found: list[Any] = []
        try:
            if isinstance(made, self.aio.stream):
                await _read_stream_later(script, made, found)
            elif isinstance(made, self.aio.pages):
                await _read_pages_later(script, made, found)
            else:
                return made
        except Exception as error:
            return ("read", found, error)
        return ("read", found)

    def close(self) -> None:
        """Close all clients."""
        for (aio, _), client in self._clients.items():
            with self._inside(aio=aio):
                closed = client.close()
                if aio:
                    self.loop.run_until_complete(closed)
        self.loop.run_until_complete(self.loop.shutdown_asyncgens())
        self.loop.run_until_complete(self.loop.shutdown_default_executor())
        self.loop.close()


def _read_stream(script: Script, made: Any, found: list[Any]) -> None:
    if script.manner == "plain":
        found.append(_not_open(made))
        for item in islice(made, script.most):
            found.append(item)
        made.close()
        return
    with made as stream:
        items = stream.events() if script.manner == "events" else stream
        for item in islice(items, script.most):
            found.append(item)
        found.append(stream.response)


async def _read_stream_later(script: Script, made: Any, found: list[Any]) -> None:
    if script.manner == "plain":
        found.append(_not_open(made))
        await _take(made, script.most, found)
        await made.close()
        return
    async with made as stream:
        items = stream.events() if script.manner == "events" else stream
        await _take(items, script.most, found)
        found.append(stream.response)


def _read_pages(script: Script, made: Any, found: list[Any]) -> None:
    if script.manner in ("list_all", "keep_failed"):
        keep = script.manner == "keep_failed"
        listing = made.list_all(
            max_pages=script.most,
            keep_failed=keep,
            prefetch=1,
            progress=lambda *done: found.append(done),
        )
        found.append(_listed(listing))
        return
    source = made.pages() if script.manner == "pages" else made
    for item in islice(source, script.most):
        found.append(item)


async def _read_pages_later(script: Script, made: Any, found: list[Any]) -> None:
    if script.manner in ("list_all", "keep_failed"):
        keep = script.manner == "keep_failed"
        listing = await made.list_all(
            max_pages=script.most,
            keep_failed=keep,
            prefetch=1,
            progress=lambda *done: found.append(done),
        )
        found.append(_listed(listing))
        return
    await _take(made.pages() if script.manner == "pages" else made, script.most, found)


async def _take(source: Any, most: int, found: list[Any]) -> None:
    if not most:
        return
    taken = 0
    async for item in source:
        found.append(item)
        taken += 1
        if taken == most:
            break


def _says_to_await(method: Any) -> bool:
    """Whether callers can see that what it gives back has to be awaited."""
    said = str(getattr(method, "__annotations__", {}).get("return", ""))
    words = "Awaitable", "Coroutine"
    return inspect.iscoroutinefunction(method) or any(one in said for one in words)


def _not_open(made: Any) -> Any:
    """What a stream says about its reply before there is one."""
    try:
        return made.response
    except Exception as error:
        return error


def _listed(listing: Any) -> Any:
    return (list(listing.pages), listing.total, listing.error, len(listing))
