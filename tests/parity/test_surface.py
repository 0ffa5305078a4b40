"""What the comparison of surfaces sees, and what it lets pass."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from codegen.errors import ConfigError
from codegen.parity.finding import Finding
from codegen.parity.sources import Source, Sources, package_folder, sources
from codegen.parity.surface import compare, compare_surface


def changed(module: str, old: str, new: str) -> list[Finding]:
    """Compare the reference client with one text of its aio flavour replaced."""
    sync, aio = sources("generated", "sync"), sources("generated", "aio")
    source = aio.files[module]
    assert source.text.count(old) >= 1, f"{old!r} is not in {source.path}"
    edited = Source(source.module, source.path, source.text.replace(old, new, 1))
    ast.parse(edited.text)
    return compare(sync, aio.replaced(edited))


def test_reference_client_has_one_surface() -> None:
    """A difference that nobody made would make every other report worthless."""
    assert compare_surface("generated") == []


def test_both_places_are_named() -> None:
    """Whoever reads the report must find both lines at once."""
    [finding] = changed("generated.*.devices", "limit: int | None", "limit: int")
    assert finding.subject == "generated.*.devices Devices.inventory(limit)"
    assert finding.sync_place.startswith("generated/sync/devices.py:")
    assert finding.aio_place.startswith("generated/aio/devices.py:")
    assert "int | None" in finding.sync and "int | None" not in finding.aio


@pytest.mark.parametrize(
    ("module", "old", "new"),
    [
        ("generated.*.devices", "limit: int | None = None", "limit: int | None = 7"),
        ("generated.*.devices", "limit: int", "most: int"),
        ("generated.*.devices", "service_id: str,\n        *,", "*, service_id: str,"),
        ("generated.*.devices", ") -> models.Device:", ") -> models.Device | None:"),
        ("generated.*.devices", "async def add(", "async def put("),
        ("generated.*.devices", '"""List devices by name.', '"""List devices.'),
        ("generated.*.devices", "class Devices(Group)", "class Devices(object)"),
        ("generated.*", '"Stream"]', '"Stream", "Pages"]'),
        ("generated.*.jobs", "from patches.aio.jobs", "from ._generated_jobs"),
        ("generated.*.client", "def jobs(", "def job("),
        ("generated.*.client", "@cached_property\n    def jobs", "def jobs"),
        ("generated.*._base", "trust_env: bool = True", "trust_env: bool = False"),
        ("patches.*.jobs", "per_page: int | None", "per_page: str | None"),
        ("patches.*.jobs", '"search", ', ""),
    ],
)
def test_drift_of_the_surface_is_found(module: str, old: str, new: str) -> None:
    """Each is something that a caller of one flavour sees and of the other does not."""
    assert changed(module, old, new)


def test_awaited_stream_is_drift() -> None:
    """`async def` in front of a stream makes every caller await what needs no await."""
    sync = _one("sync", "def watch(self) -> Stream[int]: ...")
    aio = _one("aio", "async def watch(self) -> Stream[int]: ...")
    assert compare(sync, aio)
    assert not compare(sync, _one("aio", "def watch(self) -> Stream[int]: ..."))


def test_coroutine_that_is_called_a_value_is_drift() -> None:
    """It can be awaited all the same, but a type checker forbids the caller to."""
    sync = _one("sync", "def get(self) -> int:\n        return self._send(GET)")
    aio = _one("aio", "def get(self) -> int:\n        return self._send(GET)")
    assert compare(sync, aio)


@pytest.mark.parametrize(
    ("sync", "aio"),
    [
        ("def f(x: Iterator[int]) -> int: ...", "async def f(x: AsyncIterator[int])"),
        ("def f() -> int: ...", "def f() -> Awaitable[int]"),
        ("def __enter__(self) -> Self: ...", "async def __aenter__(self) -> Self"),
        ("def f(h: httpx.Client) -> None: ...", "def f(h: httpx.AsyncClient) -> None"),
    ],
)
def test_words_of_a_flavour_are_no_drift(sync: str, aio: str) -> None:
    """Reported, they would bury what is wrong."""
    aio = aio if "->" in aio else f"{aio} -> int"
    assert compare(_one("sync", sync), _one("aio", f"{aio}: ...")) == []


def test_what_is_no_client_is_refused_in_one_line() -> None:
    """A mistyped name must not look like a client without differences."""
    for name, fact in (("no_such_package", "not found"), ("codegen", "no client")):
        with pytest.raises(ConfigError, match=fact):
            package_folder(name)


def _one(flavour: str, method: str) -> Sources:
    text = f"class Group:\n    {method}\n"
    source = Source(f"p.{flavour}.g", Path(f"p/{flavour}/g.py"), text)
    assert flavour in ("sync", "aio")
    return Sources("sync" if flavour == "sync" else "aio", {"p.*.g": source})
