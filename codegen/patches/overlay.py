"""What the generator does differently because of patches.

The generated class of a patched group, or client, moves to a module beside
(`aio/_generated_jobs.py`), and its place (`aio/jobs.py`) exports the patched class by
an ordinary import. A patched model is generated with the patch as its base. Without
patches nothing is different.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from codegen import ir
from codegen.config import Config
from codegen.encode import Code, Identifier, docstring, lines
from codegen.errors import PatchError, Problem
from codegen.extensions.known import Known
from codegen.flavour import Flavour
from codegen.models.classes import ModelPatch
from codegen.patches.source import GENERATED, PatchClass, Tree, read_tree
from codegen.patches.targets import (
    ModelKind,
    PatchedModel,
    Surface,
    Targets,
    closest,
    find_targets,
)
from codegen.plan.client import ClientModule, GroupLink
from codegen.plan.docs import DOC_WIDTH
from codegen.plan.groups import GroupModule, Method
from codegen.plan.imports import import_line, member_order, module_order
from codegen.read.operations import CLIENT_NAMES
from codegen.render import render


@dataclass(frozen=True, slots=True)
class Overlay:
    """The patches of one client, over one document.

    Attributes:
        below: What the client extends.
    """

    tree: Tree
    targets: Targets = field(default_factory=Targets)
    below: Known | None = None

    def is_patched(self, flavour: str, module: str) -> bool:
        """Tell whether a module has to make place for a patch."""
        if module == "client":
            return self.targets.client(flavour) is not None
        group = self.targets.group(flavour, module)
        return group is not None and not group.added

    def path(self, flavour: str, module: str) -> str:
        """Return where the generated module goes, below the package."""
        prefix = GENERATED if self.is_patched(flavour, module) else ""
        return f"{flavour}/{prefix}{module}.py"

    def removed(self, flavour: str, group: str) -> frozenset[str]:
        """Return the operations that are taken away from a group."""
        found = self.targets.group(flavour, group)
        return frozenset(found.cls.removed if found else ())

    def facts(self, group: str) -> object:
        """Return all that a group's modules depend on, for a hash."""
        return [
            (
                flavour,
                self.is_patched(flavour, group),
                sorted(self.removed(flavour, group)),
            )
            for flavour in ("sync", "aio")
        ]

    def group(self, module: GroupModule, flavour: str) -> GroupModule:
        """Return a group with its removed operations out of sight.

        Raises:
            PatchError: There is no such operation.
        """
        removed = self.removed(flavour, module.name)
        known = self.below.groups.get((flavour, module.name)) if self.below else None
        hidden = known.hidden if known else frozenset()
        if not removed and not hidden:
            return module
        names = [method.name for method in module.methods]
        if missing := sorted(removed.difference(names)):
            found = self.targets.group(flavour, module.name)
            assert found is not None
            raise PatchError(
                *(
                    Problem(
                        "ISO303",
                        found.cls.place,
                        f"it removes {module.name}.{name}, which the document does not"
                        f" have{closest(name, names)}",
                        "Take the name out of @removes, or correct it",
                    )
                    for name in missing
                )
            )
        return replace(
            module,
            methods=tuple(
                _hidden(method) if method.name in removed | hidden else method
                for method in module.methods
            ),
        )

    def client(self, module: ClientModule, flavour: str) -> ClientModule:
        """Return the client with the groups that patches add."""
        added = [
            GroupLink(
                Identifier(group.name),
                Identifier(group.cls.name),
                docstring(_summary(group.cls, f"The {group.name} operations."), 8),
            )
            for group in self.targets.groups
            if group.added and group.flavour == flavour
        ]
        groups = sorted((*module.groups, *added), key=lambda g: module_order(g.name))
        return replace(module, groups=tuple(groups))

    def exports(self, flavour: Flavour) -> Mapping[str, str]:
        """Return the modules that export patched classes: path -> text."""
        found: dict[str, str] = {}
        title = flavour.title
        for group in self.targets.groups:
            if group.flavour == flavour.name:
                doc = (
                    f"The `{group.name}` operations of the {title} client, as patched."
                )
                found[f"{flavour.name}/{group.name}.py"] = self._export(group.cls, doc)
        if client := self.targets.client(flavour.name):
            doc = f"The {title} client, as patched."
            found[f"{flavour.name}/client.py"] = self._export(client, doc)
        return found

    @property
    def models(self) -> Mapping[str, tuple[ModelPatch, ...]]:
        """Module of models -> how its models are patched."""
        found: dict[str, list[ModelPatch]] = {}
        for model in self.targets.models:
            found.setdefault(model.cls.module.name, []).append(self._model(model))
        return {module: tuple(models) for module, models in found.items()}

    @property
    def errors(self) -> tuple[Code, ...]:
        """Names of the exceptions that patches add."""
        names = (Code(Identifier(cls.name)) for cls in self.targets.errors)
        return tuple(sorted(names, key=member_order))

    @property
    def errors_below(self) -> tuple[Code, ...]:
        """Names of all exceptions of what the client extends."""
        names = self.below.errors if self.below else ()
        return tuple(Code(Identifier(name)) for name in names)

    @property
    def errors_import(self) -> Code:
        """The line of `errors.py` that imports them; empty when there are none."""
        if not self.errors:
            return Code("")
        return import_line(self._home("errors", 1), self.errors)

    def _model(self, model: PatchedModel) -> ModelPatch:
        home = self._home(f"models.{model.cls.module.name}", 2)
        return ModelPatch(Identifier(model.name), model.way, home, model.base)

    def _home(self, module: str, depth: int) -> str:
        """Return the import name of a patch, as a generated module sees it.

        Args:
            module: Name below the folder of patches.
            depth: Packages around the generated module.
        """
        full = f"{self.tree.dotted}.{module}"
        inside = full.removeprefix(f"{self.tree.package}.")
        return full if inside == full else "." * depth + inside

    def _export(self, cls: PatchClass, doc: str) -> str:
        home = self._home(f"{cls.module.area}.{cls.module.name}", 2)
        return render(
            "patched.py.jinja",
            doc=docstring([doc], 0),
            home=Code(home),
            name=Identifier(cls.name),
        )


def lay_over(api: ir.Api, config: Config, below: Known | None) -> Overlay:
    """Read the patches of a client and find what each is laid over.

    Args:
        api: What is rendered.
        config: The settings.
        below: What the client extends.

    Raises:
        PatchError: One cannot be read, or has no target.
    """
    tree = read_tree(config)
    if not tree:
        return Overlay(tree, below=below)
    surface = _surface(api, config)
    targets, problems = find_targets(tree, surface.over(below) if below else surface)
    if problems:
        raise PatchError(*problems)
    return Overlay(tree, targets, below)


def _surface(api: ir.Api, config: Config) -> Surface:
    kinds: dict[type, ModelKind] = {
        ir.ObjectModel: "object",
        ir.EnumModel: "enum",
        ir.AliasModel: "alias",
    }
    return Surface(
        groups={str(group.name): str(group.class_name) for group in api.groups},
        clients={"sync": config.client.sync, "aio": config.client.aio},
        models={
            str(name): (str(model.module), kinds[type(model.shape)])
            for name, model in api.models.items()
        },
        members=CLIENT_NAMES,
    )


def _hidden(method: Method) -> Method:
    return replace(method, name=Identifier(f"{GENERATED}{method.name}"))


def _summary(cls: PatchClass, fallback: str) -> list[str]:
    doc = ast.get_docstring(cls.node) or fallback
    return lines(doc, DOC_WIDTH)[:1] or [fallback]
