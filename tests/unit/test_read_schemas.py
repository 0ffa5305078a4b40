"""Schemas of every dialect of OpenAPI 3 become one kind of schema."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen import ir
from codegen.encode import Identifier, SpecText
from codegen.errors import SpecError
from codegen.read import Choices
from codegen.read.schemas import DEEPEST

from .documents import api_of, document, model_of, notices_of, schema_of

TEXT = ir.String()
NULL = ir.Null()


def maybe(schema: ir.Schema) -> ir.Union:
    return ir.Union((schema, NULL))


def object_of(model: ir.Model) -> ir.ObjectModel:
    assert isinstance(model.shape, ir.ObjectModel)
    return model.shape


# --- null ------------------------------------------------------------------------------

INNER: list[dict[str, Any]] = [
    {"type": "string"},
    {"type": "integer", "minimum": 1},
    {"type": "array", "items": {"type": "string"}},
    {"type": "object", "additionalProperties": {"type": "integer"}},
    {"type": "object", "properties": {"a": {"type": "string"}}},
]


@pytest.mark.parametrize("schema", INNER, ids=lambda schema: str(schema)[:40])
def test_null_is_read_alike_in_every_dialect(schema: dict[str, Any]) -> None:
    """Else the same app gives two clients, by the version it is served as."""
    old = schema_of({**schema, "nullable": True}, "3.0.3")
    listed = schema_of({**schema, "type": [schema["type"], "null"]})
    union = schema_of({"anyOf": [schema, {"type": "null"}]})
    one_of = schema_of({"oneOf": [{"type": "null"}, schema]})
    assert old == listed == union
    assert isinstance(one_of, ir.Union) and isinstance(union, ir.Union)
    assert one_of.branches == union.branches
    assert union.branches[-1] == NULL


def test_null_beside_a_reference_is_kept_in_every_spelling() -> None:
    """Else a field that is null breaks the client."""
    other = {"type": "object", "properties": {"a": {"type": "string"}}}
    ref = {"$ref": "#/components/schemas/Other"}
    expected = maybe(ir.Ref(model_of(other).name.__class__("Other")))
    for schema, version in [
        ({"anyOf": [ref, {"type": "null"}]}, "3.1.0"),
        ({"nullable": True, "allOf": [ref]}, "3.0.3"),
        ({"nullable": True, **ref}, "3.0.3"),
        ({"oneOf": [{"type": "null"}, ref]}, "3.1.0"),
    ]:
        found = schema_of(schema, version, Other=other)
        assert isinstance(found, ir.Union)
        assert found.branches == expected.branches


def test_an_enumeration_with_null_is_one_that_may_be_null() -> None:
    """Else null becomes a member of the enumeration."""
    found = schema_of({"type": ["string", "null"], "enum": ["a", None]})
    assert found == maybe(ir.Enum((SpecText("a"),)))


# --- constants and enumerations --------------------------------------------------------


def test_a_constant_and_an_enumeration_of_one_have_the_same_values() -> None:
    """Else the served 3.0 document, which has no `const`, gives another client."""
    const = schema_of({"const": "a"})
    single = schema_of({"type": "string", "enum": ["a"]})
    assert isinstance(const, ir.Enum) and isinstance(single, ir.Enum)
    assert const.values == single.values == (SpecText("a"),)
    assert const.const and not single.const


def test_a_named_enumeration_is_a_model() -> None:
    """Else its members have no names."""
    model = model_of({"type": "string", "enum": ["to do", "done", "2x", "done"]})
    assert isinstance(model.shape, ir.EnumModel)
    assert model.shape.base == "string"
    assert [name for name, _ in model.shape.members] == ["TO_DO", "DONE", "VALUE_2X"]


@pytest.mark.parametrize(
    ("values", "base"), [([1, 2], "integer"), ([0.5, 2], "number"), (["1"], "string")]
)
def test_an_enumeration_has_the_type_of_its_values(
    values: list[Any], base: str
) -> None:
    """Else `1` comes back as `"1"`."""
    shape = model_of({"enum": values}).shape
    assert isinstance(shape, ir.EnumModel) and shape.base == base


def test_an_enumeration_of_several_types_keeps_each_value() -> None:
    """Else `1`, `"1"` and true are one value, as they are equal in Python."""
    found = schema_of({"enum": [1, "1", True, 1, 1.0]})
    assert isinstance(found, ir.Enum)
    assert list(map(repr, found.values)) == list(
        map(repr, (1, SpecText("1"), True, 1.0))
    )


def test_an_enumeration_of_objects_is_any_value_and_says_so() -> None:
    """Else it is silently a type that no value has."""
    root = document(schemas={"Thing": {"enum": [{"a": 1}]}})
    assert [n.code for n in notices_of(root)] == ["ISO116"]


@pytest.mark.parametrize("key", ["items", "additionalProperties"])
@pytest.mark.parametrize("depth", [49, 240])
def test_arrays_and_maps_nest_as_deep_as_python_reads(depth: int, key: str) -> None:
    """An annotation with more than 200 brackets in each other is no Python."""
    schema: dict[str, Any] = {"type": "string"}
    for _ in range(depth):
        schema = {"type": "array" if key == "items" else "object", key: schema}
    codes = [one.code for one in notices_of(document(schemas={"Deep": schema}))]
    assert codes == ([] if depth < DEEPEST else ["ISO119"])
    read, seen = schema_of(schema), 0
    while isinstance(read, ir.Array | ir.Map):
        read, seen = read.items if isinstance(read, ir.Array) else read.values, seen + 1
    assert (seen, read) == ((depth, TEXT) if depth < DEEPEST else (DEEPEST, ir.Any_()))


# --- numbers and strings ---------------------------------------------------------------


def test_bounds_are_read_alike_in_every_dialect() -> None:
    """Else 3.0's `exclusiveMinimum: true` is a bound of 1."""
    old = schema_of(
        {"type": "integer", "minimum": 3, "exclusiveMinimum": True}, "3.0.0"
    )
    new = schema_of({"type": "integer", "exclusiveMinimum": 3})
    assert old == new == ir.Number(True, lower=3, lower_open=True)


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "string", "format": "int64"}, ir.Number(True, "int64", True)),
        ({"type": "string", "format": "double"}, ir.Number(False, "double", True)),
        ({"type": "string", "format": "boolean"}, ir.Boolean(True)),
        ({"type": "string", "format": "uuid"}, ir.String("uuid")),
        (
            {"type": "string", "contentMediaType": "application/octet-stream"},
            ir.String("binary", media_type="application/octet-stream"),
        ),
        ({"type": "string", "contentEncoding": "base64"}, ir.String(encoding="base64")),
        ({}, ir.Any_()),
        (True, ir.Any_()),
        ({"minLength": 2, "pattern": "x"}, None),
        ({"items": {"type": "string"}}, ir.Array(TEXT)),
        ({"description": "?", "x-y": 1}, ir.Any_()),
    ],
    ids=str,
)
def test_a_scalar_is_read_by_type_and_format(schema: Any, expected: Any) -> None:
    """Else a value travels in a form that the service does not know."""
    found = schema_of(schema)
    if expected is None:
        assert isinstance(found, ir.String)
    else:
        assert found == expected


