"""What a `$ref` means, in one file and in several."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from codegen.config import Config
from codegen.errors import SpecError
from codegen.spec.document import Document
from codegen.spec.load import load
from codegen.spec.pointer import ROOT, Pointer

SCHEMAS = ROOT.child("components", "schemas")


def document(**schemas: object) -> Document:
    return Document(root={"components": {"schemas": schemas}}, name="api.json")


def refused(document: Document, ref: str, at: Pointer = ROOT) -> str:
    with pytest.raises(SpecError) as caught:
        document.resolve(ref, at)
    return str(caught.value)


def in_folder(folder: Path, files: Mapping[str, object]) -> Document:
    """Write files as JSON (text as it is) and load the first one."""
    for name, value in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(value if isinstance(value, str) else json.dumps(value))
    return load(next(iter(files)), config=Config(folder=folder))


def api(**paths: object) -> dict[str, Any]:
    return {"openapi": "3.1.0", "paths": {f"/{k}": v for k, v in paths.items()}}


def test_reference_gives_the_place_and_the_value() -> None:
    """The reader goes on from that place, and names it in messages."""
    job = {"type": "object"}
    assert document(Job=job).resolve("#/components/schemas/Job", ROOT) == (
        SCHEMAS / "Job",
        job,
    )


def test_reference_to_the_whole_document_is_its_root() -> None:
    """`#` is a pointer too."""
    api = document()
    assert api.resolve("#", ROOT) == (ROOT, api.root)


def test_each_reference_is_looked_up_once() -> None:
    """GitHub's document has 30,000 references to 900 targets."""
    api = document(Job={"a": 1})
    first = api.resolve("#/components/schemas/Job", ROOT / "paths")
    assert api.resolve("#/components/schemas/Job", ROOT / "x") is first


def test_resolve_takes_one_step_and_follow_goes_to_the_end() -> None:
    """An alias has a name of its own; a parameter only counts at the end."""
    ref = "#/components/schemas/"
    api = document(A={"$ref": ref + "B"}, B={"$ref": ref + "C"}, C={"x": 1})
    assert api.resolve(ref + "A", ROOT) == (SCHEMAS / "A", {"$ref": ref + "B"})
    assert api.follow(ref + "A", ROOT) == (SCHEMAS / "C", {"x": 1})


def test_escaped_and_percent_encoded_keys_are_found() -> None:
    """FastAPI's path templates as targets: `#/paths/~1jobs~1%7Bid%7D`."""
    api = Document(root={"paths": {"/jobs/{id}": 1, "a%20b": 2, "c d": 3}})
    assert api.resolve("#/paths/~1jobs~1%7Bid%7D", ROOT)[1] == 1
    assert api.resolve("#/paths/~1jobs~1{id}", ROOT)[1] == 1
    assert api.resolve("#/paths/a%20b", ROOT)[1] == 2
    assert api.resolve("#/paths/c%20d", ROOT)[1] == 3


def test_dangling_reference_is_said_with_the_closest_name() -> None:
    """Most dangling references are misspelt."""
    api = document(Job={}, Run={})
    assert refused(api, "#/components/schemas/Jobs", ROOT / "paths" / "/x") == (
        "ISO022 api.json#/paths/~1x: the reference `#/components/schemas/Jobs` points"
        " to nothing. Did you mean `Job`?"
    )


def test_dangling_reference_without_a_close_name_has_a_remedy() -> None:
    """There is always something to do."""
    assert refused(document(), "#/definitions/x").endswith(
        "points to nothing. Define what it points to, or remove the reference."
    )


@pytest.mark.parametrize("names", ["A", "AB", "ABC"])
def test_circle_of_references_is_said_with_all_its_steps(names: str) -> None:
    """Following it never ends; the message shows where to cut."""
    ref = "#/components/schemas/"
    ring = dict(zip(names, names[1:] + names[0], strict=True))
    api = document(**{name: {"$ref": ref + to} for name, to in ring.items()})
    message = refused(api, ref + "A")
    assert message.startswith("ISO023 api.json#/components/schemas/A: the reference")
    assert " -> ".join(f"api.json#/components/schemas/{n}" for n in names + "A") in (
        message
    )


