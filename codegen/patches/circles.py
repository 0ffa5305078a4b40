"""Imports by which a patch would import itself, through what exports it."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator

from codegen.errors import Problem
from codegen.patches.source import (
    FLAVOURS,
    GENERATED,
    PatchModule,
    Tree,
    imported_module,
    run_time_imports,
)


def find_circles(tree: Tree, packages: Collection[str] = ()) -> Iterator[Problem]:
    """Yield the imports that would come back to the module that they are in.

    Args:
        tree: The patches.
        packages: Packages below, whose names give what is built of the patches.
    """
    package = tree.package
    for module in tree.modules.values():
        if module.area in FLAVOURS and module.name != "__init__":
            root = f"{package}.{module.area}"
            names: tuple[str, ...] = (f"{root}.{module.name}",)
            names += (root,) if module.name == "client" else ()
            names += tuple(f"{name}.{module.area}" for name in packages)
        elif module.area == "models":
            names = (f"{package}.models", *(f"{name}.models" for name in packages))
        elif (module.area, module.name) == ("", "errors"):
            names = (f"{package}.errors", package)
        else:
            continue
        for node in run_time_imports(module.tree):
            if source := _comes_back(node, module, names, package):
                yield Problem(
                    "ISO309",
                    module.at(node),
                    f"this imports {source}, which imports this patch",
                    _way_out(module, package, source.rpartition(".")[0] in packages),
                )


def _comes_back(
    node: ast.ImportFrom | ast.Import,
    module: PatchModule,
    names: Collection[str],
    package: str,
) -> str:
    if isinstance(node, ast.Import):
        sources = [alias.name for alias in node.names]
    else:
        sources = [imported_module(node, module.dotted)]
        if sources == [package]:
            # `from generated import models` gives a package that is still lazy.
            sources = [package] if package in names else []
            lazy = {"aio", "sync", "models", "errors"}
            if isinstance(node, ast.ImportFrom) and module.area == "":
                sources = [] if {a.name for a in node.names} <= lazy else sources
    for source in sources:
        is_model = module.area == "models" and source.startswith(f"{package}.models.")
        if source in names or is_model:
            return source
    return ""


def _way_out(module: PatchModule, package: str, below: bool) -> str:
    if below:
        return "Import it from the module that it is in, or below `if TYPE_CHECKING:`"
    if module.area == "models":
        return (
            f"Write `from {package} import models` and `models.Name`, or import it below"
            " `if TYPE_CHECKING:`"
        )
    if module.area in FLAVOURS:
        return (
            f"Import the original from {package}.{module.area}.{GENERATED}{module.name},"
            " or below `if TYPE_CHECKING:`"
        )
    return f"Import from {package}._core.errors"
