"""Annotated types whose form on the wire is not the one that pydantic gives them.

In Python each is the plain type (`Base64Bytes` is `bytes`); only JSON, and text in a
URL or a header, has the form of the format.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from email.utils import format_datetime, parsedate_to_datetime
from typing import Annotated, cast

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from .uploads import File, Upload

__all__ = [
    "Base64Bytes",
    "Base64UrlBytes",
    "BoolString",
    "DecimalNumber",
    "File",
    "FloatString",
    "HttpDate",
    "IntString",
    "SecondsDuration",
    "UnixTime",
    "Upload",
]


@dataclass(frozen=True)
class _Form:
    """How a value is read from JSON and written to it."""

    read: Callable[[object], object]
    write: Callable[[object], object]

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        plain = handler(source)
        return core_schema.json_or_python_schema(
            json_schema=core_schema.no_info_before_validator_function(self.read, plain),
            python_schema=plain,
            serialization=core_schema.plain_serializer_function_ser_schema(
                self.write, when_used="json"
            ),
        )


# pydantic collects ValueError; a TypeError would leave it as a crash.
def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    raise ValueError(f"expected text, not {type(value).__name__}")


def _number(value: object) -> int | float:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    raise ValueError(f"expected a number, not {type(value).__name__}")


def _read_base64(value: object) -> bytes:
    try:
        return base64.b64decode(_text(value), validate=True)
    except binascii.Error as error:
        raise ValueError(f"not base64: {error}") from None


def _read_base64url(value: object) -> bytes:
    text = _text(value)
    try:
        # Padding is optional in URLs (RFC 4648, section 3.2).
        return base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError(f"not base64url: {error}") from None


def _write_base64(value: object) -> str:
    return base64.b64encode(cast("bytes", value)).decode()


def _write_base64url(value: object) -> str:
    return base64.urlsafe_b64encode(cast("bytes", value)).decode()


def _read_http_date(value: object) -> datetime:
    return parsedate_to_datetime(_text(value))


def _write_http_date(value: object) -> str:
    moment = cast("datetime", value)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def _read_unix(value: object) -> datetime:
    return datetime.fromtimestamp(_number(value), UTC)


def _write_unix(value: object) -> int | float:
    moment = cast("datetime", value)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return _whole(moment.timestamp())


def _read_seconds(value: object) -> timedelta:
    return timedelta(seconds=_number(value))


def _write_seconds(value: object) -> int | float:
    return _whole(cast("timedelta", value).total_seconds())


def _whole(number: float) -> int | float:
    return int(number) if number.is_integer() else number


def _read_bool(value: object) -> bool:
    text = _text(value).lower()
    if text not in ("true", "false"):
        raise ValueError("expected the text `true` or `false`")
    return text == "true"


def _write_decimal(value: object) -> int | float:
    number = cast("Decimal", value)
    return int(number) if number == number.to_integral_value() else float(number)


Base64Bytes = Annotated[bytes, _Form(_read_base64, _write_base64)]
"""`format: byte` and `contentEncoding: base64`."""
Base64UrlBytes = Annotated[bytes, _Form(_read_base64url, _write_base64url)]
"""`contentEncoding: base64url`; written with padding, read with or without."""
HttpDate = Annotated[datetime, _Form(_read_http_date, _write_http_date)]
"""`format: http-date`: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, section 5.6.7)."""
UnixTime = Annotated[datetime, _Form(_read_unix, _write_unix)]
"""`format: unixtime`: seconds since 1970, UTC; a naive datetime counts as UTC."""
SecondsDuration = Annotated[timedelta, _Form(_read_seconds, _write_seconds)]
"""A duration as a number of seconds."""
IntString = Annotated[int, _Form(lambda value: int(_text(value)), str)]
"""A whole number that travels as text."""
FloatString = Annotated[float, _Form(lambda value: float(_text(value)), repr)]
"""A number that travels as text."""
BoolString = Annotated[bool, _Form(_read_bool, lambda v: "true" if v else "false")]
"""A boolean that travels as the text `true` or `false`."""
DecimalNumber = Annotated[Decimal, _Form(lambda v: v, _write_decimal)]
"""A Decimal that is written as a JSON number; pydantic alone writes text."""
