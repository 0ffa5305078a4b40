"""What is installed decides which client the base's names give."""

from __future__ import annotations

import pytest

from .conftest import Installed

CLIENTS = """
    from {package}.aio import Client as Aio
    from {package}.sync import Client as Sync
    from {package} import models
    print(Aio.__module__, Sync.__module__, models.Item.__module__)
"""


@pytest.mark.parametrize(
    ("names", "package", "counts"),
    [
        (["shop"], "shop", "shop"),
        (["shop", "bigshop"], "shop", "bigshop"),
        (["shop", "bigshop"], "bigshop", "bigshop"),
        (["shop", "bigshop", "hugeshop"], "shop", "hugeshop"),
        (["shop", "bigshop", "hugeshop"], "bigshop", "hugeshop"),
        (["shop", "bigshop", "hugeshop"], "hugeshop", "hugeshop"),
        (["shop", "othershop"], "othershop", "othershop"),
    ],
)
def test_the_last_of_a_chain_counts(
    environment: Installed, names: list[str], package: str, counts: str
) -> None:
    """Of all three names, in both flavours and the models."""
    aio, sync, model = environment(*names).run(CLIENTS.format(package=package)).split()
    assert aio == f"{counts}.aio.client"
    assert sync == f"{counts}.sync.client"
    assert model.startswith("shop." if counts == "othershop" else f"{counts}.models.")


def test_classes_lie_in_the_order_of_the_packages(environment: Installed) -> None:
    """Patches of the base lie over the operations of every extension."""
    found = environment("shop", "bigshop", "hugeshop").run("""
        from shop.aio import Client
        client = Client("http://localhost")
        print([f"{c.__module__}.{c.__name__}" for c in type(client.items).__mro__[:-1]])
    """)
    assert eval(found) == [
        "hugeshop.aio.items.Items",
        "bigshop.patches.aio.items.Items",
        "bigshop.aio._generated_items.Items",
        "shop.patches.aio.items.Items",
        "hugeshop.aio.items.ItemsOperations",
        "bigshop.aio._generated_items.ItemsOperations",
        "shop.aio._generated_items.Items",
        "shop.aio._transport.Group",
    ]


CALLS = """
    import asyncio, httpx, pickle
    import shop.models.shared, shop.models.orders
    from shop import aio, models, sync

    def answer(request):
        item = {"name": "nut", "color": "red", "weight": 3, "volume": 4}
        print(request.method, request.url.path, request.url.query.decode())
        path = request.url.path
        if path == "/orders":
            return httpx.Response(200, json={"items": [item]})
        if path == "/ships":
            return httpx.Response(200, json=[{"cargo": [item]}])
        return httpx.Response(200, json=[item] if path == "/items" else item)

    def show(*found):
        for item in found:
            assert isinstance(item, models.Item)
            assert isinstance(item, shop.models.shared.Item)
            assert pickle.loads(pickle.dumps(item)) == item
            print(type(item).__module__, item.shout, item)

    with sync.Client("http://x", transport=httpx.MockTransport(answer)) as client:
        EXTENDED = hasattr(client, "ships")
        show(client.items.get(0), *client.items.search(limit=9))
        print(client.tools.strike(), models.Receipt())
        show(*client.orders.orders().items)
        if EXTENDED:
            show(*client.ships.ships()[0].cargo, client.items.weigh(2))
            show(client.items.get(-1), *client.items.heavy())

    async def main():
        transport = httpx.MockTransport(answer)
        async with aio.Client("http://x", transport=transport) as client:
            show(await client.items.get(0), *await client.items.search(limit=9))
            print(await client.tools.strike(), models.Receipt())
            orders = await client.orders.orders()
            assert isinstance(orders, shop.models.orders.Order)
            show(*orders.items)
            if EXTENDED:
                ships = await client.ships.ships()
                show(*ships[0].cargo, await client.items.weigh(2))
                show(await client.items.get(-1), *await client.items.heavy())

    print("---")
    asyncio.run(main())
"""


def test_a_base_alone_knows_nothing_of_extensions(environment: Installed) -> None:
    """It is the client that it was."""
    sync, aio = environment("shop").run(CALLS).split("\n---\n")
    assert sync == aio
    assert sync.splitlines() == [
        "GET /items/1 ",
        "GET /items limit=5",
        *["shop.models.shared NUT name='nut' color=<Color.RED: 'red'> price=None"] * 2,
        "hit total=0",
        "GET /orders ",
        "shop.models.shared NUT name='nut' color=<Color.RED: 'red'> price=None",
    ]


