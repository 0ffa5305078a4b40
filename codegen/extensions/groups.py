"""The groups of an extension: the operations that are new or different.

An operation is different when its signature, its entry in the table of operations or
a model that it mentions is. In a group that the base has patched, it goes below the
patch, so that the patch still does what it does:

    Jobs             the group of the extension
    base.Jobs        the patch of the base, which calls `super().get()`
    JobsOperations   the operations of the extension
    base.Jobs        the operations of the base
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from codegen.annotate import Import
from codegen.encode import Code, docstring
from codegen.errors import Notice, PatchError, Problem
from codegen.extensions.known import Known, KnownGroup, entry, gone
from codegen.extensions.pieces import (
    Rendered,
    attributes,
    module,
    names_in,
    needed,
)
from codegen.patches.originals import change, signature
from codegen.patches.source import GENERATED, Function

RELAXED_METHODS = ("override", "reportIncompatibleMethodOverride")
RELAXED_BASES = "misc"
"""What type checkers say of an operation that does not return what the base's does."""


@dataclass(frozen=True, slots=True)
class Table:
    """The table of a group, and what is different in it.

    Attributes:
        changed: Constants that are new or different.
    """

    rendered: Rendered
    statements: Mapping[str, ast.AnnAssign]
    changed: frozenset[str]

    def text(self, chosen: Iterable[str], core: str) -> str:
        """Write some constants, and what they build on."""
        wanted = {*chosen}
        while more := {
            name
            for one in wanted
            for name in names_in([self.statements[one]])
            if name in self.statements and name not in wanted
        }:
            wanted |= more
        kept = [node for name, node in self.statements.items() if name in wanted]
        return module(
            self.rendered.doc,
            needed(self.rendered, kept, lambda item: _moved(item, core, "")),
            [(self.rendered.piece(node), False) for node in kept],
        )


def read_table(
    text: str, known: Mapping[str, str], changed_models: frozenset[str]
) -> Table:
    """Tell what is different in a table.

    Args:
        text: The table as it was rendered.
        known: That of the base: constant -> what it is.
        changed_models: Models that are not those of the base.
    """
    rendered = Rendered(text)
    statements = {
        name: node
        for node in rendered.tree.body
        if isinstance(node, ast.AnnAssign)
        for name in entry(node)
    }
    changed = {
        name
        for name, node in statements.items()
        if known.get(name) != entry(node)[name]
        or attributes([node], "models") & changed_models
    }
    while more := {
        name
        for name, node in statements.items()
        if name not in changed and names_in([node.value or node]) & changed
    }:
        changed |= more
    return Table(rendered, statements, frozenset(changed))


@dataclass(slots=True)
class Group:
    """One group of one flavour, to write.

    Attributes:
        rendered: The module as it was rendered; None for a group that only patches of
            the base have.
        known: The group of the base.
        table: Its table as it was rendered.
        removed: Operations that patches of the extension take away.
        is_patched: The extension has a patch of it.
        notices: What whoever calls the base should know.
    """

    name: str
    flavour: str
    rendered: Rendered | None
    known: KnownGroup | None
    table: Table | None
    removed: frozenset[str] = frozenset()
    is_patched: bool = False
    notices: list[Notice] = field(default_factory=list)

    @property
    def cls(self) -> ast.ClassDef | None:
        """The class as it was rendered."""
        return self.rendered.classes[-1] if self.rendered else None

    @property
    def class_name(self) -> str:
        """Name of the class."""
        if self.cls is not None:
            return self.cls.name
        assert self.known is not None
        return self.known.exported.name

    @property
    def methods(self) -> dict[str, Function]:
        """Every operation that the document has."""
        body = self.cls.body if self.cls else []
        return {node.name: node for node in body if isinstance(node, Function)}

    @property
    def absent(self) -> list[str]:
        """Operations of the base that are no more."""
        if self.known is None:
            return []
        here = {name.removeprefix(GENERATED) for name in self.methods}
        known = self.known.methods
        gone = {name for name in known if name.removeprefix(GENERATED) not in here}
        return sorted(gone | (self.removed & {*known}))

    def changed(self, models: frozenset[str]) -> list[Function]:
        """Return the operations that the base does not have like this."""
        if self.known is None:
            return list(self.methods.values())
        return [
            method
            for name, method in self.methods.items()
            if self._differs(name, method, models)
        ]

    def _differs(self, name: str, method: Function, models: frozenset[str]) -> bool:
        then = self.known.methods.get(name) if self.known else None
        return (
            then is None
            or _code(then) != _code(method)
            or bool(
                self.table and attributes([method], "operations") & self.table.changed
            )
            or bool(attributes([method], "models") & models)
        )


def write_group(
    group: Group, known: Known, models: frozenset[str]
) -> tuple[str, str] | None:
    """Write a group and its table; None when the base has all of it.

    Args:
        group: The group.
        known: What is below.
        models: Models that are not those of the base.

    Returns:
        The module of the group, and that of its table, which may be empty.

    Raises:
        PatchError: A patch of the base has an operation of that name.
    """
    changed = group.changed(models)
    absent = group.absent
    if not changed and not absent and not group.is_patched:
        return None
    _check_hidden(group, changed)
    table = ""
    if group.table and changed:
        table = group.table.text(attributes(changed, "operations"), known.core)
    rendered = group.rendered
    relaxed: set[str] = set()
    imports: set[Import] = set()
    if rendered is not None:
        kept: list[ast.AST] = [*changed]
        imports |= needed(
            rendered, kept, lambda i: _moved(i, known.core, group.flavour)
        )
    for method in changed:
        relaxed |= set(_relaxed(group, method, models, known))
    parts = list(_classes(group, known, changed, absent, imports, relaxed))
    doc = (
        rendered.doc if rendered else docstring([f"The `{group.name}` operations."], 0)
    )
    return module(doc, imports, parts, _comments(relaxed)), table


