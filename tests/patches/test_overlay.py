"""Patches reach every place where the generated class would stand."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from codegen.run import check

from .project import ITEM, ITEMS, Project

CLIENT = '''
    """The client."""

    from __future__ import annotations

    from shop.aio._generated_client import Client as GeneratedClient


    class Client(GeneratedClient):
        """A client that knows where the shop is."""

        def __init__(self, base_url: str = "http://shop.test", *, till: int = 1) -> None:
            super().__init__(base_url, headers={"Till": str(till)})
            self.till = till
'''
TOOLS = '''
    """Tools, which the document does not have."""

    from __future__ import annotations

    from shop.aio._transport import Group


    class Tools(Group):
        """Tools of the shop's own."""

        async def ping(self) -> str:
            """Return `pong`."""
            return "pong"
'''
REMOVED = (
    ITEMS.replace("class Items", '@removes("cancel", "get")\n    class Items').replace(
        "from shop import models",
        "from shop import models\n    from shop._core.patching import removes",
    )
    + '''
        async def get(self, name: str) -> models.Item:
            """Return an item by its name."""
            return await self._generated_get(len(name))
'''
)
ERRORS = '''
    """Errors of the shop."""

    from __future__ import annotations

    from shop._core.errors import ApiError


    class SoldOut(ApiError):
        """There is none left."""
'''
SHARED = (
    ITEM.replace(
        "    from shop._core.model import Model\n",
        "    from shop import models\n"
        "    from shop._core.model import Model, OpenStrEnum\n"
        "    from shop._core.patching import adds\n",
    )
    + '''

    @adds
    class Basket(Model):
        """What a customer has taken."""

        items: list[models.Item]


    class Color(OpenStrEnum):
        """A color that can be named."""

        @property
        def headline(self) -> str:
            """The color, as in a headline."""
            return self.value.title()
'''
)
ORDERS = '''
    """Models, replaced."""

    from __future__ import annotations

    from shop import models
    from shop._core.model import Model
    from shop._core.patching import replaces


    @replaces
    class Order(Model):
        """An order, as the shop sees it."""

        items: list[models.Item]

        @property
        def size(self) -> int:
            """How many items."""
            return len(self.items)
