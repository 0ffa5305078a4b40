"""The two stages in CI: what the first leaves is all that the second takes."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from markdown_it import MarkdownIt

from codegen.cli import main
from codegen.diff import ci
from tests.diff.documents import changed, shop
from tests.diff.forge import ROOT, Forge

LOCK = "generated/openapi.lock.json"
EVIL = "x`</summary>|[a](http://e) #1 www.e\n::set-output name=a::b\n::error::y\x1b[31m @all"
EVENT = {
    "github.token": "t",
    "github.repository": "o/r",
    "github.event.issue.number": "7",
    "github.event.comment.user.login": "boss",
    "github.event.comment.created_at": "2026-05-02T00:00:00Z",
    "github.event.comment.body": "/isospin accept told everybody `$(touch pwned)`",
    "github.event.workflow_run.head_sha": "abc",
    "github.event.workflow_run.head_repository.owner.login": "o",
    "github.event.workflow_run.head_branch": 'change"; touch pwned; "',
}
"""What the events say; branch and comment are what somebody likes to write."""


def git(folder: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    done = subprocess.run(
        ["git", *identity, *arguments], cwd=folder, check=True, capture_output=True
    )
    return done.stdout.decode().strip()


class Project:
    """A repository with workflows, and a pull request that breaks something."""

    def __init__(self, folder: Path) -> None:
        self.forge = Forge(folder, [], {**EVENT, "runner.temp": str(folder / "temp")})
        self.work, self.origin = folder / "work", folder / "origin.git"
        self.artifacts = folder / "artifacts"

    def make(self) -> None:
        """Make the repository, and a clone of it that is the forge's."""
        folder = self.forge.folder
        self.work.mkdir()
        (self.work / "pyproject.toml").write_text(
            '[tool.isospin]\ninput = "openapi.json"\n'
            '[tool.isospin.gate]\nbranch = "main"\n'
        )
        self.command("init", "--ci", "github")
        self.document(shop())
        self.command("generate")
        git(self.work, "init", "-q", "-b", "main")
        self.commit()
        git(folder, "clone", "-q", "--bare", str(self.work), str(self.origin))
        git(self.work, "remote", "add", "origin", "../origin.git")
        git(self.work, "checkout", "-q", "-b", "change")
        self.document(changed(shop(), lambda r: r["paths"]["/items"].pop("get")))
        self.commit()
        git(self.work, "push", "-q", "origin", "change")

    def command(self, *arguments: str) -> None:
        program = self.forge.bin / "isospin"
        subprocess.run(
            [program, *arguments], cwd=self.work, check=True, capture_output=True
        )

    def document(self, root: Any) -> None:
        (self.work / "openapi.json").write_text(json.dumps(root))

    def commit(self) -> None:
        git(self.work, "add", "--all")
        git(self.work, "commit", "-q", "-m", "change")

    def workflow(self, name: str) -> Path:
        return self.work / ".github" / "workflows" / name

    def first(self) -> list[tuple[str, int, str]]:
        """Run the stage of the pull request."""
        place = self.forge.folder / "checkout"
        git(self.forge.folder, "clone", "-q", str(self.origin), str(place))
        git(place, "checkout", "-q", "change")
        return self.forge.run(self.workflow("isospin.yml"), place, self.artifacts)

    def comment(self) -> list[tuple[str, int, str]]:
        """Run the stage that comments: in an empty folder."""
        place = self.forge.folder / "empty"
        place.mkdir()
        self.forge.answers = [("--method GET repos/o/r/pulls", "7\n"), ("comments", "")]
        workflow = self.workflow("isospin-report.yml")
        return self.forge.run(workflow, place, self.artifacts)

    def accept(self, role: str = "admin", started: str = "2026-05-01") -> Path:
        """Run the stage that pushes; return its checkout."""
        place = self.forge.folder / "accepting"
        git(self.forge.folder, "clone", "-q", str(self.origin), str(place))
        git(place, "checkout", "-q", "--detach", "origin/change")
        self.forge.answers = [
            ("permission", role), (".head.repo.full_name", "o/r"),
            (".head.sha", git(place, "rev-parse", "HEAD")), ("runs?head_sha", "5"),
            (".created_at", f"{started}T00:00:00Z"), (".head.ref", "change"),
        ]  # fmt: skip
        self.forge.values |= {
            "steps.change.outputs.sha": "",
            "steps.change.outputs.run": "",
        }
        workflow = self.workflow("isospin-accept.yml")
        self.steps = self.forge.run(workflow, place, self.artifacts)
        return place


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Project:
    project = Project(tmp_path_factory.mktemp("made"))
    project.make()
    return project


