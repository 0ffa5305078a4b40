"""The commands, in a repository of their own: bases, acknowledgements, exit codes."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from codegen.cli import main
from tests.diff.documents import changed, shop

Run = Callable[..., tuple[int, str, str]]


def git(folder: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    done = subprocess.run(
        ["git", *identity, *arguments],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.strip()


def put(folder: Path, root: Any, name: str = "openapi.json") -> None:
    (folder / name).write_text(json.dumps(root))


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as caught:
            main(list(arguments))
        captured = capsys.readouterr()
        code = caught.value.code
        return code if isinstance(code, int) else -1, captured.out, captured.err

    return call


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> Path:
    """A repository whose main branch has a snapshot, on a branch of its own."""
    for variable in ("GITHUB_BASE_REF", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME"):
        monkeypatch.delenv(variable, raising=False)
    folder = tmp_path / "repository"
    folder.mkdir()
    monkeypatch.chdir(folder)
    (folder / "pyproject.toml").write_text(
        '[project]\nname = "shop"\nversion = "1.2.3"\n[tool.isospin]\n'
        'input = "openapi.json"\n[tool.isospin.gate]\nbranch = "main"\n'
    )
    put(folder, shop())
    assert run("snapshot")[0] == 0
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "start")
    git(folder, "checkout", "-q", "-b", "change")
    return folder


def broken() -> Any:
    return changed(shop(), lambda r: r["paths"]["/items"].pop("get"))


def test_nothing_changed_is_success(repository: Path, run: Run) -> None:
    """A pull request that touches no route would fail."""
    code, out, _ = run("diff")
    assert (code, out.splitlines()[-1]) == (0, "nothing changed for clients")


def test_change_that_brings_its_own_snapshot_still_breaks(
    repository: Path, run: Run
) -> None:
    """Committing the new snapshot in the same change would hide what it breaks."""
    put(repository, broken())
    assert run("snapshot")[0] == 0
    git(repository, "commit", "-q", "-a", "-m", "remove")
    code, out, _ = run("diff")
    assert code == 1
    assert "op.removed" in out


def test_acknowledged_change_passes(repository: Path, run: Run) -> None:
    """Nobody could break anything, ever."""
    put(repository, broken())
    assert run("ack", "--all", "--reason", "nobody used it")[0] == 0
    code, out, _ = run("diff")
    assert code == 0
    assert "accepted: nobody used it" in out


def test_one_finding_is_accepted_by_its_fingerprint(repository: Path, run: Run) -> None:
    """An entry for one break would let others pass."""
    put(repository, broken())
    _, out, _ = run("diff", "--format", "json")
    findings = json.loads(out)["comparisons"][0]["findings"]
    blocking = [f for f in findings if f["severity"] == "breaking"]
    assert run("ack", blocking[0]["fingerprint"], "--reason", "r")[0] == 0
    code, out, _ = run("diff", "--format", "json")
    assert (code, json.loads(out)["comparisons"][0]["blocking"]) == (
        1,
        len(blocking) - 1,
    )


def test_expired_acknowledgement_does_not_count(repository: Path, run: Run) -> None:
    """An exception that was meant for a month would last for ever."""
    put(repository, broken())
    assert run("ack", "--all", "--reason", "r", "--until", "2020-01-01")[0] == 0
    code, out, _ = run("diff")
    assert code == 1
    assert "ended on 2020-01-01" in out


def test_unused_acknowledgement_is_reported_and_pruned(
    repository: Path, run: Run
) -> None:
    """The file would fill with entries that nobody understands."""
    put(repository, broken())
    assert run("ack", "--all", "--reason", "r")[0] == 0
    put(repository, shop())
    assert "matches nothing" in run("diff")[1]
    assert run("ack", "--prune")[0] == 0
    assert "matches nothing" not in run("diff")[1]


def test_acknowledgement_does_not_depend_on_order(repository: Path, run: Run) -> None:
    """Accepted breaks would come back when somebody sorts a file."""
    put(repository, broken())
    assert run("ack", "--all", "--reason", "r")[0] == 0
    root = broken()
    root["components"]["schemas"] = dict(
        reversed(root["components"]["schemas"].items())
    )
    root["paths"] = dict(reversed(root["paths"].items()))
    put(repository, root)
    assert run("diff")[0] == 0


def test_shallow_clone_says_what_to_fetch(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    """CI would compare with nothing, and be green."""
    for number in range(2):
        (repository / "note").write_text(str(number))
        git(repository, "add", ".")
        git(repository, "commit", "-q", "-m", "more")
    url = repository.as_uri()
    git(tmp_path, "clone", "-q", "--depth", "1", "--branch", "change", url, "shallow")
    git(
        tmp_path / "shallow",
        "fetch",
        "-q",
        "--depth",
        "1",
        "origin",
        "main:refs/remotes/origin/main",
    )
    monkeypatch.chdir(tmp_path / "shallow")
    code, _, err = run("diff")
    assert code == 3
    assert "git fetch --unshallow" in err


def test_folder_without_git_says_so(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    """A person would be told to fetch a branch of nothing."""
    put(tmp_path, shop())
    (tmp_path / "isospin.toml").write_text('input = "openapi.json"\n')
    monkeypatch.chdir(tmp_path)
    code, _, err = run("diff")
    assert code == 3
    assert "this is not a git repository" in err


def test_no_snapshot_yet_is_no_break(repository: Path, run: Run) -> None:
    """The gate could not be introduced."""
    git(repository, "rm", "-q", "generated/openapi.lock.json")
    git(repository, "commit", "-q", "-m", "none")
    git(repository, "branch", "-f", "main")
    code, out, _ = run("diff")
    assert code == 0
    assert "nothing was promised yet" in out


def test_file_of_a_revision_is_a_base(repository: Path, run: Run) -> None:
    """A release could not be compared with."""
    put(repository, broken())
    assert run("diff", "git:main:openapi.json")[0] == 1
    assert (
        run("diff", "git:main:openapi.json", "git:main:generated/openapi.lock.json")[0]
        == 0
    )


def test_last_release_is_a_second_base(repository: Path, run: Run) -> None:
    """What was merged and not released yet would be counted as promised, and only that."""
    git(repository, "tag", "v1.0.0")
    put(repository, broken())
    run("snapshot")
    git(repository, "commit", "-q", "-a", "-m", "remove")
    git(repository, "branch", "-f", "main")
    assert run("diff")[0] == 0
    text = (repository / "pyproject.toml").read_text()
    (repository / "pyproject.toml").write_text(f'{text}released = "tag:v*"\n')
    code, out, _ = run("diff")
    assert code == 1
    assert "git:v1.0.0:generated/openapi.lock.json" in out


def test_severity_of_a_rule_is_a_matter_of_configuration(
    repository: Path, run: Run
) -> None:
    """A team that allows renamed methods could not say so."""
    put(repository, broken())
    text = (repository / "pyproject.toml").read_text()
    (repository / "pyproject.toml").write_text(
        f'{text}[tool.isospin.gate.severity]\n"*removed" = "warning"\n'
    )
    code, out, _ = run("diff")
    assert code == 0
    assert "warning  op.removed" in out


def test_announced_removal_is_not_breaking(repository: Path, run: Run) -> None:
    """Nothing that was announced years ago could be removed."""

    def deprecate(root: Any) -> None:
        root["paths"]["/items"]["get"].update(
            {"deprecated": True, "x-sunset": "2020-01-01"}
        )

    put(repository, changed(shop(), deprecate))
    run("snapshot")
    git(repository, "commit", "-q", "-a", "-m", "deprecate")
    git(repository, "branch", "-f", "main")
    put(repository, broken())
    code, out, _ = run("diff")
    assert code == 0
    assert "op.removed-after-sunset" in out


def test_generate_writes_the_snapshot(repository: Path, run: Run) -> None:
    """The snapshot would be forgotten, and clients be compared with what they never were."""
    put(repository, broken())
    code, _, err = run("generate")
    assert code == 0, err
    assert run("snapshot", "--check")[0] == 0


def test_release_proposes_version_and_changelog(repository: Path, run: Run) -> None:
    """A break would be released as a patch."""
    put(repository, broken())
    code, out, err = run("release")
    assert code == 0
    assert "1.2.3 -> 2.0.0 (major)" in err
    assert "## [2.0.0]" in out
    assert "- `items.list_items` is gone." in out.lower()


def test_report_can_be_written_again_from_json(repository: Path, run: Run) -> None:
    """The job with rights would have to run code of the pull request."""
    put(repository, broken())
    _, out, _ = run("diff", "--format", "json")
    (repository / "report.json").write_text(out)
    code, markdown, _ = run("diff", "--from", "report.json", "--format", "markdown")
    assert code == 1
    assert markdown == run("diff", "--format", "markdown")[1]


BAD: dict[str, tuple[list[str], int, str]] = {
    "no such file": (["diff", "nowhere.json"], 3, "no such file"),
    "no such revision": (["diff", "git:nowhere:openapi.json"], 3, "no such commit"),
    "half a revision": (["diff", "git:main"], 3, "git:REV:PATH"),
    "an option as revision": (
        ["diff", "git:--output=x:openapi.json"],
        3,
        "no revision",
    ),
    "no such format": (["diff", "--format", "html"], 2, "--format"),
    "report of another tool": (["diff", "--from", "pyproject.toml"], 3, "no report"),
    "no such package": (["diff", "installed:nowhere"], 3, "no such package"),
    "no reason": (["ack", "--all"], 2, "--reason"),
    "no finding": (["ack", "op.removed", "--reason", "r"], 3, "no breaking finding"),
    "no day": (["ack", "--all", "--reason", "r", "--until", "soon"], 2, "--until"),
    "no such service": (["init", "--ci", "jenkins"], 2, "--ci"),
    "no version": (["release", "--current", "new"], 2, "--current"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_one_line(name: str, repository: Path, run: Run) -> None:
    """A person would read a traceback, or nothing."""
    arguments, expected, words = BAD[name]
    before = sorted(path.name for path in repository.iterdir())
    code, out, err = run(*arguments)
    assert (code, out) == (expected, "")
    assert words in err
    assert len(err.splitlines()) == 1
    assert sorted(path.name for path in repository.iterdir()) == before


@pytest.mark.parametrize(
    "text",
    ["[[ack]]\n", "ack = 1\n", "[[ack", '[[ack]]\nrule = "op.removed"\nreason = " "\n',
     '[[ack]]\nrule = "*"\nreason = "all"\n', '[[ack]]\nrule = "a"\nreason = "r"\nx = 1\n'],
)  # fmt: skip
def test_broken_acknowledgements_stop_the_gate(
    text: str, repository: Path, run: Run
) -> None:
    """A typing mistake would accept everything, or lose what was accepted."""
    (repository / ".isospin").mkdir()
    (repository / ".isospin" / "acks.toml").write_text(text)
    code, _, err = run("diff")
    assert code == 2
    assert "acks.toml" in err


@pytest.mark.parametrize(
    ("line", "word"),
    [("nothing = 1", "nothing"), ("grace = -1", "grace"), ("acks = 1", "acks"),
     ('severity = {"op.removed" = "bad"}', "op.removed"), ('severity = {"x" = "off"}', "x")],
)  # fmt: skip
def test_broken_settings_stop_the_gate(
    line: str, word: str, repository: Path, run: Run
) -> None:
    """A setting with a typing mistake would be without effect, unnoticed."""
    text = (repository / "pyproject.toml").read_text()
    (repository / "pyproject.toml").write_text(f"{text}{line}\n")
    code, _, err = run("diff")
    assert code == 2
    assert f"`{word}`" in err


def test_workflows_are_written_once(repository: Path, run: Run) -> None:
    """A workflow that somebody changed would be lost."""
    assert run("init", "--ci", "github")[0] == 0
    assert "nothing to do" in run("init", "--ci", "github")[2]
    path = repository / ".github" / "workflows" / "isospin.yml"
    path.write_text("mine")
    assert run("init", "--ci", "github")[0] == 2
    assert path.read_text() == "mine"
