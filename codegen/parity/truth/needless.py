"""Operations that can be called with next to nothing, to see what a client does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from codegen.parity.operations import Operation
from codegen.parity.trace import Answer
from codegen.parity.truth.played import Player


@dataclass(frozen=True)
class Needless:
    """An operation, and all that a call of it needs.

    Attributes:
        operation: It.
        method: Its HTTP method.
        key: Header of its idempotency key; "" without one.
        secured: Whether it is signed.
        successes: Statuses that are no errors.
        body: What is given as a body; None for nothing.
    """

    operation: Operation
    method: str
    key: str
    secured: bool
    successes: frozenset[int]
    body: Any = None

    def on(self, client: Any) -> Any:
        """Call it."""
        owner = client
        if self.operation.group:
            owner = getattr(client, self.operation.group)
        method = getattr(owner, self.operation.name)
        return method() if self.body is None else method(self.body)


def needless(player: Player) -> Iterator[Needless]:
    """The operations that need nothing, or a body of any kind.

    Args:
        player: Calls them, to see.
    """
    pair = player.pair
    for operation in pair.operations():
        needed = [one.name for one in operation.parameters if one.default is one.empty]
        generated = operation.function.__module__.startswith(f"{pair.package}.")
        if operation.handle != "value" or not generated or needed not in ([], ["body"]):
            continue
        body = {"id": 1} if needed else None
        found = _sent(player, operation, body)
        if found is not None:
            yield found


def _sent(player: Player, operation: Operation, body: Any) -> Needless | None:
    tables: list[Any] = []

    def answer(number: int, request: Any) -> Answer:
        tables.append((request, request.extensions.get("operation")))
        return Answer(500)

    bare = Needless(operation, "", "", False, frozenset(), body)
    player.play(bare.on, answer)
    if not tables:
        return None
    request, table = tables[0]
    wanted = {200, 201, "2XX", "default"} & set(table.replies)
    if not wanted:
        return None
    return Needless(
        operation,
        request.method,
        table.key_header or "",
        table.secured,
        frozenset(code for code in table.replies if isinstance(code, int)),
        body,
    )
