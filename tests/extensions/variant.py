"""An extension of the base whose document is the base's, with a change."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path

from codegen.run import Result
from tests.patches.project import Project, document

from .shops import Document, Shop

Changed = Callable[[Document], None]


def made(extension: Shop, change: Changed) -> Result:
    """Generate it from the base's document with a change."""
    found = copy.deepcopy(document())
    change(found)
    return extension.made(found)


def told(result: Result) -> list[str]:
    """Return what a run says, but for what every extension here is told."""
    return [str(notice) for notice in result.notices if "ISO606" not in str(notice)]


def run(extension: Shop, code: str) -> str:
    """Run a program with the base and the extension, neither installed."""
    base = Path(str(extension.settings["extends"])).parent
    path = f"import sys; sys.path[:0] = [{str(base)!r}]\n"
    return Project(extension.home, package=extension.name).run(path + code)


def schemas(found: Document) -> Document:
    """Return the schemas of a document."""
    schemas: Document = found["components"]["schemas"]
    return schemas
