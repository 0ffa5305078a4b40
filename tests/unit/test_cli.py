"""The command line: what it prints where, and what it exits with."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from codegen import cli, progress, report, run
from codegen.config import Config
from codegen.errors import Notice, Problem, SpecError
from codegen.manifest import MANIFEST
from codegen.options import settings
from codegen.previous import Build, Previous
from codegen.settings import KEYS
from codegen.spec.document import Document

API = '{"openapi": "3.1.0", "paths": {"/a": {}, "/b": {}}}'
ROOT = Path(__file__).parents[2]


def made(
    files: Mapping[str, str], operations: int = 1, notices: Sequence[Notice] = ()
) -> Build:
    """What the builders of these tests make: a module a path."""
    return Build(files, notices, {}, operations, models=1)


def build(document: Document, config: Config, previous: Previous) -> Build:
    paths = document.root["paths"]
    assert isinstance(paths, dict)
    names = [name.strip("/") for name in paths]
    files = {f"aio/{name}.py": f"# {name} {config.http}\n" for name in names}
    return made(files | {"py.typed": ""}, len(names))


Run = Callable[..., "Outcome"]


@dataclass
class Outcome:
    """What a command left."""

    code: int
    out: str
    err: str


@pytest.fixture
def isospin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """Run a command in an empty folder that has a document."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(run, "_builder", lambda: build)
    for name in ("FORCE_COLOR", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "api.json").write_text(API)

    def command(*arguments: str) -> Outcome:
        with pytest.raises(SystemExit) as caught:
            cli.main(list(arguments))
        captured = capsys.readouterr()
        assert isinstance(caught.value.code, int)
        return Outcome(caught.value.code, captured.out, captured.err)

    return command


def without_seconds(text: str) -> str:
    return re.sub(r"\d+\.\d+ s", "N s", text)


# --- generate ------------------------------------------------------------------------


def test_generate_writes_and_sums_up_on_standard_error(isospin: Run) -> None:
    """Standard output is for data: nothing there."""
    done = isospin("generate", "api.json")
    assert done.code == 0
    assert done.out == ""
    assert without_seconds(done.err) == (
        "read 2 operations, 1 model from api.json\n"
        "wrote 3, unchanged 0, removed 0 in generated (N s)\n"
    )
    assert Path("generated/aio/a.py").read_text() == "# a httpx\n"


def test_second_run_says_up_to_date_in_one_line(isospin: Run) -> None:
    """The everyday case has to be quick to read, too."""
    isospin("generate", "api.json")
    done = isospin("generate", "api.json")
    assert done.code == 0
    assert without_seconds(done.err) == "up to date (N s)\n"


def test_regenerate_is_another_name_for_generate(isospin: Run) -> None:
    """`make regenerate` and the issue call it so."""
    assert isospin("regenerate", "api.json").code == 0
    assert "up to date" in isospin("generate", "api.json").err


def test_change_of_the_document_writes_what_changed(isospin: Run) -> None:
    """And removes what is no longer there."""
    isospin("generate", "api.json")
    Path("api.json").write_text(API.replace("/b", "/c"))
    done = isospin("generate", "api.json")
    assert "wrote 1, unchanged 2, removed 1 in generated" in done.err
    assert not Path("generated/aio/b.py").exists()


