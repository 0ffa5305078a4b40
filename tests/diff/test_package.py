"""A generated client carries what it was made of: in a wheel, and installed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from codegen.config import ClientNames, Config
from codegen.diff.compare import compare
from codegen.diff.keeping import check_snapshot, write_snapshot
from codegen.diff.patched import Kept
from codegen.diff.snapshot import NAME, restored, snapshot_path, text_of
from codegen.diff.subject import Subject
from codegen.errors import ConfigError, SpecError
from codegen.run import check, generate
from codegen.spec.load import load
from tests.diff.documents import changed, document, rules, shop

Json = Any
ROOT = Path(__file__).resolve().parents[2]
PAGED = [
    {"name": name, "in": "query", "schema": {"type": "integer"}}
    for name in ("page", "per_page")
]


def generated(folder: Path, root: Json, **settings: Any) -> Config:
    (folder / "openapi.json").write_text(json.dumps(root))
    config = Config(input="openapi.json", folder=folder, package="shop_client")
    config = replace(config, **settings)
    generate(config)
    return config


def wheel(folder: Path) -> Path:
    """Pack the client as a wheel, by the rules of the format."""
    path = folder / "shop_client-1.0-py3-none-any.whl"
    facts = {
        "METADATA": "Metadata-Version: 2.1\nName: shop-client\nVersion: 1.0\n",
        "WHEEL": "Wheel-Version: 1.0\nGenerator: t\nRoot-Is-Purelib: true\n"
        "Tag: py3-none-any\n",
        "RECORD": "",
    }
    with zipfile.ZipFile(path, "w") as file:
        for member in sorted((folder / "shop_client").rglob("*")):
            hidden = any(part.startswith(".") for part in member.parts[-2:])
            if member.is_file() and not hidden:
                file.write(member, member.relative_to(folder))
        for name, text in facts.items():
            file.writestr(f"shop_client-1.0.dist-info/{name}", text)
    return path


def diff(place: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command where a folder holds what is installed."""
    return subprocess.run(
        [sys.executable, "-m", "codegen", "diff", *arguments],
        env={**os.environ, "PYTHONPATH": f"{place}{os.pathsep}{ROOT}"},
        cwd=place,
        capture_output=True,
        text=True,
    )


def test_installed_client_is_a_base(tmp_path: Path) -> None:
    """Who has only the client could not ask what an upgrade of the service breaks."""
    generated(tmp_path, shop())
    place = tmp_path / "site"
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--no-compile",
         "--target", str(place), str(wheel(tmp_path))],
        check=True,
    )  # fmt: skip
    new = changed(shop(), lambda r: r["paths"]["/items"].pop("get"))
    (place / "new.json").write_text(json.dumps(new))
    done = diff(place, "installed:shop_client", "new.json")
    assert done.returncode == 1, done.stderr
    assert "op.removed" in done.stdout
    assert diff(place, "installed:shop_client", "installed:shop_client").returncode == 0
    assert not list(place.glob("shop_client/**/*.pyc")), "the client was imported"


def test_names_are_those_that_the_package_has(tmp_path: Path) -> None:
    """A name that another release of isospin gave would be gone unannounced."""
    generated(tmp_path, shop())
    for flavour in ("sync", "aio"):
        path = tmp_path / "shop_client" / flavour / "items.py"
        path.write_text(path.read_text() + "\n    def former(self) -> None: ...\n")
    (tmp_path / "new.json").write_text(json.dumps(shop()))
    done = diff(tmp_path, "installed:shop_client", "new.json")
    assert done.returncode == 1
    assert "`items.former` is gone" in done.stdout


@pytest.mark.parametrize(
    ("name", "words"),
    [("nowhere", "no such package"), ("json", "carries no"), ("..", "no such package")],
)
def test_other_packages_are_refused(name: str, words: str, tmp_path: Path) -> None:
    """A person would get a traceback, or a comparison with nothing."""
    done = diff(tmp_path, f"installed:{name}", f"installed:{name}")
    assert done.returncode == 3
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1


