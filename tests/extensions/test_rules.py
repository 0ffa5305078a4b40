"""What an extension does with what its document has otherwise than the base's."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from codegen.config import ClientNames
from codegen.errors import IsospinError
from codegen.extensions.layers import layers
from codegen.patches.writing import write_new
from codegen.run import check, generate
from tests.patches.project import document

from .shops import Document, Shop, bigger, operation, reference
from .variant import Changed, made, run, schemas, told


def test_what_is_the_same_is_not_generated(extension: Shop) -> None:
    """Words do not count: the base's are kept."""

    def change(found: Document) -> None:
        schemas(found)["Item"]["description"] = "Other words."
        found["paths"]["/orders"]["get"]["summary"] = "Other words"

    assert told(made(extension, change)) == []
    package = extension.home / "mine"
    names = {str(p.relative_to(package)) for p in package.rglob("*.py")}
    assert not [n for n in names if "item" in n or "order" in n]
    assert {n for n in names if n.startswith("models")} == {"models/__init__.py"}
    code = "import mine.aio, mine.models, shop.models.shared\n"
    assert run(extension, f"{code}print(mine.models.Item.__module__)") == (
        "shop.models.shared"
    )


def test_an_operation_that_is_gone_is_no_attribute(extension: Shop) -> None:
    """Calling it would be a 404; asking for it says what the matter is."""
    result = made(extension, lambda d: d["paths"]["/items/{item_id}"].pop("delete"))
    assert told(result) == [
        "ISO604 items.cancel: the document has no cancel, which shop has; asking for it"
        " raises AttributeError."
    ]
    code = """
from mine.sync import Client
items = Client("http://x").items
print(hasattr(items, "cancel"), hasattr(items, "get"))
try:
    items.cancel(1)
except AttributeError as error:
    print(error)
"""
    assert run(extension, code) == "False True\nmine has no Items.cancel"


def test_a_group_that_is_gone_is_no_attribute(extension: Shop) -> None:
    """The same, one level up; its models stay in the base."""

    def change(found: Document) -> None:
        del found["paths"]["/orders"], schemas(found)["Order"]

    assert told(made(extension, change)) == [
        "ISO604 models: the document has no Order, which shop has; they stay in its"
        " models.",
        "ISO604 client: the document has no group orders, which shop has; asking for it"
        " raises AttributeError.",
    ]
    code = "from mine.aio import Client; print(hasattr(Client('http://x'), 'orders'))"
    assert run(extension, code) == "False"


def test_an_operation_that_a_patch_of_the_base_builds_on_is_gone(
    extension: Shop,
) -> None:
    """The patch is still there; what it calls says that it is not."""
    made(extension, lambda d: d["paths"].pop("/items"))
    code = """
from mine.sync import Client
try:
    Client("http://x").items.search()
except AttributeError as error:
    print(error)
"""
    assert run(extension, code) == "mine has no Items.search"


def limit(found: Document) -> dict[str, Any]:
    """Return the parameter of the search."""
    parameter: dict[str, Any] = found["paths"]["/items"]["get"]["parameters"][0]
    return parameter


def test_a_parameter_that_only_comes_along_is_fine(extension: Shop) -> None:
    """Every call of the base is a call of the extension."""

    def change(found: Document) -> None:
        more = {"name": "color", "in": "query", "schema": {"type": "string"}}
        found["paths"]["/orders"]["get"]["parameters"] = [more]

    assert told(made(extension, change)) == []
    code = "import inspect, mine.aio as a; print(inspect.signature(a.Client('http://x').orders.orders))"
    assert run(extension, code) == "(*, color: 'str | None' = None) -> 'models.Order'"


@pytest.mark.parametrize(
    ("change", "fact"),
    [
        (
            lambda d: limit(d)["schema"].update(type="string", default="1"),
            "limit was int | None = None, and is str | None = None",
        ),
        (
            lambda d: limit(d).update(required=True),
            "limit was int | None = None, and is int",
        ),
        (
            lambda d: d["paths"]["/items"]["get"].pop("parameters"),
            "limit is gone",
        ),
    ],
)
def test_another_signature_is_told(extension: Shop, change: Changed, fact: str) -> None:
    """Code that was written for the base may call it the old way."""
    assert told(made(extension, change)) == [
        f"ISO603 items.search: callers of shop may not expect this: {fact}. Give it"
        " another name with `rename`, if they call it."
    ]