def test_way_into_a_circle_is_refused_too() -> None:
    """The first reference is not part of the circle, but never ends either."""
    ref = "#/components/schemas/"
    api = document(A={"$ref": ref + "B"}, B={"$ref": ref + "B"})
    assert refused(api, ref + "A").startswith("ISO023 api.json#/components/schemas/B:")
    assert refused(api, ref + "A").startswith("ISO023 api.json#/components/schemas/B:")


def test_recursive_schema_is_no_circle() -> None:
    """A tree of nodes refers to itself through a property."""
    node = {"properties": {"next": {"$ref": "#/components/schemas/Node"}}}
    assert document(Node=node).follow("#/components/schemas/Node", ROOT)[1] == node


def test_anchor_is_refused_by_name() -> None:
    """Not followed, so it must not be taken for a file or nothing."""
    assert refused(document(), "#Job").startswith("ISO024 api.json#: the reference")


def test_dangling_reference_on_the_way_is_said_where_it_stands() -> None:
    """The reference that has to be corrected is the second one."""
    api = document(A={"$ref": "#/components/schemas/B"})
    assert refused(api, "#/components/schemas/A").startswith(
        "ISO022 api.json#/components/schemas/A: the reference `#/components/schemas/B`"
    )


def test_sibling_file_is_read_and_named(tmp_path: Path) -> None:
    """A place in another file has one pointer, and the name of that file."""
    api_ = in_folder(
        tmp_path,
        {"api.json": api(x={"$ref": "parts/x.yaml#/get~1it"}), "parts/x.yaml": "get/it: {a: 1}"},
    )  # fmt: skip
    pointer, value = api_.resolve("parts/x.yaml#/get~1it", ROOT)
    assert value == {"a": 1}
    assert api_.find(pointer) == {"a": 1}
    assert api_.place(pointer) == "parts/x.yaml#/get~1it"


def test_reference_in_a_sibling_is_relative_to_that_sibling(tmp_path: Path) -> None:
    """`#/...` and `other.json` mean something else there (RFC 3986, 5.1)."""
    api_ = in_folder(
        tmp_path,
        {
            "api.json": api(x={"$ref": "parts/x.json"}),
            "parts/x.json": {"here": {"$ref": "#/there"}, "there": {"$ref": "y.json#"}},
            "parts/y.json": {"back": {"$ref": "../api.json#/paths/~1x"}, "v": 1},
        },
    )
    x, _ = api_.resolve("parts/x.json", ROOT)
    assert api_.resolve("#/there", x)[1] == {"$ref": "y.json#"}
    y, value = api_.follow("#/here", x)
    assert api_.place(y) == "parts/y.json#"
    assert api_.resolve("../api.json#/paths/~1x", y / "back")[0] == (
        ROOT / "paths" / "/x"
    )
    assert isinstance(value, dict)


def test_circle_through_files_is_refused(tmp_path: Path) -> None:
    """Two files that only refer to each other never end."""
    api_ = in_folder(
        tmp_path,
        {"api.json": api(x={"$ref": "b.json"}), "b.json": {"$ref": "api.json#/paths/~1x"}},
    )  # fmt: skip
    assert refused(api_, "b.json").startswith("ISO023 ")


@pytest.mark.parametrize(
    "target",
    ["../secret.json", "/etc/hostname", "parts/../../secret.json", "%2e%2e/secret.json",
     "link.json", "folder/secret.json", "..%2Fsecret.json"],
)  # fmt: skip
def test_file_outside_of_the_folder_is_never_read(tmp_path: Path, target: str) -> None:
    """A document must not be able to copy other files into a client."""
    (tmp_path / "secret.json").write_text('{"stolen": 1}')
    inner = tmp_path / "api"
    inner.mkdir()
    (inner / "link.json").symlink_to(tmp_path / "secret.json")
    (inner / "folder").symlink_to(tmp_path)
    api_ = in_folder(inner, {"api.json": api(x={"$ref": target})})
    assert api_.files == {}
    assert refused(api_, target).startswith("ISO020 api.json#: the reference")


