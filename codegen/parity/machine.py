"""What a client does in the course of several calls: machines that drive both flavours.

A machine (of hypothesis) makes up a script, one step after the other. Each step is done
by both flavours, and what each has sent, waited for and got is compared at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, ClassVar, Final, TypeAlias, TypeVar

from codegen.parity.needs import need_hypothesis

need_hypothesis()

from hypothesis import seed  # noqa: E402
from hypothesis.errors import Unsatisfiable  # noqa: E402
from hypothesis.stateful import (  # noqa: E402
    RuleBasedStateMachine,
    run_state_machine_as_test,
)

from codegen.parity.drive import drawing  # noqa: E402
from codegen.parity.finding import Finding, Kind, shown  # noqa: E402
from codegen.parity.operations import Operation  # noqa: E402
from codegen.parity.pair import Pair  # noqa: E402
from codegen.parity.service import Service  # noqa: E402
from codegen.parity.stage import Scene, Stage  # noqa: E402

Step: TypeAlias = "tuple[str, Callable[[Machine], None]]"
"""What is said of it, and what it does."""
MACHINES: Final[list[type[Machine]]] = []
M = TypeVar("M", bound="type[Machine]")


def machine(kind: M) -> M:
    """Add a machine."""
    MACHINES.append(kind)
    return kind


class StepError(Exception):
    """The flavours differ in a step.

    Attributes:
        finding: In what.
        script: All steps up to that one.
    """

    def __init__(self, finding: Finding, script: Sequence[Step]) -> None:
        super().__init__(str(finding))
        self.finding = finding
        self.script = script


class Machine(RuleBasedStateMachine):
    """Both flavours, step by step.

    Attributes:
        handle: What an operation must give back for the machine to be of use; "" where
            no operation is needed.
        pair: Both clients.
        folder: Where files may be written.
        operation: Such an operation.
    """

    handle: ClassVar[str] = ""
    pair: ClassVar[Pair]
    folder: ClassVar[Path]
    operation: ClassVar[Operation | None] = None

    def __init__(self) -> None:
        super().__init__()
        self.done: list[Step] = []
        self.stages = [self._stage(aio=aio) for aio in (False, True)]

    def _stage(self, *, aio: bool) -> Stage:
        folder = self.folder / ("aio" if aio else "sync")
        folder.mkdir(exist_ok=True)
        stage = Stage(self.pair, aio, folder, self.operation)
        stage.service = Service(stage.clock)
        return stage

    def told(self, change: Callable[[Service], Any], said: str) -> None:
        """Change both services alike."""

        def each(stage: Stage) -> None:
            assert stage.service is not None
            change(stage.service)

        self.each(each, said)

    def each(self, change: Callable[[Stage], Any], said: str) -> None:
        """Change both stages alike."""

        def do(own: Machine) -> None:
            for stage in own.stages:
                change(stage)

        self.do((said, do))

    def both(self, scene: Scene, said: str) -> None:
        """Do a step in both flavours, and compare."""
        self.do((said, lambda own: own._compare(scene)))

    def do(self, step: Step) -> None:
        """Do a step, and write it down."""
        self.done.append(step)
        step[1](self)

    def _compare(self, scene: Scene) -> None:
        sync, aio = (stage.play(scene) for stage in self.stages)
        if sync.events != aio.events:
            raise self._differs("request", sync.events, aio.events)
        if sync.value != aio.value:
            raise self._differs("reply", sync.value, aio.value)

    def _differs(self, kind: Kind, sync: list[Any], aio: list[Any]) -> StepError:
        steps = "\n".join(f"  {n}. {said}" for n, (said, _) in enumerate(self.done, 1))
        subject = f"client: {type(self).__name__.lower()}\n{steps}"
        return StepError(Finding(kind, subject, *shown(sync, aio)), self.done)

    def teardown(self) -> None:
        """Close the clients, and remove what was written."""
        for stage in self.stages:
            stage.play(_close)
            for file in stage.folder.iterdir():
                file.unlink()


async def _close(stage: Stage) -> None:
    for client in stage.clients:
        await stage.tried(client.close)


def run_all(
    pair: Pair,
    folder: Path,
    *,
    examples: int,
    seed: int = 0,
    shrink: bool = True,
    only: str = "",
) -> Iterator[tuple[str, Finding | None]]:
    """Run every machine that a client can be driven by; give its name and a finding.

    Args:
        pair: Both clients.
        folder: Where files may be written.
        examples: Scripts of each machine.
        seed: Chooses them.
        shrink: Whether the shortest failing script is looked for.
        only: The machine to run; all of them when omitted.
    """
    operations = [one for one in pair.operations() if not one.reason]
    for kind in MACHINES:
        name = kind.__name__.lower()
        if only not in ("", name):
            continue
        if not kind.handle:
            yield name, _run(kind, pair, folder, None, examples, seed, shrink)
        for operation in _of_each_sort(kind.handle, operations, pair):
            found = _run(kind, pair, folder, operation, examples, seed, shrink)
            yield f"{name} of {operation.path}", found


def _of_each_sort(
    handle: str, operations: list[Operation], pair: Pair
) -> list[Operation]:
    """One operation of each way to find the next page, or to write a stream."""
    found: dict[str, Operation] = {}
    for operation in operations:
        if operation.handle == handle:
            found.setdefault(_sort(operation, pair), operation)
    return list(found.values())


def _sort(operation: Operation, pair: Pair) -> str:
    try:
        table = import_module(f"{pair.package}._operations.{operation.group}")
    except ImportError:
        return ""
    entry = getattr(table, operation.name.upper(), None)
    replies = getattr(entry, "replies", None)
    return type(next(iter(replies.values())) if replies else entry).__name__


def _run(
    kind: type[Machine],
    pair: Pair,
    folder: Path,
    operation: Operation | None,
    examples: int,
    number: int,
    shrink: bool,
) -> Finding | None:
    own = folder / kind.__name__.lower()
    own.mkdir(exist_ok=True)
    members = {"pair": pair, "folder": own, "operation": operation}
    bound = seed(number)(type(kind.__name__, (kind,), members))
    try:
        run_state_machine_as_test(
            bound,
            settings=drawing(examples, shrink=shrink, stateful_step_count=10),
        )
    except StepError as error:
        return _shortest(bound, error).finding if shrink else error.finding
    except Unsatisfiable:
        return None
    return None


def _shortest(kind: type[Machine], error: StepError) -> StepError:
    """Leave out the steps that it does not take."""
    for index in range(len(error.script) - 1):
        rest = [*error.script[:index], *error.script[index + 1 :]]
        if (shorter := _failing(kind, rest)) is not None:
            return _shortest(kind, shorter)
    return error


def _failing(kind: type[Machine], script: Sequence[Step]) -> StepError | None:
    own = kind()
    try:
        for step in script:
            own.do(step)
    except StepError as error:
        return error
    finally:
        own.teardown()
    return None
