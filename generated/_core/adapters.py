"""pydantic's validators, imported and built when the first value needs one."""

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
