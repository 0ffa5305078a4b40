"""The settings: where they are found, what they may be, and how a mistake is told."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codegen.config import ClientNames, Config, Selection
from codegen.errors import ConfigError
from codegen.settings import KEYS, read_configs


def written(folder: Path, text: str, name: str = "isospin.toml") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(textwrap.dedent(text))
    return folder


def only(folder: Path, **options: Any) -> Config:
    configs = read_configs(folder, options)
    assert list(configs) == [""]
    return configs[""]


def refused(folder: Path, options: Mapping[str, Any] | None = None) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        read_configs(folder, options or {})
    assert caught.value.exit_code == 2
    return [str(problem) for problem in caught.value.problems]


def test_every_setting_is_read_from_the_file(tmp_path: Path) -> None:
    """Every key of the table, in the type that the rest of isospin works with."""
    folder = written(
        tmp_path,
        """
        app = "my.app:app"
        package = "my_client"
        output = "src"
        http = "httpx2"
        python_executable = ".venv/bin/python"
        env = { DB_URL = "sqlite://" }
        timeout = 30
        names = "operation-id"
        rename = { get_job_jobs__job_id__get = "jobs.get" }
        include = { tags = ["jobs"], paths = ["/jobs/*"], operations = ["x"] }
        exclude = { deprecated = true }
        skip = ["export_xml"]
        extra = "allow"
        lenient = true
        patches = "fixes"
        extends = "base_client"
        extensible = true
        preferences = "JOBS"
        client = { sync = "Jobs", aio = "AsyncJobs" }
        [pagination]
        "jobs.search" = { style = "page" }
        """,
    )
    assert only(folder) == Config(
        app="my.app:app",
        package="my_client",
        output="src",
        http="httpx2",
        python_executable=".venv/bin/python",
        env={"DB_URL": "sqlite://"},
        timeout=30.0,
        names="operation-id",
        rename={"get_job_jobs__job_id__get": "jobs.get"},
        include=Selection(tags=("jobs",), paths=("/jobs/*",), operations=("x",)),
        exclude=Selection(deprecated=True),
        skip=("export_xml",),
        extra="allow",
        lenient=True,
        patches="fixes",
        extends="base_client",
        extensible=True,
        preferences="JOBS_",
        client=ClientNames("Jobs", "AsyncJobs"),
        pagination={"jobs.search": {"style": "page"}},
        folder=folder,
    )


def test_table_of_pyproject_is_read(tmp_path: Path) -> None:
    """Other tools' tables beside it are none of ours."""
    text = '[project]\nname = "x"\n[tool.black]\nz = 1\n[tool.isospin]\napp = "a:b"'
    assert only(written(tmp_path, text, "pyproject.toml")).source == "a:b"


def test_nearest_configuration_upwards_counts(tmp_path: Path) -> None:
    """Also from a folder below the project; paths stay relative to the file."""
    written(tmp_path, 'input = "api.json"')
    written(tmp_path / "a" / "b", "[tool.other]\nx = 1", "pyproject.toml")
    config = only(tmp_path / "a" / "b")
    assert config.folder == tmp_path
    assert config.package_folder == tmp_path / "generated"


def test_isospin_toml_comes_before_pyproject(tmp_path: Path) -> None:
    """It is the more explicit of the two."""
    written(tmp_path, '[tool.isospin]\ninput = "p.json"', "pyproject.toml")
    assert only(written(tmp_path, 'input = "i.json"')).source == "i.json"


def test_options_win_over_the_file(tmp_path: Path) -> None:
    """And a source on the command line replaces the one of the file."""
    folder = written(tmp_path, 'app = "a:b"\npackage = "x"\nenv = { A = "1", B = "1" }')
    config = only(folder, input="api.json", package="y", env={"B": "2"})
    assert config.source == "api.json"
    assert config.package == "y"
    assert config.env == {"A": "1", "B": "2"}


def test_paths_of_options_are_relative_to_the_working_folder(tmp_path: Path) -> None:
    """Completion of the shell gives them that way."""
    written(tmp_path, "")
    below = tmp_path / "docs"
    below.mkdir()
    (below / "api.json").touch()
    config = only(below, input="api.json", output="out", python_executable="bin/py")
    assert config.source == "docs/api.json"
    assert config.package_folder == tmp_path / "docs" / "out" / "generated"
    assert config.python_executable == "docs/bin/py"


@pytest.mark.parametrize("source", ["my.app:app", "https://x/api.json", "-", "/a.json"])
def test_sources_that_are_no_files_stay_as_they_are(
    tmp_path: Path, source: str
) -> None:
    """An import string is not a path."""
    written(tmp_path, "")
    (tmp_path / "docs").mkdir()
    assert only(tmp_path / "docs", input=source).source == source


