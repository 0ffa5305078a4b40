"""A pytest plugin: one test for each operation of a client.

    # conftest.py
    pytest_plugins = ["codegen.parity.plugin"]

    # test_parity.py
    @pytest.mark.parity("my_client", examples=20)
    def test_operation_is_in_step(parity: Callable[[], None]) -> None:
        parity()

`parity` is a test of the surface, one of what the client does besides its operations,
one of what it does in the course of several calls, and one of every operation, by name.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from codegen.parity.drive import Driver, chosen
from codegen.parity.finding import Finding
from codegen.parity.machines import run_all
from codegen.parity.operations import Operation
from codegen.parity.pair import Pair
from codegen.parity.scenes import play_all
from codegen.parity.surface import compare_surface
from codegen.parity.truth.recorded import ReadingDriver, reading_driver


@dataclass(frozen=True)
class Asked:
    """What the mark of a test asks for.

    Attributes:
        package: Import name of the client.
        operations: Pattern of the operations' names.
        examples: Calls of each.
        seed: Chooses them.
        input: What the client was made of: a file, a URL or an app. The configuration
            says it for its own client.
    """

    package: str
    operations: str = "*"
    examples: int = 20
    seed: int = 0
    input: str | None = None


_pairs = pytest.StashKey[dict[str, Pair]]()
_folder = pytest.StashKey["tempfile.TemporaryDirectory[str]"]()


def pytest_configure(config: pytest.Config) -> None:
    """Make the mark known."""
    config.addinivalue_line(
        "markers",
        "parity(package, operations='*', examples=20, seed=0, input=None): test each"
        " operation of a client in both flavours, and by the document",
    )
    config.stash.setdefault(_pairs, {})


def pytest_unconfigure(config: pytest.Config) -> None:
    """Close the clients."""
    for pair in config.stash.get(_pairs, {}).values():
        pair.close()
    folder = config.stash.get(_folder, None)
    if folder is not None:
        folder.cleanup()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make one test of each operation."""
    mark = metafunc.definition.get_closest_marker("parity")
    if mark is None or "parity" not in metafunc.fixturenames:
        return
    asked = Asked(*mark.args, **mark.kwargs)
    pairs = metafunc.config.stash[_pairs]
    if asked.package not in pairs:
        pairs[asked.package] = Pair(asked.package)
    pair = pairs[asked.package]
    folder = metafunc.config.stash.setdefault(_folder, tempfile.TemporaryDirectory())

    @cache
    def driver() -> ReadingDriver:
        # Not before a test wants it: reading an application takes seconds.
        made = reading_driver(
            pair,
            Path(folder.name),
            asked.input,
            examples=asked.examples,
            seed=asked.seed,
        )
        metafunc.config.add_cleanup(made.close)
        return made

    operations = chosen(pair.operations(), asked.operations)
    if not operations:
        raise pytest.UsageError(f"no operation is called {asked.operations!r}")
    place = Path(folder.name)
    tests = [
        _surface_test(asked.package),
        _client_test(pair, place),
        _machines_test(pair, place, asked),
        *(_operation_test(driver, one) for one in operations),
    ]
    names = ["surface", "client", "machines", *(one.path for one in operations)]
    metafunc.parametrize("parity", tests, ids=names)


def _surface_test(package: str) -> Callable[[], None]:
    return lambda: _fail(compare_surface(package))


def _client_test(pair: Pair, folder: Path) -> Callable[[], None]:
    return lambda: _fail([one for _, one in play_all(pair, folder) if one is not None])


def _machines_test(pair: Pair, folder: Path, asked: Asked) -> Callable[[], None]:
    def test() -> None:
        ran = run_all(pair, folder, examples=asked.examples, seed=asked.seed)
        _fail([one for _, one in ran if one is not None])

    return test


def _operation_test(
    driver: Callable[[], Driver], operation: Operation
) -> Callable[[], None]:
    def test() -> None:
        finding = driver().check(operation)
        _fail([] if finding is None else [finding])

    return test


def _fail(findings: list[Finding]) -> None:
    if findings:
        pytest.fail("\n\n".join(map(str, findings)), pytrace=False)
