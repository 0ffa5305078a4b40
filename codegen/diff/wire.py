"""Operations against operations: what those notice who call a service."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from codegen.diff import auth, hooks, messages, parameters
from codegen.diff.collector import Collector
from codegen.diff.contents import OperationReport
from codegen.diff.keywords import dialect, unordered
from codegen.diff.lifecycle import announced, sunset
from codegen.diff.routes import Route, Routes
from codegen.diff.schemas import SchemaComparison
from codegen.printable import printable
from codegen.spec.document import Document
from codegen.spec.pointer import Pointer


@dataclass(frozen=True, slots=True)
class Pairs:
    """Operations of two documents, paired.

    Attributes:
        both: The same operation, before and after.
        moved: The same by its name, under another path or method.
        removed: In the old document only.
        added: In the new document only.
    """

    both: tuple[tuple[Route, Route], ...]
    moved: tuple[tuple[Route, Route], ...]
    removed: tuple[Route, ...]
    added: tuple[Route, ...]


def pair(old: Iterable[Route], new: Iterable[Route]) -> Pairs:
    """Pair operations by method and path; names of path parameters do not matter."""
    left = {route.key: route for route in old}
    right = {route.key: route for route in new}
    both = [(left.pop(key), right.pop(key)) for key in [*left] if key in right]
    by_blank: dict[tuple[str, str], list[Route]] = {}
    for route in right.values():
        by_blank.setdefault(route.blank, []).append(route)
    for key, route in [*left.items()]:
        if candidates := by_blank.get(route.blank):
            other = candidates.pop(0)
            both.append((left.pop(key), right.pop(other.key)))
    by_id: dict[str, list[Route]] = {}
    for route in right.values():
        if route.operation_id:
            by_id.setdefault(route.operation_id, []).append(route)
    moved = []
    for key, route in [*left.items()]:
        candidates = by_id.get(route.operation_id, [])
        if len(candidates) == 1:
            other = candidates.pop()
            moved.append((left.pop(key), right.pop(other.key)))
    return Pairs(
        tuple(sorted(both, key=lambda p: p[1].key)),
        tuple(moved),
        tuple(left.values()),
        tuple(right.values()),
    )


class WireComparison:
    """Compares everything about the wire."""

    def __init__(self, old: Document, new: Document, found: Collector) -> None:
        self.old, self.new = Routes(old), Routes(new)
        self.pairs = pair(self.old.routes(), self.new.routes())
        self._found = found
        self._schemas = SchemaComparison(old, new, found)

    def compare(self) -> None:
        """Report everything that changed."""
        found = self._found
        for route in self.pairs.added:
            found.add(
                "op.added", f"{_shown(route)} is new", operation=route.key, new=route.at
            )
        for route in self.pairs.removed:
            self._removed(route)
        for old, new in self.pairs.moved:
            found.add(
                "op.moved",
                f"{_shown(old)} is now {_shown(new)}",
                operation=new.key,
                old=old.at,
                new=new.at,
                before=" ".join(old.blank),
                after=" ".join(new.blank),
            )
            self._operation(old, new)
        security = auth.Auth(self.old, self.new, found)
        for old, new in self.pairs.both:
            if not self._alike(old, new):
                self._operation(old, new)
        for old, new in (*self.pairs.both, *self.pairs.moved):
            security.operation(old, new)
            self._own_servers(old, new)
        security.schemes()
        self._hooks(self.old.hooks(), self.new.hooks(), "webhook")
        self._servers()
        self._dialect()
        self._trouble()

    # --- operations --------------------------------------------------------------------

    def _alike(self, old: Route, new: Route) -> bool:
        """Whether two operations are written alike, under the same path."""
        alike = self._schemas.sameness.alike
        shared = [route.item.get("parameters") for route in (old, new)]
        return old.path == new.path and alike(old.node, new.node) and alike(*shared)

    def _removed(self, route: Route) -> None:
        after = announced(route.node, self._found.policy)
        self._found.add(
            "op.removed-after-sunset" if after else "op.removed",
            f"{_shown(route)} is gone"
            + (f", as announced for {after}" if after else ""),
            operation=route.key,
            old=route.at,
        )

    def _operation(self, old: Route, new: Route) -> None:
        self._lifecycle(old, new)
        work = self._report(old, new, new.key)
        parameters.compare(work)
        messages.compare(work)
        self._hooks(
            self.old.callbacks(old), self.new.callbacks(new), "callback", new.key
        )

    def _report(self, old: Route, new: Route, operation: str) -> OperationReport:
        routes = self.old, self.new
        return OperationReport(routes, old, new, self._schemas, self._found, operation)

    def _lifecycle(self, old: Route, new: Route) -> None:
        before, after = (r.node.get("deprecated") is True for r in (old, new))
        if before != after:
            self._found.add(
                "op.deprecated" if after else "op.undeprecated",
                f"{_shown(new)} is {'' if after else 'no longer '}deprecated",
                operation=new.key,
                old=old.at,
                new=new.at,
            )
        ends = [sunset(route.node) for route in (old, new)]
        if ends[1] is None or ends[0] == ends[1]:
            return
        policy = self._found.policy
        earliest = ends[0] or policy.today + timedelta(days=policy.grace or 0)
        if ends[1] < earliest:
            self._found.add(
                "op.sunset-sooner",
                f"{_shown(new)} ends on {ends[1]}, sooner than {earliest}",
                operation=new.key,
                old=old.at,
                new=new.at / "x-sunset",
                before=str(ends[0] or ""),
                after=str(ends[1]),
            )

    # --- webhooks, callbacks, servers --------------------------------------------------

    def _hooks(
        self,
        old: Iterable[Route],
        new: Iterable[Route],
        kind: Literal["webhook", "callback"],
        operation: str = "",
    ) -> None:
        pairs = pair(old, new)
        for route in (*pairs.removed, *(left for left, _ in pairs.moved)):
            self._found.add(
                "hook.removed",
                f"the {kind} {printable(route.path, 120)} is gone",
                operation=operation,
                old=route.at,
            )
        for route in (*pairs.added, *(right for _, right in pairs.moved)):
            self._found.add(
                "hook.added",
                f"the {kind} {printable(route.path, 120)} is new",
                operation=operation,
                new=route.at,
            )
        for left, right in pairs.both:
            name = operation or f"webhook {left.path}"
            hooks.compare(self._report(left, right, name))

    def _own_servers(self, old: Route, new: Route) -> None:
        """Compare the servers that an operation or its path has for itself."""
        nodes = [r.node.get("servers") or r.item.get("servers") for r in (old, new)]
        before, after = (sorted(_urls(node)) for node in nodes)
        if before != after:
            self._found.add(
                "server.changed",
                f"{_shown(new)} has servers of its own, and they changed",
                operation=new.key,
                old=old.at,
                new=new.at,
                where=(*new.blank[::-1], "servers"),
                before=", ".join(before),
                after=", ".join(after),
            )

    def _servers(self) -> None:
        tables = [_servers(routes) for routes in (self.old, self.new)]
        if not tables[0] and tables[1]:
            tables[0] = {"/": Pointer(("servers",))}
        if tables[0] and not tables[1]:
            tables[1] = {"/": Pointer(("servers",))}
        before, after = tables
        first = [next(iter(table), "") for table in (before, after)]
        if first[0] != first[1] and all(
            one in before and one in after for one in first
        ):
            self._found.add(
                "server.changed",
                f"the first server, which clients call by default, was"
                f" {printable(first[0], 120)} and is {printable(first[1], 120)}",
                old=before[first[0]],
                new=after[first[1]],
                where=("servers",),
                before=first[0],
                after=first[1],
            )
        for url, at in before.items():
            if url not in after:
                self._found.add(
                    "server.changed",
                    f"the server {printable(url, 120)} is gone",
                    old=at,
                    where=("servers",),
                    before=url,
                    after=", ".join(sorted(after)),
                )
        for url, at in after.items():
            if url not in before:
                self._found.add(
                    "server.added",
                    f"the server {printable(url, 120)} is new",
                    new=at,
                    where=("servers",),
                    after=url,
                )

    def _dialect(self) -> None:
        roots = [routes.document.root for routes in (self.old, self.new)]
        before, after = (dialect(root.get("jsonSchemaDialect")) for root in roots)
        if before != after:
            self._found.add(
                "spec.undecided",
                "keywords of all schemas may mean something else: `jsonSchemaDialect`"
                " changed",
                old=Pointer(("jsonSchemaDialect",)),
                new=Pointer(("jsonSchemaDialect",)),
                before=before,
                after=after,
            )

    def _trouble(self) -> None:
        """Say where nothing is known; what is broken in both is not news."""
        found: dict[tuple[str, Pointer], str] = {}
        for side, routes in (("old", self.old), ("new", self.new)):
            for at, fact in routes.trouble.items():
                found[side, at] = fact
        for side, at, fact in self._schemas.trouble():
            found.setdefault((side, at), fact)
        for at in {at for _, at in found}:
            both = [_found(routes.document, at) for routes in (self.old, self.new)]
            if None not in both and both[0] == both[1]:
                found.pop(("old", at), None)
                found.pop(("new", at), None)
        for (side, at), fact in found.items():
            self._found.add(
                "spec.unreadable",
                f"nothing could be compared here: {fact}",
                old=at if side == "old" else None,
                new=at if side == "new" else None,
                before=fact if side == "old" else "",
                after=fact if side == "new" else "",
            )


def _found(document: Document, at: Pointer) -> str | None:
    """Return what stands at a place, in no order; None where nothing stands."""
    try:
        return unordered(document.find(at))
    except (LookupError, TypeError):
        return None


def _shown(route: Route) -> str:
    return printable(route.key, 160)


def _servers(routes: Routes) -> dict[str, Pointer]:
    at = Pointer(("servers",))
    node = routes.items(routes.document.root.get("servers"), at)
    return {url: at / index for url, index in _urls(node).items()}


def _urls(node: object) -> dict[str, int]:
    """Return the URLs of a list of servers, with the defaults of their variables."""
    found = {}
    for index, server in enumerate(node if isinstance(node, list) else ()):
        url = server.get("url") if isinstance(server, Mapping) else None
        if isinstance(url, str):
            variables = server.get("variables")
            if isinstance(variables, Mapping):
                for name, variable in sorted(variables.items()):
                    given = variable if isinstance(variable, Mapping) else {}
                    values = given.get("enum")
                    choices = (
                        sorted(map(str, values)) if isinstance(values, list) else []
                    )
                    fact = "|".join([str(given.get("default", "")), *choices])
                    url = url.replace("{" + name + "}", f"{{{name}={fact}}}")
            found[url.rstrip("/") or "/"] = index
    return found
