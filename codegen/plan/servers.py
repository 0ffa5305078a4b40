"""Where the service may be: one function a server of the document."""

from __future__ import annotations

import re
from dataclasses import dataclass

from codegen import ir, layout, names
from codegen.encode import Code, Identifier, docstring, lines, literal
from codegen.plan.docs import DOC_WIDTH

_VARIABLE = re.compile(r"\{([^{}]*)\}")


def default_url(server: ir.Server) -> str:
    """Return a server's URL with the defaults of its variables."""
    defaults = {v.wire_name.raw: v.default.raw for v in server.variables}
    # One pass: the default of one variable may look like another.
    return _VARIABLE.sub(lambda m: defaults.get(m[1], m[0]), server.url.raw)


@dataclass(frozen=True, slots=True)
class ServerFunction:
    """A function that returns one server's URL."""

    name: Identifier
    signature: Code
    doc: Code
    body: Code


@dataclass(frozen=True, slots=True)
class ServersModule:
    """The servers of the document; `choices` when some variable has few values."""

    functions: tuple[ServerFunction, ...]
    choices: bool


def plan_servers(api: ir.Api) -> ServersModule | None:
    """Plan `servers.py`; None when one constant URL, or none, is all there is."""
    if not any(s.variables for s in api.servers) and len(api.servers) < 2:
        return None
    taken = names.Registry()
    functions = []
    for number, server in enumerate(api.servers, 1):
        words = server.description.raw if server.description else ""
        wanted = names.snake(words, "server")
        if not words or len(wanted) > 40:
            wanted = Identifier(f"server_{number}")
        functions.append(_server_function(taken.claim(wanted), server))
    return ServersModule(
        tuple(functions), any(v.values for s in api.servers for v in s.variables)
    )


def _server_function(name: Identifier, server: ir.Server) -> ServerFunction:
    parameters = [
        f"{variable.name}: {_choices(variable)} = {literal(variable.default)}"
        for variable in server.variables
    ]
    by_wire = {variable.wire_name.raw: variable.name for variable in server.variables}
    pieces = []
    for index, piece in enumerate(_VARIABLE.split(server.url.raw)):
        if index % 2:
            pieces.append(by_wire.get(piece) or literal("{" + piece + "}"))
        elif piece:
            pieces.append(literal(piece))
    url = pieces[0] if len(pieces) == 1 else f'"".join(({", ".join(pieces)}))'
    doc = lines(server.description, DOC_WIDTH) if server.description else []
    return ServerFunction(
        name,
        layout.signature(
            f"def {name}", ["*", *parameters] if parameters else [], "str", 0
        ),
        docstring(doc or ["Return the URL of this server."], 4),
        layout.statement(f"return {url}", 4),
    )


def _choices(variable: ir.ServerVariable) -> str:
    if not variable.values:
        return "str"
    values = dict.fromkeys((*variable.values, variable.default))
    return f"Literal[{', '.join(map(literal, values))}]"
