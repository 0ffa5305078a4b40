"""A client that was rendered whole -> the extension: what its base does not have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from codegen.config import Config
from codegen.errors import ConfigError, Notice
from codegen.extensions.declared import undeclared
from codegen.extensions.groups import Group, Table, read_table, write_group
from codegen.extensions.known import Known, gone
from codegen.extensions.models import Models, extend_models
from codegen.extensions.package import Link, around, client
from codegen.extensions.pieces import Rendered
from codegen.flavour import FLAVOURS
from codegen.patches.overlay import Overlay
from codegen.printable import shown_path


@dataclass(frozen=True, slots=True)
class Extension:
    """The files of an extension.

    Attributes:
        files: Path below the package -> text.
        notices: What whoever calls the base, or installs the extension, should know.
    """

    files: dict[str, str]
    notices: tuple[Notice, ...]


def extend(
    files: Mapping[str, str], known: Known, config: Config, overlay: Overlay
) -> Extension:
    """Leave out of a client what the packages below it have.

    Args:
        files: The whole client, as it was rendered.
        known: What is below.
        config: The settings.
        overlay: The patches of the extension.

    Raises:
        ConfigError: The base was made by another isospin.
        PatchError: A patch of the base has a name that the document has too.
    """
    _check_core(files, known)
    models = extend_models(files, known, overlay, config.extensible)
    found = {**models.files, **dict(around(files, known, config, models.changed))}
    notices = [*models.notices]
    tables = dict(_tables(files, known, models))
    for flavour in FLAVOURS:
        chosen = list(_groups(files, flavour.name, known, overlay, tables))
        links = [
            Link(group.name, group.cls.name)
            for group in overlay.targets.groups
            if group.added and group.flavour == flavour.name
        ]
        for group in chosen:
            written = write_group(group, known, models.changed)
            if written is not None:
                text, table = written
                links.append(Link(group.name, group.class_name))
                found[overlay.path(flavour.name, group.name)] = text
                if table:
                    found[f"_operations/{group.name}.py"] = table
            notices += group.notices
        found |= overlay.exports(flavour)
        lost = _gone(flavour.name, chosen, known)
        notices += gone("client", [f"group {', '.join(lost)}"] if lost else [], known)
        path = overlay.path(flavour.name, "client")
        rendered = Rendered(files[path])
        found[path] = client(rendered, flavour.name, known, sorted(links), lost)
    notices += undeclared(config, known)
    return Extension(found, tuple(dict.fromkeys(notices)))


def _tables(
    files: Mapping[str, str], known: Known, models: Models
) -> Iterator[tuple[str, Table]]:
    """Yield the table of each group of the document; both flavours have the same."""
    for path, text in files.items():
        folder, _, file = path.partition("/")
        if folder == "_operations" and file != "__init__.py":
            name = file.removesuffix(".py")
            below = known.groups.get(("aio", name))
            entries = below.entries if below else {}
            yield name, read_table(text, entries, models.changed)


def _groups(
    files: Mapping[str, str],
    flavour: str,
    known: Known,
    overlay: Overlay,
    tables: Mapping[str, Table],
) -> Iterator[Group]:
    """Yield the groups of the document, and those of the base that are patched."""
    patched = {g.name for g in overlay.targets.groups if g.flavour == flavour}
    added = {g.name for g in overlay.targets.groups if g.added}
    for name in sorted({*tables, *patched} - added):
        rendered = files[overlay.path(flavour, name)] if name in tables else None
        yield Group(
            name,
            flavour,
            Rendered(rendered) if rendered is not None else None,
            known.groups.get((flavour, name)),
            tables.get(name),
            overlay.removed(flavour, name),
            name in patched,
        )


def _gone(flavour: str, chosen: list[Group], known: Known) -> list[str]:
    """Return the groups of the base that the document does not have."""
    here = {group.name for group in chosen}
    return [
        name
        for (found, name), group in known.groups.items()
        if found == flavour and group.methods and name not in here
    ]


def _check_core(files: Mapping[str, str], known: Known) -> None:
    """Refuse a base with another runtime: what is rendered here builds on this one.

    Raises:
        ConfigError: It has another one.
    """
    bottom = known.layers[0]
    for path, text in files.items():
        if not path.startswith("_core/") or path == "_core/_http.py":
            continue
        there = bottom.folder / path
        if not there.is_file() or there.read_text(encoding="utf-8") != text:
            raise ConfigError.of(
                "ISO602",
                shown_path(there),
                f"{bottom.name} was made by another release of isospin than this one",
                "Generate it again with this one, or use the one that made it",
            )
