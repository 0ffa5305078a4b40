"""The sync twin, written from the aio one."""

from __future__ import annotations

import ast
from dataclasses import replace

import pytest

from codegen.config import ClientNames
from codegen.errors import IsospinError
from codegen.patches.checks import check_patches
from codegen.patches.source import MIRRORED
from codegen.patches.writing import write_mirrored
from codegen.run import generate

from .project import ITEMS, Project

HEAD = '''
"""Items, patched."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, aclosing, asynccontextmanager

from shop._core.patching import one_sided
from shop.aio._generated_items import Items as GeneratedItems


class Items(GeneratedItems):
    """Items."""
'''


def mirrored(project: Project, body: str) -> str:
    """Mirror a class with this body and return the text behind its head."""
    project.write({"aio/items.py": HEAD + body})
    write_mirrored(project.config, ["items"], force=True)
    text = (project.folder / "patches/sync/items.py").read_text()
    ast.parse(text)
    return text


@pytest.mark.parametrize(
    ("aio", "sync"),
    [
        (
            "async def f(self):\n        await self.g()",
            "def f(self):\n        self.g()",
        ),
        (
            "async def f(self):\n        async with self.g() as x:\n            pass",
            "def f(self):\n        with self.g() as x:\n            pass",
        ),
        (
            "async def f(self):\n        async for x in self.g():\n            pass",
            "def f(self):\n        for x in self.g():\n            pass",
        ),
        (
            "async def f(self):\n        return [x async for x in await self.g()]",
            "def f(self):\n        return [x for x in self.g()]",
        ),
        ("async def f(self):\n        await asyncio.sleep(1)", "time.sleep(1)"),
        ("def f(self):\n        self.lock = asyncio.Lock()", "threading.Lock()"),
        (
            "async def f(self):\n        await asyncio.to_thread(re.match, 'a', string=b)",
            "re.match('a', string=b)",
        ),
        ("def f(self) -> AsyncIterator[int]: ...", "def f(self) -> Iterator[int]: ..."),
        (
            "def f(self) -> AsyncGenerator[int, str]: ...",
            "def f(self) -> Generator[int, str, None]: ...",
        ),
        (
            "def f(self, g: Callable[[], Awaitable[int]]) -> None: ...",
            "def f(self, g: Callable[[], int]) -> None: ...",
        ),
        ("async def __aenter__(self): ...", "def __enter__(self): ..."),
        (
            "@asynccontextmanager\n    async def f(self):\n        yield 1",
            "@contextmanager\n    def f(self):\n        yield 1",
        ),
        (
            "async def f(self):\n        async with aclosing(self.g()) as x: ...",
            "with closing(self.g()) as x: ...",
        ),
        (
            "async def f(self):\n        return (await self.g()).h",
            "return (self.g()).h",
        ),
    ],
)
def test_each_word_of_aio_has_its_twin(project: Project, aio: str, sync: str) -> None:
    """Otherwise the twin awaits, or means something else."""
    assert sync in mirrored(project, f"\n    {aio}\n")


def test_comments_and_format_are_kept(project: Project) -> None:
    """Otherwise the twin could not be read like the original."""
    body = "\n    async def f(self):  # first\n        x = {  'a' :1 }  # odd\n"
    text = mirrored(project, body)
    assert "    def f(self):  # first\n        x = {  'a' :1 }  # odd\n" in text


def test_a_black_file_stays_black(project: Project) -> None:
    """Otherwise a line that became shorter would be reformatted by hand."""
    import black

    project.both("items", ITEMS)
    text = (project.folder / "patches/sync/items.py").read_text()
    assert black.format_str(text, mode=black.Mode()) == text


def test_docstrings_speak_of_sync(project: Project) -> None:
    """Otherwise the help of the blocking client tells people to await."""
    body = '''
    async def f(self):
        """Call it: `await client.items.f()`, or

        async for item in client.items.g(): an `AsyncIterator` of `shop.aio`.
        """
'''
    text = mirrored(project, body)
    assert '"""Call it: `client.items.f()`, or' in text
    assert "for item in client.items.g(): an `Iterator` of `shop.sync`." in text
    assert "async for" not in text


