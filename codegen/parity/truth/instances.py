"""Instances of the schemas of a document, drawn by hypothesis from the raw document.

What is drawn may be sloppy: `Schemas` refuses what is not valid after all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final, Literal

from hypothesis import strategies as st

from codegen.parity.truth.document import Description, Node, UnreadableError
from codegen.parity.truth.scalars import FORMATS, Values, number, whole
from codegen.parity.truth.schemas import is_hidden, merged
from codegen.parity.truth.where import Where

Files = Callable[[], Values]

_DEEPEST: Final = 4
_FORMS: Final = ("form", "multipart")
_TEXTS: Final = {
    "json": ("", " ", "a/b", "ä€𝄞", "%2F", "\r\n", '"\\', "null", "+", "\x00"),
    "path": ("a/b", "a b", "ä€𝄞", "%2F", "a?b#c", "a,b;c=d&e", "~", "+", "..."),
    "query": ("", " ", "a/b", "a b", "ä€𝄞", "%2F", "\r\n", "a,b;c=d&e", "+", "a|b#c"),
    "header": ("a b", "%2F", '"a"', "é", "a;b=c", "x" * 300, "+"),
    "cookie": ("a", "%2F", "a/b", "a=b", "+", "&", "x" * 300),
}
_COOKIE: Final = "".join(chr(c) for c in range(0x21, 0x7F) if chr(c) not in '",;\\')


class Instances:
    """Draws instances of the schemas of one document.

    Args:
        description: The document.
        direction: Properties of the other direction only are left out.
        files: Strategy for what a caller gives where a form or a body has a file.
    """

    def __init__(
        self,
        description: Description,
        direction: Literal["request", "reply"],
        files: Files | None = None,
    ) -> None:
        self._description = description
        self._hidden = "readOnly" if direction == "request" else "writeOnly"
        self._files = files
        self._known: dict[tuple[str, Where], Values] = {}

    def of(self, pointer: str, where: Where) -> Values:
        """Return a strategy for the schema at a pointer."""
        key = (pointer, where)
        if key not in self._known:
            node = {"$ref": pointer}
            self._known[key] = st.deferred(lambda: self._new(node, where))
        return self._known[key]

    def flat(self, schema: Any) -> tuple[dict[str, Any], list[str]]:
        """A schema with its references followed and `allOf` merged, and their names."""
        names: list[str] = []
        for _ in range(50):
            if not isinstance(schema, Mapping):
                return {}, names
            reference = schema.get("$ref")
            if not isinstance(reference, str):
                break
            names.append(reference)
            rest = {key: value for key, value in schema.items() if key != "$ref"}
            if self._description.version.startswith("3.0"):
                rest = {}
            schema = merged(self._description.at(self._target(reference)), rest)
        found = dict(schema)
        parts = found.pop("allOf", ())
        if len(names) < 20:
            for part in parts:
                inner, more = self.flat(part)
                names += more
                found = merged(found, inner)
        return found, names

    def _target(self, reference: str) -> str:
        return self._description.target(reference)

    def _of(self, schema: Any, where: Where) -> Values:
        if isinstance(schema, Mapping) and schema.keys() == {"$ref"}:
            return self.of(self._target(schema["$ref"]), where)
        return self._new(schema, where)

    def _new(self, schema: Any, where: Where) -> Values:
        if where.depth > 3 * _DEEPEST:
            return st.nothing()
        node, _ = self.flat(schema)
        if "const" in node:
            return st.just(node["const"])
        if isinstance(node.get("enum"), list):
            return st.sampled_from(node["enum"])
        for union in ("oneOf", "anyOf"):
            if isinstance(node.get(union), list):
                return self._union(node, union, where)
        values = self._typed(node, where)
        if node.get("nullable") is True and where.place in ("json",):
            return st.one_of(values, st.none())
        return values

    def _union(self, node: dict[str, Any], union: str, where: Where) -> Values:
        rest = {key: value for key, value in node.items() if key != union}
        tag = rest.pop("discriminator", None)
        branches: list[Values] = []
        for branch in node[union]:
            inner = merged(rest, self.flat(branch)[0]) if rest else branch
            if where.depth >= _DEEPEST and self._is_deep(inner):
                continue
            if isinstance(tag, Mapping):
                inner = self._tagged(inner, branch, tag)
            branches.append(self._of(inner, where))
        if not branches:
            return st.nothing()
        return st.one_of(*branches)

    def _is_deep(self, schema: Any) -> bool:
        node = self.flat(schema)[0]
        return any(key in node for key in ("properties", "items", "oneOf", "anyOf"))

    def _tagged(self, schema: Any, branch: Any, tag: Node) -> Any:
        """Make the tag of a branch name it (OpenAPI 3.1.1, section 4.8.25)."""
        reference = branch.get("$ref") if isinstance(branch, Mapping) else None
        name = tag.get("propertyName")
        if not isinstance(reference, str) or not isinstance(name, str):
            return schema
        node = self.flat(schema)[0]
        own = self.flat((node.get("properties") or {}).get(name, {}))[0]
        if "const" in own or "enum" in own:
            return schema
        keys = [
            key
            for key, value in (tag.get("mapping") or {}).items()
            if value in (reference, reference.rpartition("/")[2])
        ]
        value = keys[0] if keys else reference.rpartition("/")[2]
        needed = {"properties": {name: {"const": value}}, "required": [name]}
        return merged(node, needed)

    def _typed(self, node: dict[str, Any], where: Where) -> Values:
        kinds = node.get("type")
        if isinstance(kinds, list):
            wanted = [k for k in kinds if k != "null" or where.place == "json"]
            one_of = [self._kind(node, kind, where) for kind in wanted]
            return st.one_of(*one_of) if one_of else st.none()
        return self._kind(node, kinds or _implied(node), where)

    def _kind(self, node: dict[str, Any], kind: Any, where: Where) -> Values:
        match kind:
            case "null":
                return st.none()
            case "boolean":
                return st.booleans()
            case "integer":
                return whole(node)
            case "number":
                return number(node)
            case "array":
                return self._array(node, where)
            case "object":
                return self._object(node, where)
            case "string" | "file":
                return self._text(node, where)
            case _:
                return _anything(where)

    def _text(self, node: dict[str, Any], where: Where) -> Values:
        if self._files is not None and is_file(node) and where.place == "multipart":
            return self._files()
        drawn = FORMATS.get(str(node.get("contentEncoding", node.get("format"))))
        if drawn is not None:
            return drawn
        low, high = node.get("minLength", 0), node.get("maxLength")
        if where.place == "path":
            low = max(low, 1)
        pattern = node.get("pattern")
        if isinstance(pattern, str) and (found := _matching(pattern)) is not None:
            return found.filter(lambda text: _fits(text, where, low, high))
        place = where.place if where.place in _TEXTS else "json"
        longest = low + 8 if high is None else min(high, low + 8)
        drawn = st.text(_alphabet(place), min_size=low, max_size=longest)
        odd = [text for text in _TEXTS[place] if _fits(text, where, low, high)]
        drawn = drawn.filter(lambda text: _fits(text, where, low, high))
        return st.one_of(drawn, st.sampled_from(odd)) if odd else drawn

    def _array(self, node: dict[str, Any], where: Where) -> Values:
        low = node.get("minItems", 0)
        if where.place == "path" or (where.place in _FORMS and where.depth == 1):
            low = max(low, 1)  # none of them looks like nothing at all
        first = [self._of(one, where.deeper) for one in node.get("prefixItems") or ()]
        if first:
            return st.tuples(*first).map(list)
        most = min(node.get("maxItems", low + 3), low + 3)
        if where.depth >= _DEEPEST:
            most = low
        if most == 0:
            return st.just([])
        item = self._of(node.get("items", {}), where.deeper)
        if item.is_empty:
            return st.just([]) if low == 0 else st.nothing()
        unique = repr if node.get("uniqueItems") else None
        return st.lists(item, min_size=low, max_size=most, unique_by=unique)

    def _object(self, node: dict[str, Any], where: Where) -> Values:
        required = set(node.get("required") or ())
        needed: dict[str, Values] = {}
        others: dict[str, Values] = {}
        for name, schema in (node.get("properties") or {}).items():
            if is_hidden(schema, self._hidden) or schema is False:
                continue
            if name in required or self._is_constant(schema):
                needed[name] = self._of(schema, where.deeper)
            elif where.depth < _DEEPEST:
                others[name] = self._optional(schema, where)
        more = node.get("additionalProperties")
        if patterned := node.get("patternProperties"):
            return self._patterned(patterned, needed, others, where)
        free = more not in (None, False) or "properties" not in node
        if not free or where.depth >= _DEEPEST or more is False:
            return st.fixed_dictionaries(needed, optional=others)
        values = self._of({} if more in (None, True) else more, where.deeper)
        for name in required - needed.keys():
            needed[name] = values
        extra = st.dictionaries(
            (
                self._of(node["propertyNames"], where.deeper)
                if "propertyNames" in node
                else _names(where)
            ),
            values,
            min_size=max(0, node.get("minProperties", 0) - len(needed)),
            max_size=min(2, node.get("maxProperties", 2)),
        )
        if needed or others:
            # Named properties have schemas of their own.
            known = needed.keys() | others.keys()
            extra = extra.map(lambda d: {k: v for k, v in d.items() if k not in known})
        both = st.tuples(extra, st.fixed_dictionaries(needed, optional=others))
        return both.map(lambda pair: {**pair[0], **pair[1]})

    def _patterned(
        self,
        patterned: Mapping[str, Any],
        needed: dict[str, Values],
        others: dict[str, Values],
        where: Where,
    ) -> Values:
        branches = [
            st.dictionaries(names, self._of(schema, where.deeper), max_size=2)
            for pattern, schema in patterned.items()
            if (names := _matching(pattern)) is not None
        ]
        extra = st.one_of(*branches) if branches else st.just({})
        both = st.tuples(extra, st.fixed_dictionaries(needed, optional=others))
        return both.map(lambda pair: {**pair[0], **pair[1]})

    def _is_constant(self, schema: Any) -> bool:
        """Whether a property has one value, which clients send without being asked."""
        if not isinstance(schema, Mapping) or "anyOf" in schema or "oneOf" in schema:
            return False
        node = self.flat(schema)[0]
        return "const" in node or len(node.get("enum") or ()) == 1

    def _optional(self, schema: Any, where: Where) -> Values:
        try:
            return self._of(schema, where.deeper)
        except UnreadableError:
            return st.nothing()


def is_file(node: Node) -> bool:
    """Whether a schema is of bytes as they are (OpenAPI 3.0 and 3.1 differ)."""
    if node.get("format") == "binary" or node.get("type") == "file":
        return True
    return "contentMediaType" in node and "contentEncoding" not in node


def _implied(node: Node) -> str | None:
    """The type that the keywords of a schema without one speak of."""
    if "properties" in node or "additionalProperties" in node:
        return "object"
    if "items" in node or "prefixItems" in node:
        return "array"
    if "pattern" in node or "minLength" in node or "format" in node:
        return "string"
    return None


def _anything(where: Where) -> Values:
    if where.place != "json":
        return _letters(where)
    leaf = st.one_of(st.booleans(), st.integers(-5, 5), st.sampled_from(["", "a", "ä"]))
    if where.depth >= _DEEPEST:
        return leaf
    return st.one_of(leaf, st.lists(leaf, max_size=2), st.just({"a": None}))


def _letters(where: Where) -> Values:
    return st.sampled_from(["a", "b1", "C"])


def _names(where: Where) -> Values:
    if where.place in ("header", "cookie"):
        return st.sampled_from(["a", "B", "c-d"])
    odd = ["a b", "ä", "x.y"] if where.place == "json" else ["ä"]
    return st.sampled_from(["a", "b1", "C", *odd])


def _alphabet(place: str) -> Values:
    if place == "cookie":
        return st.sampled_from(_COOKIE)
    if place == "header":
        return st.characters(min_codepoint=0x20, max_codepoint=0xFF).filter(
            lambda c: c.isprintable()
        )
    return st.characters(exclude_categories=["Cs"])


def _fits(text: str, where: Where, low: int, high: int | None) -> bool:
    """Whether a text has its length, and can stand where it will be written."""
    if len(text) < low or (high is not None and len(text) > high):
        return False
    if any(one in text for one in where.delimiters):
        return False
    match where.place:
        case "path":
            return not set(re.split(r"[/\\%]", text)) & {"", ".", ".."}
        case "header":
            return text == text.strip() and text.isprintable() and text.isascii()
        case "cookie":
            return set(text) <= set(_COOKIE)
        case "multipart" | "form":
            return True
    return True


def _matching(pattern: str) -> Values | None:
    try:
        return st.from_regex(re.compile(pattern), fullmatch=_is_anchored(pattern))
    except (re.error, ValueError, RecursionError):
        return None


def _is_anchored(pattern: str) -> bool:
    return pattern.startswith("^") and pattern.endswith("$")
