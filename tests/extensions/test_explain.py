"""`isospin explain` says which class comes from where; clients of one file build on each other."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.patches.project import document

from .shops import Shop, bigger


def isospin(folder: Path, *arguments: str, path: str = "") -> str:
    """Run isospin in a folder; return what it says."""
    done = subprocess.run(
        [sys.executable, "-m", "codegen", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


@pytest.fixture
def explained(shops: dict[str, Shop]) -> str:
    """What explains a name of `bigshop`, ready for `explain`."""
    return os.pathsep.join(str(shop.home) for shop in shops.values())


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "aio.Client",
            [
                "bigshop.aio.Client is bigshop.aio.client.Client",
                "generated bigshop.aio.client.Client",
                "generated shop.aio.client.Client",
                "generated shop.aio._base.BaseClient",
            ],
        ),
        (
            "aio.items.get",
            [
                "bigshop.aio.Client.items.get",
                "by hand bigshop.patches.aio.items.Items.get",
                "by hand shop.patches.aio.items.Items.get",
                "generated bigshop.aio._generated_items.ItemsOperations.get",
                "generated shop.aio._generated_items.Items.get",
            ],
        ),
        (
            "models.Item.shout",
            [
                "bigshop.models.Item.shout",
                "by hand bigshop.patches.models.shared.Item.shout",
                "by hand shop.patches.models.shared.Item.shout",
            ],
        ),
    ],
)
def test_each_class_is_told_with_its_place(
    shops: dict[str, Shop], explained: str, name: str, expected: list[str]
) -> None:
    """From the one that counts down to the base."""
    said = isospin(shops["bigshop"].home, "explain", name, path=explained)
    title, *rows = said.splitlines()
    assert [title, *(" ".join(row.split()[:-1]) for row in rows)] == expected
    for row in rows:
        file, _, line = row.split()[-1].rpartition(":")
        text = (shops["bigshop"].home / file).read_text("utf-8").splitlines()
        word = name.rpartition(".")[2] if name[-1].islower() else "class "
        assert any(word in found for found in text[int(line) - 1 : int(line) + 2])


def test_another_package_than_that_of_the_settings(
    shops: dict[str, Shop], explained: str
) -> None:
    """The base, as it is where nothing is declared."""
    said = isospin(
        shops["bigshop"].home,
        *("explain", "sync.Client", "--package", "shop"),
        path=explained,
    )
    assert said.startswith("shop.sync.Client is shop.sync.client.Client\n")


def test_a_name_that_is_none_is_told(shops: dict[str, Shop], explained: str) -> None:
    """In one line, as everything that goes wrong."""
    said = isospin(shops["bigshop"].home, "explain", "nothing", path=explained)
    assert said.startswith("ISO607 bigshop has nothing that is called 'nothing'.")
    for name in ("models.Item.shout.more", "models.Color.red", "items.get.more"):
        said = isospin(shops["bigshop"].home, "explain", name, path=explained)
        assert said.startswith(f"ISO607 bigshop has nothing that is called '{name}'.")
    said = isospin(shops["bigshop"].home, "explain", "Client", "--package", "nowhere")
    assert said.startswith("ISO607 nowhere: the client cannot be imported: ")
    assert len(said.splitlines()) == 1


def test_what_a_client_prints_when_it_is_imported_does_no_harm(
    shops: dict[str, Shop], tmp_path: Path
) -> None:
    """Nor does a character that a terminal could act on."""
    shutil.copytree(shops["shop"].home / "shop", tmp_path / "shop")
    shutil.copy(shops["shop"].home / "pyproject.toml", tmp_path)
    with (tmp_path / "shop/patches/models/shared.py").open(
        "a", encoding="utf-8"
    ) as file:
        file.write('print("hello")\nItem.__qualname__ = "It\\x1bem"\n')
    said = isospin(tmp_path, "explain", "models.Item.shout")
    assert said.startswith("shop.models.Item.shout\n  by hand")
    assert "shop.patches.models.shared.It\\x1bem.shout" in said
    assert "hello" not in said


def test_the_interpreter_of_the_settings_is_asked(
    shops: dict[str, Shop], tmp_path: Path
) -> None:
    """It is named from the file with the settings, and may be missing."""
    (tmp_path / "isospin.toml").write_text(
        'input = "openapi.json"\npackage = "shop"\npython_executable = "bin/python"\n',
        "utf-8",
    )
    shutil.copytree(shops["shop"].home / "shop", tmp_path / "shop")
    said = isospin(tmp_path, "explain", "models.Item")
    assert said.startswith("ISO006 the interpreter 'bin/python' does not exist.")
    python = tmp_path / "bin" / "python"
    python.parent.mkdir()
    python.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n', "utf-8")
    python.chmod(0o755)
    assert isospin(tmp_path, "explain", "models.Item").startswith("shop.models.Item is")


def test_clients_of_one_file_are_generated_the_base_first(tmp_path: Path) -> None:
    """Whatever order they stand in; one run is enough."""
    (tmp_path / "small.json").write_text(json.dumps(document()), "utf-8")
    (tmp_path / "big.json").write_text(json.dumps(bigger()), "utf-8")
    (tmp_path / "isospin.toml").write_text(
        '[jobs.big]\ninput = "big.json"\npackage = "acme.big"\nextends = "acme.small"\n'
        'patches = "p"\n[jobs.small]\ninput = "small.json"\npackage = "acme.small"\n'
        'extensible = true\npatches = "q"\n',
        "utf-8",
    )
    isospin(tmp_path, "generate")
    assert (tmp_path / "acme" / "big" / "aio" / "ships.py").is_file()
    said = isospin(tmp_path, "generate", "--check")
    assert said.count("up to date") == 2