'''


def everything(project: Project) -> Project:
    """Patch everything that can be patched, and generate."""
    for module, text in (("items", REMOVED), ("client", CLIENT), ("tools", TOOLS)):
        project.both(module, text)
    project.write(
        {"errors.py": ERRORS, "models/shared.py": SHARED, "models/orders.py": ORDERS}
    )
    project.generate()
    project.accept()
    return project


@pytest.fixture(scope="module")
def outside(
    generated_once: Project, tmp_path_factory: pytest.TempPathFactory
) -> Project:
    """A client with patches beside its package."""
    return everything(generated_once.copy(tmp_path_factory.mktemp("outside") / "p"))


@pytest.fixture(scope="module")
def inside(
    generated_once: Project, tmp_path_factory: pytest.TempPathFactory
) -> Project:
    """A client with patches in its package."""
    folder: Path = tmp_path_factory.mktemp("inside") / "p"
    return everything(generated_once.copy(folder, "shop/patches"))


@pytest.fixture(params=["outside", "inside"])
def patched(request: pytest.FixtureRequest) -> Project:
    """Both."""
    found: Project = request.getfixturevalue(request.param)
    return found


def test_the_patches_are_in_order(patched: Project) -> None:
    """Otherwise the other tests would show something that is not allowed."""
    assert patched.check() == []


def test_every_way_to_a_class_leads_to_the_patch(patched: Project) -> None:
    """Otherwise it would depend on the import whether there is a patch."""
    printed = patched.run("""
        import json
        from shop import aio, errors, models, sync, SoldOut
        from shop.aio import Client
        from shop.aio.client import Client as Same
        from shop.aio.items import Items
        from shop.sync.items import Items as SyncItems
        client, blocking = aio.Client(), sync.Client()
        print(json.dumps([
            type(client).__module__.endswith("patches.aio.client"),
            Client is Same is aio.Client is type(client),
            type(client.items) is Items, type(blocking.items) is SyncItems,
            hasattr(Items, "first") and hasattr(SyncItems, "first"),
            errors.SoldOut is SoldOut, "SoldOut" in errors.__all__,
            type(client.with_options(timeout=1).items) is Items,
        ]))
        """)
    assert json.loads(printed) == [True] * 8


def test_the_constructor_is_the_one_of_the_patch(patched: Project) -> None:
    """Otherwise a client could not know its service."""
    printed = patched.run("""
        from shop import sync
        client = sync.Client(till=3)
        print(client.till, client.with_options(timeout=1).till)
        """)
    assert printed == "3 3"


def test_an_added_group_is_an_attribute(patched: Project) -> None:
    """Otherwise it would have to be made by hand."""
    printed = patched.run("""
        import asyncio
        from shop import aio, sync
        print(sync.Client().tools.ping(), asyncio.run(aio.Client().tools.ping()))
        print(sync.Client.tools.__doc__)
        """)
    assert printed == "pong pong\nTools of the shop's own."


def test_a_removed_operation_is_out_of_sight(patched: Project) -> None:
    """Otherwise a caller could still do what is not meant to be done."""
    printed = patched.run("""
        import inspect
        from shop.sync.items import Items
        print(hasattr(Items, "cancel"), hasattr(Items, "_generated_cancel"))
        print(inspect.signature(Items.get))
        """)
    assert printed == "False True\n(self, name: 'str') -> 'models.Item'"


def test_a_patched_call_reaches_its_original(patched: Project) -> None:
    """Otherwise `super()` and the removed original would be out of reach."""
    printed = patched.run("""
        import httpx
        from shop import sync
        def answer(request):
            print(request.url.raw_path.decode(), request.headers["till"])
            item = {"name": "a", "color": "red"}
            return httpx.Response(200, json=[item] if "?" in str(request.url) else item)
        client = sync.Client()
        client = type(client).__mro__[1]("http://x", headers={"till": "9"},
            transport=httpx.MockTransport(answer))
        print(client.items.first().shout, client.items.get("abc").name)
        print(client.with_response(client.items.search)(limit=99).parsed[0].note == "")
        """)
    assert printed.splitlines() == [
        "/items?limit=3 9",
        "/items/3 9",
        "A a",
        "/items?limit=5 9",
        "True",
    ]


def test_a_patched_model_is_patched_wherever_it_is_nested(patched: Project) -> None:
    """Otherwise a subclass of a model would be missing inside other models."""
    printed = patched.run("""
        from shop import models
        order = models.Order.model_validate_json(
            '{"items": [{"name": "a", "color": "blue", "note": "n"}]}')
        item = order.items[0]
        print(item.shout, item.note, item.color.headline, order.size, type(item) is models.Item)
        print(models.Basket(items=[item]).items[0].shout, sorted(models.Item.model_fields))
        print(models.Color.RED.headline, list(models.Color))
        """)
    lines = printed.splitlines()
    assert lines[0] == "A n Blue 1 True"
    assert lines[1] == "A ['color', 'name', 'note', 'price']"
    assert lines[2].startswith("Red [<Color.RED")


def test_modules_of_models_can_be_imported_in_any_order(patched: Project) -> None:
    """Otherwise an import would work or fail with what was imported before it."""
    home = patched.patches.replace("/", ".")
    for module in (f"{home}.models.shared", "shop.models.orders", f"{home}.aio.items"):
        done = patched.python("-c", f"import {module}")
        assert done.returncode == 0, done.stderr


def test_importing_the_client_imports_no_group_and_no_model(patched: Project) -> None:
    """Otherwise patches would make the import slow."""
    printed = patched.run("""
        import sys
        import shop.aio
        print([m for m in sys.modules if ".models." in m or m.endswith("items")])
        """)
    assert printed == "[]"


def test_generating_again_changes_nothing(patched: Project) -> None:
    """Otherwise there would be a diff after every run."""
    before = patched.snapshot(".")
    patched.generate()
    assert patched.snapshot(".") == before


def test_patches_inside_the_package_are_no_strangers(inside: Project) -> None:
    """Otherwise every check would say that they were not written by isospin."""
    assert check(inside.config).drift.foreign == ()


def test_generating_leaves_the_patches_alone(
    generated_once: Project, tmp_path: Path
) -> None:
    """Otherwise work would be lost."""
    project = generated_once.copy(tmp_path / "p", "shop/patches")
    project.both("items", ITEMS)
    before = project.snapshot("shop/patches")
    project.generate()
    assert project.snapshot("shop/patches") == before
    assert before


def test_without_patches_the_client_is_what_it_was(project: Project) -> None:
    """Otherwise a patch that is taken away would leave something behind."""
    before = project.snapshot("shop")
    project.both("items", ITEMS)
    project.generate()
    assert project.snapshot("shop") != before
    for path in (project.folder / "patches").rglob("*.py"):
        path.unlink()
    project.generate()
    assert project.snapshot("shop") == before


USE = """
from typing import assert_type

from shop import aio, models, sync


async def use() -> None:
    async with aio.Client(till=2) as client:
        assert_type(await client.items.first(), models.Item | None)
        assert_type(await client.items.get("a"), models.Item)
        assert_type(await client.tools.ping(), str)


def use_sync() -> None:
    client = sync.Client()
    assert_type(client.items.search(limit=3)[0].shout, str)
    assert_type(client.orders.orders().size, int)
    assert_type(client.with_response(client.items.first)(2).parsed, models.Item | None)
    assert_type(models.Basket(items=[]).items, list[models.Item])
"""
WRONG = """
from shop import sync

sync.Client().items.cancel(1)
sync.Client(tills=3)
"""


def test_mypy_sees_the_patches(inside: Project) -> None:
    """Otherwise patches would be invisible where programs are written."""
    (inside.folder / "use.py").write_text(USE)
    (inside.folder / "wrong.py").write_text(WRONG)
    done = inside.python("-m", "mypy", "--strict", "shop", "use.py", "wrong.py")
    found = [line for line in done.stdout.splitlines() if ": error: " in line]
    assert [line.partition(":")[0] for line in found] == ["wrong.py", "wrong.py"], found
    assert '"Items" has no attribute "cancel"' in found[0]
    assert 'Unexpected keyword argument "tills"' in found[1]


def test_pyright_sees_the_patches(outside: Project) -> None:
    """Otherwise every editor that uses it would show errors."""
    (outside.folder / "use.py").write_text(USE)
    settings = {"typeCheckingMode": "strict", "include": ["patches", "use.py"]}
    (outside.folder / "pyrightconfig.json").write_text(json.dumps(settings))
    done = outside.python("-m", "pyright", "--pythonpath", sys.executable)
    assert done.returncode == 0, done.stdout
