"""Paths and their operations: which there are, how they are called, what they take."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import parse_qsl

from codegen import ir, names
from codegen.config import Selection
from codegen.encode import Identifier, SpecText
from codegen.printable import printable
from codegen.read.contents import ContentReader
from codegen.read.context import Reading, Unsupported, description
from codegen.read.nesting import is_nested
from codegen.read.schemas import SchemaReader
from codegen.read.security import requirements, servers
from codegen.spec.pointer import Pointer

METHODS = ("get", "post", "put", "patch", "delete", "head", "options", "trace", "query")

CLIENT_NAMES = frozenset(
    {
        "aclose",
        "aux",
        "base_url",
        "client",
        "close",
        "con",
        "download",
        "from_preferences",
        "headers",
        "integrated",
        "login",
        "logout",
        "nul",
        "oauth2",
        "prn",
        "request",
        "shared",
        "stream",
        "to_file",
        "with_options",
        "with_progress",
        "with_response",
        "with_result",
    }
)
"""Members of every client, modules beside the groups', and what Windows keeps for
devices; no group has these names."""

GROUP_CLASS_NAMES = frozenset(
    {
        "Annotated",
        "Any",
        "Client",
        "Decimal",
        "Field",
        "Group",
        "Iterable",
        "Literal",
        "Mapping",
        "Sequence",
        "Stream",
        "UUID",
        "Upload",
    }
)
"""Names that the module of a group imports."""

METHOD_NAMES = frozenset({"builtins", "models", "operations"})
"""Names that the annotations of a group use."""

ARGUMENT_NAMES = frozenset({"self", "operations", "models"})
"""Names that the body of a rendered method uses."""

_TEMPLATE = re.compile(r"\{([^{}]*)\}")
_DEFAULT_STYLE: dict[ir.Location, ir.Style] = {
    "path": "simple",
    "query": "form",
    "header": "simple",
    "cookie": "form",
}
_STYLES: dict[ir.Location, frozenset[ir.Style]] = {
    "path": frozenset({"simple", "label", "matrix"}),
    "query": frozenset({"form", "spaceDelimited", "pipeDelimited", "deepObject"}),
    "header": frozenset({"simple"}),
    "cookie": frozenset({"form"}),
}


@dataclass(frozen=True, slots=True)
class Route:
    """One operation before it is read."""

    path: str
    method: str
    node: dict[str, Any]
    at: Pointer
    shared: tuple[tuple[Pointer, object], ...]
    servers: tuple[ir.Server, ...]

    @property
    def operation_id(self) -> str | None:
        """The operationId, when it is a string."""
        value = self.node.get("operationId")
        return value if isinstance(value, str) and value else None

    @property
    def tag(self) -> str | None:
        """The first tag."""
        tags = self.node.get("tags")
        first = tags[0] if isinstance(tags, list) and tags else None
        return first if isinstance(first, str) and first.strip() else None

    @property
    def key(self) -> str:
        """How a person names it: `GET /jobs/{job_id}`."""
        return f"{self.method.upper()} {self.path}"

    @property
    def order(self) -> tuple[str, int]:
        """Place in a list that no reordering of the document changes."""
        return self.path, METHODS.index(self.method)


class OperationReader:
    """Reads every operation that the choices keep."""

    def __init__(self, reading: Reading, schemas: SchemaReader) -> None:
        self._reading = reading
        self._schemas = schemas
        self._contents = ContentReader(reading, schemas)

    def groups(self) -> tuple[ir.Group, ...]:
        """Read all operations, sorted into groups by their first tag."""
        routes = list(self._routes())
        self._check_ids(routes)
        by_group: dict[Identifier, list[Route]] = {}
        taken = names.Registry(CLIENT_NAMES)
        known: dict[str, Identifier] = {}
        for route in sorted(routes, key=lambda r: (r.tag or "", r.order)):
            wanted = names.module(route.tag or "default")
            if wanted not in known:
                renamed = self._reading.renamed(wanted)
                known[wanted] = taken.claim_reserved(renamed or wanted)
            by_group.setdefault(known[wanted], []).append(route)
        found = [self._group(name, by_group[name]) for name in sorted(by_group)]
        return tuple(group for group in found if group.operations)

    # --- which operations there are --------------------------------------------------

    def _routes(self) -> Iterator[Route]:
        root = self._reading.document.root
        paths_at = Pointer(("paths",))
        paths = self._reading.mapping(root.get("paths"), paths_at)
        for path in sorted(paths):
            if path.startswith("x-"):
                continue
            at = paths_at / path
            if not path.startswith("/"):
                self._reading.malformed(
                    at, f"the path '{printable(path, 60)}' does not begin with '/'"
                )
                continue
            at, item = self._reading.follow(paths[path], at)
            parameters = self._reading.sequence(
                item.get("parameters"), at / "parameters"
            )
            shared = tuple(
                (at.child("parameters", i), node) for i, node in enumerate(parameters)
            )
            local = servers(self._reading, item.get("servers"), at / "servers")
            for method in METHODS:
                if method in item:
                    node = self._reading.mapping(item[method], at / method)
                    yield Route(path, method, node, at / method, shared, local)

    def _wanted(self, route: Route, dotted: str) -> bool:
        choices = self._reading.choices
        included = not choices.include or _selects(choices.include, route, dotted)
        return included and not _selects(choices.exclude, route, dotted)

    def _check_ids(self, routes: Sequence[Route]) -> None:
        """Refuse an operationId that two paths have.

        Two methods of one path may share it: FastAPI writes that for a route with
        several methods.
        """
        first: dict[str, Route] = {}
        for route in routes:
            if route.operation_id is None:
                continue
            other = first.setdefault(route.operation_id, route)
            if other is route:
                continue
            fact = (
                f"the operationId '{printable(route.operation_id, 60)}' belongs to"
                f" {printable(other.key, 120)} already"
            )
            if other.path == route.path:
                self._reading.problems.notice(
                    "note",
                    "ISO112",
                    route.at / "operationId",
                    f"{fact}; the method tells the two apart",
                    "Give each method of the route its own operationId",
                )
            else:
                self._reading.broken(
                    "ISO112",
                    route.at / "operationId",
                    fact,
                    "Give each operation its own operationId",
                )

    # --- names -------------------------------------------------------------------------

    def _candidates(self, route: Route) -> list[str]:
        """Return names for a method, best first."""
        found = []
        function = self._reading.choices.function_names.get(
            (route.method.upper(), route.path)
        )
        operation_id = route.operation_id
        if operation_id and self._reading.choices.operation_ids:
            found.append(operation_id)
        if function:
            found.append(function)
        if operation_id:
            bare = names.without_route_suffix(operation_id, route.path, route.method)
            for other in ("get", "post", "put", "patch", "delete"):
                # The suffix holds any one method of a route that has several.
                bare = bare or names.without_route_suffix(
                    operation_id, route.path, other
                )
            if bare:
                found.append(bare)
            elif route.tag:
                found.append(names.without_tag_prefix(operation_id, route.tag) or "")
            found.append(operation_id)
        found.append(f"{route.method}_{route.path}")
        return [names.snake(name, "call") for name in found if name]

    def _method_names(
        self, group: str, routes: Sequence[Route]
    ) -> dict[str, Identifier]:
        """Name the methods of a group; of two that want a name the shorter path wins."""
        taken = names.Registry(METHOD_NAMES)
        found: dict[str, Identifier] = {}
        plain = []
        for route in sorted(routes, key=lambda r: (len(r.path), r.order)):
            renamed = self._reading.renamed(route.key, route.operation_id or route.key)
            if renamed:
                found[route.key] = taken.claim(renamed)
            else:
                plain.append(route)
        for route in plain:
            candidates = self._candidates(route)
            dotted = f"{group}.{candidates[0]}"
            wanted = self._reading.renamed(dotted) or Identifier(candidates[0])
            candidates[0] = wanted
            if wanted in METHOD_NAMES:
                candidates.insert(1, Identifier(f"{wanted}_"))
            name = taken.claim(*candidates)
            found[route.key] = name
            if name != wanted:
                self._reading.problems.notice(
                    "renamed",
                    "ISO104",
                    route.at,
                    f"{group}.{wanted} is another operation; this one is {group}.{name}",
                    f'rename it: "{printable(route.key)}" in [tool.isospin.rename]',
                )
        return found

    # --- reading -----------------------------------------------------------------------

    def _group(self, name: Identifier, routes: list[Route]) -> ir.Group:
        methods = self._method_names(name, routes)
        found = []
        for route in sorted(routes, key=lambda r: r.order):
            if not self._wanted(route, f"{name}.{methods[route.key]}"):
                continue
            try:
                found.append(self._operation(name, methods[route.key], route))
            except Unsupported as error:
                self._refuse(name, methods[route.key], route, error)
        tag = min((r.tag for r in routes if r.tag), default=None)
        return ir.Group(
            name=name,
            class_name=names.Registry(GROUP_CLASS_NAMES).claim_reserved(
                names.pascal(name, "Group")
            ),
            tag=SpecText(tag) if tag else None,
            operations=tuple(found),
            description=self._tag_description(tag),
        )

    def _refuse(
        self, group: Identifier, name: Identifier, route: Route, error: Unsupported
    ) -> None:
        problems = self._reading.problems
        if _matches(_ids(route, f"{group}.{name}"), self._reading.choices.skip):
            problems.notice(
                "unsupported",
                "ISO120",
                error.pointer,
                f"{error.fact}; {group}.{name} ({printable(route.key, 120)}) is left out",
            )
            return
        problems.add(
            "ISO120",
            error.pointer,
            f"{error.fact} ({printable(route.key, 120)})",
            f'Add "{printable(route.key, 120)}" to skip in [tool.isospin]; "*" skips'
            " whatever is not supported",
        )

    def _tag_description(self, tag: str | None) -> SpecText | None:
        at = Pointer(("tags",))
        for index, node in enumerate(
            self._reading.sequence(self._reading.document.root.get("tags"), at)
        ):
            found = self._reading.mapping(node, at / index)
            if tag is not None and found.get("name") == tag:
                return description(found)
        return None

    def _operation(
        self, group: Identifier, name: Identifier, route: Route
    ) -> ir.Operation:
        node, at = route.node, route.at
        hint = names.pascal(group) + names.pascal(name)
        body = self._contents.body(node.get("requestBody"), at / "requestBody", hint)
        replies = self._contents.replies(node.get("responses"), at / "responses", hint)
        taken = names.Registry(ARGUMENT_NAMES | _own_arguments(body, replies))
        parameters = self._parameters(route, f"{group}.{name}", hint, taken)
        parameters += _constants(route, taken)
        if body is not None and body.flattened:
            body = self._rename_parts(body, taken, f"{group}.{name}")
        local = servers(self._reading, node.get("servers"), at / "servers")
        security = node.get("security")
        return ir.Operation(
            pointer=at,
            method=route.method.upper(),
            path=SpecText(re.split("[?#]", route.path)[0]),
            operation_id=SpecText(route.operation_id) if route.operation_id else None,
            group=group,
            name=name,
            parameters=parameters,
            body=body,
            replies=replies,
            summary=self._reading.text(node.get("summary"), at / "summary"),
            description=description(node),
            deprecated=node.get("deprecated") is True,
            security=(
                None
                if security is None
                else requirements(self._reading, security, at / "security")
            ),
            servers=local or route.servers,
        )

    def _rename_parts(
        self, body: ir.Body, taken: names.Registry, where: str
    ) -> ir.Body:
        """Give the fields of a flattened body argument names beside the parameters'."""
        content = body.contents[0]
        parts = []
        for part in content.parts:
            field = part.field
            name = taken.claim(self._renamed(where, field.name), f"{field.name}_field")
            parts.append(
                ir.Part(
                    _with_name(field, name),
                    part.media_types,
                    part.style,
                    part.explode,
                    part.allow_reserved,
                    part.file,
                )
            )
        flat = ir.Content(
            content.media_type, content.kind, content.schema, tuple(parts)
        )
        return ir.Body(body.required, (flat,), body.pointer, body.description)

    def _renamed(self, where: str, name: str) -> Identifier:
        return self._reading.renamed(f"{where}.{name}") or Identifier(name)

    # --- parameters --------------------------------------------------------------------

    def _parameters(
        self, route: Route, where: str, hint: str, taken: names.Registry
    ) -> tuple[ir.Parameter, ...]:
        found: dict[tuple[str, str], tuple[Pointer, dict[str, Any]]] = {}
        own_at = route.at / "parameters"
        own = self._reading.sequence(route.node.get("parameters"), own_at)
        places = [*route.shared, *((own_at / i, node) for i, node in enumerate(own))]
        for place, node in places:
            at, parameter = self._reading.follow(node, place)
            name, location = parameter.get("name"), parameter.get("in")
            if location == "querystring":
                raise Unsupported(at, "a parameter that is the whole query string")
            if not (isinstance(name, str) and isinstance(location, str)) or (
                location not in _STYLES
            ):
                self._reading.malformed(
                    at, "a parameter needs a `name` and an `in` that OpenAPI knows"
                )
                continue
            found[location, name if location != "header" else name.lower()] = (
                at,
                parameter,
            )
        template = _TEMPLATE.findall(route.path)
        self._check_template(route, template, found)
        rank = {name: index for index, name in enumerate(template)}
        ordered = sorted(
            found.values(),
            key=lambda item: (
                (0, rank.get(item[1]["name"], 0)) if item[1]["in"] == "path" else (1, 0)
            ),
        )
        return tuple(
            self._parameter(node, at, where, hint, taken)
            for at, node in ordered
            if not self._ignored(node, at)
        )

    def _ignored(self, node: Mapping[str, Any], at: Pointer) -> bool:
        """Leave out headers that the content decides (OpenAPI, "Parameter Object")."""
        header = node["in"] == "header" and node["name"].lower()
        if header in ("accept", "content-type"):
            self._reading.problems.notice(
                "note",
                "ISO117",
                at,
                f"the header {printable(node['name'], 40)} follows from the declared"
                " media types and is no argument",
            )
            return True
        return False

    def _check_template(
        self,
        route: Route,
        template: Sequence[str],
        found: dict[tuple[str, str], tuple[Pointer, dict[str, Any]]],
    ) -> None:
        """Compare path and parameters; read leniently, the path is believed."""
        for name in template:
            if ("path", name) not in found:
                self._reading.broken(
                    "ISO111",
                    route.at,
                    f"the path parameter '{printable(name, 60)}' is not defined",
                    "Add it to the operation's parameters with `in: path`",
                )
                parameter = {"name": name, "in": "path", "schema": {"type": "string"}}
                found["path", name] = route.at, parameter
        for (location, name), (at, _) in tuple(found.items()):
            if location == "path" and name not in template:
                del found[location, name]
                self._reading.broken(
                    "ISO111",
                    at,
                    f"the path {printable(route.path, 120)} has no parameter"
                    f" '{printable(name, 60)}'",
                    "Add {name} to the path, or correct the parameter's `in`",
                )
        if any("{" in part for part in re.split("[?#]", route.path)[1:]):
            raise Unsupported(
                route.at, "a parameter in the query or fragment of a path"
            )
        if len(set(template)) < len(template):
            raise Unsupported(route.at, "a path with the same parameter twice")

    def _parameter(
        self,
        node: dict[str, Any],
        at: Pointer,
        where: str,
        hint: str,
        taken: names.Registry,
    ) -> ir.Parameter:
        wire, location = node["name"], node["in"]
        wanted = self._renamed(where, names.snake(wire, "parameter"))
        name = taken.claim(wanted, f"{wanted}_{location}".replace("__", "_"))
        if name != wanted:
            self._reading.problems.notice(
                "renamed",
                "ISO107",
                at,
                f"the argument name {wanted} is taken; this one is {where}({name}=)",
                f'rename it: "{where}.{wanted}" in [tool.isospin.rename]',
            )
        hint = (
            self._schemas.hint(at[-1])
            if at[:2] == ("components", "parameters")
            else hint + names.pascal(wire, "Parameter")
        )
        schema_node, place, as_json = node.get("schema", True), at / "schema", False
        content = self._reading.mapping(node.get("content"), at / "content")
        for media_type in sorted(content):
            place = at.child("content", media_type)
            media = self._reading.mapping(content[media_type], place)
            schema_node, place, as_json = (
                media.get("schema", True),
                place / "schema",
                True,
            )
            if "json" not in media_type:
                raise Unsupported(place, f"a parameter as {printable(media_type, 40)}")
        style = self._style(node, location, at)
        schema = self._schemas.read(schema_node, place, hint)
        if (
            not as_json
            and style != "deepObject"
            and is_nested(schema, self._schemas.models)
        ):
            self._reading.problems.notice(
                "note",
                "ISO118",
                at,
                "it has arrays or objects inside each other; the inner ones are sent"
                " as JSON text",
            )
        notes = schema_node if isinstance(schema_node, dict) else {}
        return ir.Parameter(
            wire_name=SpecText(wire),
            name=name,
            location=location,
            schema=schema,
            required=location == "path" or node.get("required") is True,
            style=style,
            explode=node.get("explode", style in ("form", "deepObject")) is True,
            pointer=at,
            allow_reserved=node.get("allowReserved") is True,
            json=as_json,
            description=description(node) or description(notes),
            has_default="default" in notes,
            default=notes.get("default"),
            deprecated=node.get("deprecated") is True,
        )

    def _style(
        self, node: Mapping[str, Any], location: ir.Location, at: Pointer
    ) -> ir.Style:
        """Read the style of a parameter, OpenAPI's default when there is none."""
        raw = node.get("style") or _DEFAULT_STYLE[location]
        if not isinstance(raw, str):
            self._reading.malformed(at / "style", "it is no style of a parameter")
            return _DEFAULT_STYLE[location]
        if raw == "cookie" and location == "cookie":
            return "form"  # OpenAPI 3.2: the same, but never percent-encoded
        known: dict[str, ir.Style] = {style: style for style in _STYLES[location]}
        if (style := known.get(raw)) is None:
            raise Unsupported(at / "style", f"the style of a parameter in {location}")
        return style


