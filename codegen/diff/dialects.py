"""Documents of OpenAPI 3.0 and of later versions, brought to what both can say.

FastAPI serves an app as OpenAPI 3.0 when it is told to, and then leaves out keywords
that 3.0 does not have. Comparing such a document with one of 3.1 would report every one
of them; instead, a keyword that 3.0 lacks is not compared where the 3.0 document says
nothing in its place, and the report notes which ones.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from codegen.spec.document import Document

SINCE_31: Final = (
    "const", "propertyNames", "contains", "minContains", "maxContains", "if", "then",
    "else", "dependentRequired", "dependentSchemas", "patternProperties",
    "unevaluatedItems", "unevaluatedProperties",
)  # fmt: skip
"""Keywords that OpenAPI 3.0 does not have."""


def aligned(old: Document, new: Document) -> tuple[Document, Document, tuple[str, ...]]:
    """Return two documents as far as both versions of OpenAPI can say it, and notes."""
    if _is_30(old) == _is_30(new):
        return old, new, ()
    left_out: set[str] = set()
    first, second = old, new
    if _is_30(old):
        first = _with_root(old, _plain(old.root))
        second = _with_root(new, _within(new.root, first.root, left_out))
    else:
        second = _with_root(new, _plain(new.root))
        first = _with_root(old, _within(old.root, second.root, left_out))
    if not left_out:
        return first, second, ()
    words = ", ".join(f"`{keyword}`" for keyword in SINCE_31 if keyword in left_out)
    return (
        first,
        second,
        (f"OpenAPI 3.0 has no {words}; not compared where it says nothing",),
    )


def _is_30(document: Document) -> bool:
    return document.version.startswith("3.0")


def _with_root(document: Document, root: Any) -> Document:
    return replace(document, root=root)


def _within(node: Any, other: Any, left_out: set[str]) -> Any:
    """Leave out of a value what the other one, of OpenAPI 3.0, has no word for."""
    if isinstance(node, list):
        rest = other if isinstance(other, list) else []
        padded = [*rest, *([None] * (len(node) - len(rest)))]
        return [_within(a, b, left_out) for a, b in zip(node, padded, strict=False)]
    if not isinstance(node, dict):
        return node
    if not isinstance(other, dict):
        return node
    drop = {
        key
        for key in SINCE_31
        if key in node and key not in other and not (key == "const" and "enum" in other)
    }
    left_out |= drop
    return {
        key: _within(value, other.get(key), left_out)
        for key, value in node.items()
        if key not in drop
    }


def _plain(node: Any) -> Any:
    """Drop a one-branch `anyOf` whose branch is repeated beside it.

    So do converters from 3.1 to 3.0 that merge a union with null into its other branch
    and keep what they merged.
    """
    if isinstance(node, list):
        return [_plain(item) for item in node]
    if not isinstance(node, dict):
        return node
    found = {key: _plain(value) for key, value in node.items()}
    union = found.get("anyOf")
    only = union[0] if isinstance(union, list) and len(union) == 1 else None
    if isinstance(only, dict) and all(found.get(key) == only[key] for key in only):
        del found["anyOf"]
    return found
