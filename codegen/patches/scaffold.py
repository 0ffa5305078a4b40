"""The skeleton of a new patch, in its place and with its types."""

from __future__ import annotations

import ast
import copy
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from codegen.config import Config
from codegen.encode import literal
from codegen.errors import ConfigError
from codegen.extensions.known import Author, generated_path
from codegen.extensions.layers import parsed
from codegen.patches.ground import Ground, classes, ground
from codegen.patches.rendered import read_surface
from codegen.patches.skeleton_text import (
    black,
    import_lines,
    indented,
    new_file,
    quoted,
    relaxed_in,
    with_comments,
)
from codegen.patches.source import (
    GENERATED,
    Function,
    imported_module,
    read_tree,
)
from codegen.patches.targets import ModelKind, Surface, closest
from codegen.printable import printable, shown_path


@dataclass(frozen=True, slots=True)
class Skeleton:
    """A file to write.

    Attributes:
        text: All of it.
    """

    path: Path
    text: str


@dataclass(frozen=True, slots=True)
class _Request:
    """What a patch is wanted for.

    Attributes:
        under: What is patched.
        core: Import name of the package with the runtime.
        patches: Folder of the patches.
    """

    under: Ground
    core: str
    patches: Path
    surface: Surface

    @property
    def package(self) -> str:
        """Import name of the generated package."""
        return self.under.package


def skeletons(config: Config, target: str, *, add: bool = False) -> list[Skeleton]:
    """Return the files of a new patch; nothing is written.

    Args:
        config: The settings.
        target: `group.operation`, `group`, `client` or `models.Name`.
        add: It is a group that the document does not have.

    Raises:
        ConfigError: There is nothing of that name, or it is patched already.
    """
    tree = read_tree(config)
    under = ground(config)
    surface = read_surface(config, tree, under)
    asked = _Request(under, tree.core, tree.folder, surface)
    head, _, rest = target.partition(".")
    if head == "models":
        return [_model(asked, rest, target)]
    if add:
        return [_added(asked, head, target, flavour) for flavour in ("aio", "sync")]
    if head == "client" and not rest:
        return [
            _class_of(asked, "client", surface.clients[flavour], None, flavour)
            for flavour in ("aio", "sync")
        ]
    if head not in surface.groups:
        raise _unknown(
            target, f"there is no group {printable(head)}", head, surface.groups
        )
    name = surface.groups[head]
    return [
        _class_of(asked, head, name, rest or None, flavour)
        for flavour in ("aio", "sync")
    ]


def _unknown(target: str, fact: str, name: str, known: Iterable[str]) -> ConfigError:
    return ConfigError.of(
        "ISO313",
        printable(target),
        f"{fact} in the generated package{closest(name, known)}",
        "Name `group.operation`, `group`, `client` or `models.Name`; `--add` makes a"
        " group of your own",
    )


def _there_already(path: Path, line: int, what: str) -> ConfigError:
    return ConfigError.of(
        "ISO313",
        f"{shown_path(path)}:{line}",
        f"{what} is patched here already",
        "Edit it",
    )


# --- groups and clients ------------------------------------------------------------------


def _class_of(
    asked: _Request, module: str, cls: str, operation: str | None, flavour: str
) -> Skeleton:
    home = f"{asked.package}.{flavour}.{GENERATED}{module}"
    imports = {(home, f"{cls} as Generated{cls}")}
    body = ""
    if operation is not None:
        method = _method(asked, flavour, module, cls, operation)
        own = asked.under.own(flavour, module, cls).get(operation)
        author = asked.under.author(flavour, module, operation)
        if author and own is None:
            imports |= _needed_of_patch(author, method)
            method = _Models(_models_of(author)).visit(copy.deepcopy(method))
        else:
            imports |= _needed_of(asked, own or method, flavour, module)
        # The patch of the base says what it returns in the models of the base.
        cast = bool(author and own and own.returns)
        body = _call_of_original(own if author and own else method, cast=cast)
        imports |= {("typing", "cast")} if cast else set()
    path = asked.patches / flavour / f"{module}.py"
    found = (
        ast.get_docstring(item)
        for _, folder in asked.under.folders
        for item in classes(folder, flavour, module, cls)
    )
    summary = next(filter(None, found), cls).splitlines()[0]
    relaxed = relaxed_in(generated_path(asked.under.folder, flavour, module))
    if path.is_file():
        skeleton = _grown(path, cls, operation, body, imports)
        return Skeleton(path, with_comments(skeleton.text, relaxed))
    text = new_file(
        f"The `{module}` operations, patched." if module != "client" else "The client.",
        imports,
        f"class {cls}(Generated{cls}):\n    {quoted(summary)}\n{indented(body)}",
    )
    return Skeleton(path, black(with_comments(text, relaxed)))


