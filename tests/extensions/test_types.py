"""Type checkers see the extension's client, and whoever takes the base's may have it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from codegen.patches.writing import write_new

from .shops import Shop, huge

USE = """
from __future__ import annotations

from typing import assert_type

import bigshop.aio
import bigshop.sync
import shop.aio
import shop.sync
from bigshop import models
from shop import models as base


def takes_a_base(client: shop.sync.Client) -> list[base.Item]:
    assert_type(client.orders.orders().items, list[base.Item])
    return client.items.search(limit=3)


def typed(client: bigshop.sync.Client) -> None:
    takes_a_base(client)
    assert_type(client.items.get(1), models.Item)
    assert_type(client.items.weigh(1), models.Item)
    assert_type(client.items.heavy(), list[models.Item])
    assert_type(client.orders.orders().items, list[models.Item])
    assert_type(client.ships.ships()[0].cargo[0].weight, float | None)
    assert_type(models.Item(name="a", color=models.Color.RED).shout, str)
    assert_type(models.Receipt().tax, int)


async def awaited(client: bigshop.aio.Client, plain: shop.aio.Client) -> None:
    assert_type(await client.items.get(1), models.Item)
    assert_type(await plain.items.get(1), base.Item)
    assert_type((await client.orders.orders()).items, list[models.Item])
    plain = client
"""


@pytest.fixture(scope="module")
def together(shops: dict[str, Shop], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all packages in it, and code that uses them."""
    folder = tmp_path_factory.mktemp("together")
    for name, shop in shops.items():
        shutil.copytree(shop.home / name, folder / name)
    mine = scaffolded(tmp_path_factory.mktemp("mine"), shops)
    shutil.copytree(mine.home / "mine", folder / "mine")
    (folder / "use.py").write_text(USE, "utf-8")
    return folder


def scaffolded(folder: Path, shops: dict[str, Shop]) -> Shop:
    """Make an extension with the skeleton of every kind of patch."""
    extends = str(shops["bigshop"].home / "bigshop")
    mine = Shop(folder, "mine", {}, {"extends": extends})
    mine.made(huge())
    for target in (
        *("client", "orders.orders", "tools.strike", "models.Item", "models.Receipt"),
        *("items.get", "items.search", "items.weigh", "items.heavy", "ships.ships"),
    ):
        write_new(mine.config, target)
    write_new(mine.config, "extra", add=True)
    mine.generated()
    assert mine.checked() == []
    return mine


def checked(folder: Path, *command: str) -> str:
    """Run a type checker; return what it finds."""
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr


def test_mypy_strict_is_content(together: Path) -> None:
    """With base, both levels of extension, patches, skeletons, and code for either."""
    packages = ("shop", "bigshop", "hugeshop", "othershop", "mine")
    named = [part for name in packages for part in ("-p", name)]
    assert checked(together, "mypy", "--strict", *named, "-m", "use") == ""


def test_pyright_strict_is_content(together: Path) -> None:
    """The same, as editors see it, in every file."""
    settings = {"include": ["."], "exclude": ["shop/_core"], "strict": ["."]}
    (together / "pyrightconfig.json").write_text(json.dumps(settings), "utf-8")
    assert checked(together, "pyright", "--pythonpath", sys.executable) == ""


def test_the_packages_are_laid_out(together: Path) -> None:
    """As black keeps them, and without an import too many."""
    folders = ("bigshop", "hugeshop", "othershop")
    black = ["black", "--check", "--quiet", *folders]
    assert checked(together, *black) == ""
    rules = "E,F,W,I,B,UP"
    ruff = ["ruff", "check", "--isolated", f"--select={rules}", "--line-length=88"]
    assert checked(together, *ruff, "--ignore=E501,UP040,UP047", *folders) == ""
