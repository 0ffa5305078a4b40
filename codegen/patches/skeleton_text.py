"""The text of skeletons: files, imports, docstrings."""

from __future__ import annotations

import sys
import textwrap
from pathlib import Path

from codegen.encode import Code, docstring
from codegen.plan.imports import import_line, member_order, module_order


def quoted(doc: str) -> Code:
    """Return a docstring, which black moves to where it belongs."""
    return docstring(doc.splitlines(), 0)


def new_file(doc: str, imports: set[tuple[str, str]], body: str) -> str:
    """Return a whole file."""
    lines = "\n".join(import_lines(imports))
    return f"{quoted(doc)}\n\nfrom __future__ import annotations\n\n{lines}\n\n\n{body}"


def relaxed_in(path: Path) -> list[str]:
    """Return what type checkers are told in a generated module.

    Where an extension has an operation otherwise than its base, whoever overrides it
    has it otherwise too.
    """
    lines = path.read_text("utf-8").splitlines() if path.is_file() else []
    return [line for line in lines if line.startswith(("# mypy: ", "# pyright: "))]


def with_comments(text: str, comments: list[str]) -> str:
    """Return a file with comments at its head, those that it does not have yet."""
    lines = text.splitlines()
    return "".join(f"{line}\n" for line in comments if line not in lines) + text


def indented(body: str) -> str:
    """Return the body of a class, one step in."""
    return f"\n{textwrap.indent(body, '    ')}\n" if body else ""


def import_lines(imports: set[tuple[str, str]]) -> list[str]:
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


def black(text: str) -> str:
    """Return code as black lays it out."""
    import black

    return black.format_str(text, mode=black.Mode())
