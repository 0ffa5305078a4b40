"""The import lines of a rendered module."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from codegen.annotate import Import
from codegen.encode import LINE_LENGTH, Code


@dataclass(frozen=True, slots=True)
class Imports:
    """Import lines, one a module, in the order of isort's three sections."""

    standard: tuple[Code, ...]
    third_party: tuple[Code, ...]
    own: tuple[Code, ...]


_THIRD_PARTY = ("pydantic", "pydantic_core", "typing_extensions")


def import_lines(imports: Iterable[Import]) -> Imports:
    """Write imports as lines, laid out."""
    by_module: dict[str, set[str]] = {}
    modules: set[Code] = set()
    for item in imports:
        renamed = f" as {item.alias}" if item.alias else ""
        if item.name:
            by_module.setdefault(item.module, set()).add(f"{item.name}{renamed}")
        else:
            modules.add(Code(f"import {item.module}{renamed}"))
    sections: dict[str, list[Code]] = {"standard": [], "third_party": [], "own": []}
    sections["standard"].extend(sorted(modules))
    for module in sorted(by_module):
        section = "own" if module.startswith(".") else "standard"
        if module in _THIRD_PARTY:
            section = "third_party"
        sections[section].append(_import_line(module, sorted(by_module[module])))
    return Imports(**{name: tuple(found) for name, found in sections.items()})


def _import_line(module: str, chosen: Sequence[str]) -> Code:
    line = Code(f"from {module} import {', '.join(chosen)}")
    if len(line) <= LINE_LENGTH:
        return line
    rows = "".join(f"    {name},\n" for name in chosen)
    return Code(f"from {module} import (\n{rows})")
