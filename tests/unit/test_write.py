"""Writing and comparing: only what changed, nothing of others, all at once."""

from __future__ import annotations

import errno
import json
import os
import stat
import threading
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codegen import swap
from codegen.errors import InternalError, OutputError
from codegen.manifest import MANIFEST, is_safe_path
from codegen.write import Drift, Summary, apply, check, intact, plan

OLD = {
    "__init__.py": "old",
    "aio/jobs.py": "jobs",
    "aio/runs.py": "runs",
    "py.typed": "",
}
NEW = {
    "__init__.py": "new",
    "aio/jobs.py": "jobs",
    "sync/jobs.py": "jobs",
    "py.typed": "",
}


def tree(folder: Path) -> dict[str, str]:
    """Return every file below a folder, but the manifest."""
    return {
        str(path.relative_to(folder)): path.read_text()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MANIFEST
    }


def state(folder: Path) -> dict[Path, tuple[int, int]]:
    """Return which file each path is, and when it was written."""
    stats = {path: path.stat() for path in folder.rglob("*")}
    return {path: (s.st_ino, s.st_mtime_ns) for path, s in stats.items()}


def beside(folder: Path) -> list[str]:
    """Return what a run left beside its folder."""
    return sorted(path.name for path in folder.parent.iterdir() if path != folder)


def refused(
    files: Mapping[str, str], folder: Path, *, force: bool = False
) -> list[str]:
    before = tree(folder) if folder.is_dir() else {}
    with pytest.raises(OutputError) as caught:
        apply(files, folder, force=force)
    assert (tree(folder) if folder.is_dir() else {}) == before
    assert caught.value.exit_code == 2
    return [str(problem) for problem in caught.value.problems]


