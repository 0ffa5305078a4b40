"""Properties as fields: what is required, defaults, names on the wire, docstrings."""

from __future__ import annotations

from typing import Any

import pytest

from codegen import ir
from codegen.encode import Identifier, SpecText
from codegen.models.fields import FieldPlanner
from codegen.spec.pointer import ROOT

STATE = ir.Model(
    Identifier("State"),
    None,
    Identifier("shared"),
    ROOT,
    ir.EnumModel("string", ((Identifier("OPEN"), SpecText("open")),)),
)
EITHER = ir.Model(
    Identifier("Either"),
    None,
    Identifier("shared"),
    ROOT,
    ir.AliasModel(ir.Union((ir.Number(integer=True), ir.Ref(STATE.name)))),
)
MODELS = {model.name: model for model in (STATE, EITHER)}
CONSTANT = ir.Enum((SpecText("cat"),), const=True)


def _code(schema: ir.Schema, required: bool = False, **more: Any) -> str:
    wire = SpecText(more.pop("wire", "x"))
    field = ir.Field(wire, Identifier("x"), schema, required, **more)
    [planned] = FieldPlanner(MODELS).plan([field])
    return planned.code


def _default(schema: ir.Schema, value: object) -> str:
    return _code(schema, has_default=True, default=value)


def test_required_field_has_no_default() -> None:
    """If not, a caller may forget what the service needs."""
    assert _code(ir.String(), required=True) == "x: str"
    nullable = ir.Union((ir.String(), ir.Null()))
    assert _code(nullable, required=True) == "x: str | None"


def test_optional_field_is_none() -> None:
    """If not, a caller must give what the service does not need."""
    assert _code(ir.String()) == "x: str | None = None"
    assert _code(ir.Union((ir.String(), ir.Null()))) == "x: str | None = None"
    assert _code(ir.Null()) == "x: None = None"


def test_constant_is_set_by_itself() -> None:
    """If not, a caller must repeat what has one possible value."""
    assert _code(CONSTANT, required=True) == 'x: Literal["cat"] = "cat"'
    assert _code(CONSTANT) == 'x: Literal["cat"] | None = None'


@pytest.mark.parametrize(
    ("access", "note"), [("read_only", "Read-only."), ("write_only", "Write-only.")]
)
def test_read_only_field_may_be_left_out(access: str, note: str) -> None:
    """If not, a body cannot be built without what only the service knows."""
    code = _code(ir.Number(integer=True), required=True, **{access: True})

    assert code == f'x: int | None = None\n    """{note}"""'


@pytest.mark.parametrize(
    ("schema", "default", "code"),
    [
        (ir.String(), "a", 'str = "a"'),
        (ir.Number(integer=True), 1, "int = 1"),
        (ir.Number(integer=False), 1, "float = 1"),
        (ir.Boolean(), False, "bool = False"),
        (ir.Any_(), "a", 'Any = "a"'),
        (ir.Ref(STATE.name), "open", "State = State.OPEN"),
        (ir.Ref(EITHER.name), "open", "Either = State.OPEN"),
        (ir.Ref(EITHER.name), 3, "Either = 3"),
        (ir.Union((ir.String(), ir.Null())), "a", 'str | None = "a"'),
        (ir.Enum((SpecText("a"),)), "a", 'Literal["a"] | str = "a"'),
        (ir.Array(ir.String()), [], "list[str] = Field(default_factory=lambda: [])"),
        (
            ir.Array(ir.Ref(STATE.name)),
            ["open"],
            "list[State] = Field(default_factory=lambda: [State.OPEN])",
        ),
        (
            ir.Map(ir.String()),
            {},
            "dict[str, str] = Field(default_factory=lambda: {})",
        ),
    ],
)
def test_default_of_the_type_is_the_default(
    schema: ir.Schema, default: object, code: str
) -> None:
    """If not, a model does not say what the service assumes."""
    assert _default(schema, default) == f"x: {code}"


@pytest.mark.parametrize(
    ("schema", "default", "shown"),
    [
        (ir.String(), 1, "1"),
        (ir.Number(integer=True), True, "true"),
        (ir.Number(integer=True), 1.5, "1.5"),
        (ir.Boolean(), 1, "1"),
        (ir.String("date"), "2026-01-01", '\\"2026-01-01\\"'),
        (ir.Ref(STATE.name), "closed", '\\"closed\\"'),
        (ir.Array(ir.String()), [1], "[1]"),
        (ir.Map(ir.String()), {"a": "b"}, '{\\"a\\": \\"b\\"}'),
        (ir.Enum((True,)), 1, "1"),
    ],
)
def test_other_defaults_are_documented(
    schema: ir.Schema, default: object, shown: str
) -> None:
    """If not, a default is lost, or is no value of the field's type."""
    code = _default(schema, default)

    assert " | None = None\n" in code
    assert f"Default: {shown}." in code.replace('"', '\\"').replace('\\\\"', '\\"')


def test_name_on_the_wire_is_kept() -> None:
    """If not, a property is sent and read under its Python name."""
    code = _code(ir.String(), required=True, wire="X")
    assert code == 'x: str = Field(validation_alias="X", serialization_alias="X")'

    hostile = _code(ir.String(), wire='"){')
    assert "default=None" in hostile
    assert "serialization_alias='\"){'" in hostile


def test_limits_and_notes_follow_the_description() -> None:
    """If not, a reader does not learn what the service refuses."""
    code = _code(
        ir.Number(integer=True, lower=1, upper=100),
        required=True,
        description=SpecText("Jobs per page"),
        deprecated=True,
    )

    assert code == 'x: int\n    """Jobs per page. 1 to 100. Deprecated."""'


def test_fields_that_look_equal_in_python_stay_apart() -> None:
    """If not, a constant 1 becomes True when a document has both."""
    one = ir.Field(SpecText("x"), Identifier("x"), ir.Enum((1,), const=True), True)
    true = ir.Field(SpecText("x"), Identifier("x"), ir.Enum((True,), const=True), True)
    planner = FieldPlanner(MODELS)

    assert [planner.plan([field])[0].code for field in (one, true, one)] == [
        "x: Literal[1] = 1",
        "x: Literal[True] = True",
        "x: Literal[1] = 1",
    ]
