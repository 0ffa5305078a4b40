"""Bodies decoded by their media type, with parsers that services use."""

from __future__ import annotations

import io
import json
import mimetypes
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message
from typing import Any
from urllib.parse import parse_qsl

from python_multipart.multipart import parse_form

from codegen.parity.files import Recipe
from codegen.parity.truth.styles import WrongFormError

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
_ESCAPED = re.compile(rb"[A-Za-z0-9\-._~*%+&=,]")
"""What stands in a form as it is: of commas, OpenAPI says so (3.2, section 4.12.8)."""
BYTES = "application/octet-stream"
"""What bytes are sent as where nobody says what they are (RFC 9110, section 8.3)."""


@dataclass(frozen=True)
class Part:
    """One field of a form.

    Attributes:
        name: Its name.
        content: Its value; text of an urlencoded form is UTF-8.
        filename: Of a file; None for a plain field.
        media_type: What the part says that it is; "" where fields do not say it.
    """

    name: str
    content: bytes
    filename: str | None = None
    media_type: str = ""

    @property
    def text(self) -> str:
        """The value as text.

        Raises:
            WrongFormError: It is none.
        """
        try:
            return self.content.decode()
        except UnicodeDecodeError:
            raise WrongFormError(f"{self.name!r} is not text") from None


@dataclass(frozen=True)
class Form:
    """A form, in the order in which it was sent.

    Attributes:
        parts: All fields.
    """

    parts: list[Part] = field(default_factory=list[Part])

    def of(self, name: str) -> list[Part]:
        """The fields of a name."""
        return [one for one in self.parts if one.name == name]

    @property
    def names(self) -> set[str]:
        """The names that are there."""
        return {one.name for one in self.parts}


def essence(media_type: str) -> str:
    """Type and subtype without parameters, in small letters."""
    return media_type.partition(";")[0].strip().lower()


def is_json(media_type: str) -> bool:
    """Whether a media type is JSON (RFC 6839, section 3.1)."""
    return essence(media_type).endswith(("/json", "+json", "-json"))


def guessed(file: Recipe) -> str:
    """The media type that a file has by its name; "" when it tells nothing."""
    name = (file.named[0] if file.named else None) or ""
    return mimetypes.guess_type(name)[0] or ""


def is_lines(media_type: str) -> bool:
    """Whether a media type is a sequence of JSON values, one a line."""
    names = ("jsonl", "ndjson", "json-lines", "jsonlines")
    return essence(media_type).rpartition("/")[2].removeprefix("x-") in names


def is_text(media_type: str) -> bool:
    """Whether a media type is text."""
    return essence(media_type).startswith("text/") and not is_lines(media_type)


def is_bytes(media_type: str) -> bool:
    """Whether a body of a media type is sent as it is."""
    known = is_json(media_type) or is_lines(media_type) or is_text(media_type)
    return not known and essence(media_type) not in (FORM, MULTIPART)


def has_files(media_type: str) -> bool:
    """Whether a body of a media type is a file, or may hold some."""
    return is_bytes(media_type) or essence(media_type) == MULTIPART


def is_stream(media_type: str) -> bool:
    """Whether a reply of a media type is read item by item."""
    return is_lines(media_type) or essence(media_type) == "text/event-stream"


def covers(declared: str, media_type: str) -> bool:
    """Whether a declared type, which may be a range, has room for a media type."""
    wanted, known = essence(media_type), essence(declared)
    if known in ("*/*", "*"):
        return True
    return wanted == known or (
        known.endswith("/*") and wanted.startswith(known.removesuffix("*"))
    )


def decoded(content_type: str, body: bytes) -> Any:
    """Decode a body: JSON as values, forms as `Form`, lines as a list, others as bytes.

    Raises:
        WrongFormError: It is not what its media type says.
    """
    kind = essence(content_type)
    try:
        if is_lines(kind):
            return [strict_json(line) for line in body.splitlines() if line]
        if is_json(kind):
            return strict_json(body)
    except ValueError as error:
        raise WrongFormError(f"the body is no JSON: {error}") from None
    if kind == FORM:
        return _form(body)
    if kind == MULTIPART:
        return _multipart(content_type, body)
    if is_text(kind):
        return _text(content_type, body)
    return body


def json_of(text: str, what: str) -> Any:
    """Parse JSON that is in another part of a request.

    Raises:
        WrongFormError: It is none.
    """
    try:
        return strict_json(text)
    except ValueError as error:
        raise WrongFormError(f"{what} is no JSON: {error}") from None


def strict_json(text: bytes | str) -> Any:
    """Parse JSON by RFC 8259: no NaN, no name twice in an object."""
    return json.loads(text, parse_constant=_refuse, object_pairs_hook=_once)


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("an object has a name twice")
    return found


def _form(body: bytes) -> Form:
    if odd := _ESCAPED.sub(b"", body):
        raise WrongFormError(f"the form holds {odd!r}, which have to be escaped")
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=bool(body),
            errors="strict",
        )
    except ValueError as error:
        raise WrongFormError(f"the body is no form: {error}") from None
    return Form([Part(name, value.encode()) for name, value in pairs])


def _text(content_type: str, body: bytes) -> str:
    message = Message()
    message["content-type"] = content_type
    if content_type.lower().count("charset=") > 1:
        raise WrongFormError(f"{content_type} names two charsets")
    try:
        return body.decode(str(message.get_param("charset") or "utf-8"))
    except (UnicodeDecodeError, LookupError) as error:
        raise WrongFormError(f"the body is no text: {error}") from None


def _multipart(content_type: str, body: bytes) -> Form:
    form = Form()

    def on_field(found: Any) -> None:
        name = (found.field_name or b"").decode()
        kind = _kind(found) or "text/plain"  # RFC 7578, section 4.4
        form.parts.append(Part(name, found.value or b"", None, kind))

    def on_file(found: Any) -> None:
        found.file_object.seek(0)
        form.parts.append(
            Part(
                (found.field_name or b"").decode(),
                found.file_object.read(),
                (found.file_name or b"").decode(),
                _kind(found),
            )
        )

    headers = {"Content-Type": content_type.encode("latin-1")}
    try:
        parse_form(headers, io.BytesIO(body), on_field, on_file)
    except Exception as error:  # each kind of malformed body has one of its own
        raise WrongFormError(f"the body is no multipart form: {error}") from None
    return form


def _kind(found: Any) -> str:
    raw = getattr(found, "content_type", None)
    return raw if isinstance(raw, str) else (raw or b"").decode("latin-1")


def checked_length(headers: Mapping[str, str], body: bytes) -> None:
    """Compare the length that a request claims with what it has.

    Raises:
        WrongFormError: They differ.
    """
    length = headers.get("content-length")
    if length is None:
        chunked = headers.get("transfer-encoding") == "chunked"
        if body and not chunked:
            raise WrongFormError("the body has neither a length nor chunks")
    elif int(length) != len(body):
        raise WrongFormError(f"Content-Length is {length}, the body has {len(body)}")
