"""Whether both flavours of the patches say the same, up to the words of a flavour."""

from __future__ import annotations

import ast
import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass

from codegen.errors import Problem
from codegen.patches.phrases import annotation_of, in_words, unparsed
from codegen.patches.source import (
    Function,
    Member,
    Node,
    PatchClass,
    PatchModule,
    Tree,
)
from codegen.patches.wording import dotted_in_sync, prose_in_sync
from codegen.printable import one_line, shown_path

_OTHER = {"aio": "sync", "sync": "aio"}


def compare_flavours(tree: Tree) -> Iterator[Problem]:
    """Yield every difference between the flavours, with both places."""
    names = {module.name for f in _OTHER for module in tree.area(f)}
    for name in sorted(names):
        aio = tree.modules.get(("aio", name))
        sync = tree.modules.get(("sync", name))
        if aio is not None and sync is not None:
            yield from _modules(aio, sync)
        elif module := aio or sync:
            yield from _alone(module, tree)
    yield from _unexplained(tree)


def _alone(module: PatchModule, tree: Tree) -> Iterator[Problem]:
    """Yield the problem with a file that one flavour lacks."""
    if module.name == "__init__":
        return
    if is_one_sided(module):
        return
    other = tree.folder / _OTHER[module.area] / f"{module.name.replace('.', '/')}.py"
    yield Problem(
        "ISO301",
        shown_path(module.path),
        f"its twin {shown_path(other)} is missing",
        _remedy(module.area),
    )


def is_one_sided(module: PatchModule) -> bool:
    """Tell whether everything in a file is marked as one-sided."""
    everything: list[PatchClass | Member] = [*module.classes.values()]
    everything += _functions(module)
    return bool(everything) and all(_reason_of(i) is not None for i in everything)


def _remedy(area: str) -> str:
    if area == "aio":
        return "Run `isospin patch mirror`, or mark it with @one_sided(reason)"
    return "Write it, or mark this one with @one_sided(reason)"


def _functions(module: PatchModule) -> list[Member]:
    return [
        member
        for member in module.members.values()
        if not isinstance(member.node, ast.ClassDef) and _is_public(member.name)
    ]


def _reason_of(item: PatchClass | Member) -> str | None:
    if isinstance(item, PatchClass):
        marked = item.module.members[item.name]
        return marked.reason
    return item.reason


def _unexplained(tree: Tree) -> Iterator[Problem]:
    for module in tree.modules.values():
        groups = [module.members, *(c.members for c in module.classes.values())]
        for members in groups:
            for member in members.values():
                if member.reason == "":
                    yield Problem(
                        "ISO305",
                        module.at(member.node),
                        f"{member.name} is one-sided and does not say why",
                        'Write the reason as text: @one_sided("...")',
                    )


# --- one file and its twin ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two members that should be the same, and where they are."""

    label: str
    aio: PatchModule
    sync: PatchModule

    def differs(
        self,
        what: str,
        ours: str,
        theirs: str,
        nodes: tuple[Node, Node],
    ) -> Problem:
        return Problem(
            "ISO301",
            self.aio.at(nodes[0]),
            f"{self.label} {what} {one_line(ours)} here, and {one_line(theirs)} in"
            f" {self.sync.at(nodes[1])}",
            "Make them say the same, or run `isospin patch mirror`",
        )


def _modules(aio: PatchModule, sync: PatchModule) -> Iterator[Problem]:
    yield from _members("", aio.members, sync.members, aio, sync)
    for name, cls in aio.classes.items():
        other = sync.classes.get(_twin_name(name, sync.classes, aio))
        if other is None or not _is_public(name):
            continue
        yield from _classes(cls, other)


