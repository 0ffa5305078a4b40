"""Parameters: arguments on their way into the path, the query, headers and cookies.

Every combination of style, `explode` and shape that OpenAPI defines (3.2, section
4.12.8, and RFC 6570 where it refers to it). What can be decided once is decided when
the table is built; a call does the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Literal

from . import wire
from .adapters import adapter, as_json
from .errors import ArgumentError
from .writing import to_json

if TYPE_CHECKING:
    from pydantic import TypeAdapter

Style = Literal[
    "form",
    "simple",
    "label",
    "matrix",
    "spaceDelimited",
    "pipeDelimited",
    "deepObject",
]
# Percent-encoded where RFC 3986 does not allow the character in a query.
_DELIMITERS = {"form": ",", "spaceDelimited": "%20", "pipeDelimited": "%7C"}


class Parameter:
    """One parameter: where it goes and how its value is written.

    Args:
        name: Python name of the argument.
        wire: Name on the wire; the Python name when omitted.
        style: How arrays and objects are written; the location's default if omitted.
        explode: One piece for each item; OpenAPI's default when omitted.
        reserved: `allowReserved`: leave reserved characters as they are.
        json: The value travels as JSON text (`content: application/json`).
        type: The annotation, where the wire form depends on it (`Base64Bytes`, …).
        const: Value of a parameter that is no argument: it is always sent.
    """

    default: Style = "form"

    def __init__(
        self,
        name: str,
        *,
        wire: str | None = None,
        style: Style | None = None,
        explode: bool | None = None,
        reserved: bool = False,
        json: bool = False,
        type: Callable[[], object] | None = None,
        const: object = None,
    ) -> None:
        self.name = name
        self.wire = name if wire is None else wire
        self.style: Style = style or self.default
        self.explode = self.style == "form" if explode is None else explode
        self.reserved = reserved
        self.json = json
        self.type = type
        self.const = const
        self._adapter: TypeAdapter[object] | None = None

    def plain(self, value: object) -> object:
        """The value, or its JSON form where the type or the JSON style asks for it."""
        if self.type is not None:
            if self._adapter is None:
                self._adapter = adapter(self.type)
            value = as_json(self._adapter, value)
        if self.json:
            return to_json(value).decode()
        return value

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name!r}, wire={self.wire!r})"


class Path(Parameter):
    """A piece of the path; never empty, never a dot segment."""

    default: Style = "simple"

    def encode(self, value: object) -> str:
        """The percent-encoded piece of the path."""
        if value is None:
            raise ArgumentError(f"`{self.name}` is None: a path argument needs a value")
        value = str(value) if type(value) is int else self.plain(value)
        if (found := wire.items(value)) is not None:
            written = [self._piece(item) for item in found]
            return self._array(written)
        if (members := wire.pairs(value)) is not None:
            return self._object([(self._piece(k), self._piece(v)) for k, v in members])
        piece = self._piece(value)
        if self.style == "label":
            return f".{piece}"
        if self.style == "matrix":
            return f";{wire.escape(self.wire)}={piece}"
        return piece

    def _piece(self, value: object) -> str:
        return wire.segment(self.name, wire.text(value), reserved=self.reserved)

    def _array(self, pieces: list[str]) -> str:
        if not pieces:
            raise ArgumentError(
                f"`{self.name}` is empty: a path argument needs a value"
            )
        if self.style == "label":
            return "." + ("." if self.explode else ",").join(pieces)
        if self.style == "matrix":
            prefix = f";{wire.escape(self.wire)}="
            return prefix + (prefix if self.explode else ",").join(pieces)
        return ",".join(pieces)

    def _object(self, members: list[tuple[str, str]]) -> str:
        if self.explode:
            pieces = [f"{key}={value}" for key, value in members]
            if pieces and self.style == "matrix":
                return ";" + ";".join(pieces)
            return self._array(pieces)
        return self._array([piece for member in members for piece in member])


class Query(Parameter):
    """One or more pairs of the query."""

    def encode(self, value: object) -> Iterator[str]:
        """The percent-encoded pairs, `name=value` each."""
        key = wire.escape(self.wire)
        if type(value) is int:
            yield f"{key}={value}"
            return
        value = self.plain(value)
        if self.style == "deepObject":
            yield from self._deep(key, value)
        elif (found := wire.items(value)) is not None:
            pieces = [self._piece(item) for item in found]
            if self.explode:
                for piece in pieces:
                    yield f"{key}={piece}"
            elif pieces:
                yield f"{key}={_DELIMITERS[self.style].join(pieces)}"
        elif (members := wire.pairs(value)) is not None:
            written = [(wire.escape(k), self._piece(v)) for k, v in members]
            if self.explode:
                for name, piece in written:
                    yield f"{name}={piece}"
            elif written:
                flat = [piece for member in written for piece in member]
                yield f"{key}={_DELIMITERS[self.style].join(flat)}"
        else:
            yield f"{key}={self._piece(value)}"

    def _piece(self, value: object) -> str:
        return wire.escape(wire.text(value), reserved=self.reserved)

    def _deep(self, key: str, value: object) -> Iterator[str]:
        # OpenAPI defines one level; deeper ones follow what `qs` and Rails read.
        if (members := wire.pairs(value)) is not None:
            for name, member in members:
                yield from self._deep(f"{key}%5B{wire.escape(name)}%5D", member)
        elif (found := wire.items(value)) is not None:
            for item in found:
                yield from self._deep(key, item)
        else:
            yield f"{key}={self._piece(value)}"


class Header(Parameter):
    """A header field.

    Args:
        repeat: An array is one line for each item, as FastAPI reads it, instead of
            one line with commas. (RFC 9110, section 5.3, takes them for equal.)
    """

    default: Style = "simple"

    def __init__(
        self,
        name: str,
        *,
        wire: str | None = None,
        explode: bool | None = None,
        json: bool = False,
        type: Callable[[], object] | None = None,
        const: object = None,
        repeat: bool = False,
    ) -> None:
        super().__init__(
            name, wire=wire, explode=explode, json=json, type=type, const=const
        )
        self.repeat = repeat

    def encode(self, value: object) -> Iterator[tuple[bytes, bytes]]:
        """Name and value of each line."""
        name = wire.header_name(self.wire)
        value = self.plain(value)
        if (found := wire.items(value)) is not None:
            written = [wire.text(item) for item in found]
            if not self.repeat:
                written = [",".join(written)] if written else []
        elif (members := wire.pairs(value)) is not None:
            between = "=" if self.explode else ","
            written = [",".join(f"{k}{between}{wire.text(v)}" for k, v in members)]
        else:
            written = [wire.text(value)]
        for line in written:
            yield name, wire.header_value(self.wire, line)


class Cookie(Parameter):
    """One or more cookies."""

    def encode(self, value: object) -> Iterator[str]:
        """`name=value` of each cookie."""
        value = self.plain(value)
        if (found := wire.items(value)) is not None:
            pieces = [wire.text(item) for item in found]
            if not self.explode:
                # A comma is no cookie-octet, but what OpenAPI asks for here; servers
                # take it.
                checked = [wire.cookie(self.wire, p).partition("=")[2] for p in pieces]
                pieces = []
                yield f"{self.wire}={','.join(checked)}"
            for piece in pieces:
                yield wire.cookie(self.wire, piece)
        elif (members := wire.pairs(value)) is not None:
            written = [(k, wire.text(v)) for k, v in members]
            if self.explode:
                for name, piece in written:
                    yield wire.cookie(name, piece)
            elif written:
                checked = [wire.cookie(k, v).replace("=", ",", 1) for k, v in written]
                yield f"{self.wire}={','.join(checked)}"
        else:
            yield wire.cookie(self.wire, wire.text(value))
