"""Forms compared with what a caller gave: fields, files and their media types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from codegen.parity.files import Recipe
from codegen.parity.truth.content import (
    BYTES,
    MULTIPART,
    Form,
    Part,
    covers,
    essence,
    guessed,
    is_json,
    json_of,
)
from codegen.parity.truth.document import Content, Node
from codegen.parity.truth.same import differs, plain_text, unwrapped

_DELIMITERS = {"form": ",", "spaceDelimited": " ", "pipeDelimited": "|"}


def form_differs(given: Mapping[str, Any], form: Form, declared: Content) -> str:
    """Say where a form differs from its fields; "" when it does not.

    Args:
        given: Values by name on the wire; None is not sent.
        form: What was received.
        declared: How the document has its fields encoded.
    """
    wanted = {
        name: value
        for name, value in given.items()
        if value is not None and value != []
    }
    for name in form.names - wanted.keys():
        return f"field {name!r} was not given"
    for name, value in wanted.items():
        encoding = declared.encoding.get(name, {})
        if essence(declared.media_type) == MULTIPART:
            encoding = {"contentType": _kind_of(value), **encoding}
        if found := _field_differs(name, value, form.of(name), encoding):
            return found
    return ""


def _kind_of(value: Any) -> str:
    """What a part is where nobody says it (OpenAPI 3.2, "Encoding Object")."""
    inner = value[0] if isinstance(value, list) and value else value
    return "application/json" if isinstance(unwrapped(inner), Mapping) else ""


def _field_differs(name: str, value: Any, parts: list[Part], encoding: Node) -> str:
    if not isinstance(value, list):
        if len(parts) != 1:
            return f"field {name!r} is there {len(parts)} times"
        return _item_differs(name, value, parts[0], encoding)
    style = str(encoding.get("style", "form"))
    items = [item for item in value if item is not None]
    if not encoding.get("explode", style == "form"):
        if len(parts) != 1:
            return f"field {name!r} is there {len(parts)} times"
        pieces: list[Any] = parts[0].text.split(_DELIMITERS[style])
        return _joined_differs(items, pieces, style, name)
    if len(parts) != len(items):
        return f"field {name!r} has {len(items)} items and is there {len(parts)} times"
    for item, part in zip(items, parts, strict=True):
        if found := _item_differs(name, item, part, encoding):
            return found
    return ""


def _joined_differs(items: list[Any], pieces: list[Any], style: str, name: str) -> str:
    # Forms are decoded before they are cut: what a value holds cuts it, too.
    texts = [plain_text(item) for item in items]
    if any(_DELIMITERS[style] in text for text in texts):
        items = _DELIMITERS[style].join(texts).split(_DELIMITERS[style])
    return differs(items, pieces, "text", name)


def _item_differs(name: str, value: Any, part: Part, encoding: Node) -> str:
    value = unwrapped(value)
    declared = [one.strip() for one in str(encoding.get("contentType", "")).split(",")]
    if isinstance(value, Recipe):
        return _file_differs(name, value, part, [one for one in declared if one])
    if part.filename is not None:
        return f"field {name!r} is sent as a file"
    is_declared = any(covers(one, part.media_type) for one in declared)
    if part.media_type and declared != [""] and not is_declared:
        return f"field {name!r} is {part.media_type}, not one of {declared}"
    if isinstance(value, Mapping | list) or is_json(declared[0]):
        return differs(value, json_of(part.text, name), "json", name)
    return differs(value, part.text, "text", name)


def _file_differs(name: str, file: Recipe, part: Part, declared: list[str]) -> str:
    if part.content != file.content:
        return f"file {name!r} was {file.content!r} and is {part.content!r}"
    if part.filename is None:
        return f"file {name!r} is sent without a file name"
    filename, media_type = file.named or (None, None)
    if filename is not None and part.filename != filename:
        return f"file {name!r} is called {filename!r}, and sent as {part.filename!r}"
    wanted = [media_type] if media_type else declared
    if len(wanted) > 1 or "*" in "".join(wanted):
        wanted = [*wanted, BYTES, guessed(file)]
    if wanted and not any(covers(one, part.media_type) for one in wanted):
        return f"file {name!r} is sent as {part.media_type!r}, not {wanted}"
    return ""
