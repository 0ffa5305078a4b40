"""YAML as JSON's richer spelling: the core schema of YAML 1.2, keys that are strings.

libyaml parses (through PyYAML); the values are made here, because PyYAML's own
constructors follow YAML 1.1 (`on` and `no` are booleans, `2024-01-01` a date, `1:30`
the number 90), keep the last of two equal keys, and recurse.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn

from codegen.errors import SpecError
from codegen.printable import one_line, printable
from codegen.spec.json_text import too_deep

MAX_DEPTH: Final = 500
MAX_EXPANDED: Final = 20_000_000
"""Values of a document with every alias written out; GitHub's has 0.5 million."""

_CORE: Final = "tag:yaml.org,2002:"
_WORDS: Final[dict[str, bool | None]] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True,
    "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_INTEGER: Final = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT: Final = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE: Final = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_MERGE: Final = "<<"


@dataclass(slots=True)
class _Node:
    """A mapping or a sequence that is being read.

    Attributes:
        value: The dict or list so far.
        anchor: Its anchor, if it has one.
        size: Values in it, itself included and aliases written out.
        key: In a mapping: the key that waits for its value.
        merge: Whether that key is the merge key.
        merged: Mappings to take missing members from, when this one is complete.
    """

    value: dict[str, Any] | list[Any]
    anchor: str | None
    size: int = 1
    key: str | None = None
    merge: bool = False
    merged: list[Any] = field(default_factory=list)


