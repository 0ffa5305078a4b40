"""Which module of `models` a model goes to.

A model goes to the module of the one group that uses it, directly or through other
models, and to `shared` when several do. What `shared` needs is used by at least the
same groups and so is in `shared` too. A model that no operation uses (a webhook has
them) goes to `unused`, so that nobody has to load it. Imports only go from `unused` to
groups and from groups to `shared`, and models that contain each other are in one
module. A module that grows too large is split, see `codegen.read.chunks`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from codegen import ir
from codegen.encode import Identifier
from codegen.names import Registry
from codegen.read.chunks import chunks
from codegen.read.schemas import SHARED


def with_modules(api: ir.Api) -> ir.Api:
    """Return the API with every model's module decided."""
    needs = {name: tuple(refs_of_model(model)) for name, model in api.models.items()}
    users = _users(api, needs)
    taken = Registry(group.name for group in api.groups)
    unused = taken.claim_reserved("unused")
    together: dict[Identifier, list[Identifier]] = {}
    for name in sorted(api.models):
        together.setdefault(users.get(name, unused), []).append(name)
    homes: dict[Identifier, Identifier] = {}
    for module, inside in sorted(together.items()):
        first, *others = chunks(inside, needs)
        homes |= dict.fromkeys(first, module)
        for number, chunk in enumerate(others, 2):
            homes |= dict.fromkeys(chunk, taken.claim(f"{module}_{number}"))
    models = {
        name: replace(api.models[name], module=homes[name])
        for name in sorted(api.models)
    }
    return replace(api, models=models)


def _users(
    api: ir.Api, needs: Mapping[Identifier, Iterable[Identifier]]
) -> Mapping[Identifier, Identifier]:
    """Return the group that uses a model, `SHARED` for several, by model.

    What a shared model needs is shared as well and not looked at again, so that every
    model is visited twice at most, however many groups there are.
    """
    users: dict[Identifier, Identifier] = {}
    for group in api.groups:
        seen: set[Identifier] = set()
        todo = [name for op in group.operations for name in refs_of_operation(op)]
        while todo:
            name = todo.pop()
            if name in seen or name not in needs or users.get(name) == SHARED:
                continue
            seen.add(name)
            users[name] = SHARED if name in users else group.name
            todo.extend(needs[name])
    return users


def refs(schema: ir.Schema) -> Iterator[Identifier]:
    """Yield the names of the models that a schema mentions."""
    match schema:
        case ir.Ref():
            yield schema.name
        case ir.Array():
            yield from _all((schema.items, *schema.prefix))
        case ir.Map():
            yield from refs(schema.values)
        case ir.Union():
            yield from _all(schema.branches)
        case _:
            return


def _all(schemas: Iterable[ir.Schema]) -> Iterator[Identifier]:
    for schema in schemas:
        yield from refs(schema)


def refs_of_model(model: ir.Model) -> Iterator[Identifier]:
    """Yield the names of the models that a model mentions."""
    match model.shape:
        case ir.ObjectModel(fields, additional):
            yield from _all(field.schema for field in fields)
            if additional is not None:
                yield from refs(additional)
        case ir.AliasModel(schema):
            yield from refs(schema)
        case _:
            return


def refs_of_operation(operation: ir.Operation) -> Iterator[Identifier]:
    """Yield the names of the models that an operation mentions."""
    yield from _all(parameter.schema for parameter in operation.parameters)
    contents = list(operation.body.contents) if operation.body else []
    for reply in operation.replies:
        contents.extend(reply.contents)
        yield from _all(header.schema for header in reply.headers)
    for content in contents:
        yield from refs(content.schema)
        yield from _all(part.field.schema for part in content.parts)
