"""Every type of a FastAPI service's models goes there and back as it is."""

# ruff: noqa: D101 - the docstring of a model is a text of the document

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from enum import Enum, IntEnum
from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from fastapi import APIRouter, Body, FastAPI
from hypothesis import given
from hypothesis import strategies as st
from pydantic import (
    AnyUrl,
    Base64Bytes,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    JsonValue,
    RootModel,
    SecretStr,
    Tag,
    computed_field,
)

from .clients import Notes, Pair, pair_of
from .strategies import decimals, durations, few, moments, numbers, texts

notes = Notes()
router = APIRouter(prefix="/t", tags=["types"])


class Level(IntEnum):
    LOW = 1
    HIGH = 10


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


class Ratio(Enum):
    HALF = 0.5
    WHOLE = 1.0


class Scalars(BaseModel):
    text: str | None = None
    number: float | None = None
    whole: int | None = None
    flag: bool | None = None
    moment: dt.datetime | None = None
    day: dt.date | None = None
    clock: dt.time | None = None
    pause: dt.timedelta | None = None
    ident: UUID | None = None
    amount: Decimal | None = None
    blob: Base64Bytes | None = None
    level: Level | None = None
    colour: Colour | None = None
    ratio: Ratio | None = None
    url: AnyUrl | None = None
    secret: SecretStr | None = None
    word: Literal["a", "b"] | None = None
    mixed: Literal["a", 1, True] | None = None
    anything: Any = None
    json_value: JsonValue = None


class Cat(BaseModel):
    kind: Literal["cat"] = "cat"
    lives: int = 9


class Dog(BaseModel):
    kind: Literal["dog"] = "dog"
    name: str


class Good(BaseModel):
    ok: Literal[True] = True
    value: int


class Bad(BaseModel):
    ok: Literal[False] = False
    value: str


def kind_of(value: Any) -> str:
    held = value.get("size") if isinstance(value, dict) else value.size
    return "big" if held > 3 else "small"


class Small(BaseModel):
    size: int
    small: bool = True


class Big(BaseModel):
    size: int
    big: bool = True


Pet = Annotated[Cat | Dog, Field(discriminator="kind")]
Answer = Annotated[Good | Bad, Field(discriminator="ok")]
Sized = Annotated[
    Annotated[Small, Tag("small")] | Annotated[Big, Tag("big")], Discriminator(kind_of)
]


class Owner(BaseModel):
    pets: list[Pet] = []
    first: Pet | None = None
    answer: Answer | None = None
    loose: int | str | Cat | None = None


class Node(BaseModel):
    name: str
    children: list[Node] = []
    parent: Node | None = None
    by_name: dict[str, Node] = {}


class Tuples(BaseModel):
    pair: tuple[str, int]
    many: tuple[float, ...] = ()
    nested: list[tuple[str, Literal["x"]]] = []
    unique: set[int] = set()


class Open(BaseModel):
    model_config = ConfigDict(extra="allow")
    name: str


class Counts(BaseModel):
    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, int] = Field(init=False)
    name: str


