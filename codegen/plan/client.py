"""The client class and the root of the package."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from codegen import ir, layout
from codegen.encode import (
    Code,
    Identifier,
    SpecText,
    docstring,
    lines,
    literal,
)
from codegen.plan.docs import DOC_WIDTH
from codegen.plan.imports import module_order
from codegen.plan.servers import default_url


@dataclass(frozen=True, slots=True)
class GroupLink:
    """A group as an attribute of the client."""

    name: Identifier
    class_name: Identifier
    property_doc: Code


@dataclass(frozen=True, slots=True)
class ClientModule:
    """The client class of both flavours, and the package around it.

    Attributes:
        class_names: Flavour -> class name.
        defaults: Class variables, laid out.
        exports: Names of the package's root, sorted.
    """

    class_names: Mapping[str, Identifier]
    doc: Code
    package_doc: Code
    defaults: tuple[Code, ...]
    groups: tuple[GroupLink, ...]
    exports: tuple[Code, ...]

    def class_name(self, flavour: str) -> Identifier:
        """Return the class name in one flavour."""
        return self.class_names[flavour]


ROOT_EXPORTS = (
    "ApiKey",
    "BearerToken",
    "CredentialsFile",
    "File",
    "Listing",
    "OAuth2",
    "Response",
    "Retry",
    "S_ERROR",
    "S_OK",
    "Upload",
    "aio",
    "errors",
    "models",
    "preferences",
    "reset_preferences",
    "return_value_or_raise",
    "sync",
)


def plan_client(
    api: ir.Api,
    package: str,
    class_names: Mapping[str, Identifier],
    errors: Sequence[Code],
    preferences: str | None = None,
) -> ClientModule:
    """Plan the client and the root of the package.

    Args:
        api: The API.
        package: Import name of the package.
        class_names: Flavour -> name of its client class.
        errors: Names of the error tree.
        preferences: Prefix of the environment variables that the client reads.
    """
    title = lines(api.title, 60)[:1] or ["the service"]
    content = [f"Client of {title[0].rstrip('.')}."]
    if api.description:
        content += ["", *lines(api.description, DOC_WIDTH - 4)]
    content += ["", "Every operation may raise what `errors` lists."]
    return ClientModule(
        class_names=class_names,
        doc=docstring(content, 4),
        package_doc=docstring(
            [
                f"Clients of {title[0].rstrip('.')}.",
                "",
                f"`{package}.sync` blocks, `{package}.aio` awaits; both call the same.",
            ],
            0,
        ),
        defaults=tuple(_defaults(api, preferences)),
        groups=tuple(
            GroupLink(
                group.name,
                group.class_name,
                docstring(
                    (
                        lines(group.description, DOC_WIDTH)[:1]
                        if group.description
                        else [f"The {group.name} operations."]
                    ),
                    8,
                ),
            )
            for group in sorted(api.groups, key=lambda group: module_order(group.name))
        ),
        exports=tuple(sorted({*map(Code, ROOT_EXPORTS), *errors})),
    )


def _only_api_key(api: ir.Api) -> tuple[str, SpecText] | None:
    """Return place and name of the API key, where no other scheme can be used."""
    keys = [s for s in api.security_schemes if s.kind == "apiKey"]
    if len(keys) != 1 or len(api.security_schemes) != 1:
        return None
    key = keys[0]
    if key.location not in ("header", "query", "cookie") or key.parameter is None:
        return None
    return key.location, key.parameter


_URLS = {
    "tokenUrl": "token_url",
    "deviceAuthorizationUrl": "device_url",
    "authorizationUrl": "authorization_url",
}


def _endpoints(api: ir.Api) -> dict[str, SpecText]:
    """Return where tokens are given out, by the names that `OAuth2` has for it."""
    found: dict[str, SpecText] = {}
    for scheme in api.security_schemes:
        if scheme.kind == "openIdConnect" and scheme.openid_url is not None:
            found.setdefault("discovery_url", scheme.openid_url)
        for flow in scheme.flows.values():
            for name, url in flow.items():
                if name in _URLS:
                    found.setdefault(_URLS[name], url)
    return found


def _defaults(api: ir.Api, preferences: str | None) -> Iterable[Code]:
    if api.servers:
        url = default_url(api.servers[0])
        if url.startswith(("https://", "http://")):
            yield layout.statement(f"_default_url = {literal(url)}", 4)
    if key := _only_api_key(api):
        place, name = key
        yield layout.statement(f"_api_key = ({literal(place)}, {literal(name)})", 4)
    if endpoints := _endpoints(api):
        pairs = "".join(
            f"({literal(name)}, {literal(url)}),"
            for name, url in sorted(endpoints.items())
        )
        yield layout.statement(f"_oauth2 = ({pairs})", 4)
    if any(p.location == "cookie" for op in api.operations for p in op.parameters):
        yield Code("_keeps_cookies = True")
    if preferences is not None:
        yield layout.statement(f"_preferences = {literal(preferences)}", 4)
