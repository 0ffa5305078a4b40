"""Bodies: a value on its way into the content of a request.

A body of None is no body at all: no content and no content type. Models and plain
mappings are both taken; mappings are sent as they are, by their names on the wire.
"""

from __future__ import annotations

import os
from collections.abc import (
    AsyncIterator,
    Callable,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol, TypeVar, cast

from . import wire
from .adapters import adapter, as_json
from .errors import ArgumentError
from .uploads import Body, File, Part, opened
from .writing import to_json

if TYPE_CHECKING:
    from pydantic import TypeAdapter

T = TypeVar("T")


@dataclass(frozen=True)
class Encoded:
    """A body as it is sent.

    Attributes:
        content: Bytes, or parts that are read while they are sent.
        content_type: Value of the `Content-Type` header.
    """

    content: bytes | Body
    content_type: str


class Encoder(Protocol):
    """What the table says about a body: how a value becomes content."""

    media_type: str

    def encode(self, value: object, media_type: str) -> Encoded | None:
        """Write `value`; None when there is no body."""
        ...


@dataclass(frozen=True)
class Field:
    """One field of a body whose fields are arguments of the method.

    Attributes:
        name: Python name of the argument.
        wire: Name on the wire; the Python name when None.
        content_type: Media type of the part (multipart), where the spec gives one.
        json: The value travels as JSON text.
        delimiter: What joins the items of an array; one piece an item when None.
        type: The annotation, where the wire form depends on it (`Base64Bytes`, …).
        file: The field is a file, or several: a list is the pieces of one of them
            (`one`), or holds them, each of which may be such a list (`many`).
    """

    name: str
    wire: str | None = None
    content_type: str | None = None
    json: bool = False
    delimiter: str | None = None
    type: Callable[[], object] | None = None
    file: Literal["one", "many"] | None = None


class JsonBody:
    """A JSON body.

    Args:
        media_type: Its media type.
        fields: Fields of an object that are arguments of their own: the value is then
            a mapping by Python names, and None leaves a field out.
        required: The body is required, so that None is sent as `null`.
        type: The annotation, where the wire form depends on it.
    """

    def __init__(
        self,
        media_type: str = "application/json",
        *,
        fields: Sequence[Field] = (),
        required: bool = False,
        type: Callable[[], object] | None = None,
    ) -> None:
        self.media_type = media_type
        self.fields = fields
        self.required = required
        self.type = type
        self._adapter: TypeAdapter[object] | None = None

    def encode(self, value: object, media_type: str) -> Encoded | None:
        """Write `value` as JSON."""
        if value is None:
            return Encoded(b"null", media_type) if self.required else None
        if self.fields:
            given = list(_given(self.fields, cast("Mapping[str, object]", value)))
            if not given and not self.required:
                return None
            value = {field.wire or field.name: item for field, item in given}
        elif self.type is not None:
            if self._adapter is None:
                self._adapter = adapter(self.type)
            value = as_json(self._adapter, value)
        return Encoded(to_json(value), media_type)


class MergePatchBody(JsonBody):
    """A JSON merge patch (RFC 7396): null deletes, what is absent is left alone."""

    def __init__(self, media_type: str = "application/merge-patch+json") -> None:
        super().__init__(media_type)


class JsonLinesBody:
    """JSON lines: one JSON value a line, of an iterable that is read while it is sent.

    Args:
        media_type: Its media type.
    """

    def __init__(self, media_type: str = "application/jsonl") -> None:
        self.media_type = media_type

    def encode(self, value: object, media_type: str) -> Encoded | None:
        """Write the items of `value`, one a line."""
        if value is None:
            return None
        plain = isinstance(value, (str, bytes)) or is_object(value)
        if plain or not isinstance(value, Iterable):
            raise ArgumentError("JSON lines are an iterable of values, one a line")
        lines = map(_line, cast("Iterable[object]", value))
        if isinstance(value, Sequence):
            return Encoded(b"".join(lines), media_type)
        return Encoded(Body([Part(lines)]), media_type)


def _line(value: object) -> bytes:
    return to_json(value) + b"\n"


class FormBody:
    """A form: `application/x-www-form-urlencoded`.

    Args:
        fields: Fields that are arguments of their own, see `JsonBody`.
    """

    media_type = "application/x-www-form-urlencoded"

    def __init__(self, *, fields: Sequence[Field] = ()) -> None:
        self.fields = fields

    def encode(self, value: object, media_type: str) -> Encoded | None:
        """Write `value`, a mapping or a model, as pairs."""
        if value is None:
            return None
        written = [
            f"{_form_escape(field.wire or field.name)}={piece}"
            for field, item in _members(self.fields, value)
            for piece in _form_pieces(field, item)
        ]
        if not written and self.fields:
            return None
        return Encoded("&".join(written).encode("ascii"), media_type)


def _form_escape(text: str) -> str:
    return wire.escape(text).replace("%20", "+")


class MultipartBody:
    """A form with files: `multipart/form-data` (RFC 7578).

    Args:
        fields: Fields that are arguments of their own, see `JsonBody`.
    """

    media_type = "multipart/form-data"

    def __init__(self, *, fields: Sequence[Field] = ()) -> None:
        self.fields = fields

    def encode(self, value: object, media_type: str) -> Encoded | None:
        """Write `value`, a mapping or a model, as parts; files are not read here."""
        from .multipart import encode

        if value is None:
            return None
        parts: list[tuple[Field, object]] = []
        for field, item in _members(self.fields, value):
            several: Sequence[object] = (item,)
            whole = field.json or field.file == "one"
            if isinstance(item, (list, tuple)) and not whole:
                several = cast("Sequence[object]", item)
            parts += [(field, one) for one in several]
        if not parts and self.fields:
            return None
        return encode(parts, media_type)


class TextBody:
    """A body of text, sent as UTF-8."""

    def __init__(self, media_type: str = "text/plain") -> None:
        self.media_type = media_type

    def encode(self, value: object, media_type: str) -> Encoded | None:
        """Write `value` as UTF-8."""
        if value is None:
            return None
        try:
            content = wire.text(value).encode()
        except UnicodeEncodeError:
            raise ArgumentError("the body holds text that UTF-8 cannot carry") from None
        if "charset=" not in media_type.lower():
            media_type += "; charset=utf-8"
        return Encoded(content, media_type)


class BinaryBody:
    """A whole file as body; its own content type, where known, replaces the default.

    Args:
        media_type: The media type of the spec; a range such as `image/*` takes the
            file's own type.
    """

    def __init__(self, media_type: str = "application/octet-stream") -> None:
        self.media_type = media_type

    def encode(self, value: object, media_type: str) -> Encoded | None:
        """Send `value`, bytes or a file, as it is."""
        if value is None:
            return None
        part, _, guessed = opened(value)
        if isinstance(value, File) and value.content_type:
            media_type = value.content_type
        elif "*" in media_type:
            media_type = guessed or "application/octet-stream"
        if isinstance(value, (bytes, bytearray)):
            return Encoded(bytes(value), media_type)
        return Encoded(Body([part]), media_type)


class OneOfBody:
    """A body of one of several media types.

    The caller chooses by `content_type`; otherwise the value does: bytes and files
    are binary, text is text, and everything else is the first structured type. A file
    is sent as it is, whatever type it is said to have, and so are its pieces.

    Args:
        by_type: Media type to body, in the order of the spec.
    """

    def __init__(self, by_type: Mapping[str, Encoder]) -> None:
        self.by_type = by_type
        self.media_type = next(iter(by_type))

    def choose(self, value: object, content_type: str | None) -> Encoder:
        """The body for a content type, or else for a value.

        Raises:
            ArgumentError: The content type is not one of the spec's.
        """
        is_file = isinstance(value, (File, os.PathLike))
        is_pieces = isinstance(value, (Iterator, AsyncIterator))
        if content_type is not None:
            if found := match(self.by_type, content_type):
                is_form = isinstance(found, (FormBody, MultipartBody))
                are_lines = is_pieces and isinstance(found, JsonLinesBody)
                if (is_file or is_pieces) and not is_form and not are_lines:
                    return BinaryBody(content_type)
                return found
            raise ArgumentError(
                f"content type {content_type!r} is not one of: "
                + ", ".join(map(repr, self.by_type))
            )
        bodies = list(self.by_type.values())
        if isinstance(value, str):
            order: tuple[type, ...] = (TextBody, JsonBody)
        elif is_file or is_pieces or _is_binary(value):
            order = (BinaryBody,)
        else:
            order = (JsonBody, FormBody, MultipartBody, BinaryBody)
        for kind in order:
            for body in bodies:
                if isinstance(body, kind):
                    return body
        return bodies[0]

    def encode(self, value: object, media_type: str) -> Encoded | None:
        """Write `value` in the type that it has itself."""
        chosen = self.choose(value, None)
        return chosen.encode(value, chosen.media_type)


def _is_binary(value: object) -> bool:
    return isinstance(value, (bytes, bytearray)) or hasattr(value, "read")


def write(
    body: Encoder | None, value: object, content_type: str | None = None
) -> Encoded | None:
    """Write the body of a call.

    Args:
        body: What the table says; None for an operation without a body.
        value: The caller's value.
        content_type: The caller's choice among the spec's types, or the exact type of
            a range or of a file.
    """
    if body is None:
        return None
    if isinstance(body, OneOfBody):
        body = body.choose(value, content_type)
    media_type = content_type or body.media_type
    return body.encode(value, media_type)


def essence(media_type: str) -> str:
    """Type and subtype, without parameters: `application/json`."""
    return media_type.partition(";")[0].strip().lower()


def match(table: Mapping[str, T], media_type: str) -> T | None:
    """The entry for a media type: itself, else without parameters, else a range."""
    if media_type in table:
        return table[media_type]
    wanted = essence(media_type)
    known = {essence(key): value for key, value in table.items()}
    return (
        known.get(wanted)
        or known.get(wanted.partition("/")[0] + "/*")
        or known.get("*/*")
    )


def _given(
    fields: Sequence[Field], values: Mapping[str, object]
) -> Iterable[tuple[Field, object]]:
    for field in fields:
        item = values.get(field.name)
        if item is None:
            continue
        if field.type is not None:
            typed: TypeAdapter[object] = adapter(field.type)
            item = as_json(typed, item)
        yield field, item


def _members(fields: Sequence[Field], value: object) -> list[tuple[Field, object]]:
    """Fields and values of a form, whether flattened, a mapping or a model."""
    if hasattr(value, "model_dump"):
        values = dict(_attributes(value))
    elif isinstance(value, Mapping):
        values = dict(cast("Mapping[str, object]", value))
    else:
        raise ArgumentError(
            "the fields of a form are a mapping or a model, not"
            f" {type(value).__name__}"
        )
    known = {field.name for field in fields}
    others = [(Field(name), v) for name, v in values.items() if name not in known]
    return [
        *_given(fields, values),
        *((field, item) for field, item in others if item is not None),
    ]


def _attributes(model: object) -> list[tuple[str, object]]:
    # Not `model_dump`: a file in a field must stay the file that it is.
    from pydantic import BaseModel

    from .model import mark_changed

    assert isinstance(model, BaseModel)
    mark_changed(model)
    found: list[tuple[str, object]] = []
    for name, field in type(model).model_fields.items():
        value: object = getattr(model, name)
        if value is not None and name in model.model_fields_set:
            found.append((field.serialization_alias or name, value))
    found.extend((model.model_extra or {}).items())
    return found


def _form_pieces(field: Field, item: object) -> Iterable[str]:
    """The encoded values of one field of a form."""
    if field.json:
        yield _form_escape(to_json(item).decode())
    elif (several := wire.items(item)) is not None:
        pieces = [_form_escape(_one_text(one)) for one in several]
        if field.delimiter is None:
            yield from pieces
        elif pieces:  # an empty list is none at all (RFC 6570, section 2.3)
            # A comma between items is written as it is, one inside of them is not.
            comma = field.delimiter == ","
            yield ("," if comma else _form_escape(field.delimiter)).join(pieces)
    else:
        yield _form_escape(_one_text(item))


def is_object(value: object) -> bool:
    """Whether a value is an object of JSON: a mapping or a model."""
    return isinstance(value, Mapping) or hasattr(value, "model_dump")


def _one_text(item: object) -> str:
    if is_object(item):
        # OpenAPI, "Encoding Object": a complex value in a form is JSON by default.
        return to_json(item).decode()
    return wire.text(item)
