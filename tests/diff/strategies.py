"""Schemas for hypothesis, over so small a vocabulary that all values can be tried."""

from __future__ import annotations

import itertools
from typing import Any

from hypothesis import strategies as st

Json = Any
Schema = Any

_SCALARS: list[Json] = [
    None,
    False,
    True,
    -1,
    0,
    1,
    2,
    3,
    0.5,
    2.5,
    "",
    "a",
    "b",
    "ab",
    "abc",
]
_INNER: list[Json] = [
    None,
    True,
    0,
    1,
    2.5,
    "a",
    "ab",
    [],
    [0],
    ["a"],
    {},
    {"a": 0},
    {"a": "a"},
]


def universe() -> list[Json]:
    """Return every value that is tried: scalars, short arrays, small objects."""
    arrays = [[], *([v] for v in _INNER)]
    arrays += [[v, w] for v in _INNER[1:7] for w in _INNER[1:7]]
    arrays += [[0, 1, 2.5], ["a", "a", "a"], [0, "a", True], ["a", 0, "ab"]]
    objects = [{}, *({k: v} for k in "abc" for v in _INNER)]
    objects += [
        {k: v, m: w}
        for k, m in itertools.combinations("abc", 2)
        for v in _INNER[:9]
        for w in _INNER[:9]
    ]
    objects += [{"a": v, "b": w, "c": 1} for v in _INNER[:7] for w in _INNER[:7]]
    return [*_SCALARS, *arrays, *objects]


_bounds = st.fixed_dictionaries(
    {},
    optional={
        "minimum": st.sampled_from([-1, 0, 1, 0.5]),
        "maximum": st.sampled_from([0, 1, 2, 3, 2.5]),
        "exclusiveMinimum": st.sampled_from([-1, 0, 1]),
        "exclusiveMaximum": st.sampled_from([1, 2, 3]),
        "multipleOf": st.sampled_from([1, 2, 0.5]),
    },
)
_strings = st.fixed_dictionaries(
    {"type": st.just("string")},
    optional={
        "minLength": st.integers(0, 2),
        "maxLength": st.integers(0, 3),
        "pattern": st.sampled_from(["a", "^a", "b$", "^[ab]*$", "^ab?$", "^.{2}$"]),
    },
)
_numbers = st.builds(
    lambda kind, bounds: {"type": kind, **bounds},
    st.sampled_from(["integer", "number"]),
    _bounds,
)
_enums = st.lists(
    st.sampled_from([*_SCALARS, [0], {"a": 0}]), min_size=1, max_size=4, unique_by=repr
).map(lambda values: {"enum": values})
_scalars: st.SearchStrategy[Schema] = st.one_of(
    st.sampled_from([True, {}, {"type": "null"}, {"type": "boolean"}, False]),
    st.sampled_from(_SCALARS).map(lambda value: {"const": value}),
    _numbers,
    _strings,
    _enums,
    st.lists(
        st.sampled_from(["null", "boolean", "integer", "string", "array", "object"]),
        min_size=1,
        max_size=3,
        unique=True,
    ).map(lambda kinds: {"type": kinds}),
    st.just({"$ref": "#/components/schemas/Tree"}),
)


def _containers(inner: st.SearchStrategy[Schema]) -> st.SearchStrategy[Schema]:
    some = st.lists(inner, min_size=1, max_size=3)
    arrays = st.fixed_dictionaries(
        {"type": st.just("array")},
        optional={
            "items": inner,
            "prefixItems": st.lists(inner, min_size=1, max_size=2),
            "minItems": st.integers(0, 2),
            "maxItems": st.integers(0, 3),
            "uniqueItems": st.just(True),
            "contains": inner,
        },
    )
    objects = st.fixed_dictionaries(
        {"type": st.just("object")},
        optional={
            "properties": st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
            "required": st.lists(st.sampled_from("abc"), max_size=2, unique=True),
            "additionalProperties": st.one_of(st.booleans(), inner),
            "patternProperties": st.dictionaries(
                st.sampled_from(["^a", "b"]), inner, min_size=1, max_size=2
            ),
            "minProperties": st.integers(0, 2),
            "maxProperties": st.integers(0, 3),
            "propertyNames": st.sampled_from([{"enum": ["a", "b"]}, {"pattern": "^a"}]),
            "dependentRequired": st.just({"a": ["b"]}),
        },
    )
    return st.one_of(
        objects,
        arrays,
        some.map(lambda parts: {"anyOf": parts}),
        some.map(lambda parts: {"oneOf": parts}),
        some.map(lambda parts: {"allOf": parts}),
        inner.map(lambda part: {"not": part}),
        st.builds(lambda a, b, c: {"if": a, "then": b, "else": c}, inner, inner, inner),
        st.builds(
            lambda left, right: {**left, "anyOf": right},
            st.one_of(objects, _strings),
            some,
        ),
    )


SCHEMAS: st.SearchStrategy[Schema] = st.recursive(_scalars, _containers, max_leaves=6)
"""Any schema; `Tree` is a component of the same document."""


def mutated(schema: Schema) -> st.SearchStrategy[Schema]:
    """Return schemas that differ from one in a few places, or not at all."""
    if not isinstance(schema, dict) or not schema:
        return st.one_of(st.just(schema), SCHEMAS)
    options: list[st.SearchStrategy[Schema]] = [st.just(schema)]
    for key in schema:
        without = {k: v for k, v in schema.items() if k != key}
        options.append(st.just(without))
        value = schema[key]
        if key in (
            "items",
            "additionalProperties",
            "not",
            "contains",
            "if",
            "then",
            "else",
        ):
            options.append(mutated(value).map(lambda new, k=key: {**schema, k: new}))
        elif key in ("anyOf", "oneOf", "allOf", "prefixItems"):
            for index, part in enumerate(value):
                options.append(
                    mutated(part).map(
                        lambda new, k=key, i=index: {
                            **schema,
                            k: [*schema[k][:i], new, *schema[k][i + 1 :]],
                        }
                    )
                )
            if len(value) > 1:
                options.append(st.just({**schema, key: value[1:]}))
        elif key in ("properties", "patternProperties"):
            for name, part in value.items():
                options.append(
                    mutated(part).map(
                        lambda new, k=key, n=name: {**schema, k: {**schema[k], n: new}}
                    )
                )
        elif isinstance(value, int) and not isinstance(value, bool):
            options.append(st.just({**schema, key: value + 1}))
    if schema.get("type") == "object":
        options.append(st.just({**schema, "required": ["a"]}))
        options.append(st.just({**schema, "additionalProperties": False}))
    return st.one_of(options)


TREES: st.SearchStrategy[Schema] = st.sampled_from(
    [
        {"type": "object", "properties": {"a": {"$ref": "#/components/schemas/Tree"}}},
        {
            "type": "object",
            "properties": {
                "a": {"$ref": "#/components/schemas/Tree"},
                "b": {"type": "integer"},
            },
            "required": ["b"],
        },
        {
            "anyOf": [
                {"type": "integer"},
                {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}},
            ]
        },
        {
            "anyOf": [
                {"type": "number"},
                {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}},
            ]
        },
        {
            "type": "object",
            "additionalProperties": {"$ref": "#/components/schemas/Tree"},
        },
    ]
)
