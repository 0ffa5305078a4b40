"""Conditional requests: `ETag`, `Last-Modified` and 304 (RFC 9110, section 13)."""

from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime


def validators(etag: str, modified_at: datetime) -> dict[str, str]:
    """Return the headers that let a client ask for changes only.

    Args:
        etag: Changes whenever the content does; without quotes.
        modified_at: When it last changed; sent to the second.
    """
    return {
        "ETag": f'"{etag}"',
        "Last-Modified": format_datetime(
            modified_at.astimezone(UTC).replace(microsecond=0), usegmt=True
        ),
    }


def is_not_modified(
    etag: str,
    modified_at: datetime,
    *,
    if_none_match: str | None,
    if_modified_since: str | None,
) -> bool:
    """Tell whether the client has the current version, so that 304 is the answer.

    `If-None-Match` decides alone when it is there; a date that cannot be read is
    ignored (RFC 9110, sections 13.1.2, 13.1.3 and 13.2.2).
    """
    if if_none_match is not None:
        known = {
            tag.strip().removeprefix("W/").strip('"')
            for tag in if_none_match.split(",")
        }
        return "*" in known or etag in known
    if if_modified_since is not None:
        try:
            since = parsedate_to_datetime(if_modified_since)
        except ValueError:
            return False
        if since.tzinfo is None:
            return False
        return modified_at.replace(microsecond=0) <= since
    return False