def test_pydantics_decimal_is_one_type() -> None:
    """Else a Decimal is `float | str`, and loses digits."""
    pattern = r"^(?!^[-+.]*$)[+-]?0*\d*\.?\d*$"
    text = {"type": "string", "pattern": pattern}
    assert schema_of({"anyOf": [{"type": "number"}, text]}) == ir.String("decimal")
    assert schema_of({"anyOf": [{"type": "number"}, text, {"type": "null"}]}) == maybe(
        ir.String("decimal")
    )
    assert isinstance(schema_of(text), ir.String)


# --- allOf -----------------------------------------------------------------------------


@given(st.sampled_from([*INNER, {"$ref": "#/components/schemas/Other"}]))
def test_all_of_one_schema_is_that_schema(schema: dict[str, Any]) -> None:
    """Else FastAPI's older way to say a default beside a reference hides the type."""
    other = {"type": "object", "properties": {"a": {"type": "string"}}}
    wrapped = {"allOf": [schema], "description": "?", "default": None}
    assert schema_of(wrapped, Other=other) == schema_of(schema, Other=other)


def test_all_of_objects_is_one_object() -> None:
    """Else what a class inherits is lost."""
    base = {
        "type": "object",
        "required": ["a"],
        "properties": {"a": {"type": "string"}},
    }
    child = {
        "allOf": [
            {"$ref": "#/components/schemas/Base"},
            {"type": "object", "properties": {"b": {"type": "integer"}}},
            {"required": ["b"]},
        ]
    }
    shape = object_of(model_of(child, Base=base))
    assert [(f.name, f.required) for f in shape.fields] == [("a", True), ("b", True)]


