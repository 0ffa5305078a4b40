"""The models of an extension: those that are new or different, and who mentions them.

A model that has more than the one of the base is a subclass of it. One that lost a
field, or has a field of another type, is a class of its own: it could not be used where
the base's is expected. Enumerations cannot be extended in Python, so one with other
members is another class too; its members still equal those of the base. Whatever
mentions a model that is another one by now is another one itself.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from codegen.annotate import Import
from codegen.encode import Code, Identifier
from codegen.errors import Notice
from codegen.extensions.known import (
    Known,
    KnownModel,
    known_alias,
    known_class,
)
from codegen.extensions.pieces import Definition, Rendered, module, names_in, needed
from codegen.models.classes import ModelPatch
from codegen.models.modules import package_of
from codegen.patches.overlay import Overlay

RELAXED_FIELDS = (
    '# mypy: disable-error-code="assignment"',
    "# pyright: reportIncompatibleVariableOverride=false",
)
"""A list of the extension's models is not a list of the base's, to type checkers."""


@dataclass(frozen=True, slots=True)
class _Model:
    """A model as it was rendered from the document of the extension."""

    model: KnownModel
    module: str
    node: ast.stmt
    mentions: frozenset[str]


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


@dataclass(slots=True)
class _Module:
    """A module of models, and what is kept of it.

    Attributes:
        patches: Patches of models that only patches of the base have.
    """

    rendered: Rendered
    kept: list[_Model] = field(default_factory=list)
    patches: list[ModelPatch] = field(default_factory=list)


class _Chooser:
    """Decides which models are another one than in the base."""

    def __init__(
        self, known: Known, models: Mapping[str, _Model], patched: frozenset[str]
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
        path.removeprefix("models/").removesuffix(".py"): _Module(Rendered(text))
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
    writer = _Writer(known, changed, models)
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
    gone = sorted({*known.models} - {*homes})
    return Models(found, frozenset(changed), (*writer.notices, *_gone(gone, known)))


def _by_hand(known: Known) -> Iterator[str]:
    """Yield the models that patches of the base add or replace."""
    for name, model in known.models.items():
        if model.kind == "patch":
            yield name


def _gone(names: list[str], known: Known) -> Iterator[Notice]:
    if names:
        yield Notice(
            "note",
            "ISO604",
            "models",
            f"the document has no {', '.join(names)}, which {known.base.name} has;"
            " they stay in its models",
        )


def _rendered_models(name: str, rendered: Rendered) -> Iterator[_Model]:
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
                        yield _Model(patch, name, node, frozenset())
            case _:
                continue
        if found is not None:
            mentions = frozenset(names_in([node]) - {found.name})
            yield _Model(found, name, node, mentions)


class _Writer:
    """Writes modules of models."""

    def __init__(
        self, known: Known, changed: set[str], models: Mapping[str, _Model]
    ) -> None:
        self._known = known
        self._changed = changed
        self._models = models
        self.notices: list[Notice] = []

    def module(self, item: _Module) -> str:
        """Write what is kept of a module."""
        rendered = item.rendered
        parts: list[tuple[Code, bool]] = []
        imports: set[Import] = set()
        relaxed = False
        for model in item.kept:
            if model.model.kind == "patch":
                imports.add(rendered.imports[model.model.name])
                continue
            kept: list[ast.stmt] = [model.node]
            if isinstance(model.node, ast.ClassDef) and (
                base := self._base_of(model.model)
            ):
                alias = self._alias(base.name)
                imports.add(Import(base.home, base.name, alias))
                kept = list(self._fields(model, base))
                again = {*model.model.fields} & {*base.fields}
                relaxed |= bool(again & {*map(_target, kept)})
                code = _subclass(rendered, model.node, kept, alias)
                bases = [b for b in model.node.bases if ast.unparse(b) != "Model"]
                imports |= needed(rendered, bases, self._moved)
            else:
                code = rendered.documented(rendered.tree.body, model.node)
                patches = self._patches_of(model)
                imports |= {*patches}
                code = _with_bases(code, [item.alias for item in patches])
            parts.append((code, isinstance(model.node, Definition)))
            imports |= needed(rendered, kept, self._moved)
            imports |= {*self._beside(model, kept)}
        for patch in item.patches:
            base = self._known.models[patch.name]
            alias = self._alias(base.name)
            imports |= {
                Import(patch.home, patch.name, f"_{patch.name}"),
                Import(base.home, base.name, alias),
            }
            code = Code(f"class {patch.name}(_{patch.name}, {alias}):\n    pass")
            parts.append((code, True))
        return module(rendered.doc, imports, parts, RELAXED_FIELDS if relaxed else ())

    def _beside(self, model: _Model, kept: list[ast.stmt]) -> Iterator[Import]:
        """Yield imports of what was rendered beside a model, and is the base's."""
        for name in names_in(kept) & {*self._models} - self._changed:
            if self._models[name].module == model.module:
                yield Import(self._known.models[name].home, name)

    def _patches_of(self, model: _Model) -> list[Import]:
        """Return the patches of the base, for a class that is no subclass of it."""
        then = self._known.models.get(model.model.name)
        if then is None or not isinstance(model.node, ast.ClassDef):
            return []
        alias = self._alias(then.name)
        return [
            Import(place.module, place.name, f"{alias}{number or ''}")
            for number, place in enumerate(then.patches)
        ]

    def _base_of(self, model: KnownModel) -> KnownModel | None:
        """Return the model of the base that this one can be a subclass of."""
        then = self._known.models.get(model.name)
        if then is None:
            return None
        if (then.kind, model.kind) == ("object", "object"):
            other = [
                name
                for name, text in then.fields.items()
                if name not in model.fields or _type(text) != _type(model.fields[name])
            ]
            if not other:
                return then
            first = other[0]
            fact = (
                f"the field {first} is gone"
                if first not in model.fields
                else f"{first} was {_type(then.fields[first])}, and is"
                f" {_type(model.fields[first])}"
            )
        elif then.kind == "patch":
            return then if model.kind == "object" else None
        elif then.kind != model.kind:
            fact = "it is something else"
        elif then.kind == "enum" and {*then.fields} - {*model.fields}:
            fact = f"the member {sorted({*then.fields} - {*model.fields})[0]} is gone"
        else:
            return None
        self.notices.append(
            Notice(
                "note",
                "ISO603",
                f"models.{model.name}",
                f"it is no subclass of the one in {self._known.base.name}: {fact}",
                "Give it another name with `rename`, if callers of the base meet it",
            )
        )
        return None

    def _fields(self, model: _Model, base: KnownModel) -> Iterator[ast.stmt]:
        """Yield the fields that the base does not have like this."""
        assert isinstance(model.node, ast.ClassDef)
        if base.kind == "patch":
            return  # the base has written them by hand
        for node in model.node.body:
            name = _target(node)
            if name and (
                model.model.fields[name] != base.fields.get(name)
                or names_in([node]) & self._changed
            ):
                yield node

    def _alias(self, name: str) -> str:
        alias = f"_Base{name}"
        while alias.removeprefix("_") in self._models:
            alias = f"_Base{alias.removeprefix('_')}"
        return alias

    def _moved(self, item: Import) -> Import:
        """Return where the extension imports something from."""
        if item.module.startswith(".._core"):
            return replace(item, module=f"{self._known.core}.{item.module[2:]}")
        if item.module.startswith(".") and not item.module.startswith(".."):
            if item.name in self._changed:
                return replace(item, module=f".{self._models[item.name].module}")
            return replace(item, module=self._known.models[item.name].home)
        return item


