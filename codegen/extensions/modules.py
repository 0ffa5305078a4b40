"""The text of an extension's modules of models."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from codegen.annotate import Import
from codegen.encode import Code
from codegen.extensions.known import Known, KnownModel
from codegen.extensions.pieces import Definition, Rendered, module, names_in, needed
from codegen.models.classes import ModelPatch

RELAXED_FIELDS = (
    '# mypy: disable-error-code="assignment"',
    "# pyright: reportIncompatibleVariableOverride=false",
)
"""A list of the extension's models is not a list of the base's, to type checkers."""


@dataclass(frozen=True, slots=True)
class RenderedModel:
    """A model as it was rendered from the document of the extension."""

    model: KnownModel
    module: str
    node: ast.stmt
    mentions: frozenset[str]


@dataclass(slots=True)
class RenderedModule:
    """A module of models, and what is kept of it.

    Attributes:
        patches: Patches of models that only patches of the base have.
    """

    rendered: Rendered
    kept: list[RenderedModel] = field(default_factory=list)
    patches: list[ModelPatch] = field(default_factory=list)


def why_no_subclass(then: KnownModel, now: KnownModel) -> str:
    """Tell why a model cannot stand for that of the base; "" when it can.

    An enumeration that has all members stands for it as well as Python allows.
    """
    if then.kind == "patch":
        return ""
    if now.kind == "patch":
        return "a patch replaces it"
    if then.kind != now.kind:
        return "it is something else"
    if then.kind == "alias":
        return ""
    for name, text in then.fields.items():
        if name not in now.fields:
            part = "member" if then.kind == "enum" else "field"
            return f"the {part} {name} is gone"
        if then.kind == "object" and _type(text) != _type(now.fields[name]):
            return f"{name} was {_type(text)}, and is {_type(now.fields[name])}"
    return ""


class Writer:
    """Writes modules of models."""

    def __init__(
        self, known: Known, changed: set[str], models: Mapping[str, RenderedModel]
    ) -> None:
        self._known = known
        self._changed = changed
        self._models = models

    def module(self, item: RenderedModule) -> str:
        """Write what is kept of a module."""
        rendered = item.rendered
        parts: list[tuple[Code, bool]] = []
        imports: set[Import] = set()
        relaxed = False
        for model in item.kept:
            if model.model.kind == "patch":
                imports.add(rendered.imports[model.model.name])
                continue
            node = model.node
            kept: list[ast.AST] = [node]
            if isinstance(node, ast.ClassDef):
                below = self._below(model.model)
                imports |= {*below}
                bases = [*node.bases]
                if base := self._base_of(model.model):
                    # `Model` is a base of the base; what opens the model stays.
                    bases = [b for b in bases if ast.unparse(b) != "Model"]
                    relaxed |= self._is_otherwise(model, base)
                by_hand = base is not None and base.kind == "patch"
                body = node.body[:1] if by_hand else node.body
                kept = [*bases, *body]
                aliases = [found.alias for found in below]
                code = _class(rendered, node, bases, aliases, bare=by_hand)
            else:
                code = rendered.documented(rendered.tree.body, node)
            parts.append((code, isinstance(node, Definition)))
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

    def _beside(self, model: RenderedModel, kept: list[ast.AST]) -> Iterator[Import]:
        """Yield imports of what was rendered beside a model, and is the base's."""
        for name in names_in(kept) & {*self._models} - self._changed:
            if self._models[name].module == model.module:
                yield Import(self._known.models[name].home, name)

    def _below(self, model: KnownModel) -> list[Import]:
        """Return what a class has below it: the base's, or patches of the base."""
        then = self._known.models.get(model.name)
        if then is None:
            return []
        alias = self._alias(then.name)
        if self._base_of(model):
            return [Import(then.home, then.name, alias)]
        return [
            Import(place.module, place.name, f"{alias}{number or ''}")
            for number, place in enumerate(then.patches)
        ]

    def _base_of(self, model: KnownModel) -> KnownModel | None:
        """Return the model of the base that this one is a subclass of."""
        then = self._known.models.get(model.name)
        if then is None or model.kind != "object" or why_no_subclass(then, model):
            return None
        return then

    def _is_otherwise(self, model: RenderedModel, base: KnownModel) -> bool:
        """Whether a type checker would say that a field is not that of the base."""
        assert isinstance(model.node, ast.ClassDef)
        return any(
            bool(names_in([node]) & self._changed)
            for node in model.node.body
            if _target(node) in base.fields
        )

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


def _class(
    rendered: Rendered,
    node: ast.ClassDef,
    bases: list[ast.expr],
    below: list[str],
    *,
    bare: bool,
) -> Code:
    """Write a class with more bases.

    Args:
        rendered: The module that it is in.
        node: The class.
        bases: Those of its bases that it keeps.
        below: What comes behind its patch, and before the others.
        bare: Leave out its fields.
    """
    own = [ast.unparse(base) for base in bases]
    place = 1 if own and own[0] == f"_{node.name}" else 0
    own[place:place] = below
    body = node.body[:1] if bare else node.body
    if bare and not isinstance(body[0], ast.Expr):
        text = Code("    pass")
    else:
        text = rendered.lines(body[0], body[-1])
    return Code(f"class {node.name}({', '.join(own)}):\n{text}")


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
