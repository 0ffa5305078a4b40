"""Classes -> modules of `models/`, as text."""

from __future__ import annotations

import builtins
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from codegen import ir
from codegen.annotate import SIBLINGS, Import
from codegen.encode import Code, Identifier
from codegen.models import classes, worker
from codegen.models.classes import (
    ModelPatch,
    PlannedAlias,
    PlannedClass,
    PlannedEnum,
)
from codegen.models.fields import FieldPlanner, Models
from codegen.models.worker import Question, Worker
from codegen.plan.imports import (
    Imports,
    export_order,
    import_line,
    import_lines,
    member_order,
    module_order,
)
from codegen.progress import report
from codegen.render import HERE, render

_BUILTINS = frozenset(dir(builtins))


@dataclass(frozen=True, slots=True)
class RenderedModels:
    """The package of models.

    Attributes:
        files: Path below the generated package (`models/jobs.py`) -> text.
        known: Fields that datamodel-code-generator made as expected; give them to
            the next run, which then asks for new ones only.
    """

    files: Mapping[str, str]
    known: frozenset[str]


@dataclass(slots=True)
class ModelsModule:
    """One module, as the template needs it.

    Attributes:
        classes: In the order of their names; annotations are read when all exist.
        aliases: Behind the classes, each behind those that it mentions.
        exports: Models that patches replace or add.
    """

    name: Identifier
    classes: list[PlannedClass] = field(default_factory=list)
    enums: list[PlannedEnum] = field(default_factory=list)
    aliases: list[PlannedAlias] = field(default_factory=list)
    exports: list[Import] = field(default_factory=list)

    def imports(self, models: Models) -> Imports:
        """Return the import lines, from other modules of models as well."""
        # Whole sets first: there are few different ones.
        several = {found for part in self.classes for found in part.imports}
        several |= {part.imports for part in self.aliases}
        needed = {item for found in several for item in found}
        needed |= {item for part in self.enums for item in part.imports}
        needed |= set(self.exports)
        return import_lines(self._placed(needed, models))

    def _placed(self, needed: Iterable[Import], models: Models) -> Iterable[Import]:
        for item in needed:
            if item.module != SIBLINGS:
                yield item
            elif (home := models[Identifier(item.name)].module) != self.name:
                yield replace(item, module=f".{home}")


Patches = Mapping[str, Sequence[ModelPatch]]
NO_PATCHES: Patches = {}


def render_models(
    models: Models,
    *,
    open_models: bool = False,
    known: Collection[str] = (),
    patches: Patches = NO_PATCHES,
    extensible: bool = False,
    asking: Worker | None = None,
) -> RenderedModels:
    """Render every model.

    Args:
        models: By name. The order does not matter.
        open_models: Classes keep the properties that they do not know, also where the
            document does not ask for it.
        known: `RenderedModels.known` of an earlier run. When nothing is new,
            datamodel-code-generator is not even imported.
        patches: Module of models -> what hand-written patches do to its models.
        extensible: Models of an installed extension stand for them.
        asking: A process of datamodel-code-generator that is waiting.

    Raises:
        InternalError: datamodel-code-generator failed, or made something else.
    """
    planner = FieldPlanner(models)
    ordered = [models[name] for name in sorted(models)]
    names = {*(model.module for model in ordered), *map(Identifier, patches)}
    modules = {name: ModelsModule(name) for name in sorted(names)}
    patched = {patch.name: patch for some in patches.values() for patch in some}
    aliases: dict[Identifier, list[ir.Model]] = {name: [] for name in modules}
    # A class called like a builtin comes before whatever uses it: pydantic looks names up
    # while a class is made, and would find the builtin.
    for model in sorted(ordered, key=lambda model: model.name not in _BUILTINS):
        module = modules[model.module]
        patch = patched.get(model.name)
        if patch is not None and patch.way == "replaces":
            continue
        match model.shape:
            case ir.ObjectModel():
                planned = classes.plan_class(model, planner, open_models)
                module.classes.append(classes.patched(planned, patch))
            case ir.EnumModel():
                module.enums.append(classes.patched(classes.plan_enum(model), patch))
            case ir.AliasModel():
                aliases[model.module].append(model)
    for name, module in modules.items():
        module.aliases.extend(classes.plan_aliases(aliases[name]))
        module.exports.extend(
            Import(patch.home, patch.name, patch.name)
            for patch in patches.get(name, ())
            if patch.way != "extends"
        )
    asked = _ask(
        [c for module in modules.values() for c in module.classes], known, asking
    )
    homes = {model.name: model.module for model in ordered}
    homes |= {p.name: Identifier(m) for m, some in patches.items() for p in some}
    places = {name: Code(f".{home}") for name, home in homes.items()}
    files = {
        "models/__init__.py": package_of(
            places, patched=bool(patches), extensible=extensible
        )
    }
    for number, (name, module) in enumerate(modules.items()):
        report("models", number, len(modules))
        files[f"models/{name}.py"] = render(
            "models.py.jinja", module=module, imports=module.imports(models)
        )
    return RenderedModels(files, asked)


def _ask(
    planned: Sequence[PlannedClass], known: Collection[str], asking: Worker | None
) -> frozenset[str]:
    """Ask for the fields that are not known yet, each one once."""
    old = frozenset(known)
    wanted: set[str] = set()
    new: list[Question] = []
    for part in planned:
        for planned_field in part.fields:
            line = planned_field.shape.line
            if line not in wanted:
                wanted.add(line)
                if line not in old:
                    new.append(Question(planned_field.shape, part.name))
    if new:
        worker.ask(new, asking)
    return frozenset(wanted)


def package_of(
    homes: Mapping[Identifier, Code],
    *,
    patched: bool,
    extensible: bool,
    core: Code = HERE,
) -> str:
    """Render the package of models.

    Args:
        homes: Model -> its module, relative or absolute.
        patched: Some are patched.
        extensible: Those of an installed extension stand for them.
        core: Package with the runtime, when it is another one.
    """
    by_module: dict[Code, list[Identifier]] = {}
    for name in sorted(homes, key=member_order):
        by_module.setdefault(homes[name], []).append(name)
    modules = sorted(by_module, key=module_order)
    return render(
        "models_init.py.jinja",
        below=[
            import_line(m, by_module[m], indent=4)
            for m in modules
            if not m.startswith(".")
        ],
        imports=[
            import_line(m, by_module[m], indent=4) for m in modules if m.startswith(".")
        ],
        homes=sorted(homes.items()),
        names=sorted(homes, key=export_order),
        patched=patched,
        extensible=extensible,
        core=core,
    )
