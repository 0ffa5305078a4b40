"""A second import of a client: a scratch copy in memory, with one file changed.

What is in `sys.modules` is one world, and a `World` is another: the same packages, but
modules and classes of its own. A flavour can so have a drift to itself even where both
flavours share the file, and nothing is written to disk.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import CodeType, ModuleType

from codegen.parity.sources import Source


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


class World:
    """Packages, imported apart from those that are imported already.

    Args:
        roots: Their names: the client's, its patches'.
        changed: A file that has another text in there; None for none.
    """

    def __init__(self, roots: frozenset[str], changed: Source | None = None) -> None:
        self._roots = roots
        self._modules: dict[str, ModuleType] = {}
        self._finders = [] if changed is None else [_Finder(changed)]

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Let imports, and whoever looks into `sys.modules`, find this world."""
        outside = self._taken()
        sys.modules.update(self._modules)
        sys.meta_path[:0] = self._finders
        try:
            yield
        finally:
            for finder in self._finders:
                sys.meta_path.remove(finder)
            self._modules = self._taken()
            sys.modules.update(outside)

    def _taken(self) -> dict[str, ModuleType]:
        names = [one for one in sys.modules if one.partition(".")[0] in self._roots]
        return {name: sys.modules.pop(name) for name in names}
