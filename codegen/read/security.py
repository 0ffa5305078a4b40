"""Servers, security schemes and what an operation requires of a caller."""

from __future__ import annotations

from typing import Any, get_args

from codegen import ir, names
from codegen.encode import SpecText
from codegen.read.context import Reading, description
from codegen.spec.pointer import Pointer

_KINDS = frozenset({"apiKey", "http", "oauth2", "openIdConnect", "mutualTLS"})
_FLOW_URLS = (
    "authorizationUrl",
    "deviceAuthorizationUrl",
    "refreshUrl",
    "tokenUrl",
)


def servers(reading: Reading, node: object, at: Pointer) -> tuple[ir.Server, ...]:
    """Read a list of servers; none is normal, FastAPI writes none."""
    found = []
    for index, item in enumerate(reading.sequence(node, at)):
        place = at / index
        server = reading.mapping(item, place)
        url = reading.text(server.get("url"), place / "url")
        if url is None:
            continue
        variables_at = place / "variables"
        variables = reading.mapping(server.get("variables"), variables_at)
        taken = names.Registry()
        found.append(
            ir.Server(
                url,
                tuple(
                    _variable(reading, key, variables[key], variables_at / key, taken)
                    for key in sorted(variables)
                ),
                description(server),
            )
        )
    return tuple(found)


def _variable(
    reading: Reading, key: str, node: object, at: Pointer, taken: names.Registry
) -> ir.ServerVariable:
    variable = reading.mapping(node, at)
    values = tuple(
        SpecText(value)
        for value in reading.sequence(variable.get("enum"), at / "enum")
        if isinstance(value, str)
    )
    default = reading.text(variable.get("default"), at / "default")
    if default is None:
        default = values[0] if values else SpecText("")
    return ir.ServerVariable(
        SpecText(key),
        taken.claim(names.snake(key, "variable")),
        default,
        values,
        description(variable),
    )


def requirements(
    reading: Reading, node: object, at: Pointer
) -> tuple[tuple[ir.SecurityRequirement, ...], ...]:
    """Read `security`: alternatives, each a set of schemes that hold together."""
    return tuple(
        tuple(
            ir.SecurityRequirement(
                SpecText(name),
                tuple(
                    SpecText(scope)
                    for scope in reading.sequence(item[name], at.child(i, name))
                    if isinstance(scope, str)
                ),
            )
            for name in sorted(item)
        )
        for i, raw in enumerate(reading.sequence(node, at))
        for item in [reading.mapping(raw, at / i)]
    )


def schemes(reading: Reading) -> tuple[ir.SecurityScheme, ...]:
    """Read the security schemes of the document."""
    at = Pointer(("components", "securitySchemes"))
    components = reading.mapping(reading.document.root.get("components"), at.parent)
    found = []
    table = reading.mapping(components.get("securitySchemes"), at)
    for key in sorted(table):
        place, node = reading.follow(table[key], at / key)
        kind = node.get("type")
        if not isinstance(kind, str) or kind not in _KINDS:
            reading.malformed(place / "type", "it is no type of a security scheme")
            continue
        found.append(_scheme(reading, key, kind, node, place))
    return tuple(found)


def _scheme(
    reading: Reading, key: str, kind: str, node: dict[str, Any], at: Pointer
) -> ir.SecurityScheme:
    location = node.get("in")
    http_scheme = node.get("scheme")
    flows: dict[str, dict[str, SpecText]] = {}
    scopes: set[str] = set()
    flows_node = reading.mapping(node.get("flows"), at / "flows")
    for name in sorted(flows_node):
        if name.startswith("x-"):
            continue
        flow = reading.mapping(flows_node[name], at.child("flows", name))
        scopes |= set(reading.mapping(flow.get("scopes"), at.child("flows", name)))
        flows[name] = {
            url: SpecText(flow[url])
            for url in _FLOW_URLS
            if isinstance(flow.get(url), str)
        }
    return ir.SecurityScheme(
        spec_name=SpecText(key),
        kind=kind,
        pointer=at,
        location=location if location in get_args(ir.Location) else None,
        parameter=reading.text(node.get("name"), at / "name"),
        http_scheme=http_scheme.lower() if isinstance(http_scheme, str) else None,
        bearer_format=reading.text(node.get("bearerFormat"), at / "bearerFormat"),
        openid_url=reading.text(node.get("openIdConnectUrl"), at / "openIdConnectUrl"),
        flows=flows,
        scopes=tuple(SpecText(scope) for scope in sorted(scopes)),
        description=description(node),
    )
