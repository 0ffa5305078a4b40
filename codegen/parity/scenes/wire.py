"""The scene of parameters in every form, whether an operation of this client has it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import product
from typing import Any, Final

from codegen.parity.scenes.scene import scene
from codegen.parity.service import Service
from codegen.parity.stage import Stage, settled

_VALUES: Final[tuple[Any, ...]] = (
    "a b/ä&=,;", "", ".", 7, True, 1.5, datetime(2020, 1, 2, tzinfo=UTC), None,
    [1, "b c"], ["ä"], [], {"k": 1, "m": "n"}, {"k": 1, "l m": "n&o"}, {"k": [1, {"m": "n"}]}, {},
)  # fmt: skip
_STYLES: Final = {
    "Path": ("simple", "label", "matrix"),
    "Query": ("form", "spaceDelimited", "pipeDelimited", "deepObject"),
    "Header": (None,),
    "Cookie": ("form",),
}


@scene
async def parameters_of_every_style(stage: Stage) -> None:
    """What they are on the wire, and what cannot be written."""
    stage.service = Service(stage.clock)
    client = stage.client()
    send = stage.group(client)._send
    for parameter, value in product(_parameters(stage), _VALUES):
        stage.transport.session.requests = 0  # of this one
        await stage.tried(send, _operation(stage, parameter), {"a": value})
    await settled(client.close())


def _parameters(stage: Stage) -> Iterator[Any]:
    core = stage.pair.core("operation")
    for kind, styles in _STYLES.items():
        make = getattr(core, kind)
        for style, explode in product(styles, (False, True)):
            options = {} if style is None else {"style": style}
            yield make("a", wire="A b" if kind == "Query" else "A-b", explode=explode,
                       **options)  # fmt: skip
        yield make("a", json=True)
        yield make("a", const="fixed")
    yield core.Path("a", reserved=True)
    yield core.Query("a", reserved=True)
    yield core.Header("a", repeat=True)


def _operation(stage: Stage, parameter: Any) -> Any:
    core = stage.pair.core("operation")
    replies = {200: core.Json(lambda: object)}
    path = f"/x/{{{parameter.wire}}}" if isinstance(parameter, core.Path) else "/x"
    return core.Operation("GET", path, parameter, replies=replies)
