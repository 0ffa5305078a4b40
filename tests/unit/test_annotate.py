"""Schemas as types, by position."""

from __future__ import annotations

import datetime as dt
import importlib
import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from pydantic import TypeAdapter

from codegen import ir
from codegen.annotate import Import, Position, annotate
from codegen.encode import Identifier, SpecText

from ..strategies_ir import schemas

JOB = ir.Ref(Identifier("Job"))
OPEN = ir.Enum((SpecText("a"), SpecText("b")))


def _evaluate(schema: ir.Schema, position: Position = "reply") -> Any:
    """Return the type that an annotation means, with its imports and no models."""
    annotation = annotate(schema, position)
    scope: dict[str, Any] = {}
    for item in annotation.imports:
        path = item.module.replace(".._core", "codegen.runtime")
        module = importlib.import_module(path)
        scope[item.alias or item.name] = (
            getattr(module, item.name) if item.name else module
        )
    return eval(annotation.code, scope)


def _round_trip(schema: ir.Schema, value: object) -> tuple[object, object]:
    """Read a JSON value; return it in Python, and as it is written again."""
    adapter: TypeAdapter[object] = TypeAdapter(_evaluate(schema))
    read = adapter.validate_json(json.dumps(value))
    return read, json.loads(adapter.dump_json(read, by_alias=True))


@pytest.mark.parametrize(
    ("schema", "code"),
    [
        (ir.String(), "str"),
        (ir.Number(integer=True), "int"),
        (ir.Number(integer=False), "float"),
        (ir.Boolean(), "bool"),
        (ir.Null(), "None"),
        (ir.Any_(), "Any"),
        (ir.Array(ir.String()), "list[str]"),
        (ir.Map(ir.Any_()), "dict[str, Any]"),
        (ir.Array(ir.Any_(), (ir.String(), JOB), True, 2), "tuple[str, models.Job]"),
        (ir.Array(ir.Number(True), (ir.String(),)), "list[str | int]"),
        (ir.Array(ir.Any_(), (ir.String(), JOB), True), "list[str | models.Job]"),
        (ir.Union((JOB, ir.String(), ir.Null())), "models.Job | str | None"),
        (ir.Union((ir.String(), ir.String("uri"))), "str"),
        (ir.Union((ir.String(), ir.Any_())), "Any"),
        (OPEN, 'Literal["a", "b"] | str'),
        (ir.Union((OPEN, ir.String())), 'Literal["a", "b"] | str'),
        (ir.Enum((SpecText("a"),), const=True), 'Literal["a"]'),
        (ir.Enum((1, SpecText("x"), None)), 'Literal[1, "x"] | int | str | None'),
        (ir.Enum((True,)), "bool"),
        (ir.Enum((True,), const=True), "Literal[True]"),
        (ir.Enum((1.5, 2.5)), "float"),
        (ir.Enum((None,)), "None"),
    ],
)
def test_types_of_replies(schema: ir.Schema, code: str) -> None:
    """If not, what a method returns is typed wrongly."""
    assert annotate(schema, "reply").code == code


@pytest.mark.parametrize(
    ("schema", "code"),
    [
        (OPEN, 'Literal["a", "b"]'),
        (ir.Enum((True, False)), "bool"),
        (ir.Enum((True,)), "Literal[True]"),
        (ir.Enum((1.5, SpecText("x"))), 'Literal["x"] | float'),
        (ir.String("binary"), "Upload"),
        (ir.String("password"), "str"),
    ],
)
def test_types_of_arguments(schema: ir.Schema, code: str) -> None:
    """If not, a caller may pass what the service does not know, or not what it does."""
    assert annotate(schema, "argument").code == code


def test_bytes_of_a_query_are_no_file() -> None:
    """A file object in a URL would be sent as the description of itself."""
    assert annotate(ir.String("binary"), "value").code == "bytes"


def test_models_have_bare_names_in_fields() -> None:
    """If not, a module of models would have to import the package that it is in."""
    annotation = annotate(ir.Array(JOB), "field")

    assert annotation.code == "list[Job]"
    assert annotation.imports == {Import(".", "Job")}


def test_hidden_names_are_imported_under_others() -> None:
    """If not, a field called `date` of type `date` fails when the class is made."""
    schema = ir.Array(ir.Union((ir.String("date"), ir.Number(integer=True))))
    annotation = annotate(schema, "field", frozenset({"date", "list"}))

    assert annotation.code == "_builtins.list[_date | int]"
    assert annotation.imports == {
        Import("builtins", alias="_builtins"),
        Import("datetime", "date", "_date"),
    }


@pytest.mark.parametrize(
    ("schema", "wire", "value"),
    [
        (ir.String("date"), "2026-02-03", dt.date(2026, 2, 3)),
        (
            ir.String("date-time"),
            "2026-02-03T04:05:06",
            dt.datetime(2026, 2, 3, 4, 5, 6),
        ),
        (ir.String("time"), "04:05:06", dt.time(4, 5, 6)),
        (ir.String("time"), "04:05:06Z", dt.time(4, 5, 6, tzinfo=dt.UTC)),
        (ir.String("duration"), "PT90S", dt.timedelta(seconds=90)),
        (ir.Number(False, "duration"), 90, dt.timedelta(seconds=90)),
        (
            ir.Number(True, "unixtime"),
            0,
            dt.datetime(1970, 1, 1, tzinfo=dt.UTC),
        ),
        (ir.String("decimal"), "1.50", Decimal("1.50")),
        (ir.Number(False, "decimal"), 1.5, Decimal("1.5")),
        (ir.String("byte"), "+/8=", b"\xfb\xff"),
        (ir.String(encoding="base64"), "+/8=", b"\xfb\xff"),
        (ir.String(encoding="base64url"), "-_8=", b"\xfb\xff"),
        (ir.Number(True, text=True), "7", 7),
        (ir.Number(False, text=True), "1.5", 1.5),
        (ir.Boolean(text=True), "true", True),
        (ir.String("password"), "secret", "secret"),
        (ir.String("uri"), "http://a", "http://a"),
        (ir.String("ipv4"), "10.0.0.1", "10.0.0.1"),
    ],
)
def test_formats_are_read_and_written(
    schema: ir.Schema, wire: object, value: object
) -> None:
    """If not, a format is another Python value than promised, or is sent changed."""
    read, written = _round_trip(schema, wire)

    assert read == value
    assert type(read) is type(value)
    if wire != "PT90S":  # pydantic writes the same duration in minutes
        assert written == wire


def test_unknown_value_of_an_open_enumeration_is_no_error() -> None:
    """If not, a service that adds a value breaks older clients."""
    assert _round_trip(OPEN, "c") == ("c", "c")


def test_bounds_and_patterns_are_not_enforced() -> None:
    """If not, a service that loosens a bound breaks older clients."""
    schema = ir.String(pattern=SpecText(r"^\p{L}+$"), max_length=1)

    assert _round_trip(schema, "long 1")[0] == "long 1"


@settings(max_examples=80, deadline=None)
@given(schemas([]))
def test_every_annotation_is_a_type_of_pydantic(schema: ir.Schema) -> None:
    """If not, a client fails at the first reply of that type."""
    TypeAdapter(_evaluate(schema))
    TypeAdapter(_evaluate(schema, "field"))
