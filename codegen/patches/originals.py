"""What patches override, as it was when they were written.

`patches/originals.json` keeps the signature of each original: of a method with its
result, of a field with its type. A change of the document that changes one is told,
because nothing else would say that the patch may mean something else now.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from codegen.errors import PatchError, Problem
from codegen.patches.ground import Ground
from codegen.patches.source import (
    GENERATED,
    Function,
    Member,
    PatchClass,
    PatchModule,
    Tree,
)
from codegen.patches.targets import PatchedModel, Targets, closest
from codegen.printable import one_line, shown_path

FILE: Final = "originals.json"


@dataclass(frozen=True, slots=True)
class Override:
    """A member of a patch, and the generated one that it stands for.

    Attributes:
        name: `jobs.search`, `client.close`, `models.Job.status`.
        now: Signature of the original; None when there is none any more.
        known: Names of the originals around it.
        meant: Something says that there must be an original.
    """

    name: str
    module: PatchModule
    node: ast.stmt
    now: str | None
    known: tuple[str, ...]
    meant: bool

    @property
    def place(self) -> str:
        """File and line."""
        return self.module.at(self.node)


def overrides(tree: Tree, targets: Targets, ground: Ground) -> Iterator[Override]:
    """Yield every member of a patch that stands for a generated one, or means to.

    Args:
        tree: The patches.
        targets: The classes that are patched.
        ground: What they are laid over.
    """
    recorded = read_record(tree)
    for group in sorted(targets.groups, key=lambda group: group.flavour):
        if group.added:
            continue
        original = ground.methods(group.flavour, group.name, group.cls.name)
        yield from _methods(group.name, group.cls, original, recorded)
    # The constructor names classes of the flavour, so both are held to the sync one.
    base = ground.methods("sync", "_base", "BaseClient")
    for _, cls in sorted((targets.clients or {}).items()):
        original = ground.methods("sync", "client", cls.name)
        yield from _methods("client", cls, {**base, **original}, recorded)
    for model in targets.models:
        yield from _fields(model, ground)


def _methods(
    group: str,
    cls: PatchClass,
    original: Mapping[str, Function],
    recorded: Mapping[str, str],
) -> Iterator[Override]:
    public = tuple(name for name in original if not name.startswith("_"))
    called = _called_on_super(cls.node)
    for name, member in cls.members.items():
        if name.startswith("_") and name != "__init__":
            continue
        if not isinstance(member.node, Function):
            continue
        hidden = original.get(f"{GENERATED}{name}")
        found = hidden or original.get(name)
        full = f"{group}.{name}"
        meant = full in recorded or name in called or _says_override(member)
        if found is None and not meant:
            continue  # an operation of its own
        now = signature(found) if found is not None else None
        yield Override(full, cls.module, member.node, now, public, meant)


def _called_on_super(node: ast.ClassDef) -> set[str]:
    """Return the names of `super().name`."""
    return {
        item.attr
        for item in ast.walk(node)
        if isinstance(item, ast.Attribute)
        and isinstance(item.value, ast.Call)
        and isinstance(item.value.func, ast.Name)
        and item.value.func.id == "super"
    }


def _says_override(member: Member) -> bool:
    if not isinstance(member.node, Function):
        return False
    names = (
        ast.unparse(item).rpartition(".")[2] for item in member.node.decorator_list
    )
    return "override" in names


def _fields(model: PatchedModel, ground: Ground) -> Iterator[Override]:
    if model.way != "extends":
        return
    module = model.cls.module
    declared = _declared(model.cls.node)
    original = ground.fields(module.name, model.name)
    for name, node in declared.items():
        if (now := original.get(name)) is not None:
            full = f"models.{model.name}.{name}"
            yield Override(full, module, node, now, tuple(original), meant=True)
        elif _below_type_checking(model.cls.node, node):
            full = f"models.{model.name}.{name}"
            yield Override(full, module, node, None, tuple(original), meant=True)


def hidden_members(targets: Targets, ground: Ground) -> Iterator[Problem]:
    """Yield what a patch of a model defines in vain: the generated field wins.

    Args:
        targets: The classes that are patched.
        ground: What they are laid over.
    """
    for model in targets.models:
        if model.way != "extends":
            continue
        module = model.cls.module
        fields = ground.fields(module.name, model.name)
        for name, member in model.cls.members.items():
            if name in fields:
                yield Problem(
                    "ISO310",
                    module.at(member.node),
                    f"{model.name}.{name} is a generated field, which hides what its"
                    " base says",
                    "Declare it below `if TYPE_CHECKING:`, call it something else, or"
                    " mark the class with @replaces",
                )


def _declared(node: ast.ClassDef) -> dict[str, ast.AnnAssign]:
    return {
        item.target.id: item
        for item in ast.walk(node)
        if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name)
    }


def _below_type_checking(cls: ast.ClassDef, node: ast.AnnAssign) -> bool:
    return not any(item is node for item in cls.body)


def signature(node: Function) -> str:
    """Return parameters and result of a method, whatever its flavour."""
    returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    return f"({ast.unparse(node.args)}){returns}"


# --- the record --------------------------------------------------------------------------


def read_record(tree: Tree) -> dict[str, str]:
    """Return the originals as they were: name -> signature.

    Raises:
        PatchError: The file is not what `isospin patch accept` writes.
    """
    path = tree.folder / FILE
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise _bad_record(path, str(error)) from None
    if not isinstance(found, dict) or not all(
        isinstance(value, str) for value in found.values()
    ):
        raise _bad_record(path, "it is no object of texts")
    return {str(name): str(value) for name, value in found.items()}


def _bad_record(path: Path, said: str) -> PatchError:
    return PatchError.of(
        "ISO300",
        shown_path(path),
        f"the signatures of originals cannot be read: {said}",
        "Run `isospin patch accept` after deleting it",
    )


def write_record(tree: Tree, found: Mapping[str, str]) -> None:
    """Keep signatures, sorted."""
    text = json.dumps(dict(sorted(found.items())), indent=2, ensure_ascii=False)
    (tree.folder / FILE).write_text(f"{text}\n", encoding="utf-8")


def check_originals(tree: Tree, found: Iterator[Override]) -> Iterator[Problem]:
    """Yield the patches whose original is gone, changed, or was never looked at."""
    recorded = read_record(tree)
    told: set[str] = set()
    for override in found:
        problem = _check(override, recorded)
        if problem and override.name not in told:
            told.add(override.name)
            yield problem


def _check(override: Override, recorded: Mapping[str, str]) -> Problem | None:
    name, now = override.name, override.now
    if now is None:
        short = name.rpartition(".")[2]
        what = "field" if name.startswith("models.") else "operation"
        return Problem(
            "ISO303",
            override.place,
            f"this is for {name}, and the API has no such {what} any more"
            f"{closest(short, override.known)}",
            "Delete it, or rename it",
        )
    then = recorded.get(name)
    if then is None:
        return Problem(
            "ISO311",
            override.place,
            f"nothing tells what {name} was when this was written",
            f"Run `isospin patch accept {name}`",
        )
    if then != now:
        return Problem(
            "ISO304",
            override.place,
            f"{name} has changed since this was written: {change(then, now)}",
            f"See whether the patch is still right, then run `isospin patch accept"
            f" {name}`",
        )
    return None


def change(then: str, now: str) -> str:
    """Tell how a signature, or the type of a field, differs from what it was."""
    before, after = _parts(then), _parts(now)
    if before is None or after is None:
        return f"it was {one_line(then)}, and is {one_line(now)}"
    found = [
        f"{name} was {one_line(text)}, and is {one_line(after[name])}"
        for name, text in before.items()
        if name in after and after[name] != text
    ]
    found += [
        f"{name} is new: {one_line(after[name])}"
        for name in after
        if name not in before
    ]
    found += [f"{name} is gone" for name in before if name not in after]
    return "; ".join(found) or "the order of its parameters"


def _parts(text: str) -> dict[str, str] | None:
    """Return the parameters of a signature and its result, by name."""
    try:
        node = ast.parse(f"def original{text}: ...").body[0]
    except SyntaxError:
        return None
    if not isinstance(node, ast.FunctionDef):
        return None
    args = node.args
    plain = [*args.posonlyargs, *args.args]
    padding: list[ast.expr | None] = [None] * (len(plain) - len(args.defaults))
    pairs = [*zip(plain, [*padding, *args.defaults], strict=True)]
    pairs += zip(args.kwonlyargs, args.kw_defaults, strict=True)
    found = {arg.arg: _declared_as(arg, default) for arg, default in pairs}
    if node.returns is not None:
        found["the result"] = ast.unparse(node.returns)
    return found


def _declared_as(arg: ast.arg, default: ast.expr | None) -> str:
    said = ast.unparse(arg.annotation) if arg.annotation else "anything"
    return f"{said} = {ast.unparse(default)}" if default is not None else said
