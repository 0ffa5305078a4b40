"""Which argument of a method is which parameter of an endpoint, told by their names.

The operation table says so too, but it is part of what is tested: it is only asked where
names do not tell, because they were changed by hand or two parameters have one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from codegen.parity.operations import Operation
from codegen.parity.truth.document import Description, Endpoint, Parameter


@dataclass(frozen=True)
class Binding:
    """How a method stands for an endpoint.

    Attributes:
        operation: The method.
        endpoint: The endpoint.
        parameters: Parameters by argument.
        fields: Names of the body's fields by argument, where they are arguments.
        has_body: Whether `body` is an argument.
    """

    operation: Operation
    endpoint: Endpoint
    parameters: Mapping[str, Parameter] = field(default_factory=dict[str, Parameter])
    fields: Mapping[str, str] = field(default_factory=dict[str, str])
    has_body: bool = False

    @property
    def free(self) -> list[Parameter]:
        """Parameters that no argument stands for: constants, or a mistake."""
        bound = list(self.parameters.values())
        return [one for one in self.endpoint.parameters if one not in bound]


class NotBoundError(Exception):
    """An argument stands for nothing in the document."""


def bound(
    operation: Operation, table: Any, description: Description, properties: list[str]
) -> Binding:
    """Pair the arguments of a method with what the document says.

    Args:
        operation: The method.
        table: The entry of the operation table that it sends.
        description: The document.
        properties: Names of the properties of the body.

    Raises:
        NotBoundError: The endpoint is not in the document, or an argument is not.
    """
    endpoint = description.endpoints.get(table.name)
    if endpoint is None:
        raise NotBoundError(f"{table.name} is not in the document")
    _check_name(operation, endpoint, description)
    names = [parameter.name for parameter in operation.parameters]
    parameters = dict(_pairs(names, endpoint, table))
    left = [name for name in names if name not in parameters]
    special = {"content_type", "accept"} | ({"body"} if endpoint.bodies else set())
    wires = {
        one.name: one.wire or one.name
        for one in getattr(table.body, "fields", ())
        if one.name in left
    }
    fields: dict[str, str] = {}
    for name in left:
        same = [one for one in properties if normal(one) == normal(name)]
        if name in special and not (name in wires and same):
            continue
        if len(same) == 1 or name in wires:
            fields[name] = same[0] if len(same) == 1 else wires[name]
        else:
            raise NotBoundError(f"`{name}` is no parameter of {endpoint}")
    has_body = "body" in left and "body" not in fields
    return Binding(operation, endpoint, parameters, fields, has_body)


def normal(name: str) -> str:
    """A name without what Python cannot have in names: `X-Job-ID` is `xjobid`."""
    return "".join(one for one in name.casefold() if one.isalnum())


def _pairs(
    names: list[str], endpoint: Endpoint, table: Any
) -> Iterator[tuple[str, Parameter]]:
    left = list(endpoint.parameters)
    open_names: list[str] = []
    for name in names:
        same = [one for one in left if normal(one.name) == normal(name)]
        if len(same) == 1 and names.count(name) == 1 and not _is_shared(same[0], left):
            yield name, same[0]
            left.remove(same[0])
        else:
            open_names.append(name)
    by_table = {one.name: one for one in table.parameters if one.const is None}
    for name in open_names:
        entry = by_table.get(name)
        if entry is None:
            continue
        location = type(entry).__name__.lower()
        for one in left:
            if one.name == entry.wire and one.location == location:
                yield name, one
                left.remove(one)
                break
        else:
            raise NotBoundError(
                f"`{name}` is sent as {location} {entry.wire!r}, which {endpoint}"
                " does not have"
            )


def _is_shared(parameter: Parameter, others: list[Parameter]) -> bool:
    return sum(normal(one.name) == normal(parameter.name) for one in others) > 1


def _check_name(
    operation: Operation, endpoint: Endpoint, description: Description
) -> None:
    """Refuse what sends another operation than its name says.

    Raises:
        NotBoundError: Another endpoint has its name, and the same parameters.
    """
    wanted = normal(operation.name.removesuffix("_pages"))
    if any(wanted in normal(name) for name in endpoint.names):
        return
    arguments = {normal(parameter.name) for parameter in operation.parameters}
    for other in description.endpoints.values():
        if other == endpoint or len(wanted) < 3:
            continue
        route = wanted + normal(other.template) + other.method.casefold()  # FastAPI's
        named = any(normal(name) in (wanted, route) for name in other.names)
        if named and {normal(one.name) for one in other.parameters} <= arguments:
            raise NotBoundError(f"it is called as {other}, and sends {endpoint}")
