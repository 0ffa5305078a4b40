"""Symbols against symbols: what those notice who import the generated client.

Arguments are contravariant: what callers pass must still be taken. Returns and fields
that are read are covariant: what callers get must still be what they knew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from codegen import ir
from codegen.diff import pytypes
from codegen.diff.callers_models import ModelComparison
from codegen.diff.collector import Collector
from codegen.diff.routes import Route
from codegen.diff.rules import Severity
from codegen.diff.surface import Method, Parameter, Surface, without_places
from codegen.diff.wire import Pairs, announced
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
                self._say(
                    "py.method-added", method, f"`{method.path}` is new", new=route
                )
        self._others()

    def _methods(self, surface: Surface, route: Route) -> tuple[Method, ...]:
        return surface.methods.get((route.method, route.path), ())

    def _say(
        self,
        rule: str,
        method: Method,
        sentence: str,
        *,
        old: Route | None = None,
        new: Route | None = None,
        name: str = "",
        before: str = "",
        after: str = "",
        severity: Severity | None = None,
        note: str = "",
    ) -> None:
        route = new or old
        self._found.add(
            rule,
            sentence,
            operation=route.key if route else "",
            old=old.at if old else None,
            new=new.at if new else None,
            python=f"{method.path}({name})" if name else method.path,
            where=("client", method.group, method.name, *([name] if name else [])),
            before=before,
            after=after,
            severity=severity,
            note=note,
        )

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
        policy = self._found.policy
        due = announced(route, policy.grace, policy.today)
        for method in self._methods(self._old, route):
            self._said.add(method.path)
            kept = method.path in self._kept.methods
            self._say(
                "py.method-removed",
                method,
                f"`{method.path}` is gone",
                old=route,
                severity="info" if kept or due else None,
                note=_patch_note(kept) or ("as announced" if due else ""),
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
                self._say(
                    "py.method-removed", one, f"`{one.path}` is gone", old=old, new=new,
                    severity="info" if kept else None, note=_patch_note(kept),
                )  # fmt: skip
        taken = {id(other) for _, other in pairs}
        for other in right:
            if id(other) not in taken:
                self._say(
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
            self._say(
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
            self._say(
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
        self._arguments(one, other, old, new)
        self._returns(one, other, old, new)
        self._errors(one, other, old, new)

    # --- arguments -----------------------------------------------------------------------

    def _arguments(self, one: Method, other: Method, old: Route, new: Route) -> None:
        left, right = self._old.parameters(one), self._new.parameters(other)
        by_name = {parameter.name: parameter for parameter in right}
        fresh = [p for p in right if p.name not in {q.name for q in left}]
        renames = _renamed_paths(left, right)
        for parameter in left:
            name = renames.get(parameter.name, parameter.name)
            partner = by_name.get(name)
            if partner is None:
                self._say(
                    "py.arg-removed",
                    one,
                    f"`{one.path}` has no argument `{parameter.name}` any more",
                    old=old,
                    new=new,
                    name=parameter.name,
                )
                continue
            if name != parameter.name:
                self._say(
                    "py.arg-renamed",
                    one,
                    f"the argument `{parameter.name}` of `{one.path}` is called `{name}` now",
                    old=old,
                    new=new,
                    name=parameter.name,
                    before=parameter.name,
                    after=name,
                )
                fresh = [p for p in fresh if p.name != name]
            self._argument(one, parameter, partner, old, new)
        for parameter in fresh:
            self._say(
                "py.arg-added" if parameter.optional else "py.arg-required",
                one,
                f"`{one.path}` has a new argument `{parameter.name}`"
                + ("" if parameter.optional else ", which must be passed"),
                old=old,
                new=new,
                name=parameter.name,
                after="optional" if parameter.optional else "required",
            )
        self._order(one, left, right, renames, old, new)

    def _argument(
        self, method: Method, one: Parameter, other: Parameter, old: Route, new: Route
    ) -> None:
        subject = f"the argument `{one.name}` of `{method.path}`"
        if one.optional != other.optional:
            self._say(
                "py.arg-optional" if other.optional else "py.arg-required",
                method,
                f"{subject} {'may be left out' if other.optional else 'must be passed'} now",
                old=old,
                new=new,
                name=one.name,
                before="optional" if one.optional else "required",
                after="optional" if other.optional else "required",
            )
        given = self._models.before(one.type)
        wanted = self._models.after(other.type)
        if one.optional and not other.optional:
            given -= {pytypes.NONE}
        if not pytypes.fits(given, wanted, self._new.bases) and not self._models.alike(
            given, wanted
        ):
            severity, note = self._models.milder(given, wanted)
            self._say(
                "py.arg-type",
                method,
                f"{subject} was `{one.type}` and is `{other.type}`",
                old=old,
                new=new,
                name=one.name,
                before=one.type,
                after=other.type,
                severity=severity,
                note=note,
            )
        if one.default != other.default and one.optional and other.optional:
            self._say(
                "py.arg-default",
                method,
                f"{subject} has another default: {one.default or 'none'} became"
                f" {other.default or 'none'}",
                old=old,
                new=new,
                name=one.name,
                before=one.default,
                after=other.default,
            )

    def _order(
        self,
        method: Method,
        left: list[Parameter],
        right: list[Parameter],
        renames: Mapping[str, str],
        old: Route,
        new: Route,
    ) -> None:
        """Compare what may be passed by position: it must stay where it is."""
        names = {parameter.name for parameter in right}
        before = [
            renames.get(p.name, p.name)
            for p in left
            if p.positional and renames.get(p.name, p.name) in names
        ]
        gone = any(
            p.positional and renames.get(p.name, p.name) not in names for p in left
        )
        after = [p.name for p in right if p.positional]
        if before and not gone and after[: len(before)] != before:
            self._say(
                "py.arg-order",
                method,
                f"the positional arguments of `{method.path}` were ({', '.join(before)})"
                f" and are ({', '.join(after)})",
                old=old,
                new=new,
                before=", ".join(before),
                after=", ".join(after),
            )

    # --- results -------------------------------------------------------------------------

    def _returns(self, one: Method, other: Method, old: Route, new: Route) -> None:
        if one.stream != other.stream:
            return
        before, after = self._old.returns(one), self._new.returns(other)
        known = self._models.before(before)
        given = self._models.after(after)
        if known == given or self._models.alike(known, given):
            return
        if known == frozenset({pytypes.NONE}):
            return  # nobody relies on None
        breaks = not pytypes.fits(given, known, self._new.bases)
        severity, note = self._models.milder(known, given) if breaks else (None, "")
        self._say(
            "py.return-type" if breaks else "py.return-narrowed",
            one,
            f"`{one.path}` returned `{before}` and returns `{after}`",
            old=old,
            new=new,
            before=before,
            after=after,
            severity=severity,
            note=note,
        )

    def _errors(self, one: Method, other: Method, old: Route, new: Route) -> None:
        left, right = self._old.errors(one), self._new.errors(other)
        for status in sorted(left.keys() - right.keys()):
            if status == "422":
                continue  # of FastAPI itself; documented or not, it may come
            self._say(
                "py.error-removed",
                one,
                f"`{one.path}` no longer documents the error {status}",
                old=old,
                new=new,
                before=status,
            )
        for status in sorted(left.keys() & right.keys()):
            known = self._models.before(left[status])
            if not pytypes.fits(
                self._models.after(right[status]), known, self._new.bases
            ):
                self._say(
                    "py.error-type",
                    one,
                    f"the error {status} of `{one.path}` had the body `{left[status]}` and"
                    f" has `{right[status]}`",
                    old=old,
                    new=new,
                    before=f"{status} {left[status]}",
                    after=f"{status} {right[status]}",
                )


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


def _renamed_paths(left: list[Parameter], right: list[Parameter]) -> dict[str, str]:
    """Pair path parameters by their place, where one has another name."""
    before = [p.name for p in left if p.place == "path"]
    after = [p.name for p in right if p.place == "path"]
    if len(before) != len(after) or set(before) == set(after):
        return {}
    return {
        one: other
        for one, other in zip(before, after, strict=True)
        if one != other and one not in after and other not in before
    }


def _first(group: ir.Group) -> Pointer:
    return group.operations[0].pointer
