"""Column types and field types shared by the service's databases and models."""

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, Field
from sqlalchemy import DateTime, Dialect
from sqlalchemy.types import TypeDecorator


def utc_now() -> datetime:
    """Return the current time, aware, in UTC."""
    return datetime.now(UTC)


class UtcDateTime(TypeDecorator[datetime]):
    """A point in time: aware and in UTC in Python, whatever the database keeps."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        """Return the value in UTC; a naive one is a mistake."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a point in time needs a time zone")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        """Return the value aware; SQLite forgets time zones."""
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


def _no_nul(value: str) -> str:
    if "\0" in value:
        raise ValueError("a NUL character cannot be stored")
    return value


Text = Annotated[str, AfterValidator(_no_nul)]
"""A string that PostgreSQL can store: any but NUL characters."""

Instant = AwareDatetime
"""A point in time with its offset from UTC (RFC 3339)."""


def may_be_absent(description: str, **constraints: Any) -> Any:
    """Return a field of a partial update: absent leaves it as it is, null is refused.

    Which fields were there is in `model_fields_set`; the value of one that was not
    means nothing, so that the OpenAPI document shows no default.
    """
    return Field(
        default=None,
        description=description,
        json_schema_extra=_without_default,
        **constraints,
    )


def _without_default(schema: dict[str, Any]) -> None:
    schema.pop("default", None)


MAX_ID = 2**53 - 1
"""Largest identifier: what a JavaScript client can still tell apart."""
