"""Instances of the schemas of a document, read from the document alone.

Nothing of the generator is used here: a reply made from the document is what shows
that the generator read the document rightly.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any, Literal

Direction = Literal["request", "reply"]
_DEEPEST = 12
_FULL_DEPTH = 3
_TEXTS = {
    "date-time": "2020-01-02T03:04:05Z",
    "date-time-local": "2020-01-02T03:04:05",
    "date": "2020-01-02",
    "time": "03:04:05Z",
    "time-local": "03:04:05",
    "duration": "PT1S",
    **{
        f"uuid{version}": "00000000-0000-0000-0000-000000000001"
        for version in ("", *range(1, 9))
    },
    "decimal": "1.5",
    "byte": "eA==",
    "base64": "eA==",
    "base64url": "eA==",
    "http-date": "Sun, 06 Nov 1994 08:49:37 GMT",
    "boolean": "true",
    "float": "1.5",
    "double": "1.5",
    "number": "1.5",
    **{f"{sign}int{bits}": "1" for sign in ("", "u") for bits in (8, 16, 32, 64)},
}
_OBJECT = ("properties", "additionalProperties", "patternProperties", "required")
_HINTS = {
    "items": "array",
    "prefixItems": "array",
    "pattern": "string",
    "minLength": "string",
    "maxLength": "string",
    "minimum": "number",
    "maximum": "number",
}


class NoInstanceError(Exception):
    """A schema has no instance of finite depth, or none that is found here."""


class Samples:
    """Makes instances of the schemas of one document.

    Args:
        document: The document that references point into.
        direction: Whether read-only or write-only properties are left out.
        full: Whether properties that are not required are there too.
    """

    def __init__(
        self, document: Mapping[str, Any], direction: Direction, *, full: bool
    ) -> None:
        self._document = document
        self._hidden = "readOnly" if direction == "request" else "writeOnly"
        self._full = full

    def resolve(self, node: Any) -> Any:
        """Follow references to what they lead to."""
        for _ in range(_DEEPEST):
            if not (isinstance(node, dict) and isinstance(node.get("$ref"), str)):
                return node
            node = self._target(node["$ref"])
        raise NoInstanceError("references that lead to references")

    def _target(self, reference: str) -> Any:
        node: Any = self._document
        for part in reference.removeprefix("#").split("/")[1:]:
            key = part.replace("~1", "/").replace("~0", "~")
            key = _unquoted(key) if isinstance(node, dict) and key not in node else key
            try:
                node = node[int(key)] if isinstance(node, list) else node[key]
            except (KeyError, ValueError, IndexError, TypeError):
                raise NoInstanceError(f"{reference} leads nowhere") from None
        return node

    def instance(
        self, schema: Any, depth: int = 0, needed: frozenset[str] = frozenset()
    ) -> Any:
        """Return an instance of a schema as JSON.

        Args:
            schema: The schema.
            depth: How deep in another instance it lies.
            needed: Properties that a schema around it requires.

        Raises:
            NoInstanceError: None was found.
        """
        if depth > _DEEPEST:
            raise NoInstanceError("a schema that needs itself")
        node = self.resolve(schema)
        if not isinstance(node, dict):
            return "x"
        if "const" in node:
            return node["const"]
        if values := node.get("enum"):
            return next((value for value in values if value is not None), values[0])
        needed |= self._required(node)
        parts = [self._alone(node, depth, needed)] if kind_of(node) else []
        for part in node.get("allOf") or ():
            parts.append(self.instance(part, depth + 1, needed))
        for key in ("oneOf", "anyOf"):
            if branches := node.get(key):
                parts.append(self._branch(node, branches, depth, needed))
        return _merged(parts) if parts else "x"

    def _required(self, node: Mapping[str, Any]) -> frozenset[str]:
        """Names that a schema requires itself, or by one of its `allOf`."""
        required = node.get("required")
        found = frozenset(required if isinstance(required, list) else ())
        for part in node.get("allOf") or ():
            resolved = self.resolve(part)
            if isinstance(resolved, dict):
                found |= frozenset(resolved.get("required") or ())
        return found

    def _branch(
        self,
        node: Mapping[str, Any],
        branches: list[Any],
        depth: int,
        needed: frozenset[str],
    ) -> Any:
        """The first branch of a union that has an instance, with its tag."""
        reason = NoInstanceError("a union of nothing")
        for branch in branches:
            if isinstance(branch, dict) and branch.get("type") == "null":
                continue
            try:
                value = self.instance(branch, depth + 1, needed)
            except NoInstanceError as error:
                reason = error
                continue
            if isinstance(value, dict):
                value.update(self._tag(node, branch))
            return value
        if any(isinstance(b, dict) and b.get("type") == "null" for b in branches):
            return None
        raise reason

    def _tag(self, node: Mapping[str, Any], branch: Any) -> dict[str, str]:
        tag = node.get("discriminator")
        if not isinstance(tag, dict) or not isinstance(branch, dict):
            return {}
        reference = branch.get("$ref", "")
        name = reference.rpartition("/")[2]
        declared = self.resolve(branch)
        known = self.resolve(declared.get("properties", {}).get(tag["propertyName"]))
        if not known:
            return {}  # no field of the branch could hold it
        if kind_of(known) not in ("string", None) or "const" in known:
            return {}
        if len(known.get("enum") or ()) == 1:
            return {}
        for value, target in (tag.get("mapping") or {}).items():
            if target in (reference, name):
                return {tag["propertyName"]: value}
        return {tag["propertyName"]: name} if name else {}

    def _alone(
        self, node: Mapping[str, Any], depth: int, needed: frozenset[str]
    ) -> Any:
        """An instance of what a schema says by itself."""
        match kind_of(node):
            case "object":
                return self._object(node, depth, needed)
            case "array":
                return self._array(node, depth)
            case "string":
                return _text(node)
            case "integer":
                return int(_number(node))
            case "number":
                return _number(node)
            case "boolean":
                return True
            case "null":
                return None
            case _:
                return "x"

    def _object(
        self, node: Mapping[str, Any], depth: int, needed: frozenset[str]
    ) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, schema in (node.get("properties") or {}).items():
            declared = self.resolve(schema)
            if isinstance(declared, dict) and declared.get(self._hidden) is True:
                continue
            if name in needed:
                found[name] = self.instance(schema, depth + 1)
            elif self._full and depth < _FULL_DEPTH:
                try:
                    found[name] = self.instance(schema, depth + 1)
                except NoInstanceError:
                    continue
        values = node.get("additionalProperties")
        if self._full and isinstance(values, dict) and depth < _FULL_DEPTH:
            with suppress(NoInstanceError):
                found.setdefault("key", self.instance(values, depth + 1))
        return found

    def _array(self, node: Mapping[str, Any], depth: int) -> list[Any]:
        fixed = [self.instance(item, depth + 1) for item in node.get("prefixItems", ())]
        least = node.get("minItems") or 0
        wanted = max(least, 1) if self._full and depth < _FULL_DEPTH else least
        items = node.get("items", {})
        if len(fixed) >= wanted or items is False:
            return fixed
        try:
            item = self.instance(items, depth + 1)
        except NoInstanceError:
            if least:
                raise
            return fixed
        return fixed + [item] * (min(wanted, 3) - len(fixed))


def kind_of(node: Mapping[str, Any]) -> str | None:
    """The type of a schema: the declared one, or what its keywords are for."""
    kind = node.get("type")
    if isinstance(kind, list):
        return next((one for one in kind if one != "null"), "null")
    if isinstance(kind, str):
        return kind
    if any(key in node for key in _OBJECT):
        return "object"
    return next((kind for key, kind in _HINTS.items() if key in node), None)


def _text(node: Mapping[str, Any]) -> str:
    form = node.get("contentEncoding") or node.get("format")
    text = _TEXTS.get(form, "x") if isinstance(form, str) else "x"
    # The pattern of pydantic's Decimal.
    if text == "x" and str(node.get("pattern")).startswith("^(?!^[-+.]*$)"):
        return "1.5"
    return text


def _number(node: Mapping[str, Any]) -> int | float:
    least, most = node.get("minimum", 1), node.get("maximum")
    if isinstance(most, int | float) and most < 1:
        return most
    if isinstance(least, int | float) and least > 1:
        return least
    return 1


def _merged(parts: Iterable[Any]) -> Any:
    """What satisfies several schemas at once: objects together, else the last."""
    found: Any = None
    for part in parts:
        if isinstance(found, dict) and isinstance(part, dict):
            found = _together(found, part)
        elif (
            found is None
            or found == "x"
            or (part not in (None, "x") and not isinstance(found, dict))
        ):
            found = part
    return found


def _together(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    found = dict(first)
    for name, value in second.items():
        other = found.get(name)
        if isinstance(other, dict) and isinstance(value, dict):
            found[name] = _together(other, value)
        elif name not in found or value != "x":
            found[name] = value
    return found


def _unquoted(text: str) -> str:
    from urllib.parse import unquote

    return unquote(text)
