"""The surface verdict against reality: code for the old client, run with the new one.

Documents are changed at random. A program that uses all of the old client, in both
flavours, is type-checked and executed with the client of the new document. Each line
that fails needs something that the gate says is broken, and everything that it says is
broken makes a line fail. `ISOSPIN_EXAMPLES` is how many changes are tried.
"""

from __future__ import annotations

import asyncio
import importlib
import inspect
import os
import random
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import mypy.api
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from codegen.build import Build, build
from codegen.config import Config
from codegen.diff.finding import Finding
from codegen.diff.subject import Subject
from codegen.diff.surface import Surface
from codegen.errors import SpecError
from codegen.manifest import content_hash
from codegen.run import Previous
from tests.diff.changes import CHANGES, Change, store
from tests.diff.documents import compared, document
from tests.diff.programs import Line, Program

Json = Any
EXAMPLES = int(os.environ.get("ISOSPIN_EXAMPLES", "6"))
FLAVOURS = ("sync", "aio")
HEAD = """\
from __future__ import annotations
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal
from client import models
from client._core.model import OpenModel
from client.{flavour} import Client
"""


def surface(root: Json) -> Surface:
    return Surface(Subject(document(root)), functions=False)


def explains(finding: Finding, line: Line) -> bool:
    """Whether a line fails because of a finding."""
    name, needs = finding.python, line.needs
    owner = name.partition("(")[0]
    match finding.rule:
        case "py.items-type" if not name.startswith("models.") and "(" not in name:
            return f"{name}->" in needs
        case "py.group-removed":
            return any(need.startswith(f"{finding.before}.") for need in needs)
        case "py.arg-required":
            return f"{owner}()" in needs and name not in needs
        case "py.field-required":
            return f"{name.rpartition('.')[0]}()" in needs and name not in needs
        case "py.arg-order":
            return f"{name}(*)" in needs
        case "py.return-type":
            return f"{name}->" in needs
        case "py.model-kind":
            return f"{name}!" in needs
        case "py.model-base":
            return f"{name}:base" in needs
        case _:
            return name in needs


NAMED = {
    "py.group-removed", "py.method-removed", "py.method-renamed", "py.arg-removed",
    "py.arg-renamed", "py.arg-required", "py.model-removed", "py.model-renamed",
    "py.field-required", "py.enum-member-removed", "py.name-removed",
}  # fmt: skip
"""What also fails where nobody checks types: something is gone, or must be given."""


class Place:
    """A folder with the client of the last document, and a checker that remembers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._last: Build | None = None

    def write(self, root: Json, lines: tuple[Line, ...]) -> None:
        """Write the client of a document, and the program for both flavours."""
        made = self._last
        previous = Previous(
            self.folder / "client",
            {name: content_hash(text.encode()) for name, text in made.files.items()},
            made.cache,
        ) if made else Previous(self.folder / "client")  # fmt: skip
        config = Config(input="-", package="client", folder=self.folder)
        new = build(document(root), config, previous)
        for name in (made.files.keys() if made else set()) - new.files.keys():
            (self.folder / "client" / name).unlink()
        for name, text in new.files.items():
            self._put(Path("client", name), text)
        for flavour in FLAVOURS:
            found = [line.source(number, flavour) for number, line in enumerate(lines)]
            text = HEAD.format(flavour=flavour) + "\n".join(found)
            self._put(Path(f"use_{flavour}.py"), f"{text}\n")
        self._last = new

    def _put(self, name: Path, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")

    def checked(self) -> dict[str, set[int]]:
        """Return the lines of each program that a type checker refuses."""
        out = self._mypy()
        if re.search(r"^client/.*: error:", out, re.MULTILINE):
            self.stop()  # it remembers what is gone, now and then
            out = self._mypy()
        first = HEAD.count("\n") + 1
        found: dict[str, set[int]] = {flavour: set() for flavour in FLAVOURS}
        for line in out.splitlines():
            if ": error:" in line:
                match = re.match(r"use_(\w+)\.py:(\d+): error", line)
                assert match is not None, line
                found[match[1]].add(int(match[2]) - first)
        return found

    def _mypy(self) -> str:
        status = str(self.folder / "dmypy.json")
        out, err, code = mypy.api.run_dmypy(
            ["--status-file", status, "run", "--", "--strict", "--no-pretty",
             *(f"use_{flavour}.py" for flavour in FLAVOURS)]
        )  # fmt: skip
        assert code < 2 and ("Success" in out or "Found" in out), (out, err)
        return out

    def stop(self) -> None:
        mypy.api.run_dmypy(["--status-file", str(self.folder / "dmypy.json"), "stop"])


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A place for all examples, so that little has to be checked again."""
    with pytest.MonkeyPatch.context() as patch:
        found = Place(tmp_path_factory.mktemp("reality"))
        patch.chdir(found.folder)
        patch.syspath_prepend(str(found.folder))
        patch.setattr(sys, "dont_write_bytecode", True)
        sys.setrecursionlimit(1 << 14)  # as mypy does, and hypothesis minds in a test
        yield found
        found.stop()
        _forget()


def _forget() -> None:
    """Let the client be imported anew."""
    for name in [n for n in sys.modules if re.match(r"(client|use_\w+)(\.|$)", n)]:
        del sys.modules[name]
    importlib.invalidate_caches()