def _classes(aio: PatchClass, sync: PatchClass) -> Iterator[Problem]:
    pair = _Pair(aio.name, aio.module, sync.module)
    nodes = (aio.node, sync.node)
    ours = sorted(dotted_in_sync(base, aio.module.renamed) for base in aio.bases)
    if ours != sorted(sync.bases):
        yield pair.differs(
            "derives from", ", ".join(aio.bases), ", ".join(sync.bases), nodes
        )
    if sorted(aio.removed) != sorted(sync.removed):
        yield pair.differs(
            "removes", _listed(aio.removed), _listed(sync.removed), nodes
        )
    yield from _docs(pair, aio.node, sync.node)
    yield from _members(
        f"{aio.name}.", aio.members, sync.members, aio.module, sync.module
    )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "nothing"


def _members(
    prefix: str,
    ours: Mapping[str, Member],
    theirs: Mapping[str, Member],
    aio: PatchModule,
    sync: PatchModule,
) -> Iterator[Problem]:
    twins = {name: _twin_name(name, theirs, aio) for name in ours}
    for name, member in ours.items():
        if not _is_compared(name) or member.reason is not None:
            continue
        twin = theirs.get(twins[name])
        if twin is None:
            yield _missing(f"{prefix}{name}", aio, member, sync)
        else:
            pair = _Pair(f"{prefix}{name}", aio, sync)
            yield from _compare(pair, member.node, twin.node)
    known = set(twins.values())
    for name, member in theirs.items():
        if _is_compared(name) and member.reason is None and name not in known:
            yield _missing(f"{prefix}{name}", sync, member, aio)


def _missing(
    label: str, module: PatchModule, member: Member, other: PatchModule
) -> Problem:
    return Problem(
        "ISO301",
        module.at(member.node),
        f"{label} has no twin in {shown_path(other.path)}",
        _remedy(module.area),
    )


def _twin_name(name: str, theirs: Container[str], module: PatchModule) -> str:
    return name if name in theirs else dotted_in_sync(name, module.renamed)


_PUBLIC_DUNDERS = frozenset(
    {"__init__", "__call__", "__len__", "__getitem__", "__contains__", "__repr__"}
    | {"__enter__", "__exit__", "__iter__", "__next__", "__eq__", "__hash__"}
    | {"__aenter__", "__aexit__", "__aiter__", "__anext__", "__str__", "__bool__"}
)


def _is_public(name: str) -> bool:
    return not name.startswith("_")


def _is_compared(name: str) -> bool:
    return _is_public(name) or name in _PUBLIC_DUNDERS


# --- one member and its twin -------------------------------------------------------------


def _compare(pair: _Pair, ours: ast.stmt, theirs: ast.stmt) -> Iterator[Problem]:
    if isinstance(ours, Function) and isinstance(theirs, Function):
        yield from _compare_functions(pair, ours, theirs)
    elif isinstance(ours, Function) or isinstance(theirs, Function):
        yield pair.differs("is", _kind(ours), _kind(theirs), (ours, theirs))
    elif not isinstance(ours, ast.ClassDef) or not isinstance(theirs, ast.ClassDef):
        left, right = in_words(ours, pair.aio, turn=True), in_words(theirs, pair.sync)
        if left != right:
            texts = ast.unparse(ours), ast.unparse(theirs)
            yield pair.differs("is", *texts, (ours, theirs))


def _kind(node: ast.stmt) -> str:
    if isinstance(node, Function):
        return "a method"
    return "a class" if isinstance(node, ast.ClassDef) else "a value"


def _compare_functions(
    pair: _Pair, ours: Function, theirs: Function
) -> Iterator[Problem]:
    nodes = (ours, theirs)
    if isinstance(theirs, ast.AsyncFunctionDef):
        yield Problem(
            "ISO301",
            pair.sync.at(theirs),
            f"{pair.label} is `async` in the sync flavour",
            "Write it without, or run `isospin patch mirror`",
        )
        return
    left = {in_words(d, pair.aio, turn=True) for d in ours.decorator_list}
    right = {in_words(d, pair.sync) for d in theirs.decorator_list}
    if left != right:
        yield pair.differs("is marked with", _listed(left), _listed(right), nodes)
    if problem := _parameters(pair, ours, theirs):
        yield problem
        return
    left_result = annotation_of(ours.returns, pair.aio, turn=True)
    right_result = annotation_of(theirs.returns, pair.sync)
    if left_result != right_result:
        yield pair.differs(
            "returns", unparsed(ours.returns), unparsed(theirs.returns), nodes
        )
    yield from _docs(pair, ours, theirs)


