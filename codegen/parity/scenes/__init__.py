"""What a client can do besides its operations, played with both flavours.

A scene is written once, as both flavours are used: `Stage.tried` awaits what has to be
awaited. Operations are the business of `drive`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from codegen.parity.finding import Finding, shown
from codegen.parity.operations import Operation
from codegen.parity.pair import Pair
from codegen.parity.scenes import client, credentials, inside, listings, models, wire
from codegen.parity.scenes.scene import SCENES
from codegen.parity.stage import Scene, Stage

# Their scenes are made known.
assert client and credentials and inside and listings and models and wire


def play_all(
    pair: Pair, folder: Path, *, only: str = ""
) -> Iterator[tuple[str, Finding | None]]:
    """Play every scene with both flavours; give its name and what differs.

    Args:
        pair: Both clients.
        folder: Where files may be written.
        only: The scene to play; all of them when omitted.
    """
    simple = next((one for one in pair.operations() if _is_simple(one)), None)
    for one in SCENES:
        name = one.__name__.replace("_", " ")
        is_possible = simple is not None or not name.startswith("operation")
        if is_possible and only in ("", name):
            yield name, _played(one, name, pair, folder, simple)


def _played(
    one: Scene, name: str, pair: Pair, folder: Path, simple: Operation | None
) -> Finding | None:
    own = folder / one.__name__
    own.mkdir(exist_ok=True)
    stages = [Stage(pair, aio, own, simple) for aio in (False, True)]
    outcomes = []
    for stage in stages:
        outcomes.append(stage.play(one))
        for file in own.iterdir():
            file.unlink()
    sync, awaited = outcomes
    if sync.events != awaited.events:
        texts = shown(sync.events, awaited.events)
        return Finding("request", f"client: {name}", *texts)
    if sync.value != awaited.value:
        texts = shown(sync.value, awaited.value)
        return Finding("reply", f"client: {name}", *texts)
    if unfinished := stages[0].unfinished:  # alike, but nothing after it was compared
        text = f"does not come to its end: {unfinished}"
        return Finding("undriven", f"client: {name}", text, text)
    return None


def _is_simple(operation: Operation) -> bool:
    needed = [p for p in operation.parameters if p.default is p.empty]
    return not needed and operation.handle == "value" and not operation.reason
