"""A run that dies: killed at every step it takes, or stopped by a full disk.

The writer runs in a forked process, whose audit hook sees every call that changes the
file system, and kills the process before the n-th of them, for every n.
"""

from __future__ import annotations

import errno
import os
import resource
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from codegen import swap
from codegen.errors import OutputError
from codegen.manifest import MANIFEST
from codegen.write import apply, intact
from tests.unit.test_write import beside, tree

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")

OLD = {"__init__.py": "old", "aio/jobs.py": "jobs", "aio/runs.py": "runs", "x/y.py": ""}
NEW = {
    "__init__.py": "new",
    "aio/jobs.py": "jobs",
    "sync/jobs.py": "jobs",
    "x/z.py": "",
}
OTHERS = {"notes.txt": "mine", "aio/more.txt": "mine"}

EVENTS = frozenset(
    ["os.mkdir", "os.link", "os.rename", "os.remove", "os.rmdir", "os.chmod",
     "shutil.rmtree", "shutil.copyfile", "ctypes.call_function", "ctypes.dlsym"]
)  # fmt: skip


def _changes(event: str, arguments: tuple[object, ...]) -> bool:
    if event == "open":
        return isinstance(arguments[1], str) and "w" in arguments[1]
    return event in EVENTS


def in_child(work: Callable[[], object]) -> int:
    """Do something in a forked process; return its status as `waitpid` has it."""
    child = os.fork()
    if child == 0:
        try:
            work()
            os._exit(0)
        except OutputError:
            os._exit(2)
        except BaseException:
            os._exit(99)
    return os.waitpid(child, 0)[1]


def stopped(
    number: int,
    act: Callable[[], object],
    files: Mapping[str, str],
    folder: Path,
) -> int:
    """Write `files` in a child that does `act` before its n-th change."""
    left = number

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal left
        if _changes(event, arguments):
            if left == 0:
                left = -1
                act()
            left -= 1

    def work() -> None:
        sys.addaudithook(hook)
        apply(files, folder)

    return in_child(work)


def kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def prepared(folder: Path) -> None:
    apply(OLD, folder)
    for path, text in OTHERS.items():
        (folder / path).write_text(text)


def every_kill(tmp_path: Path, before: Callable[[Path], None]) -> Iterator[Path]:
    """Yield a folder for each step before which the run was killed."""
    for number in range(1000):
        folder = tmp_path / str(number) / "client"
        before(folder)
        status = stopped(number, kill, NEW, folder)
        if status == 0:
            assert number > 5
            return
        assert os.WIFSIGNALED(status)
        yield folder
    raise AssertionError("the run never ended")


def test_killed_run_leaves_the_old_tree_or_the_new_one(tmp_path: Path) -> None:
    """Whole, at every single step; and the manifest with it."""
    seen = set()
    for folder in every_kill(tmp_path, prepared):
        now = tree(folder)
        seen.add(now["__init__.py"])
        assert now in ({**OLD, **OTHERS}, {**NEW, **OTHERS})
        assert intact(folder)
    assert seen == {"old", "new"}


@pytest.mark.parametrize("exchange", [True, False])
@pytest.mark.parametrize("files", [NEW, OLD], ids=["same", "other"])
def test_next_run_after_a_kill_is_as_if_nothing_had_happened(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    files: dict[str, str],
    exchange: bool,
) -> None:
    """No file left over, none of others lost, none taken for edited by hand."""
    if not exchange:
        monkeypatch.setattr(swap, "_exchange", lambda *_: False)
    for folder in every_kill(tmp_path, prepared):
        apply(files, folder)
        assert tree(folder) == {**files, **OTHERS}
        assert intact(folder)
        assert beside(folder) == []


def test_kill_during_recovery_is_recovered_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine that goes down twice."""
    monkeypatch.setattr(swap, "_exchange", lambda *_: False)
    for folder in every_kill(tmp_path, prepared):
        for number in (0, 2, 4):
            stopped(number, kill, NEW, folder)
        apply(NEW, folder)
        assert tree(folder) == {**NEW, **OTHERS}
        assert beside(folder) == []


def test_killed_first_run_leaves_nothing_or_everything(tmp_path: Path) -> None:
    """Half a client would import, and fail later."""
    for folder in every_kill(tmp_path, lambda folder: None):
        assert (tree(folder) if folder.exists() else {}) in ({}, NEW)
        apply(NEW, folder)
        assert tree(folder) == NEW
        assert beside(folder) == []


@pytest.mark.parametrize("exchange", [True, False])
def test_full_disk_at_any_step_leaves_the_old_tree(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exchange: bool
) -> None:
    """Until everything is written beside it; from then on the next run finishes."""
    if not exchange:
        monkeypatch.setattr(swap, "_exchange", lambda *_: False)

    def full() -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    for number in range(1000):
        folder = tmp_path / str(number) / "client"
        prepared(folder)
        status = stopped(number, full, NEW, folder)
        assert os.WIFEXITED(status)
        assert os.WEXITSTATUS(status) in (0, 2)
        if exchange:
            assert tree(folder) in ({**OLD, **OTHERS}, {**NEW, **OTHERS})
            assert intact(folder)
        apply(NEW, folder)
        assert tree(folder) == {**NEW, **OTHERS}
        assert beside(folder) == []
        if number > 60:
            return


def test_file_that_grows_past_the_limit_leaves_the_old_tree(tmp_path: Path) -> None:
    """A real limit of the kernel, in the middle of a write."""
    folder = tmp_path / "client"
    prepared(folder)
    messages = tmp_path / "message"

    def work() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, resource.RLIM_INFINITY))
        try:
            apply({**NEW, "big.py": "x" * 50_000}, folder)
        except OutputError as error:
            messages.write_text(str(error))

    assert in_child(work) == 0
    message = messages.read_text()
    assert message.startswith("ISO203 ")
    assert "the folder cannot be written: file too large" in message
    assert "nothing was changed" in message
    assert tree(folder) == {**OLD, **OTHERS}
    assert intact(folder)
    assert beside(folder) == ["message"]


def test_file_that_appears_during_the_exchange_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody saves a file into the folder in the wrong millisecond."""
    folder = tmp_path / "client"
    prepared(folder)
    exchange = swap._exchange

    def late(one: Path, other: Path) -> bool:
        (other / "late").mkdir()
        (other / "late" / "file.txt").write_text("mine")
        (other / "aio" / "late.py").write_text("mine")
        return exchange(one, other)

    monkeypatch.setattr(swap, "_exchange", late)
    apply(NEW, folder)
    late_files = {"late/file.txt": "mine", "aio/late.py": "mine"}
    assert tree(folder) == {**NEW, **OTHERS, **late_files}
    assert beside(folder) == []
    assert MANIFEST in os.listdir(folder)
