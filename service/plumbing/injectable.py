"""The classes that injection looks for, and the markers that may follow them."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from .container import Container


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


@dataclass(frozen=True)
class ReadOnly(Marker):
    """Open a transaction that can only read, and so waits for no writer."""


class Injectable:
    """Base of every class that is injected by its bare annotation."""

    markers: ClassVar[frozenset[type[Marker]]] = frozenset()
    """The markers that the class understands."""

    @classmethod
    async def obtain(cls, container: Container) -> Any:
        """Return the value that stands in for `cls`, the same to every caller."""
        raise NotImplementedError


class Transactional(Injectable):
    """An injectable that is opened for one request and closed before it answers."""

    @classmethod
    def open(
        cls, container: Container, marker: Marker | None
    ) -> AbstractAsyncContextManager[Any]:
        """Return a context manager for the value that stands in for `cls`.

        Args:
            container: What the application has one of.
            marker: The marker beside the class, None for the bare class.
        """
        raise NotImplementedError

    async def rollback(self) -> None:
        """Undo everything since the last commit; nothing when un-entered."""
        raise NotImplementedError
