"""Groups of operations: their methods, finished but for the flavour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from codegen import ir, layout, names
from codegen.annotate import Annotation, annotate
from codegen.encode import Code, Identifier, literal
from codegen.plan.arguments import Argument, arguments_of, parameters
from codegen.plan.docs import class_doc, common_errors, listing_doc, method_doc
from codegen.plan.imports import Imports, import_lines
from codegen.plan.pagination import PagePlan, page_plan
from codegen.plan.table import Table, operation_table
from codegen.plan.variants import Variant, constant_name, return_annotation, variants

NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Method:
    """One method of a group.

    Attributes:
        name: Method name.
        awaited: It is a coroutine in the aio client; a stream is not.
        parameters: Each with annotation and default, `self` included.
        returns: Return annotation.
        doc: Docstring, quotes included.
        call: The call that the body returns, without `await`.
    """

    name: Identifier
    awaited: bool
    parameters: tuple[Code, ...]
    returns: Code
    doc: Code
    call: Code

    def signature(self, keyword: str) -> Code:
        """Lay out the first line; `keyword` is `async ` or nothing."""
        return layout.signature(
            f"{keyword}def {self.name}", self.parameters, self.returns, 4
        )

    def body(self, keyword: str) -> Code:
        """Lay out the `return`; `keyword` is `await ` or nothing."""
        return layout.statement(f"return {keyword}{self.call}", 8)


@dataclass(frozen=True, slots=True)
class GroupModule:
    """One module of methods, and the table of operations behind it.

    Attributes:
        imports: What the annotations need.
        uses_models: Some annotation names a model.
        drivers: What is imported from `_transport`.
    """

    name: Identifier
    class_name: Identifier
    doc: Code
    methods: tuple[Method, ...]
    imports: Imports
    uses_models: bool
    drivers: tuple[Code, ...]
    table: Table


def plan_group(
    group: ir.Group, api: ir.Api, pagination: Mapping[str, Any] = NOTHING
) -> GroupModule:
    """Plan one group of operations.

    Args:
        group: The group.
        api: The API.
        pagination: `[tool.isospin.pagination]`.

    Raises:
        ConfigError: The configuration names what an operation does not have.
    """
    found = tuple(variants(group))
    listings = listings_of(found, api, pagination)
    hidden = frozenset({*(variant.name for variant in found), *listings})
    common = common_errors(group.operations)
    planned = [_method(variant, api, hidden, common) for variant in found]
    planned += [
        _listing(name, variant, plan, api, hidden)
        for name, (variant, plan) in listings.items()
    ]
    order = {variant.name: index for index, variant in enumerate(found)}
    order |= {name: order[variant.name] for name, (variant, _) in listings.items()}
    planned.sort(key=lambda item: order[item[0].name])
    methods = tuple(method for method, _ in planned)
    imports = {i for _, annotations in planned for a in annotations for i in a.imports}
    text = "".join(p for m in methods for p in (*m.parameters, m.returns))
    return GroupModule(
        name=group.name,
        class_name=group.class_name,
        doc=class_doc(group, common),
        methods=methods,
        imports=import_lines(imports),
        uses_models="models." in text,
        drivers=tuple(
            Code(name)
            for name, needed in (
                ("Group", True),
                ("Pages", bool(listings)),
                ("Stream", any(variant.stream for variant in found)),
            )
            if needed
        ),
        table=operation_table(found, api, listings),
    )


def listings_of(
    found: Sequence[Variant], api: ir.Api, pagination: Mapping[str, Any]
) -> Mapping[Identifier, tuple[Variant, PagePlan]]:
    """Return the methods that list all pages: name -> what is listed, and how.

    Raises:
        ConfigError: The configuration names what an operation does not have.
    """
    taken = names.Registry(variant.name for variant in found)
    return {
        taken.claim(f"{variant.name}_pages"): (variant, plan)
        for variant in found
        if (plan := page_plan(variant, api, pagination)) is not None
    }


def _method(
    variant: Variant,
    api: ir.Api,
    hidden: frozenset[str],
    common: frozenset[ir.Reply],
) -> tuple[Method, list[Annotation]]:
    """Plan one method.

    Args:
        variant: The operation as the method reads it.
        api: The API.
        hidden: The names that the class gives its methods.
        common: Errors that the docstring of the class tells about.
    """
    operation = variant.operation
    arguments = list(arguments_of(variant, api, hidden))
    returns = return_annotation(variant, hidden)
    constant = constant_name(variant.name)
    return (
        Method(
            name=variant.name,
            awaited=not variant.stream,
            parameters=parameters(arguments),
            returns=returns.code,
            doc=method_doc(operation, arguments, common),
            call=_call("_stream" if variant.stream else "_send", constant, arguments),
        ),
        [returns, *(argument.annotation for argument in arguments)],
    )


def _listing(
    name: Identifier,
    variant: Variant,
    plan: PagePlan,
    api: ir.Api,
    hidden: frozenset[str],
) -> tuple[Method, list[Annotation]]:
    """Plan the method that lists all pages of an operation."""
    arguments = [
        argument
        for argument in arguments_of(variant, api, hidden)
        if argument.place not in ("content_type", "accept")
    ]
    item = annotate(plan.item, "reply", hidden)
    return (
        Method(
            name=name,
            awaited=False,
            parameters=parameters(arguments),
            returns=Code(f"Pages[{item.code}]"),
            doc=listing_doc(variant.name),
            call=_call("_pages", constant_name(name), arguments),
        ),
        [item, *(argument.annotation for argument in arguments)],
    )


def _call(method: str, constant: Identifier, arguments: Sequence[Argument]) -> Code:
    given = [Code(f"operations.{constant}")]
    parameters = _mapping(arguments, "parameter")
    fields = _mapping(arguments, "field")
    body = next((a for a in arguments if a.place == "body"), None)
    if parameters or body or fields:
        given.append(parameters or Code("{}"))
    if body:
        given.append(body.name)
    elif fields:
        given.append(fields)
    for argument in arguments:
        if argument.place in ("content_type", "accept"):
            given.append(Code(f"{argument.name}={argument.name}"))
    return Code(f"self.{method}({', '.join(given)})")


def _mapping(arguments: Sequence[Argument], place: str) -> Code:
    """Write the arguments of one place as a dict by their Python names."""
    items = ", ".join(
        f"{literal(a.name)}: {a.name}" for a in arguments if a.place == place
    )
    return Code("{" + items + "}") if items else Code("")