@pytest.fixture
def project(made: Project, tmp_path: Path) -> Project:
    for folder in (made.work, made.origin):
        shutil.copytree(folder, tmp_path / folder.name)
    return Project(tmp_path)


def test_change_is_reported_accepted_and_green(project: Project) -> None:
    """The workflows would be accepted by the forge, and not work."""
    steps = {name: (code, out) for name, code, out in project.first()}
    assert steps["Compare"][0] == 1
    assert "::error title=op.removed" in steps["Annotate"][1]
    assert steps["Regenerate"][0] == 0

    assert [code for _, code, _ in project.comment()] == [0, 0]
    (posted,) = [c for c in project.forge.calls() if "POST" in c["given"]]
    assert "repos/o/r/issues/7/comments" in posted["given"]
    assert posted["body"][0].startswith("<!-- isospin -->")
    assert "op.removed" in posted["body"][0]

    project.accept()
    assert [code for _, code, _ in project.steps] == [0, 0], project.steps
    assert ["workflow", "run"] in [c["given"][:2] for c in project.forge.calls()]
    git(project.work, "pull", "-q", "origin", "change")
    acks = (project.work / ".isospin" / "acks.toml").read_text()
    assert "told everybody `$(touch pwned)`" in acks
    assert 'who = "boss"' in acks
    assert "list_items" not in (project.work / LOCK).read_text()
    project.command("diff")
    project.command("generate", "--check")
    assert not list(project.forge.folder.rglob("pwned"))


@pytest.mark.parametrize(
    ("role", "started", "words"),
    [("write", "2026-05-01", "is no admin"), ("admin", "2026-05-03", "has moved on")],
)
def test_nobody_else_and_nothing_unseen_is_accepted(
    role: str, started: str, words: str, project: Project
) -> None:
    """Whoever may comment, or pushes behind an admin's back, would break clients."""
    project.artifacts.mkdir()
    project.accept(role, started)
    assert [code for _, code, _ in project.steps] == [1]
    assert words in project.steps[0][2]
    assert git(project.origin, "log", "--format=%s", "change").splitlines() == [
        "change", "change",
    ]  # fmt: skip


def patch(path: str, text: str = "evil\n", mode: str = "100644") -> str:
    return (
        f"diff --git a/{path} b/{path}\nnew file mode {mode}\n--- /dev/null\n"
        f"+++ b/{path}\n@@ -0,0 +1 @@\n+{text}"
    )


@pytest.mark.parametrize(
    "path",
    [".github/workflows/isospin.yml", "generated/../setup.py", ".git/hooks/pre-commit"],
)
def test_patch_reaches_generated_files_only(path: str, project: Project) -> None:
    """The first stage, which strangers write, would change workflows and hooks."""
    project.artifacts.mkdir()
    (project.artifacts / "regenerated.patch").write_text(patch(path))
    place = project.accept()
    found = [p for p in project.forge.folder.rglob("*") if p.is_file()]
    evil = [
        p for p in found if p.name == Path(path).name and p.read_bytes() == b"evil\n"
    ]
    assert evil == []
    changed_files = git(place, "diff", "--name-only", "origin/change", "HEAD").split()
    assert set(changed_files) <= {".isospin/acks.toml"}


