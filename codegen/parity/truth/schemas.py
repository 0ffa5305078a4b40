"""The schemas of a document for a validator of JSON Schema, whatever its version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, Final, Literal
from urllib.parse import quote

import jsonschema_rs

from codegen.parity.truth.document import Description, Node

Direction = Literal["request", "reply"]

_BASE: Final = "urn:document"
_LITERAL: Final = {"enum", "const", "default", "example", "examples"}
"""Keywords that hold instances, in which nothing is a schema."""


class Schemas:
    """Validates instances against the schemas of a document.

    Args:
        description: The document.
        direction: Read-only properties are not required in a request, write-only ones
            not in a reply.
    """

    def __init__(self, description: Description, direction: Direction) -> None:
        self._description = description
        self._hidden = "readOnly" if direction == "request" else "writeOnly"
        self._validators: dict[str, Any] = {}

    @cached_property
    def _registry(self) -> Any:
        root = {
            key: self._modern(value)
            for key, value in self._description.root.items()
            if key in ("paths", "components", "webhooks")
        }
        return jsonschema_rs.Registry([(_BASE, root)])

    def errors(self, pointer: str, instance: Any) -> Iterator[str]:
        """Say what is wrong with an instance of the schema at a pointer."""
        for error in self._validator(pointer).iter_errors(instance):
            path = "/".join(map(str, error.instance_path))
            yield f"{path or 'it'}: {error.message}"

    def accepts(self, pointer: str, instance: Any) -> bool:
        """Whether an instance is valid."""
        return bool(self._validator(pointer).is_valid(instance))

    def _validator(self, pointer: str) -> Any:
        if pointer not in self._validators:
            self._validators[pointer] = jsonschema_rs.Draft202012Validator(
                {"$ref": _BASE + quote(pointer, safe="#/~")},
                registry=self._registry,
                validate_formats=False,
                offline=True,
            )
        return self._validators[pointer]

    def _modern(self, node: Any, names: bool = False) -> Any:
        """Write OpenAPI 3.0 as JSON Schema 2020-12; see section "Changes" of 3.1.

        Args:
            node: A piece of the document.
            names: Whether its keys are names of the document's own.
        """
        if isinstance(node, list):
            return [self._modern(item) for item in node]
        if not isinstance(node, Mapping):
            return node
        if names:
            return {key: self._modern(value) for key, value in node.items()}
        found = {
            key: value if key in _LITERAL else self._modern(value, key in _NAMED)
            for key, value in node.items()
        }
        if self._description.version.startswith("3.0"):
            found = _from_3_0(found)
        self._without_hidden(found)
        return found

    def _without_hidden(self, schema: dict[str, Any]) -> None:
        required, properties = schema.get("required"), schema.get("properties")
        if not isinstance(required, list) or not isinstance(properties, Mapping):
            return
        schema["required"] = [
            name
            for name in required
            if not is_hidden(properties.get(name), self._hidden)
        ]


_NAMED: Final = {
    "properties", "patternProperties", "$defs", "dependentSchemas", "schemas",
    "paths", "content", "responses", "parameters", "headers", "requestBodies",
}  # fmt: skip


def is_hidden(schema: Any, hidden: str) -> bool:
    """Whether a property is only of the other direction."""
    return isinstance(schema, Mapping) and schema.get(hidden) is True


def _from_3_0(schema: dict[str, Any]) -> dict[str, Any]:
    if isinstance(schema.get("$ref"), str):
        return {"$ref": schema["$ref"]}  # what stands beside it is ignored
    for bound in ("minimum", "maximum"):
        exclusive = f"exclusive{bound.capitalize()}"
        if schema.pop(exclusive, None) is True and bound in schema:
            schema[exclusive] = schema.pop(bound)
    if schema.pop("nullable", None) is True:
        return _nullable(schema)
    return schema


def _nullable(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [{"type": "null"}, schema]}


def merged(one: Node, other: Node) -> dict[str, Any]:
    """A schema whose instances are, as far as can be told, instances of both."""
    found = dict(one)
    for key, value in other.items():
        if key == "properties" and isinstance(found.get(key), Mapping):
            both = dict(found[key])
            for name, schema in value.items():
                known = both.get(name)
                both[name] = (
                    {"allOf": [known, schema]}
                    if known is not None and known != schema
                    else schema
                )
            found[key] = both
        elif key == "required" and isinstance(found.get(key), list):
            found[key] = [*found[key], *(v for v in value if v not in found[key])]
        elif key in ("minimum", "minLength", "minItems", "minProperties"):
            found[key] = max(value, found.get(key, value))
        elif key in ("maximum", "maxLength", "maxItems", "maxProperties"):
            found[key] = min(value, found.get(key, value))
        elif key in ("anyOf", "oneOf", "allOf") and key in found:
            found["allOf"] = [
                *found.get("allOf", []),
                *(value if key == "allOf" else [{key: value}]),
            ]
        else:
            found[key] = value
    return found