# --- the service ---------------------------------------------------------------------------


def sample(root: Json, schema: Json, depth: int = 0) -> Json:
    """Return a value of a schema."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        return sample(root, root["components"]["schemas"][name], depth)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][-1]
    if "anyOf" in schema:
        return sample(root, schema["anyOf"][0], depth)
    kind = schema.get("type")
    match kind[0] if isinstance(kind, list) else kind:
        case "object":
            names = schema.get("properties", {})
            if depth > 3:
                names = {n: names[n] for n in schema.get("required", [])}
            return {n: sample(root, names[n], depth + 1) for n in names}
        case "array":
            return [sample(root, schema["items"], depth + 1)] if depth < 4 else []
        case "integer" | "number":
            return 1
        case "boolean":
            return True
        case _:
            return "2026-01-01T00:00:00Z" if schema.get("format") else "text"


def service(root: Json) -> httpx.MockTransport:
    """Return a service that answers as the document says."""

    def answer(request: httpx.Request) -> httpx.Response:
        for path, item in root["paths"].items():
            pattern = re.sub(r"\{[^}]*\}", "[^/]+", path)
            operation = item.get(request.method.lower())
            if operation and re.fullmatch(pattern, request.url.path):
                status, reply = min(operation["responses"].items())
                if "content" not in reply:
                    return httpx.Response(int(status))
                schema = reply["content"]["application/json"]["schema"]
                return httpx.Response(int(status), json=sample(root, schema))
        return httpx.Response(404)

    return httpx.MockTransport(answer)


def executed(flavour: str, lines: tuple[Line, ...], new: Json) -> set[int]:
    """Return the lines that fail when they run."""
    _forget()
    module = importlib.import_module(f"use_{flavour}")
    models = {str(name): model for name, model in surface(new).api.models.items()}

    def instance(name: str) -> object:
        value = sample(new, document(new).find(models[name].pointer))
        return TypeAdapter(getattr(module.models, name)).validate_python(value)

    names = {**vars(module), "instance": instance}

    async def run() -> set[int]:
        client = module.Client("http://store", transport=service(new))
        failed = set()
        for number, line in enumerate(lines):
            try:
                found = eval(line.call(number), {**names, "client": client})
                if inspect.isawaitable(found):
                    await found
            except Exception:
                failed.add(number)
        return failed

    return asyncio.run(run())


# --- the comparison ------------------------------------------------------------------------


def judged(place: Place, old: Json, new: Json) -> None:
    """Compare what the gate says with what happens."""
    lines = Program(surface(old)).lines
    report = compared(old, new)
    said = [
        f
        for f in report.findings
        if (f.severity == "breaking" and f.rule[:3] == "py.")
        or f.rule == "py.items-type"
    ]
    try:
        place.write(new, lines)
    except SpecError:
        assert any(f.rule == "spec.unreadable" for f in report.findings)
        return
    ran = {flavour: executed(flavour, lines, new) for flavour in FLAVOURS}
    wrong = _wrong(said, lines, place.checked(), ran)
    if wrong:  # the daemon keeps errors that are gone, now and then: ask a fresh one
        place.stop()
        wrong = _wrong(said, lines, place.checked(), ran)
    assert wrong == [], "\n".join(wrong)


def _wrong(
    said: list[Finding],
    lines: tuple[Line, ...],
    failed: Mapping[str, set[int]],
    ran: Mapping[str, set[int]],
) -> list[str]:
    """Return where the gate and what happens part."""
    found = []
    for flavour in FLAVOURS:
        for number in sorted(failed[flavour] | ran[flavour]):
            if not any(explains(finding, lines[number]) for finding in said):
                how = "checked" if number in failed[flavour] else "run"
                found.append(f"unsaid ({how}): {lines[number].source(number, flavour)}")
    for finding in said:
        seen = [f for f in FLAVOURS if _witnessed(finding, lines, failed[f])]
        if seen != list(FLAVOURS) and not (seen and finding.rule == "py.method-kind"):
            found.append(f"all lines pass: {finding.rule}: {finding.sentence}")
        runs = [f for f in FLAVOURS if _witnessed(finding, lines, ran[f])]
        if finding.rule in NAMED and runs != list(FLAVOURS):
            found.append(f"all lines run: {finding.rule}: {finding.sentence}")
    return found


def _witnessed(finding: Finding, lines: tuple[Line, ...], failed: set[int]) -> bool:
    return any(explains(finding, lines[number]) for number in failed)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.sampled_from(CHANGES), min_size=1, max_size=4), st.integers(0, 2**32)
)
def test_code_fails_exactly_where_the_gate_says(
    place: Place, edits: list[Change], seed: int
) -> None:
    """The gate would be silent about code that breaks, or cry about code that does not."""
    new = store()
    pick = random.Random(seed)
    for edit in edits:
        edit(new, pick)
    judged(place, store(), new)


def test_program_of_a_client_runs_with_it(place: Place) -> None:
    """A program that fails anyway would prove whatever the gate says."""
    lines = Program(surface(store())).lines
    place.write(store(), lines)
    assert place.checked() == {flavour: set() for flavour in FLAVOURS}
    for flavour in FLAVOURS:
        assert executed(flavour, lines, store()) == set()
