"""The one place that holds what an application has one of.

Engines, settings and loaded configuration live here, per application and not
per module, so that two applications in one process share nothing and importing
the service touches nothing.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import Any, Protocol, Self, TypeVar

from .injectable import Injectable

T = TypeVar("T")


class HasState(Protocol):
    """An application: anything with a `state` attribute."""

    @property
    def state(self) -> Any:
        """Where an application keeps its own attributes."""


class Container(Injectable):
    """What an application has one of. Injectable itself.

    Args:
        replacements: For a class, the class of an extension that replaces it.
        development: Whether mistakes of the programmer are refused, not logged.
    """

    def __init__(
        self,
        replacements: Mapping[type, type] | None = None,
        *,
        development: bool = False,
    ) -> None:
        self.development = development
        self._replacements = dict(replacements or {})
        self._instances: dict[object, Any] = {}
        self._cleanups: list[Callable[[], Awaitable[None]]] = []

    @classmethod
    async def obtain(cls, container: "Container") -> "Container":
        """Return the container itself."""
        return container

    @classmethod
    def of(cls, app: HasState) -> Self:
        """Return the container of an application.

        Raises:
            RuntimeError: The application has none.
        """
        container = getattr(app.state, "container", None)
        if not isinstance(container, cls):
            raise RuntimeError("the application has no container in `app.state`")
        return container

    def resolve(self, cls: type[T]) -> type[T]:
        """Return the class to use for `cls`: its replacement, if there is one."""
        return self._replacements.get(cls, cls)

    def instance(self, key: object, make: Callable[[], T]) -> T:
        """Return what is kept under `key`, made by `make` on first use."""
        if key not in self._instances:
            self._instances[key] = make()
        kept: T = self._instances[key]
        return kept

    def on_stop(self, cleanup: Callable[[], Awaitable[None]]) -> None:
        """Await `cleanup` at shutdown, after every lifetime; last in first out."""
        self._cleanups.append(cleanup)

    @asynccontextmanager
    async def running(self, *lifetimes: "Lifetime") -> AsyncIterator[Self]:
        """Enter the lifetimes in order; leave them, then clean up, in reverse."""
        async with AsyncExitStack() as cleanups:
            cleanups.push_async_callback(self._clean_up)
            async with AsyncExitStack() as stack:
                for lifetime in lifetimes:
                    await stack.enter_async_context(lifetime(self))
                yield self

    async def _clean_up(self) -> None:
        async with AsyncExitStack() as stack:
            for cleanup in self._cleanups:
                stack.push_async_callback(cleanup)
        self._cleanups.clear()
        self._instances.clear()


Lifetime = Callable[[Container], AbstractAsyncContextManager[None]]
"""Work that lasts as long as the application: entered at start, left at stop."""
