"""What every part of the reader needs: the document, the problems, the choices."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from codegen.config import Selection
from codegen.encode import Identifier, SpecText
from codegen.errors import ConfigError, IsospinError, Problems
from codegen.printable import printable
from codegen.spec.pointer import Pointer

_SURROGATE = re.compile("[\ud800-\udfff]")


class Document(Protocol):
    """What the reader asks of a document; `codegen.spec.document` has the real one."""

    @property
    def root(self) -> dict[str, Any]:
        """The whole document."""
        ...

    def resolve(self, ref: str, at: Pointer) -> tuple[Pointer, object]:
        """Follow a reference that stands at `at`."""
        ...


@dataclass(frozen=True, slots=True)
class Choices:
    """What the configuration says about reading.

    Attributes:
        rename: Name as the document or isospin has it -> name in Python. Keys are
            `METHOD /path`, an operationId, `group`, `group.method`,
            `group.method.argument`, `Model` and `Model.field`.
        include: Only these operations; all when empty.
        exclude: Not these operations.
        skip: Patterns of operations that are left out, and reported, when something
            of them cannot be rendered; without a match that stops the run.
        lenient: What is broken is told, and read as any value.
        operation_ids: Methods are called by their operationId as it is.
        function_names: (method, path) -> name of the route's function, where the
            document comes from an app.
    """

    rename: Mapping[str, str] = field(default_factory=dict)
    include: Selection = field(default_factory=Selection)
    exclude: Selection = field(default_factory=Selection)
    skip: Sequence[str] = ()
    lenient: bool = False
    operation_ids: bool = False
    function_names: Mapping[tuple[str, str], str] = field(default_factory=dict)


class Unsupported(Exception):
    """Something that isospin cannot render; the operation around it is reported.

    Args:
        pointer: The place of it.
        fact: What it is, without a full stop.
    """

    def __init__(self, pointer: Pointer, fact: str) -> None:
        super().__init__(fact)
        self.pointer = pointer
        self.fact = fact


@dataclass(slots=True)
class Reading:
    """One run of the reader."""

    document: Document
    problems: Problems
    choices: Choices

    def renamed(self, *keys: str) -> Identifier | None:
        """Return the name that the configuration gives to the first key it knows.

        Raises:
            ConfigError: The name cannot be one in Python.
        """
        for key in keys if self.choices.rename else ():
            if (name := self.choices.rename.get(key)) is not None:
                try:
                    return Identifier(name)
                except ValueError:
                    raise ConfigError.of(
                        "ISO032",
                        f'[tool.isospin.rename] "{printable(key)}"',
                        f"'{printable(name)}' cannot be a name in Python",
                        "Use letters, digits and underscores, and no keyword",
                    ) from None
        return None

    def spelled(self, text: str, at: Pointer) -> None:
        """Report a name or a value that no JSON in UTF-8 can carry."""
        if not text.isascii() and _SURROGATE.search(text):
            self.malformed(at, "half of a surrogate pair stands alone in this text")

    def resolve(self, ref: str, at: Pointer) -> tuple[Pointer, object]:
        """Follow a reference; one that leads nowhere is a problem, and reads as `{}`."""
        try:
            return self.document.resolve(ref, at)
        except IsospinError as error:
            if self.choices.lenient:
                for problem in error.problems:
                    self.problems.notice("note", problem.code, at, problem.fact)
            else:
                self.problems.extend(error)
            return at / "$ref", {}

    def follow(self, node: object, at: Pointer) -> tuple[Pointer, dict[str, Any]]:
        """Return an object of the document, and its place, behind any reference."""
        seen = 0
        while isinstance(node, dict) and isinstance(ref := node.get("$ref"), str):
            at, node = self.resolve(ref, at)
            seen += 1
            if seen > 100:
                self.malformed(at, "the reference leads back to itself")
                return at, {}
        return at, self.mapping(node, at)

    def mapping(self, node: object, at: Pointer) -> dict[str, Any]:
        """Return an object; anything else, null aside, is a problem and reads as {}."""
        if isinstance(node, dict):
            return node
        if node is not None:
            self.malformed(at, f"{kind_of(node)} stands where an object should")
        return {}

    def sequence(self, node: object, at: Pointer) -> list[Any]:
        """Return an array; anything else, null aside, is a problem and reads as []."""
        if isinstance(node, list):
            return node
        if node is not None:
            self.malformed(at, f"{kind_of(node)} stands where an array should")
        return []

    def text(self, node: object, at: Pointer) -> SpecText | None:
        """Return a string; anything else, null aside, is a problem and reads as None."""
        if isinstance(node, str):
            return SpecText(node)
        if node is not None:
            self.malformed(at, f"{kind_of(node)} stands where a string should")
        return None

    def malformed(self, at: Pointer, fact: str) -> None:
        """Report a place that no version of OpenAPI allows."""
        self.broken("ISO110", at, fact, "Correct the document at this place")

    def broken(self, code: str, at: Pointer, fact: str, remedy: str) -> None:
        """Report what stops a run, unless the document is read leniently."""
        if self.choices.lenient:
            self.problems.notice("note", code, at, fact)
        else:
            self.problems.add(code, at, fact, remedy)


def description(node: Mapping[str, Any]) -> SpecText | None:
    """Return the description of anything, None when it is missing or blank."""
    value = node.get("description")
    return SpecText(value) if isinstance(value, str) and value.strip() else None


def kind_of(value: object) -> str:
    """Name a JSON value's type for a person."""
    match value:
        case None:
            return "null"
        case bool():
            return f"{'true' if value else 'false'}"
        case int() | float():
            return f"the number {value!r}"
        case str():
            return f"the string '{printable(value, 40)}'"
        case list():
            return "an array"
        case _:
            return "an object"