def test_summary_lists_changed_names_and_what_is_not_supported(
    isospin: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is renamed or left out in silence."""
    notices = [
        Notice("unsupported", "ISO120", "api.json#/paths/~1x", "XML is left out"),
        Notice(
            "renamed", "ISO104", "api.json#/paths/~1a", "[b]a[/b] is b", "Rename it"
        ),
        Notice("note", "ISO117", "api.json#/paths/~1b", "it is no argument"),
    ]
    monkeypatch.setattr(
        run, "_builder", lambda: lambda *_: made({"a.py": ""}, notices=notices)
    )
    assert without_seconds(isospin("generate", "api.json").err) == (
        "read 1 operation, 1 model from api.json\n"
        "names changed: 1\n"
        "ISO104 api.json#/paths/~1a: [b]a[/b] is b. Rename it.\n"
        "not supported: 1\n"
        "ISO120 api.json#/paths/~1x: XML is left out.\n"
        "notes: 1\n"
        "ISO117 api.json#/paths/~1b: it is no argument.\n"
        "wrote 1, unchanged 0, removed 0 in generated (N s)\n"
    )


def test_summary_as_json_is_data_on_standard_output(isospin: Run) -> None:
    """For scripts; the same fields whatever the run did."""
    done = isospin("generate", "api.json", "--format", "json")
    data = json.loads(done.out)
    assert done.err == ""
    assert data.pop("seconds") >= 0
    assert data.pop("folder").endswith("/generated")
    assert data == {
        "source": "api.json",
        "up_to_date": False,
        "operations": 2,
        "models": 1,
        "notices": [],
        "written": ["aio/a.py", "aio/b.py", "py.typed"],
        "unchanged": [],
        "removed": [],
    }
    again = json.loads(isospin("generate", "api.json", "--format", "json").out)
    assert again["up_to_date"] is True
    assert again["unchanged"] == ["aio/a.py", "aio/b.py", "py.typed"]


def test_dry_run_lists_and_writes_nothing(isospin: Run) -> None:
    """The list is data."""
    isospin("generate", "api.json")
    Path("api.json").write_text(API.replace("/b", "/c"))
    done = isospin("generate", "api.json", "--dry-run")
    assert done.code == 0
    assert done.out == "write    generated/aio/c.py\nremove   generated/aio/b.py\n"
    assert "would have written 1, unchanged 2, removed 1" in done.err
    assert Path("generated/aio/b.py").exists()


def test_check_of_a_current_tree_exits_0(isospin: Run) -> None:
    """With and without the short cut of the stamp."""
    isospin("generate", "api.json")
    assert isospin("generate", "api.json", "--check").code == 0
    cache = Path("generated/.isospin-cache")
    (cache / "stamp").unlink()
    done = isospin("generate", "api.json", "--check")
    assert (done.code, done.out) == (0, "")
    assert without_seconds(done.err) == "generated: up to date (N s)\n"
    assert not (cache / "stamp").exists()


def test_check_exits_1_with_the_files_that_would_change(isospin: Run) -> None:
    """Changed, missing, extra and edited ones; nothing is written."""
    isospin("generate", "api.json")
    Path("generated/py.typed").write_text("edited")
    Path("api.json").write_text(API.replace("/b", "/c"))
    done = isospin("generate", "api.json", "--check")
    assert done.code == 1
    assert done.out == (
        "changed  generated/py.typed\n"
        "missing  generated/aio/c.py\n"
        "extra    generated/aio/b.py\n"
    )
    assert done.err == (
        "ISO208 generated: the generated files are not up to date. Run `isospin"
        " generate`.\n"
    )
    assert not Path("generated/aio/c.py").exists()


def test_check_of_nothing_creates_nothing(isospin: Run) -> None:
    """A fresh clone stays as it is."""
    assert isospin("generate", "api.json", "--check").code == 1
    assert sorted(os.listdir()) == ["api.json"]


def test_check_as_json_has_the_drift(isospin: Run) -> None:
    """The exit code and the line on standard error stay."""
    done = isospin("generate", "api.json", "--check", "--format", "json")
    assert done.code == 1
    data = json.loads(done.out)
    assert data["missing"] == ["aio/a.py", "aio/b.py", "py.typed"]
    assert data["changed"] == data["extra"] == data["foreign"] == []


def test_foreign_module_is_noted_by_check(isospin: Run) -> None:
    """It would be imported as if it were generated."""
    isospin("generate", "api.json")
    Path("generated/mine.py").touch()
    done = isospin("generate", "api.json", "--check")
    assert done.code == 0
    assert "note: generated/mine.py was not written by isospin" in done.err


def test_hand_edit_stops_the_run_with_2_and_force_overwrites(isospin: Run) -> None:
    """The stamp must not hide the edit."""
    isospin("generate", "api.json")
    Path("generated/aio/a.py").write_text("edited")
    done = isospin("generate", "api.json")
    assert done.code == 2
    assert done.err.startswith("ISO201 generated/aio/a.py: this generated file was")
    assert Path("generated/aio/a.py").read_text() == "edited"
    assert isospin("generate", "api.json", "--force").code == 0
    assert Path("generated/aio/a.py").read_text() == "# a httpx\n"


def test_what_no_option_says_stays_as_the_file_says_it(
    isospin: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Options that may be given several times would empty lists and tables."""
    seen: list[Config] = []

    def noted(document: Document, config: Config, previous: Previous) -> Build:
        seen.append(config)
        return build(document, config, previous)

    monkeypatch.setattr(run, "_builder", lambda: noted)
    Path("isospin.toml").write_text(
        "input = 'api.json'\nskip = ['*']\nclient = 'Jobs'\n[rename]\nold = 'new'\n"
        "[env]\nA = 'B'\n[pagination.'jobs.search']\nstyle = 'page'\n"
        "[exclude]\ntags = ['t']\n"
    )
    assert isospin("generate").code == 0
    assert isospin("generate", "--force", "--skip", "a", "--rename", "x=y").code == 0
    said, changed = seen
    assert said.skip == ("*",) and changed.skip == ("a",)
    assert said.rename == {"old": "new"}
    assert changed.rename == {"old": "new", "x": "y"}
    for one in seen:
        assert one.env == {"A": "B"} and one.client.sync == "Jobs"
        assert one.pagination == {"jobs.search": {"style": "page"}}
        assert one.exclude.tags == ("t",)


def test_every_job_is_generated_and_one_can_be_chosen(isospin: Run) -> None:
    """Two clients from one configuration."""
    Path("isospin.toml").write_text(
        "[jobs.one]\ninput = 'api.json'\npackage = 'one'\n"
        "[jobs.two]\ninput = 'api.json'\npackage = 'two'\n"
    )
    assert isospin("generate", "--job", "two").code == 0
    assert not Path("one").exists()
    done = isospin("generate")
    assert without_seconds(done.err).splitlines()[-1] == "two: up to date (N s)"
    assert Path("one/py.typed").exists()
    data = json.loads(isospin("generate", "--format", "json").out)
    assert [Path(one["folder"]).name for one in data] == ["one", "two"]


def test_no_client_is_written_before_all_are_known_to_be_fine(isospin: Run) -> None:
    """A failed run leaves everything as it was."""
    Path("isospin.toml").write_text(
        "[jobs.one]\ninput = 'api.json'\npackage = 'one'\n"
        "[jobs.two]\ninput = 'gone.json'\npackage = 'two'\n"
    )
    assert isospin("generate").code == 3
    Path("gone.json").write_text(API)
    Path("two/aio").mkdir(parents=True)
    Path("two/aio/a.py").write_text("mine")
    assert isospin("generate").code == 2
    assert not Path("one").exists()


def test_unknown_job_is_refused_with_the_known_ones(isospin: Run) -> None:
    """A typing mistake must not generate everything."""
    Path("isospin.toml").write_text("[jobs.one]\ninput = 'api.json'\n")
    done = isospin("generate", "--job", "two")
    assert done.code == 2
    assert done.err.startswith("ISO034 option `--job` names 'two'")
    assert "Known: one." in done.err


# --- options -------------------------------------------------------------------------


def test_every_setting_has_an_option(isospin: Run) -> None:
    """Every key of the file is also a flag."""
    options = {
        "python_executable": "python", "client": "client", "pagination": "pagination",
        "include": "include-tag", "exclude": "exclude-tag",
    }  # fmt: skip
    text = isospin("generate", "--help").out
    for key in KEYS:
        assert f"--{options.get(key, key)}" in text


def test_options_become_the_settings_of_the_file() -> None:
    """The same checks then serve both."""
    assert settings(
        {
            "source": "api.json", "http": "httpx2", "timeout": 3.0, "output": None,
            "env": ["A=1", "B=x=y"], "rename": ["old=new"], "skip": ["a", "b"],
            "client": ["sync=Jobs", "aio=AsyncJobs"], "include_tags": ["t"],
            "include_paths": [], "exclude_deprecated": True,
            "exclude_operations": ["o"], "pagination": ["a.style = 'page'", "b = 1"],
            "check": True, "format": "json",
        }
    ) == {
        "input": "api.json",
        "http": "httpx2",
        "timeout": 3.0,
        "env": {"A": "1", "B": "x=y"},
        "rename": {"old": "new"},
        "skip": ["a", "b"],
        "client": {"sync": "Jobs", "aio": "AsyncJobs"},
        "include": {"tags": ["t"]},
        "exclude": {"operations": ["o"], "deprecated": True},
        "pagination": {"a": {"style": "page"}, "b": 1},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["generate"], "ISO033 nothing says what to read."),
        (
            ["generate", "x", "--app", "a:b"],
            "ISO032 option `--app` and an argument both",
        ),
        (
            ["generate", "x", "--env", "A"],
            "ISO032 option `--env` is 'A', not KEY=VALUE.",
        ),
        (
            ["generate", "x", "--env", "=A"],
            "ISO032 option `--env` is '=A', not KEY=VALU",
        ),
        (
            ["generate", "x", "--http", "y"],
            "ISO032 option `--http` is 'y', not 'httpx'",
        ),
        (["generate", "x", "--format", "y"], "ISO032 option `--format` is 'y', not"),
        (
            ["generate", "x", "--pagination", "="],
            "ISO032 option `--pagination` is not T",
        ),
        (
            ["generate", "x", "--include-tag", ""],
            "ISO032 option `--include` is '', not a",
        ),
        (["generate", "x", "--nope"], "isospin: No such option: --nope"),
        (["generate", "x", "--timeout", "y"], "isospin: Invalid value for '--timeout'"),
        (["generate", "x", "y"], "isospin: Got unexpected extra argument"),
        (["nope"], "isospin: No such command 'nope'."),
        (["explain", "ISO999"], "ISO032 option `--code` is 'ISO999', not a code; they"),
    ],
)
def test_mistake_in_the_command_exits_2_with_one_line(
    isospin: Run, arguments: list[str], message: str
) -> None:
    """No box of twenty lines, no traceback."""
    done = isospin(*arguments)
    assert done.code == 2
    assert done.err.startswith(message)
    assert done.err.count("\n") == 1
    assert not Path("generated").exists()


