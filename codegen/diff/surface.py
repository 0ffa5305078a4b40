"""The symbols of the generated client: what a caller can write in code.

Made by the generator's own reader, planner and names, so that the gate and the client
can never disagree about what something is called.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from codegen import ir
from codegen.annotate import annotate
from codegen.diff import pytypes
from codegen.diff.keywords import canonical
from codegen.diff.subject import Subject
from codegen.encode import Identifier, SpecText
from codegen.errors import ConfigError, Problem, Problems
from codegen.models.fields import default_of
from codegen.plan.arguments import Argument, arguments_of
from codegen.plan.filters import plan_filters
from codegen.plan.groups import listings_of
from codegen.plan.pagination import PagePlan
from codegen.plan.servers import plan_servers
from codegen.plan.variants import Variant, return_annotation, variants
from codegen.read import Choices, read


class LenientProblems(Problems):
    """Problems that do not stop the reader; they are reported as findings."""

    def raise_if_any(self) -> None:
        """Do nothing: what could be read is compared."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One argument of a method, in the order of the signature.

    Attributes:
        type: Annotation, with the None of an argument that may be left out.
        positional: It may be passed by position.
        place: `path` for parameters of the path, else what it is passed on as.
    """

    name: str
    type: str
    optional: bool
    positional: bool
    place: str
    default: str


@dataclass(frozen=True, slots=True)
class Method:
    """One method, of both flavours."""

    group: str
    name: str
    stream: bool
    variant: Variant

    @property
    def path(self) -> str:
        """What a caller writes: `jobs.search`."""
        return f"{self.group}.{self.name}"


@dataclass(frozen=True, slots=True)
class FieldSymbol:
    """One field of a model.

    Attributes:
        type: Annotation of what is read.
        required: It must be given.
        default: What the document says, as JSON, or nothing.
    """

    name: str
    wire_name: str
    type: str
    required: bool
    default: str


class Surface:
    """Everything that has a name in the client of a document.

    Attributes:
        document: The document.
        api: The document as the generator reads it.
        kept: What patches do to its names.
        problems: What the generator would stop at.
    """

    def __init__(self, subject: Subject, functions: bool) -> None:
        """Read a document.

        Args:
            subject: The document, and how its client is generated.
            functions: Let the functions behind the routes name the methods; of two
                documents, both know them or none may.
        """
        document, config = subject.document, subject.config
        self.document = document
        self.kept = subject.kept
        self._pagination = config.pagination
        self._open = config.extra == "allow"
        self._clients = {"sync": config.client.sync, "aio": config.client.aio}
        problems = LenientProblems(document.place)
        choices = Choices(
            rename=config.rename,
            include=config.include,
            exclude=config.exclude,
            skip=("*",),
            lenient=config.lenient,
            operation_ids=config.names == "operation-id",
            function_names=(document.function_names or {}) if functions else {},
        )
        self.api = read(document, choices, problems)
        self.problems: tuple[Problem, ...] = problems.found

    @cached_property
    def methods(self) -> Mapping[tuple[str, str], tuple[Method, ...]]:
        """Methods by HTTP method and path template: one each, or a whole and a stream."""
        found: dict[tuple[str, str], tuple[Method, ...]] = {}
        for group in self.api.groups:
            for variant in variants(group):
                operation = variant.operation
                key = operation.method.lower(), operation.path.raw
                method = Method(
                    str(group.name), str(variant.name), variant.stream, variant
                )
                found[key] = (*found.get(key, ()), method)
        return found

    @cached_property
    def names(self) -> frozenset[str]:
        """Everything that stands in a module of the package beside groups and models."""
        filters, servers = plan_filters(self.api), plan_servers(self.api)
        found = {f"{flavour}.{name}" for flavour, name in self._clients.items()}
        if filters is not None:
            found |= {f"filters.{one.name}" for one in filters.classes}
        if servers is not None:
            found |= {f"servers.{one.name}" for one in servers.functions}
        return frozenset(found)

    @cached_property
    def paths(self) -> Mapping[str, str]:
        """Every method that can be called -> the one that it lists the pages of, or ""."""
        found = dict.fromkeys(self.kept.methods, "")
        for group in self.api.groups:
            own = tuple(variants(group))
            found |= {f"{group.name}.{variant.name}": "" for variant in own}
            for name, (variant, _) in self._listings(own).items():
                found[f"{group.name}.{name}"] = f"{group.name}.{variant.name}"
        return {path: of for path, of in found.items() if path not in self.kept.removed}

    def _listings(
        self, own: Sequence[Variant]
    ) -> Mapping[Identifier, tuple[Variant, PagePlan]]:
        try:
            return listings_of(own, self.api, self._pagination)
        except ConfigError:
            # The settings are those of the other document, and name what is not here.
            return listings_of(own, self.api, {})

    @cached_property
    def bases(self) -> Mapping[str, str]:
        """Enumerations -> the class that their members are of."""
        kinds = {"string": "str", "integer": "int", "number": "float"}
        return {
            str(name): kinds[model.shape.base]
            for name, model in self.api.models.items()
            if isinstance(model.shape, ir.EnumModel)
        }

    @cached_property
    def values(self) -> Mapping[str, frozenset[pytypes.Value]]:
        """Enumerations -> their values, as a `Literal` has them."""
        found = {}
        for name, model in self.api.models.items():
            if isinstance(model.shape, ir.EnumModel):
                raw = [
                    v.raw if isinstance(v, SpecText) else v
                    for _, v in model.shape.members
                ]
                found[str(name)] = frozenset(
                    pytypes.Value(type(value).__name__, repr(value)) for value in raw
                )
        return found

    @cached_property
    def sent(self) -> frozenset[str]:
        """Models that a caller may have to make."""
        return _reached(
            self.api,
            [
                schema
                for operation in self.api.operations
                for schema in (
                    *(p.schema for p in operation.parameters),
                    *(
                        c.schema
                        for c in (operation.body.contents if operation.body else ())
                    ),
                    *(
                        part.field.schema
                        for part in (operation.body.flattened if operation.body else ())
                    ),
                )
            ],
        )

    @cached_property
    def received(self) -> frozenset[str]:
        """Models that a caller may read."""
        return _reached(
            self.api,
            [
                content.schema
                for operation in self.api.operations
                for reply in operation.replies
                for content in reply.contents
            ],
        )

    def parameters(self, method: Method) -> list[Parameter]:
        """Return the arguments of a method, as the signature has them."""
        given = list(arguments_of(method.variant, self.api, frozenset()))
        free = [a for a in given if not a.keyword_only]
        named = [a for a in given if a.keyword_only]
        free.sort(key=lambda a: a.optional)
        named.sort(key=lambda a: a.optional)
        path = {
            p.name for p in method.variant.operation.parameters if p.location == "path"
        }
        return [_parameter(a, a.name in path) for a in (*free, *named)]

    def returns(self, method: Method) -> str:
        """Return the annotation of what a method returns."""
        return str(return_annotation(method.variant).code)

    def errors(self, method: Method) -> dict[str, str]:
        """Return the documented errors: status -> annotation of the body."""
        found = {}
        for reply in method.variant.operation.failures:
            types = [annotate(c.schema, "reply").code for c in reply.contents]
            found[reply.status] = " | ".join(dict.fromkeys(types)) or "None"
        return found

    def base(self, model: ir.Model) -> str:
        """Return the base class of a model; "" for what is no class of fields."""
        if not isinstance(model.shape, ir.ObjectModel):
            return ""
        kept = self._open and not model.shape.closed
        return "OpenModel" if kept or model.shape.additional is not None else "Model"

    def fields(self, shape: ir.ObjectModel) -> list[FieldSymbol]:
        """Return the fields of an object."""
        return [self._field(field) for field in shape.fields]

    def _field(self, field: ir.Field) -> FieldSymbol:
        must = field.required and not field.read_only and not field.write_only
        schema = field.schema
        constant = isinstance(schema, ir.Enum) and schema.const
        default = None
        if not must and field.has_default and field.default is not None:
            default = default_of(schema, field.default, self.api.models)
        code = str(annotate(schema, "field").code)
        if not must and default is None and not code.endswith("None"):
            code = f"{code} | None"
        return FieldSymbol(
            str(field.name),
            field.wire_name.raw,
            code,
            must and not constant,
            canonical(field.default) if field.default is not None else "",
        )


def _parameter(argument: Argument, path: bool) -> Parameter:
    code = str(argument.annotation.code)
    if argument.optional and code != "Any" and not code.endswith("| None"):
        code = f"{code} | None"
    return Parameter(
        str(argument.name),
        code,
        argument.optional,
        not argument.keyword_only,
        "path" if path else argument.place,
        canonical(argument.default) if argument.default is not None else "",
    )


def _reached(api: ir.Api, schemas: list[ir.Schema]) -> frozenset[str]:
    found: set[str] = set()
    stack: list[ir.Schema] = schemas
    while stack:
        schema = stack.pop()
        match schema:
            case ir.Union(branches=branches):
                stack.extend(branches)
            case ir.Array(items=items, prefix=prefix):
                stack.extend((items, *prefix))
            case ir.Map(values=values):
                stack.append(values)
            case ir.Ref(name=name) if str(name) not in found and name in api.models:
                found.add(str(name))
                match api.models[name].shape:
                    case ir.ObjectModel(fields=fields, additional=additional):
                        stack.extend(field.schema for field in fields)
                        if additional is not None:
                            stack.append(additional)
                    case ir.AliasModel(schema=inner):
                        stack.append(inner)
                    case ir.EnumModel():
                        pass
            case _:
                pass
    return frozenset(found)


def without_places(operation: ir.Operation) -> ir.Operation:
    """Return an operation without what no caller sees, for a quick comparison."""
    return replace(operation, summary=None, description=None, security=None, servers=())