def settled(config: Config, kept: Kept = Kept()) -> Subject:  # noqa: B008
    """Return what the snapshot of a client says, wherever it is read."""
    text = text_of(Subject(document(shop()), config, kept))
    return restored(document(json.loads(text)), Config(input="elsewhere"))


@pytest.mark.parametrize(
    ("settings", "rule"),
    [
        ({"names": "operation-id"}, None),
        ({"rename": {"GET /items": "everything"}}, "py.method-renamed"),
        ({"rename": {"Item": "Thing"}}, "py.model-renamed"),
        ({"rename": {"Item.owner": "holder"}}, "py.field-renamed"),
        ({"client": ClientNames("ShopClient", "Client")}, "py.name-removed"),
        ({"extra": "allow"}, "py.model-base"),
    ],
)
def test_settings_of_the_old_client_decide_what_it_had(
    settings: dict[str, Any], rule: str | None
) -> None:
    """Who takes a name out of the configuration would break callers in silence."""
    old = settled(Config(**settings))
    found = rules(compare(old, Subject(document(shop()))))
    assert found == ({rule} if rule else set())
    assert compare(old, settled(Config(**settings))).findings == ()


@pytest.mark.parametrize(
    ("kept", "rule"),
    [
        (Kept(methods=frozenset({"items.buy"})), "py.method-removed"),
        (Kept(models=frozenset({"Basket"})), "py.model-removed"),
        (Kept(members=frozenset({"Item.short_name"})), "py.field-removed"),
    ],
)
def test_patch_that_is_gone_breaks_its_callers(kept: Kept, rule: str) -> None:
    """Deleting a hand-written method would pass as no change of the document."""
    old = settled(Config(), kept)
    assert rules(compare(old, Subject(document(shop()))), "breaking") == {rule}
    assert compare(old, settled(Config(), kept)).findings == ()


def test_operation_that_a_patch_takes_away_breaks_its_callers() -> None:
    """`@removes` would be a way around the gate."""
    new = settled(Config(), Kept(removed=frozenset({"items.get_item"})))
    found = compare(Subject(document(shop())), new)
    assert rules(found, "breaking") == {"py.method-removed"}


def test_listing_that_is_gone_breaks_its_callers() -> None:
    """`list_pages` would be gone because one parameter has another name."""

    def paged(*names: str) -> Json:
        parameters = [{**p, "name": n} for p, n in zip(PAGED, names, strict=True)]
        reply = {
            "type": "object",
            "properties": {
                "items": {"type": "array", "items": {"type": "integer"}},
                "total": {"type": "integer"},
            },
            "required": ["items", "total"],
        }
        content = {"application/json": {"schema": reply}}

        def edit(root: Json) -> None:
            get = root["paths"]["/items"]["get"]
            get["parameters"] = parameters
            get["responses"] = {"200": {"description": "", "content": content}}

        return changed(shop(), edit)

    old, new = paged("page", "per_page"), paged("sheet", "per_page")
    report = compare(document(old), document(new))
    gone = [f.python for f in report.findings if f.rule == "py.method-removed"]
    assert gone == ["items.list_items_pages"]


def test_snapshot_says_all_that_a_document_holds() -> None:
    """A comparison with the snapshot would find what nobody changed."""
    root = shop()
    root["info"]["description"] = "half \ud800 a character"
    functions = {("GET", "/items"): "list_items"}
    given = replace(document(root), function_names=functions, files={"a.json": {}})
    text = text_of(Subject(given, Config()))
    again = restored(document(json.loads(text.encode())), Config()).document
    assert again.root == given.root
    assert again.function_names == functions
    assert again.files == given.files


NUMBERS = [0, -0.0, 1.0, 0.0001, 1.5e300, 1e16, 2**64, 10**30]
WORDS = ['\x00\x1f\x7f\b\f\n\r\t"\\/', "\u2028\u202eé\U0001f600", ""]