def parse(text: str, name: str) -> object:
    """Return the value of a YAML text that holds one document.

    Args:
        text: The whole text.
        name: Its printable name, for messages.

    Raises:
        SpecError: the text is not YAML, repeats a key, has no counterpart in JSON,
            nests too deeply, or grows without end through its aliases.
    """
    import yaml

    loader = getattr(yaml, "CLoader", yaml.Loader)
    try:
        return _Builder(name).build(yaml.parse(text, Loader=loader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        fact = ", ".join(part for part in (error.problem, error.context) if part)
        where = f"{name}:{mark.line + 1}:{mark.column + 1}" if mark else name
        raise _not_yaml(where, fact) from None
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        where = f"{name}:{before.count(chr(10)) + 1}:{error.position - before.rfind(chr(10))}"
        raise _not_yaml(where, str(error.reason)) from None
    except UnicodeEncodeError as error:
        raise _not_yaml(name, f"it holds half a character ({error.reason})") from None


def scalar(text: str) -> object:
    """Return what a plain scalar means in the core schema (YAML 1.2, 10.3.2).

    Raises:
        ValueError: it is a number that JSON cannot hold.
    """
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text, 0) if text[:2] in ("0o", "0x") else int(text)
    if _FLOAT.fullmatch(text):
        number = float(text)
        if math.isinf(number):
            raise ValueError(text)
        return number
    if _NOT_FINITE.fullmatch(text):
        raise ValueError(text)
    return text


class _Builder:
    """Makes values from the events of one document, without recursion."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._stack: list[_Node] = []
        self._anchors: dict[str, tuple[object, int]] = {}
        self._scalars: dict[str, object] = {}
        self._root: object = None
        self._documents = 0

    def build(self, events: Iterator[Any]) -> object:
        import yaml

        for event in events:
            kind = type(event)
            if kind is yaml.ScalarEvent:
                self._scalar(event)
            elif kind is yaml.MappingStartEvent:
                self._open({}, "map", event)
            elif kind is yaml.SequenceStartEvent:
                self._open([], "seq", event)
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                self._close(event)
            elif kind is yaml.AliasEvent:
                self._alias(event)
            elif kind is yaml.DocumentStartEvent:
                self._documents += 1
                if self._documents > 1:
                    self._fail("ISO013", event, "a second document starts here")
        return self._root

    def _scalar(self, event: Any) -> None:
        text: str = event.value
        node = self._stack[-1] if self._stack else None
        if node is not None and type(node.value) is dict and node.key is None:
            self._key(node, text, event)
            return
        value: object = text
        if event.tag in ("!", _CORE + "str"):
            pass
        elif event.implicit[0]:
            value = self._plain(text, event)
        elif not event.implicit[1]:
            value = self._tagged(text, event)
        if event.anchor is not None:
            self._anchors[event.anchor] = value, 1
        self._add(value, 1, event)

    def _plain(self, text: str, event: Any) -> object:
        try:
            return self._scalars[text]
        except KeyError:
            pass
        try:
            value = scalar(text)
        except ValueError:
            self._fail(
                "ISO015",
                event,
                f"{printable(text, 40)} is not a number that JSON can hold",
            )
        self._scalars[text] = value
        return value

    def _tagged(self, text: str, event: Any) -> object:
        kind = {"int": int, "float": float, "bool": bool, "null": type(None)}.get(
            event.tag.removeprefix(_CORE)
        )
        value = self._plain(text, event)
        if kind is float and type(value) is int:
            return float(value)
        if kind is None or type(value) is not kind:
            self._fail(
                "ISO013",
                event,
                f"the tag {printable(event.tag)!r} does not fit this value, or is not"
                " one of YAML's core schema",
            )
        return value

    def _key(self, node: _Node, text: str, event: Any) -> None:
        assert type(node.value) is dict
        if event.anchor is not None:
            self._anchors[event.anchor] = text, 1
        node.merge = text == _MERGE and event.implicit[0]
        if not node.merge and text in node.value:
            self._fail("ISO014", event, f"the key {printable(text)!r} stands twice")
        node.key = text

    def _open(self, value: dict[str, Any] | list[Any], tag: str, event: Any) -> None:
        if event.tag not in (None, "!", _CORE + tag):
            self._fail(
                "ISO013",
                event,
                f"the tag {printable(event.tag)!r} is not one of YAML's core schema",
            )
        if self._stack:
            holder = self._stack[-1]
            if type(holder.value) is dict and holder.key is None:
                self._fail("ISO013", event, "a key is not a string")
        if len(self._stack) >= MAX_DEPTH:
            raise too_deep(self._place(event))
        if event.anchor is not None:
            self._anchors.pop(event.anchor, None)
        self._stack.append(_Node(value, event.anchor))

    def _close(self, event: Any) -> None:
        node = self._stack.pop()
        if node.merged:
            assert type(node.value) is dict
            for mapping in node.merged:
                for key, value in mapping.items():
                    node.value.setdefault(key, value)
        if node.anchor is not None:
            self._anchors[node.anchor] = node.value, node.size
        self._add(node.value, node.size, event)

    def _alias(self, event: Any) -> None:
        node = self._stack[-1] if self._stack else None
        if event.anchor not in self._anchors:
            self._fail(
                "ISO013",
                event,
                f"the alias {printable(event.anchor)!r} has no anchor, or stands inside"
                " of it",
            )
        value, size = self._anchors[event.anchor]
        if node is not None and type(node.value) is dict and node.key is None:
            if not isinstance(value, str):
                self._fail("ISO013", event, "a key is not a string")
            if value in node.value:
                self._fail(
                    "ISO014", event, f"the key {printable(value)!r} stands twice"
                )
            node.key = value
            return
        self._add(value, size, event)

    def _add(self, value: object, size: int, event: Any) -> None:
        if not self._stack:
            self._root = value
            return
        node = self._stack[-1]
        node.size += size
        if node.size > MAX_EXPANDED:
            raise SpecError.of(
                "ISO016",
                self._place(event),
                f"the aliases stand for more than {MAX_EXPANDED:,} values",
                "Write the document with `$ref` instead of aliases",
            )
        if type(node.value) is list:
            node.value.append(value)
        elif node.merge:
            self._merge(node, value, event)
            node.key = None
        else:
            assert type(node.value) is dict and node.key is not None
            node.value[node.key] = value
            node.key = None

    def _merge(self, node: _Node, value: object, event: Any) -> None:
        mappings = value if isinstance(value, list) else [value]
        if not all(isinstance(mapping, dict) for mapping in mappings):
            self._fail("ISO013", event, "only mappings can be merged by `<<`")
        node.merged.extend(mappings)
        node.merge = False

    def _place(self, event: Any) -> str:
        mark = event.start_mark
        return f"{self._name}:{mark.line + 1}:{mark.column + 1}"

    def _fail(self, code: str, event: Any, fact: str) -> NoReturn:
        raise SpecError.of(code, self._place(event), fact, _REMEDIES[code])


_REMEDIES: Final = {
    "ISO013": "Write it as JSON could hold it",
    "ISO014": "Keep one of the two",
    "ISO015": "Write a finite number, or a string",
}


def _not_yaml(place: str, fact: str) -> SpecError:
    return SpecError.of(
        "ISO013",
        place,
        f"this is not YAML: {one_line(fact)}",
        "Correct the text at this place",
    )
