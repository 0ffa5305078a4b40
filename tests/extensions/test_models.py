"""What an extension does with models that its document has otherwise."""

from __future__ import annotations

from pathlib import Path

from tests.patches.project import Project, document

from .shops import Document, Shop, bigger, reference
from .variant import made, run, schemas, told


def test_a_field_of_another_type_makes_another_class(extension: Shop) -> None:
    """It could not be used where the base's is expected, and does not say it could."""

    def change(found: Document) -> None:
        schemas(found)["Item"]["properties"]["price"] = {"type": "string"}

    assert told(made(extension, change)) == [
        "ISO603 models.Item: it is no subclass of the one in shop: price was float |"
        " None, and is str | None. Give it another name with `rename`, if callers of"
        " the base meet it."
    ]
    code = "from mine import models as m; from shop.models.shared import Item as I\n"
    assert run(extension, f"{code}print(issubclass(m.Item, I), m.Item.__bases__)") == (
        "False (<class 'shop.patches.models.shared.Item'>, <class 'shop._core.model.Model'>)"
    )


def test_a_field_that_is_gone_makes_another_class(extension: Shop) -> None:
    """A subclass would still ask for it."""

    def change(found: Document) -> None:
        del schemas(found)["Item"]["properties"]["name"]
        schemas(found)["Item"]["required"] = ["color"]

    (notice,) = told(made(extension, change))
    assert "the field name is gone" in notice
    code = "from mine import models\nprint(models.Item(color='red'))"
    assert run(extension, code) == "color=<Color.RED: 'red'> price=None"


def test_an_enumeration_with_more_members_equals_the_old_one(extension: Shop) -> None:
    """Python cannot extend it; code that compares with the base's members still works."""

    def change(found: Document) -> None:
        schemas(found)["Color"]["enum"].append("blue")

    assert told(made(extension, change)) == []
    code = """
from mine.models import Color, Item
from shop.models.shared import Color as Old
item = Item(name="x", color="red")
print(type(item.color).__module__, item.color == Old.RED, Color.BLUE, hash(item.color) == hash(Old.RED))
"""
    assert run(extension, code) == "mine.models.shared True blue True"


def test_a_member_that_is_gone_is_told(extension: Shop) -> None:
    """Code that names it fails."""
    (notice,) = told(
        made(extension, lambda d: schemas(d)["Color"].update(enum=["red"]))
    )
    assert "the member GREEN is gone" in notice


def test_a_model_that_keeps_more_is_still_a_subclass(extension: Shop) -> None:
    """Opening a model takes nothing away."""

    def change(found: Document) -> None:
        schemas(found)["Order"]["additionalProperties"] = True

    assert told(made(extension, change)) == []
    code = """
from mine.models import Order
from shop.models.orders import Order as Old
order = Order.model_validate({"items": [], "more": 1})
print(isinstance(order, Old), order.model_extra)
"""
    assert run(extension, code) == "True {'more': 1}"


def test_inherited_fields_know_their_types(
    shops: dict[str, Shop], tmp_path: Path
) -> None:
    """Pydantic looks up the types of a subclass in the module of the subclass."""
    found = document()
    schemas(found)["Zebra"] = {"type": "object", "properties": {"a": {}}}
    time = {"type": "string", "format": "date-time"}
    when = {"anyOf": [time, reference("Zebra")]}
    schemas(found)["Order"]["properties"]["when"] = when
    Shop(tmp_path, "base", {}, {"extensible": True}).made(found)
    schemas(found)["Order"]["properties"]["more"] = {"type": "integer"}
    extension = Shop(tmp_path, "mine", {}, {"extends": "../base/base"})
    extension.made(found)
    code = """
from mine import models
order = models.Order.model_validate({"items": [], "when": "2020-01-01T00:00:00Z", "more": 1})
print(order.when.year, order.more)
"""
    assert run(extension, code) == "2020 1"


ERROR = """
    from {home} import {base}


    class {name}({base}):
        \"\"\"Something of ours.\"\"\"
"""


REPLACING = """
    from base._core.model import Model
    from base._core.patching import adds, replaces


    @adds
    class Added(Model):
        \"\"\"No document has it.\"\"\"


    @replaces
    class Order(Model):
        \"\"\"Another order.\"\"\"

        items: list[str] = []
"""


def test_errors_and_models_of_patches_are_handed_on(tmp_path: Path) -> None:
    """Whoever extends an extension has them too, from its own root."""
    full = ERROR.format(home="base._core.errors", base="ApiError", name="Full")
    empty = ERROR.format(home="base._core.errors", base="ApiError", name="Empty")
    Shop(tmp_path, "base", {"errors.py": full}, {"extensible": True}).made(document())
    patches = {"errors.py": empty, "models/orders.py": REPLACING}
    middle = Shop(tmp_path, "middle", patches, {"extends": "../base/base"})
    (notice,) = told(middle.made(bigger()))
    assert "models.Order: it is no subclass of the one in base: a patch" in notice
    assert middle.checked() == []
    mine = Shop(tmp_path, "mine", {}, {"extends": "../middle/middle"})
    mine.made(bigger())
    path = [str(tmp_path / name) for name in ("base", "middle")]
    code = f"""
import sys; sys.path[:0] = {path!r}
from mine import Empty, Full, errors, models
print(Empty.__module__, errors.Full.__module__)
print(models.Order.__module__, models.Added.__module__)
"""
    assert Project(mine.home).run(code).split() == [
        *("middle.patches.errors", "base.patches.errors"),
        *("middle.patches.models.orders", "middle.patches.models.orders"),
    ]
