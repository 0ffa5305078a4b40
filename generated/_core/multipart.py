"""Writes `multipart/form-data` (RFC 7578).

The HTTP library has a writer of its own, but lets control characters of a name or a
media type through into the part's headers; this one does not.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import AsyncIterable, Iterator, Sequence

from . import wire
from .bodies import Encoded, Field, is_object
from .errors import ArgumentError
from .uploads import Body, File, Part, opened
from .writing import to_json


def encode(parts: Sequence[tuple[Field, object]], media_type: str) -> Encoded:
    """Write fields and files as one body; files are read while it is sent.

    Raises:
        ArgumentError: A name, file name or media type holds control characters.
    """
    boundary = secrets.token_hex(16)
    pieces: list[Part] = []
    for field, value in parts:
        head, content = _part(field, value)
        pieces.append(Part(f"--{boundary}\r\n".encode() + head + b"\r\n"))
        pieces.append(content)
        pieces.append(Part(b"\r\n"))
    pieces.append(Part(f"--{boundary}--\r\n".encode()))
    kind = f"{media_type}; boundary={boundary}"
    if all(piece.inline is not None for piece in pieces):
        return Encoded(b"".join(piece.inline or b"" for piece in pieces), kind)
    return Encoded(Body(pieces), kind)


def _part(field: Field, value: object) -> tuple[bytes, Part]:
    """Headers, and content, of one part."""
    name = field.wire or field.name
    kind = field.content_type
    if kind is not None and "," in kind:
        kind = None  # Several types are allowed; the file's own is taken.
    if field.json or is_object(value):
        return _head(name, None, kind or "application/json"), Part(to_json(value))
    if _is_file(value) or _is_pieces(field, value):
        content, filename, guessed = opened(value)
        if isinstance(value, File) and value.content_type:
            kind = value.content_type
        if kind is None or "*" in kind:
            kind = guessed or "application/octet-stream"
        return _head(name, filename or "upload", kind), content
    if kind is not None and kind.partition(";")[0].endswith("json"):
        return _head(name, None, kind), Part(to_json(value))
    return _head(name, None, kind), Part(wire.text(value).encode())


def _is_pieces(field: Field, value: object) -> bool:
    """Whether a list is one file in pieces: several files are parts of their own."""
    return field.file is not None and isinstance(value, (list, tuple))


def _is_file(value: object) -> bool:
    return isinstance(
        value, (bytes, bytearray, os.PathLike, File, AsyncIterable, Iterator)
    ) or hasattr(value, "read")


def _head(name: str, filename: str | None, kind: str | None) -> bytes:
    lines = f"Content-Disposition: form-data; name={_quoted('name', name)}"
    if filename is not None:
        lines += f"; filename={_quoted('file name', filename)}"
    if kind is not None:
        if any(not c.isprintable() or not c.isascii() for c in kind):
            raise ArgumentError(f"media type {kind!r} of part {name!r} is not one")
        lines += f"\r\nContent-Type: {kind}"
    return (lines + "\r\n").encode()


def _quoted(what: str, text: str) -> str:
    # A quoted string of RFC 9110, section 5.6.4, as RFC 7578 asks for it. Browsers
    # write %22 for a quote, which servers then take for these three characters.
    if any((c < " " and c != "\t") or c == "\x7f" for c in text):
        raise ArgumentError(f"the {what} {text!r} of a part holds control characters")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ArgumentError(f"the {what} {text!r} is not text") from None
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
