"""Request bodies, replies and their media types."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from codegen import ir
from codegen.encode import SpecText
from codegen.printable import printable
from codegen.read import merge
from codegen.read.context import Reading, Unsupported, description
from codegen.read.schemas import FLATTENED_PREFIX, SchemaReader
from codegen.spec.pointer import Pointer

ReadOne = Callable[
    [str, ir.ContentKind, dict[str, Any], Pointer, str, bool], ir.Content
]
"""Reads one media type: its name and kind, its object and place, a class name for an
inline schema, and whether it is the only one."""

_JSON_LINES = frozenset(
    {
        "application/jsonl",
        "application/x-jsonl",
        "application/jsonlines",
        "application/x-ndjson",
        "application/ndjson",
        "application/x-jsonlines",
    }
)
_BUILT_IN_ERROR = "HTTPValidationError"
_EVENT_FIELDS = frozenset({"data", "event", "id", "retry", "comment"})


def kind_of_media_type(media_type: str) -> ir.ContentKind | None:
    """Tell how a media type is read and written.

    Returns:
        None for XML, which isospin does not know.

    Source:
        RFC 6838 for structured suffixes, RFC 7396 for merge patches.
    """
    name = media_type.partition(";")[0].strip().lower()
    main, _, sub = name.partition("/")
    if sub == "xml" or sub.endswith("+xml"):
        return None
    if name == "application/merge-patch+json":
        return "merge-patch"
    if name in _JSON_LINES:
        return "jsonlines"
    if sub in ("json", "json5") or sub.endswith("+json"):
        return "json"
    if name == "text/event-stream":
        return "events"
    if name == "application/x-www-form-urlencoded":
        return "form"
    if main == "multipart":
        return "multipart"
    return "text" if main == "text" else "binary"


class ContentReader:
    """Reads bodies and replies."""

    def __init__(self, reading: Reading, schemas: SchemaReader) -> None:
        self._reading = reading
        self._schemas = schemas

    # --- request bodies --------------------------------------------------------------

    def body(self, node: object, at: Pointer, hint: str) -> ir.Body | None:
        """Read a request body.

        Raises:
            Unsupported: No media type of it can be written.
        """
        if node is None:
            return None
        at, node = self._reading.follow(node, at)
        required = node.get("required") is True
        contents = self._contents(
            node, at, f"{hint}Body", partial(self._request, required)
        )
        if not contents:
            return None
        return ir.Body(required, contents, at, description(node))

    def _request(
        self,
        required: bool,
        media_type: str,
        kind: ir.ContentKind,
        node: dict[str, Any],
        at: Pointer,
        hint: str,
        alone: bool,
    ) -> ir.Content:
        place = at / "schema"
        schema_node = node.get("schema", node.get("itemSchema", True))
        target, resolved = self._follow_schema(schema_node, place)
        flat = alone and (
            kind in ("form", "multipart")
            or (kind == "json" and target[-1].startswith(FLATTENED_PREFIX))
        )
        if kind == "binary" and _is_structured(resolved):
            kind = "json"  # `*/*` with an object: what Kubernetes writes
        parts: tuple[ir.Part, ...] = ()
        schema: ir.Schema
        if kind in ("form", "multipart") or flat:
            fields = self._schemas.fields(resolved, target, hint)
            parts = tuple(
                self._part(field, node, at, kind, required) for field in fields
            )
            if flat and parts:
                return ir.Content(SpecText(media_type), kind, ir.Any_(), parts)
        if kind == "events":
            raise Unsupported(at, "a request body of server-sent events")
        if kind == "multipart" and not _is_form_data(media_type):
            raise Unsupported(at, f"a request body of {printable(media_type, 60)}")
        if kind == "jsonlines":
            return self._json_lines(media_type, node, at, hint)
        schema = self._schemas.read(schema_node, place, hint)
        return ir.Content(SpecText(media_type), kind, schema, parts)

    def _follow_schema(
        self, node: object, at: Pointer
    ) -> tuple[Pointer, dict[str, Any]]:
        """Look through references and one-part `allOf`, FastAPI's older spelling."""
        for _ in range(10):
            at, found = self._reading.follow(node if node is not True else {}, at)
            parts = found.get("allOf")
            if not (isinstance(parts, list) and len(parts) == 1):
                return at, found
            if (
                merge.structure(found) - {"type"}
                or "anyOf" in found
                or "oneOf" in found
            ):
                return at, found  # it says more than its part
            node, at = parts[0], at.child("allOf", 0)
        return at, {}

    def _part(
        self,
        field: ir.Field,
        node: Mapping[str, Any],
        at: Pointer,
        kind: ir.ContentKind,
        body_required: bool,
    ) -> ir.Part:
        encodings = self._reading.mapping(node.get("encoding"), at / "encoding")
        place = at.child("encoding", field.wire_name.raw)
        encoding = self._reading.mapping(encodings.get(field.wire_name.raw), place)
        declared = encoding.get("contentType")
        media_types = (
            tuple(SpecText(t.strip()) for t in declared.split(",") if t.strip())
            if isinstance(declared, str)
            else ()
        )
        style = encoding.get("style", "form")
        if style not in ("form", "spaceDelimited", "pipeDelimited", "deepObject"):
            self._reading.malformed(place / "style", "it is no style of a form field")
            style = "form"
        binary = kind == "multipart" and (
            _is_binary(field.schema)
            or any(not _is_plain(media_type.raw) for media_type in media_types)
        )
        return ir.Part(
            field if body_required else replace(field, required=False),
            media_types,
            style,
            encoding.get("explode", style == "form") is True,
            encoding.get("allowReserved") is True,
            binary,
        )

    # --- replies -----------------------------------------------------------------------

    def replies(self, node: object, at: Pointer, hint: str) -> tuple[ir.Reply, ...]:
        """Read what an operation may answer, by status.

        Raises:
            Unsupported: No media type of a success can be read.
        """
        responses = self._reading.mapping(node, at)
        found = []
        for key in sorted(responses):
            if key.startswith("x-"):
                continue
            status = key if key == "default" else key.upper()
            place = at / key
            if not _is_status(status):
                self._reading.malformed(place, f"'{printable(key, 20)}' is no status")
                continue
            place, response = self._reading.follow(responses[key], place)
            if status == "422" and self._is_built_in(response):
                continue
            found.append(self._reply(status, response, place, hint))
        return tuple(found)

    def _is_built_in(self, response: Mapping[str, Any]) -> bool:
        """Whether this is FastAPI's own 422, which every client knows anyway."""
        content = response.get("content")
        media = content.get("application/json") if isinstance(content, dict) else None
        schema = media.get("schema") if isinstance(media, dict) else None
        ref = schema.get("$ref") if isinstance(schema, dict) else None
        return isinstance(ref, str) and ref.endswith(f"/{_BUILT_IN_ERROR}")

    def _reply(
        self, status: str, node: dict[str, Any], at: Pointer, hint: str
    ) -> ir.Reply:
        suffix = "Response" if status.startswith("2") else f"Response{status.title()}"
        if at[:2] == ("components", "responses"):
            suffix, hint = "Response", self._schemas.hint(at[-1])
        contents: tuple[ir.Content, ...] = ()
        if status not in ("204", "205", "304"):
            try:
                contents = self._contents(node, at, hint + suffix, self._response)
            except Unsupported:
                if status.startswith("2"):
                    raise
                # The status alone tells which error it is; its body stays text.
        if not contents and status == "200":
            # What FastAPI says of a FileResponse or a bare Response: nothing.
            contents = (ir.Content(SpecText("*/*"), "binary", ir.String("binary")),)
        return ir.Reply(
            status, contents, at, self._headers(node, at), description(node)
        )

    def _response(
        self,
        media_type: str,
        kind: ir.ContentKind,
        node: dict[str, Any],
        at: Pointer,
        hint: str,
        _alone: bool,
    ) -> ir.Content:
        if kind == "events":
            return self._events(media_type, node, at, hint)
        if kind == "jsonlines":
            return self._json_lines(media_type, node, at, hint)
        schema_node = node.get("schema", True)
        _, resolved = self._follow_schema(schema_node, at / "schema")
        if kind in ("form", "multipart"):
            kind = "binary"
        if (
            kind == "binary"
            and media_type.startswith("*/")
            and _is_structured(resolved)
        ):
            kind = "json"
        if kind in ("binary", "text"):
            schema: ir.Schema = ir.String("binary" if kind == "binary" else None)
        else:
            schema = self._schemas.read(schema_node, at / "schema", hint)
        return ir.Content(SpecText(media_type), kind, schema)

    def _events(
        self, media_type: str, node: dict[str, Any], at: Pointer, hint: str
    ) -> ir.Content:
        """Read server-sent events: what one event's `data` holds, or the event itself.

        Source:
            OpenAPI 3.2, "Sequential Media Types"; FastAPI writes `itemSchema` under
            3.1 as well.
        """
        media = SpecText(media_type)
        if "itemSchema" in node:
            place, item = self._reading.follow(node["itemSchema"], at / "itemSchema")
            properties = item.get("properties")
            if isinstance(properties, dict) and set(properties) <= _EVENT_FIELDS:
                data_at = place.child("properties", "data")
                _, data = self._reading.follow(properties.get("data", {}), data_at)
                if "contentSchema" in data:
                    inner = data_at / "contentSchema"
                    schema = self._schemas.read(
                        data["contentSchema"], inner, f"{hint}Event"
                    )
                    return ir.Content(media, "events", schema)
                return ir.Content(media, "events", ir.String(), envelope=True)
            schema = self._schemas.read(
                node["itemSchema"], at / "itemSchema", f"{hint}Event"
            )
            return ir.Content(media, "events", schema)
        _, resolved = self._follow_schema(node.get("schema", True), at / "schema")
        if _is_structured(resolved):
            schema = self._schemas.read(node["schema"], at / "schema", f"{hint}Event")
            return ir.Content(media, "events", schema)
        return ir.Content(media, "events", ir.String(), envelope=True)

    def _json_lines(
        self, media_type: str, node: dict[str, Any], at: Pointer, hint: str
    ) -> ir.Content:
        if "itemSchema" in node:
            schema = self._schemas.read(
                node["itemSchema"], at / "itemSchema", f"{hint}Item"
            )
        else:
            whole = node.get("schema", True)
            schema = self._schemas.read(whole, at / "schema", f"{hint}Item")
            if isinstance(schema, ir.Array) and not schema.prefix:
                schema = schema.items
            elif isinstance(schema, ir.String):
                schema = ir.Any_()
        return ir.Content(SpecText(media_type), "jsonlines", schema)

    def _headers(
        self, node: Mapping[str, Any], at: Pointer
    ) -> tuple[ir.ReplyHeader, ...]:
        headers = self._reading.mapping(node.get("headers"), at / "headers")
        found = []
        for name in sorted(headers):
            place, header = self._reading.follow(
                headers[name], at.child("headers", name)
            )
            schema = self._schemas.read(
                header.get("schema", True), place / "schema", self._schemas.hint(name)
            )
            found.append(
                ir.ReplyHeader(
                    SpecText(name),
                    schema,
                    header.get("required") is True,
                    description(header),
                )
            )
        return tuple(found)

    # --- media types -------------------------------------------------------------------

    def _contents(
        self, node: Mapping[str, Any], at: Pointer, hint: str, read_one: ReadOne
    ) -> tuple[ir.Content, ...]:
        content = self._reading.mapping(node.get("content"), at / "content")
        known: dict[str, ir.ContentKind] = {
            name: kind
            for name in content
            if (kind := kind_of_media_type(name)) is not None
        }
        unknown = sorted(set(content) - set(known))
        if unknown and not known:
            raise Unsupported(
                at.child("content", unknown[0]),
                f"'{printable(unknown[0], 60)}' is not supported; isospin knows JSON,"
                " forms, text, streams and bytes",
            )
        for name in unknown:
            self._reading.problems.notice(
                "unsupported",
                "ISO120",
                at.child("content", name),
                f"'{printable(name, 60)}' is left out; other media types are offered",
            )
        found: list[ir.Content] = []
        for name in sorted(known, key=_preference(known)):
            place = at.child("content", name)
            media = self._reading.mapping(content[name], place)
            if isinstance(media.get("$ref"), str):  # OpenAPI 3.2
                place, media = self._reading.follow(media, place)
            suffix = "" if not found else str(len(found) + 1)
            found.append(
                read_one(
                    name, known[name], media, place, hint + suffix, len(known) == 1
                )
            )
        return tuple(found)


