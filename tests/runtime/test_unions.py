"""Branches of a union, told apart by one property."""

from __future__ import annotations

from typing import Annotated, Literal

import pytest
from pydantic import Field, TypeAdapter, ValidationError

from codegen.runtime.model import Model
from codegen.runtime.unions import ByTag


class Cat(Model):
    """Both animals accept the other's properties: only the tag tells."""

    pet_type: str = Field(validation_alias="petType", serialization_alias="petType")
    owner: Owner | None = None


class Dog(Model):
    """See `Cat`."""

    pet_type: str = Field(validation_alias="petType", serialization_alias="petType")
    owner: Owner | None = None


Pet = Annotated[
    Cat | Dog, ByTag("petType", {"cat": "Cat", "dog": "Dog", "puppy": "Dog"})
]


class Owner(Model):
    """Contains itself through its pets."""

    pets: list[Pet]


class On(Model):
    """Tagged by a boolean."""

    on: Literal[True]


class Off(Model):
    """Tagged by a boolean."""

    on: Literal[False]


SWITCH: TypeAdapter[On | Off] = TypeAdapter(
    Annotated[On | Off, ByTag("on", {True: "On", False: "Off"})]
)


@pytest.mark.parametrize(("tag", "kind"), [("cat", Cat), ("dog", Dog), ("puppy", Dog)])
def test_tag_chooses_the_branch(tag: str, kind: type) -> None:
    """If not, a reply is read as another class than the document says."""
    owner = Owner.model_validate_json(f'{{"pets": [{{"petType": "{tag}"}}]}}')

    assert type(owner.pets[0]) is kind
    assert owner.model_dump_json(exclude_unset=True, by_alias=True) == (
        f'{{"pets":[{{"petType":"{tag}"}}]}}'
    )


def test_tag_may_be_a_boolean() -> None:
    """If not, pydantic takes True for 1, or refuses the tag."""
    assert SWITCH.validate_json('{"on": true}') == On(on=True)
    assert SWITCH.validate_json('{"on": false}') == Off(on=False)


def test_models_and_nested_mappings_are_taken() -> None:
    """If not, a caller cannot build a body of models."""
    inner = Owner(pets=[])
    owner = Owner.model_validate({"pets": [Dog(pet_type="x"), {"petType": "dog"}]})
    outer = Owner(pets=[Dog(pet_type="dog", owner=inner)])

    assert [type(pet) for pet in owner.pets] == [Dog, Dog]
    assert outer.pets[0].owner == inner


def test_unknown_tag_is_the_first_branch_that_fits() -> None:
    """If not, a value that a service adds is an error in older clients."""
    owner = Owner.model_validate_json('{"pets": [{"petType": "bird"}]}')

    assert owner.pets == [Cat(pet_type="bird")]


def test_errors_are_those_of_the_chosen_branch() -> None:
    """If not, a message lists what is wrong with every class of the union."""
    with pytest.raises(ValidationError) as caught:
        Owner.model_validate_json('{"pets": [{"petType": "dog", "owner": 3}]}')

    assert caught.value.error_count() == 1
