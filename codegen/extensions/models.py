"""The models of an extension: those that are new or different, and who mentions them.

A model that has more than the one of the base is a subclass of it. One that lost a
field, or has a field of another type, is a class of its own: it could not be used where
the base's is expected. Enumerations cannot be extended in Python, so one with other
members is another class too; its members still equal those of the base. Whatever
mentions a model that is another one by now is another one itself.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from codegen.encode import Code, Identifier
from codegen.errors import Notice
from codegen.extensions.known import (
    Known,
    KnownModel,
    gone,
    known_alias,
    known_class,
)
from codegen.extensions.modules import (
    RenderedModel,
    RenderedModule,
    Writer,
    why_no_subclass,
)
from codegen.extensions.pieces import Rendered, names_in
from codegen.models.modules import package_of
from codegen.patches.overlay import Overlay


@dataclass(frozen=True, slots=True)
class Models:
    """The models of an extension.

    Attributes:
        files: Path below the package -> text.
        changed: Models that are not those of the base, new ones included.
        notices: What is not as callers of the base expect.
    """

    files: Mapping[str, str]
    changed: frozenset[str]
    notices: tuple[Notice, ...] = ()


class _Chooser:
    """Decides which models are another one than in the base."""

    def __init__(
        self, known: Known, models: Mapping[str, RenderedModel], patched: frozenset[str]
    ) -> None:
        self._known = known.models
        self._models = models
        self._patched = patched

    def changed(self) -> set[str]:
        """Return the names of new and different models."""
        found = {name for name in self._models if self._differs(name)}
        while more := {
            name
            for name, model in self._models.items()
            if name not in found
            and model.mentions & found
            and self._known[name].kind != "patch"
        }:
            found |= more
        return found

    def _differs(self, name: str) -> bool:
        now, then = self._models[name].model, self._known.get(name)
        if then is None or name in self._patched:
            return True
        if then.kind == "patch":
            return False  # the base has written it by hand
        return (
            now.kind != then.kind
            or now.fields != then.fields
            or (now.base == "OpenModel") != (then.base == "OpenModel")
        )


def extend_models(
    files: Mapping[str, str], known: Known, overlay: Overlay, extensible: bool
) -> Models:
    """Return the modules of models that an extension needs.

    Args:
        files: All that was rendered.
        known: What is below.
        overlay: The patches of the extension.
        extensible: Whether the extension may be extended itself.
    """
    modules = {
        path.removeprefix("models/").removesuffix(".py"): RenderedModule(Rendered(text))
        for path, text in files.items()
        if path.startswith("models/") and not path.endswith("__init__.py")
    }
    models = {
        found.model.name: found
        for name, item in modules.items()
        for found in _rendered_models(name, item.rendered)
    }
    patched = frozenset(model.name for model in overlay.targets.models)
    changed = _Chooser(known, models, patched).changed()
    for name, model in models.items():
        if name in changed:
            modules[model.module].kept.append(model)
    homes = {name: known.models[name].home for name in _by_hand(known)}
    homes |= {name: known.models[name].home for name in {*models} - changed}
    homes |= {name: f".{models[name].module}" for name in changed}
    for name, patches in overlay.models.items():
        for patch in patches:
            if patch.name not in models:
                modules[name].patches.append(patch)
                homes[patch.name] = f".{name}"
    writer = Writer(known, changed, models)
    found = {
        f"models/{name}.py": writer.module(item)
        for name, item in modules.items()
        if item.kept or item.patches
    }
    found["models/__init__.py"] = package_of(
        {Identifier(name): Code(home) for name, home in sorted(homes.items())},
        patched=True,
        extensible=extensible,
        core=Code(known.core),
    )
    other = (models[name].model for name in sorted(changed & {*models}))
    lost = gone(
        "models",
        sorted({*known.models} - {*homes}),
        known,
        "they stay in its models",
    )
    notices = (*_other_shapes(other, known), *lost)
    return Models(found, frozenset(changed), notices)


def _by_hand(known: Known) -> Iterator[str]:
    """Yield the models that patches of the base add or replace."""
    for name, model in known.models.items():
        if model.kind == "patch":
            yield name


def _rendered_models(name: str, rendered: Rendered) -> Iterator[RenderedModel]:
    body = rendered.tree.body
    for node in body:
        found: KnownModel | None = None
        match node:
            case ast.ClassDef():
                found = known_class(node, name)
            case ast.AnnAssign() | ast.Assign():
                found = known_alias(node, name)
            case ast.ImportFrom(names=items):
                for item in items:
                    if item.asname == item.name:
                        patch = KnownModel(item.name, "patch", name)
                        yield RenderedModel(patch, name, node, frozenset())
            case _:
                continue
        if found is not None:
            mentions = frozenset(names_in([node]) - {found.name})
            yield RenderedModel(found, name, node, mentions)


def _other_shapes(models: Iterable[KnownModel], known: Known) -> Iterator[Notice]:
    for model in models:
        then = known.models.get(model.name)
        if then and (why := why_no_subclass(then, model)):
            yield Notice(
                "note",
                "ISO603",
                f"models.{model.name}",
                f"it is no subclass of the one in {known.base.name}: {why}",
                "Give it another name with `rename`, if callers of the base meet it",
            )
