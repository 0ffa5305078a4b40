"""Operations of a document as they are on the wire, read leniently.

Whatever is not as the specification wants it is passed over and noted, so that a
document with a mistake can still be compared everywhere else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final
from urllib.parse import unquote

from codegen.diff.finding import blanked
from codegen.errors import IsospinError
from codegen.spec.document import Document
from codegen.spec.pointer import Pointer

METHODS: Final = (
    "get", "put", "post", "delete", "options", "head", "patch", "trace", "query",
)  # fmt: skip
IGNORED_HEADERS: Final = frozenset({"accept", "content-type", "authorization"})
"""Header parameters that the specification tells readers to ignore."""

Json = Any

_STYLES: Final = {
    "path": "simple", "query": "form", "header": "simple", "cookie": "form",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Media:
    """One media type of a body, a reply or a parameter.

    Attributes:
        encoding: How parts are written: by name; `[0]`, ... and `[]` by place.
        item: Each item of a stream, where the whole has a schema too.
    """

    schema: object
    at: Pointer
    encoding: Mapping[str, Json] = field(default_factory=dict)
    item: Media | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter, defaults of the specification filled in.

    Attributes:
        key: What tells it apart: location, and name or place in the path.
        style: How it is written: style, explode, allowReserved, media type.
        empty: It may be sent without a value.
    """

    key: tuple[str, str]
    name: str
    location: str
    required: bool
    style: tuple[str, bool, bool, str]
    media: Media
    at: Pointer
    default: Json = None
    deprecated: bool = False
    empty: bool = False


@dataclass(frozen=True, slots=True)
class Body:
    """A request body."""

    required: bool
    contents: Mapping[str, Media]
    at: Pointer


