"""The modules of every group: rendered, or taken from the last run.

What a group is made of is known once it was made: its operations, and of the models
those that were looked at. A group for which all of that is as it was at the last run
is not rendered again.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from codegen import ir
from codegen.config import Config
from codegen.encode import Identifier
from codegen.flavour import FLAVOURS
from codegen.patches.overlay import Overlay
from codegen.plan import plan_group
from codegen.previous import Previous
from codegen.progress import report
from codegen.render import render, words

GROUPS = "groups"
"""Section of the cache: group -> hash of what it was made of, and names of the models
that were looked at."""


class Watched(Mapping[Identifier, ir.Model]):
    """Models that remember which of them were looked at."""

    def __init__(self, models: Mapping[Identifier, ir.Model]) -> None:
        self._models = models
        self.seen: set[Identifier] = set()

    def __getitem__(self, name: Identifier) -> ir.Model:
        self.seen.add(name)
        return self._models[name]

    def __iter__(self) -> Iterator[Identifier]:
        self.seen.update(self._models)
        return iter(self._models)

    def __len__(self) -> int:
        self.seen.update(self._models)
        return len(self._models)


class Groups:
    """Renders the groups that are not what they were at the last run.

    Attributes:
        traces: What to remember for the next run, by group.
    """

    def __init__(
        self, api: ir.Api, config: Config, previous: Previous, overlay: Overlay
    ) -> None:
        self._api = api
        self._config = config
        self._previous = previous
        self._overlay = overlay
        self._old = previous.cache.get(GROUPS, {})
        self._models = {str(name): model for name, model in api.models.items()}
        self.traces: dict[str, str] = {}

    def files(self) -> Mapping[str, str]:
        """Return the modules of every group."""
        found: dict[str, str] = {}
        for number, group in enumerate(self._api.groups):
            report("operations", number, len(self._api.groups))
            found |= self._kept(group) or self._rendered(group)
        return found

    def _trace(self, group: ir.Group, seen: Collection[str]) -> str:
        """Return a hash of what a group is made of, and the models among that."""
        api = self._api
        facts = (
            group,
            [self._models.get(name) for name in sorted(seen)],
            api.fastapi,
            bool(api.security_schemes),
            api.global_security,
            dict(self._config.pagination),
            self._overlay.facts(group.name),
        )
        digest = hashlib.sha256(pickle.dumps(facts)).hexdigest()
        return " ".join([digest, *sorted(seen)])

    def _kept(self, group: ir.Group) -> Mapping[str, str] | None:
        """Return the modules of the last run, if they would be the same."""
        old = self._old.get(group.name)
        if old is None or self._trace(group, old.split()[1:]) != old:
            return None
        found: dict[str, str] = {}
        paths = [f"_operations/{group.name}.py"]
        paths += [self._overlay.path(f.name, group.name) for f in FLAVOURS]
        for path in paths:
            text = self._previous.read(path)
            if text is None:
                return None
            found[path] = text
        self.traces[group.name] = old
        return found

    def _rendered(self, group: ir.Group) -> Mapping[str, str]:
        models = Watched(self._api.models)
        api = replace(self._api, models=models)
        module = plan_group(group, api, self._config.pagination)
        found = {
            f"_operations/{module.name}.py": render(
                "operations.py.jinja", group=module, table=module.table
            )
        }
        for flavour in FLAVOURS:
            f = words(flavour)
            found[self._overlay.path(f.name, module.name)] = render(
                "group.py.jinja", group=self._overlay.group(module, f.name), f=f
            )
        self.traces[group.name] = self._trace(group, models.seen)
        return found
