"""Instances of the schemas of a document, drawn by hypothesis from the raw document.

What is drawn may be sloppy: `Schemas` refuses what is not valid after all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, Literal

from hypothesis import strategies as st

from codegen.parity.truth.document import Description, Node, UnreadableError
from codegen.parity.truth.scalars import Values, formatted, number, whole
from codegen.parity.truth.schemas import is_hidden, merged
from codegen.parity.truth.texts import TEXTS, alphabet, fits, matching
from codegen.parity.truth.where import Where

Files = Callable[[int | None], Values]
"""Gives files: any of them, or one kind of them on each turn."""

_DEEPEST: Final = 4
_FORMS: Final = ("form", "multipart")
_LETTERS: Final = ("a", "b1", "C")


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
            schema = merged(
                self._description.at(self._description.target(reference)), rest
            )
        found = dict(schema)
        parts = found.pop("allOf", ())
        if len(names) < 20:
            for part in parts:
                inner, more = self.flat(part)
                names += more
                found = merged(found, inner)
        return found, names

    def text(self, where: Where) -> Values:
        """Return a strategy for any text."""
        return self._text({}, where)

    def _of(self, schema: Any, where: Where) -> Values:
        if isinstance(schema, Mapping) and schema.keys() == {"$ref"}:
            return self.of(self._description.target(schema["$ref"]), where)
        return self._new(schema, where)

    def _new(self, schema: Any, where: Where) -> Values:
        if where.depth > 3 * _DEEPEST:
            return st.nothing()
        node, _ = self.flat(schema)
        if "const" in node:
            return st.just(node["const"])
        if isinstance(node.get("enum"), list):
            return _one_of([st.just(value) for value in node["enum"]], where)
        for union in ("oneOf", "anyOf"):
            if isinstance(node.get(union), list):
                return self._union(node, union, where)
        values = self._typed(node, where)
        if node.get("nullable") is True and where.place == "json":
            return _one_of([values, st.none()], where)
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
        return _one_of(branches, where)

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
            return _one_of(one_of, where) if one_of else st.none()
        return self._kind(node, kinds or _implied(node), where)

    def _kind(self, node: dict[str, Any], kind: Any, where: Where) -> Values:
        match kind:
            case "null":
                return st.none()
            case "boolean":
                return _one_of([st.just(True), st.just(False)], where)
            case "integer":
                return whole(node, where.turn)
            case "number":
                return number(node, where.turn)
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
            return self._files(where.turn)
        name = str(node.get("contentEncoding", node.get("format")))
        drawn = formatted(name, where.turn)
        if drawn is not None:
            return drawn
        low, high = node.get("minLength", 0), node.get("maxLength")
        if where.place == "path":
            low = max(low, 1)
        pattern = node.get("pattern")
        if isinstance(pattern, str) and (found := matching(pattern)) is not None:
            return found.filter(lambda text: fits(text, where, low, high))
        place = where.place if where.place in TEXTS else "json"
        longest = low + 8 if high is None else min(high, low + 8)
        drawn = st.text(alphabet(place), min_size=low, max_size=longest)
        odd = [text for text in TEXTS[place] if fits(text, where, low, high)]
        drawn = drawn.filter(lambda text: fits(text, where, low, high))
        if odd and where.turn is not None:
            return st.just(odd[where.turn % len(odd)])
        return st.one_of(drawn, st.sampled_from(odd)) if odd else drawn

    def _array(self, node: dict[str, Any], where: Where) -> Values:
        low = node.get("minItems", 0)
        if where.place == "path" or (where.place in _FORMS and where.depth == 1):
            low = max(low, 1)  # none of them looks like nothing at all
        unique = repr if node.get("uniqueItems") else None
        if where.is_full:  # of an enum, there may be one that is unique, and no more
            low = max(low, min(1 if unique else 2, node.get("maxItems", 2)))
        first = [self._of(one, where.deeper) for one in node.get("prefixItems") or ()]
        if first:
            return st.tuples(*first).map(list)
        most = min(node.get("maxItems", low + 3), low + 3)
        if where.depth >= _DEEPEST:
            most = low
        if most == 0:
            return st.just([])
        items, deeper = node.get("items", {}), where.deeper
        item = self._of(items, deeper)
        if item.is_empty:
            return st.just([]) if low == 0 else st.nothing()
        if where.turn is not None and most > 1 and unique is None:
            turns = range(where.turn, where.turn + max(low, 2))
            return st.tuples(*(self._of(items, deeper.on(t)) for t in turns)).map(list)
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
            elif where.depth < (_DEEPEST if where.turn is None else 2):
                others[name] = self._optional(schema, where)
        more = node.get("additionalProperties")
        if patterned := node.get("patternProperties"):
            return self._patterned(patterned, needed, others, where)
        free = more not in (None, False) or "properties" not in node
        if where.turn is not None:
            needed, others = needed | (others if where.is_full else {}), {}
        if not free or where.depth >= _DEEPEST or more is False:
            return st.fixed_dictionaries(needed, optional=others)
        values = self._of({} if more in (None, True) else more, where.deeper)
        for name in required - needed.keys():
            needed[name] = values
        keys, few = _names(where), 2 * where.is_full
        if "propertyNames" in node:  # of an enum, there may be one, and no more
            keys, few = self._of(node["propertyNames"], where.deeper), 1 * where.is_full
        most = min(2, node.get("maxProperties", 2))
        few = max(min(few, most), node.get("minProperties", 0) - len(needed))
        extra = st.dictionaries(keys, values, min_size=few, max_size=max(few, most))
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
            if (names := matching(pattern)) is not None
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
        return st.sampled_from(_LETTERS)
    leaf = st.one_of(st.booleans(), st.integers(-5, 5), st.sampled_from(["", "a", "ä"]))
    if where.depth >= _DEEPEST:
        return leaf
    lists = st.lists(leaf, min_size=int(where.is_full), max_size=2)
    return _one_of([leaf, lists, st.just({"a": None})], where)


def _one_of(values: list[Values], where: Where) -> Values:
    """One of several, by chance or by turn."""
    if where.turn is not None and values:
        return values[where.turn % len(values)]
    return st.one_of(*values)


def _names(where: Where) -> Values:
    if where.place in ("header", "cookie"):
        return st.sampled_from(["a", "B", "c-d"])
    odd = ["a b", "ä", "x.y"] if where.place == "json" else ["a&b=c%2Fä"]
    return st.sampled_from([*odd, *_LETTERS])
