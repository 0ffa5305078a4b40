"""What the packages below an extension have: classes, operations, models.

Read from their source, layer upon layer, so that what an extension leaves to its base
is what is really there, patches included.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, Literal

from codegen.errors import Notice
from codegen.extensions.layers import Layer, parsed
from codegen.flavour import FLAVOURS
from codegen.patches.source import GENERATED, Function, imported_module, imports_of

Kind = Literal["object", "enum", "alias", "patch"]

_ENUMS: Final = ("OpenStrEnum", "OpenIntEnum", "OpenFloatEnum")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a class is imported from."""

    module: str
    name: str


@dataclass(frozen=True, slots=True)
class Author:
    """Who has written a method of a group by hand.

    Attributes:
        package: The package whose patch it is.
        module: Import name of the patch.
        tree: The patch.
    """

    package: str
    module: str
    tree: ast.Module


@dataclass(frozen=True, slots=True)
class KnownGroup:
    """A group of one flavour.

    Attributes:
        exported: The class that the client has.
        operations: The class below all patches; None for a group that a patch adds.
        methods: Generated methods by name; those that a patch has taken away begin
            with `_generated_`.
        entries: Constant of the table -> what it is.
        written: Public methods that patches define.
        authors: Their names -> the patch that they are in.
    """

    exported: Place
    operations: Place | None
    methods: Mapping[str, Function] = field(default_factory=dict)
    entries: Mapping[str, str] = field(default_factory=dict)
    written: Mapping[str, Function] = field(default_factory=dict)
    authors: Mapping[str, Author] = field(default_factory=dict)

    @property
    def is_patched(self) -> bool:
        """Whether something lies between the generated class and the client."""
        return self.exported != self.operations

    @property
    def hidden(self) -> frozenset[str]:
        """Operations that patches have taken away."""
        return frozenset(
            name.removeprefix(GENERATED)
            for name in self.methods
            if name.startswith(GENERATED)
        )

    def method(self, name: str) -> Function | None:
        """Return an operation, taken away or not."""
        return self.methods.get(name) or self.methods.get(f"{GENERATED}{name}")


@dataclass(frozen=True, slots=True)
class KnownModel:
    """A model.

    Attributes:
        kind: `patch` when a patch is the whole model.
        home: Module that it is in.
        base: Which of the bases of generated models it has.
        fields: Field -> annotation and default, as text; members of an enumeration;
            the type of an alias below "".
        patches: Patches that are bases of it, the last one first.
    """

    name: str
    kind: Kind
    home: str
    base: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    patches: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """Everything below an extension.

    Attributes:
        layers: The bottom first.
        groups: (flavour, group) -> the group.
        models: Name -> the model.
        errors: Exceptions that the root exports.
        defaults: Class variable of the client -> its value.
    """

    layers: tuple[Layer, ...]
    groups: Mapping[tuple[str, str], KnownGroup]
    models: Mapping[str, KnownModel]
    errors: tuple[str, ...]
    defaults: Mapping[str, str]

    @property
    def core(self) -> str:
        """Import name of the package with the runtime."""
        return self.layers[0].name

    @property
    def base(self) -> Layer:
        """What is extended."""
        return self.layers[-1]


def gone(
    where: str,
    names: Sequence[str],
    known: Known,
    then: str = "asking for it raises AttributeError",
) -> Iterator[Notice]:
    """Yield what the base has and the document has not, if there is any.

    Args:
        where: What they are part of.
        names: What they are called.
        known: What is below.
        then: What becomes of them.
    """
    if names:
        yield Notice(
            "note",
            "ISO604",
            where,
            f"the document has no {', '.join(names)}, which {known.base.name} has;"
            f" {then}",
        )


def read_known(layers: Sequence[Layer]) -> Known:
    """Read what layers have, the bottom first."""
    groups: dict[tuple[str, str], KnownGroup] = {}
    models: dict[str, KnownModel] = {}
    defaults: dict[str, str] = {}
    for layer in layers:
        for flavour in (known.name for known in FLAVOURS):
            for name in _group_names(layer, flavour):
                below = groups.get((flavour, name))
                groups[flavour, name] = _group(layer, flavour, name, below)
        for path in layer.files("models"):
            models |= {
                model.name: model for model in _models(layer, path, dict(models))
            }
        defaults |= _defaults(layer)
    return Known(tuple(layers), groups, models, _errors(layers[-1]), defaults)


def generated_path(folder: Path, flavour: str, module: str) -> Path:
    """Return the file of a generated module, wherever patches have moved it."""
    moved = folder / flavour / f"{GENERATED}{module}.py"
    return moved if moved.is_file() else folder / flavour / f"{module}.py"


# --- groups ------------------------------------------------------------------------------


def _group_names(layer: Layer, flavour: str) -> Iterator[str]:
    for path in layer.files(flavour):
        if path.stem != "client" and not path.stem.startswith("_"):
            yield path.stem


