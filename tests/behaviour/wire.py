"""A service that knows no types: it notes what is on the wire, and answers as told."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message
from email.parser import BytesParser
from typing import Any
from urllib.parse import unquote_to_bytes

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from .clients import Notes

_BOUNDARY = re.compile(r"boundary=\"?([^\";]+)")
BLANK = {"user-agent", "host", "connection", "accept-encoding"}
"""Headers that the HTTP library adds."""


@dataclass(frozen=True)
class Seen:
    """One request as it was on the wire.

    Attributes:
        path: The path, still percent-encoded.
        query: What follows the `?`, still percent-encoded.
        headers: Lower-case names and values, in order.
    """

    method: str
    path: str
    query: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> list[str]:
        """Every line of a header."""
        return [value for key, value in self.headers if key == name]

    @property
    def json(self) -> Any:
        """The body as JSON."""
        assert self.header("content-type")[0].partition(";")[0].endswith("json")
        return json.loads(self.body)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The query as pairs, decoded by RFC 3986 and nothing else."""
        return [
            (unquote_to_bytes(key).decode(), unquote_to_bytes(value).decode())
            for key, _, value in (item.partition("=") for item in self.query.split("&"))
        ]

    @property
    def parts(self) -> list[Message]:
        """The parts of a multipart body, read by the standard library's MIME parser."""
        head = f"Content-Type: {self.header('content-type')[0]}\r\n\r\n".encode()
        found = BytesParser().parsebytes(head + self.body)
        assert found.is_multipart()
        return list(found.get_payload())  # type: ignore[arg-type]


@dataclass
class Wire:
    """The service, an ASGI app.

    Attributes:
        notes: A `Seen` for every request.
        status, headers, body: What it answers.
    """

    notes: Notes = field(default_factory=Notes)
    status: int = 204
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def answer(
        self, body: bytes | str = b"", media_type: str = "", status: int = 200
    ) -> None:
        """Set what is answered from now on."""
        self.body = body.encode() if isinstance(body, str) else body
        self.headers = {"content-type": media_type} if media_type else {}
        self.status = status

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Note a request and answer it."""
        request = Request(scope, receive)
        body = await request.body()
        headers = [
            (key.decode(), value.decode("latin-1"))
            for key, value in scope["headers"]
            if key.decode() not in BLANK
        ]
        if found := _BOUNDARY.search(request.headers.get("content-type", "")):
            # Random, and so different in the two flavours.
            boundary = found[1].encode()
            assert body.count(boundary) > 1 and b"BOUNDARY" not in body
            body = body.replace(boundary, b"BOUNDARY")
            headers = [(key, v.replace(found[1], "BOUNDARY")) for key, v in headers]
        self.notes.append(
            Seen(
                scope["method"],
                scope["raw_path"].decode("ascii"),
                scope["query_string"].decode("ascii"),
                tuple((k, v) for k, v in headers if k != "content-length"),
                body,
            )
        )
        await Response(self.body, self.status, self.headers)(scope, receive, send)