def test_calls_through_the_base_get_what_the_extension_makes(
    environment: Installed,
) -> None:
    """New fields in every place, patches of both, what both patch in that order."""
    sync, aio = environment("shop", "bigshop").run(CALLS).split("\n---\n")
    assert sync == aio
    item = (
        "bigshop.models.shared NUT! name='nut' color=<Color.RED: 'red'> price=None"
        " weight=3.0"
    )
    assert sync.splitlines() == [
        "GET /items/1 ",
        "GET /items limit=5",
        *[item] * 2,
        "hithit total=0 tax=1",
        "GET /orders ",
        item,
        "GET /ships ",
        "POST /items/2/weigh ",
        *[item] * 2,
        "GET /items/7 ",
        "GET /items ",
        *[item] * 2,
    ]


def test_the_extension_of_an_extension_adds_to_both(environment: Installed) -> None:
    """Its field is in what the patches below return."""
    sync, aio = environment("shop", "bigshop", "hugeshop").run(CALLS).split("\n---\n")
    assert sync == aio
    items = [line for line in sync.splitlines() if "name=" in line]
    assert set(items) == {
        "hugeshop.models.shared NUT! name='nut' color=<Color.RED: 'red'> price=None"
        " weight=3.0 volume=4.0"
    }
    assert len(items) == 7


TWO = "from shop.aio import Client; print(Client.__module__)"


def test_two_extensions_of_one_base_are_an_error(environment: Installed) -> None:
    """One line says which two, and what to do; neither is taken by chance."""
    both = environment("shop", "bigshop", "othershop")
    told = both.tried(TWO).stderr.splitlines()[-1]
    assert told == (
        "shop._core.extensions.ExtensionError: shop is extended by bigshop and by"
        " othershop, and neither extends the other: name the one that counts in"
        " ISOSPIN_EXTENSIONS, or uninstall the other"
    )


@pytest.mark.parametrize(
    ("said", "counts"),
    [("bigshop", "bigshop"), ("othershop", "othershop"), ("", "shop"), ("x", "shop")],
)
def test_the_environment_chooses(
    environment: Installed, said: str, counts: str
) -> None:
    """Empty, it leaves the base as it is."""
    both = environment("shop", "bigshop", "othershop")
    assert both.run(TWO, ISOSPIN_EXTENSIONS=said) == f"{counts}.aio.client"


def test_the_environment_names_the_end_of_a_chain(environment: Installed) -> None:
    """What it extends counts along with it; what extends it does not."""
    chain = environment("shop", "bigshop", "hugeshop")
    assert chain.run(TWO, ISOSPIN_EXTENSIONS="hugeshop") == "hugeshop.aio.client"
    assert chain.run(TWO, ISOSPIN_EXTENSIONS="bigshop") == "bigshop.aio.client"


def test_each_extension_can_be_named_itself(environment: Installed) -> None:
    """Whatever else is installed."""
    both = environment("shop", "bigshop", "othershop")
    code = "from bigshop import models; from othershop.aio import Client; print(Client)"
    assert "othershop.aio.client.Client" in both.run(code)


def test_an_extension_that_cannot_be_imported_is_named(environment: Installed) -> None:
    """Otherwise the base would break without a hint at what broke it."""
    told = environment("shop", "hugeshop").tried("import shop; shop.aio.Client")
    assert told.stderr == "" and told.returncode == 0  # bigshop is not there
    told = environment("shop", "bigshop").tried("""
        import sys
        sys.modules["bigshop.sync.client"] = None
        from shop.sync import Client
    """)
    assert told.stderr.splitlines()[-1] == (
        "shop._core.extensions.ExtensionError: bigshop, which extends shop, cannot be"
        " imported: import of bigshop.sync.client halted; None in sys.modules; repair"
        " or uninstall it, or set ISOSPIN_EXTENSIONS to nothing"
    )


def test_importing_the_base_looks_for_nothing(environment: Installed) -> None:
    """Entry points are read when a client is asked for, and no sooner."""
    found = environment("shop", "bigshop").run("""
        import sys
        import shop.aio, shop.sync, shop.models, shop.errors
        print("importlib.metadata" in sys.modules, "bigshop" in sys.modules)
        shop.aio.Client
        print("importlib.metadata" in sys.modules, "bigshop" in sys.modules)
    """)
    assert found.split() == ["False", "False", "True", "True"]


def test_nothing_is_hooked_into_the_interpreter(environment: Installed) -> None:
    """No import hook, no file that runs at its start."""
    place = environment("shop", "bigshop", "hugeshop")
    assert [p.name for p in place.folder.rglob("*.pth")] == ["here.pth"]
    code = "import sys; print([f.__class__.__name__ for f in sys.meta_path])"
    before = place.run(code)
    assert place.run(f"from shop.aio import Client\n{code}") == before
