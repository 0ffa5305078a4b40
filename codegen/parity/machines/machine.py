"""A machine of hypothesis that drives both flavours, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, ClassVar, Final, TypeAlias, TypeVar

from hypothesis.stateful import RuleBasedStateMachine

from codegen.parity.finding import Finding, Kind, shown
from codegen.parity.operations import Operation
from codegen.parity.pair import Pair
from codegen.parity.service import Service
from codegen.parity.stage import Scene, Stage

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
