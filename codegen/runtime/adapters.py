"""pydantic's adapters, imported and built when the first value needs one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from pydantic import TypeAdapter


def adapter(annotation: Callable[[], object]) -> TypeAdapter[Any]:
    """The validator of an annotation that the tables hold as a lambda.

    Args:
        annotation: Returns it. Its static type is `object`, for that of `A | B` or of
            `Annotated` is no `type[T]`; the tables are rendered with the type beside it.
    """
    from pydantic import TypeAdapter

    return TypeAdapter(cast("type[object]", annotation()))


def as_json(typed: TypeAdapter[Any], value: object) -> object:
    """A value as JSON holds it, in the form that its annotation asks for.

    Args:
        typed: The adapter of the annotation.
        value: What the caller gave; of a model, what was set in it is written.
    """
    from .model import mark_changed

    mark_changed(value)
    found: object = typed.dump_python(
        value, mode="json", by_alias=True, exclude_unset=True, warnings=False
    )
    return found