_ORDER: tuple[ir.ContentKind, ...] = (
    "json",
    "merge-patch",
    "multipart",
    "form",
    "text",
    "jsonlines",
    "events",
    "binary",
)


def _preference(known: Mapping[str, ir.ContentKind]) -> Any:
    """Order media types: plain JSON first, whatever order a JSON object came in."""
    return lambda name: (
        name.partition(";")[0].strip().lower() != "application/json",
        _ORDER.index(known[name]),
        name,
    )


def _is_status(status: str) -> bool:
    if status == "default":
        return True
    return (
        len(status) == 3
        and status[0] in "12345"
        and (status[1:] == "XX" or (status.isascii() and status.isdigit()))
    )


def _is_structured(node: Mapping[str, Any]) -> bool:
    """Whether a schema speaks of more than a string of characters or bytes."""
    kind = node.get("type")
    if isinstance(kind, str):
        return kind not in ("string", "null", "file")
    return any(
        key in node for key in ("properties", "allOf", "anyOf", "oneOf", "items")
    )


def _is_binary(schema: ir.Schema) -> bool:
    match schema:
        case ir.String():
            return schema.format == "binary" or (
                schema.media_type is not None and schema.encoding is None
            )
        case ir.Array():
            return not schema.prefix and _is_binary(schema.items)
        case ir.Union():
            rest = [b for b in schema.branches if b != ir.Null()]
            return bool(rest) and all(map(_is_binary, rest))
        case _:
            return False


def _is_form_data(media_type: str) -> bool:
    """Whether the parts have names; those of `multipart/mixed` have none."""
    essence = media_type.partition(";")[0].strip().lower()
    return essence in ("multipart/form-data", "multipart/*")


def _is_plain(media_type: str) -> bool:
    """Whether a part of this type is written from a value, not from a file."""
    kind = kind_of_media_type(media_type)
    return kind in ("json", "form") or media_type.startswith("text/plain")
