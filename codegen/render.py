"""Plans -> text. Templates may print `Code` and nothing else.

Whatever a template prints is checked on its way out: a string that no encoder made is
an error of isospin, not text in a program.
"""

from __future__ import annotations

from dataclasses import fields, replace
from functools import cache
from importlib.resources import files

from jinja2 import BaseLoader, Environment, StrictUndefined, TemplateNotFound

from codegen.encode import Code, Identifier
from codegen.flavour import Flavour

HEADER = Code(
    "# Rendered by isospin from the OpenAPI document of the service. Do not edit:\n"
    "# regenerate it, or extend it in patches/."
)
"""First lines of every rendered file."""
HERE = Code("")
"""The package itself, as the one that has the runtime."""


class UnencodedText(TypeError):
    """A template tried to print something that is no `Code`."""


def words(flavour: Flavour) -> Flavour:
    """Return the flavour with its words as `Code`: they are ours."""
    plain = {item.name: Code(getattr(flavour, item.name)) for item in fields(flavour)}
    return replace(flavour, **plain)


def _only_code(value: object) -> object:
    if isinstance(value, Code) or value == "":
        return value
    raise UnencodedText(f"a template prints a {type(value).__name__}, not Code")


class _Loader(BaseLoader):
    """Reads templates from the package, wherever it is installed."""

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, None]:
        """Return source and name of a template."""
        resource = files("codegen").joinpath("templates", template)
        if not resource.is_file():
            raise TemplateNotFound(template)
        return resource.read_text(encoding="utf-8"), template, None


@cache
def environment(checked: bool = True) -> Environment:
    """Return the environment in which templates are rendered.

    Args:
        checked: Only `Code` is printed. The drivers, which no text of a document
            reaches, are rendered without.
    """
    return Environment(
        loader=_Loader(),
        autoescape=False,
        undefined=StrictUndefined,
        finalize=_only_code if checked else None,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def render(template: str, **context: object) -> str:
    """Render one template.

    Args:
        template: File name below `templates/`.
        context: What its opening comment lists, `header` aside.

    Raises:
        UnencodedText: It prints something that is no `Code`.
    """
    return environment().get_template(template).render(header=HEADER, **context)


def render_driver(template: str, flavour: Flavour) -> str:
    """Render a driver of the runtime: code of ours, in one flavour."""
    text = environment(checked=False).get_template(template)
    return text.render(header=HEADER, f=flavour)


def flavour_package(
    flavour: Flavour, name: Identifier, *, extensible: bool, core: Code = HERE
) -> str:
    """Render the package of one flavour.

    Args:
        flavour: The flavour, its words as `Code`.
        name: The client class.
        extensible: The client of an installed extension stands for it.
        core: Package with the runtime, when it is another one.
    """
    return render(
        "flavour_init.py.jinja",
        f=flavour,
        name=name,
        extensible=extensible,
        core=core,
    )
