"""Extensions: other packages that replace parts of the service, by entry point.

An extension's class derives from the one that it replaces, and its entry point
has that one's name::

    [project.entry-points."service.databases"]
    JobsDatabase = "gubbins.db:GubbinsJobsDatabase"

    [project.entry-points."service.routers"]
    jobs = "gubbins.routers:jobs"

    [project.entry-points."service.properties"]
    GubbinsUser = "gubbins.rights:GUBBINS_USER"
"""

from collections.abc import Iterable, Mapping
from importlib.metadata import EntryPoint, entry_points

from .properties import SecurityProperty
from .routing import Router

CLASS_GROUPS = ("service.databases", "service.settings", "service.policies")
"""Entry point groups whose members are classes."""

ROUTER_GROUP = "service.routers"
PROPERTY_GROUP = "service.properties"


class ExtensionError(Exception):
    """An installed extension cannot be used; says which, and what is wrong."""


def replaced_classes() -> dict[type, type]:
    """Return, for each class that an extension replaces, its replacement.

    Raises:
        ExtensionError: Two extensions replace the same class, or a replacement
            does not derive from what it replaces.
    """
    replacements: dict[type, type] = {}
    for group in CLASS_GROUPS:
        for name, point in _single_points(group).items():
            replacement = _load(point)
            if not isinstance(replacement, type):
                raise ExtensionError(f"{_label(point)} is not a class")
            bases = [base for base in replacement.__mro__[1:] if base.__name__ == name]
            if not bases:
                raise ExtensionError(
                    f"{_label(point)} replaces {name}, so it must derive from it"
                )
            replacements[bases[0]] = replacement
    return replacements


def replaced_routers(vanilla: Mapping[str, Router]) -> dict[str, Router]:
    """Return the routers by name: replaced where an extension does, and its new ones.

    Raises:
        ExtensionError: Two extensions give a router of the same name, or one of
            them is not a `Router`.
    """
    routers = dict(vanilla)
    for name, point in _single_points(ROUTER_GROUP).items():
        router = _load(point)
        if not isinstance(router, Router):
            raise ExtensionError(f"{_label(point)} is not a Router")
        routers[name] = router
    return routers


def available_properties(
    vanilla: Iterable[SecurityProperty],
) -> list[SecurityProperty]:
    """Return the security properties that a group can have, extensions' included.

    Raises:
        ExtensionError: An extension's is not a `SecurityProperty`.
    """
    properties = {each.name: each for each in vanilla}
    for point in _single_points(PROPERTY_GROUP).values():
        added = _load(point)
        if not isinstance(added, SecurityProperty):
            raise ExtensionError(f"{_label(point)} is not a SecurityProperty")
        properties[added.name] = added
    return list(properties.values())


def _single_points(group: str) -> dict[str, EntryPoint]:
    points: dict[str, EntryPoint] = {}
    for point in sorted(entry_points(group=group), key=lambda point: point.value):
        other = points.setdefault(point.name, point)
        if other.value != point.value:
            raise ExtensionError(
                f"{_label(other)} and {_label(point)} replace the same thing:"
                " uninstall one of them"
            )
    return points


def _load(point: EntryPoint) -> object:
    try:
        loaded: object = point.load()
    except (ImportError, AttributeError) as error:
        raise ExtensionError(f"{_label(point)} cannot be loaded: {error}") from error
    return loaded


def _label(point: EntryPoint) -> str:
    return f"entry point `{point.name} = {point.value}` of group {point.group}"
