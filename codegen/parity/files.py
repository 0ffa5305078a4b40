"""Files to upload, as recipes: each flavour gets one of its own, not used up yet."""

from __future__ import annotations

import io
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from importlib import import_module
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import BaseModel, ValidationError

Form = Literal["bytes", "bytearray", "path", "file", "pieces", "iterator"]
FORMS: tuple[Form, ...] = get_args(Form)


@dataclass(frozen=True)
class Recipe:
    """A file that a caller gives.

    Attributes:
        form: What it is in Python. `iterator` is an async one in aio.
        content: The bytes.
        path: Where a file on disk is.
        named: File name and media type that go along with it, if any do.
    """

    form: Form
    content: bytes
    path: Path
    named: tuple[str | None, str | None] | None = None

    def made(self, file: Callable[..., object], *, aio: bool) -> object:
        """Make it, for one call of one flavour.

        Args:
            file: The client's class `File`.
            aio: For which flavour.
        """
        content = self._content(aio)
        return content if self.named is None else file(content, *self.named)

    def _content(self, aio: bool) -> object:
        match self.form:
            case "bytes":
                return self.content
            case "bytearray":
                return bytearray(self.content)
            case "path":
                self.path.write_bytes(self.content)
                return self.path
            case "file":
                return io.BytesIO(self.content)
            case "pieces":
                return _halves(self.content)
            case "iterator":
                return _later(self.content) if aio else iter(_halves(self.content))

    def written(self) -> str:
        """The file as Python code; an iterator is written as a list of its pieces."""
        content = repr(self.content)
        match self.form:
            case "path":
                content = f"Path({str(self.path)!r})"
            case "file":
                content = f"io.BytesIO({content})"
            case "bytearray":
                content = f"bytearray({content})"
            case "pieces" | "iterator":
                content = repr(_halves(self.content))
            case "bytes":
                pass
        if self.named is None:
            return content
        return f"File({', '.join((content, *map(repr, self.named)))})"


def fresh(
    value: Any, file: Callable[..., object], *, aio: bool, anew: bool = False
) -> Any:
    """Copy drawn arguments for one call, and make the files in them.

    Args:
        value: An argument.
        file: The client's class `File`.
        aio: For which flavour.
        anew: Make models, and members of enums, of the classes that the caller would
            import now: in a `World`, these are not those that they were drawn of.
            Models get a field that they do not know, too.
    """
    if isinstance(value, Recipe):
        return value.made(file, aio=aio)
    if isinstance(value, dict):
        return {k: fresh(v, file, aio=aio, anew=anew) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(fresh(one, file, aio=aio, anew=anew) for one in value)
    if isinstance(value, BaseModel):
        if anew:
            return _anew(value, file, aio=aio)
        # A call may change which fields of a model count as set.
        return value.model_copy(deep=True)
    return _class(value)(value.value) if anew and isinstance(value, Enum) else value


def _anew(model: BaseModel, file: Callable[..., object], *, aio: bool) -> BaseModel:
    kind = _class(model)
    fields = {
        name: fresh(one, file, aio=aio, anew=True)
        for name, one in {**vars(model), **(model.model_extra or {})}.items()
        if name in model.model_fields_set
    }
    if "root" in kind.model_fields:
        made: BaseModel = kind.model_validate(fields["root"])
        return made
    try:
        made = kind(**fields, not_known_yet=True)
    except ValidationError:
        if _keeps_its_rules(model):
            raise  # the class of the caller takes less
        made = kind.model_construct(None, **fields)
    return made


def _keeps_its_rules(model: BaseModel) -> bool:
    """Whether its own class would take what a drawn model holds."""
    given = {name: getattr(model, name) for name in model.model_fields_set}
    try:
        type(model)(**given)
    except ValidationError:
        return False
    return True


def _class(value: object) -> Any:
    """The class of a value, as it can be imported now."""
    kind = type(value)
    found: Any = sys.modules.get(kind.__module__) or import_module(kind.__module__)
    for name in kind.__qualname__.split("."):
        found = getattr(found, name, kind)
    return found


def _halves(content: bytes) -> list[bytes]:
    middle = len(content) // 2
    return [content[:middle], content[middle:]]


async def _later(content: bytes) -> AsyncIterator[bytes]:
    for piece in _each(content):
        yield piece


def _each(content: bytes) -> Iterator[bytes]:
    yield from _halves(content)
