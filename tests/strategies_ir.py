"""Strategies for the intermediate representation: models, and values of them.

texts()              text of a document, also text that tries to become code
schemas(names)       schemas that refer to the given models
apis_of_models()     whole sets of models, by name, as `ir.Api.models` has them
values(schema, ...)  JSON values that a schema allows, in the spelling that comes
                     back when they are read and written again
"""

from __future__ import annotations

import base64
import datetime
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from codegen import ir
from codegen.encode import Identifier, SpecText
from codegen.spec.pointer import ROOT

Models = Mapping[Identifier, ir.Model]

HOSTILE = (
    '"""',
    "'''",
    "\\",
    '\\"',
    '"); import os; os._exit(1) #',
    "\n\nimport os\n",
    "\r\n",
    "\x00",
    "\u202e\u2066",
    "{{ 7 * 7 }}",
    "{% raw %}",
    "%s {x}",
    "# type: ignore",
    "\x0c\x85\u2028",
    'a" + "b',
    "${x}",
    "日本語",
    "True",
    " ",
    "",
)
SHARED = Identifier("shared")
MODULES = ("shared", "jobs", "datetime")
FIELD_NAMES = (
    *("id", "name", "type", "date", "datetime", "time", "timedelta", "list", "int"),
    *("str", "bool", "float", "tuple", "bytes", "models", "self", "cls", "any"),
    *("field", "größe", "kind", "a_rather_long_name_of_a_field_in_a_document", "key"),
    *("import_", "class_", "value", "uuid", "optional", "default", "literal"),
)
"""Also names that hide a type, mean something to Python, or are not ASCII."""
CLASS_NAMES = (
    *("Job", "Pet", "Owner", "Größe", "URL", "Kind", "Tag", "X1", "X10", "X2", "List"),
    "ALongerNameOfAModelAsDocumentsHaveThemInOperationsWithoutANameOfTheirOwnAndMore",
)
PLAIN_FORMATS = ("uri", "email", "hostname", "ipv4", "password", "made-up")


_DAYS = st.dates(datetime.date(1971, 1, 1), datetime.date(2100, 1, 1))
_BYTES = st.binary(max_size=9)
_STRINGS: dict[str, st.SearchStrategy[str]] = {
    "date": _DAYS.map(datetime.date.isoformat),
    "date-time": _DAYS.map(lambda day: f"{day.isoformat()}T03:04:05Z"),
    "time": st.sampled_from(["03:04:05", "03:04:05Z", "23:59:59.500000"]),
    "duration": st.sampled_from(["P1D", "PT1H30M", "P1DT2S"]),
    "uuid": st.uuids().map(str),
    "decimal": st.sampled_from(["1.50", "0", "-3.25"]),
    "byte": _BYTES.map(lambda raw: base64.b64encode(raw).decode()),
    "base64url": _BYTES.map(lambda raw: base64.urlsafe_b64encode(raw).decode()),
    "http-date": st.just("Sun, 06 Nov 1994 08:49:37 GMT"),
}


def prose() -> st.SearchStrategy[SpecText]:
    """Descriptions; also with lone surrogates, which no value can have in UTF-8."""
    return texts() | st.text(max_size=20).map(SpecText)


def texts() -> st.SearchStrategy[SpecText]:
    """Values and names on the wire."""
    return st.one_of(
        st.sampled_from(HOSTILE),
        st.text(st.characters(codec="utf-8"), max_size=30),
        st.lists(st.sampled_from(("word", "longer-word", *HOSTILE)), max_size=25).map(
            " ".join
        ),
    ).map(SpecText)


def _optional_prose() -> st.SearchStrategy[SpecText | None]:
    return st.none() | prose()


def _numbers() -> st.SearchStrategy[ir.Number]:
    return st.builds(
        ir.Number,
        integer=st.booleans(),
        format=st.sampled_from([None, "int64", "double"]),
        text=st.booleans(),
        lower=st.none() | st.just(0),
        multiple_of=st.none() | st.just(2),
    )


def _enums() -> st.SearchStrategy[ir.Enum]:
    values = st.lists(
        texts() | st.integers(-5, 5) | st.booleans() | st.none() | st.just(1.5),
        min_size=1,
        max_size=4,
        unique_by=lambda value: (type(value).__name__, value),
    )
    return st.builds(ir.Enum, values.map(tuple), const=st.booleans())