def test_a_union_in_all_of_is_multiplied_out() -> None:
    """Else `A and (B or C)` is any value."""
    schema = {
        "allOf": [
            {"type": "object", "properties": {"a": {"type": "string"}}},
            {
                "oneOf": [
                    {"type": "object", "properties": {"b": {"type": "string"}}},
                    {"type": "object", "properties": {"c": {"type": "string"}}},
                ]
            },
        ]
    }
    api = api_of(document(schemas={"Thing": schema}))
    fields = {
        tuple(str(f.name) for f in m.shape.fields)
        for m in api.models.values()
        if isinstance(m.shape, ir.ObjectModel)
    }
    assert fields == {("a", "b"), ("a", "c")}


def test_all_of_what_excludes_each_other_is_any_value_and_says_so() -> None:
    """Else the client refuses whatever comes."""
    schema = {"allOf": [{"type": "string"}, {"type": "integer"}]}
    assert [n.code for n in notices_of(document(schemas={"Thing": schema}))] == [
        "ISO115"
    ]


def test_all_of_itself_is_refused() -> None:
    """Else the reader never ends."""
    schema = {"allOf": [{"$ref": "#/components/schemas/Thing"}], "type": "object"}
    with pytest.raises(SpecError, match="ISO113"):
        api_of(document(schemas={"Thing": schema}))


# --- recursion -------------------------------------------------------------------------


def test_an_object_may_contain_itself() -> None:
    """Else trees cannot be read."""
    ref = {"$ref": "#/components/schemas/Thing"}
    schema = {
        "type": "object",
        "properties": {
            "children": {"type": "array", "items": ref},
            "parent": {"anyOf": [ref, {"type": "null"}]},
        },
    }
    children, parent = object_of(model_of(schema)).fields
    assert children.schema == ir.Array(ir.Ref(children.name.__class__("Thing")))
    assert isinstance(parent.schema, ir.Union)


def test_a_type_that_contains_itself_without_a_class_is_a_recursive_alias() -> None:
    """Else any JSON value (`JsonValue` of pydantic) cannot be typed."""
    schema = {
        "anyOf": [
            {"type": "string"},
            {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}},
        ]
    }
    shape = model_of(schema).shape
    assert isinstance(shape, ir.AliasModel) and shape.recursive


def test_a_union_with_itself_is_the_union_of_the_rest() -> None:
    """Else the alias means itself, which no validator can build."""
    ref = {"$ref": "#/components/schemas/Thing"}
    shape = model_of({"anyOf": [ref, {"type": "string"}]}).shape
    assert isinstance(shape, ir.AliasModel) and shape.schema == TEXT


def test_a_reference_to_itself_alone_is_refused() -> None:
    """Else the reader never ends, or the class is empty."""
    with pytest.raises(SpecError) as caught:
        api_of(document(schemas={"Thing": {"$ref": "#/components/schemas/Thing"}}))
    assert [problem.code for problem in caught.value.problems] == ["ISO023"]


TWICE = {
    name: {"type": "object", "properties": {"size": {"type": "integer", "minimum": 1}}}
    for name in ("Box", "Crate")
}


def test_a_property_that_stands_in_two_objects_word_for_word_is_one_field() -> None:
    """If not, large documents cost several times the memory."""
    models = api_of(document(schemas=TWICE)).models

    box, crate = (object_of(models[Identifier(name)]) for name in TWICE)

    assert box.fields[0] is crate.fields[0]


def test_a_field_that_is_renamed_in_one_object_keeps_its_name_in_the_other() -> None:
    """If not, a rename reaches classes that it does not name."""
    renames = Choices(rename={"Box.size": "length"})
    models = api_of(document(schemas=TWICE), renames).models

    found = [object_of(models[Identifier(name)]).fields[0].name for name in TWICE]

    assert found == ["length", "size"]


def test_what_is_said_about_a_property_is_said_at_each_place() -> None:
    """If not, the second of two equal mistakes is silent."""
    wrong = copy.deepcopy(TWICE)
    for schema in wrong.values():
        schema["properties"]["size"]["minimum"] = "one"

    places = [
        n.place for n in notices_of(document(schemas=wrong), Choices(lenient=True))
    ]

    assert [place.split("/")[3] for place in places] == ["Box", "Crate"]