def _method(
    asked: _Request, flavour: str, module: str, cls: str, name: str
) -> Function:
    methods = asked.under.methods(flavour, module, cls)
    if name in methods and not name.startswith("_"):
        return methods[name]
    known = [found for found in methods if not found.startswith("_")]
    target = f"{module}.{name}"
    raise _unknown(target, f"there is no operation {printable(target)}", name, known)


def _needed_of(
    asked: _Request, method: Function, flavour: str, module: str
) -> set[tuple[str, str]]:
    """Return the imports of the file that a method is in, as far as it needs them."""
    own = {(package, "models") for package, _ in asked.under.folders}
    for package, folder in asked.under.folders:
        tree = parsed(generated_path(folder, flavour, module))
        texts = {ast.dump(i) for i in ast.walk(tree) if isinstance(i, Function)}
        if ast.dump(method) in texts:
            found = _needed(method, tree, f"{package}.{flavour}.{module}")
            return {
                (asked.package, name) if (home, name) in own else (home, name)
                for home, name in found
            }
    return set()


def _needed_of_patch(author: Author, method: Function) -> set[tuple[str, str]]:
    """Return the imports of a patch of the base, as far as a method needs them."""
    models = (author.package, "models")
    renamed = (author.package, f"models as {_models_of(author)}")
    found = _needed(method, author.tree, author.module)
    return {renamed if item == models else item for item in found}


def _models_of(author: Author) -> str:
    return f"{author.package.rpartition('.')[2]}_models"


class _Models(ast.NodeTransformer):
    """Calls `models` in code something else, for those of another package."""

    def __init__(self, name: str) -> None:
        self._name = name

    def visit_Name(self, node: ast.Name) -> ast.Name:
        return ast.Name(self._name) if node.id == "models" else node


def _call_of_original(method: Function, *, cast: bool) -> str:
    """Return a method that does what the original does, by calling it.

    Args:
        method: The original.
        cast: Type checkers have to be told what the original returns.
    """
    is_async = isinstance(method, ast.AsyncFunctionDef)
    args = [arg.arg for arg in (*method.args.posonlyargs, *method.args.args)][1:]
    args += [f"{arg.arg}={arg.arg}" for arg in method.args.kwonlyargs]
    call = f"super().{method.name}({', '.join(args)})"
    signature = ast.unparse(method.args)
    returns = f" -> {ast.unparse(method.returns)}" if method.returns else ""
    lines = [f"{'async ' if is_async else ''}def {method.name}({signature}){returns}:"]
    doc = ast.get_docstring(method, clean=True)
    lines.append(textwrap.indent(quoted(doc or method.name), "    "))
    call = f"{'await ' if is_async else ''}{call}"
    if cast and method.returns:
        call = f"cast({literal(ast.unparse(method.returns))}, {call})"
    lines.append(f"    return {call}")
    return "\n".join(lines)


def _needed(method: Function, tree: ast.Module, dotted: str) -> set[tuple[str, str]]:
    """Return the imports that the annotations of a method need: (module, name)."""
    used = {
        node.id
        for part in (method.args, *([method.returns] if method.returns else []))
        for node in ast.walk(part)
        if isinstance(node, ast.Name)
    }
    found: set[tuple[str, str]] = set()
    for node in tree.body:
        if isinstance(node, ast.ImportFrom):
            module = imported_module(node, dotted)
            for alias in node.names:
                if (alias.asname or alias.name) in used:
                    suffix = f" as {alias.asname}" if alias.asname else ""
                    found.add((module, f"{alias.name}{suffix}"))
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if (alias.asname or alias.name) in used:
                    suffix = f" as {alias.asname}" if alias.asname else ""
                    found.add(("", f"{alias.name}{suffix}"))
    return found


