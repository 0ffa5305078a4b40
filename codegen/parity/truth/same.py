"""Whether what a server decoded is what a caller gave, told without any encoder.

Callers give Python values or JSON; a server has JSON, or text where a URL, a header or a
form carries it. Several texts mean one moment, or one number, so values are compared by
what they mean where their type says so.
"""

from __future__ import annotations

import base64
import binascii
import math
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from email.utils import parsedate_to_datetime
from enum import Enum
from typing import Any, Final, Literal, get_args, get_origin
from uuid import UUID

from pydantic import (
    BaseModel,
    RootModel,
    SecretBytes,
    SecretStr,
    TypeAdapter,
    ValidationError,
)
from pydantic.fields import FieldInfo

from codegen.parity.files import Recipe

Form = Literal["json", "text", "python", "received"]


def differs(given: Any, seen: Any, form: Form, at: str = "") -> str:
    """Say where two values differ; "" when they are the same.

    Args:
        given: What the caller gave, models and files included.
        seen: What a server decoded.
        form: `json`: both are JSON, and numbers are no text. `text`: `seen` holds text
            where JSON would hold numbers and the like. `python`: `given` are Python
            values, whose form in JSON depends on their schema. `received`: so too, of a
            service that may put the items of a list into another order.
        at: Where in the value this is.
    """
    given = unwrapped(given)
    if isinstance(given, Mapping):
        return _objects(given, seen, form, at)
    if isinstance(given, list | tuple | set | frozenset):
        return _arrays(list(given), seen, form, at)
    if isinstance(given, Recipe):
        given = given.content
    if _leaf_is(given, seen, form):
        return ""
    return f"{at or 'it'} was given as {given!r} and is received as {seen!r}"


def unwrapped(given: Any) -> Any:
    """A model as the mapping of what was set in it, an enum as its value."""
    if isinstance(given, RootModel):
        return unwrapped(given.root)
    if isinstance(given, BaseModel):
        return _fields(given)
    if isinstance(given, Enum):
        return given.value
    if isinstance(given, SecretStr | SecretBytes):
        return given.get_secret_value()
    return given


def _fields(model: BaseModel) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, field in type(model).model_fields.items():
        if name in model.model_fields_set or _is_constant(field):
            found[field.serialization_alias or field.alias or name] = getattr(
                model, name
            )
    return {**found, **(model.model_extra or {})}


def _is_constant(field: FieldInfo) -> bool:
    """Whether a field has one value, by which a service tells what it is sent."""
    is_literal = get_origin(field.annotation) is Literal
    return is_literal and get_args(field.annotation) == (field.default,)


def _objects(given: Mapping[Any, Any], seen: Any, form: Form, at: str) -> str:
    if not isinstance(seen, Mapping):
        return f"{at or 'it'} is an object, and is received as {seen!r}"
    wanted = {plain_text(key): value for key, value in given.items()}
    if form == "text":  # nothing can be null outside of JSON (RFC 6570, section 2.3)
        wanted = {key: value for key, value in wanted.items() if value is not None}
    for key in wanted.keys() - seen.keys():
        return f"{at}.{key} was given as {wanted[key]!r} and is not received"
    for key in seen.keys() - wanted.keys():
        return f"{at}.{key} was not given and is received as {seen[key]!r}"
    for key, value in wanted.items():
        if found := differs(value, seen[key], form, at=f"{at}.{key}"):
            return found
    return ""


def _arrays(given: list[Any], seen: Any, form: Form, at: str) -> str:
    if form == "text":
        given = [item for item in given if item is not None]
        # In a deep object, a list of one looks like the one.
        seen = [seen] if isinstance(seen, str) else seen
    if not isinstance(seen, list) or len(given) != len(seen):
        return f"{at or 'it'} was given as {given!r} and is received as {seen!r}"
    if form == "received":
        left = list(seen)
        for item in given:
            same = [one for one in left if not differs(item, one, form)]
            if not same:
                break
            left.remove(same[0])
        else:
            return ""
    for index, (one, other) in enumerate(zip(given, seen, strict=True)):
        if found := differs(one, other, form, at=f"{at}[{index}]"):
            return found
    return ""


