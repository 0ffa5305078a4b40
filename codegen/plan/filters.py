"""Filters: the query arguments of an operation with many, as a type of their own.

A filter is a `TypedDict` of keyword arguments, so that it can be built in one place,
kept, changed, and passed to every method that takes them:

    filters = RunsFilters(run_number__gte=360392)
    client.runs.list(**filters)
    client.runs.list_pages(**filters).list_all()

It costs nothing at run time, and type checkers look at every key of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from codegen import ir, layout, names
from codegen.annotate import Annotation, annotate
from codegen.encode import Code, Identifier, docstring
from codegen.plan.imports import Imports, import_lines
from codegen.plan.variants import is_constant

FEWEST = 5
"""Optional query arguments from which an operation has a filter."""

_LISTING = frozenset({"find", "list", "query", "search"})


@dataclass(frozen=True, slots=True)
class FilterClass:
    """One filter.

    Attributes:
        name: Class name.
        doc: Docstring.
        fields: Each with its annotation, laid out.
    """

    name: Identifier
    doc: Code
    fields: tuple[Code, ...]


@dataclass(frozen=True, slots=True)
class FiltersModule:
    """All filters of the API."""

    classes: tuple[FilterClass, ...]
    imports: Imports
    uses_models: bool


def plan_filters(api: ir.Api) -> FiltersModule | None:
    """Plan the filters; None when no operation has enough arguments for one."""
    taken = names.Registry(("Any", "Literal", "TypedDict"))
    classes: list[FilterClass] = []
    annotations: list[Annotation] = []
    for operation in api.operations:
        chosen = [p for p in operation.parameters if _filters(p)]
        if len(chosen) < FEWEST:
            continue
        types = {p.name: annotate(p.schema, "value") for p in chosen}
        annotations += types.values()
        classes.append(
            FilterClass(
                _name(operation, taken),
                docstring(
                    [f"Query arguments of `{operation.group}.{operation.name}`."], 4
                ),
                tuple(
                    layout.statement(f"{name}: {_optional(annotation.code)}", 4)
                    for name, annotation in types.items()
                ),
            )
        )
    if not classes:
        return None
    text = "".join(field for one in classes for field in one.fields)
    imports = import_lines(i for annotation in annotations for i in annotation.imports)
    return FiltersModule(tuple(classes), imports, "models." in text)


def _filters(parameter: ir.Parameter) -> bool:
    return (
        parameter.location == "query"
        and not parameter.required
        and not is_constant(parameter)
    )


def _optional(code: Code) -> str:
    return code if code == "Any" or code.endswith("| None") else f"{code} | None"


def _name(operation: ir.Operation, taken: names.Registry) -> Identifier:
    """Return `RunsFilters`, or `RunsSummaryFilters` for what is no listing."""
    group = names.pascal(operation.group)
    full = f"{group}{names.pascal(operation.name)}Filters"
    candidates: Iterable[str] = (full,)
    if operation.name in _LISTING:
        candidates = (f"{group}Filters", full)
    return taken.claim(*candidates)
