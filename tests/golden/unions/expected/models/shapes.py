# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

from typing_extensions import TypeAliasType

from .._core.model import Model, OpenModel
from .._core.unions import ByTag


class Circle(Model):
    kind: Literal["circle"] = "circle"
    radius: float | None = None


class Group(Model):
    kind: Literal["group"] = "group"
    members: list[Shape] | None = None


class Square(OpenModel):
    kind: Literal["square"] = "square"
    side: float | None = None

    if not TYPE_CHECKING:
        # The type of every other property; they are in `model_extra`.
        __pydantic_extra__: dict[str, str]


Shape: TypeAlias = Annotated[
    Circle | Square | Group,
    ByTag("kind", {"circle": "Circle", "square": "Square", "group": "Group"}),
]

Tree = TypeAliasType("Tree", "str | list[Tree]")