def _special() -> st.SearchStrategy[ir.Schema]:
    strings = st.sampled_from((*_STRINGS, "binary", *PLAIN_FORMATS)).map(
        lambda name: ir.String(format=name)
    )
    return strings | st.sampled_from(
        (
            ir.Number(integer=True, format="unixtime"),
            ir.Number(integer=False, format="duration"),
            ir.Number(integer=False, format="decimal"),
            ir.Boolean(text=True),
            ir.String(encoding="base64"),
        )
    )


def _scalars() -> st.SearchStrategy[ir.Schema]:
    strings = st.builds(
        ir.String, pattern=_optional_prose(), max_length=st.none() | st.just(100)
    )
    return strings | _numbers() | st.just(ir.Boolean()) | _special() | _enums()


def schemas(names: Sequence[Identifier]) -> st.SearchStrategy[ir.Schema]:
    """Schemas whose references lead to the given models."""
    refs = [ir.Ref(name) for name in names]
    leaves = _scalars() | st.just(ir.Any_())
    if refs:
        leaves = st.sampled_from(refs) | leaves

    def grown(inner: st.SearchStrategy[ir.Schema]) -> st.SearchStrategy[ir.Schema]:
        prefix = st.lists(inner, min_size=1, max_size=3)
        return st.one_of(
            st.builds(ir.Array, inner, unique=st.booleans()),
            prefix.map(
                lambda items: ir.Array(ir.Any_(), tuple(items), True, len(items))
            ),
            st.builds(ir.Map, inner),
            inner.filter(lambda schema: not isinstance(schema, ir.Union)).map(
                lambda schema: ir.Union((schema, ir.Null()))
            ),
            _unions(refs),
        )

    return st.recursive(leaves, grown, max_leaves=4)


def _unions(refs: Sequence[ir.Ref]) -> st.SearchStrategy[ir.Schema]:
    """Unions whose branches JSON itself tells apart."""
    kinds: list[ir.Schema] = [
        ir.String(),
        ir.Number(integer=True),
        ir.Boolean(),
        ir.Array(ir.String()),
        ir.Null(),
        *refs[:1],
    ]
    chosen = st.lists(st.sampled_from(kinds), min_size=2, max_size=4, unique=True)
    return chosen.map(
        lambda branches: ir.Union(
            tuple(sorted(branches, key=lambda branch: branch == ir.Null()))
        )
    )


@st.composite
def _fields(draw: st.DrawFn, names: Sequence[Identifier]) -> tuple[ir.Field, ...]:
    chosen = draw(st.lists(st.sampled_from(FIELD_NAMES), max_size=6, unique=True))
    wire_names: set[str] = set()
    found = []
    for name in chosen:
        wire = draw(st.just(SpecText(name)) | texts())
        if wire.raw in wire_names or wire.raw in FIELD_NAMES:
            wire = SpecText(name)
        wire_names.add(wire.raw)
        found.append(_field(draw, Identifier(name), wire, draw(schemas(names))))
    return tuple(found)


def _field(
    draw: st.DrawFn, name: Identifier, wire: SpecText, schema: ir.Schema
) -> ir.Field:
    has_default = draw(st.booleans())
    default = draw(_defaults()) if has_default else None
    access = draw(st.sampled_from(["", "", "", "read", "write"]))
    return ir.Field(
        wire_name=wire,
        name=name,
        schema=schema,
        required=draw(st.booleans()),
        description=draw(_optional_prose()),
        has_default=has_default,
        default=default,
        deprecated=draw(st.booleans()),
        read_only=access == "read",
        write_only=access == "write",
    )


def _defaults() -> st.SearchStrategy[object]:
    scalars = (
        texts().map(lambda text: text.raw)
        | st.integers()
        | st.booleans()
        | st.none()
        | st.floats(allow_nan=False, allow_infinity=False)
    )
    return scalars | st.lists(scalars, max_size=3) | st.just({}) | st.just([])


@st.composite
def _objects(draw: st.DrawFn, names: Sequence[Identifier]) -> ir.ObjectModel:
    return ir.ObjectModel(
        fields=draw(_fields(names)),
        additional=draw(st.none() | st.just(ir.Any_()) | schemas(names)),
        max_properties=draw(st.none() | st.just(50)),
    )


@st.composite
def _enum_models(draw: st.DrawFn) -> ir.EnumModel:
    values = draw(st.lists(texts(), min_size=1, max_size=4, unique=True))
    members = tuple((Identifier(f"M{n}"), value) for n, value in enumerate(values))
    return ir.EnumModel("string", members)


