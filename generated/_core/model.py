"""Bases of the generated models and enums.

What a service adds must break no older client: models ignore unknown fields (or keep
them, `OpenModel`), enums make a member for an unknown value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum, IntEnum, ReprEnum, StrEnum
from functools import cache
from typing import Literal, Self, TypeVar, cast, get_args, get_origin

from pydantic import BaseModel, ConfigDict

_Member = TypeVar("_Member", bound=Enum)


class Model(BaseModel):
    """Base of models. Fields have Python names; aliases are the names on the wire."""

    model_config = ConfigDict(
        extra="ignore",
        validate_by_name=True,
        validate_by_alias=True,
        serialize_by_alias=True,
        defer_build=True,
        protected_namespaces=(),
        # JSON has neither NaN nor infinity. pydantic's default would send null in
        # their place; written out, they are found and refused (`writing.to_json`).
        ser_json_inf_nan="constants",
    )


class OpenModel(Model):
    """Base of models that keep the fields they do not know, in `model_extra`."""

    model_config = ConfigDict(extra="allow")


class OpenStrEnum(StrEnum):
    """Text of a known set that may grow: an unknown value is a member of its own.

    Such a member equals its text and hashes like it, but is not in `__members__`.
    """

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        return _pseudo(str.__new__(cls, value), value)


class OpenIntEnum(IntEnum):
    """Whole numbers of a known set that may grow, see `OpenStrEnum`."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, int) or isinstance(value, bool):
            return None
        return _pseudo(int.__new__(cls, value), value)


class OpenFloatEnum(float, ReprEnum):
    """Numbers of a known set that may grow, see `OpenStrEnum`."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, (int, float)) or isinstance(value, bool):
            return None
        return _pseudo(float.__new__(cls, value), float(value))


def _pseudo(member: _Member, value: object) -> _Member:
    member._name_ = str(value)
    member._value_ = value
    return member


def mark_changed(value: object) -> None:
    """Count fields as set whose value was changed in place.

    pydantic notices `model.tags = [...]`, not `model.tags.append(...)`. What the
    caller sees in a model is what is sent, so before a body is written, a field that
    differs from its default by now is marked as set, in nested models too. So is a
    constant: nobody sets it, and the service tells by it what it was sent.
    """
    if isinstance(value, BaseModel):
        _mark_model(value)
    elif isinstance(value, Mapping):
        _mark_all(cast("Mapping[object, object]", value).values())
    elif isinstance(value, (list, tuple, set, frozenset)):
        _mark_all(cast("Iterable[object]", value))


_SCALARS = (str, int, float, type(None))


def _mark_all(values: Iterable[object]) -> None:
    for value in values:
        # Most values are scalars: the test here spares them a call.
        if not isinstance(value, _SCALARS):
            mark_changed(value)


@cache
def _constants(model: type[BaseModel]) -> frozenset[str]:
    """Return the fields with one possible value, which are sent without being set."""
    return frozenset(
        name
        for name, field in model.model_fields.items()
        if get_origin(field.annotation) is Literal
        and get_args(field.annotation) == (field.default,)
    )


def _mark_model(model: BaseModel) -> None:
    known = model.model_fields_set
    known.update(_constants(type(model)))
    fields = type(model).model_fields
    values: dict[str, object] = dict(model.__dict__)
    for name, value in values.items():
        if isinstance(value, _SCALARS):
            continue
        mark_changed(value)
        if name in known or (field := fields.get(name)) is None:
            continue
        default: object = field.get_default(
            call_default_factory=True, validated_data=values
        )
        if value != default:
            known.add(name)
    if extra := model.model_extra:
        _mark_all(extra.values())
