"""Calls every operation of both clients with drawn arguments, and compares."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Final

from codegen.parity.needs import need_hypothesis

need_hypothesis()

from hypothesis import HealthCheck, Phase, given, seed, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402
from hypothesis.errors import FlakyFailure  # noqa: E402

from codegen.parity import covering  # noqa: E402
from codegen.parity.answers import Answers  # noqa: E402
from codegen.parity.calls import Profile, Script, profiles, scripts  # noqa: E402
from codegen.parity.cover import Cover  # noqa: E402
from codegen.parity.draw import Drawer, UndrawableError  # noqa: E402
from codegen.parity.finding import Finding, Kind  # noqa: E402
from codegen.parity.operations import Operation  # noqa: E402
from codegen.parity.pair import Outcome, Pair  # noqa: E402
from codegen.parity.reduce import reduced  # noqa: E402
from codegen.parity.trace import Answer, Event  # noqa: E402
from codegen.parity.written import snippet  # noqa: E402

_UNASKED: Final = [
    HealthCheck.data_too_large,
    HealthCheck.filter_too_much,
    HealthCheck.too_slow,
    HealthCheck.large_base_example,
]
"""How fast and how lucky drawing is says nothing about a client."""


def drawing(examples: int, *, shrink: bool, **more: Any) -> settings:
    """How hypothesis draws calls, here and in machines: the same for the same seed.

    Args:
        examples: How many.
        shrink: Whether the smallest failing one is looked for.
        more: What else is set.
    """
    return settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=[Phase.generate, *([Phase.shrink] if shrink else [])],
        suppress_health_check=_UNASKED,
        report_multiple_bugs=False,
        print_blob=False,
        **more,
    )


class DriftError(Exception):
    """The flavours differ.

    Attributes:
        finding: In what.
    """

    def __init__(self, finding: Finding) -> None:
        super().__init__(str(finding))
        self.finding = finding


@dataclass
class Counts:
    """What was done.

    Attributes:
        operations: Operations that were called.
        calls: Calls of each flavour.
        requests: Requests that each flavour has sent.
        silent: Hand-written operations that sent nothing in any call.
    """

    operations: int = 0
    calls: int = 0
    requests: int = 0
    silent: list[str] = field(default_factory=list[str])


class Driver:
    """Calls the operations of a client.

    Args:
        pair: Both clients.
        folder: Where files to upload are written.
        examples: Calls of each operation.
        seed: Chooses which ones.
        shrink: Whether the smallest failing call is looked for.
    """

    def __init__(
        self,
        pair: Pair,
        folder: Path,
        *,
        examples: int,
        seed: int = 0,
        shrink: bool = True,
    ) -> None:
        self._pair = pair
        self._drawer = Drawer(pair.file, folder)
        self._answers = Answers(self._drawer)
        self._seed = seed
        self._examples = examples
        self._shrink = shrink
        self._cover = Cover(pair.file, folder)
        self.counts = Counts()

    def run(
        self, operations: list[Operation], *, until: float | None = None
    ) -> Iterator[tuple[Operation, Finding | None]]:
        """Call operations, one after the other.

        Args:
            operations: Which.
            until: Moment of `time.monotonic` at which no further one is begun.
        """
        for operation in operations:
            if until is not None and time.monotonic() > until:
                return
            yield operation, self.check(operation)

    def check(self, operation: Operation) -> Finding | None:
        """Call one operation; return the smallest difference that was found."""
        if operation.reason:
            return _undriven(operation, operation.reason)
        try:
            before = self.counts.requests
            if not self._shrink:  # the quicker first
                self._covered(operation)
            for profile in profiles(operation):
                self._called(operation, profile)
            if self._shrink:
                self._covered(operation)
        except UndrawableError as error:
            return _undriven(operation, str(error))
        except DriftError as drift:
            return drift.finding
        except FlakyFailure as flaky:  # it does not differ each time
            drifts = [one for one in flaky.exceptions if isinstance(one, DriftError)]
            if not drifts:
                raise
            return drifts[0].finding
        self.counts.operations += 1
        if self.counts.requests == before:
            return self._silent(operation)
        return None

    def _silent(self, operation: Operation) -> Finding | None:
        """An operation that never sends is one that was not tested, if generated."""
        if operation.function.__module__.startswith(f"{self._pair.package}."):
            return _undriven(operation, "no drawn arguments were accepted")
        self.counts.silent.append(operation.path)
        return None

    def _covered(self, operation: Operation) -> None:
        """Call with every choice of every argument; answer with every reply."""
        calls = covering.scripts(operation, self._cover)
        replies = covering.answers(self._entry(calls), self._cover)
        for script, said in covering.together(calls, replies):

            def drift(one: Script, said: list[Answer] = said) -> DriftError | None:
                return self._replied(one, said)

            found = drift(script)
            if found is not None and self._shrink:
                script = reduced(script, lambda one: drift(one) is not None)
                found = drift(script) or found
            if found is not None:
                raise found

    def _entry(self, calls: list[Script]) -> Any:
        """The operation in its table, as the first request tells; None for none."""
        found: list[Any] = []

        def answer(number: int, request: Any) -> Answer:
            found.append(request.extensions.get("operation"))
            return Answer(500)

        for script in calls:
            self._pair.blocking(script, answer)
            if found:
                return found[0]
        return None

    def _replied(self, script: Script, replies: list[Answer]) -> DriftError | None:
        def answer(number: int, request: Any) -> Answer:
            return replies[number % len(replies)]

        sync = self._pair.blocking(script, answer)
        aio = self._pair.awaited(script, answer)
        sent = sum(event[0] == "sent" for event in sync.events)
        self.counts.calls += 1
        self.counts.requests += sent
        given = [answer(number, None) for number in range(sent)]
        try:
            self._judge(script, given, sync, aio)
        except DriftError as drift:
            return drift
        return None

    def _called(self, operation: Operation, profile: Profile) -> None:
        drawn = scripts(operation, self._drawer, profile)

        @seed(self._seed)
        @drawing(max(2, round(profile.share * self._examples)), shrink=self._shrink)
        @given(st.data())
        def example(data: st.DataObject) -> None:
            self._compare(data.draw(drawn), profile, data.draw)

        example()

    def _compare(self, script: Script, profile: Profile, draw: Any) -> None:
        answers: list[Answer] = []

        def new(number: int, request: Any) -> Answer:
            operation = request.extensions.get("operation")
            answers.append(self._answers.answer(draw, operation, profile.modes))
            return answers[number]

        def again(number: int, request: Any) -> Answer:
            return answers[number] if number < len(answers) else Answer(500)

        sync = self._pair.blocking(script, new)
        aio = self._pair.awaited(script, again)
        self.counts.calls += 1
        self.counts.requests += len(answers)
        self._judge(script, answers, sync, aio)

    def _judge(
        self, script: Script, answers: list[Answer], sync: Outcome, aio: Outcome
    ) -> None:
        if sync.given != aio.given:
            texts = _shown(sync.given), _shown(aio.given)
            raise self._drift(script, answers, "request", *texts)
        if sync.events != aio.events:
            texts = _told(sync.events), _told(aio.events)
            raise self._drift(script, answers, "request", *texts)
        if sync.value != aio.value:
            texts = _shown(sync.value), _shown(aio.value)
            raise self._drift(script, answers, "reply", *texts)

    def _drift(
        self, script: Script, answers: list[Answer], kind: Kind, sync: str, aio: str
    ) -> DriftError:
        pair = self._pair
        names = pair.sync.kind.__name__, pair.aio.kind.__name__
        text = snippet(
            pair.package,
            names,
            (script.written, script.written_aio),
            answers,
            retries=script.retries,
            signed=script.signed,
            lenient=script.lenient,
        )
        place = script.operation.place
        subject = f"{script.operation.path}: {script.written}"
        for answer in answers:
            subject += f"\n  answered {answer}"
        return DriftError(Finding(kind, subject, sync, aio, place, "", text))


def chosen(operations: list[Operation], glob: str) -> list[Operation]:
    """The operations whose names match a pattern, such as `jobs.*`."""
    return [one for one in operations if fnmatchcase(one.path, glob)]


def _undriven(operation: Operation, reason: str) -> Finding:
    text = f"cannot be called: {reason}"
    return Finding("undriven", operation.path, text, text, operation.place)


def _told(events: list[Event]) -> str:
    return "\n".join(" ".join(map(str, event)) for event in events) or "nothing"


def _shown(value: Any) -> str:
    text = str(value)
    return text if len(text) < 2000 else f"{text[:2000]}..."
