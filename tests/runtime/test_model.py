"""Models and enums that a growing service does not break."""

from __future__ import annotations

import copy
import pickle

import pytest
from pydantic import TypeAdapter, ValidationError

from codegen.runtime.model import Model, OpenFloatEnum, OpenIntEnum, OpenStrEnum
from codegen.runtime.types import (
    Base64UrlBytes,
    BoolString,
    DecimalNumber,
    FloatString,
    IntString,
    SecondsDuration,
)


class Status(OpenStrEnum):
    """Open text."""

    DONE = "Done"


class Level(OpenIntEnum):
    """Open whole numbers."""

    LOW = 1


class Ratio(OpenFloatEnum):
    """Open numbers."""

    HALF = 0.5


class Job(Model):
    """A model with open enums."""

    status: Status
    level: Level = Level.LOW


def test_an_unknown_enum_value_is_a_value() -> None:
    """A status that the service adds would break every older client."""
    job = Job.model_validate_json('{"status": "Paused", "level": 9, "new": 1}')
    assert job.status == "Paused"
    assert isinstance(job.status, Status)
    assert (str(job.status), f"{job.level}") == ("Paused", "9")
    assert job.model_dump_json() == '{"status":"Paused","level":9}'
    assert list(Status.__members__) == ["DONE"]
    assert list(Status) == [Status.DONE]


@pytest.mark.parametrize(
    ("kind", "value"), [(Status, "x y"), (Level, 77), (Ratio, 0.25)]
)
def test_an_unknown_member_is_like_its_value(kind: type, value: object) -> None:
    """It could not be a key, cross a process, or be compared."""
    member = kind(value)
    assert member == value
    assert kind(value) == member
    assert hash(member) == hash(value)
    assert pickle.loads(pickle.dumps(member)) == member
    assert copy.deepcopy(member) == member
    assert str(member) == str(value)


@pytest.mark.parametrize(
    ("kind", "value"), [(Status, 1), (Level, "1"), (Level, 1.5), (Ratio, "x")]
)
def test_a_value_of_another_type_is_still_refused(kind: type, value: object) -> None:
    """An open enum would take anything."""
    with pytest.raises(ValueError, match="is not a valid"):
        kind(value)


def test_known_members_are_the_members() -> None:
    """A known value would become a second object beside its member."""
    assert Job.model_validate_json('{"status": "Done"}').status is Status.DONE


@pytest.mark.parametrize(
    ("annotation", "json", "value"),
    [
        (IntString, '"12"', 12),
        (FloatString, '"1.5"', 1.5),
        (BoolString, '"true"', True),
        (Base64UrlBytes, '"__4="', b"\xff\xfe"),
        (DecimalNumber, "1.5", None),
        (SecondsDuration, "90", None),
    ],
)
def test_wire_types_come_back_as_they_were(
    annotation: type[object], json: str, value: object
) -> None:
    """A number that travels as text would be sent as a number."""
    adapter: TypeAdapter[object] = TypeAdapter(annotation)
    parsed = adapter.validate_json(json)
    if value is not None:
        assert parsed == value
    assert adapter.dump_json(parsed).decode() == json


@pytest.mark.parametrize(
    ("annotation", "json"),
    [
        (IntString, "12"),
        (IntString, '"x"'),
        (BoolString, '"yes"'),
        (Base64UrlBytes, '"*"'),
        (Base64UrlBytes, "1"),
    ],
)
def test_wire_types_refuse_other_forms_without_crashing(
    annotation: type[object], json: str
) -> None:
    """A wrong reply would end in a bare TypeError instead of a DecodeError."""
    with pytest.raises(ValidationError):
        TypeAdapter(annotation).validate_json(json)
