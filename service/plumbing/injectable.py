"""The classes that injection looks for, and the markers that may follow them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from fastapi.requests import HTTPConnection

if TYPE_CHECKING:
    from .container import Container

STATUS_KEY = "plumbing.status"
"""Key in the ASGI scope under which a route notes the status of its response."""

_OPENED_KEY = "plumbing.opened"


@dataclass(frozen=True)
class Marker:
    """What may follow a class in `Annotated` to change how it is handed over."""


@dataclass(frozen=True)
class NoTransaction(Marker):
    """Hand over the database un-entered: the caller opens its transactions.

    Meant for streams and for work in batches::

        async def export(db: Annotated[JobsDatabase, NoTransaction()]): ...
            async with db:
                ...
    """

    read_only: bool = False
    """Whether those transactions can only read."""


@dataclass(frozen=True)
class ReadOnly(Marker):
    """Open a transaction that can only read, and so waits for no writer."""


class Injectable:
    """Base of every class that is injected by its bare annotation."""

    markers: ClassVar[frozenset[type[Marker]]] = frozenset()
    """The markers that the class understands."""

    @classmethod
    async def obtain(cls, container: Container) -> Any:
        """Return the value that stands in for `cls`, the same to every caller.

        Args:
            container: What the application has one of.
        """
        raise NotImplementedError(f"{cls.__name__} exists only within a request")

    @classmethod
    def dependency(cls, marker: Marker | None) -> Callable[..., Any]:
        """Return a new FastAPI dependency for `cls`; see `injection.provider`."""

        async def provide(connection: HTTPConnection) -> Any:
            container: Container = connection.app.state.container
            return await container.resolve(cls).obtain(container)

        return provide


class Transactional(Injectable):
    """An injectable that is opened for one request and closed before it answers."""

    @classmethod
    def open(
        cls, container: Container, marker: Marker | None
    ) -> AbstractAsyncContextManager[Any]:
        """Return a context manager for the value that stands in for `cls`.

        Left without an exception it keeps what was done, else it takes it back.

        Args:
            container: What the application has one of.
            marker: The marker beside the class, None for the bare class.
        """
        raise NotImplementedError

    async def rollback(self) -> None:
        """Undo everything since the last commit; nothing when un-entered."""
        raise NotImplementedError

    @classmethod
    def dependency(cls, marker: Marker | None) -> Callable[..., Any]:
        """Return a new dependency that opens `cls` and minds how it went."""

        async def provide(connection: HTTPConnection) -> AsyncIterator[Any]:
            container: Container = connection.app.state.container
            actual = container.resolve(cls)
            opened: dict[tuple[type, Marker | None], Any]
            opened = connection.scope.setdefault(_OPENED_KEY, {})
            if (actual, marker) in opened:
                # A class and the extension that replaces it, in one request.
                yield opened[actual, marker]
                return
            async with actual.open(container, marker) as value:
                opened[actual, marker] = value
                yield value
                if connection.scope.get(STATUS_KEY, 200) >= 400:
                    await value.rollback()

        return provide