def _subclass(
    rendered: Rendered, node: ast.ClassDef, kept: list[ast.stmt], alias: str
) -> Code:
    """Write a class with the model of the base below it."""
    bases = [ast.unparse(base) for base in node.bases]
    # `Model` is a base of the base; what patches or opens the model stays.
    bases = [base for base in bases if base != "Model"]
    place = 1 if bases and bases[0] == f"_{node.name}" else 0
    bases.insert(place, alias)
    text = f"class {node.name}({', '.join(bases)}):"
    docs = [item for item in node.body[:1] if isinstance(item, ast.Expr)]
    lines = [rendered.piece(item) for item in docs]
    lines += [rendered.documented(node.body, item) for item in kept]
    if not lines:
        lines = [Code("    pass")]
    elif docs and len(lines) > 1:
        lines.insert(1, Code(""))
    return Code("\n".join([text, *lines]))


def _with_bases(code: Code, bases: list[str]) -> Code:
    """Add patches of the base to a class, behind the one of the extension."""
    if not bases:
        return code
    head, _, rest = code.partition("(")
    own, colon, body = rest.partition("):")
    first, *others = own.split(", ")
    mine = [first] if first.startswith("_") else []
    others = [] if mine else [first]
    return Code(f"{head}({', '.join([*mine, *bases, *others])}{colon}{body}")


def _target(node: ast.AST) -> str:
    match node:
        case ast.AnnAssign(target=ast.Name(id=name)):
            return name
        case ast.If():
            return "__pydantic_extra__"
        case _:
            return ""


def _type(text: str) -> str:
    return text.partition(" = ")[0]