def test_link_inside_of_the_folder_is_followed(tmp_path: Path) -> None:
    """Links are how some projects share one schema between two versions."""
    (tmp_path / "real.json").write_text('{"a": 1}')
    (tmp_path / "link.json").symlink_to("real.json")
    api_ = in_folder(tmp_path, {"api.json": api(x={"$ref": "link.json"})})
    assert api_.resolve("link.json", ROOT)[1] == {"a": 1}


@pytest.mark.parametrize(
    "target", ["http://example.com/a.json", "HTTPS://x/", "//host/a.json", "file:///etc/hosts"]
)  # fmt: skip
def test_network_is_never_asked_for_a_reference(tmp_path: Path, target: str) -> None:
    """The only connection is the one to the URL that the user named."""
    api_ = in_folder(tmp_path, {"api.json": api(x={"$ref": target})})
    assert refused(api_, target).startswith("ISO021 api.json#: the reference")


def test_missing_sibling_is_said_by_whoever_refers_to_it(tmp_path: Path) -> None:
    """In an example it would mean nothing, so loading alone is no error."""
    api_ = in_folder(tmp_path, {"api.json": api(x={"$ref": "gone.json"})})
    assert refused(api_, "gone.json", ROOT / "paths" / "/x").startswith(
        "ISO022 api.json#/paths/~1x: the file 'gone.json' that a reference names"
        " cannot be read: No such file"
    )


def test_broken_sibling_is_said_with_its_own_position(tmp_path: Path) -> None:
    """The fault is in the other file."""
    api_ = in_folder(
        tmp_path, {"api.json": api(x={"$ref": "b.json"}), "b.json": "{\n,"}
    )
    assert refused(api_, "b.json").startswith("ISO012 b.json:2:1: this is not JSON")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_pipe_beside_the_document_does_not_block(tmp_path: Path) -> None:
    """Opening one waits for a writer, for ever."""
    os.mkfifo(tmp_path / "pipe.json")
    api_ = in_folder(tmp_path, {"api.json": api(x={"$ref": "pipe.json"})})
    assert "it is not a regular file" in refused(api_, "pipe.json")


def test_escaped_key_is_a_reference_too(tmp_path: Path) -> None:
    r"""The quick search of the text must not overlook `"\\u0024ref"`."""
    text = '{"openapi": "3.1.0", "paths": {"/x": {"\\u0024ref": "b.json"}}}'
    api_ = in_folder(tmp_path, {"api.json": text, "b.json": {"a": 1}})
    assert api_.resolve("b.json", ROOT)[1] == {"a": 1}


def test_digest_covers_the_siblings(tmp_path: Path) -> None:
    """Otherwise a change there would be taken for `up to date`."""
    files = {"api.json": api(x={"$ref": "b.json"}), "b.json": {"a": 1}}
    before = in_folder(tmp_path, files).digest
    assert in_folder(tmp_path, files).digest == before
    assert in_folder(tmp_path, {**files, "b.json": {"a": 2}}).digest != before


def test_problems_of_a_document_name_the_real_file(tmp_path: Path) -> None:
    """The reader adds a pointer; the person gets the file."""
    api_ = in_folder(
        tmp_path, {"api.json": api(x={"$ref": "b.json"}), "b.json": {"a": 1}}
    )
    problems = api_.problems()
    problems.add("ISO110", api_.resolve("b.json", ROOT)[0] / "a", "x", "y")
    problems.add("ISO110", ROOT / "paths", "x", "y")
    assert [p.place for p in problems.found] == ["b.json#/a", "api.json#/paths"]
