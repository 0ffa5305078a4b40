"""The scene of the models by themselves: what callers make and read without a call."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from codegen.parity.cover import Cover
from codegen.parity.draw import UndrawableError
from codegen.parity.files import fresh
from codegen.parity.scenes.scene import scene
from codegen.parity.stage import Stage


@scene
async def models(stage: Stage) -> None:
    """Every public model: made of its fields, of none, written, and read again."""
    for sample in _samples(stage):
        made = await stage.tried(_made, stage, sample)
        if made is not None:
            text = await stage.tried(made.model_dump_json, exclude_unset=True)
            if text is not None:
                await stage.tried(made.model_validate_json, text)


def _made(stage: Stage, sample: BaseModel) -> BaseModel:
    file = stage.pair.files[stage.aio]
    made: BaseModel = fresh(sample, file, aio=stage.aio, anew=True)
    return made


def _samples(stage: Stage) -> Iterator[BaseModel]:
    cover = Cover(stage.pair.file, stage.folder)
    for kind in stage.pair.models:
        try:
            values: Any = cover.of(kind)
        except UndrawableError:
            continue
        yield from values
        yield kind.model_construct()