def test_a_name_that_a_patch_of_the_base_has_is_refused(
    shops: dict[str, Shop], tmp_path: Path
) -> None:
    """The patch would hide the operation of the document."""
    base = str(shops["bigshop"].home / "bigshop")
    extension = Shop(tmp_path, "mine", {}, {"extends": base})
    found = bigger()
    answer = {"type": "array", "items": reference("Item")}
    found["paths"]["/heavy"] = {"get": operation("items", "heavy", answer)}
    with pytest.raises(IsospinError) as error:
        extension.made(found)
    assert str(error.value) == (
        "ISO605 items.heavy: the document has this operation, and a patch of the base"
        " has another one of that name (bigshop.sync.items). Call it something else:"
        ' rename = {"items.heavy" = "..."}.'
    )
    assert not (extension.home / "mine" / "aio").exists()


REMOVING = """
    from shop._core.patching import removes
    from mine.aio._generated_items import Items as GeneratedItems


    @removes("cancel", "get")
    class Items(GeneratedItems):
        \"\"\"Items.\"\"\"

        async def drop(self, item_id: int) -> None:
            \"\"\"Cancel it.\"\"\"
            await self._generated_cancel(item_id)
"""


def test_a_patch_takes_operations_of_the_base_away(extension: Shop) -> None:
    """Also one that the base has patched; the original is within reach."""
    patched = Shop(
        extension.folder, "mine", {"aio/items.py": REMOVING}, extension.settings
    )
    assert told(made(patched, lambda d: None)) == []
    assert patched.checked() == []
    code = """
import httpx
from mine.sync import Client
def answer(request):
    print(request.method, request.url.path)
    return httpx.Response(204)
items = Client("http://x", transport=httpx.MockTransport(answer)).items
print(hasattr(items, "cancel"), hasattr(items, "get"), hasattr(items, "search"))
items.drop(3)
"""
    assert run(patched, code) == "False False True\nDELETE /items/3"


def test_a_client_of_an_extension_may_have_another_name(
    shops: dict[str, Shop], tmp_path: Path
) -> None:
    """The base's name gives it all the same."""
    base = str(shops["shop"].home / "shop")
    names = ClientNames("MyClient", "AsyncMyClient")
    extension = Shop(tmp_path, "mine", {}, {"extends": base})
    extension.made(document())
    generate(replace(extension.config, client=names))
    code = """
from importlib import metadata
point = metadata.EntryPoint("shop", "mine", "isospin.extensions")
metadata.entry_points = lambda **_: [point]
import shop.aio, shop.sync
print(shop.aio.Client.__name__, shop.sync.Client.__name__)
"""
    assert run(extension, code) == "AsyncMyClient MyClient"


def test_a_second_run_changes_nothing_and_another_base_does(
    shops: dict[str, Shop], tmp_path: Path
) -> None:
    """An extension is out of date when what it lies on has changed."""
    base = Shop(tmp_path, "base", {}, {"extensible": True})
    base.made(document())
    extension = Shop(tmp_path, "mine", {}, {"extends": "../base/base"})
    extension.made(bigger())
    again = extension.generated()
    assert again.up_to_date
    assert not check(extension.config).drift
    base.made(bigger())
    assert check(extension.config).drift
    extension.generated()
    assert not (extension.home / "mine" / "aio" / "ships.py").exists()


TOOLS = """
    from datetime import datetime

    from base import models
    from base.aio._transport import Group


    class Tools(Group):
        \"\"\"Tools.\"\"\"

        async def strike(self, when: datetime) -> models.Item:
            \"\"\"Return one of models.Item.\"\"\"
            raise NotImplementedError(when)
"""


def test_the_skeleton_of_a_patch_of_the_base_has_its_imports(tmp_path: Path) -> None:
    """The models are the base's, under another name; words stay as they are."""
    base = Shop(tmp_path, "base", {"aio/tools.py": TOOLS}, {"extensible": True})
    base.made(document())
    extension = Shop(tmp_path, "mine", {}, {"extends": "../base/base"})
    extension.made(document())
    text = write_new(extension.config, "tools.strike")[0].read_text("utf-8")
    assert "from datetime import datetime\n" in text
    assert "from base import models as base_models\n" in text
    assert "strike(self, when: datetime) -> base_models.Item:" in text
    assert '"""Return one of models.Item."""' in text


