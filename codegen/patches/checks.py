"""Everything that is checked about patches, in one pass over the files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from codegen.config import Config
from codegen.errors import Problem
from codegen.patches.blocking import find_blocking
from codegen.patches.ground import Ground, ground
from codegen.patches.mirroring import check_mirrored
from codegen.patches.originals import (
    check_originals,
    hidden_members,
    overrides,
)
from codegen.patches.rendered import read_surface
from codegen.patches.source import GENERATED, MIRRORED, Tree, read_tree
from codegen.patches.targets import Targets, closest, find_targets
from codegen.patches.twins import compare_flavours

Action = Literal["overrides", "adds", "removes", "extends", "replaces"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that patches do.

    Attributes:
        name: `jobs.search`, `models.Job`, `client`, `errors.Full`.
        places: Where; one a flavour.
    """

    action: Action
    name: str
    places: tuple[str, ...]


def check_patches(config: Config) -> list[Problem]:
    """Return everything that is wrong with the patches of a client.

    Raises:
        PatchError: One cannot be read.
        DriftError: Nothing is generated yet.
    """
    tree = read_tree(config)
    if not tree:
        return []
    under = ground(config)
    targets, problems = find_targets(tree, read_surface(config, tree, under))
    problems += _removals(targets, under)
    problems += hidden_members(targets, under)
    problems += compare_flavours(tree)
    problems += _mirrored(tree)
    problems += find_blocking(tree, config.package_folder)
    found = overrides(tree, targets, under)
    problems += check_originals(tree, found)
    return list(dict.fromkeys(problems))


def _removals(targets: Targets, under: Ground) -> Iterator[Problem]:
    """Yield the operations that are removed and were not there."""
    for group in targets.groups:
        names = [
            name.removeprefix(GENERATED)
            for name in under.methods(group.flavour, group.name, group.cls.name)
        ]
        for name in group.cls.removed:
            if name not in names:
                yield Problem(
                    "ISO303",
                    group.cls.place,
                    f"it removes {group.name}.{name}, which the document does not have"
                    f"{closest(name, names)}",
                    "Take the name out of @removes, or correct it",
                )


def _mirrored(tree: Tree) -> Iterator[Problem]:
    for (area, name), module in sorted(tree.modules.items()):
        if area != "sync" or not module.text.startswith(MIRRORED):
            continue
        if (aio := tree.modules.get(("aio", name))) is not None:
            yield from check_mirrored(aio, module)


def list_patches(config: Config) -> list[Entry]:
    """Return what is patched, by what.

    Raises:
        PatchError: One cannot be read, or has no target.
        DriftError: Nothing is generated yet.
    """
    tree = read_tree(config)
    if not tree:
        return []
    under = ground(config)
    targets, _ = find_targets(tree, read_surface(config, tree, under))
    return sorted(_entries(tree, targets, under), key=lambda entry: entry.name)


def _entries(tree: Tree, targets: Targets, under: Ground) -> Iterator[Entry]:
    done: dict[tuple[Action, str], list[str]] = {}
    known = {
        (o.name, o.place) for o in overrides(tree, targets, under) if o.now is not None
    }

    def note(action: Action, name: str, place: str) -> None:
        done.setdefault((action, name), []).append(place)

    classes = [(group.name, group.cls, group.added) for group in targets.groups]
    classes += [("client", c, False) for c in (targets.clients or {}).values()]
    for name, cls, added in classes:
        if added:
            note("adds", name, cls.place)
        for member in cls.members.values():
            if member.name.startswith("_") and member.name != "__init__":
                continue
            full, place = f"{name}.{member.name}", cls.module.at(member.node)
            note("overrides" if (full, place) in known else "adds", full, place)
        for removed in cls.removed:
            if removed not in cls.members:
                note("removes", f"{name}.{removed}", cls.place)
    for model in targets.models:
        note(model.way, f"models.{model.name}", model.cls.place)
    for error in targets.errors:
        note("adds", f"errors.{error.name}", error.place)
    for (action, name), places in done.items():
        yield Entry(action, name, tuple(sorted(places)))
