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
    for item in imports:
        by_module.setdefault(item.module, set())
        if item.name:
            by_module[item.module].add(item.name)
    sections: dict[str, list[Code]] = {"standard": [], "third_party": [], "own": []}
    # `import x` stands before `from y import z` in a section.
    for module in sorted(by_module, key=lambda m: (bool(by_module[m]), m)):
        section = "own" if module.startswith(".") else "standard"
        if module in _THIRD_PARTY:
            section = "third_party"
        sections[section].append(_import_line(module, sorted(by_module[module])))
    return Imports(**{name: tuple(found) for name, found in sections.items()})


def _import_line(module: str, chosen: Sequence[str]) -> Code:
    if not chosen:
        return Code(f"import {module}")
    line = Code(f"from {module} import {', '.join(chosen)}")
    if len(line) <= LINE_LENGTH:
        return line
    rows = "".join(f"    {name},\n" for name in chosen)
    return Code(f"from {module} import (\n{rows})")
