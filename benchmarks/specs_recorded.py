"""Replies that are made up, and requests that are written down: no network."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

import httpx

_VARIES = {"content-length"}


@dataclass(frozen=True)
class Answer:
    """A reply that the service would give.

    Attributes:
        status: Its status.
        content: Its content.
        content_type: Its media type; empty for none.
        sample: The JSON in the content, where it is JSON.
        what: How a message names it.
    """

    status: int
    content: bytes = b""
    content_type: str = ""
    sample: Any = None
    what: str = ""

    def response(self, method: str) -> httpx.Response:
        """The reply to a request."""
        headers = {"content-type": self.content_type} if self.content_type else {}
        content = b"" if method == "HEAD" else self.content
        return httpx.Response(self.status, headers=headers, content=content)


@dataclass(frozen=True)
class Recorded:
    """A request as it was sent.

    Attributes:
        method: HTTP method.
        url: The whole URL.
        headers: Names and values, but those that differ in every request.
        content: The body.
    """

    method: str
    url: str
    raw_path: bytes
    headers: tuple[tuple[str, str], ...]
    content: bytes

    def has(self, place: str, name: str) -> bool:
        """Whether a parameter was sent."""
        if place == "header":
            return any(key == name.lower() for key, _ in self.headers)
        if place == "cookie":
            cookies = "; ".join(v for key, v in self.headers if key == "cookie")
            return f"{name}=" in cookies
        query = httpx.URL(self.url).params
        return any(key == name or key.startswith(f"{name}[") for key in query)

    @property
    def json(self) -> Any:
        """The body, read as JSON."""
        return json.loads(self.content)


class Service:
    """Stands for the service: answers with what is asked of it, and takes notes.

    Attributes:
        answer: What the next request is answered with.
        requests: The requests so far.
    """

    def __init__(self) -> None:
        self.answer = Answer(204)
        self.requests: list[Recorded] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer a request whose body was read."""
        content_type = request.headers.get("content-type", "")
        content = request.content
        if found := re.search(r"boundary=([^;]+)", content_type):
            content = content.replace(found[1].strip('"').encode(), b"boundary")
        headers = tuple(
            (key, _steady(key, value))
            for key, value in sorted(request.headers.multi_items())
            if key not in _VARIES
        )
        self.requests.append(
            Recorded(
                request.method,
                str(request.url),
                request.url.raw_path,
                headers,
                content,
            )
        )
        return self.answer.response(request.method)


def _steady(name: str, value: str) -> str:
    """A header without what is new in every request."""
    if name == "idempotency-key":
        return "key"
    return re.sub(r"boundary=[^;]+", "boundary=boundary", value)
