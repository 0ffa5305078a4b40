"""Whether a branch of arrays or objects fits into another one, but for its parts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, Literal

from codegen.diff.conjunction import at
from codegen.diff.difference import Difference, difference
from codegen.diff.keywords import FLAGS, canonical
from codegen.diff.normalise import Shapes
from codegen.diff.shape import (
    ANY,
    NEVER,
    Array,
    Boolean,
    Branch,
    Handle,
    Notes,
    Number,
    Object,
    String,
    both,
)
from codegen.spec.pointer import Pointer

Part = Callable[[Handle, Handle], None]
NamedPart = Callable[
    [Literal["property", "additional", "pattern", "names"], str, Handle, Handle], None
]
"""Takes a part of X and of Y that must fit too, and what it is."""


def arrays(x: Array, y: Array, part: Part) -> Iterable[Difference]:
    """Yield where arrays part."""
    if x.shortest < y.shortest:
        yield difference(
            "size", f"at least {x.shortest} items", f"at least {y.shortest}"
        )
    if y.longest is not None and (x.longest is None or x.longest > y.longest):
        before = "any number of" if x.longest is None else f"at most {x.longest}"
        yield difference("size", f"{before} items", f"at most {y.longest}")
    if y.unique and not x.unique and (x.longest is None or x.longest > 1):
        yield difference("unique", "any items", "unique items")
    length = max(len(x.prefix), len(y.prefix))
    for index in range(length):
        if _reaches(x, y, index):
            part(x.at(index), y.at(index))
    if _reaches(x, y, length):
        part(x.items, y.items)


def _reaches(x: Array, y: Array, index: int) -> bool:
    """Whether both may have an item there; where Y may not, its length says it."""
    return all(a.longest is None or index < a.longest for a in (x, y))


def objects(x: Object, y: Object, part: NamedPart) -> Iterable[Difference]:
    """Yield where objects part."""
    for name in sorted({*x.properties, *y.properties, *y.required}):
        yield from _property(x, y, name, part)
    yield from _others(x, y, part)
    if y.names != ANY:
        closed = x.additional == NEVER and not x.patterns
        if x.names != ANY or not closed:
            part("names", "", x.names, y.names)
        elif closed:
            yield Difference(
                "opaque", after="propertyNames", keyword="propertyNames", certain=False
            )
    fewest = max(x.fewest, len(x.required))
    if fewest < y.fewest:
        yield difference(
            "size", f"at least {fewest} properties", f"at least {y.fewest}"
        )
    if y.most is not None and (_most(x) is None or (_most(x) or 0) > y.most):
        before = "any number of" if x.most is None else f"at most {x.most}"
        yield difference("size", f"{before} properties", f"at most {y.most}")


def _most(thing: Object) -> int | None:
    if thing.additional == NEVER and not thing.patterns:
        possible = sum(1 for h in thing.properties.values() if h != NEVER)
        return possible if thing.most is None else min(possible, thing.most)
    return thing.most


def _property(x: Object, y: Object, name: str, part: NamedPart) -> Iterable[Difference]:
    left, right = at(x, name), at(y, name)
    needed = name in y.required and name not in x.required
    known, new = name in x.properties, name in y.properties
    if needed:
        yield Difference(
            "required",
            "optional" if known else "absent",
            "required",
            name,
            change="" if known else "added",
            needed=True,
            filled=name in x.notes and x.notes[name].has_default,
        )
    if known and not new:
        if right == NEVER and left != NEVER:
            yield difference("closed", "allowed", "forbidden", name=name)
            return
        yield Difference(
            "property",
            name=name,
            blocking=False,
            change="removed",
            needed=name in x.required,
        )
    if new and not known:
        if left == ANY:
            # Objects are open in practice: it is the property that is new.
            blocking = right != ANY
            if not needed:
                yield Difference(
                    "property", name=name, change="added", blocking=blocking
                )
            return
        if left == NEVER:
            if not needed:
                yield Difference("property", name=name, change="added", blocking=False)
            return
    if left == NEVER:
        return
    if right == NEVER:
        yield difference("closed", "allowed", "forbidden", name=name)
        return
    part("property", name, left, right)
    if known and new:
        yield from _notes(x, y, name)


def _notes(x: Object, y: Object, name: str) -> Iterable[Difference]:
    one, other = x.notes.get(name), y.notes.get(name)
    if one is None or other is None:
        return
    before, after = _default(one), _default(other)
    if before != after:
        yield Difference("default", before, after, name, blocking=False)
    for flag in FLAGS:
        if (flag in one.flags) != (flag in other.flags):
            yield Difference(
                flag,
                flag if flag in one.flags else "",
                flag if flag in other.flags else "",
                name,
                blocking=False,
            )


def _default(notes: Notes) -> str:
    """Write a default; null says no more than that the property may be absent."""
    return "none" if notes.default is None else canonical(notes.default)


def _others(x: Object, y: Object, part: NamedPart) -> Iterable[Difference]:
    """Compare what may stand beside the known properties."""
    for pattern in sorted(y.patterns):
        if pattern in x.patterns:
            part("pattern", pattern, x.patterns[pattern], y.patterns[pattern])
        elif x.additional != NEVER:
            part("pattern", pattern, x.additional, y.patterns[pattern])
        for other in sorted(x.patterns):
            if other != pattern and y.patterns[pattern] != ANY:
                yield Difference(
                    "opaque",
                    after="patternProperties",
                    keyword="patternProperties",
                    certain=False,
                )
    for pattern in sorted(x.patterns):
        if pattern not in y.patterns:
            if y.additional == NEVER:
                yield difference("closed", f"names like {pattern}", "forbidden")
            else:
                part("pattern", pattern, x.patterns[pattern], y.additional)
    if x.additional == NEVER or y.additional == ANY:
        return
    if y.additional == NEVER:
        yield difference("closed", "open", "closed")
        return
    part("additional", "", x.additional, y.additional)


# --- tags ------------------------------------------------------------------------------


def listed_values(branch: Object, name: str, shapes: Shapes) -> list[Any] | None:
    """Return the values of a property that is a list of scalars; None for others."""
    handle = at(branch, name)
    if handle in (ANY, NEVER):
        return None
    shape = shapes.shape(handle)
    if len(shape.branches) != 1 or shape.doubts:
        return None
    only = shape.branches[0]
    if isinstance(only, String | Number) and only.values is not None:
        return sorted(only.values)
    return [False, True] if isinstance(only, Boolean) and len(only.values) > 1 else None


def with_value(branch: Object, name: str, value: object, shapes: Shapes) -> Branch:
    """Return a branch whose property has one value."""
    tag = shapes.handle(
        {"enum": [value]}, Pointer(("x-isospin-tags", name, repr(value)))
    )
    properties = {**branch.properties, name: both(at(branch, name), tag)}
    return replace(branch, properties=properties)
