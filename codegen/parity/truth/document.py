"""The endpoints of an OpenAPI document, as a server finds them in the raw document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final, Literal
from urllib.parse import quote, unquote, urlsplit

Location = Literal["path", "query", "header", "cookie"]
Node = Mapping[str, Any]

METHODS: Final = (
    "get", "put", "post", "delete", "options", "head", "patch", "trace", "query",
)  # fmt: skip
_STYLES: Final = {
    "path": "simple", "query": "form", "header": "simple", "cookie": "form",
}  # fmt: skip
_IGNORED: Final = ("accept", "content-type", "authorization")
"""Header parameters of these names mean nothing (OpenAPI 3.1.1, section 4.8.12)."""


class UnreadableError(Exception):
    """The document says something that has no meaning here."""


@dataclass(frozen=True)
class Parameter:
    """One parameter of an endpoint.

    Attributes:
        name: Its name on the wire.
        location: Where it is.
        style: How arrays and objects are written.
        explode: Whether each item is a piece of its own.
        required: Whether it must be there.
        schema: Pointer of its schema; "" when it has none.
        media_type: Of a parameter that has `content`; "" else.
        between: Characters that a path has between it and another parameter.
        is_object: Whether its value may be an object.
    """

    name: str
    location: Location
    style: str
    explode: bool
    required: bool
    schema: str
    media_type: str
    between: str = ""
    is_object: bool = False


@dataclass(frozen=True)
class Content:
    """A body, in one media type.

    Attributes:
        media_type: It, as the document writes it.
        schema: Pointer of its schema; "" when it has none.
        item: Pointer of the schema of the items of a stream (OpenAPI 3.2); "" else.
        encoding: How fields of a form are written.
    """

    media_type: str
    schema: str
    item: str = ""
    encoding: Mapping[str, Node] = field(default_factory=dict[str, Node])


@dataclass(frozen=True)
class Endpoint:
    """One operation.

    Attributes:
        method: HTTP method, in capitals.
        template: Path template.
        parameters: Those of the path item and its own.
        bodies: Content by media type.
        body_required: Whether there must be a body.
        replies: Status, range or `default` to content by media type.
        names: What the operation is called: its operationId and its summary.
        servers: Paths of servers of its own.
        secured: Whether credentials may be sent; None where no security is named.
    """

    method: str
    template: str
    parameters: tuple[Parameter, ...]
    bodies: Mapping[str, Content]
    body_required: bool
    replies: Mapping[str, Mapping[str, Content]]
    names: tuple[str, ...]
    servers: tuple[str, ...]
    secured: bool | None = None

    def __str__(self) -> str:
        return f"{self.method} {self.template}"

    @cached_property
    def fixed_query(self) -> str:
        """What the template itself has after a question mark."""
        return self.template.partition("#")[0].partition("?")[2]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Matches a path, percent-encoded, in which each parameter has a value."""
        path = self.template.partition("#")[0].partition("?")[0]
        text = ""
        declared = {one.name for one in self.parameters if one.location == "path"}
        for index, piece in enumerate(re.split(r"\{([^{}]*)\}", path)):
            if index % 2 and piece in declared:
                text += "([^/]+?)" if index else ""
            else:
                literal = "{" + piece + "}" if index % 2 else piece
                text += re.escape(quote(literal, safe="/:@!$&'()*+,;=%~"))
        return re.compile(text)

    def in_path(self, path: str) -> dict[str, str] | None:
        """The values of path parameters, still encoded; None for another's path."""
        found = self.pattern.fullmatch(path)
        if found is None:
            return None
        declared = {one.name for one in self.parameters if one.location == "path"}
        names = re.findall(r"\{([^{}]*)\}", self.template.partition("?")[0])
        return dict(
            zip((n for n in names if n in declared), found.groups(), strict=True)
        )


