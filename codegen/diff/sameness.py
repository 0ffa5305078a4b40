"""Whether schemas of two documents are written alike, with all that they refer to.

A shortcut: most of two releases of a document is written alike, and comparing JSON
values is a hundred times as fast as comparing what they mean.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from codegen.diff.normalise import Shapes
from codegen.diff.shape import Handle
from codegen.spec.document import Document

_PREFIX: Final = "#/components/"
_EXAMPLES: Final = frozenset({"example", "examples"})


class Sameness:
    """Which components of two documents are alike.

    Args:
        old: The old document.
        new: The new document.
    """

    def __init__(self, old: Document, new: Document) -> None:
        self._usable = not old.files and not new.files
        self._touched: dict[int, bool] = {}
        self._keep: list[object] = []
        self._changed = self._changes(old, new) if self._usable else frozenset()

    def _changes(self, old: Document, new: Document) -> frozenset[str]:
        left, right = _components(old), _components(new)
        changed = {
            name
            for name in left.keys() | right.keys()
            if name not in left or name not in right or left[name] != right[name]
        }
        users: dict[str, set[str]] = {}
        for table in (left, right):
            for name, node in table.items():
                for ref in references(node):
                    users.setdefault(ref, set()).add(name)
        waiting = list(changed)
        while waiting:
            for user in users.get(waiting.pop(), ()):
                if user not in changed:
                    changed.add(user)
                    waiting.append(user)
        return frozenset(changed)

    def alike(self, old: object, new: object) -> bool:
        """Whether two values are equal and refer to nothing that changed."""
        return self._usable and old == new and not self._refers_to_changed(old)

    def _refers_to_changed(self, node: object) -> bool:
        known = self._touched.get(id(node))
        if known is None:
            known = any(
                ref in self._changed or not ref.startswith(_PREFIX)
                for ref in references(node)
            )
            self._touched[id(node)] = known
            self._keep.append(node)  # an id means something while its object lives
        return known

    def between(self, old: Shapes, new: Shapes) -> Callable[[Handle, Handle], bool]:
        """Return the question for handles."""

        def same(left: Handle, right: Handle) -> bool:
            if len(left) != 1 or len(right) != 1:
                return False
            (at, one), (other_at, other) = old.nodes(left)[0], new.nodes(right)[0]
            if at[:1] == ("x-isospin-tags",) or other_at[:1] == ("x-isospin-tags",):
                return one == other
            return self.alike(one, other)

        return same


def _components(document: Document) -> Mapping[str, object]:
    components = document.root.get("components")
    found = {}
    for kind, table in components.items() if isinstance(components, dict) else ():
        if kind not in _EXAMPLES and isinstance(table, dict):
            for name, node in table.items():
                escaped = name.replace("~", "~0").replace("/", "~1")
                found[f"{_PREFIX}{kind}/{escaped}"] = node
    return found


def references(node: object) -> Iterable[str]:
    """Yield every `$ref` below a value, those of examples left out."""
    stack = [node]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            for key, inner in value.items():
                if key == "$ref" and isinstance(inner, str):
                    yield inner
                elif key == "discriminator" and isinstance(inner, dict):
                    mapping = inner.get("mapping")
                    for target in mapping.values() if isinstance(mapping, dict) else ():
                        if isinstance(target, str) and target.startswith("#"):
                            yield target
                elif isinstance(inner, dict | list) and key not in _EXAMPLES:
                    stack.append(inner)
        elif isinstance(value, list):
            stack.extend(item for item in value if isinstance(item, dict | list))
