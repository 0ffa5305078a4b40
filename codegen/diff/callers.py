"""Symbols against symbols: what those notice who import the generated client.

Arguments are contravariant: what callers pass must still be taken. Returns and fields
that are read are covariant: what callers get must still be what they knew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from codegen import ir
from codegen.diff import lifecycle
from codegen.diff.callers_methods import MethodComparison
from codegen.diff.callers_models import ModelComparison
from codegen.diff.collector import Collector
from codegen.diff.routes import Route
from codegen.diff.surface import Method, Surface, without_places
from codegen.diff.wire import Pairs
from codegen.spec.pointer import Pointer


class CallerComparison:
    """Compares the surfaces of two documents."""

    def __init__(
        self, old: Surface, new: Surface, pairs: Pairs, found: Collector
    ) -> None:
        self._old, self._new = old, new
        self._pairs = pairs
        self._kept = new.kept
        self._found = found
        self._models = ModelComparison(old, new, found)
        self._signatures = MethodComparison(old, new, self._models, found)
        self._said: set[str] = set()

    def compare(self) -> None:
        """Report everything that changed for callers."""
        self._models.compare()
        moved = self._groups()
        for old, new in (*self._pairs.both, *self._pairs.moved):
            self._operation(old, new, moved)
        for route in self._pairs.removed:
            self._removed(route)
        for route in self._pairs.added:
            for method in self._methods(self._new, route):
                self._signatures.say(
                    "py.method-added", method, f"`{method.path}` is new", new=route
                )
        self._others()

    def _methods(self, surface: Surface, route: Route) -> tuple[Method, ...]:
        return surface.methods.get((route.method, route.path), ())

    # --- groups and methods --------------------------------------------------------------

    def _groups(self) -> Mapping[str, str]:
        """Report groups that are gone; return those that only have another name."""
        left = {str(group.name): group for group in self._old.api.groups}
        right = {str(group.name): group for group in self._new.api.groups}
        targets: dict[str, set[tuple[str, bool]]] = {}
        for old, new in (*self._pairs.both, *self._pairs.moved):
            for one, other in _variants(
                self._methods(self._old, old), self._methods(self._new, new)
            ):
                targets.setdefault(one.group, set()).add(
                    (other.group, one.name == other.name)
                )
        moved = {}
        for name in sorted(left.keys() - right.keys()):
            where = targets.get(name, set())
            names = {group for group, _ in where}
            whole = len(names) == 1 and all(same for _, same in where)
            target = min(names) if whole else ""
            if target:
                moved[name] = target
            self._said.add(name)
            self._found.add(
                "py.group-removed",
                f"`client.{name}` is gone"
                + (f"; it is `client.{target}` now" if target else ""),
                old=_first(left[name]),
                new=_first(right[target]) if target else None,
                python=f"client.{name}",
                where=("client", name),
                before=name,
                after=target,
            )
        return moved

    def _removed(self, route: Route) -> None:
        due = lifecycle.announced(route.node, self._found.policy)
        for method in self._methods(self._old, route):
            self._said.add(method.path)
            kept = method.path in self._kept.methods
            self._signatures.say(
                "py.method-removed",
                method,
                f"`{method.path}` is gone",
                old=route,
                severity="info" if kept or due else None,
                note=_patch_note(kept) or lifecycle.note(due),
            )

    def _operation(self, old: Route, new: Route, moved: Mapping[str, str]) -> None:
        left, right = self._methods(self._old, old), self._methods(self._new, new)
        pairs = _variants(left, right)
        for one, other in pairs:
            self._method(one, other, old, new, moved)
        taken = {id(one) for one, _ in pairs}
        for one in left:
            if id(one) not in taken:
                self._said.add(one.path)
                kept = one.path in self._kept.methods
                self._signatures.say(
                    "py.method-removed", one, f"`{one.path}` is gone", old=old, new=new,
                    severity="info" if kept else None, note=_patch_note(kept),
                )  # fmt: skip
        taken = {id(other) for _, other in pairs}
        for other in right:
            if id(other) not in taken:
                self._signatures.say(
                    "py.method-added", other, f"`{other.path}` is new", old=old, new=new
                )

    def _others(self) -> None:
        """Report names that are gone and belong to no operation that changed them."""
        for path in sorted(self._old.paths.keys() - self._new.paths.keys()):
            group = path.partition(".")[0]
            if self._said & {path, group, self._old.paths[path]}:
                continue  # its group, or the method that it lists the pages of, is gone
            self._found.add(
                "py.method-removed",
                f"`{path}` is gone"
                + (
                    f"; `{self._old.paths[path]}` is no listing any more"
                    if self._old.paths[path]
                    else ""
                ),
                python=path,
                where=("client", *path.split(".")),
                before=path,
            )
        for name in sorted(self._old.names - self._new.names):
            self._found.add(
                "py.name-removed",
                f"`{name}` is gone",
                python=name,
                where=tuple(name.split(".")),
                before=name,
            )

    def _method(
        self,
        one: Method,
        other: Method,
        old: Route,
        new: Route,
        moved: Mapping[str, str],
    ) -> None:
        group_moved = moved.get(one.group) == other.group
        if one.path != other.path and not (group_moved and one.name == other.name):
            self._said.add(one.path)
            kept = one.path in self._kept.methods
            self._signatures.say(
                "py.method-renamed",
                one,
                f"`{one.path}` is called `{other.path}` now",
                old=old,
                new=new,
                before=one.path,
                after=other.path,
                severity="info" if kept else None,
                note=_patch_note(kept),
            )
        if one.stream != other.stream:
            self._signatures.say(
                "py.method-kind",
                one,
                f"`{one.path}` returns a {'stream' if other.stream else 'whole'} now",
                old=old,
                new=new,
                before="stream" if one.stream else "whole",
                after="stream" if other.stream else "whole",
            )
        if _same_operation(one, other) and not self._models.renames:
            return  # written alike, in names that mean the same
        self._signatures.compare(one, other, old, new)


def _patch_note(kept: bool) -> str:
    return "a patch keeps the name" if kept else ""


def _variants(
    left: tuple[Method, ...], right: tuple[Method, ...]
) -> list[tuple[Method, Method]]:
    """Pair the methods of an operation: whole with whole, stream with stream."""
    found = []
    rest = list(right)
    for one in sorted(left, key=lambda m: m.stream):
        same = [m for m in rest if m.stream == one.stream]
        chosen = same[:1] or (rest[:1] if len(left) == len(right) == 1 else [])
        if chosen:
            found.append((one, chosen[0]))
            rest.remove(chosen[0])
    return found


def _same_operation(one: Method, other: Method) -> bool:
    left, right = one.variant.operation, other.variant.operation
    return without_places(
        replace(left, pointer=right.pointer, group=right.group, name=right.name)
    ) == without_places(right)


def _first(group: ir.Group) -> Pointer:
    return group.operations[0].pointer
