"""A document -> the files of its clients. Pure but for reading what stood there before.

    read -> plan -> render -> files

The one place where the stages meet. Whatever is wrong with the document is raised by
the first stage, all of it together; the later ones cannot fail on a document.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from functools import cache
from importlib.resources import files as resources
from pathlib import Path

from codegen import ir
from codegen.config import Config
from codegen.diff import snapshot
from codegen.diff.patched import kept
from codegen.diff.subject import Subject
from codegen.encode import Code, Identifier
from codegen.extensions.extend import extend
from codegen.extensions.known import read_known
from codegen.extensions.layers import layers
from codegen.flavour import FLAVOURS
from codegen.groups import GROUPS, Groups
from codegen.models import Worker, render_models
from codegen.patches.overlay import Overlay, lay_over
from codegen.plan import plan_client, plan_filters, plan_servers
from codegen.plan.imports import member_order
from codegen.previous import Build, Previous
from codegen.progress import report
from codegen.read import Choices, read
from codegen.render import HEADER, flavour_package, render, render_driver, words
from codegen.spec.document import Document

DRIVERS = ("base", "streams", "transport")
"""Modules that do I/O or wait; each from one template for both flavours."""
MODELS = "models"
"""Section of the cache with what datamodel-code-generator was asked already."""


def build(document: Document, config: Config, previous: Previous) -> Build:
    """Render the clients of a document.

    Args:
        document: The document.
        config: The settings.
        previous: What the last run left: models that have not changed are taken
            from there.

    Raises:
        SpecError: Everything that was found wrong with the document.
        PatchError: A patch has no place in the clients.
        ConfigError: What the client extends is not there.
    """
    with Worker() as asking:  # imports while the document is read
        problems = document.problems()
        api = read(document, choices(document, config), problems)
        known = read_known(layers(config)) if config.extends else None
        found: dict[str, str] = {"py.typed": ""}
        found |= _core(config)
        overlay = lay_over(api, config, known)
        found |= _clients(api, config, overlay)
        # An extension keeps the groups that are different: what is there is no whole group.
        groups = Groups(api, config, Previous(Path()) if known else previous, overlay)
        found |= groups.files()
        report("models")
        models = render_models(
            api.models,
            open_models=config.extra == "allow",
            known=previous.cache.get(MODELS, {}),
            patches=overlay.models,
            extensible=config.extensible,
            asking=asking,
        )
    found |= models.files
    found[snapshot.NAME] = snapshot.text_of(Subject(document, config, kept(config)))
    notices = problems.notices
    if known:
        extension = extend(found, known, config, overlay)
        found, notices = extension.files, (*notices, *extension.notices)
    return Build(
        files=found,
        notices=notices,
        cache={MODELS: dict.fromkeys(models.known, ""), GROUPS: groups.traces},
        operations=sum(1 for _ in api.operations),
        models=len(api.models),
    )


def choices(document: Document, config: Config) -> Choices:
    """Return what the configuration says about reading a document."""
    return Choices(
        rename=config.rename,
        include=config.include,
        exclude=config.exclude,
        skip=config.skip,
        lenient=config.lenient,
        operation_ids=config.names == "operation-id",
        function_names=document.function_names or {},
    )


# --- the core: copied --------------------------------------------------------------------


@cache
def runtime() -> Mapping[str, str]:
    """Return the modules that every client carries: file name -> text."""
    folder = resources("codegen").joinpath("runtime")
    return {
        item.name: item.read_text(encoding="utf-8")
        for item in folder.iterdir()
        if item.name.endswith(".py")
    }


def _core(config: Config) -> Mapping[str, str]:
    found = {f"_core/{name}": text for name, text in runtime().items()}
    if config.http != "httpx":
        # The one module that names the HTTP library.
        found["_core/_http.py"] = found["_core/_http.py"].replace(
            "import httpx\n", f"import {config.http} as httpx\n"
        )
    return found


@cache
def error_names() -> tuple[Code, ...]:
    """Return the public classes of the error tree, in the order of import lines."""
    tree = ast.parse(runtime()["errors.py"])
    return tuple(
        Code(node.name)
        for node in sorted(
            (n for n in tree.body if isinstance(n, ast.ClassDef)),
            key=lambda n: member_order(n.name),
        )
        if not node.name.startswith("_")
    )


# --- the clients: rendered ---------------------------------------------------------------


def _clients(api: ir.Api, config: Config, overlay: Overlay) -> Mapping[str, str]:
    raised = {*error_names(), *overlay.errors, *overlay.errors_below}
    errors = tuple(sorted(raised, key=member_order))
    client = plan_client(
        api,
        config.package,
        {
            "sync": Identifier(config.client.sync),
            "aio": Identifier(config.client.aio),
        },
        errors,
        config.preferences,
    )
    found = {
        "__init__.py": render("package_init.py.jinja", client=client, errors=errors),
        "errors.py": render(
            "errors.py.jinja",
            errors=error_names(),
            added=overlay.errors_import,
            above=not overlay.errors_import.startswith("from ."),
            exports=errors,
        ),
        "_operations/__init__.py": (
            f'{HEADER}\n"""The tables of operations, one module a group."""\n'
        ),
    }
    if (servers := plan_servers(api)) is not None:
        found["servers.py"] = render("servers.py.jinja", servers=servers)
    if (filters := plan_filters(api)) is not None:
        found["filters/__init__.py"] = render("filters.py.jinja", filters=filters)
    for flavour in FLAVOURS:
        f = words(flavour)
        found[f"{f.name}/__init__.py"] = flavour_package(
            f, client.class_name(f.name), extensible=config.extensible
        )
        found[overlay.path(f.name, "client")] = render(
            "client.py.jinja", client=overlay.client(client, f.name), f=f
        )
        found |= overlay.exports(flavour)
        for driver in DRIVERS:
            found[f"{f.name}/_{driver}.py"] = render_driver(
                f"{driver}.py.jinja", flavour
            )
    return found