def test_explain_prints_what_a_code_means(isospin: Run) -> None:
    """Every message names one."""
    done = isospin("explain", "iso023")
    assert done.code == 0
    assert done.out.startswith("ISO023: A reference leads back to itself\n\nFollowing")


@pytest.mark.parametrize("arguments", [[], ["--help"]])
def test_help_lists_the_commands(isospin: Run, arguments: list[str]) -> None:
    """Also for whoever types nothing but the name."""
    done = isospin(*arguments)
    assert done.code == 0
    assert "generate" in done.out
    assert "explain" in done.out


# --- errors --------------------------------------------------------------------------


def test_bad_input_exits_3_and_writes_nothing(isospin: Run) -> None:
    """One line with code, place and remedy."""
    Path("api.json").write_text("{\n  x\n}")
    done = isospin("generate", "api.json")
    assert done.code == 3
    assert done.out == ""
    assert done.err == (
        "ISO012 api.json:2:3: this is not JSON: expecting property name enclosed in"
        " double quotes. Correct the text at this place.\n"
    )
    assert not Path("generated").exists()


def test_many_problems_are_cut_off(
    isospin: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A thousand lines scroll the first one away."""
    many = [Problem("ISO110", f"api.json#/{n}", "x", "y") for n in range(1000)]

    def builder(*_: object) -> Build:
        raise SpecError(*many)

    monkeypatch.setattr(run, "_builder", lambda: builder)
    done = isospin("generate", "api.json")
    assert done.code == 3
    assert done.err.count("\n") == 51
    assert done.err.endswith("\nand 950 more; --debug shows all\n")


def test_endless_recursion_is_the_documents_fault(
    isospin: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nesting that the parser bears may be too deep for the rest."""

    def builder(*_: object) -> Build:
        raise RecursionError

    monkeypatch.setattr(run, "_builder", lambda: builder)
    done = isospin("generate", "api.json")
    assert done.code == 3
    assert done.err.startswith("ISO016 api.json: the document is nested too deeply")


def test_fault_of_isospin_exits_5_with_one_line(
    isospin: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And --debug shows where."""

    def builder(*_: object) -> Build:
        raise ZeroDivisionError("a\nb\x1b")

    monkeypatch.setattr(run, "_builder", lambda: builder)
    done = isospin("generate", "api.json")
    assert done.code == 5
    assert re.fullmatch(
        r"ISO900 test_cli.py:\d+: isospin has a fault: ZeroDivisionError: a b\\x1b\. Run"
        r" again with --debug and report what it prints\.\n",
        done.err,
    )
    assert "Traceback" in isospin("generate", "api.json", "--debug").err


def test_debug_shows_the_traceback_of_the_app(isospin: Run) -> None:
    """Which happened in another process."""
    Path("app.py").write_text("raise RuntimeError('boom')")
    done = isospin("generate", "app:app")
    assert done.code == 3
    assert "Traceback" not in done.err
    assert 'raise RuntimeError("boom")'.replace('"', "'") in (
        isospin("generate", "app:app", "--debug").err
    )


def test_interrupted_run_exits_130(
    isospin: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C is no error to report."""

    def builder(*_: object) -> Build:
        raise KeyboardInterrupt

    monkeypatch.setattr(run, "_builder", lambda: builder)
    done = isospin("generate", "api.json")
    assert done.code == 130
    assert "Traceback" not in done.err


# --- up to date ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        lambda: Path("api.json").write_text(API + " "),
        lambda: Path("isospin.toml").write_text("http = 'httpx2'"),
        lambda: Path("generated/py.typed").unlink(),
        lambda: Path("generated", MANIFEST).unlink(),
        lambda: Path("generated/.isospin-cache/stamp").write_text("\xff"),
        lambda: os.renames("other.py", "patches/x.py"),
    ],
    ids=["document", "settings", "file", "manifest", "stamp", "patches"],
)
def test_any_change_ends_being_up_to_date(
    isospin: Run, change: Callable[[], Any]
) -> None:
    """Whatever a run depends on is in the stamp."""
    Path("other.py").touch()
    isospin("generate", "api.json")
    assert "up to date" in isospin("generate", "api.json").err
    change()
    done = isospin("generate", "api.json")
    assert done.code == 0
    assert "up to date" not in done.err
    assert "up to date" in isospin("generate", "api.json").err