def test_patch_makes_no_links(project: Project) -> None:
    """A document would be read from wherever a link leads."""
    project.artifacts.mkdir()
    text = patch("generated/x", "/etc/passwd", "120000")
    (project.artifacts / "regenerated.patch").write_text(
        f"{text}\n\\ No newline at end of file\n"
    )
    project.accept()
    assert project.steps[-1][1] == 1
    assert "there are links" in project.steps[-1][2]


def hostile_report(**given: Any) -> str:
    finding = {
        "id": "op.removed", "severity": "breaking", "fingerprint": "0" * 16, "sentence": EVIL,
        "operation": EVIL, "old": EVIL, "new": EVIL, "python": EVIL, "note": EVIL,
        "uses": [EVIL], "acknowledged": {"reason": EVIL, "who": EVIL}, **given,
    }  # fmt: skip
    other = {**finding, "acknowledged": None}
    comparison = {
        "base": EVIL, "new": EVIL, "notes": [EVIL], "findings": [finding, other],
    }  # fmt: skip
    return json.dumps({"version": 1, "comparisons": [comparison]})


def test_hostile_report_is_only_text(project: Project) -> None:
    """A pull request would write into the comment, the log or the summary of others."""
    project.artifacts.mkdir()
    (project.artifacts / "isospin.json").write_text(hostile_report())
    assert [code for _, code, _ in project.comment()] == [0, 0]
    (posted,) = [c for c in project.forge.calls() if "POST" in c["given"]]
    (body,) = posted["body"]
    tokens = [
        token
        for block in MarkdownIt("commonmark").enable("table").parse(body)
        for token in (block, *(block.children or ()))
    ]
    kinds = {token.type for token in tokens}
    assert not kinds & {"link_open", "image", "fence", "hr"}
    html = {
        t.content.strip() for t in tokens if t.type in ("html_block", "html_inline")
    }
    assert html <= {"<!-- isospin -->", "<br>"}
    texts = [token.content for token in tokens if token.type == "text"]
    assert not any(re.search(r"@\w|#\d|://|www\.", text) for text in texts)
    assert "\x1b" not in body
    assert not re.search(r"^::", body, re.MULTILINE)
    # What the other stage would print as annotations is one command a line.
    (project.work / "report.json").write_text(hostile_report())
    done = subprocess.run(
        [project.forge.bin / "isospin", "diff", "--from", "report.json", "--format", "github"],
        cwd=project.work, capture_output=True, text=True,
    )  # fmt: skip
    assert re.findall(r"^::(\w+)", done.stdout, re.MULTILINE) == [
        "notice", "error", "notice",
    ]  # fmt: skip
    assert all(line.startswith("::") for line in done.stdout.splitlines())


def test_what_is_no_report_is_not_posted(project: Project) -> None:
    """The job with rights would post what it was given."""
    project.artifacts.mkdir()
    (project.artifacts / "isospin.json").write_text(hostile_report(id="../../etc"))
    ((_, code, out),) = project.comment()
    assert (code, project.forge.calls()) == (1, [])
    assert len(out.splitlines()) == 1