@pytest.fixture(params=["exchange", "roll"])
def folder(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A folder to write, with the kernel's exchange and without it."""
    if request.param == "roll":
        monkeypatch.setattr(swap, "_exchange", lambda *_: False)
    return tmp_path / "out" / "client"


def test_first_run_writes_everything(folder: Path) -> None:
    """Also the folders that were not there."""
    assert apply(OLD, folder) == Summary(written=tuple(sorted(OLD)))
    assert tree(folder) == OLD
    assert beside(folder) == []


def test_later_run_writes_only_what_changed(folder: Path) -> None:
    """A file that is rewritten makes type checkers and reviewers look again."""
    apply(OLD, folder)
    before = (folder / "aio" / "jobs.py").stat()
    summary = apply(NEW, folder)
    assert summary == Summary(
        written=("__init__.py", "sync/jobs.py"),
        unchanged=("aio/jobs.py", "py.typed"),
        removed=("aio/runs.py",),
    )
    assert tree(folder) == NEW
    after = (folder / "aio" / "jobs.py").stat()
    assert (after.st_mtime_ns, after.st_ino) == (before.st_mtime_ns, before.st_ino)
    assert after.st_nlink == 1
    assert beside(folder) == []


def test_run_without_changes_touches_nothing(folder: Path) -> None:
    """Not even the manifest: watchers would start a build."""
    apply(OLD, folder)
    before = state(folder)
    inode = folder.stat().st_ino
    assert apply(OLD, folder) == Summary(unchanged=tuple(sorted(OLD)))
    assert state(folder) == before
    assert folder.stat().st_ino == inode


def test_missing_file_is_written_again(folder: Path) -> None:
    """Deleting a generated file is a way to ask for it."""
    apply(OLD, folder)
    (folder / "aio" / "jobs.py").unlink()
    assert apply(OLD, folder).written == ("aio/jobs.py",)
    assert tree(folder) == OLD


def test_emptied_folder_goes_with_its_last_file(folder: Path) -> None:
    """An empty folder is still a package that Python can import."""
    apply({"a/b/c.py": "", "d.py": ""}, folder)
    cache = folder / "a" / "b" / "__pycache__"
    cache.mkdir()
    (cache / "c.cpython-311.pyc").touch()
    apply({"d.py": ""}, folder)
    assert sorted(path.name for path in folder.iterdir()) == [MANIFEST, "d.py"]


def test_compiled_form_of_a_changed_file_goes(folder: Path) -> None:
    """Within a second, Python would take it for that of the new file of equal size."""
    apply({"a.py": "x = 1", "b.py": ""}, folder)
    cache = folder / "__pycache__"
    cache.mkdir()
    for name in ("a", "b"):
        (cache / f"{name}.cpython-311.pyc").touch()
    apply({"a.py": "x = 2", "b.py": ""}, folder)
    if swap._exchange.__name__ == "_exchange":  # otherwise files are moved one by one
        assert [path.name for path in cache.iterdir()] == ["b.cpython-311.pyc"]


def test_files_of_others_are_left_alone(folder: Path) -> None:
    """Whatever their kind: files, links, empty folders, modes."""
    apply(OLD, folder)
    notes = folder / "aio" / "notes.txt"
    notes.write_text("mine")
    (folder / "link").symlink_to("nowhere")
    (folder / "empty").mkdir()
    locked = folder / "locked"
    locked.mkdir()
    (locked / "x").write_text("y")
    locked.chmod(0o555)
    notes.chmod(0o640)
    before = notes.stat()
    apply({"py.typed": ""}, folder)
    assert notes.read_text() == "mine"
    assert notes.stat().st_ino == before.st_ino
    assert stat.S_IMODE(notes.stat().st_mode) == 0o640
    assert os.readlink(folder / "link") == "nowhere"
    assert (folder / "empty").is_dir()
    assert stat.S_IMODE(locked.stat().st_mode) == 0o555
    assert (locked / "x").read_text() == "y"
    locked.chmod(0o755)
    assert beside(folder) == []


def test_hand_edited_file_stops_the_run(folder: Path) -> None:
    """The edit would be lost; the message says where it belongs."""
    apply(OLD, folder)
    (folder / "aio" / "jobs.py").write_text("mine")
    (folder / "aio" / "runs.py").write_text("mine")
    changed, removed = refused({**NEW, "aio/jobs.py": "new"}, folder)
    assert changed.startswith("ISO201 ")
    assert "aio/jobs.py: this generated file was edited by hand" in changed
    assert "aio/runs.py: this generated file was edited by hand" in removed
    assert "--force" in changed


def test_force_overwrites_hand_edited_files(folder: Path) -> None:
    """Asked for twice."""
    apply(OLD, folder)
    (folder / "aio" / "jobs.py").write_text("mine")
    (folder / "aio" / "runs.py").write_text("mine")
    assert apply(NEW, folder, force=True).removed == ("aio/runs.py",)
    assert tree(folder) == NEW


def test_edit_that_is_what_would_be_written_is_no_edit(folder: Path) -> None:
    """After a merge the file may be newer than the manifest."""
    apply(OLD, folder)
    (folder / "__init__.py").write_text("new")
    assert "__init__.py" in apply(NEW, folder).unchanged
    assert intact(folder)


def test_file_of_somebody_else_in_the_way_stops_the_run(folder: Path) -> None:
    """The output folder may have been chosen by mistake."""
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text("mine")
    (problem,) = refused(OLD, folder)
    assert problem.startswith("ISO205 ")
    assert "__init__.py: this file is in the way" in problem
    apply(OLD, folder, force=True)
    assert tree(folder) == OLD


def test_same_file_without_a_manifest_is_taken_over(folder: Path) -> None:
    """A manifest that was lost must not make all files somebody else's."""
    apply(OLD, folder)
    (folder / MANIFEST).unlink()
    assert apply(OLD, folder) == Summary(unchanged=tuple(sorted(OLD)))
    assert intact(folder)


@pytest.mark.parametrize("force", [False, True])
def test_folder_in_place_of_a_file_stops_the_run(folder: Path, force: bool) -> None:
    """Even --force deletes no folder."""
    (folder / "py.typed" / "x").mkdir(parents=True)
    (problem,) = refused(OLD, folder, force=force)
    assert problem.startswith("ISO205 ")


@pytest.mark.parametrize("force", [False, True])
def test_file_in_place_of_a_folder_stops_the_run(folder: Path, force: bool) -> None:
    """The other way round, inside and at the top."""
    folder.mkdir(parents=True)
    (folder / "aio").write_text("mine")
    assert refused(OLD, folder, force=force)[0].startswith("ISO205 ")
    (folder.parent / "file").write_text("mine")
    with pytest.raises(OutputError, match="stands where the folder is to be"):
        apply(OLD, folder.parent / "file", force=force)
    assert (folder.parent / "file").read_text() == "mine"


@pytest.mark.parametrize("force", [False, True])
def test_link_is_never_written_through(folder: Path, force: bool) -> None:
    """What is behind it is outside of the output folder."""
    outside = folder.parent / "outside"
    outside.mkdir(parents=True)
    (outside / "file").write_text("mine")
    folder.mkdir()
    (folder / "aio").symlink_to(outside)
    (folder / "py.typed").symlink_to(outside / "file")
    problems = refused(OLD, folder, force=force)
    assert [problem[:6] for problem in problems] == ["ISO207"] * 3
    assert tree(outside) == {"file": "mine"}


def test_folder_that_is_a_link_is_followed(folder: Path) -> None:
    """The user made it, and named it as the output."""
    real = folder.parent / "real"
    real.mkdir(parents=True)
    folder.symlink_to(real)
    apply(OLD, folder)
    apply(NEW, folder)
    assert folder.is_symlink()
    assert tree(real) == NEW


def test_generated_file_may_become_a_folder_and_back(folder: Path) -> None:
    """`models` may grow from a module to a package."""
    apply({"models": "x"}, folder)
    apply({"models/a.py": "x"}, folder)
    assert tree(folder) == {"models/a.py": "x"}
    apply({"models.py": "x"}, folder)
    assert tree(folder) == {"models.py": "x"}


@pytest.mark.parametrize(
    "path",
    ["../x.py", "/x.py", "a/../../x.py", "a//b.py", "./x.py", "a/", "", ".hidden",
     "a\\b.py", "a\0.py", "C:x.py", "ä.py", "a b.py", "aux.py", "nul", "a/con.json",
     "x.", "a\n.py", "a" * 201, MANIFEST],
)  # fmt: skip
def test_path_outside_of_the_allow_list_is_refused(tmp_path: Path, path: str) -> None:
    """Whatever the planner does wrong, no file appears elsewhere."""
    with pytest.raises(InternalError, match="ISO202"):
        apply({"fine.py": "", path: ""}, tmp_path / "client")
    assert list(tmp_path.iterdir()) == []


def test_paths_that_differ_in_case_only_are_refused(tmp_path: Path) -> None:
    """On macOS and Windows they are one file."""
    with pytest.raises(InternalError, match="are one file on some systems"):
        apply({"Jobs.py": "", "jobs.py": ""}, tmp_path / "client")


@settings(deadline=None)
@given(st.text())
def test_safe_path_stays_below_its_folder(path: str) -> None:
    """The allow-list itself."""
    if is_safe_path(path):
        assert os.path.normpath(path) == path
        assert not path.startswith((".", "/"))
        assert path.isascii()


def test_manifest_is_the_same_for_the_same_files(folder: Path) -> None:
    """It is committed: order, time and place must not show in it."""
    apply(OLD, folder)
    text = (folder / MANIFEST).read_text()
    apply(NEW, folder)
    apply(dict(reversed(OLD.items())), folder)
    assert (folder / MANIFEST).read_text() == text
    lines = [line for line in text.splitlines() if line.endswith(('",', '"'))]
    assert [line.split('"')[1] for line in lines] == sorted(OLD)


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '"a"', "{}", '{"files": []}', '{"files": {"a": 1}}',
     '{"files": {"a": "b"}}', "[" * 9999,
     '{"files": {"../../x": "%s"}}' % ("0" * 64),
     '{"files": {"/etc/passwd": "%s"}}' % ("0" * 64), "<<<<<<< HEAD"],
)  # fmt: skip
def test_broken_manifest_stops_the_run(folder: Path, text: str) -> None:
    """It says what may be deleted, so it must not be trusted blindly."""
    folder.mkdir(parents=True)
    (folder / MANIFEST).write_text(text)
    (problem,) = refused(OLD, folder)
    assert problem.startswith("ISO206 ")
    assert problem.endswith("delete it and run with --force.")