def _own_arguments(body: ir.Body | None, replies: Sequence[ir.Reply]) -> set[str]:
    """Return the names of arguments that are no parameters of the document."""
    found = set()
    if body is not None and not body.flattened:
        found.add("body")
    if body is not None and len(body.contents) > 1:
        found.add("content_type")
    if len({c.media_type for reply in replies for c in reply.contents}) > 1:
        found.add("accept")
    return found


def _constants(route: Route, taken: names.Registry) -> tuple[ir.Parameter, ...]:
    """Read what stands behind `?` in a path: `/v1/agents?beta=true`.

    OpenAPI does not allow it, but documents do it to have two operations at one path; a
    fragment serves the same end, and is never sent.
    """
    query = route.path.partition("#")[0].partition("?")[2]
    return tuple(
        ir.Parameter(
            wire_name=SpecText(wire),
            name=taken.claim(f"{names.snake(wire, 'parameter')}_constant"),
            location="query",
            schema=ir.Enum((SpecText(value),), const=True),
            required=True,
            style="form",
            explode=True,
            pointer=route.at,
        )
        for wire, value in parse_qsl(query, keep_blank_values=True)
    )


def _with_name(field: ir.Field, name: Identifier) -> ir.Field:
    return ir.Field(
        field.wire_name,
        name,
        field.schema,
        field.required,
        field.description,
        field.has_default,
        field.default,
        field.deprecated,
        field.read_only,
        field.write_only,
    )


def _ids(route: Route, dotted: str) -> list[str]:
    found = [route.key, dotted]
    return [*found, route.operation_id] if route.operation_id else found


def _selects(selection: Selection, route: Route, dotted: str) -> bool:
    return (
        _matches([route.tag or "default"], selection.tags)
        or _matches([route.path], selection.paths)
        or _matches(_ids(route, dotted), selection.operations)
        or (selection.deprecated and route.node.get("deprecated") is True)
    )


def _matches(values: Sequence[str], patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(value, p) for value in values for p in patterns)
