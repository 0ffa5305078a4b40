"""The skeleton of a new patch, in its place and with its types."""

from __future__ import annotations

import ast
import sys
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from codegen.config import Config
from codegen.errors import ConfigError
from codegen.patches.rendered import module_path, read_surface
from codegen.patches.source import (
    GENERATED,
    Function,
    imported_module,
    read_tree,
)
from codegen.patches.targets import Surface, closest
from codegen.plan.imports import import_line, member_order, module_order
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
        package: Import name of the generated package.
        folder: Folder of the generated package.
        patches: Folder of the patches.
    """

    package: str
    folder: Path
    patches: Path
    surface: Surface


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
    surface = read_surface(config, tree)
    asked = _Request(config.package, config.package_folder, tree.folder, surface)
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
    source = module_path(asked.folder, flavour, module)
    tree = ast.parse(source.read_text(encoding="utf-8"))
    generated = _find_class(tree, cls)
    home = f"{asked.package}.{flavour}.{GENERATED}{module}"
    imports = {(home, f"{cls} as Generated{cls}")}
    body = ""
    if operation is not None:
        method = _method(generated, operation, f"{module}.{operation}")
        body = _call_of_original(method)
        imports |= _needed(method, tree, f"{asked.package}.{flavour}.{module}")
    path = asked.patches / flavour / f"{module}.py"
    doc = ast.get_docstring(generated) or cls
    summary = doc.splitlines()[0]
    if path.is_file():
        return _grown(path, cls, operation, body, imports)
    text = _new_file(
        f"The `{module}` operations, patched." if module != "client" else "The client.",
        imports,
        f"class {cls}(Generated{cls}):\n    {_quoted(summary)}\n{_indented(body)}",
    )
    return Skeleton(path, _black(text))


def _find_class(tree: ast.Module, name: str) -> ast.ClassDef:
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and node.name == name:
            return node
    raise AssertionError(f"{name} is in the surface and not in its file")


def _method(cls: ast.ClassDef, name: str, target: str) -> Function:
    methods = {node.name: node for node in cls.body if isinstance(node, Function)}
    if name in methods and not name.startswith("_"):
        return methods[name]
    known = [found for found in methods if not found.startswith("_")]
    raise _unknown(target, f"there is no operation {printable(target)}", name, known)


def _call_of_original(method: Function) -> str:
    """Return a method that does what the original does, by calling it."""
    is_async = isinstance(method, ast.AsyncFunctionDef)
    args = [arg.arg for arg in (*method.args.posonlyargs, *method.args.args)][1:]
    args += [f"{arg.arg}={arg.arg}" for arg in method.args.kwonlyargs]
    call = f"super().{method.name}({', '.join(args)})"
    signature = ast.unparse(method.args)
    returns = f" -> {ast.unparse(method.returns)}" if method.returns else ""
    lines = [f"{'async ' if is_async else ''}def {method.name}({signature}){returns}:"]
    doc = ast.get_docstring(method, clean=True)
    lines.append(textwrap.indent(_quoted(doc or method.name), "    "))
    lines.append(f"    return {'await ' if is_async else ''}{call}")
    return "\n".join(lines)


def _quoted(doc: str) -> str:
    safe = doc.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    end = "\n" if "\n" in safe else ""
    return f'"""{safe}{end}"""'


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
    lines[last:last] = [line for line in _import_lines(new) if line]
    grown = "\n".join(lines) + "\n"
    return Skeleton(path, _black(grown) if _black(text) == text else grown)


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
    text = _new_file(
        f"The `{name}` operations, which the document does not have.",
        {(f"{asked.package}.{flavour}._transport", "Group")},
        f"class {cls}(Group):\n    {_quoted(f'The {name} operations.')}\n",
    )
    return Skeleton(path, _black(text))


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
    base = "Model" if kind == "object" else "OpenStrEnum"
    body = f"class {name}({base}):\n    {_quoted(f'What is added to `{name}`.')}\n"
    imports = {(f"{asked.package}._core.model", base)}
    if not path.is_file():
        return Skeleton(path, _black(_new_file("Models, patched.", imports, body)))
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
        lines[last:last] = _import_lines(imports)
    grown = "\n".join([*lines, "", "", body])
    return Skeleton(path, _black(grown))


# --- text --------------------------------------------------------------------------------


def _new_file(doc: str, imports: set[tuple[str, str]], body: str) -> str:
    lines = "\n".join(_import_lines(imports))
    return (
        f"{_quoted(doc)}\n\nfrom __future__ import annotations\n\n{lines}\n\n\n{body}"
    )


def _indented(body: str) -> str:
    return f"\n{textwrap.indent(body, '    ')}\n" if body else ""


def _import_lines(imports: set[tuple[str, str]]) -> list[str]:
    """Write imports as isort has them, those of the package last."""
    sections: dict[bool, list[str]] = {False: [], True: []}
    plain = sorted(name for module, name in imports if not module)
    sections[False] += [f"import {name}" for name in plain]
    modules = sorted({module for module, _ in imports if module}, key=module_order)
    for module in modules:
        names = [name for found, name in imports if found == module]
        kept = sorted((n for n in names if " as " not in n), key=member_order)
        own = not _is_standard(module)
        if kept:
            sections[own].append(import_line(module, kept))
        for name in sorted(n for n in names if " as " in n):
            sections[own].append(import_line(module, [name]))
    between = [""] if sections[False] and sections[True] else []
    return [*sections[False], *between, *sections[True]]


def _is_standard(module: str) -> bool:
    return module.partition(".")[0] in sys.stdlib_module_names


def _black(text: str) -> str:
    import black

    return black.format_str(text, mode=black.Mode())
