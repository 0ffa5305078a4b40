"""Names that hand-written patches give and take: read from their source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from codegen.config import Config
from codegen.patches.source import FLAVOURS, PatchClass, Tree, read_tree


@dataclass(frozen=True, slots=True)
class Kept:
    """What patches do to the names that callers see.

    Attributes:
        methods: `group.method` that patches define, in both flavours.
        models: Models that patches add or replace.
        members: `Model.member` of classes by which patches extend models.
        removed: `group.method` that patches take away, in either flavour.
    """

    methods: frozenset[str] = frozenset()
    models: frozenset[str] = frozenset()
    members: frozenset[str] = frozenset()
    removed: frozenset[str] = frozenset()


def kept(config: Config) -> Kept:
    """Return what the patches of a client do to its names.

    A method counts when both flavours have it: a name that one of them lacks is broken.

    Raises:
        PatchError: A patch cannot be read.
    """
    tree = read_tree(config)
    defined, removed = [], set()
    for flavour in FLAVOURS:
        found = set()
        for group, patch in _groups(tree, flavour):
            found |= {f"{group}.{name}" for name in patch.members if _public(name)}
            removed |= {f"{group}.{name}" for name in patch.removed}
        defined.append(found)
    both = frozenset(defined[0] & defined[1])
    models, members = set(), set()
    for module in tree.area("models"):
        for patch in module.classes.values():
            if patch.marks.keys() & {"adds", "replaces"}:
                models.add(patch.name)
            elif _public(patch.name):
                members |= {f"{patch.name}.{m}" for m in patch.members if _public(m)}
    return Kept(both, frozenset(models), frozenset(members), frozenset(removed) - both)


def _groups(tree: Tree, flavour: str) -> Iterator[tuple[str, PatchClass]]:
    for module in tree.area(flavour):
        for patch in module.classes.values():
            if _public(patch.name):
                yield module.name, patch


def _public(name: str) -> bool:
    return not name.startswith("_")
