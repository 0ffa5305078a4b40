"""Security: what a caller must bring along, before and after."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from codegen.diff.collector import Collector
from codegen.diff.keywords import canonical
from codegen.diff.routes import Route, Routes
from codegen.printable import printable
from codegen.spec.pointer import Pointer

Need = frozenset[tuple[str, str]]
"""Schemes by what they are, with a scope each, or with none (`""`)."""

_DISCOVERY = ("oauth2MetadataUrl", "openIdConnectUrl")
_URLS = ("authorizationUrl", "deviceAuthorizationUrl", "refreshUrl", "tokenUrl")


class Auth:
    """Compares what operations need, and the schemes that they name."""

    def __init__(self, old: Routes, new: Routes, found: Collector) -> None:
        self._old, self._new = _Side(old), _Side(new)
        self._found = found

    def operation(self, old: Route, new: Route) -> None:
        """Report what changed about the security of an operation."""
        before, after = self._old.needs(old), self._new.needs(new)
        if before == after:
            return
        open_before, open_after = frozenset() in before, frozenset() in after
        key = printable(new.key, 160)
        if open_before and not open_after:
            self._say(
                "auth.added", f"{key} needs credentials now", old, new, before, after
            )
            return
        if open_after and not open_before:
            self._say(
                "auth.removed",
                f"{key} needs no credentials any more",
                old,
                new,
                before,
                after,
            )
            return
        for need in sorted(before - after, key=sorted):
            self._gone(need, after, old, new)
        for need in sorted(after - before, key=sorted):
            if not any(_schemes(need) == _schemes(other) for other in before):
                self._say(
                    "auth.alternative-added",
                    f"{key} can be called with {_shown(need)}",
                    old,
                    new,
                    frozenset(),
                    frozenset({need}),
                )

    def _gone(self, need: Need, after: frozenset[Need], old: Route, new: Route) -> None:
        key = printable(new.key, 160)
        if any(other <= need for other in after):  # the same credentials still do
            if any(
                _schemes(other) == _schemes(need) and other < need for other in after
            ):
                self._say(
                    "auth.scope-removed", f"{key} needs fewer scopes", old, new,
                    frozenset({need}), after,
                )  # fmt: skip
            return
        same = [other for other in after if _schemes(other) == _schemes(need)]
        if same:
            scopes = sorted({scope for _, scope in same[0] - need if scope})
            self._say(
                "auth.scope-added",
                f"{key} needs more scopes: {printable(', '.join(scopes), 200)}",
                old,
                new,
                frozenset({need}),
                frozenset(same),
            )
            return
        self._say(
            "auth.alternative-removed",
            f"{key} can no longer be called with {_shown(need)}",
            old,
            new,
            frozenset({need}),
            after,
        )

    def _say(
        self,
        rule: str,
        sentence: str,
        old: Route,
        new: Route,
        before: frozenset[Need],
        after: frozenset[Need],
    ) -> None:
        self._found.add(
            rule,
            sentence,
            operation=new.key,
            old=self._old.place(old),
            new=self._new.place(new),
            where=(*new.blank[::-1], "security"),
            before=_fact(before),
            after=_fact(after),
        )

    def schemes(self) -> None:
        """Report schemes whose URLs changed, or that are deprecated."""
        old, new = self._old.deprecated(), self._new.deprecated()
        for name in sorted(old.keys() & new.keys()):
            if old[name] != new[name]:
                after = "deprecated" if new[name] else "no longer deprecated"
                self._found.add(
                    "auth.deprecated" if new[name] else "auth.undeprecated",
                    f"the security scheme {printable(name, 60)} is {after}",
                    old=Pointer(("components", "securitySchemes", name)),
                    new=Pointer(("components", "securitySchemes", name)),
                )
        left, right = self._old.urls(), self._new.urls()
        for identity in sorted(left.keys() & right.keys()):
            at, before = left[identity]
            other_at, after = right[identity]
            if before != after:
                self._found.add(
                    "auth.flow",
                    f"the security scheme {printable(at[-1], 60)} gets its tokens elsewhere",
                    old=at,
                    new=other_at,
                    where=("components", "securitySchemes", identity),
                    before=before,
                    after=after,
                )


class _Side:
    """Security of one document."""

    def __init__(self, routes: Routes) -> None:
        self._routes = routes
        at = Pointer(("components", "securitySchemes"))
        root = routes.document.root
        components = routes.mapping(root.get("components"), at.parent)
        table = routes.mapping(components.get("securitySchemes"), at)
        self._schemes = {
            key: routes.follow(table[key], at / key) for key in sorted(table)
        }
        self._global = self._read(root.get("security"), Pointer(("security",)))

    def needs(self, route: Route) -> frozenset[Need]:
        """Return the alternatives of an operation; the empty need is no need."""
        if route.node.get("security") is None:
            return self._global
        return self._read(route.node["security"], route.at / "security")

    def place(self, route: Route) -> Pointer:
        """Return where the security of an operation is said."""
        if "security" in route.node:
            return route.at / "security"
        return (
            Pointer(("security",))
            if "security" in self._routes.document.root
            else route.at
        )

    def _read(self, node: object, at: Pointer) -> frozenset[Need]:
        found = set()
        for index, raw in enumerate(self._routes.items(node, at)):
            need: set[tuple[str, str]] = set()
            for name, scopes in self._routes.mapping(raw, at / index).items():
                identity = self._identity(name)
                need.add((identity, ""))
                for scope in scopes if isinstance(scopes, list) else ():
                    need.add((identity, str(scope)))
            found.add(frozenset(need))
        return frozenset(found or {frozenset()})

    def _identity(self, name: str) -> str:
        """Return what a scheme is, whatever it is called."""
        at, node = self._schemes.get(name, (None, None))
        if at is None or node is None:
            return f"unknown {name}"
        match node.get("type"):
            case "apiKey":
                return f"API key {node.get('name')} in {node.get('in')}"
            case "http":
                return f"HTTP {str(node.get('scheme', '')).lower()}"
            case kind:
                # OAuth 2 and OpenID Connect end in a bearer token; so that the flow
                # that a token comes from is `auth.flow`, not another way to call.
                return (
                    "HTTP bearer" if kind in ("oauth2", "openIdConnect") else str(kind)
                )

    def deprecated(self) -> Mapping[str, bool]:
        """Return whether each scheme is deprecated."""
        return {
            name: node.get("deprecated") is True
            for name, (_, node) in self._schemes.items()
        }

    def urls(self) -> Mapping[str, tuple[Pointer, str]]:
        """Return each scheme that ends in a bearer token -> its place, and its source."""
        return {
            name: (at, canonical([node.get("type"), _flows(node)]))
            for name, (at, node) in self._schemes.items()
            if self._identity(name) == "HTTP bearer"
        }


def _flows(node: Mapping[str, Any]) -> dict[str, Any]:
    flows = node.get("flows")
    found: dict[str, Any] = {key: node.get(key) for key in _DISCOVERY}
    for name, flow in flows.items() if isinstance(flows, Mapping) else ():
        if isinstance(flow, Mapping):
            scopes = flow.get("scopes")
            found[name] = {
                **{url: flow.get(url) for url in _URLS},
                "scopes": sorted(scopes) if isinstance(scopes, Mapping) else [],
            }
    return found


def _schemes(need: Need) -> frozenset[str]:
    return frozenset(identity for identity, _ in need)


def _shown(need: Need) -> str:
    return (
        " and ".join(printable(name, 80) for name in sorted(_schemes(need)))
        or "nothing"
    )


def _fact(needs: frozenset[Need]) -> str:
    return canonical(sorted(sorted(map(list, need)) for need in needs))
