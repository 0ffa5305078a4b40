"""Python values as text on the wire: what a URL, a header, a form field carries.

JSON has its own writer (`bodies`). Here are the values that travel outside of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import cast
from urllib.parse import quote, unquote
from uuid import UUID

from .errors import ArgumentError
from .writing import to_json

Pairs = list[tuple[str, object]]

_RESERVED = ":/?@!$'()*,;="
"""Reserved characters that `allowReserved` leaves alone (RFC 3986, 2.2), without those
that would end the query or change its pairs: `# & + [ ]`."""


def text(value: object) -> str:
    """A single value as text.

    Args:
        value: Text, number, boolean, enum, date, time, duration, UUID, Decimal or
            UTF-8 bytes; for any other, what JSON would carry. An array or an object
            is JSON itself: where one is inside another, OpenAPI defines no form (3.2,
            section 4.12.8), and this is what Swagger UI sends.
    """
    kind = type(value)
    if kind is str:
        return cast("str", value)
    if writer := _WRITERS.get(kind):
        return writer(value)
    if isinstance(value, Enum):
        return text(value.value)
    for base, writer in _WRITERS.items():
        if isinstance(value, base):
            return writer(value)
    return _json_text(value)


def _json_text(value: object) -> str:
    from pydantic_core import PydanticSerializationError, to_jsonable_python

    try:
        plain: object = to_jsonable_python(value)
    except PydanticSerializationError:
        plain = None
    if isinstance(plain, bool):
        return "true" if plain else "false"
    if isinstance(plain, (str, int, float)):
        return str(plain)
    if isinstance(plain, (list, dict)):
        return to_json(value).decode()
    raise ArgumentError(f"a value of type {type(value).__name__} has no text form")


def _bool(value: object) -> str:
    return "true" if value else "false"


def _plain_str(value: object) -> str:
    return str.__str__(cast("str", value))


def _moment(value: object) -> str:
    # As pydantic writes it in JSON: UTC is "Z".
    written = cast("datetime | time", value).isoformat()
    return written.removesuffix("+00:00") + "Z" if written[-6:] == "+00:00" else written


def _day(value: object) -> str:
    return cast("date", value).isoformat()


def _bytes(value: object) -> str:
    try:
        return cast("bytes", value).decode()
    except UnicodeDecodeError:
        raise ArgumentError("bytes that are not UTF-8 have no text form") from None


_WRITERS: dict[type, Callable[[object], str]] = {
    bool: _bool,
    int: lambda value: int.__repr__(cast("int", value)),
    float: lambda value: float.__repr__(cast("float", value)),
    str: _plain_str,
    UUID: str,
    Decimal: str,
    datetime: _moment,
    date: _day,
    time: _moment,
    timedelta: _json_text,
    bytes: _bytes,
}
"""Exact types first; then, in this order, their subclasses."""


def items(value: object) -> list[object] | None:
    """The items of an array; None when the value is not one.

    Items that are None are left out, as RFC 6570, section 2.3, has it.
    """
    if isinstance(value, (str, bytes, Mapping)):
        return None
    if isinstance(value, (Sequence, AbstractSet)):
        found = cast("Sequence[object]", value)
        return [item for item in found if item is not None]
    return None


def pairs(value: object) -> Pairs | None:
    """Names and values of an object (mapping, model); None when it is not one.

    Values that are None are left out, as RFC 6570, section 2.3, has it.
    """
    if isinstance(value, Mapping):
        mapping = cast("Mapping[object, object]", value)
    elif dump := getattr(value, "model_dump", None):
        mapping = cast("Mapping[object, object]", dump(mode="json", exclude_unset=True))
    else:
        return None
    return [(text(k), v) for k, v in mapping.items() if v is not None]


def escape(value: str, *, reserved: bool = False) -> str:
    """Percent-encode text for a query or a path; nothing but unreserved stays.

    Args:
        value: Text; it may not hold lone surrogates.
        reserved: Leave reserved characters alone where they are harmless.
    """
    try:
        return quote(value, safe=_RESERVED if reserved else "")
    except UnicodeEncodeError:
        raise ArgumentError(f"{value!r} is not text that UTF-8 can carry") from None


def segment(name: str, value: str, *, reserved: bool = False) -> str:
    """Percent-encode a path argument, unless it would lead to another route.

    `.` and `..` are removed from paths by clients, proxies and servers (RFC 3986,
    section 5.2.4), some of which decode first: so neither they, nor a value in which
    decoding and either slash would show them, is sent.

    Raises:
        ArgumentError: The value is empty, or holds a dot segment.
    """
    if not value:
        raise ArgumentError(f"`{name}` is empty: a path argument needs a value")
    if "." in value or "%" in value:
        seen = value
        while (decoded := unquote(seen)) != seen:
            seen = decoded
        parts = {part.strip() for part in seen.replace("\\", "/").split("/")}
        if parts & {".", ".."}:
            raise ArgumentError(f"`{name}` is {value!r}: it would name another route")
    # A slash would begin another segment, a question mark the query (OpenAPI 3.2, 4.12).
    written = escape(value, reserved=reserved)
    return written.replace("/", "%2F").replace("?", "%3F")


def header_value(name: str, value: str) -> bytes:
    """A header field's value as bytes (RFC 9110, section 5.5).

    No message quotes the value, which may be a secret.

    Raises:
        ArgumentError: HTTP cannot carry it as it is: control characters, outer white
            space, or characters beyond Latin-1.
    """
    if value != value.strip(" \t"):
        raise ArgumentError(f"header `{name}`: white space around a value gets lost")
    if any((c < " " and c != "\t") or c == "\x7f" for c in value):
        raise ArgumentError(f"header `{name}`: the value holds control characters")
    try:
        return value.encode("latin-1")
    except UnicodeEncodeError:
        raise ArgumentError(
            f"header `{name}`: the value holds characters beyond Latin-1"
        ) from None


_TOKEN = frozenset(
    "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
)
_COOKIE = frozenset(map(chr, range(0x21, 0x7F))) - set('",;\\')


def header_name(name: str) -> bytes:
    """A header field's name as bytes (RFC 9110, section 5.1).

    Raises:
        ArgumentError: It is not a token.
    """
    if not name or not set(name) <= _TOKEN:
        raise ArgumentError(f"HTTP cannot carry a header named {name!r}")
    return name.encode("ascii")


def cookie(name: str, value: str) -> str:
    """`name=value` of a `Cookie` header (RFC 6265, section 4.1.1).

    Raises:
        ArgumentError: Cookies cannot carry it as it is; they know no escapes.
    """
    if not name or not set(name) <= _TOKEN:
        raise ArgumentError(f"HTTP cannot carry a cookie named {name!r}")
    if not set(value) <= _COOKIE:
        raise ArgumentError(
            f"cookie `{name}`: HTTP cannot carry this value in a cookie"
        )
    return f"{name}={value}"