def test_the_depth_of_a_document_is_not_the_depth_of_the_stack() -> None:
    """Else a chain of a thousand models is too much."""
    schemas = {
        f"M{i}": {
            "type": "object",
            "properties": {"next": {"$ref": f"#/components/schemas/M{i + 1}"}},
        }
        for i in range(3000)
    }
    schemas["M3000"] = {"type": "object", "properties": {}}
    assert len(api_of(document(schemas=schemas)).models) == 3001


# --- unions ----------------------------------------------------------------------------


def tagged(value: Any) -> dict[str, Any]:
    return {"type": "object", "properties": {"kind": value, "a": {"type": "string"}}}


def union_of(*names: str, **discriminator: Any) -> dict[str, Any]:
    found: dict[str, Any] = {
        "oneOf": [{"$ref": f"#/components/schemas/{name}"} for name in names]
    }
    if discriminator:
        found["discriminator"] = discriminator
    return found


def discriminator_of(schema: Any, **others: Any) -> ir.Discriminator | None:
    shape = model_of(schema, **others).shape
    assert isinstance(shape, ir.AliasModel) and isinstance(shape.schema, ir.Union)
    return shape.schema.discriminator


def test_a_discriminator_believes_the_constants_of_the_branches() -> None:
    """Else a boolean one, which a mapping cannot spell, never matches."""
    found = discriminator_of(
        union_of("Yes", "No", propertyName="kind", mapping={}),
        Yes=tagged({"const": True}),
        No=tagged({"const": False}),
    )
    assert found is not None
    assert found.mapping == ((True, "Yes"), (False, "No"))


def test_a_discriminator_reads_the_mapping_where_there_are_no_constants() -> None:
    """Else the branches are tried in turn, and the first that fits wins."""
    text = tagged({"type": "string"})
    found = discriminator_of(
        union_of(
            "Cat",
            "Dog",
            propertyName="kind",
            mapping={"c": "#/components/schemas/Cat", "d": "Dog"},
        ),
        Cat=text,
        Dog=text,
    )
    assert found is not None
    assert [(v.raw, name) for v, name in found.mapping if isinstance(v, SpecText)] == [
        ("c", "Cat"),
        ("d", "Dog"),
    ]


def test_a_discriminator_without_mapping_means_the_names_of_the_schemas() -> None:
    """Else OpenAPI's implicit mapping is lost."""
    text = tagged({"type": "string"})
    found = discriminator_of(
        union_of("Cat", "Dog", propertyName="kind"), Cat=text, Dog=text
    )
    assert found is not None
    assert [v.raw for v, _ in found.mapping if isinstance(v, SpecText)] == [
        "Cat",
        "Dog",
    ]


def test_a_discriminator_sees_the_constants_of_parts() -> None:
    """If not, the class of a part is tried by its name, which nobody sends."""
    found = discriminator_of(
        union_of("Cat", "Dog", propertyName="kind"),
        Cat={"allOf": [tagged({"const": "cat"}), {"type": "object"}]},
        Dog=tagged({"const": "dog"}),
    )

    assert found is not None
    assert [v.raw for v, _ in found.mapping if isinstance(v, SpecText)] == [
        "cat",
        "dog",
    ]


def test_a_constant_that_a_part_shares_with_another_branch_tells_nothing() -> None:
    """If not, one of two kinds of message is always read as the other."""
    found = discriminator_of(
        union_of("Cat", "Dog", propertyName="kind"),
        Cat={"allOf": [tagged({"const": "pet"}), {"type": "object"}]},
        Dog=tagged({"const": "pet"}),
    )

    assert found is None


def test_a_union_of_one_is_that_one() -> None:
    """Else `anyOf` with one branch has a class of its own."""
    assert schema_of({"anyOf": [{"type": "string"}]}) == TEXT


def test_enumerations_in_a_union_are_one_with_each_value() -> None:
    """Else `const: 1` and `const: true` are one, as they are equal in Python."""
    found = schema_of({"anyOf": [{"const": v} for v in (1, True, "1", 1)]})
    assert isinstance(found, ir.Enum)
    assert list(map(repr, found.values)) == ["1", "True", repr(SpecText("1"))]


def test_any_value_in_a_union_is_any_value() -> None:
    """Else `Any | str` pretends to know more."""
    assert schema_of({"anyOf": [{"type": "string"}, {}]}) != ir.Union((TEXT, ir.Any_()))


# --- objects, maps, arrays -------------------------------------------------------------