def _parameters(pair: _Pair, ours: Function, theirs: Function) -> Problem | None:
    left = list(_flat(ours.args, pair.aio, turn=True))
    right = list(_flat(theirs.args, pair.sync, turn=False))
    for one, other in zip(left, right, strict=False):
        nodes: tuple[Node, Node] = (one.node, other.node)
        if (one.kind, one.name) != (other.kind, other.name):
            return pair.differs(
                "takes", f"{one.kind} {one.name}", f"{other.kind} {other.name}", nodes
            )
        if one.annotation != other.annotation:
            return pair.differs(
                f"takes {one.name} as",
                unparsed(one.node.annotation),
                unparsed(other.node.annotation),
                nodes,
            )
        if one.default != other.default:
            return pair.differs(
                f"has for {one.name} the default",
                one.default or "none",
                other.default or "none",
                nodes,
            )
    if len(left) == len(right):
        return None
    ours_is_longer = len(left) > len(right)
    extra = max(left, right, key=len)[min(len(left), len(right))]
    here, there = pair.aio, pair.sync.at(theirs)
    if not ours_is_longer:
        here, there = pair.sync, pair.aio.at(ours)
    return Problem(
        "ISO301",
        here.at(extra.node),
        f"{pair.label} takes {extra.name} here, and not in {there}",
        "Make them say the same, or run `isospin patch mirror`",
    )


@dataclass(frozen=True, slots=True)
class _Parameter:
    kind: str
    name: str
    annotation: str
    default: str
    node: ast.arg


def _flat(
    args: ast.arguments, module: PatchModule, *, turn: bool
) -> Iterator[_Parameter]:
    """Yield the parameters in order, each with its kind and default."""
    positional = [*args.posonlyargs, *args.args]
    padding: list[ast.expr | None] = [None] * (len(positional) - len(args.defaults))
    for index, (arg, default) in enumerate(
        zip(positional, [*padding, *args.defaults], strict=True)
    ):
        kind = "positional" if index < len(args.posonlyargs) else "parameter"
        yield _parameter(kind, arg, default, module, turn)
    if args.vararg:
        yield _parameter("variable", args.vararg, None, module, turn)
    for arg, default in zip(args.kwonlyargs, args.kw_defaults, strict=True):
        yield _parameter("keyword", arg, default, module, turn)
    if args.kwarg:
        yield _parameter("keywords", args.kwarg, None, module, turn)


def _parameter(
    kind: str, arg: ast.arg, default: ast.expr | None, module: PatchModule, turn: bool
) -> _Parameter:
    said = in_words(default, module, turn=turn) if default is not None else ""
    annotation = annotation_of(arg.annotation, module, turn=turn)
    return _Parameter(kind, arg.arg, annotation, said, arg)


_BLANK = re.compile(r"\s+")


def _docs(
    pair: _Pair,
    ours: ast.ClassDef | Function,
    theirs: ast.ClassDef | Function,
) -> Iterator[Problem]:
    left = _BLANK.sub(
        " ", prose_in_sync(ast.get_docstring(ours) or "", pair.aio.renamed)
    )
    right = _BLANK.sub(" ", ast.get_docstring(theirs) or "")
    if left != right:
        at = next(
            (i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b),
            min(len(left), len(right)),
        )
        start = max(0, left.rfind(" ", 0, max(0, at - 12)) + 1)
        yield pair.differs(
            "says in its docstring",
            repr(left[start : start + 40]),
            repr(right[start : start + 40]),
            (ours, theirs),
        )
