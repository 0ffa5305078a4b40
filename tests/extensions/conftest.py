"""Fixtures: the clients, their wheels, and environments with some of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from .shops import Environment, Shop, all_shops, built, installed

Installed = Callable[..., Environment]


@pytest.fixture(scope="session")
def shops(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Shop]:
    """A base and what extends it, generated."""
    return all_shops(tmp_path_factory.mktemp("shops"))


@pytest.fixture(scope="session")
def wheels(
    shops: dict[str, Shop], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    """Their wheels."""
    folder = tmp_path_factory.mktemp("wheels")
    return {name: built(shop, folder) for name, shop in shops.items()}


@pytest.fixture(scope="session")
def environment(
    wheels: dict[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> Installed:
    """Environments with some of the clients, each made once."""

    @cache
    def make(*names: str) -> Environment:
        folder = tmp_path_factory.mktemp("_".join(names))
        return installed(folder / "venv", [wheels[name] for name in names])

    return make


@pytest.fixture
def extension(shops: dict[str, Shop], tmp_path: Path) -> Shop:
    """An extension of the base that is not generated yet."""
    base = shops["shop"].home / "shop"
    return Shop(tmp_path, "mine", {}, {"extends": str(base)})