WRONG_IMPORT = """
    from mine.aio._generated_items import Items as GeneratedItems
    from shop.aio import Client


    class Items(GeneratedItems):
        \"\"\"Items.\"\"\"

        other = Client
"""


def test_a_patch_that_asks_the_base_for_its_client_is_refused(
    extension: Shop,
) -> None:
    """That client is made of the patch that asks for it."""
    patched = Shop(
        extension.folder, "mine", {"aio/items.py": WRONG_IMPORT}, extension.settings
    )
    with pytest.raises(IsospinError, match=r"ISO309 .*this imports shop\.aio"):
        made(patched, lambda d: None)


def test_what_is_extended_has_to_be_there(tmp_path: Path) -> None:
    """By name and by folder."""
    for extends in ("nowhere", "../nowhere", "httpx"):
        extension = Shop(tmp_path, "mine", {}, {"extends": extends})
        with pytest.raises(IsospinError, match="no package that isospin has made"):
            extension.made(document())


@pytest.mark.parametrize("name", ["my-base", "class"])
def test_what_is_extended_has_a_name_to_import(
    shops: dict[str, Shop], tmp_path: Path, name: str
) -> None:
    """Its name stands in import lines: nothing is written that cannot be one."""
    shutil.copytree(shops["shop"].home / "shop", tmp_path / name)
    extension = Shop(tmp_path, "mine", {}, {"extends": f"../{name}"})
    with pytest.raises(IsospinError, match=rf"ISO601 .*nothing can import '{name}'"):
        extension.made(document())
    assert not (extension.home / "mine").exists()


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("_extension.py", b"BASE = ("),
        ("aio/client.py", b"class"),
        ("models/shared.py", b"\xff"),
        ("patches/aio/items.py", b"def ("),
    ],
)
def test_a_base_that_cannot_be_read_is_told(
    shops: dict[str, Shop], tmp_path: Path, file: str, text: bytes
) -> None:
    """Generated files and patches alike, by their place."""
    shutil.copytree(shops["shop"].home / "shop", tmp_path / "shop")
    (tmp_path / "shop" / file).write_bytes(text)
    extension = Shop(tmp_path, "mine", {}, {"extends": "../shop"})
    with pytest.raises(IsospinError, match=rf"ISO208 \S*{file}.* is no Python"):
        extension.made(document())


def test_a_client_cannot_extend_itself(shops: dict[str, Shop], tmp_path: Path) -> None:
    """Nor what extends it."""
    config = shops["shop"].config
    with pytest.raises(IsospinError, match="shop cannot extend itself"):
        layers(replace(config, extends="shop"))
    circle = replace(config, extends=str(shops["bigshop"].home / "bigshop"))
    with pytest.raises(IsospinError, match="bigshop extends shop again"):
        layers(circle)


def test_a_base_of_another_release_is_refused(tmp_path: Path) -> None:
    """What is rendered here may need what its runtime does not have."""
    base = Shop(tmp_path, "base")
    base.made(document())
    core = base.home / "base" / "_core" / "call.py"
    core.write_text(f"{core.read_text('utf-8')}\n# older\n", "utf-8")
    extension = Shop(tmp_path, "mine", {}, {"extends": "../base/base"})
    with pytest.raises(IsospinError, match=r"ISO602 .*another release of isospin"):
        extension.made(document())


def test_what_keeps_the_base_from_finding_it_is_told(tmp_path: Path) -> None:
    """Otherwise nobody knows why the base's names give the base."""
    base = Shop(tmp_path, "base")
    base.made(document())
    extension = Shop(tmp_path, "mine", {}, {"extends": "../base/base"})
    (notice,) = extension.made(document()).notices
    assert "ISO606 base: it is not extensible" in str(notice)
    Shop(tmp_path, "base", {}, {"extensible": True}).made(document())
    assert extension.generated().notices == ()
    project = extension.home / "pyproject.toml"
    text = project.read_text("utf-8").replace('base = "mine"', 'base = "yours"')
    project.write_text(text, "utf-8")
    (extension.home / "mine" / "_extension.py").unlink()
    (notice,) = extension.generated().notices
    assert 'Write `base = "mine"` below [project.entry-points' in str(notice)
    text = '[project]\nname = "mine"\nentry-points = 3\n'
    project.write_text(text, "utf-8")
    (extension.home / "mine" / "_extension.py").unlink()
    assert extension.generated().notices == (notice,)
