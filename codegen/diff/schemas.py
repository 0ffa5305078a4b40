"""What a change of a schema means for those who send it, and those who receive it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from codegen.diff import lifecycle, spellings
from codegen.diff.collector import Collector
from codegen.diff.difference import Difference
from codegen.diff.keywords import FLAGS
from codegen.diff.normalise import Shapes
from codegen.diff.question import Key, Step
from codegen.diff.relate import Judge
from codegen.diff.routes import Media
from codegen.diff.rules import Severity
from codegen.diff.sameness import Sameness
from codegen.diff.shape import Handle, Null, Object, kind_of
from codegen.diff.xml import xml_of
from codegen.spec.document import Document
from codegen.spec.pointer import Pointer

Direction: TypeAlias = Literal["in", "out"]

_FACET: Final = {
    "length": "bounds",
    "size": "bounds",
    "multiple": "bounds",
    "unique": "items",
}
"""Facets of differences that share the rules of another one."""

_FLAG_NAMES: Final = {
    "deprecated": "deprecated",
    "readOnly": "read-only",
    "writeOnly": "write-only",
}

_TYPED_FORMATS: Final = frozenset(
    {"date", "date-time", "time", "duration", "uuid", "decimal", "byte", "base64url"}
)
"""Formats by which the generated client reads a text as something else than `str`."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a schema is used.

    Attributes:
        operation: `METHOD /path`, or nothing.
        name: What the whole value is, for a person: `the request body`, ...
        text: It travels as text, which has no null: a parameter or a header.
    """

    operation: str
    name: str
    text: bool = False


class SchemaComparison:
    """Compares schemas at the positions where they are used."""

    def __init__(self, old: Document, new: Document, found: Collector) -> None:
        self._found = found
        same = Sameness(old, new)
        self.sameness = same
        self._judges: dict[Direction, Judge] = {}
        for direction in ("in", "out"):
            mode: Literal["request", "response"] = (
                "request" if direction == "in" else "response"
            )
            left, right = Shapes(old, mode), Shapes(new, mode)
            self._judges[direction] = Judge(left, right, same.between(left, right))

    def trouble(self) -> Iterable[tuple[Literal["old", "new"], Pointer, str]]:
        """Yield the places that could not be read."""
        for judge in self._judges.values():
            for side, shapes in (("old", judge.old), ("new", judge.new)):
                for at, fact in shapes.trouble.items():
                    yield ("old" if side == "old" else "new"), at, fact

    def xml_alike(self, old: Media, new: Media) -> bool:
        """Whether `xml` is the same in two schemas, and in all that they refer to."""
        judge = self._judges["in"]
        before = xml_of(judge.old, old.schema, old.at)
        return before == xml_of(judge.new, new.schema, new.at)

    def is_scalar(self, media: Media, side: Literal["old", "new"]) -> bool:
        """Whether every value of a schema is a scalar."""
        judge = self._judges["in"]
        shapes = judge.old if side == "old" else judge.new
        shape = shapes.shape(shapes.handle(media.schema, media.at))
        return all(kind_of(b) not in ("array", "object") for b in shape.branches)

    def _key(self, direction: Direction, old: Media, new: Media) -> Key:
        judge = self._judges[direction]
        left = judge.old.handle(old.schema, old.at)
        right = judge.new.handle(new.schema, new.at)
        return Key(True, left, right) if direction == "in" else Key(False, right, left)

    def compare(self, direction: Direction, old: Media, new: Media, spot: Spot) -> None:
        """Report how a schema changed for clients that send or receive it.

        Args:
            direction: `in` for what clients send, `out` for what they receive.
            old: The schema in the old document.
            new: The schema in the new document.
            spot: Where it is used.
        """
        judge = self._judges[direction]
        key = self._key(direction, old, new)
        worse = list(judge.walk(key))
        better = list(judge.walk(key.reverse))
        if not worse and not better:
            return
        both_ways = {
            (at.old, at.new, one.facet, one.name)
            for _, at, one in better
            if one.blocking and one.facet not in ("property", "opaque")
        }
        said = set()
        for path, at, one in worse:
            mark = (at.old, at.new, one.facet, one.name)
            if spot.text and one.facet == "null" and not path:
                continue
            said.add(mark)
            self._report(direction, old, new, spot, path, at, one, mark in both_ways)
        for path, at, one in better:
            mark = (at.old, at.new, one.facet, one.name)
            if mark in said or not one.blocking or one.facet == "property":
                continue
            if spot.text and one.facet == "null" and not path:
                continue
            if one.facet == "required" and one.change == "added":
                continue  # the property itself is said to be new or gone
            self._better(direction, old, new, spot, path, at, one)

    # --- reporting -------------------------------------------------------------------

    def _report(
        self,
        direction: Direction,
        old: Media,
        new: Media,
        spot: Spot,
        path: tuple[Step, ...],
        at: Key,
        one: Difference,
        changed: bool,
    ) -> None:
        rule, severity, note = self._judged(direction, at, one, changed)
        if rule is None:
            return
        if rule.endswith("property-removed") or (one.facet == "closed" and one.name):
            old_shapes = self._judges[direction].old
            place = self._pointer(old_shapes, at.old, one.name)
            policy = self._found.policy
            if due := lifecycle.announced_at(old_shapes.document, place, policy):
                severity, note = "info", lifecycle.note(due)
        self._say(rule, severity, note, direction, old, new, spot, path, at, one, True)

    def _better(
        self,
        direction: Direction,
        old: Media,
        new: Media,
        spot: Spot,
        path: tuple[Step, ...],
        at: Key,
        one: Difference,
    ) -> None:
        if not one.certain or one.facet == "opaque":
            rule, severity = "spec.undecided", None
        else:
            facet = _FACET.get(one.facet, one.facet)
            rule = (
                f"{direction}.{facet}-{'widened' if direction == 'in' else 'narrowed'}"
            )
            severity = None
        self._say(rule, severity, "", direction, old, new, spot, path, at, one, False)

    def _judged(
        self, direction: Direction, at: Key, one: Difference, changed: bool
    ) -> tuple[str | None, Severity | None, str]:
        """Return rule, severity where it is another than the rule's, and why."""
        if one.facet == "default":
            return ("in.default-changed" if direction == "in" else None), None, ""
        if one.facet in FLAGS:
            return self._flag(direction, one), None, ""
        if one.facet == "opaque" or not one.certain:
            return "spec.undecided", None, ""
        if one.facet == "property":
            return self._property(direction, one)
        if direction == "out" and one.facet == "required" and one.change == "added":
            return "out.property-removed", None, ""
        facet = _FACET.get(one.facet, one.facet)
        if changed:
            rule = f"{direction}.{facet}-changed"
        else:
            rule = (
                f"{direction}.{facet}-{'narrowed' if direction == 'in' else 'widened'}"
            )
        severity, note = self._milder(direction, at, one)
        return rule, severity, note

    def _flag(self, direction: Direction, one: Difference) -> str | None:
        """Return the rule of a flag of a property that was set or taken away."""
        set_now = bool(one.after if direction == "in" else one.before)
        match direction, one.facet:
            case _, "deprecated":
                return f"{direction}.{'' if set_now else 'un'}deprecated"
            case ("in", "readOnly"):
                return f"in.read-only-{'added' if set_now else 'removed'}"
            case ("out", "writeOnly"):
                return f"out.write-only-{'added' if set_now else 'removed'}"
            case _:
                return None

    def _property(
        self, direction: Direction, one: Difference
    ) -> tuple[str | None, Severity | None, str]:
        gone = one.change == "removed"  # from X to Y
        if direction == "in":
            return ("in.property-removed" if gone else "in.property-added"), None, ""
        if gone:
            return "out.property-added", None, ""
        return "out.property-removed", "warning", "it was optional"

    def _milder(
        self, direction: Direction, at: Key, one: Difference
    ) -> tuple[Severity | None, str]:
        if one.facet == "pattern" and spellings.is_decimal_pattern(one.after):
            note = "pydantic 2.12 began to describe decimals; the service takes no less"
            return "warning", note
        if direction == "in":
            return None, ""
        if one.facet == "required" and one.filled:
            return "warning", "it has a default, which services fill in"
        if one.facet == "required" and self._nullable(direction, at.old, one.name):
            return (
                "warning",
                "it might be null before, and clients read no more into it",
            )
        if one.facet == "format" and one.after in _TYPED_FORMATS:
            return "breaking", ""
        if one.facet == "enum" and "," in one.after:
            if self._found.policy.enums == "open":
                return "info", "open enumerations take unknown values"
            return "breaking", ""
        return None, ""

    def _nullable(self, direction: Direction, handle: Handle, name: str) -> bool:
        """Whether a property might be null in the old document."""
        shapes = self._judges[direction].old
        for branch in shapes.shape(handle).branches:
            if isinstance(branch, Object) and name in branch.properties:
                inner = shapes.shape(branch.properties[name])
                return any(isinstance(b, Null) for b in inner.branches)
        return False

    def _say(
        self,
        rule: str,
        severity: Severity | None,
        note: str,
        direction: Direction,
        old: Media,
        new: Media,
        spot: Spot,
        path: tuple[Step, ...],
        at: Key,
        one: Difference,
        worse: bool,
    ) -> None:
        judge = self._judges[direction]
        left = self._pointer(judge.old, at.old, one.name) or old.at
        right = self._pointer(judge.new, at.new, one.name) or new.at
        forward = at.forward
        before, after = (one.before, one.after) if forward else (one.after, one.before)
        if not before and not after and one.name:
            gone = (one.change == "removed") == forward
            before, after = ("present", "absent") if gone else ("absent", "present")
        if one.facet == "opaque":
            before, after = "", one.keyword
        steps = (*path, Step("property", one.name)) if one.name else path
        self._found.add(
            rule,
            f"{_subject(spot, steps)}: {_fact(rule, one, before, after)}",
            operation=spot.operation,
            old=left,
            new=right,
            before=before,
            after=after,
            severity=severity,
            note=note,
        )

    def _pointer(
        self, shapes: Shapes, handle: tuple[int, ...], name: str
    ) -> Pointer | None:
        at = shapes.pointer(handle)
        if at is None:
            return None
        for pointer, node in shapes.nodes(handle):
            properties = node.get("properties") if isinstance(node, Mapping) else None
            if isinstance(properties, Mapping) and name in properties:
                return pointer.child("properties", name)
        return at


