"""Values that cover an annotation: every branch, member and option at least once.

Drawing at random meets a rare branch late. Here each choice that an annotation leaves
is taken in turn, with as few values as its widest choice has.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from pydantic import BaseModel

from codegen.parity.draw import (
    UndrawableError,
    as_mapping,
    is_path,
    made,
    unknown_members,
)
from codegen.parity.files import FORMS, Recipe

Values = Sequence[Any]
ABSENT: Final = object()
"""Stands for an argument or a field that is not given."""
_DEEPEST: Final = 3
_JSON: Final[Values] = ({"a": [1, None, "x"]}, None, 0, [], "text")
_PLAIN: Final[Mapping[object, Values]] = {
    Any: _JSON,
    object: _JSON,
    str: ("x", "a b/ä&=,;", "", "1"),
    bool: (True, False),
    int: (7, 0, -1, 2**53 + 1),
    float: (1.5, 0.0, 3, -2e-7),
    bytes: (b"", b"a\xff"),
    datetime: (
        datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC),
        datetime(1999, 12, 31, 23, 59, 59, 999999),
    ),
    date: (date(2024, 2, 29),),
    time: (time(3, 4, 5), time(23, 59, 59, 999999)),
    timedelta: (timedelta(seconds=90), timedelta(days=-1, microseconds=1)),
    Decimal: (Decimal("1.50"), Decimal("-0")),
    UUID: (UUID(int=7),),
    type(None): (None,),
    None: (None,),
}


class Cover:
    """Makes covering values for the annotations of one client.

    Args:
        file: The client's class `File`: unions that hold it are of files.
        folder: Where files on disk are written.
    """

    def __init__(self, file: type, folder: Path) -> None:
        self._file = file
        self._folder = folder
        self._models: dict[tuple[type, int], list[BaseModel]] = {}

    def of(self, annotation: Any, depth: int = 0) -> Values:
        """Return values that take every choice of an annotation.

        Args:
            annotation: It.
            depth: How deep in another value it lies.

        Raises:
            UndrawableError: Nothing is known of it.
        """
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            return self._model(annotation, depth)
        try:
            plain = _PLAIN.get(annotation)
        except TypeError:  # a Literal or Annotated of something unhashable
            plain = None
        return self._of(annotation, depth) if plain is None else plain

    def rows(self, choices: Mapping[str, Values]) -> list[dict[str, Any]]:
        """Combine choices: as many rows as the widest has, each taken in turn."""
        width = max(map(len, choices.values()), default=1)
        rows = []
        for index in range(width):
            # Shifted, so that two of one width do not always go together.
            row = {
                name: values[(index + shift) % len(values)]
                for shift, (name, values) in enumerate(choices.items())
            }
            rows.append({k: v for k, v in row.items() if v is not ABSENT})
        return rows

    def _of(self, annotation: Any, depth: int) -> Values:
        origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
        if origin is typing.Annotated:
            return self.of(arguments[0], depth)
        if origin is typing.Literal:
            return arguments
        if origin in (typing.Union, types.UnionType):
            return self._union(arguments, depth)
        if isinstance(annotation, typing.TypeVar):
            return _JSON
        if origin is not None and isinstance(origin, type):
            return self._generic(origin, arguments, depth)
        if isinstance(annotation, type):
            return self._class(annotation)
        inner = getattr(annotation, "__supertype__", None)  # of a NewType
        inner = inner or getattr(annotation, "__value__", None)  # of a `type X = ...`
        if inner is None:
            raise UndrawableError(f"nothing is known to give for {annotation!r}")
        return self.of(inner, depth)

    def _class(self, annotation: type) -> Values:
        if issubclass(annotation, Enum):
            return [*annotation, *unknown_members(annotation)]
        if annotation is self._file or hasattr(annotation, "__fspath__"):
            return self._files()
        for kind, full in ((dict, dict[str, Any]), (list, list[Any])):
            if issubclass(annotation, kind):
                return self.of(full)
        raise UndrawableError(f"nothing is known to give for {annotation!r}")

    def _files(self) -> Values:
        names = (None, ("a.txt", None), ('ä"b.png', "text/csv"))
        path = self._folder / "upload.bin"
        return [
            Recipe(form, b"ab\r\nc", path, names[index % len(names)])
            for index, form in enumerate(FORMS)
        ]

    def _paths(self) -> Values:
        names = "a.bin", "b.bin"
        return [Recipe("path", one.encode(), self._folder / one) for one in names]

    def _union(self, arguments: Values, depth: int) -> Values:
        if self._file in arguments:
            nothing = [None] if type(None) in arguments else []
            return [*self._files(), *nothing]
        found: list[Any] = []
        paths = any(map(is_path, arguments))
        for one in arguments:
            if one is str and paths:  # there is no such file
                continue
            try:
                found += self.of(one, depth)
            except UndrawableError:
                continue
        models = [one for one in found if isinstance(one, BaseModel)]
        if models and any(isinstance(one, dict) for one in found):
            # A mapping in the place of a model.
            found += [as_mapping(models[-1]), {}]
        if not found:
            raise UndrawableError("a union of nothing")
        return found

    def _generic(self, origin: type, arguments: Values, depth: int) -> Values:
        if hasattr(origin, "__fspath__"):
            return self._paths()
        if issubclass(origin, tuple) and arguments[-1:] != (Ellipsis,):
            columns = {str(i): self.of(a, depth + 1) for i, a in enumerate(arguments)}
            return [tuple(row.values()) for row in self.rows(columns)]
        if depth >= _DEEPEST:
            return [{} if issubclass(origin, Mapping) else []]
        if issubclass(origin, Mapping):
            values = self.of(arguments[1], depth + 1)
            keys = self.of(arguments[0], depth + 1)
            if all(type(key) is str for key in keys):
                keys = [f"k{index}" for index in range(len(values))]
            return [dict(zip(keys, values, strict=False)), {}]
        if hasattr(origin, "__iter__") and arguments:
            inner = list(self.of(arguments[0], depth + 1))
            kinds: dict[type, Callable[[list[Any]], Any]] = {set: set, frozenset: set}
            make = kinds.get(origin, tuple if issubclass(origin, tuple) else list)
            return [make(inner), make([]), make(inner[-1:])]
        raise UndrawableError(f"nothing is known to give for {origin!r}")

    def _model(self, model: type[BaseModel], depth: int) -> Values:
        key = (model, depth)
        if key not in self._models:
            model.model_rebuild()
            choices: dict[str, Values] = {}
            for name, field in model.model_fields.items():
                needed = field.is_required()
                if needed or depth < _DEEPEST:
                    values = list(self.of(field.annotation, depth + 1))
                    choices[name] = values if needed else [*values, ABSENT]
            self._models[key] = [made(model, row) for row in self.rows(choices)]
        return self._models[key]
