"""The operations of a client: every public method that its groups have, patched too."""

from __future__ import annotations

import ast
import importlib
import inspect
import sys
import typing
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from types import FunctionType
from typing import Any, Literal

from codegen.extensions.layers import core_of

Handle = Literal["value", "stream", "pages"]


@dataclass(frozen=True)
class Operation:
    """One public method, as the blocking client has it.

    Attributes:
        group: The group's name on the client; "" for a method of the client itself.
        name: The method's name.
        function: The method.
        hints: Annotations by parameter.
        handle: What it gives back: a value, a `Stream` or `Pages`.
        reason: Why it cannot be called; "" when it can.
    """

    group: str
    name: str
    function: FunctionType
    hints: dict[str, Any]
    handle: Handle = "value"
    reason: str = ""

    @property
    def path(self) -> str:
        """Its name as callers write it: `jobs.search`."""
        return f"{self.group}.{self.name}" if self.group else self.name

    @property
    def place(self) -> str:
        """`file:line`."""
        code = self.function.__code__
        return f"{code.co_filename}:{code.co_firstlineno}"

    @property
    def parameters(self) -> list[inspect.Parameter]:
        """Its parameters, without `self`."""
        return list(inspect.signature(self.function).parameters.values())[1:]


class Client:
    """One flavour of a package: its class, and how an operation of it is reached.

    Args:
        package: The package's import name.
        flavour: `sync` or `aio`.

    Attributes:
        module: The flavour's package.
        kind: The client class.
    """

    def __init__(self, package: str, flavour: str) -> None:
        self.module = importlib.import_module(f"{package}.{flavour}")
        # An extension has only what its base does not have.
        below = f"{core_of(package)}.{flavour}"
        base = importlib.import_module(f"{below}._base").BaseClient
        exported = (getattr(self.module, name) for name in self.module.__all__)
        self.kind: Any = next(
            one for one in exported if isinstance(one, type) and issubclass(one, base)
        )
        self.base: type = base
        streams = importlib.import_module(f"{below}._streams")
        self.stream: type = streams.Stream
        self.pages: type = streams.Pages
        transport = importlib.import_module(f"{below}._transport")
        self.group: type = transport.Group
        for name in _names(self.kind):
            # Imported now, so that what they have bound can be replaced.
            with suppress(Exception):
                importlib.import_module(f"{package}.{flavour}.{name}")

    def operations(self, client: Any) -> Iterator[Operation]:
        """All operations, in the order of their names.

        Args:
            client: An instance of it.
        """
        for name in _names(self.kind):
            found = inspect.getattr_static(self.kind, name)
            if isinstance(found, cached_property | property):
                group = getattr(client, name)
                for method in _names(type(group)):
                    function = inspect.getattr_static(type(group), method)
                    if isinstance(function, FunctionType):
                        yield self._operation(name, method, function)
            elif isinstance(found, FunctionType) and not hasattr(self.base, name):
                yield self._operation("", name, found)

    def _operation(self, group: str, name: str, function: FunctionType) -> Operation:
        try:
            hints = resolved(function)
        except Exception as error:
            return Operation(
                group, name, function, {}, "value", f"annotations: {error}"
            )
        returned = hints.pop("return", None)
        kind = typing.get_origin(returned) or returned
        handle: Handle = "value"
        if isinstance(kind, type) and issubclass(kind, self.stream):
            handle = "stream"
        elif isinstance(kind, type) and issubclass(kind, self.pages):
            handle = "pages"
        return Operation(group, name, function, hints, handle)


def _names(kind: type) -> list[str]:
    return [name for name in sorted(dir(kind)) if not name.startswith("_")]


def resolved(function: Callable[..., object]) -> dict[str, Any]:
    """The annotations of a function, also those imported for type checkers only."""
    try:
        return typing.get_type_hints(function, include_extras=True)
    except NameError:
        module = sys.modules[function.__module__]
        names = dict(_for_checkers(module))
        return typing.get_type_hints(function, localns=names, include_extras=True)


def _for_checkers(module: Any) -> Iterator[tuple[str, Any]]:
    tree = ast.parse(inspect.getsource(module))
    for node in tree.body:
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            for inner in node.body:
                if isinstance(inner, ast.Import | ast.ImportFrom):
                    names: dict[str, Any] = {}
                    code = compile(ast.Module([inner], []), module.__file__, "exec")
                    exec(code, dict(vars(module)), names)
                    yield from names.items()
