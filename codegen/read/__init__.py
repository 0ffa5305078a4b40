"""A document -> the intermediate representation.

    context      the document, the problems, the choices; following references
    scalars      schemas without parts
    merge        allOf, and what stands beside unions
    schemas      every other schema; the models
    contents     bodies and replies
    security     servers and security schemes
    operations   paths, names, parameters
    modules      which model goes where

Problems are collected, so that a person sees all of them at once; nothing is returned
when there are any.
"""

from __future__ import annotations

from codegen import ir
from codegen.encode import SpecText
from codegen.errors import Problems
from codegen.read.context import Choices, Document, Reading, description
from codegen.read.modules import with_modules
from codegen.read.operations import OperationReader
from codegen.read.schemas import SchemaReader
from codegen.read.security import requirements, schemes, servers
from codegen.spec.pointer import ROOT, Pointer

__all__ = ["Choices", "read"]


def read(document: Document, choices: Choices, problems: Problems) -> ir.Api:
    """Return the API that a document describes.

    Args:
        document: The document, of any version from OpenAPI 3.0 to 3.2.
        choices: What the configuration says.
        problems: Takes what stops the run, and what is worth knowing about it.

    Raises:
        SpecError: Everything that was found wrong with the document.
    """
    reading = Reading(document, problems, choices)
    root = document.root
    info_at = Pointer(("info",))
    info = reading.mapping(root.get("info"), info_at)
    schemas = SchemaReader(reading)
    if not choices.include and not choices.exclude:
        schemas.components()
    groups = OperationReader(reading, schemas).groups()
    api = ir.Api(
        title=reading.text(info.get("title"), info_at / "title") or SpecText("API"),
        version=reading.text(info.get("version"), info_at / "version") or SpecText("0"),
        description=description(info),
        servers=servers(reading, root.get("servers"), ROOT / "servers"),
        groups=groups,
        models=schemas.models,
        security_schemes=schemes(reading),
        global_security=requirements(reading, root.get("security"), ROOT / "security"),
        fastapi=schemas.fastapi or bool(choices.function_names),
    )
    problems.raise_if_any()
    return with_modules(api)
