"""Plays one scene with either flavour, and writes down what came of it."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from codegen.parity.operations import Client, Operation
from codegen.parity.pair import BASE, Outcome, Pair
from codegen.parity.plain import plain
from codegen.parity.service import Service
from codegen.parity.trace import Answer, Clock, EndlessError, InterruptError, Session

_LONGEST = 5.0
"""Seconds that a scene may take in aio; longer is hanging."""

Scene: TypeAlias = "Callable[[Stage], Coroutine[Any, Any, None]]"


@dataclass
class Stage:
    """One flavour, for one scene.

    Attributes:
        pair: Both clients.
        aio: Which flavour it is.
        folder: Where the scene may write.
        simple: An operation that needs no arguments; None when there is none.
        notes: What the scene has seen, as plain data.
        answers: What is answered, in this order; then 200 and an empty object.
        clock: What time it is.
        service: What answers instead, where there is one.
        clients: Those that were made.
        unfinished: Why a scene has not come to its end; "" when it has.
        kept: What later steps need.
    """

    pair: Pair
    aio: bool
    folder: Path
    simple: Operation | None
    notes: list[Any] = field(default_factory=list[Any])
    answers: list[Answer] = field(default_factory=list[Answer])
    clock: Clock = field(default_factory=Clock)
    service: Service | None = None
    clients: list[Any] = field(default_factory=list[Any])
    unfinished: str = ""
    kept: dict[str, Any] = field(default_factory=dict[str, Any])

    @property
    def flavour(self) -> Client:
        """The client of this flavour."""
        return self.pair.aio if self.aio else self.pair.sync

    @property
    def transport(self) -> Any:
        """The transport that writes down what is sent."""
        return self.pair.transports[self.aio]

    def client(self, *args: Any, **options: Any) -> Any:
        """Make a client of this flavour."""
        options = {"transport": self.transport, "retries": 0, **options}
        self.clients.append(self.flavour.kind(*(args or (BASE,)), **options))
        return self.clients[-1]

    def kind(self, **members: Any) -> Any:
        """The client class, as another description would have it."""
        own = self.flavour.kind
        return type(own.__name__, (own,), members)

    def group(self, client: Any) -> Any:
        """A group of operations as hand-written ones have it."""
        return self.flavour.group(client._transport)

    def method(self, client: Any) -> Any:
        """The operation that needs no arguments, as a method of a client."""
        assert self.simple is not None
        owner = getattr(client, self.simple.group) if self.simple.group else client
        return getattr(owner, self.simple.name)

    async def tried(
        self, call: Callable[..., Any], /, *args: Any, **kwargs: Any
    ) -> Any:
        """Call, await if need be, and note the value or the error; return the value."""
        try:
            value = await settled(call(*args, **kwargs))
        except Exception as error:
            self.notes.append(("raised", plain(error)))
            return None
        self.notes.append(plain(value))
        return value

    def answered(self, number: int, request: Any) -> Answer:
        """The answer to the request of a number."""
        if self.service is not None:
            return self.service.answer(number, request)
        if number < len(self.answers):
            return self.answers[number]
        kind = (("content-type", "application/json"),)
        return Answer(200, kind, (b"{}",))

    def play(self, scene: Scene) -> Outcome:
        """Play a scene; return all that was noted and done."""
        self.notes, self.unfinished = [], ""
        clock = self.clock
        with self.pair.session(self.answered, aio=self.aio, clock=clock) as session:
            try:
                if self.aio:
                    self.pair.loop.run_until_complete(self._later(scene, session))
                else:
                    _run(scene(self))
                    session.wait_for_threads()
            except Exception as error:
                self.unfinished = repr(error)
                self.notes.append(("raised", plain(error)))
            except EndlessError:
                self.unfinished = "goes on for ever"
                self.notes.append(self.unfinished)
            except InterruptError:
                self.unfinished = "interrupted"
                self.notes.append(self.unfinished)
        return Outcome(session.trace, self.notes)

    async def _later(self, scene: Scene, session: Session) -> None:
        session.tasks = asyncio.all_tasks()

        async def run() -> None:
            session.main = asyncio.current_task()
            await scene(self)

        with _failures_noted(session):
            await asyncio.wait_for(run(), _LONGEST)
            if aside := asyncio.all_tasks() - session.tasks:
                await asyncio.wait(aside, timeout=_LONGEST)


@contextmanager
def _failures_noted(session: Session) -> Iterator[None]:
    """Write down which tasks on the side fail, as is done with threads."""

    def ended(task: asyncio.Task[Any]) -> None:
        if task is session.main or task.cancelled():
            return
        if (error := task.exception()) is not None:
            session.aside.append(("failed", type(error).__name__))

    def factory(loop: Any, steps: Any, **more: Any) -> asyncio.Task[Any]:
        task = asyncio.Task(steps, loop=loop, **more)
        task.add_done_callback(ended)
        return task

    loop = asyncio.get_running_loop()
    loop.set_task_factory(factory)
    try:
        yield
    finally:
        loop.set_task_factory(None)


async def settled(value: Any) -> Any:
    """Await what has to be awaited; in sync, nothing has."""
    if inspect.isawaitable(value):
        awaitable: Awaitable[Any] = value
        return await awaitable
    return value


def _run(steps: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine that never waits for anything."""
    try:
        steps.send(None)
    except StopIteration:
        return
    steps.close()
    raise RuntimeError("a method of the blocking client has to be awaited")
