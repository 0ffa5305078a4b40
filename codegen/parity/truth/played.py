"""Calls of the blocking client with known answers, and what comes of them."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from codegen.parity.finding import Finding
from codegen.parity.pair import BASE, Pair
from codegen.parity.service import said
from codegen.parity.trace import Answer, EndlessError, Event
from codegen.parity.truth.fault import fault
from codegen.parity.truth.reading import Request

JSON: Final = (("content-type", "application/json"),)
DONE: Final = said(200, {"id": 1})
NOTHING: Final = Answer(204)
BUSY: Final = said(503, {})


Answering = Callable[[int, Any], Answer]
"""Gives the answer to the request of a number."""


def later(status: int, when: str) -> Answer:
    """What a service answers that says when to come again."""
    return said(status, {}, retry_after=when)


def in_turn(answers: Sequence[Answer]) -> Answering:
    """Answer with each of these once, then with the last one again and again."""
    return lambda number, _: answers[min(number, len(answers) - 1)]


@dataclass(frozen=True)
class Played:
    """What came of a call.

    Attributes:
        value: Its value, or the error.
        events: What was done.
        warned: How many warnings there were.
    """

    value: Any
    events: list[Event]
    warned: int

    @property
    def sent(self) -> list[Request]:
        """The requests."""
        return [Request.of(event, BASE) for event in self.events if event[0] == "sent"]

    @property
    def aside(self) -> list[Request]:
        """The requests of other threads: logins, pages that are asked for ahead."""
        aside = [event[1:] for event in self.events if event[0] == "aside"]
        return [Request.of(event, BASE) for event in aside if event[0] == "sent"]

    @property
    def slept(self) -> list[Any]:
        """The waits, in seconds."""
        return [event[1] for event in self.events if event[0] == "slept"]

    @property
    def timeouts(self) -> list[dict[str, float | None]]:
        """The timeouts of the requests, in seconds; None for none."""
        found: list[Any] = [event[4] for event in self.events if event[0] == "sent"]
        return list(map(dict, found))

    @property
    def is_refused(self) -> bool:
        """Whether an argument was refused, and nothing was sent."""
        return type(self.value).__name__ == "ArgumentError" and not self.sent


class Player:
    """Plays calls.

    Args:
        pair: Both clients; the blocking one is called.

    Attributes:
        pair: They.
        has_rules: Whether they have the operations that rules are played with.
    """

    def __init__(self, pair: Pair) -> None:
        self.pair = pair
        names = {operation.path for operation in pair.operations()}
        self.has_rules = "calls.anything" in names

    @cached_property
    def models(self) -> dict[str, Any]:
        """The public models by their names."""
        return {one.__name__: one for one in self.pair.models}

    def play(
        self,
        call: Callable[[Any], Any],
        answers: Sequence[Answer] | Answering = (NOTHING,),
        changes: Mapping[str, Any] | None = None,
        **options: Any,
    ) -> Played:
        """Call, and answer.

        Args:
            call: Takes a client.
            answers: What is answered; a sequence is, in turn.
            changes: Options of a copy of the client.
            options: Options of the client, its URL among them.
        """
        answer = answers if callable(answers) else in_turn(answers)
        value: Any
        with (
            self.pair.session(answer, aio=False) as session,
            warnings.catch_warnings(record=True) as warned,
        ):
            warnings.simplefilter("always")
            try:
                client = self._client(options)
                value = call(client.with_options(**changes) if changes else client)
            except (Exception, EndlessError) as error:
                value = error
        return Played(value, session.trace, len(warned))

    def call(
        self,
        name: str,
        /,
        *args: Any,
        answers: Sequence[Answer] = (NOTHING,),
        changes: Mapping[str, Any] | None = None,
        retries: int = 0,
        **named: Any,
    ) -> Played:
        """Call an operation of the group `calls`.

        Args:
            name: Its name.
            args: Its arguments.
            answers: What is answered.
            changes: Options of a copy of the client.
            retries: Option of the client.
            named: Its arguments by name.
        """

        def call(client: Any) -> Any:
            return getattr(client.calls, name)(*args, **named)

        return self.play(call, answers, changes, retries=retries)

    def _client(self, options: Mapping[str, Any]) -> Any:
        given = {"base_url": BASE, "retries": 0, "auth": None, **options}
        return self.pair.sync.kind(transport=self.pair.transports[0], **given)


def untrue(what: str, said: str) -> Finding:
    """A rule that a client does not follow."""
    return fault(what, said, "")
