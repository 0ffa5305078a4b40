"""The import lines of a rendered module."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from codegen.annotate import Import
from codegen.encode import LINE_LENGTH, Code


@dataclass(frozen=True, slots=True)
class Imports:
    """Import lines, one a module, in the order of isort's sections.

    Attributes:
        first_party: Of patches, which are no part of the package.
    """

    standard: tuple[Code, ...]
    third_party: tuple[Code, ...]
    own: tuple[Code, ...]
    first_party: tuple[Code, ...] = ()


_THIRD_PARTY = ("pydantic", "pydantic_core", "typing_extensions")


def import_lines(imports: Iterable[Import]) -> Imports:
    """Write imports as lines, laid out."""
    by_module: dict[str, set[str]] = {}
    modules: set[Code] = set()
    renamed: dict[str, set[str]] = {}
    for item in imports:
        if not item.name:
            alias = f" as {item.alias}" if item.alias else ""
            modules.add(Code(f"import {item.module}{alias}"))
        elif item.alias:
            # isort has these on lines of their own.
            renamed.setdefault(item.module, set()).add(f"{item.name} as {item.alias}")
        else:
            by_module.setdefault(item.module, set()).add(item.name)
    sections: dict[str, list[Code]] = {
        "standard": sorted(modules),
        "third_party": [],
        "own": [],
        "first_party": [],
    }
    for module in sorted({*by_module, *renamed}, key=module_order):
        section = sections[_section(module)]
        if plain := by_module.get(module):
            section.append(import_line(module, sorted(plain, key=member_order)))
        section.extend(
            import_line(module, [name])
            for name in sorted(renamed.get(module, ()), key=member_order)
        )
    return Imports(**{name: tuple(found) for name, found in sections.items()})


def _section(module: str) -> str:
    if module.startswith("."):
        return "own"
    if module in _THIRD_PARTY:
        return "third_party"
    top = module.partition(".")[0]
    return "standard" if top in sys.stdlib_module_names else "first_party"


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
