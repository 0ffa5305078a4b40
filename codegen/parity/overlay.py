"""Another text for one module of a flavour, for a while, with nothing written to disk."""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import CodeType, ModuleType

from codegen.parity.sources import Flavour, Source


class _Loader(importlib.abc.InspectLoader):
    def __init__(self, source: Source) -> None:
        self._source = source

    def get_source(self, fullname: str) -> str:
        return self._source.text

    def get_code(self, fullname: str) -> CodeType:
        return compile(self._source.text, str(self._source.path), "exec")

    def is_package(self, fullname: str) -> bool:
        return self._source.path.name == "__init__.py"


class _Finder(importlib.abc.MetaPathFinder):
    def __init__(self, source: Source) -> None:
        self._source = source

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,
        target: ModuleType | None = None,
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self._source.module:
            return None
        return importlib.util.spec_from_file_location(
            fullname,
            self._source.path,
            loader=_Loader(self._source),
            submodule_search_locations=(
                [str(self._source.path.parent)]
                if self._source.path.name == "__init__.py"
                else None
            ),
        )


@contextmanager
def overlaid(roots: set[str], flavour: Flavour, source: Source) -> Iterator[None]:
    """Let imports of one flavour find `source` in the place of its module.

    The modules of the flavour are imported anew inside, and put back at the end.

    Args:
        roots: Packages that have modules of the flavour: the client, its patches.
        flavour: Which one.
        source: What is imported instead.
    """
    kept = {name: sys.modules.pop(name) for name in _modules(roots, flavour)}
    finder = _Finder(source)
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
        for name in _modules(roots, flavour):
            del sys.modules[name]
        sys.modules.update(kept)
        for name, module in kept.items():
            parent, _, last = name.rpartition(".")
            if parent in sys.modules:
                setattr(sys.modules[parent], last, module)


def _modules(roots: set[str], flavour: Flavour) -> list[str]:
    return [
        name
        for name in sys.modules
        if name.partition(".")[0] in roots and flavour in name.split(".")
    ]
