"""Methods of the generated client, before and after: arguments, results, errors."""

from __future__ import annotations

from collections.abc import Mapping

from codegen.diff import lifecycle, pytypes
from codegen.diff.callers_models import ModelComparison
from codegen.diff.collector import Collector
from codegen.diff.routes import Route
from codegen.diff.rules import Severity
from codegen.diff.surface import Method, Parameter, Surface


class MethodComparison:
    """Compares signatures, and says what changed about methods."""

    def __init__(
        self, old: Surface, new: Surface, models: ModelComparison, found: Collector
    ) -> None:
        self._old, self._new = old, new
        self._models = models
        self._found = found

    def compare(self, one: Method, other: Method, old: Route, new: Route) -> None:
        """Report what changed from one method to the other."""
        self._arguments(one, other, old, new)
        self._returns(one, other, old, new)
        self._errors(one, other, old, new)

    def say(
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
        """Report one thing about a method.

        Args:
            rule: Id of the rule.
            method: The method as it was, or as it is where it is new.
            sentence: For a person.
            old: The operation as it was.
            new: The operation as it is.
            name: The argument, where it is about one.
            before: The fact as it was.
            after: The fact as it is.
            severity: Where it is another than the rule's.
            note: Why it is.
        """
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
                due = self._due(one, parameter.name)
                self.say(
                    "py.arg-removed",
                    one,
                    f"`{one.path}` has no argument `{parameter.name}` any more",
                    old=old,
                    new=new,
                    name=parameter.name,
                    severity="info" if due else None,
                    note=lifecycle.note(due),
                )
                continue
            if name != parameter.name:
                self.say(
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
            self.say(
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

    def _due(self, method: Method, name: str) -> str:
        """Return the day for which the removal of an argument was announced."""
        for parameter in method.variant.operation.parameters:
            if parameter.name == name:
                policy, at = self._found.policy, parameter.pointer
                return lifecycle.announced_at(self._old.document, at, policy)
        return ""

    def _argument(
        self, method: Method, one: Parameter, other: Parameter, old: Route, new: Route
    ) -> None:
        subject = f"the argument `{one.name}` of `{method.path}`"
        if one.optional != other.optional:
            self.say(
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
        bases = self._new.bases
        loose = pytypes.fits(given, wanted, bases)
        if not pytypes.fits(
            given, wanted, bases, strict=True
        ) and not self._models.alike(given, wanted):
            severity, note = self._models.milder(given, wanted)
            self.say(
                "py.items-type" if loose else "py.arg-type",
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
            self.say(
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
            self.say(
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
        bases = self._new.bases
        breaks = not pytypes.fits(given, known, bases)
        severity, note = self._models.milder(known, given) if breaks else (None, "")
        rule = "py.return-type" if breaks else "py.return-narrowed"
        if not breaks and not pytypes.fits(given, known, bases, strict=True):
            rule = "py.items-type"
        self.say(
            rule,
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
            self.say(
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
                self.say(
                    "py.error-type",
                    one,
                    f"the error {status} of `{one.path}` had the body `{left[status]}` and"
                    f" has `{right[status]}`",
                    old=old,
                    new=new,
                    before=f"{status} {left[status]}",
                    after=f"{status} {right[status]}",
                )


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
