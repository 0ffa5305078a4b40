"""Originals, accepted as they are."""

from __future__ import annotations

from collections.abc import Collection

from codegen.config import Config
from codegen.errors import ConfigError
from codegen.patches.ground import ground
from codegen.patches.originals import overrides, read_record, write_record
from codegen.patches.rendered import read_surface
from codegen.patches.source import read_tree
from codegen.patches.targets import Targets, closest, find_targets
from codegen.printable import printable


def accept(config: Config, names: Collection[str] | None = None) -> int:
    """Keep the signatures of originals as they are now.

    Those that nothing overrides any more are forgotten.

    Args:
        config: The settings.
        names: Only these, or those below these (`models.Job`); all when empty.

    Returns:
        How many were new, changed or forgotten.

    Raises:
        ConfigError: Nothing of such a name is overridden.
    """
    tree = read_tree(config)
    if not tree:
        return 0
    under = ground(config)
    targets, _ = find_targets(tree, read_surface(config, tree, under))
    now = {
        override.name: override.now
        for override in overrides(tree, targets, under)
        if override.now is not None
    }
    before = read_record(tree)
    kept = {name: text for name, text in before.items() if name in now}
    for name in names or ():
        if not _chosen(now, name) and name not in _patched(targets):
            raise ConfigError.of(
                "ISO313",
                printable(name),
                f"no patch overrides anything of that name{closest(name, now)}",
                "See `isospin patch list`",
            )
    for name, text in now.items():
        if not names or any(name in _chosen(now, wanted) for wanted in names):
            kept[name] = text
    if kept != before:
        write_record(tree, kept)
    return len(set(kept.items()) ^ set(before.items()))


def _chosen(known: Collection[str], wanted: str) -> set[str]:
    return {n for n in known if n == wanted or n.startswith(f"{wanted}.")}


def _patched(targets: Targets) -> set[str]:

    found = {group.name for group in targets.groups} | {"client"}
    return found | {f"models.{model.name}" for model in targets.models}