class Description:
    """A document, looked at as a server does.

    Args:
        root: The document, as it was parsed.
    """

    def __init__(self, root: Node) -> None:
        self.root = root
        self.version = str(root.get("openapi", "3.1.0"))
        self.endpoints = {str(one): one for one in self._endpoints()}

    def find(self, method: str, path: str) -> list[Endpoint]:
        """The endpoints that a path, percent-encoded, leads to; most literal first."""
        matching = [
            one
            for one in self.endpoints.values()
            if one.method == method and one.in_path(path) is not None
        ]
        return sorted(matching, key=lambda one: one.template.count("{"))

    def at(self, pointer: str) -> Any:
        """What stands at a pointer such as `#/components/schemas/Job`.

        Raises:
            UnreadableError: Nothing does.
        """
        node: Any = self.root
        for part in pointer.removeprefix("#").split("/")[1:]:
            node = _child(node, part, pointer)
        return node

    def resolved(self, pointer: str) -> tuple[str, Any]:
        """What stands at the end of references, and where.

        Raises:
            UnreadableError: They lead nowhere, out of the document or in a circle.
        """
        for _ in range(50):
            node = self.at(pointer)
            if not (isinstance(node, Mapping) and isinstance(node.get("$ref"), str)):
                return pointer, node
            pointer = self.target(node["$ref"])
        raise UnreadableError(f"{pointer} refers to itself")

    def target(self, reference: str) -> str:
        """The pointer that a `$ref` stands for."""
        if not reference.startswith("#"):
            raise UnreadableError(f"{reference} is in another file")
        return reference

    def _endpoints(self) -> Iterator[Endpoint]:
        for template in self.root.get("paths") or {}:
            pointer, item = self.resolved(join("#/paths", template))
            if not isinstance(item, Mapping):
                continue
            for method in METHODS:
                if isinstance(item.get(method), Mapping):
                    yield self._endpoint(template, method, pointer, item)

    def _endpoint(
        self, template: str, method: str, pointer: str, item: Node
    ) -> Endpoint:
        at = join(pointer, method)
        operation = item[method]
        body_at, body = "", dict[str, Any]()
        if isinstance(operation.get("requestBody"), Mapping):
            body_at, body = self.resolved(join(at, "requestBody"))
        replies: dict[str, Mapping[str, Content]] = {}
        for status in operation.get("responses") or {}:
            try:
                reply_at, reply = self.resolved(join(at, "responses", status))
            except UnreadableError:
                continue
            replies[str(status)] = self._contents(reply_at, reply)
        return Endpoint(
            method.upper(),
            template,
            tuple(
                replace(
                    one,
                    between=_between(one, template),
                    is_object=self._may_be_object(one.schema),
                )
                for one in self._parameters(pointer, item, at, operation)
            ),
            self._contents(body_at, body),
            bool(body.get("required")),
            replies,
            tuple(
                str(operation[key])
                for key in ("operationId", "summary")
                if operation.get(key)
            ),
            tuple(self._servers(operation if operation.get("servers") else item)),
            self._secured(operation),
        )

    def _may_be_object(self, pointer: str, depth: int = 0) -> bool:
        if not pointer or depth > 5:
            return bool(pointer)
        try:
            pointer, schema = self.resolved(pointer)
        except UnreadableError:
            return True
        if not isinstance(schema, Mapping) or not schema:
            return True
        if {"properties", "additionalProperties"} & schema.keys():
            return True
        kinds = schema.get("type")
        if kinds == "object" or (isinstance(kinds, list) and "object" in kinds):
            return True
        return any(
            self._may_be_object(join(pointer, union, str(index)), depth + 1)
            for union in ("anyOf", "oneOf", "allOf")
            for index, _ in enumerate(schema.get(union) or ())
        )

    def _secured(self, operation: Node) -> bool | None:
        asked = operation.get("security", self.root.get("security"))
        if asked is None:
            components = self.root.get("components") or {}
            return False if components.get("securitySchemes") else None
        return any(asked)

    def _parameters(
        self, item_at: str, item: Node, at: str, operation: Node
    ) -> Iterator[Parameter]:
        found: dict[tuple[str, str], Parameter] = {}
        for where, holder in ((item_at, item), (at, operation)):
            for index, _ in enumerate(holder.get("parameters") or ()):
                pointer, node = self.resolved(join(where, "parameters", str(index)))
                location = node.get("in")
                if location not in _STYLES or (
                    location == "header" and node["name"].lower() in _IGNORED
                ):
                    continue
                found[node["name"], location] = _parameter(pointer, node)
        yield from found.values()

    def _contents(self, at: str, holder: Node) -> dict[str, Content]:
        found: dict[str, Content] = {}
        for media_type, node in (holder.get("content") or {}).items():
            pointer = join(at, "content", media_type)
            if isinstance(node, Mapping) and "$ref" in node:
                pointer, node = self.resolved(pointer)
            schema = join(pointer, "schema") if "schema" in node else ""
            item = join(pointer, "itemSchema") if "itemSchema" in node else ""
            encoding = node.get("encoding") or {}
            found[media_type] = Content(media_type, schema, item, encoding)
        return found

    def _servers(self, holder: Node) -> Iterator[str]:
        for server in holder.get("servers") or ():
            url = str(server.get("url", ""))
            for name, variable in (server.get("variables") or {}).items():
                url = url.replace("{" + name + "}", str(variable.get("default", "")))
            yield urlsplit(url).path.rstrip("/")


def _parameter(pointer: str, node: Node) -> Parameter:
    location: Location = node["in"]
    style = str(node.get("style") or _STYLES[location])
    media_type = next(iter(node.get("content") or ()), "")
    schema = join(pointer, "schema") if "schema" in node else ""
    if media_type and "schema" in node["content"][media_type]:
        schema = join(pointer, "content", media_type, "schema")
    return Parameter(
        node["name"],
        location,
        style,
        bool(node.get("explode", style == "form")),
        bool(node.get("required")),
        schema,
        media_type,
    )


def _between(parameter: Parameter, template: str) -> str:
    """What stands beside a parameter in its segment, where another one does, too."""
    for segment in template.split("/") if parameter.location == "path" else ():
        if segment.count("{") > 1 and "{" + parameter.name + "}" in segment:
            return re.sub(r"\{[^{}]*\}", "", segment)
    return ""


def join(pointer: str, *parts: str) -> str:
    """A pointer one or more steps further (RFC 6901)."""
    steps = (part.replace("~", "~0").replace("/", "~1") for part in parts)
    return "/".join((pointer, *steps))


def _child(node: Any, part: str, pointer: str) -> Any:
    key = part.replace("~1", "/").replace("~0", "~")
    try:
        if isinstance(node, list):
            return node[int(key)]
        if key not in node and unquote(key) in node:
            key = unquote(key)
        return node[key]
    except (KeyError, IndexError, ValueError, TypeError):
        raise UnreadableError(f"{pointer} leads nowhere") from None