def _classes(
    group: Group,
    known: Known,
    changed: Sequence[Function],
    absent: Sequence[str],
    imports: set[Import],
    relaxed: set[str],
) -> Iterator[tuple[Code, bool]]:
    name = group.class_name
    below, rendered = group.known, group.rendered
    methods = [rendered.piece(method) for method in changed] if rendered else []
    doc = _class_doc(group)
    gone = _absences(group, absent, imports, known)
    if below is None:
        imports.add(Import(f"{known.core}.{group.flavour}._transport", "Group"))
        yield _class(name, ["Group"], doc, methods), True
        return
    base = f"Base{name}"
    imports.add(Import(below.exported.module, below.exported.name, base))
    if not changed or not below.is_patched or below.operations is None:
        yield _class(name, [base], doc, [*methods, *gone]), True
        return
    own = f"{name}Operations"
    imports.add(Import(below.operations.module, below.operations.name, f"Base{own}"))
    yield _class(own, [f"Base{own}"], doc, methods), True
    if relaxed:
        relaxed.add(RELAXED_BASES)
    yield _class(name, [base, own], doc, gone), True


def _class(name: str, bases: Sequence[str], doc: Code, members: Sequence[Code]) -> Code:
    body = "\n\n".join([f"    {doc}", *members])
    return Code(f"class {name}({', '.join(bases)}):\n{body}")


def _class_doc(group: Group) -> Code:
    cls = group.cls
    if cls is not None and group.rendered and ast.get_docstring(cls):
        return Code(group.rendered.piece(cls.body[0]).strip())
    return docstring([f"The {group.name} operations."], 4)


def _absences(
    group: Group, absent: Sequence[str], imports: set[Import], known: Known
) -> list[Code]:
    """Write what stands for operations that are no more."""
    if not absent:
        return []
    imports.add(Import("typing", "TYPE_CHECKING"))
    imports.add(Import(f"{known.core}._core.extensions", "Absent"))
    lost = [
        name.removeprefix(GENERATED) for name in absent if name not in group.removed
    ]
    where = f"{group.name}.{lost[0]}" if len(lost) == 1 else group.name
    group.notices += gone(where, lost, known)
    lines = "\n".join(f"        {name} = Absent()" for name in absent)
    return [Code(f"    if not TYPE_CHECKING:\n{lines}")]


def _check_hidden(group: Group, changed: Sequence[Function]) -> None:
    if group.known is None:
        return
    hidden = [
        method.name
        for method in changed
        if method.name in group.known.written
        and group.known.method(method.name) is None
    ]
    if hidden:
        raise PatchError(
            *(
                Problem(
                    "ISO605",
                    f"{group.name}.{name}",
                    "the document has this operation, and a patch of the base has"
                    f" another one of that name ({group.known.exported.module})",
                    f'Call it something else: rename = {{"{group.name}.{name}" = "..."}}',
                )
                for name in hidden
            )
        )


def _relaxed(
    group: Group, method: Function, models: frozenset[str], known: Known
) -> Iterator[str]:
    """Yield what type checkers need not say of an operation, and note what isospin says."""
    then = group.known.method(method.name) if group.known else None
    if then is None:
        return
    name = method.name.removeprefix(GENERATED)
    before, after = signature(then), signature(method)
    if before != after or attributes([method], "models") & models:
        yield from RELAXED_METHODS
    if group.flavour == "aio" and before != after and not _accepts(then, method):
        group.notices.append(
            Notice(
                "note",
                "ISO603",
                f"{group.name}.{name}",
                f"callers of {known.base.name} may not expect this: "
                f"{change(before, after)}",
                "Give it another name with `rename`, if they call it",
            )
        )


def _accepts(then: Function, now: Function) -> bool:
    """Whether every call of one is a call of the other, with the same result."""
    if ast.unparse(then.returns or then) != ast.unparse(now.returns or now):
        return False
    before, after = _parameters(then), _parameters(now)
    return all(after.get(name) == text for name, text in before.items()) and all(
        "=" in text for name, text in after.items() if name not in before
    )


def _parameters(method: Function) -> dict[str, str]:
    args = method.args
    found = {
        arg.arg: ast.unparse(arg)
        for arg in (*args.posonlyargs, *args.args, *args.kwonlyargs)
    }
    plain = [*args.posonlyargs, *args.args]
    for arg in plain[len(plain) - len(args.defaults) :]:
        found[arg.arg] += "="
    for arg, default in zip(args.kwonlyargs, args.kw_defaults, strict=True):
        found[arg.arg] += "=" if default is not None else ""
    return found


def _comments(relaxed: set[str]) -> list[str]:
    mypy = sorted(relaxed & {RELAXED_METHODS[0], RELAXED_BASES})
    pyright = sorted(relaxed & {RELAXED_METHODS[1]})
    found = [f'# mypy: disable-error-code="{", ".join(mypy)}"'] if mypy else []
    return found + [f"# pyright: {rule}=false" for rule in pyright]


def _code(method: Function) -> str:
    """Return a method without its docstring."""
    body = method.body
    has_doc = isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant)
    said = "".join(ast.unparse(node) for node in body[1 if has_doc else 0 :])
    kind = type(method).__name__
    return f"{kind} {method.name}{signature(method)}: {said}"


def _moved(item: Import, core: str, flavour: str) -> Import:
    """Return where the extension imports something from."""
    if item.module.startswith(".._core"):
        return replace(item, module=f"{core}.{item.module[2:]}")
    if item.module == "._transport":
        return replace(item, module=f"{core}.{flavour}._transport")
    return item