@st.composite
def apis_of_models(draw: st.DrawFn) -> dict[Identifier, ir.Model]:
    """Sets of models: objects in cycles, enumerations, aliases, in several modules."""
    names = draw(
        st.lists(st.sampled_from(CLASS_NAMES), min_size=1, max_size=6, unique=True)
    )
    homes = {Identifier(n): draw(st.sampled_from(MODULES)) for n in names}
    enums = {name: draw(st.integers(0, 4)) == 0 for name in homes}
    found: dict[Identifier, ir.Model] = {}
    for name, home in homes.items():
        # Modules import from `shared` only, see `codegen.read.modules`.
        near = [other for other, its in homes.items() if its in (home, "shared")]
        shape: ir.ObjectModel | ir.EnumModel
        shape = draw(_enum_models()) if enums[name] else draw(_objects(near))
        found[name] = ir.Model(
            name=name,
            spec_name=draw(_optional_prose()),
            module=Identifier(home),
            pointer=ROOT,
            shape=shape,
            description=draw(_optional_prose()),
            deprecated=draw(st.booleans()),
        )
    return found | _aliases(draw, found)


def _aliases(
    draw: st.DrawFn, models: Mapping[Identifier, ir.Model]
) -> dict[Identifier, ir.Model]:
    some = next(iter(models.values()))
    union = ir.Union((ir.Ref(some.name), ir.Array(ir.Ref(some.name))))
    tree = Identifier("Tree")
    branches = (ir.String(), ir.Array(ir.Ref(tree)), ir.Map(ir.Ref(tree)))
    either = Identifier("Either")
    shapes = {
        either: ir.AliasModel(union),
        Identifier("Any1"): ir.AliasModel(ir.Union((ir.Ref(either), ir.Null()))),
        tree: ir.AliasModel(ir.Union(branches), recursive=True),
    }
    if not draw(st.booleans()):
        return {}
    return {
        name: replace(some, name=name, shape=shape, description=draw(_optional_prose()))
        for name, shape in shapes.items()
    }


# --- values ------------------------------------------------------------------------

_JSON_TEXT = st.text(st.characters(codec="utf-8"), max_size=8)


@st.composite
def values(draw: st.DrawFn, schema: ir.Schema, models: Models, depth: int = 3) -> Any:
    """JSON values of a schema; objects that contain themselves end at `depth`."""
    match schema:
        case ir.Ref():
            return draw(_values_of_model(models[schema.name], models, depth))
        case ir.Union():
            deep = depth <= 0 and ir.Null() in schema.branches
            branch = ir.Null() if deep else draw(st.sampled_from(schema.branches))
            return draw(values(branch, models, depth))
        case ir.Array(prefix=prefix) if prefix:
            return [draw(values(item, models, depth - 1)) for item in prefix]
        case ir.Array():
            item = values(schema.items, models, depth - 1)
            return draw(st.lists(item, max_size=0 if depth <= 0 else 2))
        case ir.Map():
            item = values(schema.values, models, depth - 1)
            size = 0 if depth <= 0 else 2
            return draw(st.dictionaries(_JSON_TEXT, item, max_size=size))
        case ir.Enum():
            value = draw(st.sampled_from(schema.values))
            return value.raw if isinstance(value, SpecText) else value
        case _:
            return draw(_scalar_values(schema))


def _scalar_values(schema: ir.Schema) -> st.SearchStrategy[Any]:
    match schema:
        case ir.Null():
            return st.none()
        case ir.Boolean(text=text):
            return st.sampled_from(["true", "false"] if text else [True, False])
        case ir.Number(text=True, integer=integer):
            return st.sampled_from(["7", "-1"] if integer else ["1.5", "-2.25"])
        case ir.Number(integer=True):
            return st.integers(0, 2**40)
        case ir.Number():
            return st.sampled_from([0.5, -1.25, 3.0])
        case ir.String():
            form = "byte" if schema.encoding else schema.format
            return _STRINGS.get(form or "", _JSON_TEXT)
        case _:
            return st.sampled_from([None, True, 1, "text", [], {"a": [1]}])


@st.composite
def _values_of_model(
    draw: st.DrawFn, model: ir.Model, models: Models, depth: int
) -> Any:
    match model.shape:
        case ir.EnumModel(members=members):
            value = draw(st.sampled_from([value for _, value in members]))
            return value.raw if isinstance(value, SpecText) else value
        case ir.AliasModel(schema):
            return draw(values(schema, models, depth - 1))
        case ir.ObjectModel(fields):
            return {
                field.wire_name.raw: draw(values(field.schema, models, depth - 1))
                for field in fields
                if field.required or (depth > 0 and draw(st.booleans()))
            }