@dataclass(frozen=True, slots=True)
class Header:
    """A header of a reply; `style` is how it is written: style, explode, media type."""

    name: str
    required: bool
    style: tuple[str, bool, str]
    media: Media
    deprecated: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply of one status."""

    status: str
    contents: Mapping[str, Media]
    headers: Mapping[str, Header]
    links: Mapping[str, tuple[Pointer, Json]]
    at: Pointer


@dataclass(frozen=True, slots=True)
class Route:
    """One operation; its parts are read when they are asked for."""

    method: str
    path: str
    at: Pointer
    node: Mapping[str, Json]
    item: Mapping[str, Json]
    item_at: Pointer

    @property
    def key(self) -> str:
        """How a person names it."""
        return f"{self.method.upper()} {self.path}"

    @property
    def blank(self) -> tuple[str, str]:
        """Method and path without the names of parameters."""
        return self.method, blanked(unquote(self.path))

    @property
    def operation_id(self) -> str:
        """The operationId, or nothing."""
        value = self.node.get("operationId")
        return value if isinstance(value, str) else ""


class Routes:
    """The operations of a document.

    Attributes:
        trouble: Places that could not be read, and why.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self.trouble: dict[Pointer, str] = {}

    # --- lenient access --------------------------------------------------------------

    def follow(self, node: object, at: Pointer) -> tuple[Pointer, Mapping[str, Json]]:
        """Return an object behind references; what is none is noted and is empty."""
        seen: set[Pointer] = set()
        while isinstance(node, Mapping) and isinstance(ref := node.get("$ref"), str):
            if at in seen:
                self.note(at, "the reference leads back to itself")
                return at, {}
            seen.add(at)
            try:
                at, node = self.document.resolve(ref, at)
            except IsospinError as error:
                self.note(at, error.problems[0].fact)
                return at, {}
        return at, self.mapping(node, at)

    def mapping(self, node: object, at: Pointer) -> Mapping[str, Json]:
        """Return an object; what is none is noted and is empty."""
        if isinstance(node, Mapping):
            return node
        if node is not None:
            self.note(at, "no object stands here")
        return {}

    def items(self, node: object, at: Pointer) -> list[Json]:
        """Return a list; what is none is noted and is empty."""
        if isinstance(node, list):
            return node
        if node is not None:
            self.note(at, "no array stands here")
        return []

    def note(self, at: Pointer, fact: str) -> None:
        """Remember that a place could not be read."""
        self.trouble.setdefault(at, fact)

    # --- operations ------------------------------------------------------------------

    def routes(self) -> list[Route]:
        """Return all operations, sorted by path and method."""
        at = Pointer(("paths",))
        return list(self._routes(self.mapping(self.document.root.get("paths"), at), at))

    def hooks(self) -> list[Route]:
        """Return all webhooks; their names stand in for paths."""
        at = Pointer(("webhooks",))
        node = self.document.root.get("webhooks")
        return list(self._routes(self.mapping(node, at), at))

    def callbacks(self, route: Route) -> list[Route]:
        """Return the callbacks of an operation; name and expression are the path."""
        at = route.at / "callbacks"
        found = []
        table = self.mapping(route.node.get("callbacks"), at)
        for name in sorted(table):
            place, callback = self.follow(table[name], at / name)
            for one in self._routes(callback, place):
                found.append(
                    Route(
                        one.method, f"{name} {one.path}", one.at, one.node, one.item,
                        one.item_at,
                    )
                )  # fmt: skip
        return found

    def _routes(self, paths: Mapping[str, Json], at: Pointer) -> Iterator[Route]:
        for path in sorted(paths):
            if path.startswith("x-"):
                continue
            place, item = self.follow(paths[path], at / path)
            more_at = place / "additionalOperations"
            more = self.mapping(item.get("additionalOperations"), more_at)
            found = [(m, item[m], place / m) for m in METHODS if m in item]
            found += [(m.lower(), more[m], more_at / m) for m in sorted(more)]
            for method, value, where in found:
                yield Route(
                    method, path, where, self.mapping(value, where), item, place
                )

    # --- parts of an operation ---------------------------------------------------------

    def parameters(self, route: Route) -> dict[tuple[str, str], Parameter]:
        """Return the parameters of an operation by what tells them apart."""
        found: dict[tuple[str, str], Parameter] = {}
        for node, at in ((route.item, route.item_at), (route.node, route.at)):
            place = at / "parameters"
            for index, raw in enumerate(self.items(node.get("parameters"), place)):
                parameter = self._parameter(route, *self.follow(raw, place / index))
                if parameter is not None:
                    found[parameter.key] = parameter
        return found

    def _parameter(
        self, route: Route, at: Pointer, node: Mapping[str, Json]
    ) -> Parameter | None:
        name, location = node.get("name"), node.get("in")
        if not isinstance(name, str) or not isinstance(location, str):
            self.note(at, "a parameter needs a name and a location")
            return None
        if location == "header" and name.lower() in IGNORED_HEADERS:
            return None
        key = name.lower() if location == "header" else name
        if location == "path":
            holes = [part.split("}")[0] for part in route.path.split("{")[1:]]
            key = str(holes.index(name)) if name in holes else name
        style, explode, media_type, media = self._written(
            node, at, _STYLES.get(location, "form")
        )
        schema = media.schema if isinstance(media.schema, Mapping) else {}
        return Parameter(
            key=(location, key),
            name=name,
            location=location,
            required=location == "path" or node.get("required") is True,
            style=(style, explode, node.get("allowReserved") is True, media_type),
            media=media,
            at=at,
            default=schema.get("default"),
            deprecated=node.get("deprecated") is True,
            empty=location == "query" and node.get("allowEmptyValue") is True,
        )

    def _written(
        self, node: Mapping[str, Json], at: Pointer, default: str
    ) -> tuple[str, bool, str, Media]:
        """Return how a value is written: style, explode, media type; and its schema."""
        style = str(node.get("style", default))
        explode = node.get("explode", style in ("form", "deepObject", "cookie"))
        content = self.mapping(node.get("content"), at / "content")
        for media_type in sorted(content)[:1]:
            way = at.child("content", media_type)
            place, inner = self.follow(content[media_type], way)
            media = Media(inner.get("schema", True), place / "schema")
            return style, explode is True, media_type, media
        return (
            style,
            explode is True,
            "",
            Media(node.get("schema", True), at / "schema"),
        )

    def body(self, route: Route) -> Body | None:
        """Return the body of an operation."""
        if route.node.get("requestBody") is None:
            return None
        at, node = self.follow(route.node["requestBody"], route.at / "requestBody")
        contents = self.contents(node, at)
        if not contents and not node:
            return None
        return Body(node.get("required") is True, contents, at)

    def contents(self, node: Mapping[str, Json], at: Pointer) -> dict[str, Media]:
        """Return media types in one spelling."""
        place = at / "content"
        found = {}
        table = self.mapping(node.get("content"), place)
        for media_type in sorted(table):
            inner_at, inner = self.follow(table[media_type], place / media_type)
            keys = [key for key in ("schema", "itemSchema") if key in inner]
            parts = [Media(inner[key], inner_at / key) for key in keys]
            whole = parts[0] if parts else Media(True, inner_at / "schema")
            found[media_name(media_type)] = replace(
                whole,
                encoding=self._encodings(inner, inner_at),
                item=parts[1] if len(parts) > 1 else None,
            )
        return found

    def _encodings(self, node: Mapping[str, Json], at: Pointer) -> Mapping[str, Json]:
        """Return the encodings of parts by their names, and by their places."""
        found = dict(self.mapping(node.get("encoding"), at / "encoding"))
        first = self.items(node.get("prefixEncoding"), at / "prefixEncoding")
        found |= {f"[{index}]": item for index, item in enumerate(first)}
        if "itemEncoding" in node:
            found["[]"] = node["itemEncoding"]
        return found

    def replies(self, route: Route) -> dict[str, Reply]:
        """Return the replies of an operation by status."""
        at = route.at / "responses"
        found = {}
        # YAML reads unquoted statuses as numbers.
        given = self.mapping(route.node.get("responses"), at)
        table = {str(key): given[key] for key in given}
        for raw in sorted(table):
            if raw.startswith("x-"):
                continue
            status = raw if raw == "default" else raw.upper()
            node = table[raw]
            place, reply = self.follow(node, at / raw)
            found[status] = Reply(
                status,
                self.contents(reply, place),
                self._headers(reply, place),
                self._links(reply, place),
                place,
            )
        return found

    def _headers(self, reply: Mapping[str, Json], at: Pointer) -> dict[str, Header]:
        found = {}
        table = self.mapping(reply.get("headers"), at / "headers")
        for name in sorted(table):
            if name.lower() == "content-type":
                continue
            place, node = self.follow(table[name], at.child("headers", name))
            style, explode, media_type, media = self._written(node, place, "simple")
            found[name.lower()] = Header(
                name,
                node.get("required") is True,
                (style, explode, media_type),
                media,
                node.get("deprecated") is True,
            )
        return found

    def _links(
        self, reply: Mapping[str, Json], at: Pointer
    ) -> dict[str, tuple[Pointer, Json]]:
        table = self.mapping(reply.get("links"), at / "links")
        found = {}
        for name in sorted(table):
            place, node = self.follow(table[name], at.child("links", name))
            found[name] = place, {k: v for k, v in node.items() if k != "description"}
        return found


def media_name(media_type: str) -> str:
    """Return a media type in lower case, without its character set."""
    kind, *parameters = (part.strip().lower() for part in media_type.split(";"))
    rest = sorted(p for p in parameters if p and not p.startswith("charset="))
    return ";".join([kind, *rest])