class Closed(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str


class Maps(BaseModel):
    plain: dict[str, Any] = {}
    typed: dict[str, list[Cat]] = {}
    by_colour: dict[Colour, int] = {}
    by_number: dict[int, str] = {}


class Tags(RootModel[list[str]]):
    pass


class Rectangle(BaseModel):
    width: int
    height: int

    @computed_field  # type: ignore[prop-decorator]
    @property
    def area(self) -> int:
        return self.width * self.height


class Aliased(BaseModel):
    model_config = ConfigDict(populate_by_name=True)
    first_name: Annotated[str, Field(alias="firstName")]
    class_: Annotated[str | None, Field(alias="class")] = None
    spaced: Annotated[str | None, Field(alias="with spaces & $igns")] = None
    model_fields_: Annotated[int | None, Field(alias="model_fields")] = None


class Protected(BaseModel):
    ident: Annotated[int | None, Field(json_schema_extra={"readOnly": True})] = None
    secret: Annotated[str | None, Field(json_schema_extra={"writeOnly": True})] = None


class Split(BaseModel):
    """Its input and output differ: a default makes a field optional in one only."""

    required: int
    defaulted: int = 3
    nested: Rectangle | None = None


@router.post("/scalars")
def scalars(value: Scalars) -> Scalars:
    notes.append(value)
    return value


@router.post("/owner")
def owner(value: Owner) -> Owner:
    notes.append(value)
    return value


@router.post("/pet")
def pet(value: Pet) -> Pet:
    notes.append(value)
    return value


@router.post("/answers")
def answers(value: list[Answer]) -> list[Answer]:
    notes.append(value)
    return value


@router.post("/sized")
def sized(value: Annotated[Sized, Body()]) -> Sized:
    notes.append(value)
    return value


@router.post("/union")
def union(value: Annotated[int | Cat | list[Dog] | None, Body()]) -> Any:
    notes.append(value)
    return value


@router.post("/node")
def node(value: Node) -> Node:
    notes.append(value)
    return value


@router.post("/tuples")
def tuples(value: Tuples) -> Tuples:
    notes.append(value)
    return value


@router.post("/open")
def opened(value: Open) -> Open:
    notes.append(value)
    return value


@router.post("/counts")
def counts(value: Counts) -> Counts:
    notes.append(value)
    return value


@router.post("/closed")
def closed(value: Closed) -> Closed:
    notes.append(value)
    return value


@router.post("/maps")
def maps(value: Maps) -> Maps:
    notes.append(value)
    return value


@router.post("/tags")
def tags(value: Tags) -> Tags:
    notes.append(value)
    return value


@router.post("/rectangle")
def rectangle(value: Rectangle) -> Rectangle:
    notes.append(value)
    return value


@router.post("/aliased")
def aliased(value: Aliased) -> Aliased:
    notes.append(value)
    return value


@router.post("/protected")
def protected(value: Protected) -> Protected:
    notes.append(value)
    return Protected(ident=7)


@router.post("/split")
def split(value: Split) -> Split:
    notes.append(value)
    return value


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    app = FastAPI()
    app.include_router(router)
    with pair_of(app, notes, tmp_path_factory.mktemp("types")) as found:
        yield found


def sent_as(pair: Pair, name: str) -> Any:
    """Return the class of what is sent, where FastAPI tells input and output apart."""
    kind = getattr(pair.models, f"{name}Input", None)
    return kind or getattr(pair.models, name)


def read_as(pair: Pair, name: str) -> Any:
    """Return the class of what is read; see `sent_as`."""
    kind = getattr(pair.models, f"{name}Output", None)
    return kind or getattr(pair.models, name)


def there_and_back(pair: Pair, method: str, value: Any) -> Any:
    """Send a value to an operation that echoes it; return what came back."""
    return pair(lambda c: getattr(c.types, method)(value))


SCALARS: dict[str, st.SearchStrategy[Any]] = {
    "text": texts,
    "number": numbers,
    "whole": st.integers(),
    "flag": st.booleans(),
    "moment": moments,
    "day": st.dates(),
    "clock": st.times(),
    "pause": durations,
    "ident": st.uuids(),
    "blob": st.binary(max_size=20),
    "level": st.sampled_from([1, 10]),
    "colour": st.sampled_from(["red", "blue"]),
    "ratio": st.sampled_from([0.5, 1.0]),
    "word": st.sampled_from(["a", "b"]),
    "mixed": st.sampled_from(["a", 1, True]),
    "anything": st.sampled_from([None, 1, "x", [1, {"a": None}]]),
    "json_value": st.sampled_from([None, 1, "x", [1, {"a": None}]]),
}
SAME = ("text", "number", "whole", "flag", "moment", "day", "clock", "pause", "ident")
SAME += ("word", "mixed", "anything", "json_value")


@few
@given(st.fixed_dictionaries({}, optional=SCALARS))
def test_scalars_arrive_and_come_back(pair: Pair, values: dict[str, Any]) -> None:
    """Else a format is written in one way and read in another."""
    models, sent = pair.models, dict(values)
    for name, kind in [("level", models.Level), ("colour", models.Colour)]:
        if name in sent:
            sent[name] = kind(sent[name])
    found = there_and_back(pair, "scalars", sent_as(pair, "Scalars")(**sent))
    received = pair.received
    assert received.model_fields_set == values.keys()
    for name, value in values.items():
        back = getattr(found, name)
        assert (back == value and type(back) is type(sent[name])) or name == "ratio"
        if name in SAME:
            assert getattr(received, name) == value
    if "blob" in values:
        assert received.blob == values["blob"]
    if "level" in values:
        assert isinstance(found.level, models.Level)


@few
@given(decimals)
def test_a_decimal_keeps_every_digit_as_text(pair: Pair, amount: Decimal) -> None:
    """Else money is rounded; pydantic describes a Decimal as a number or text."""
    value = sent_as(pair, "Scalars")(amount=str(amount))
    found = there_and_back(pair, "scalars", value)
    assert pair.received.amount == amount
    assert Decimal(found.amount) == amount


def test_a_secret_is_sent_as_it_is(pair: Pair) -> None:
    """Else `**********` is stored as the password."""
    there_and_back(pair, "scalars", sent_as(pair, "Scalars")(secret="a b"))
    assert pair.received.secret.get_secret_value() == "a b"


def test_a_url_is_sent_as_it_is(pair: Pair) -> None:
    """Else a slash is added to what the caller wrote."""
    there_and_back(
        pair, "scalars", sent_as(pair, "Scalars")(url="https://example.org/a")
    )
    assert str(pair.received.url) == "https://example.org/a"


def test_a_discriminated_union_finds_its_class(pair: Pair) -> None:
    """Else the first branch that fits is taken."""
    models = pair.models
    dog = models.Dog(name="d", kind="dog")
    found = there_and_back(pair, "pet", dog)
    assert isinstance(found, models.Dog) and found.name == "d"
    value = models.Owner(
        pets=[models.Cat(kind="cat"), dog],
        first=dog,
        answer=models.Bad(ok=False, value="1"),
    )
    back = there_and_back(pair, "owner", value)
    assert [type(p) for p in back.pets] == [models.Cat, models.Dog]
    assert isinstance(back.answer, models.Bad)
    assert [type(p) for p in pair.received.pets] == [Cat, Dog]
    assert pair.received.answer == Bad(value="1")


def test_the_constant_of_a_branch_need_not_be_given(pair: Pair) -> None:
    """Else every `Dog(...)` has to say that it is a dog."""
    models = pair.models
    found = there_and_back(pair, "pet", models.Dog(name="d"))
    assert isinstance(found, models.Dog)
    assert pair.received == Dog(name="d")


def test_a_boolean_discriminator_finds_its_class(pair: Pair) -> None:
    """Else `{"ok": false, "value": "1"}` is read as a success."""
    models = pair.models
    value = [models.Good(ok=True, value=1), models.Bad(ok=False, value="1")]
    back = there_and_back(pair, "answers", value)
    assert [type(item) for item in back] == [models.Good, models.Bad]


def test_a_union_by_a_function_is_tried_in_turn(pair: Pair) -> None:
    """Else what has no discriminator in the document cannot be read."""
    models = pair.models
    found = there_and_back(pair, "sized", models.Big(size=5, big=True))
    assert isinstance(found, models.Big)


@pytest.mark.parametrize("value", [3, None, "cat", "dogs"])
def test_a_union_without_discriminator_arrives(pair: Pair, value: Any) -> None:
    """Else one of its branches cannot be sent."""
    models = pair.models
    sent: Any = {"cat": models.Cat(lives=3), "dogs": [models.Dog(name="d")]}.get(
        value, value
    )
    there_and_back(pair, "union", sent)
    expected: Any = {"cat": Cat(lives=3), "dogs": [Dog(name="d")]}.get(value, value)
    assert pair.received == expected


def nodes(kind: Any) -> st.SearchStrategy[Any]:
    return st.recursive(
        st.builds(kind, name=texts),
        lambda inner: st.builds(
            kind,
            name=texts,
            children=st.lists(inner, max_size=2),
            parent=st.none() | inner,
            by_name=st.dictionaries(texts, inner, max_size=2),
        ),
        max_leaves=6,
    )


@few
@given(st.data())
def test_a_recursive_model_arrives_and_comes_back(
    pair: Pair, data: st.DataObject
) -> None:
    """Else a tree has one level."""
    value = data.draw(nodes(sent_as(pair, "Node")))
    found = there_and_back(pair, "node", value)
    sent = value.model_dump(exclude_unset=True)
    assert pair.received.model_dump(exclude_unset=True) == sent
    kind = read_as(pair, "Node")
    assert isinstance(found, kind)
    assert all(isinstance(child, kind) for child in found.children or [])


def test_tuples_keep_the_type_of_each_item(pair: Pair) -> None:
    """Else the items of a tuple are of any type."""
    value = pair.models.Tuples(
        pair=("a", 1), many=[1.5, 2.5], nested=[("a", "x")], unique=[1, 2]
    )
    found = there_and_back(pair, "tuples", value)
    assert found.pair == ("a", 1)
    assert found.many == [1.5, 2.5]
    assert found.nested == [("a", "x")]
    assert pair.received == Tuples(
        pair=("a", 1), many=(1.5, 2.5), nested=[("a", "x")], unique={1, 2}
    )


def test_an_open_model_keeps_what_it_does_not_know(pair: Pair) -> None:
    """Else reading and writing back loses properties."""
    value = pair.models.Open(name="a", more={"b": [1]})
    found = there_and_back(pair, "opened", value)
    assert found.more == {"b": [1]}
    assert pair.received.model_extra == {"more": {"b": [1]}}


def test_additional_properties_have_a_type(pair: Pair) -> None:
    """Else the values of free names are not read as they are declared."""
    found = there_and_back(pair, "counts", pair.models.Counts(name="a", x=3))
    assert found.x == 3
    assert pair.received.model_extra == {"x": 3}


def test_a_closed_model_is_not_closed_to_a_newer_service(pair: Pair) -> None:
    """Else a property that the service adds breaks older clients."""
    found = there_and_back(pair, "closed", pair.models.Closed(name="a"))
    assert found.name == "a"
    assert pair.models.Closed.model_validate({"name": "a", "new": 1}).name == "a"


def test_maps_arrive_and_come_back(pair: Pair) -> None:
    """Else the values of a map are dicts instead of models."""
    models = pair.models
    value = models.Maps(
        plain={"a": [1]},
        typed={"b": [models.Cat(lives=1)]},
        by_colour={"red": 1},
        by_number={"3": "x"},
    )
    found = there_and_back(pair, "maps", value)
    assert isinstance(found.typed["b"][0], models.Cat)
    assert pair.received == Maps(
        plain={"a": [1]},
        typed={"b": [Cat(lives=1)]},
        by_colour={Colour.RED: 1},
        by_number={3: "x"},
    )


def test_a_root_model_is_what_it_holds(pair: Pair) -> None:
    """Else a list with a name cannot be sent as a list."""
    assert there_and_back(pair, "tags", ["a", "b"]) == ["a", "b"]
    assert pair.received.root == ["a", "b"]


def test_a_computed_field_comes_back_and_need_not_be_sent(pair: Pair) -> None:
    """Else what only the service knows has to be made up."""
    found = there_and_back(
        pair, "rectangle", sent_as(pair, "Rectangle")(width=2, height=3)
    )
    assert found.area == 6


def test_aliases_are_the_names_on_the_wire(pair: Pair) -> None:
    """Else a name that is no identifier in Python cannot be sent."""
    models = pair.models
    value = models.Aliased(
        first_name="a", class_="b", with_spaces_igns="c", model_fields_=3
    )
    found = there_and_back(pair, "aliased", value)
    assert pair.received == Aliased(
        first_name="a", class_="b", **{"with spaces & $igns": "c", "model_fields": 3}
    )
    assert (found.first_name, found.class_) == ("a", "b")
    assert (found.with_spaces_igns, found.model_fields_) == ("c", 3)


def test_read_only_and_write_only_fields_may_be_left_out(pair: Pair) -> None:
    """Else an id has to be made up before there is one."""
    models = pair.models
    found = there_and_back(pair, "protected", models.Protected(secret="s"))
    assert (found.ident, found.secret) == (7, None)
    assert pair.received == Protected(secret="s")


def test_input_and_output_of_one_model_are_two_classes(pair: Pair) -> None:
    """Else a field with a default is required of the caller, or doubted in a reply."""
    models = pair.models
    value = models.SplitInput(
        required=1, nested=models.RectangleInput(width=1, height=1)
    )
    found = there_and_back(pair, "split", value)
    assert isinstance(found, models.SplitOutput)
    assert (found.defaulted, found.nested.area) == (3, 1)


@pytest.mark.parametrize(
    ("model", "value"),
    [
        ("Scalars", {"level": 99, "colour": "green", "word": "z", "new": [1]}),
        ("Cat", {"kind": "cat", "lives": 1, "fur": "long"}),
    ],
)
def test_what_a_newer_service_adds_is_read(
    pair: Pair, model: str, value: dict[str, Any]
) -> None:
    """Else a new value or property breaks every older client."""
    found = read_as(pair, model).model_validate(value)
    assert found.model_dump(mode="json", exclude_unset=True) == {
        k: v for k, v in value.items() if k not in ("new", "fur")
    }
