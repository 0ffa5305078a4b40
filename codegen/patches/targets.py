"""What each patch is laid over; and which ones have no target any more."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from codegen.errors import Problem
from codegen.extensions.known import Known
from codegen.patches.circles import find_circles
from codegen.patches.source import (
    FLAVOURS,
    GENERATED,
    PatchClass,
    PatchModule,
    Tree,
)
from codegen.printable import shown_path

ModelKind = Literal["object", "enum", "alias"]
Way = Literal["extends", "replaces", "adds"]

_ENUMS: Final = ("OpenStrEnum", "OpenIntEnum", "OpenFloatEnum")
_MODELS: Final = ("Model", "OpenModel")


@dataclass(frozen=True, slots=True)
class Surface:
    """What is generated, as far as patches care.

    Attributes:
        groups: Module of a group -> its class.
        clients: Flavour -> name of the client class.
        models: Name -> (module, kind).
        members: Names that no added group can have.
        bases: Absolute names of models that a model may derive from -> the base of
            generated models that they have.
        packages: Packages below, whose names give what is built here.
    """

    groups: Mapping[str, str]
    clients: Mapping[str, str]
    models: Mapping[str, tuple[str, ModelKind]]
    members: Collection[str] = ()
    bases: Mapping[str, str] = field(default_factory=dict)
    packages: tuple[str, ...] = ()

    def over(self, below: Known) -> Surface:
        """Return the surface with what only patches of the packages below have."""
        groups = {
            name: group.exported.name
            for (_, name), group in below.groups.items()
            if group.operations is None
        }
        models: dict[str, tuple[str, ModelKind]] = {
            model.name: (model.home.rpartition(".")[2], "object")
            for model in below.models.values()
            if model.kind == "patch"
        }
        bases = {
            f"{model.home}.{model.name}": model.base or "Model"
            for model in below.models.values()
            if model.kind in ("object", "patch")
        }
        return replace(
            self,
            groups={**groups, **self.groups},
            models={**models, **self.models},
            bases=bases,
            packages=tuple(layer.name for layer in below.layers),
        )


@dataclass(frozen=True, slots=True)
class PatchedGroup:
    """A group of one flavour as patches have it.

    Attributes:
        added: The document has no such group.
    """

    flavour: str
    name: str
    cls: PatchClass
    added: bool


@dataclass(frozen=True, slots=True)
class PatchedModel:
    """A model as patches have it.

    Attributes:
        base: The base of generated models that it derives from; "" without one.
    """

    name: str
    way: Way
    cls: PatchClass
    base: str


@dataclass(frozen=True, slots=True)
class Targets:
    """The classes of patches, each with what it is laid over."""

    groups: tuple[PatchedGroup, ...] = ()
    clients: Mapping[str, PatchClass] | None = None
    models: tuple[PatchedModel, ...] = ()
    errors: tuple[PatchClass, ...] = ()

    def group(self, flavour: str, name: str) -> PatchedGroup | None:
        """Return the patch of a group."""
        for group in self.groups:
            if (group.flavour, group.name) == (flavour, name):
                return group
        return None

    def client(self, flavour: str) -> PatchClass | None:
        """Return the patch of a client class."""
        return (self.clients or {}).get(flavour)


def find_targets(tree: Tree, surface: Surface) -> tuple[Targets, list[Problem]]:
    """Tell what each patch is laid over, and what is wrong with that."""
    problems: list[Problem] = []
    groups: list[PatchedGroup] = []
    clients: dict[str, PatchClass] = {}
    for flavour in FLAVOURS:
        for module in tree.area(flavour):
            if module.name == "client":
                client = _client(module, flavour, tree, surface, problems)
                if client:
                    clients[flavour] = client
            elif group := _group(module, flavour, tree, surface, problems):
                groups.append(group)
    models = [
        model
        for module in tree.area("models")
        for model in _models(module, tree, surface, problems)
    ]
    errors = _errors(tree, problems)
    problems += find_circles(tree, surface.packages)
    return Targets(tuple(groups), clients, tuple(models), tuple(errors)), problems


def closest(name: str, known: Iterable[str]) -> str:
    """Return a remark on the name that is closest to one that does not exist."""
    found = difflib.get_close_matches(name, list(known), 1, 0.5)
    return f"; closest is {found[0]}" if found else ""


# --- clients and groups ------------------------------------------------------------------


def _client(
    module: PatchModule,
    flavour: str,
    tree: Tree,
    surface: Surface,
    problems: list[Problem],
) -> PatchClass | None:
    name = surface.clients[flavour]
    base = f"{tree.package}.{flavour}.{GENERATED}client.{name}"
    return _deriving(module, base, name, problems)


def _deriving(
    module: PatchModule, base: str, name: str, problems: list[Problem]
) -> PatchClass | None:
    """Return the class of a module that is laid over a generated one."""
    found = [cls for cls in module.classes.values() if base in cls.bases]
    if found and found[0].name == name:
        return found[0]
    if found:
        problems.append(
            Problem(
                "ISO310",
                found[0].place,
                f"{found[0].name} stands for {name}, and has to have its name",
                f"Call it {name}",
            )
        )
        return None
    problems.append(
        Problem(
            "ISO310",
            shown_path(module.path),
            f"no class of this patch derives from {base}",
            f"Write `from {base.rpartition('.')[0]} import {name} as Generated{name}`"
            f" and `class {name}(Generated{name})`",
        )
    )
    return None


def _group(
    module: PatchModule,
    flavour: str,
    tree: Tree,
    surface: Surface,
    problems: list[Problem],
) -> PatchedGroup | None:
    root = f"{tree.package}.{flavour}"
    added = [
        cls
        for cls in module.classes.values()
        if f"{tree.core}.{flavour}._transport.Group" in cls.bases
        and not cls.name.startswith("_")
    ]
    if module.name not in surface.groups:
        if len(added) == 1:
            return _added(module, flavour, added[0], surface, problems)
        problems.append(_no_group(module, added, surface))
        return None
    name = surface.groups[module.name]
    if added:
        problems.append(
            Problem(
                "ISO308",
                added[0].place,
                f"{added[0].name} adds the group {module.name}, which the document has"
                " already",
                f"Derive from {root}.{GENERATED}{module.name}.{name}, or call the file"
                " something else",
            )
        )
        return None
    base = f"{root}.{GENERATED}{module.name}.{name}"
    cls = _deriving(module, base, name, problems)
    return PatchedGroup(flavour, module.name, cls, added=False) if cls else None


def _added(
    module: PatchModule,
    flavour: str,
    cls: PatchClass,
    surface: Surface,
    problems: list[Problem],
) -> PatchedGroup | None:
    if module.name in surface.members or cls.name == surface.clients[flavour]:
        problems.append(
            Problem(
                "ISO308",
                cls.place,
                f"every client has something that is called {module.name} already",
                "Call the file something else",
            )
        )
        return None
    return PatchedGroup(flavour, module.name, cls, added=True)


def _no_group(
    module: PatchModule, added: list[PatchClass], surface: Surface
) -> Problem:
    if len(added) > 1:
        return Problem(
            "ISO308",
            added[1].place,
            f"{added[0].name} and {added[1].name} are both the group {module.name}",
            "Keep one class a file, or begin the name of the other with an underscore",
        )
    near = closest(module.name, surface.groups)
    return Problem(
        "ISO303",
        shown_path(module.path),
        f"there is no group {module.name} in the document{near}",
        "Rename the patch, or delete it; a group of your own derives from"
        " `_transport.Group`",
    )


# --- models and errors -------------------------------------------------------------------


def _models(
    module: PatchModule, tree: Tree, surface: Surface, problems: list[Problem]
) -> Iterator[PatchedModel]:
    for cls in module.classes.values():
        if cls.name.startswith("_"):
            continue
        way: Way = "extends"
        if "adds" in cls.marks or "replaces" in cls.marks:
            way = "adds" if "adds" in cls.marks else "replaces"
        if problem := _wrong_model(cls, way, module, surface):
            problems.append(problem)
            continue
        base = _model_base(cls, tree, surface)
        if way == "extends" and (problem := _cannot_extend(cls, surface, base)):
            problems.append(problem)
            continue
        yield PatchedModel(cls.name, way, cls, base)


def _wrong_model(
    cls: PatchClass, way: Way, module: PatchModule, surface: Surface
) -> Problem | None:
    known = surface.models.get(cls.name)
    if way == "adds":
        if known is None:
            return None
        return Problem(
            "ISO308",
            cls.place,
            f"{cls.name} is added, and the document has a model of that name",
            "Give it another name, or mark it with @replaces",
        )
    if known is None:
        near = closest(cls.name, surface.models)
        return Problem(
            "ISO303",
            cls.place,
            f"there is no model {cls.name} in the document{near}",
            "Rename the class, delete it, or mark it with @adds; begin the name of"
            " what is not a model with an underscore",
        )
    if known[0] != module.name:
        return Problem(
            "ISO303",
            cls.place,
            f"the model {cls.name} is in models/{known[0]}.py",
            f"Move the class to {known[0]}.py",
        )
    return None


def _cannot_extend(cls: PatchClass, surface: Surface, base: str) -> Problem | None:
    _, kind = surface.models[cls.name]
    if kind == "alias":
        return Problem(
            "ISO310",
            cls.place,
            f"{cls.name} is a name for a type, which no class can extend",
            "Mark it with @replaces, or patch the models that it stands for",
        )
    if kind == "object" and base not in _MODELS:
        return Problem(
            "ISO310",
            cls.place,
            f"{cls.name} does not derive from Model, so that pydantic would pass over"
            " its validators and fields",
            "Derive it from `_core.model.Model` of the generated package",
        )
    return None


def _model_base(cls: PatchClass, tree: Tree, surface: Surface, depth: int = 8) -> str:
    """Return the base of generated models that a class derives from, or ""."""
    root = f"{tree.core}._core.model."
    own = {item.dotted: item for item in tree.modules.values()}
    for base in cls.bases:
        if known := surface.bases.get(base):
            return known
        if base.startswith(root) and base.removeprefix(root) in (*_MODELS, *_ENUMS):
            return base.removeprefix(root)
        home, _, name = base.rpartition(".")
        module = own.get(home) if home else cls.module
        other = module.classes.get(name) if module else None
        if other is None or other is cls or not depth:
            continue
        if found := _model_base(other, tree, surface, depth - 1):
            return found
    return ""


def _errors(tree: Tree, problems: list[Problem]) -> Iterator[PatchClass]:
    module = tree.modules.get(("", "errors"))
    for cls in module.classes.values() if module else ():
        if cls.name.startswith("_"):
            continue
        if not cls.bases:
            problems.append(
                Problem(
                    "ISO310",
                    cls.place,
                    f"{cls.name} is no exception",
                    "Derive it from a class of `_core.errors` of the generated package",
                )
            )
            continue
        yield cls