def _group(
    layer: Layer, flavour: str, name: str, below: KnownGroup | None
) -> KnownGroup:
    path = generated_path(layer.folder, flavour, name)
    classes = [n for n in parsed(path).body if isinstance(n, ast.ClassDef)]
    module = f"{layer.name}.{flavour}.{path.stem}"
    exported = Place(f"{layer.name}.{flavour}.{name}", "")
    written = dict(below.written if below else {})
    authors = dict(below.authors if below else {})
    if path.stem != name or not classes:
        for author, cls in _exported(layer, layer.folder / flavour / f"{name}.py"):
            exported = replace(exported, name=cls.name)
            written |= _public(cls)
            authors |= dict.fromkeys(_public(cls), author)
    else:
        exported = replace(exported, name=classes[-1].name)
    if not classes:
        return KnownGroup(exported, None, written=written, authors=authors)
    operations: Place | None = Place(module, classes[0].name)
    if below and below.is_patched and len(classes) == 1:
        operations = below.operations
    methods = dict(below.methods if below else {})
    entries = dict(below.entries if below else {})
    for cls in classes:
        methods |= {n.name: n for n in cls.body if isinstance(n, Function)}
    for node in parsed(layer.folder / "_operations" / f"{name}.py").body:
        entries |= entry(node)
    return KnownGroup(exported, operations, methods, entries, written, authors)


def entry(node: ast.stmt) -> dict[str, str]:
    """Return the constant of a table that a statement defines, if it does."""
    match node:
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
            return {name: f"{ast.unparse(node.annotation)} = {ast.unparse(value)}"}
        case _:
            return {}


def _exported(layer: Layer, path: Path) -> Iterator[tuple[Author, ast.ClassDef]]:
    """Yield the class of a patch that a module exports, without its members if lost."""
    for node in parsed(path).body:
        if isinstance(node, ast.ImportFrom) and node.module != "__future__":
            parts = path.relative_to(layer.root).with_suffix("").parts
            source = imported_module(node, ".".join(parts))
            name = node.names[0].name
            tree = parsed(layer.root.joinpath(*source.split(".")).with_suffix(".py"))
            lost = ast.ClassDef(name, [], [], [], [])
            classes = [item for item in tree.body if isinstance(item, ast.ClassDef)]
            cls = next((item for item in classes if item.name == name), lost)
            yield Author(layer.name, source, tree), cls
            return


def _public(cls: ast.ClassDef) -> dict[str, Function]:
    return {
        node.name: node
        for node in cls.body
        if isinstance(node, Function) and not node.name.startswith("_")
    }


def _defaults(layer: Layer) -> dict[str, str]:
    tree = parsed(generated_path(layer.folder, "aio", "client"))
    return {
        node.targets[0].id: ast.unparse(node.value)
        for cls in tree.body
        if isinstance(cls, ast.ClassDef)
        for node in cls.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }


def _errors(layer: Layer) -> tuple[str, ...]:
    for node in parsed(layer.folder / "errors.py").body:
        match node:
            case ast.Assign(targets=[ast.Name(id="__all__")], value=value):
                return tuple(ast.literal_eval(value))
            case _:
                continue
    return ()


# --- models ------------------------------------------------------------------------------


def _models(
    layer: Layer, path: Path, below: Mapping[str, KnownModel]
) -> Iterator[KnownModel]:
    home = f"{layer.name}.models.{path.stem}"
    tree = parsed(path)
    imported = imports_of(tree, home)
    for node in tree.body:
        match node:
            case ast.ClassDef():
                model = known_class(node, home)
                under = below.get(node.name)
                names = [imported.get(ast.unparse(base), "") for base in node.bases]
                patches = _patches(names, under)
                if under and f"{under.home}.{under.name}" in names:
                    fields = {**under.fields, **model.fields}
                    model = replace(model, fields=fields, base=model.base or under.base)
                    if under.kind == "patch":  # no document knows it
                        model = replace(model, kind=under.kind)
                    patches += under.patches
                yield replace(model, patches=patches)
            case ast.AnnAssign() | ast.Assign():
                if alias := known_alias(node, home):
                    yield alias
            case ast.ImportFrom(names=names):
                for item in names:
                    if item.asname == item.name:
                        yield KnownModel(item.name, "patch", home)
            case _:
                continue


def _patches(names: Sequence[str], under: KnownModel | None) -> tuple[Place, ...]:
    """Return the bases of a model that are written by hand."""
    below = f"{under.home}.{under.name}" if under else ""
    return tuple(
        Place(home, name)
        for home, _, name in (full.rpartition(".") for full in names)
        if home and "._core." not in f"{home}." and f"{home}.{name}" != below
    )


def known_class(node: ast.ClassDef, home: str) -> KnownModel:
    """Return what a class of models is, as far as a caller can tell."""
    bases = [ast.unparse(base) for base in node.bases]
    base = next((b for b in bases if b in ("Model", "OpenModel", *_ENUMS)), "")
    fields: dict[str, str] = {}
    is_enum = base in _ENUMS
    for item in node.body:
        match item:
            case ast.AnnAssign(target=ast.Name(id=name), value=value):
                default = f" = {ast.unparse(value)}" if value else ""
                fields[name] = f"{ast.unparse(item.annotation)}{default}"
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                fields[name] = ast.unparse(value)
                is_enum = True
            case ast.If():
                fields["__pydantic_extra__"] = ast.unparse(item.body[-1])
            case _:
                continue
    return KnownModel(node.name, "enum" if is_enum else "object", home, base, fields)


def known_alias(node: ast.AnnAssign | ast.Assign, home: str) -> KnownModel | None:
    """Return what a name for a type stands for."""
    target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
    if not isinstance(target, ast.Name) or node.value is None:
        return None
    if not target.id[:1].isupper():
        return None
    return KnownModel(target.id, "alias", home, fields={"": ast.unparse(node.value)})