def test_job_is_another_client_on_top_of_the_table(tmp_path: Path) -> None:
    """Shared settings are written once."""
    folder = written(
        tmp_path,
        """
        app = "my.app:app"
        http = "httpx2"
        env = { A = "1" }
        [jobs.admin]
        package = "admin_client"
        env = { B = "2" }
        [jobs.other]
        input = "other.json"
        package = "other"
        """,
    )
    configs = read_configs(folder, {"extra": "allow"})
    assert list(configs) == ["", "admin", "other"]
    assert configs["admin"].source == "my.app:app"
    assert configs["admin"].package == "admin_client"
    assert configs["admin"].http == "httpx2"
    assert configs["admin"].env == {"A": "1", "B": "2"}
    assert configs["other"].source == "other.json"
    assert {config.extra for config in configs.values()} == {"allow"}


def test_table_that_only_has_jobs_is_no_client_itself(tmp_path: Path) -> None:
    """It would have nothing to read."""
    folder = written(tmp_path, '[jobs.a]\ninput = "a.json"\n[jobs.b]\ninput = "b.json"')
    assert list(read_configs(folder, {})) == ["a", "b"]


def test_dotted_package_is_a_folder_in_a_folder(tmp_path: Path) -> None:
    """`my.client` is imported from `my/client`."""
    config = Config(package="my.client", output="src", folder=tmp_path)
    assert config.package_folder == tmp_path / "src" / "my" / "client"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("aap = 'x'", "ISO031 isospin.toml: `aap` is not a setting. Did you mean `app`?"),
        ("zzz = 1", "ISO031 isospin.toml: `zzz` is not a setting. Known: app, factory,"),
        ("folder = 'x'", "ISO031 isospin.toml: `folder` is not a setting."),
        ("app = 1", "ISO032 isospin.toml: `app` is 1, not a text."),
        ("app = ''", "ISO032 isospin.toml: `app` is '', not a text."),
        ("http = 'requests'", "ISO032 isospin.toml: `http` is 'requests', not 'httpx' or"),
        ("extra = true", "ISO032 isospin.toml: `extra` is True, not 'ignore' or 'allow'."),
        ("timeout = 0", "ISO032 isospin.toml: `timeout` is 0, not a number of seconds"),
        ("timeout = nan", "ISO032 isospin.toml: `timeout` is nan, not a number of"),
        ("timeout = 1e300", "ISO032 isospin.toml: `timeout` is 1e+300, not a number of"),
        ("timeout = true", "ISO032 isospin.toml: `timeout` is True, not a number of"),
        ("env = { A = 1 }", "ISO032 isospin.toml: `env` is {'A': 1}, not a table of texts"),
        ("rename = 'x'", "ISO032 isospin.toml: `rename` is 'x', not a table of texts"),
        ("skip = 'x'", "ISO032 isospin.toml: `skip` is 'x', not a list of texts"),
        ("skip = [1]", "ISO032 isospin.toml: `skip` is 1, not a text"),
        ("package = 'my-client'", "ISO032 isospin.toml: `package` is 'my-client', not a"),
        ("package = '../x'", "ISO032 isospin.toml: `package` is '../x', not a name that"),
        ("package = 'a.class'", "ISO032 isospin.toml: `package` is 'a.class', not a name"),
        ("preferences = 'a b'", "ISO032 isospin.toml: `preferences` is 'a b', not a prefix"),
        ("client = 'a b'", "ISO032 isospin.toml: `client` is 'a b', not a name for a"),
        ("client = { x = 'A' }", "ISO032 isospin.toml: `client` is {'x': 'A'}, not a name"),
        ("include = 1", "ISO032 isospin.toml: `include` is 1, not a table."),
        ("pagination = 1", "ISO032 isospin.toml: `pagination` is 1, not a table."),
        ("include = { tag = [] }", "ISO031 isospin.toml [include]: `tag` is not a setting."
         " Did you mean `tags`?"),
        ("exclude = { deprecated = 1 }", "ISO032 isospin.toml [exclude]: `deprecated` is 1,"
         " not true or false"),
        ("exclude = { tags = 'a' }", "ISO032 isospin.toml: `exclude` is 'a', not a list"),
        ("[jobs.a]\naap = 1", "ISO031 isospin.toml [jobs.a]: `aap` is not a setting."),
        ("jobs = 1", "ISO032 isospin.toml: `jobs` is not a table of tables."),
        ("app = 'a:b'\ninput = 'c'", "ISO032 isospin.toml: `input` and `app` are both set"),
        ("app = x", "ISO030 isospin.toml: the file is not TOML: Invalid value (at line 1,"),
    ],
)  # fmt: skip
def test_mistake_is_told_with_its_key_and_what_fits(
    tmp_path: Path, text: str, message: str
) -> None:
    """One line, that can be acted on without the manual."""
    assert refused(written(tmp_path, text))[0].startswith(message)