def test_what_a_killed_run_left_is_cleared_away(isospin: Run) -> None:
    """Also when the document is back at what it was."""
    isospin("generate", "api.json")
    Path(".generated.isospin-new").mkdir()
    isospin("generate", "api.json")
    assert not Path(".generated.isospin-new").exists()


def test_cache_is_not_committed(isospin: Run) -> None:
    """The stamp changes with things that the generated files do not show."""
    isospin("generate", "api.json")
    assert Path("generated/.isospin-cache/.gitignore").read_text() == "*\n"
    before = Path("generated", MANIFEST).read_text()
    Path("api.json").write_text(API.replace("3.1.0", "3.1.1"))
    isospin("generate", "api.json")
    assert Path("generated", MANIFEST).read_text() == before


def test_run_without_changes_imports_nothing_heavy(isospin: Run) -> None:
    """Black, jinja2 and the model generator cost half a second."""
    isospin("generate", "api.json")
    script = (
        "import sys\nfrom codegen.cli import main\n"
        "try: main(['generate', 'api.json'])\n"
        "finally: print(*sorted(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "up to date" in done.stderr
    heavy = {"black", "jinja2", "datamodel_code_generator", "httpx", "yaml"}
    assert heavy & set(done.stdout.split()) == set()
    assert "codegen.write" in done.stdout.split()


def test_module_is_the_same_command() -> None:
    """`python -m codegen` works in a clone that is not installed."""
    done = subprocess.run(
        [sys.executable, "-m", "codegen", "--version"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert re.fullmatch(r"\d+\.\d.*\n|unknown: .*\n", done.stdout)


def test_library_generates_and_checks(tmp_path: Path) -> None:
    """`from codegen import generate` is the command without its words."""
    from codegen import check, generate

    (tmp_path / "api.json").write_text(API)
    config = Config(input="api.json", folder=tmp_path, package="my.client")
    assert check(config, builder=build).drift.missing
    result = generate(config, builder=build)
    assert result.folder == tmp_path / "my" / "client"
    assert result.summary.written == ("aio/a.py", "aio/b.py", "py.typed")
    assert not check(config, builder=build).drift
    assert generate(config, builder=build).up_to_date


def test_import_of_the_package_is_cheap() -> None:
    """`import codegen` must not import what it offers."""
    script = (
        "import codegen, sys; print(*sorted(m for m in sys.modules if 'codegen' in m))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )  # fmt: skip
    assert done.stdout.split() == ["codegen"]


def test_every_public_name_is_there() -> None:
    """`__all__`, the lazy table and the modules have to agree."""
    import codegen

    assert sorted(codegen.__all__) == codegen.__all__
    for name in codegen.__all__:
        assert getattr(codegen, name).__name__ == name
    assert set(codegen.__all__) <= set(dir(codegen))
    with pytest.raises(AttributeError, match="no attribute 'nope'"):
        codegen.nope  # noqa: B018


# --- terminals -----------------------------------------------------------------------


def in_terminal(folder: Path, script: str, **env: str) -> str:
    """Run Python code with standard error on a terminal; return what it shows."""
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=slave,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", **env},
    )
    os.close(slave)
    shown = b""
    try:
        while chunk := os.read(master, 4096):
            shown += chunk
    except OSError:  # the other end was closed
        pass
    process.wait()
    os.close(master)
    return shown.decode()


SLOW = """
import time
from codegen import cli, progress, report, run
from tests.unit.test_cli import made
report.SLOW = 0.2
def slow(*_):
    for n in range(10):
        progress.report("operations", n, 10)
        time.sleep(0.1)
    return made({"a.py": ""})
run._builder = lambda: slow
cli.main(["generate", "api.json"])
"""


@pytest.mark.parametrize("name", ["NO_COLOR", "FORCE_COLOR"])
def test_terminal_shows_colours_unless_told_not_to(isospin: Run, name: str) -> None:
    """See https://no-color.org."""
    script = "from codegen.cli import main; main(['generate', 'gone.json'])"
    shown = in_terminal(Path.cwd(), script, **{name: "1"})
    assert ("\x1b[1;31m" in shown) == (name == "FORCE_COLOR")
    assert "gone.json: there is no such file" in shown


def test_slow_run_shows_a_bar_on_a_terminal(isospin: Run) -> None:
    """And takes it away when it is done."""
    shown = in_terminal(Path.cwd(), SLOW)
    assert "operations" in shown
    assert re.search(r"\d+/10", shown)
    assert "wrote 1, unchanged 0" in shown


def test_slow_run_shows_a_line_a_slow_step_elsewhere(
    isospin: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Logs have no bars."""
    monkeypatch.setattr(report, "SLOW", 0.05)

    def slow(*_: object) -> Build:
        for number in range(3):
            progress.report("operations", number, 3)
            time.sleep(0.05)
        progress.report("models", 0, 1)
        return made({"a.py": ""})

    monkeypatch.setattr(run, "_builder", lambda: slow)
    lines = without_seconds(isospin("generate", "api.json").err).splitlines()
    assert lines[0] == "operations N s"
    assert len([line for line in lines if line.startswith("operations")]) == 1
    assert not any(line.startswith("models") for line in lines)


def test_reader_that_goes_away_is_no_error(isospin: Run) -> None:
    """`isospin generate --dry-run | head -1`."""
    Path("api.json").write_text(
        json.dumps({"openapi": "3.1.0", "paths": {f"/p{n}": {} for n in range(9999)}})
    )
    script = (
        "from codegen import cli, run\nfrom tests.unit.test_cli import build\n"
        "run._builder = lambda: build\n"
        "cli.main(['generate', 'api.json', '--dry-run'])"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.readline() == b"write    generated/aio/p0.py\n"
    process.stdout.close()
    assert b"Traceback" not in process.stderr.read()
    process.stderr.close()
    assert process.wait() == 141