def test_half_a_character_changes_no_other_line() -> None:
    """The diff of a snapshot would show what nobody changed."""
    values = [*NUMBERS, *WORDS, True, None, [], {}, {"b": [{}], "a": [[]]}]
    root = {**shop(), "info": {"title": "T", "version": "1", "description": "half "}}
    root["components"]["schemas"]["Item"]["enum"] = values
    whole = text_of(Subject(document(root), Config()))
    root["info"] = {**root["info"], "description": "half \ud800"}
    torn = text_of(Subject(document(root), Config()))
    assert torn.replace("half \\ud800", "half ") == whole != torn


def nested(depth: int) -> Json:
    root = shop()
    value: Json = []
    for _ in range(depth):
        value = [value]
    root["components"]["schemas"]["Item"]["default"] = value
    return root


def test_deep_document_has_a_snapshot() -> None:
    """A document that can be read would have no snapshot."""
    text = text_of(Subject(document(nested(400)), Config()))
    assert restored(document(json.loads(text)), Config()).document.root == nested(400)


def test_document_that_is_too_deep_is_refused() -> None:
    """`isospin snapshot` would end in a traceback."""
    with pytest.raises(SpecError, match="nested too deeply"):
        text_of(Subject(document(nested(5000)), Config()))


def test_date_of_yaml_is_text_in_the_snapshot(tmp_path: Path) -> None:
    """JSON has no dates: the snapshot could not be written."""
    (tmp_path / "openapi.yaml").write_text(
        "openapi: 3.1.0\ninfo: {title: T, version: 2026-01-01}\npaths: {}\n"
    )
    found = load("openapi.yaml", config=Config(folder=tmp_path))
    assert '"version": "2026-01-01"' in text_of(Subject(found, Config()))


@pytest.mark.parametrize("bad", [{"names": 1}, {"rename": []}, {"client": "1"}])
def test_settings_of_a_hostile_snapshot_are_checked(bad: Json) -> None:
    """Settings from a pull request would stop the gate with a traceback."""
    root = {**shop(), "x-isospin": {"settings": bad}}
    with pytest.raises(ConfigError, match=next(iter(bad))):
        restored(document(root), Config())


def test_snapshot_cannot_say_what_is_run() -> None:
    """A document from a pull request could have an app imported, or a Python run."""
    evil = {"app": "evil:app", "python_executable": "/tmp/evil", "patches": "/"}
    found = restored(
        document({**shop(), "x-isospin": {"settings": evil}}), Config(input="x")
    )
    assert found.config == Config(input="x")


def test_document_in_other_words_is_no_drift(tmp_path: Path) -> None:
    """An upgrade of FastAPI would fail `generate --check` where nothing changed."""
    config = generated(tmp_path, shop())
    note = {"type": ["string", "null"]}
    new = changed(
        shop(),
        lambda r: r["components"]["schemas"]["Item"]["properties"].update(note=note),
    )
    (tmp_path / "openapi.json").write_text(json.dumps(new))
    assert not check(config).drift
    assert generate(config).summary.written == (NAME,)
    del new["paths"]["/items/{item_id}"]
    (tmp_path / "openapi.json").write_text(json.dumps(new))
    assert NAME in check(config).drift.changed


@pytest.mark.parametrize(
    "text", ["", "{", "\ufffe", "[]", '{"openapi": "3.1.0", "x-isospin": {"settings": {"names": 1}}}'],
)  # fmt: skip
def test_snapshot_that_says_nothing_is_stale(text: str, tmp_path: Path) -> None:
    """A spoiled file would stop the check that is there to name it."""
    (tmp_path / "openapi.json").write_text(json.dumps(shop()))
    config = Config(input="openapi.json", folder=tmp_path)
    write_snapshot(config)
    assert check_snapshot(config)
    snapshot_path(config).write_text(text)
    assert not check_snapshot(config)


def test_second_run_does_not_touch_the_snapshot(tmp_path: Path) -> None:
    """Each run would write a large file anew."""
    config = generated(tmp_path, shop())
    path = tmp_path / "shop_client" / NAME
    before = path.stat().st_mtime_ns
    assert generate(config).up_to_date
    assert path.stat().st_mtime_ns == before
    again = load(str(path), config=config)
    assert compare(restored(again, config), document(shop())).findings == ()