@pytest.mark.parametrize(
    "text",
    ["", "[" * 100_000, '{"version": 1, "comparisons": ' + "[" * 5000,
     '{"version": ' + "9" * 5000 + "}", "\ufffe", hostile_report(fingerprint="`x`"),
     hostile_report(severity="fatal"), hostile_report(uses="x")],
    ids=["empty", "deep", "deeper", "number", "no JSON", "fingerprint", "severity", "uses"],
)  # fmt: skip
def test_what_is_no_report_is_refused_in_one_line(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The log would have a traceback, with whatever a stranger put there."""
    path = tmp_path / "report.json"
    path.write_text(text)
    with pytest.raises(SystemExit) as caught:
        main(["diff", "--from", str(path), "--format", "markdown"])
    out, err = capsys.readouterr()
    assert (caught.value.code, out) == (3, "")
    assert len(err.splitlines()) == 1


def test_huge_reports_are_cut_or_refused(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    """The forge refuses long comments, and a job has not endless memory."""
    many = json.loads(hostile_report(sentence="word " * 190))
    many["comparisons"][0]["findings"] *= 2000
    project.artifacts.mkdir()
    (project.artifacts / "isospin.json").write_text(json.dumps(many))
    assert [code for _, code, _ in project.comment()] == [0, 0]
    (posted,) = [c for c in project.forge.calls() if "POST" in c["given"]]
    assert len(posted["body"][0]) <= 65_536
    assert "too long for a comment" in posted["body"][0]
    large = project.work / "large.json"
    large.write_bytes(b" " * 50_000_001)
    with pytest.raises(SystemExit) as caught:
        main(["diff", "--from", str(large)])
    assert caught.value.code == 3
    assert "larger than" in capsys.readouterr().err


OURS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
WORKFLOWS = {
    **{name: ci.template(name) for name in ci.FILES["github"]},
    **{path.name: path.read_text(encoding="utf-8") for path in OURS},
}


@pytest.mark.parametrize("name", WORKFLOWS)
def test_text_of_strangers_is_in_no_shell(name: str) -> None:
    """A branch called `$(...)` would run in the job that may push."""
    jobs = yaml.safe_load(WORKFLOWS[name])["jobs"].values()
    steps = [step for job in jobs for step in job["steps"]]
    assert steps
    for step in steps:
        assert "${{" not in step.get("run", "")
        if "uses" in step:
            assert re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", step["uses"]), "not pinned"


@pytest.mark.parametrize("name", ["github_report.yml", "github_accept.yml"])
def test_stage_with_rights_runs_no_code_of_the_change(name: str) -> None:
    """A pull request could take the token of the repository."""
    (job,) = yaml.safe_load(ci.template(name))["jobs"].values()
    runs = "\n".join(step.get("run", "") for step in job["steps"]).replace("\\\n", "")
    assert re.findall("pip install.*", runs) == ["pip install isospin"]
    (command,) = re.findall("isospin (?:diff|ack|generate|snapshot).*", runs)
    assert "--from report/" in command or '--new "$GENERATED/openapi.lock' in command


@pytest.mark.parametrize("name", ["isospin-report.yml", "isospin-accept.yml"])
def test_stage_with_rights_installs_reviewed_code(name: str) -> None:
    """A pull request of this project could change the tool that has its token."""
    (job,) = yaml.safe_load(WORKFLOWS[name])["jobs"].values()
    steps = job["steps"]
    install = next(i for i, s in enumerate(steps) if "pip install" in s.get("run", ""))
    before = [s for s in steps[:install] if "checkout" in s.get("uses", "")]
    assert before[-1]["with"]["ref"] == "${{ github.event.repository.default_branch }}"


def test_stage_that_runs_the_change_has_no_rights() -> None:
    """Whatever a pull request runs could write to the repository."""
    check = yaml.safe_load(ci.template("github_check.yml"))
    assert check["permissions"] == {}
    assert check["jobs"]["gate"]["permissions"] == {"contents": "read"}
    assert "pull_request_target" not in check[True]
    assert "{{ secrets." not in ci.template("github_check.yml")


@pytest.mark.parametrize("folder", ["src/it's: mine", "a\nb: c # d", "\U0001f600/é"])
def test_folder_of_the_client_is_that_of_the_configuration(
    folder: str, tmp_path: Path
) -> None:
    """The patch of the regenerated client would be empty."""
    ci.write_workflows("github", tmp_path, Path(folder))
    text = (tmp_path / ".github" / "workflows" / "isospin.yml").read_text("utf-8")
    assert yaml.safe_load(text)["env"]["GENERATED"] == folder
