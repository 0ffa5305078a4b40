"""`isospin patch` as a person uses it."""

from __future__ import annotations

import json
import sys

import pytest

import codegen.patches
from codegen.cli import main

from .project import ITEMS, Project, document


class Shell:
    """Runs `isospin` in a project."""

    def __init__(self, project: Project, capsys: pytest.CaptureFixture[str]) -> None:
        self.project = project
        self._capsys = capsys

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        """Return exit code, standard output and standard error."""
        with pytest.raises(SystemExit) as caught:
            main([*arguments])
        out, err = self._capsys.readouterr()
        return int(caught.value.code or 0), out, err

    def ok(self, *arguments: str) -> str:
        """Run what has to go well; return the standard output."""
        code, out, err = self(*arguments)
        assert code == 0, err
        return out


@pytest.fixture
def shell(
    project: Project,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Shell:
    """A shell in a project."""
    monkeypatch.chdir(project.settled().folder)
    return Shell(project, capsys)


def test_new_writes_a_patch_that_does_what_the_original_does(shell: Shell) -> None:
    """Otherwise the first thing to do after `new` would be repairs."""
    shell.ok("patch", "new", "items.search")
    folder = shell.project.folder / "patches"
    text = (folder / "aio/items.py").read_text()
    assert "class Items(GeneratedItems):" in text
    assert "async def search(self, *, limit: int | None = None)" in text
    assert "return await super().search(limit=limit)" in text
    assert '"""' in text.partition("async def search")[2]
    assert (
        "return super().search(limit=limit)" in (folder / "sync/items.py").read_text()
    )
    printed = shell.project.run("""
        from shop.sync.items import Items
        print(Items.search.__module__)
        """)
    assert printed == "patches.sync.items"


def test_everything_is_in_order_after_new(shell: Shell) -> None:
    """Otherwise the skeleton would be the first thing that the check complains about."""
    shell.ok("patch", "new", "items.search")
    shell.ok("patch", "new", "items.cancel")
    shell.ok("patch", "new", "client")
    shell.ok("patch", "new", "models.Item")
    shell.ok("patch", "new", "tools", "--add")
    code, _, err = shell("patch", "check")
    assert (code, err) == (0, "patches: nothing to complain about\n")
    done = shell.project.python("-m", "mypy", "--strict", "shop", "patches")
    assert done.returncode == 0, done.stdout


def test_new_writes_texts_of_the_document_that_end_in_a_quote(shell: Shell) -> None:
    """Otherwise the skeleton, or all of `patch new`, fails for a word in quotes."""
    found = document()
    found["tags"] = [{"name": "orders", "description": '- "Orders"\n- and more'}]
    schema = {"type": "string", "enum": ["it's", 'so "called"']}
    content = {"application/json": {"schema": schema}}
    found["paths"]["/orders"]["get"]["responses"]["200"]["content"] = content
    shell.project.document(found)
    shell.project.generate()
    shell.ok("patch", "new", "orders.orders")
    shell.project.generate()
    code = "import ast, shop.aio as a; o = a.Client('http://x').orders"
    assert shell.project.run(f"{code}\nprint(type(o).__doc__)") == '- "Orders"'


def test_new_adds_to_a_patch_that_is_there(shell: Shell) -> None:
    """Otherwise the second operation of a group would have to be written by hand."""
    shell.project.both("items", ITEMS)
    shell.project.generate()
    shell.ok("patch", "new", "items.get")
    text = (shell.project.folder / "patches/aio/items.py").read_text()
    assert "min(limit or 5, 5)" in text
    assert "return await super().get(item_id)" in text


def test_new_refuses_what_is_patched_already(shell: Shell) -> None:
    """Otherwise there would be two methods of one name, or one would be lost."""
    shell.ok("patch", "new", "items.search")
    before = shell.project.snapshot("patches")
    code, _, err = shell("patch", "new", "items.search")
    assert code == 2
    assert "items.search is patched here already" in err
    assert shell.project.snapshot("patches") == before


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("items.serch", "there is no operation items.serch"),
        ("itms.search", "there is no group itms in the generated package; closest is"),
        (
            "models.Itm",
            "there is no model Itm in the generated package; closest is Item",
        ),
    ],
)
def test_new_names_the_closest(shell: Shell, target: str, said: str) -> None:
    """Otherwise a slip of the hand costs a search."""
    code, _, err = shell("patch", "new", target)
    assert code == 2
    assert said in err and err.count("\n") == 1
    assert not (shell.project.folder / "patches").exists()


def test_list_shows_what_is_patched(shell: Shell) -> None:
    """Otherwise nobody knows what of a client is hand-written."""
    shell.ok("patch", "new", "items.search")
    shell.project.edit("aio/items.py", "search(", "search(")
    rows = json.loads(shell.ok("patch", "list", "--format", "json"))
    assert [(row["action"], row["name"]) for row in rows] == [
        ("overrides", "items.search")
    ]
    places = [place.rpartition(":")[0] for place in rows[0]["places"]]
    assert places == ["patches/aio/items.py", "patches/sync/items.py"]
    assert shell.ok("patch", "list").startswith("overrides  items.search  patches/aio/")


def test_check_fails_with_one_line_a_mistake(shell: Shell) -> None:
    """Otherwise continuous integration would pass, or show a traceback."""
    shell.ok("patch", "new", "items.search")
    (shell.project.folder / "patches/sync/items.py").unlink()
    code, _, err = shell("patch", "check")
    assert code == 1
    assert err.startswith("ISO301 patches/aio/items.py: its twin patches/sync/items.py")
    assert err.count("\n") == 1


def test_mirror_repairs_what_check_found(shell: Shell) -> None:
    """Otherwise the message would name a command that does not help."""
    shell.ok("patch", "new", "items.search")
    shell.project.edit("aio/items.py", "limit=limit", "limit=3")
    assert shell("patch", "check")[0] == 1
    shell.ok("patch", "mirror")
    assert shell("patch", "check")[0] == 0


def test_accept_keeps_only_what_is_named(shell: Shell) -> None:
    """Otherwise one look would count for every patch."""
    shell.ok("patch", "new", "items.search")
    shell.ok("patch", "new", "items.cancel")
    changed = document()
    changed["paths"]["/items"]["get"]["parameters"][0]["schema"]["type"] = "string"
    ids = changed["paths"]["/items/{item_id}"]["delete"]["parameters"]
    changed["paths"]["/items/{item_id}"]["delete"]["parameters"] = [
        {**ids[0], "schema": {"type": "string"}}
    ]
    shell.project.document(changed)
    shell.ok("generate")
    _, _, err = shell("patch", "check")
    assert err.count("ISO304") == 2
    shell.ok("patch", "accept", "items.search")
    _, _, err = shell("patch", "check")
    assert err.count("ISO304") == 1 and "items.cancel has changed" in err


def test_check_needs_no_app(shell: Shell) -> None:
    """Otherwise a check in an editor would take as long as starting the service."""
    shell.ok("patch", "new", "items.search")
    (shell.project.folder / "openapi.json").unlink()
    shell.ok("patch", "check")


def test_without_libcst_the_mirror_says_what_to_install(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise a missing extra would look like a fault of isospin."""
    monkeypatch.delitem(sys.modules, "codegen.patches.mirror", raising=False)
    monkeypatch.delattr(codegen.patches, "mirror", raising=False)
    monkeypatch.setitem(sys.modules, "libcst", None)
    shell.project.write({"aio/items.py": ITEMS})
    code, _, err = shell("patch", "mirror")
    assert code == 2
    assert "pip install 'isospin[patches]'" in err