def _subject(spot: Spot, steps: tuple[Step, ...]) -> str:
    return f"{spot.name} {_way(steps)}".rstrip() if steps else spot.name


def _way(steps: tuple[Step, ...]) -> str:
    text = ""
    for step in steps:
        match step.kind:
            case "property":
                text += f".{step.name}" if text else step.name
            case "items":
                text += "[]"
            case "pattern":
                text += f"[{step.name}]"
            case "names":
                text += "[names]"
            case _:
                text += "[*]"
    return f"`{text}`"


def _fact(rule: str, one: Difference, before: str, after: str) -> str:
    if rule == "spec.undecided":
        if one.keyword:
            return f"`{one.keyword}` changed, and what that means could not be decided"
        return f"{one.facet} {before} became {after}, which could not be compared"
    if one.facet == "property" or one.change == "added":
        if one.needed and after == "required":
            return "it is new and required"
        return "it is gone" if rule.endswith("removed") else "it is new"
    if one.facet == "required":
        return f"it was {before} and is {after}"
    if one.facet in FLAGS:
        return f"it is {'' if after else 'no longer '}{_FLAG_NAMES[one.facet]}"
    if one.facet == "null":
        return "it may be null" if after == "null" else "it may not be null any more"
    if one.facet == "union":
        kept = before if before != "no branch" else after
        return f"{kept} is {'new' if before == 'no branch' else 'gone'}"
    if one.facet == "default":
        return f"the default was {before} and is {after}"
    return f"{one.facet} was {before or 'anything'} and is {after or 'nothing'}"
