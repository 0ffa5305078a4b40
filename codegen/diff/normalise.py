"""Schemas of one document -> shapes: what means the same gets the same shape.

Lenient: a keyword with a value of the wrong type is passed over and noted, because a
third of all documents break the specification somewhere and must still be compared.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from codegen.diff import conjunction, keywords
from codegen.diff.reader import BranchReader, Mode
from codegen.diff.shape import (
    ANY,
    NEVER,
    Boolean,
    Branch,
    Exclusive,
    Handle,
    Null,
    Number,
    Object,
    Shape,
    String,
    both,
    unconstrained,
)
from codegen.errors import IsospinError
from codegen.spec.document import Document
from codegen.spec.pointer import Pointer

MAX_BRANCHES: Final = 256
"""A product of unions with more branches is not multiplied out."""

_REF_SIBLINGS: Final = frozenset(
    {"title", "description", "default", "deprecated", "example", "examples", "summary",
     "readOnly", "writeOnly", "externalDocs", "$comment", "nullable"}
)  # fmt: skip

Json = Any


class Shapes:
    """The schemas of a document, and the shapes of those that were asked for.

    Attributes:
        document: The document.
        trouble: Places that could not be read, and why.
    """

    def __init__(self, document: Document, mode: Mode = "any") -> None:
        """Start with no schema at all.

        Args:
            document: The document.
            mode: In a request nothing read-only is required, in a response nothing
                write-only; with `any`, what is required is required.
        """
        self.document = document
        self.mode: Mode = mode
        self.trouble: dict[Pointer, str] = {}
        self._reader = BranchReader(self)
        self._nodes: list[tuple[Pointer, object]] = []
        self._numbers: dict[Pointer, int] = {}
        self._shapes: dict[Handle, Shape] = {}
        self._open: set[int] = set()

    # --- handles -------------------------------------------------------------------

    def handle(self, node: object, at: Pointer) -> Handle:
        """Return the handle of a schema; references are followed to their end."""
        seen = set()
        while isinstance(node, Mapping) and isinstance(node.get("$ref"), str):
            if any(key not in _REF_SIBLINGS for key in node if key != "$ref"):
                break
            if node.get("nullable") is True:
                break
            if at in seen:
                self.note(at, "the reference leads back to itself")
                return ANY
            seen.add(at)
            at, node = self.resolve(node["$ref"], at)
        if node is True or node == {}:
            return ANY
        if node is False:
            return NEVER
        if not isinstance(node, Mapping):
            self.note(at, "no schema stands here")
            return ANY
        number = self._numbers.get(at)
        if number is None:
            number = self._numbers[at] = len(self._nodes)
            self._nodes.append((at, node))
        return (number,)

    @property
    def text(self) -> Handle:
        """The schema of all strings, as which names of properties are compared."""
        return self.handle({"type": "string"}, Pointer(("x-isospin-tags", "string")))

    def resolve(self, ref: str, at: Pointer) -> tuple[Pointer, object]:
        """Follow a reference one step; one that leads nowhere is noted and is `{}`."""
        try:
            return self.document.resolve(ref, at)
        except IsospinError as error:
            self.note(at, error.problems[0].fact)
            return at, {}

    def pointer(self, handle: Handle) -> Pointer | None:
        """Return where a schema stands; the first place of several; None if nowhere."""
        return self._nodes[handle[0]][0] if handle and handle != NEVER else None

    def nodes(self, handle: Handle) -> list[tuple[Pointer, object]]:
        """Return the schemas of a handle as the document has them."""
        return [self._nodes[number] for number in handle if number >= 0]

    def note(self, at: Pointer, fact: str) -> None:
        """Remember that a place could not be read."""
        self.trouble.setdefault(at, fact)

    # --- shapes --------------------------------------------------------------------

    def shape(self, handle: Handle) -> Shape:
        """Return the shape of a schema."""
        known = self._shapes.get(handle)
        if known is not None:
            return known
        found = self._shape(handle)
        if "recursion" not in found.doubts or not self._open:
            self._shapes[handle] = found
        return found

    def _shape(self, handle: Handle) -> Shape:
        if handle == NEVER:
            return Shape(())
        found = Shape(unconstrained())
        for index, number in enumerate(handle):
            part = self._single(number)
            found = self._both(found, part) if index else part
        return found

    def _single(self, number: int) -> Shape:
        known = self._shapes.get((number,))
        if known is not None:
            return known
        at, node = self._nodes[number]
        if number in self._open:
            self.note(at, "the schema is a part of itself through allOf or anyOf")
            return Shape(unconstrained(), frozenset({"recursion"}))
        assert isinstance(node, Mapping)
        self._open.add(number)
        try:
            found = self._read(node, at)
        finally:
            self._open.discard(number)
        if "recursion" not in found.doubts or not self._open:
            self._shapes[(number,)] = found
        return found

    def _both(self, one: Shape, other: Shape) -> Shape:
        branches, doubts = self._product(one.branches, other.branches)
        return Shape(
            branches,
            one.doubts | other.doubts | doubts,
            one.exclusive + other.exclusive,
        )

    def _product(
        self, left: tuple[Branch, ...], right: tuple[Branch, ...]
    ) -> tuple[tuple[Branch, ...], frozenset[str]]:
        if len(left) * len(right) > MAX_BRANCHES**2:
            return left, frozenset({"allOf"})
        found = []
        for one in left:
            for other in right:
                merged = conjunction.conjunction(one, other, self)
                if merged is not None:
                    found.append(merged)
        if len(found) > MAX_BRANCHES:
            return left, frozenset({"allOf"})
        return conjunction.union(found), frozenset()

    # --- one schema ----------------------------------------------------------------

    def _read(self, node: Mapping[str, Json], at: Pointer) -> Shape:
        found = Shape(self._reader.branches(node, at))
        for part, place in self._conjuncts(node, at):
            found = self._both(found, self._shape(self.handle(part, place)))
        for keyword in ("anyOf", "oneOf"):
            if isinstance(node.get(keyword), list) and node[keyword]:
                found = self._both(found, self._options(node, keyword, at))
        if "unevaluatedProperties" in node:
            found = self._unevaluated(node, at, found)
        doubts = found.doubts | {key for key in keywords.DOUBTFUL if key in node}
        branches = found.branches
        if node.get("nullable") is True and not any(
            isinstance(branch, Null) for branch in branches
        ):
            branches = (*branches, Null())
        return Shape(branches, doubts, found.exclusive)

    def _conjuncts(
        self, node: Mapping[str, Json], at: Pointer
    ) -> Iterable[tuple[object, Pointer]]:
        if isinstance(ref := node.get("$ref"), str):
            place, value = self.resolve(ref, at)
            yield value, place
        parts = node.get("allOf")
        if isinstance(parts, list):
            for index, part in enumerate(parts):
                yield part, at.child("allOf", index)

    def _options(self, node: Mapping[str, Json], keyword: str, at: Pointer) -> Shape:
        tags = keywords.discriminator(node)
        groups: list[tuple[Branch, ...]] = []
        doubts: frozenset[str] = frozenset()
        exclusive: tuple[Exclusive, ...] = ()
        for index, part in enumerate(node[keyword]):
            place = at.child(keyword, index)
            shape = self._shape(self.handle(part, place))
            found = shape.branches
            if tags is not None:
                found = self._tagged(found, tags, part)
            groups.append(found)
            doubts |= shape.doubts
            exclusive += shape.exclusive
        if keyword == "oneOf" and len(groups) > 1:
            exclusive += (tuple(groups),)
        branches = conjunction.union([b for group in groups for b in group])
        return Shape(branches, doubts, exclusive)

    def _tagged(
        self,
        branches: tuple[Branch, ...],
        tags: keywords.Tags,
        part: object,
    ) -> tuple[Branch, ...]:
        """Write a discriminator's value into branches that do not say it themselves."""
        values = tags.values(part)
        if not values:
            return branches
        at = Pointer(("x-isospin-tags", tags.name, json.dumps(values)))
        tag = self.handle({"enum": values}, at)
        found: list[Branch] = []
        for branch in branches:
            if isinstance(branch, Object) and not self._says(branch, tags.name):
                own = branch.properties.get(tags.name, ANY)
                properties = {**branch.properties, tags.name: both(own, tag)}
                branch = replace(branch, properties=properties)
            found.append(branch)
        return tuple(found)

    def _says(self, branch: Object, name: str) -> bool:
        handle = branch.properties.get(name)
        if not handle:
            return False
        return all(
            isinstance(b, Boolean)  # in a mapping, as text: `True`
            or (isinstance(b, String | Number) and b.values is not None)
            for b in self._shape(handle).branches
        )

    def _unevaluated(
        self, node: Mapping[str, Json], at: Pointer, found: Shape
    ) -> Shape:
        rest = self.handle(node["unevaluatedProperties"], at / "unevaluatedProperties")
        if rest == ANY:
            return found
        if any(key in node for key in ("anyOf", "oneOf", "if", "dependentSchemas")):
            doubts = found.doubts | {"unevaluatedProperties"}
            return Shape(found.branches, doubts, found.exclusive)
        branches = tuple(
            (
                replace(b, additional=rest)
                if isinstance(b, Object) and b.additional == ANY
                else b
            )
            for b in found.branches
        )
        return Shape(branches, found.doubts, found.exclusive)