def _grown(
    path: Path,
    cls: str,
    operation: str | None,
    body: str,
    imports: set[tuple[str, str]],
) -> Skeleton:
    """Return a patch that is there with one more method."""
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    found = next(
        (n for n in tree.body if isinstance(n, ast.ClassDef) and n.name == cls), None
    )
    if found is None:
        raise ConfigError.of(
            "ISO313",
            shown_path(path),
            f"this file has no class {cls} to add to",
            f"Write `class {cls}(Generated{cls})` first, or move the file away",
        )
    if operation is None:
        raise _there_already(path, found.lineno, cls)
    for node in found.body:
        if isinstance(node, Function) and node.name == operation:
            raise _there_already(path, node.lineno, f"{path.stem}.{operation}")
    known = {
        (imported_module(node, ""), alias.name)
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    new = {i for i in imports if (i[0], i[1].partition(" as ")[0]) not in known}
    lines = text.splitlines()
    end = found.end_lineno or len(lines)
    lines[end:end] = ["", *textwrap.indent(body, "    ").splitlines()]
    last = max(
        (
            n.end_lineno or 0
            for n in tree.body
            if isinstance(n, ast.Import | ast.ImportFrom)
        ),
        default=0,
    )
    lines[last:last] = [line for line in import_lines(new) if line]
    grown = "\n".join(lines) + "\n"
    return Skeleton(path, black(grown) if black(text) == text else grown)


def _added(asked: _Request, name: str, target: str, flavour: str) -> Skeleton:
    if name in asked.surface.groups or not name.isidentifier() or "." in target:
        raise ConfigError.of(
            "ISO313",
            printable(target),
            "this cannot be the name of a group of your own",
            "Take a Python name that no group of the document has",
        )
    path = asked.patches / flavour / f"{name}.py"
    if path.exists():
        raise _there_already(path, 1, name)
    cls = "".join(part.capitalize() for part in name.split("_"))
    text = new_file(
        f"The `{name}` operations, which the document does not have.",
        {(f"{asked.core}.{flavour}._transport", "Group")},
        f"class {cls}(Group):\n    {quoted(f'The {name} operations.')}\n",
    )
    return Skeleton(path, black(text))


# --- models ------------------------------------------------------------------------------


def _model(asked: _Request, name: str, target: str) -> Skeleton:
    known = asked.surface.models
    if name not in known:
        raise _unknown(target, f"there is no model {printable(name)}", name, known)
    module, kind = known[name]
    if kind == "alias":
        raise ConfigError.of(
            "ISO313",
            printable(target),
            f"{name} is a name for a type, which no class can extend",
            "Patch the models that it stands for",
        )
    path = asked.patches / "models" / f"{module}.py"
    base, source = _base_of_model(asked, name, kind)
    body = f"class {name}({base}):\n    {quoted(f'What is added to `{name}`.')}\n"
    imports = {source}
    if not path.is_file():
        return Skeleton(path, black(new_file("Models, patched.", imports, body)))
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and node.name == name:
            raise _there_already(path, node.lineno, target)
    bound = {
        alias.asname or alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    lines = text.splitlines()
    if base not in bound:
        last = max(
            (n.end_lineno or 0 for n in tree.body if isinstance(n, ast.ImportFrom)),
            default=0,
        )
        lines[last:last] = import_lines(imports)
    grown = "\n".join([*lines, "", "", body])
    return Skeleton(path, black(grown))


def _base_of_model(
    asked: _Request, name: str, kind: ModelKind
) -> tuple[str, tuple[str, str]]:
    """Return the base of a patch of a model, and its import."""
    known = asked.under.below.models.get(name) if asked.under.below else None
    if known and kind == "object":  # so that `super()` reaches what is below
        return f"Base{name}", (known.home, f"{name} as Base{name}")
    base = "Model" if kind == "object" else "OpenStrEnum"
    return base, (f"{asked.core}._core.model", base)