def plain_text(value: Any) -> str:
    """A key of an object as text."""
    value = unwrapped(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else str(value)


def _leaf_is(given: Any, seen: Any, form: Form) -> bool:
    if isinstance(seen, bytes) and not isinstance(given, bytes | bytearray):
        return False
    if given is None or isinstance(given, bool):
        return _constant_is(given, seen, form)
    of_json = form == "json" and type(given) in _OF_JSON
    if of_json and isinstance(given, str) != isinstance(seen, str):
        return False
    for kind, compare in _BY_TYPE:
        if isinstance(given, kind):
            return compare(given, seen)
    return bool(given == seen)


_OF_JSON: Final = (str, int, float)


def _constant_is(given: bool | None, seen: Any, form: Form) -> bool:
    if form != "json" and isinstance(seen, str):
        return seen == ("" if given is None else "true" if given else "false")
    return seen is given


def _number_is(given: Any, seen: Any) -> bool:
    if isinstance(seen, bool):
        return False
    try:
        number = Decimal(str(seen))
        exact = Decimal(given) if isinstance(given, int) else Decimal(str(given))
    except (InvalidOperation, ValueError):
        return False
    if exact == number or (exact.is_nan() and number.is_nan()):
        return True
    return isinstance(given, float) and math.isclose(float(number), given, rel_tol=0)


def _str_is(given: Any, seen: Any) -> bool:
    if isinstance(seen, str):
        return given == seen or _means_the_same(given, seen)
    if isinstance(seen, int | float) and not isinstance(seen, bool):
        return _number_is(_as_number(given), seen)
    return False


def _as_number(text: Any) -> float | None:
    try:
        return float(text)
    except (ValueError, TypeError):
        return None


def _bytes_is(given: Any, seen: Any) -> bool:
    if isinstance(seen, bytes):
        return bytes(given) == seen
    if not isinstance(seen, str):
        return False
    return seen.encode() == given or _unbase64(seen) == bytes(given)


def _unbase64(text: str) -> bytes | None:
    padded = text + "=" * (-len(text) % 4)
    for altchars in (b"+/", b"-_"):
        try:
            return base64.b64decode(padded, altchars, validate=True)
        except (binascii.Error, ValueError):
            continue
    return None


def _moment_is(given: Any, seen: Any) -> bool:
    found = _moment(seen)
    if found is None:
        return False
    if (given.tzinfo is None) != (found.tzinfo is None):
        # What has no zone counts as UTC where the wire must have one.
        given, found = _with_zone(given), _with_zone(found)
    if isinstance(seen, str) and "GMT" in seen:
        given = given.replace(microsecond=0)
    # A timestamp is a binary fraction: it is off by microseconds, the more the later.
    seconds = None if isinstance(seen, bool) else _as_number(seen)
    slack = timedelta(0)
    if seconds is not None:
        slack = 4 * _MICROSECOND + timedelta(seconds=math.ulp(seconds))
    return bool(abs(given - found) <= slack)


def _with_zone(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _moment(seen: Any) -> datetime | None:
    try:
        if isinstance(seen, str) and "GMT" in seen:
            return parsedate_to_datetime(seen)
        # Before ISO 8601, which has moments without a separator too.
        if not isinstance(seen, bool) and (seconds := _as_number(seen)) is not None:
            return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
        return datetime.fromisoformat(str(seen))
    except (ValueError, OverflowError):
        return None


def _parsed_is(parse: Callable[[str], Any]) -> Callable[[Any, Any], bool]:
    def compare(given: Any, seen: Any) -> bool:
        try:
            return bool(parse(str(seen)) == given)
        except (ValueError, ValidationError, InvalidOperation):
            return False

    return compare


_DURATION: Final = TypeAdapter(timedelta)
_MICROSECOND: Final = timedelta(microseconds=1)


def _duration_is(given: Any, seen: Any) -> bool:
    try:
        return bool(abs(_DURATION.validate_python(seen) - given) <= _MICROSECOND)
    except ValidationError:
        seconds = _as_number(seen) if isinstance(seen, str) else None
        return seconds is not None and _duration_is(given, seconds)


_BY_TYPE: Final[list[tuple[Any, Callable[[Any, Any], bool]]]] = [
    (str, _str_is),
    (int | float | Decimal, _number_is),
    (bytes | bytearray, _bytes_is),
    (datetime, _moment_is),
    (date, _parsed_is(date.fromisoformat)),
    (time, _parsed_is(time.fromisoformat)),
    (timedelta, _duration_is),
    (UUID, _parsed_is(UUID)),
]


def _means_the_same(one: str, other: str) -> bool:
    """Whether two texts are one moment, one duration or the same bytes."""
    first, second = _moment_text(one), _moment_text(other)
    if first is not None and second is not None:
        return first == second
    if one[:1] in "+-P" and "P" in one[:2]:
        try:
            return _duration_is(_DURATION.validate_python(one), other)
        except ValidationError:
            return False
    if len(one) == 36 and one.lower() == other.lower():
        return _parsed_is(UUID)(UUID(one), other) if one.count("-") == 4 else False
    if one.endswith("=") or other.endswith("="):
        found = _unbase64(one)
        return found is not None and found == _unbase64(other)
    return False


def _moment_text(text: str) -> datetime | time | None:
    if len(text) < 8 or not text[:2].isdigit():
        return None
    for parse in (datetime.fromisoformat, time.fromisoformat):
        try:
            return parse(text.replace("z", "Z"))
        except ValueError:
            continue
    return None
