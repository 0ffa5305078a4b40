"""The import lines of a rendered module."""

from __future__ import annotations

import re
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
    for module in sorted(by_module, key=module_order):
        section = "own" if module.startswith(".") else "standard"
        if module in _THIRD_PARTY:
            section = "third_party"
        chosen = sorted(by_module[module], key=member_order)
        sections[section].append(import_line(module, chosen))
    return Imports(**{name: tuple(found) for name, found in sections.items()})


def import_line(module: str, chosen: Sequence[str], indent: int = 0) -> Code:
    """Write one import, its names in the order that they have, laid out.

    Args:
        module: Where the names come from.
        chosen: The names.
        indent: Columns before it.
    """
    line = Code(f"from {module} import {', '.join(chosen)}")
    if indent + len(line) <= LINE_LENGTH:
        return line
    margin = " " * indent
    rows = "".join(f"{margin}    {name},\n" for name in chosen)
    return Code(f"from {module} import (\n{rows}{margin})")


def member_order(name: str) -> tuple[object, ...]:
    """Sort key of the names in an import, as isort and ruff have it.

    CONSTANTS come before Classes before the rest; case does not matter otherwise, and
    numbers count as numbers.
    """
    return (_kind(name), _natural(name.lower()), name)


def module_order(name: str) -> tuple[object, ...]:
    """Sort key of the modules in a block of imports, as isort and ruff have it."""
    return (_natural(name.lower()), name)


def export_order(name: str) -> tuple[object, ...]:
    """Sort key of the names in `__all__`, as ruff has it: case does matter."""
    return (_kind(name), _natural(name))


def _kind(name: str) -> int:
    if len(name) > 1 and name.isupper():
        return 0
    return 1 if name[:1].isupper() else 2


def _natural(name: str) -> list[object]:
    parts = _DIGITS.split(name)
    return [int(part) if number % 2 else part for number, part in enumerate(parts)]


_DIGITS = re.compile(r"([0-9]+)")
