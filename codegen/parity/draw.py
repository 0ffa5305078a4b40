"""Values that an annotation allows, drawn by hypothesis.

Fields and parameters are read as Python sees them, so that what a patch adds is drawn
like what was generated.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any, Final
from uuid import UUID
from zlib import crc32

from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from codegen.parity.files import FORMS, Recipe

Values = st.SearchStrategy[Any]
_DEEPEST: Final = 3

_TEXTS: Final = (
    "",
    " ",
    "a/b",
    "a b",
    "ä€𝄞",
    "%2F",
    "x" * 300,
    "\r\n",
    "a,b;c=d&e",
    ".",
)
_MOMENTS: Final = (
    datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC),
    datetime(1999, 12, 31, 23, 59, 59, 999999),
    datetime(2024, 2, 29, 0, 0, tzinfo=timezone(timedelta(hours=-11, minutes=-30))),
)


class UndrawableError(Exception):
    """An annotation of which nothing can be drawn."""


def _text() -> Values:
    return st.one_of(st.text(max_size=8), st.sampled_from(_TEXTS))


def _whole() -> Values:
    boundary = st.sampled_from([0, 1, -1, 2**31, 2**53 + 1, -(2**63), 2**64])
    return st.one_of(st.integers(-5, 200), boundary)


def _floats() -> Values:
    odd = st.sampled_from([0.0, -0.0, 1e300, 5e-324, 0.1, float("nan"), float("inf")])
    return st.one_of(st.floats(-10, 1000), odd)


def _json() -> Values:
    leaf = st.one_of(st.none(), st.booleans(), _whole(), _text(), st.floats(-10, 10))
    return st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.lists(inner, max_size=3), st.dictionaries(_text(), inner, max_size=3)
        ),
        max_leaves=5,
    )


_PLAIN: Final[dict[object, Callable[[], Values]]] = {
    Any: _json,
    object: _json,
    str: _text,
    bool: st.booleans,
    int: _whole,
    float: lambda: st.one_of(_floats(), st.integers(-5, 5)),
    bytes: lambda: st.binary(max_size=20),
    datetime: lambda: st.one_of(st.sampled_from(_MOMENTS), st.datetimes()),
    date: lambda: st.dates(),
    time: lambda: st.times(),
    timedelta: lambda: st.timedeltas(timedelta(days=-5), timedelta(days=500)),
    Decimal: lambda: st.decimals(-1000, 1000, places=3),
    UUID: lambda: st.uuids(),
    type(None): st.none,
    None: st.none,
}


class Drawer:
    """Makes strategies for the annotations of one client.

    Args:
        file: The client's class `File`: unions that hold it are of files.
        folder: Where files on disk are written.
    """

    def __init__(self, file: type, folder: Path) -> None:
        self._file = file
        self._folder = folder
        self._known: dict[tuple[str, int], Values] = {}

    def of(self, annotation: Any, depth: int = 0) -> Values:
        """Return a strategy for an annotation.

        Args:
            annotation: It.
            depth: How deep in another value it lies.

        Raises:
            UndrawableError: Nothing can be drawn of it.
        """
        if isinstance(annotation, str | typing.ForwardRef):
            raise UndrawableError(f"the annotation {annotation!r} is not resolved")
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            return self._model(annotation, depth)
        try:
            plain = _PLAIN.get(annotation)
        except TypeError:  # a Literal or Annotated of something unhashable
            plain = None
        if plain is not None:
            return plain()
        return self._of(annotation, depth)

    def _of(self, annotation: Any, depth: int) -> Values:
        origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
        if origin is typing.Annotated:
            return self.of(arguments[0], depth)
        if origin is typing.Literal:
            return st.sampled_from(arguments)
        if origin in (typing.Union, types.UnionType):
            return self._union(arguments, depth)
        if isinstance(annotation, typing.TypeVar):
            return _json()
        if origin is not None and isinstance(origin, type):
            return self._generic(origin, arguments, depth)
        if isinstance(annotation, type):
            return self._class(annotation)
        supertype = getattr(annotation, "__supertype__", None)  # of a NewType
        if supertype is not None:
            return self.of(supertype, depth)
        value = getattr(annotation, "__value__", None)  # of a `type X = ...`
        if value is not None:
            return self.of(value, depth)
        raise UndrawableError(f"nothing is known to draw of {annotation!r}")

    def _class(self, annotation: type) -> Values:
        if issubclass(annotation, Enum):
            return self._enum(annotation)
        if annotation is self._file or hasattr(annotation, "__fspath__"):
            return self._uploads()
        if issubclass(annotation, bytes | bytearray):
            return st.binary(max_size=20).map(annotation)
        bare: dict[type, Any] = {dict: dict[str, Any], list: list[Any]}
        for kind, full in bare.items():
            if issubclass(annotation, kind):
                return self.of(full)
        raise UndrawableError(f"nothing is known to draw of {annotation!r}")

    def _enum(self, annotation: type[Enum]) -> Values:
        members = st.sampled_from(list(annotation))
        unknown = unknown_members(annotation)
        if not unknown:
            return members
        return st.one_of(members, members, members, st.sampled_from(unknown))

    def _union(self, arguments: tuple[Any, ...], depth: int) -> Values:
        if self._file in arguments:
            rest = [one for one in arguments if one is type(None)]
            return st.one_of(*map(self.of, rest), self._uploads())
        models = [one for one in arguments if _is_model(one)]
        branches: list[Values] = []
        reason = UndrawableError("a union of nothing")
        for one in arguments:
            try:
                if models and _is_any_mapping(one):
                    branches.append(self._as_mapping(models, depth))
                else:
                    branches += [self.of(one, depth)] * (3 if is_path(one) else 1)
            except UndrawableError as error:
                reason = error
        if not branches or (len(branches) == 1 and type(None) in arguments):
            raise reason
        return st.one_of(*branches)

    def _generic(self, origin: type, arguments: tuple[Any, ...], depth: int) -> Values:
        if hasattr(origin, "__fspath__"):
            return self._files("path")
        if origin is type:
            raise UndrawableError("a class is asked for")
        if issubclass(origin, tuple):
            if len(arguments) == 2 and arguments[1] is Ellipsis:
                return self._many(arguments[0], depth).map(tuple)
            return st.tuples(*(self.of(one, depth + 1) for one in arguments))
        if issubclass(origin, Mapping):
            if depth >= _DEEPEST:
                return st.just({})
            values = self.of(arguments[1], depth + 1)
            return st.dictionaries(self.of(arguments[0]), values, max_size=3)
        if issubclass(origin, set | frozenset):
            return self._many(arguments[0], depth).map(set)
        if hasattr(origin, "__iter__") and len(arguments) == 1:
            return self._many(arguments[0], depth)
        raise UndrawableError(f"nothing is known to draw of {origin!r}")

    def _many(self, item: Any, depth: int) -> Values:
        if depth >= _DEEPEST:
            return st.just([])
        return st.lists(self.of(item, depth + 1), max_size=3)

    def _uploads(self) -> Values:
        names = st.one_of(st.none(), st.sampled_from(["a.txt", 'ä"b.png', "x\r\ny"]))
        kinds = st.one_of(st.none(), st.sampled_from(["text/csv", "a\nb"]))
        named = st.one_of(st.none(), st.tuples(names, kinds))
        return st.one_of(*(self._files(form, named) for form in FORMS))

    def _files(self, form: Any, named: Values | None = None) -> Values:
        def made(content: bytes, name: Any) -> Recipe:
            path = self._folder / f"{crc32(content):08x}.bin"
            return Recipe(form, content, path, name)

        return st.builds(
            made, st.binary(max_size=30), st.none() if named is None else named
        )

    def _as_mapping(self, models: list[type[BaseModel]], depth: int) -> Values:
        plain = st.one_of(*(self._model(one, depth).map(as_mapping) for one in models))
        return st.one_of(plain, plain, st.dictionaries(_text(), _json(), max_size=2))

    def _model(self, model: type[BaseModel], depth: int) -> Values:
        key = (f"{model.__module__}.{model.__qualname__}", depth)
        if key not in self._known:
            # Deferred, for models hold themselves.
            self._known[key] = st.deferred(lambda: self._built(model, depth))
        return self._known[key]

    def _built(self, model: type[BaseModel], depth: int) -> Values:
        model.model_rebuild()
        needed: dict[str, Values] = {}
        others: dict[str, Values] = {}
        for name, field in model.model_fields.items():
            if field.is_required():
                needed[name] = self.of(field.annotation, depth + 1)
            elif depth < _DEEPEST:
                others[name] = self.of(field.annotation, depth + 1)
        if "root" in model.model_fields:
            return needed["root"].map(model.model_validate)
        given = st.fixed_dictionaries(needed, optional=others)
        return given.map(lambda fields: made(model, fields))


def unknown_members(annotation: type[Enum]) -> list[Enum]:
    """Members of an enum that nobody has described, if it may grow; one is false."""
    found: list[Enum] = []
    for value in ("not known yet", "", 2**31, 0):
        with suppress(ValueError):
            found.append(annotation(value))
    return [one for one in found if one not in list(annotation)]


def made(model: type[BaseModel], fields: dict[str, Any]) -> BaseModel:
    """A model of drawn fields; one that was not validated where they break its rules."""
    try:
        return model(**fields)
    except ValidationError:
        return model.model_construct(None, **fields)


def as_mapping(model: BaseModel) -> Any:
    """A model as the mapping that a caller may give instead."""
    return model.model_dump(by_alias=True, exclude_unset=True, warnings=False)


def is_path(annotation: Any) -> bool:
    """Whether an annotation is `PathLike[...]`: of a file that there is."""
    return hasattr(typing.get_origin(annotation), "__fspath__")


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _is_any_mapping(annotation: Any) -> bool:
    origin = typing.get_origin(annotation)
    return isinstance(origin, type) and issubclass(origin, Mapping)