def test_imports_are_those_that_are_used(project: Project) -> None:
    """Otherwise the linter complains about a file that nobody wrote."""
    body = (
        "\n    async def f(self):\n        await asyncio.sleep(1)\n        re.match\n"
    )
    text = mirrored(project, body)
    assert "\nimport re\nimport time\n" in text
    assert "asyncio" not in text


def test_what_only_aio_has_is_left_out(project: Project) -> None:
    """Otherwise it could not be mirrored at all."""
    body = """
    @one_sided("tasks")
    async def f(self):
        return asyncio.create_task(self.g())

    async def g(self):
        return 1
"""
    text = mirrored(project, body)
    assert "def g(self)" in text and "def f" not in text and "one_sided" not in text


@pytest.mark.parametrize(
    "line",
    [
        "await asyncio.gather(self.g())",
        "asyncio.create_task(self.g())",
        "await asyncio.wait_for(self.g(), 1)",
        "asyncio.get_running_loop()",
    ],
)
def test_what_has_no_twin_is_refused_with_its_line(project: Project, line: str) -> None:
    """Otherwise the twin would fail at run time."""
    with pytest.raises(IsospinError) as caught:
        mirrored(project, f"\n    async def f(self):\n        {line}\n")
    assert "ISO307" in str(caught.value)
    assert "patches/aio/items.py:18: " in str(caught.value)
    assert not (project.folder / "patches/sync/items.py").exists()


def test_a_group_of_tasks_is_refused(project: Project) -> None:
    """Otherwise `async with TaskGroup()` would become `with TaskGroup()`."""
    body = (
        "\n    async def f(self):\n        async with asyncio.TaskGroup() as g: ...\n"
    )
    with pytest.raises(IsospinError, match="a group of tasks has no blocking twin"):
        mirrored(project, body)


def test_a_twin_by_hand_is_not_overwritten(project: Project) -> None:
    """Otherwise work would be lost."""
    project.write({"aio/items.py": ITEMS, "sync/items.py": "X = 1\n"})
    assert write_mirrored(project.config, []) == []
    with pytest.raises(IsospinError, match="this twin is written by hand"):
        write_mirrored(project.config, ["items"])
    assert (project.folder / "patches/sync/items.py").read_text() == "X = 1\n"


def test_a_mirrored_file_says_so(project: Project) -> None:
    """Otherwise people edit it, and lose the edit."""
    project.both("items", ITEMS)
    text = (project.folder / "patches/sync/items.py").read_text()
    assert text.startswith(f"{MIRRORED}items.py by `isospin patch mirror`. Do not edit")


def test_mirroring_twice_writes_nothing(project: Project) -> None:
    """Otherwise each run would change the file's time, and the caches."""
    project.both("items", ITEMS)
    assert write_mirrored(project.config, []) == []


def test_client_classes_of_two_names_are_twins(project: Project) -> None:
    """Otherwise a client that is called otherwise in aio could not be patched."""
    text = '''
    """The client."""

    from shop.aio._generated_client import ShopAsync as Generated


    class ShopAsync(Generated):
        """A `ShopAsync`."""

        def twin(self) -> "ShopAsync":
            """Return itself."""
            return self
'''
    project.write({"aio/client.py": text})
    config = replace(project.config, client=ClientNames(sync="Shop", aio="ShopAsync"))
    write_mirrored(config, [])
    twin = (project.folder / "patches/sync/client.py").read_text()
    assert "class Shop(Generated):" in twin and "A `Shop`." in twin
    generate(config)
    assert check_patches(config) == []


def test_a_file_that_only_aio_can_have_is_not_mirrored(project: Project) -> None:
    """Otherwise its twin would be a file without a class, which is an error."""
    text = ITEMS.replace("class Items", '@one_sided("tasks")\n    class Items').replace(
        "from shop import models",
        "from shop import models\n    from shop._core.patching import one_sided",
    )
    project.write({"aio/items.py": text})
    assert write_mirrored(project.config, []) == []
    project.generate()
    project.accept()
    assert project.check() == []