def test_plan_is_what_apply_does(folder: Path) -> None:
    """`--dry-run` must not promise something else."""
    apply(OLD, folder)
    before = tree(folder)
    expected = plan(NEW, folder)
    assert tree(folder) == before
    assert apply(NEW, folder) == expected


def test_read_only_place_is_refused_and_unchanged(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line with the system's words."""
    apply(OLD, folder)

    def mkdir(path: Path, *_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "mkdir", mkdir)
    (problem,) = refused(NEW, folder)
    assert problem.startswith("ISO203 ")
    assert "permission denied" in problem
    assert "nothing was changed" in problem


def test_two_runs_at_a_time_wait_for_each_other(folder: Path) -> None:
    """Each tree is whole, whichever comes last."""
    trees = [{"n.py": str(n), f"only{n}.py": ""} for n in range(8)]
    threads = [threading.Thread(target=apply, args=(one, folder)) for one in trees]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert tree(folder) in trees
    assert intact(folder)
    assert beside(folder) == []


def test_run_that_holds_the_lock_for_long_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits for ever for a run that hangs."""
    monkeypatch.setattr(swap, "_LOCK_SECONDS", 0.1)
    with swap.locked(swap.Places.of(folder)):
        (problem,) = refused(OLD, folder)
    assert problem.startswith("ISO204 ")
    apply(OLD, folder)


def test_system_without_links_copies(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FAT and some network drives have none."""

    def link(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", link)
    apply(OLD, folder)
    (folder / "notes.txt").write_text("mine")
    apply(NEW, folder)
    assert tree(folder) == {**NEW, "notes.txt": "mine"}
    assert beside(folder) == []


def test_folder_that_is_a_mount_of_its_own_is_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Containers mount the source tree, and sometimes just this folder."""
    apply(OLD, folder)
    (folder / "notes.txt").write_text("mine")
    replace = os.replace

    def across(source: Path, target: Path) -> None:
        if (folder in source.parents) != (folder in target.parents):
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        replace(source, target)

    monkeypatch.setattr(os, "replace", across)
    apply(NEW, folder)
    assert tree(folder) == {**NEW, "notes.txt": "mine"}
    assert intact(folder)
    assert beside(folder) == []


# --- check ---------------------------------------------------------------------------


def test_tree_as_written_is_no_drift(folder: Path) -> None:
    """And checking writes nothing."""
    apply(OLD, folder)
    before = state(folder)
    assert not check(OLD, folder)
    assert check(OLD, folder) == Drift()
    assert state(folder) == before


def test_nothing_at_all_is_drift(folder: Path) -> None:
    """A fresh clone without its generated files."""
    assert check(OLD, folder) == Drift(missing=tuple(sorted(OLD)))
    assert not folder.parent.exists()


def test_changed_missing_and_extra_files_are_drift(folder: Path) -> None:
    """Each kind is told apart; a hand edit is a change."""
    apply(OLD, folder)
    (folder / "__init__.py").write_text("edited")
    (folder / "py.typed").unlink()
    files = {**OLD}
    del files["aio/runs.py"]
    assert check(files, folder) == Drift(
        changed=("__init__.py",), missing=("py.typed",), extra=("aio/runs.py",)
    )


def test_truncated_file_is_drift(folder: Path) -> None:
    """A merge that went wrong."""
    apply(OLD, folder)
    (folder / "aio" / "jobs.py").write_text("jo")
    assert check(OLD, folder).changed == ("aio/jobs.py",)


def test_foreign_module_is_told_but_is_no_drift(folder: Path) -> None:
    """Generating would leave it alone, so it cannot be what is out of date."""
    apply(OLD, folder)
    (folder / "mine.py").touch()
    (folder / "notes.txt").touch()
    drift = check(OLD, folder)
    assert not drift
    assert drift.foreign == ("mine.py",)


# --- any trees -----------------------------------------------------------------------

NAMES = st.sampled_from(["a.py", "b.py", "d/a.py", "d/b.py", "d/e/a.py", "f/a.py"])
TREES = st.dictionaries(NAMES, st.sampled_from(["1", "2"]))


@settings(max_examples=60, deadline=None)
@given(
    trees=st.lists(TREES, min_size=2, max_size=4),
    others=st.dictionaries(
        st.sampled_from(["x.txt", "d/y.txt", "g/z.txt"]), st.just("mine")
    ),
    exchange=st.booleans(),
)
def test_any_sequence_of_trees_ends_with_the_last_one(
    tmp_path_factory: pytest.TempPathFactory,
    trees: list[dict[str, str]],
    others: dict[str, str],
    exchange: bool,
) -> None:
    """And with everything of others, nothing else, and no empty folder."""
    with pytest.MonkeyPatch.context() as patch:
        if not exchange:
            patch.setattr(swap, "_exchange", lambda *_: False)
        folder = tmp_path_factory.mktemp("any") / "client"
        for path, text in others.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text)
        for files in trees:
            expected = plan(files, folder)
            summary = apply(files, folder)
            assert summary == expected
            assert sorted(summary.written + summary.unchanged) == sorted(files)
            assert tree(folder) == {**files, **others}
            assert json.loads((folder / MANIFEST).read_text())["files"].keys() == (
                files.keys()
            )
            assert intact(folder)
            assert not check(files, folder)
            assert beside(folder) == []
            assert all(any(d.iterdir()) for d in folder.rglob("*") if d.is_dir())
