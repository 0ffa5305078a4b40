"""Which package stands for this one: itself, or an extension that is installed.

An extension names what it extends by an entry point of the group `isospin.extensions`:
its name is the package that is extended, its value the package that extends it. Of a
chain the last one counts. Where two packages extend the same one, and neither the
other, `ISOSPIN_EXTENSIONS` says which counts; empty, it says that none does. Entry
points are looked up when a client is first asked for, not when something is imported.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cache
from importlib import import_module
from types import ModuleType

GROUP = "isospin.extensions"
VARIABLE = "ISOSPIN_EXTENSIONS"


class ExtensionError(ImportError):
    """What is installed does not tell which client is meant, or cannot be imported."""


class Absent:
    """Stands for an operation that the service of an extension does not have."""

    def __set_name__(self, owner: type, name: str) -> None:
        """Note whose it is."""
        self._owner, self._name = owner, name.removeprefix("_generated_")

    def __get__(self, instance: object, owner: type | None = None) -> object:
        """Say that there is none.

        Raises:
            AttributeError: Always.
        """
        place = self._owner.__module__.partition(".")[0]
        raise AttributeError(f"{place} has no {self._owner.__name__}.{self._name}")


def client_class(package: str, flavour: str, name: str) -> object:
    """Return the client class that counts.

    Args:
        package: Import name of the package that is asked.
        flavour: `sync` or `aio`.
        name: What its own client class is called.

    Raises:
        ExtensionError: See there.
    """
    top = most_derived(package)
    if top != package:
        name = _facts(top, package).CLIENTS[flavour]
    return _found(f"{top}.{flavour}.client", name, top, package)


def model(package: str, name: str) -> object:
    """Return a model of the extension that counts; None when there is none.

    Args:
        package: Import name of the package that is asked.
        name: The model.

    Raises:
        ExtensionError: See there.
    """
    top = most_derived(package)
    if top == package:
        return None
    return getattr(_imported(f"{top}.models", top, package), name, None)


@cache
def most_derived(package: str) -> str:
    """Return the package that stands for one.

    Raises:
        ExtensionError: Several could.
    """
    above = _installed()
    chosen = _chosen(above)
    found = package
    for _ in above:
        extending = sorted(name for name in above.get(found, ()) if name in chosen)
        if not extending:
            break
        if len(extending) > 1:
            raise ExtensionError(
                f"{found} is extended by {' and by '.join(extending)}, and neither"
                f" extends the other: name the one that counts in {VARIABLE}, or"
                " uninstall the other"
            )
        found = extending[0]
    return found


def _installed() -> dict[str, set[str]]:
    """Return every package that is extended -> the packages that extend it."""
    from importlib.metadata import entry_points

    found: dict[str, set[str]] = {}
    for point in entry_points(group=GROUP):
        found.setdefault(point.name, set()).add(point.value)
    return found


def _chosen(above: dict[str, set[str]]) -> set[str]:
    """Return the extensions that count: those that are named, and what they extend."""
    everything = {name for names in above.values() for name in names}
    said = os.environ.get(VARIABLE)
    if said is None:
        return everything
    named = {part.strip() for part in said.split(",")} & everything
    while more := _extended(named, above) & everything - named:
        named |= more
    return named


def _extended(names: Iterable[str], above: dict[str, set[str]]) -> set[str]:
    return {base for base, found in above.items() if found & {*names}}


def _facts(top: str, package: str) -> ModuleType:
    return _imported(f"{top}._extension", top, package)


def _imported(module: str, top: str, package: str) -> ModuleType:
    try:
        return import_module(module)
    except ImportError as error:
        if top == package or isinstance(error, ExtensionError):
            raise
        raise ExtensionError(
            f"{top}, which extends {package}, cannot be imported: {error}; repair or"
            f" uninstall it, or set {VARIABLE} to nothing"
        ) from error


def _found(module: str, name: str, top: str, package: str) -> object:
    home = _imported(module, top, package)
    try:
        return getattr(home, name)
    except AttributeError:
        raise ExtensionError(
            f"{module} asks for a client of {package} while it is being imported;"
            f" import it from {package}.{module.removeprefix(f'{top}.')}, or later"
        ) from None
