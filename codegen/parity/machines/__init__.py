"""What a client does in the course of several calls: machines that drive both flavours.

A machine (of hypothesis) makes up a script, one step after the other. Each step is done
by both flavours, and what each has sent, waited for and got is compared at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path

from codegen.parity.needs import need_hypothesis

need_hypothesis()

from hypothesis import seed  # noqa: E402
from hypothesis.errors import Unsatisfiable  # noqa: E402
from hypothesis.stateful import run_state_machine_as_test  # noqa: E402

from codegen.parity.drive import drawing  # noqa: E402
from codegen.parity.finding import Finding  # noqa: E402
from codegen.parity.machines import reading, sessions  # noqa: E402
from codegen.parity.machines.machine import (  # noqa: E402
    MACHINES,
    Machine,
    Step,
    StepError,
)
from codegen.parity.operations import Operation  # noqa: E402
from codegen.parity.pair import Pair  # noqa: E402

# Their machines are made known.
assert reading and sessions


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
    except Exception:  # a step needs one that was left out
        return None
    finally:
        own.teardown()
    return None