@pytest.mark.parametrize(
    ("additional", "extra", "closed"),
    [
        (None, None, False),
        (True, ir.Any_(), False),
        ({}, ir.Any_(), False),
        (False, None, True),
        ({"type": "integer"}, ir.Number(True), False),
    ],
    ids=str,
)
def test_additional_properties_are_read(
    additional: Any, extra: ir.Schema | None, closed: bool
) -> None:
    """Else what a model keeps beside its fields is lost or mistyped."""
    schema: dict[str, Any] = {"type": "object", "properties": {"a": {}}}
    if additional is not None:
        schema["additionalProperties"] = additional
    shape = object_of(model_of(schema))
    assert (shape.additional, shape.closed) == (extra, closed)


@pytest.mark.parametrize(
    ("schema", "values"),
    [
        ({"type": "object"}, ir.Any_()),
        ({"type": "object", "additionalProperties": {"type": "string"}}, TEXT),
        (
            {
                "type": "object",
                "patternProperties": {"^x": {"type": "string"}},
                "additionalProperties": False,
            },
            TEXT,
        ),
    ],
    ids=str,
)
def test_an_object_without_properties_is_a_map(
    schema: dict[str, Any], values: ir.Schema
) -> None:
    """Else free names have no type."""
    found = schema_of(schema)
    assert isinstance(found, ir.Map) and found.values == values


@pytest.mark.parametrize(
    "schema",
    [
        {
            "type": "array",
            "prefixItems": [{"type": "string"}, {"type": "integer"}],
            "minItems": 2,
            "maxItems": 2,
        },
        {
            "type": "array",
            "items": [{"type": "string"}, {"type": "integer"}],
            "minItems": 2,
            "maxItems": 2,
        },
        {
            "type": "array",
            "prefixItems": [{"type": "string"}, {"type": "integer"}],
            "items": False,
        },
    ],
    ids=["3.1", "3.0", "false"],
)
def test_a_tuple_is_read_in_each_spelling(schema: dict[str, Any]) -> None:
    """Else the items of a tuple have no types."""
    found = schema_of(schema)
    assert isinstance(found, ir.Array)
    assert found.prefix == (TEXT, ir.Number(True)) and found.closed


def test_fields_do_not_depend_on_the_order_of_an_object() -> None:
    """Else a JSON tool that sorts keys changes the constructor."""
    properties = {"b": {"type": "string"}, "a": {"type": "string"}, "c": {}}
    one = {"type": "object", "properties": properties, "required": ["c"]}
    two = {**one, "properties": dict(sorted(properties.items()))}
    names = [field.name for field in object_of(model_of(one)).fields]
    assert names == [f.name for f in object_of(model_of(two)).fields] == ["c", "a", "b"]


def test_a_flag_may_stand_beside_null() -> None:
    """Else a secret that may be null is not known to be write-only."""
    secret = {"type": "string", "writeOnly": True}
    for schema in (secret, {"anyOf": [secret, {"type": "null"}]}):
        holder = {"type": "object", "properties": {"x": schema}}
        assert object_of(model_of(holder)).fields[0].write_only


def test_fields_that_want_one_name_are_told_apart_and_reported() -> None:
    """Else one of two properties is lost."""
    schema = {"type": "object", "properties": {"fooBar": {}, "foo_bar": {}, "ﬁ": {}}}
    names = [field.name for field in object_of(model_of(schema)).fields]
    assert len(set(names)) == 3
    assert [n.code for n in notices_of(document(schemas={"Thing": schema}))] == [
        "ISO106"
    ]


@pytest.mark.parametrize("name", ["json", "copy", "model_fields", "model_config"])
def test_a_field_does_not_hide_a_member_of_pydantic(name: str) -> None:
    """Else the class warns, or breaks, when it is imported."""
    schema = {"type": "object", "properties": {name: {"type": "string"}}}
    field = object_of(model_of(schema)).fields[0]
    assert field.wire_name == SpecText(name)
    assert field.name == f"{name}_"


def test_input_and_output_of_one_model_have_both_a_class() -> None:
    """Else FastAPI's pairs collide."""
    schema = {"type": "object", "properties": {"a": {"type": "string"}}}
    api = api_of(document(schemas={"Item-Input": schema, "Item-Output": schema}))
    assert sorted(api.models) == ["ItemInput", "ItemOutput"]


def test_two_schemas_that_want_one_class_name_are_told_apart_and_reported() -> None:
    """Else one class overwrites the other."""
    schema = {"type": "object", "properties": {}}
    root = document(schemas={"foo_bar": schema, "FooBar": schema, "Any": schema})
    assert len(api_of(root).models) == 3
    assert {n.code for n in notices_of(root)} == {"ISO105"}
