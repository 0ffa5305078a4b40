"""The replies of an endpoint that are answered, by its document."""

from __future__ import annotations

from collections.abc import Iterator

from codegen.parity.truth import content
from codegen.parity.truth.document import Content, Endpoint


def successes(endpoint: Endpoint) -> Iterator[tuple[int, Content | None]]:
    """The successes that are JSON, or nothing at all."""
    named = any(status.startswith("2") for status in endpoint.replies)
    for status, contents in endpoint.replies.items():
        if status == "default" and named:
            continue  # it is for errors
        code = "200" if status in ("default", "2XX") else status
        if not code.startswith("2") or not code.isdigit():
            continue
        if not contents or code in ("204", "205") or endpoint.method == "HEAD":
            yield int(code), None
            continue
        for declared in contents.values():
            is_json = content.is_json(declared.media_type)
            if (
                is_json
                and not content.is_lines(declared.media_type)
                and declared.schema
            ):
                yield int(code), declared


def errors(endpoint: Endpoint) -> Iterator[tuple[int, Content | None]]:
    """The errors that have a body in JSON."""
    codes = {"4XX": 499, "5XX": 599, "default": 598}
    named = any(status.startswith("2") for status in endpoint.replies)
    for status, contents in endpoint.replies.items():
        if status == "422":
            continue  # FastAPI's own, which clients have a class of their own for
        code = codes.get(status) or (int(status) if status.isdigit() else 0)
        if code < 400 or (status == "default" and not named):
            continue
        if endpoint.method == "HEAD" or str(code) in endpoint.replies.keys() - {status}:
            continue
        if code == 598 and "5XX" in endpoint.replies:
            continue
        for declared in contents.values():
            if content.is_json(declared.media_type) and declared.schema:
                yield code, declared


def streams(endpoint: Endpoint) -> Iterator[tuple[int, Content]]:
    """The successes that are streams of JSON: items, or the data of events."""
    for status, contents in endpoint.replies.items():
        for declared in contents.values():
            known = declared.item or declared.schema
            if status.isdigit() and content.is_stream(declared.media_type) and known:
                yield int(status), declared
