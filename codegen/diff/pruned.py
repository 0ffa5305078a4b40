"""What a document says to clients: without examples and extensions.

Examples with the time of day would make a change of every run. Descriptions stay, for
they are in the docstrings of the client.
"""

from __future__ import annotations

from typing import Any, Final

EXTENSIONS: Final = frozenset({"x-sunset", "x-deprecated-since"})
"""Extensions that mean something here."""

_EXAMPLES: Final = frozenset({"example", "examples"})
_NAMED: Final = frozenset(
    {
        "$defs", "callbacks", "content", "definitions", "dependentRequired",
        "dependentSchemas", "encoding", "flows", "headers", "links", "mapping", "paths",
        "patternProperties", "properties", "requestBodies", "responses", "schemas",
        "scopes", "securitySchemes", "variables", "webhooks",
    }
)  # fmt: skip
"""Keywords below which keys are names, so that `example` may be one."""
_VALUES: Final = frozenset({"const", "default", "enum"})
"""Keywords below which stands a value, which is no part of the document."""


def pruned(node: Any) -> Any:
    """Return a document without what no client sees; its parts are shared, not copied."""
    return _object(node) if isinstance(node, dict) else node


def _object(node: dict[Any, Any]) -> dict[Any, Any]:
    """Prune an object whose keys are keywords."""
    found: dict[Any, Any] | None = None
    for key, value in node.items():
        if key in _EXAMPLES or (
            isinstance(key, str) and key.startswith("x-") and key not in EXTENSIONS
        ):
            if found is None:
                found = dict(node)
            del found[key]
            continue
        if key in _VALUES:
            continue
        if isinstance(value, dict):
            new: Any = _named(value, key) if key in _NAMED else _object(value)
        elif isinstance(value, list):
            new = _array(value, key)
        else:
            continue
        if new is not value:
            if found is None:
                found = dict(node)
            found[key] = new
    return node if found is None else found


def _named(node: dict[Any, Any], keyword: str) -> dict[Any, Any]:
    """Prune the values of an object whose keys are names."""
    found: dict[Any, Any] | None = None
    for name, value in node.items():
        if not isinstance(value, dict):
            continue
        # Below the name of a callback stand expressions, and below them path items.
        new = _named(value, "") if keyword == "callbacks" else _object(value)
        if new is not value:
            if found is None:
                found = dict(node)
            found[name] = new
    return node if found is None else found


def _array(node: list[Any], keyword: str) -> list[Any]:
    if keyword == "security":  # objects of names
        return node
    new = [_object(item) if isinstance(item, dict) else item for item in node]
    same = all(one is other for one, other in zip(node, new, strict=True))
    return node if same else new