def test_mistake_in_pyproject_names_its_table(tmp_path: Path) -> None:
    """The file has many tables."""
    written(tmp_path, "[tool.isospin.jobs.a]\nx = 1", "pyproject.toml")
    (problem,) = refused(tmp_path)
    assert problem.startswith("ISO031 pyproject.toml [tool.isospin.jobs.a]: `x` is not")


def test_file_that_is_not_utf_8_is_told(tmp_path: Path) -> None:
    """TOML is UTF-8 and nothing else."""
    (tmp_path / "isospin.toml").write_bytes(b'app = "\xe9"')
    (problem,) = refused(tmp_path)
    assert problem.startswith("ISO030 isospin.toml: the file is not UTF-8 (byte 7)")


def test_unreadable_file_counts_in_the_working_folder_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folders above may belong to somebody else."""
    below = written(tmp_path / "below", "")
    (below / "isospin.toml").unlink()
    written(tmp_path, "")

    def read_bytes(path: Path) -> bytes:
        if path == tmp_path / "isospin.toml":
            raise PermissionError(13, "Permission denied")
        raise FileNotFoundError(path)

    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    assert only(below).folder == below
    (problem,) = refused(tmp_path)
    assert problem == (
        "ISO030 isospin.toml: the file cannot be read: Permission denied. Make it"
        " readable."
    )


def test_all_mistakes_are_told_together(tmp_path: Path) -> None:
    """And none twice, although jobs repeat the options."""
    folder = written(
        tmp_path, "x = 1\nhttp = 2\n[jobs.a]\ninput = 'a'\n[jobs.b]\ny = 1"
    )
    problems = refused(folder, {"extra": "maybe"})
    codes = [problem[:6] for problem in problems]
    assert codes == ["ISO031", "ISO032", "ISO032", "ISO031"]


def test_mistake_in_an_option_names_the_option(tmp_path: Path) -> None:
    """It is not in the file."""
    (problem,) = refused(tmp_path, {"http": "x", "app": "a:b"})
    assert problem == (
        "ISO032 option `--http` is 'x', not 'httpx' or 'httpx2'. See `isospin generate"
        " --help`."
    )


def test_nothing_to_read_is_told(tmp_path: Path) -> None:
    """The first thing that a new user sees."""
    config = only(tmp_path)
    with pytest.raises(ConfigError, match="ISO033 nothing says what to read"):
        _ = config.source


def test_two_sources_are_told(tmp_path: Path) -> None:
    """Also when they come from a caller of the library."""
    with pytest.raises(ConfigError, match="ISO034 `app` and `input` are both set"):
        _ = Config(app="a:b", input="c").source


def test_settings_that_change_the_output_change_the_digest() -> None:
    """Otherwise `up to date` would be said after a change of the configuration."""
    base = Config(input="x")
    changes: dict[str, Any] = {
        "package": "y", "http": "httpx2", "names": "operation-id",
        "rename": {"a": "b"}, "include": Selection(tags=("a",)),
        "exclude": Selection(deprecated=True), "skip": ("a",), "extra": "allow",
        "lenient": True, "patches": "p", "client": ClientNames("A", "B"),
        "pagination": {"a": 1}, "extends": "b", "extensible": True,
        "preferences": "A_",
    }  # fmt: skip
    digests = {replace(base, **{key: value}).digest for key, value in changes.items()}
    assert len(digests | {base.digest}) == len(changes) + 1
    others = {f.name for f in fields(Config)} - changes.keys()
    assert others == {
        "app", "factory", "input", "output", "python_executable", "env", "timeout",
        "folder",
    }  # fmt: skip
    assert (
        replace(base, env={"A": "1"}, timeout=3, folder=Path("x")).digest == base.digest
    )


@settings(deadline=None)
@given(
    st.dictionaries(
        st.sampled_from([*KEYS, "x\x1b", "jobs"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
            lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
            max_leaves=5,
        ),
    )
)
def test_any_options_are_settings_or_problems(options: dict[str, Any]) -> None:
    """No value of a wrong type gets through, and none makes a traceback."""
    try:
        configs = read_configs(Path("/"), options)
    except ConfigError as error:
        assert all(str(problem).isprintable() for problem in error.problems)
    else:
        for config in configs.values():
            assert isinstance(config.digest, str)
            assert config.package_folder.is_relative_to("/")
