"""The few words in which the two clients differ.

A template is rendered once for each flavour, with these as its only difference.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Flavour:
    """Words of one flavour.

    Attributes:
        name: Name of its package: `sync` or `aio`.
        title: What it is called in a sentence.
        async_: `async ` before `def`, `for` and `with`; nothing in sync.
        await_: `await ` before a call; nothing in sync.
        a: Prefix of the HTTP library's async methods and of async dunders.
        Async: Prefix of the HTTP library's async classes and of `Iterator`.
        close: Name of the HTTP library's method that closes.
        handle: Name of the HTTP library's method that sends one request.
        other: Name of the other flavour's package.
    """

    name: str
    title: str
    async_: str
    await_: str
    a: str
    Async: str
    close: str
    handle: str
    other: str

    @property
    def is_async(self) -> bool:
        """Whether calls are awaited."""
        return self.name == "aio"

    def awaitable(self, type_: str) -> str:
        """The type of what a call gives back before it is awaited."""
        return f"Awaitable[{type_}]" if self.is_async else type_

    def generator(self, type_: str) -> str:
        """The type of a generator that yields values of a type."""
        if self.is_async:
            return f"AsyncGenerator[{type_}, None]"
        return f"Generator[{type_}, None, None]"


SYNC = Flavour(
    name="sync",
    title="blocking",
    async_="",
    await_="",
    a="",
    Async="",
    close="close",
    handle="handle_request",
    other="aio",
)
AIO = Flavour(
    name="aio",
    title="asyncio",
    async_="async ",
    await_="await ",
    a="a",
    Async="Async",
    close="aclose",
    handle="handle_async_request",
    other="sync",
)
FLAVOURS = (SYNC, AIO)
