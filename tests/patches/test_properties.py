"""Whatever is patched, over whatever document, what has to hold holds."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codegen.patches.writing import write_mirrored, write_new

from .project import Project

EXAMPLES = int(os.environ.get("ISOSPIN_EXAMPLES", "8"))
NAMES = st.sampled_from(
    ["get", "list", "search", "send", "client", "class", "self", "type", "print", "id"]
)
TYPES = {"integer": "int", "string": "str", "boolean": "bool", "number": "float"}
WAYS = st.sampled_from(["leave", "override", "remove", "rewrite"])


@dataclass(frozen=True)
class Operation:
    """An operation of a document, and what a patch does to it."""

    name: str
    parameters: tuple[tuple[str, str], ...]
    model: str
    way: str


OPERATIONS = st.builds(
    Operation,
    NAMES,
    st.lists(
        st.tuples(
            st.sampled_from(["a", "from", "list", "limit"]),
            st.sampled_from(list(TYPES)),
        ),
        max_size=3,
        unique_by=lambda p: p[0],
    ).map(tuple),
    st.sampled_from(["Thing", "Other"]),
    WAYS,
)
GROUPS = st.dictionaries(
    st.sampled_from(["jobs", "items", "operations", "transport"]),
    st.lists(OPERATIONS, min_size=1, max_size=4, unique_by=lambda o: o.name),
    min_size=1,
    max_size=2,
)


def as_document(groups: dict[str, list[Operation]]) -> dict[str, Any]:
    """Write a document with these groups."""
    paths: dict[str, Any] = {}
    for group, operations in groups.items():
        for operation in operations:
            ref = {"$ref": f"#/components/schemas/{operation.model}"}
            paths[f"/{group}/{operation.name}"] = {
                "get": {
                    "tags": [group],
                    "operationId": f"{group}_{operation.name}",
                    "parameters": [
                        {"name": name, "in": "query", "schema": {"type": kind}}
                        for name, kind in operation.parameters
                    ],
                    "responses": {
                        "200": {
                            "description": "Yes.",
                            "content": {"application/json": {"schema": ref}},
                        }
                    },
                }
            }
    thing = {"type": "object", "properties": {"name": {"type": "string"}}}
    other = {
        "type": "object",
        "properties": {"thing": {"$ref": "#/components/schemas/Thing"}},
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Any", "version": "1"},
        "paths": paths,
        "components": {"schemas": {"Thing": thing, "Other": other}},
    }


def rendered(project: Project, group: str) -> tuple[str, list[str]]:
    """Return class and methods of a generated group, in the order of the document."""
    import ast

    path = project.folder / project.package / "aio" / f"{group}.py"
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.ClassDef):
            methods = [
                ast.unparse(i) for i in node.body if isinstance(i, ast.AsyncFunctionDef)
            ]
            return node.name, [
                m.partition("(")[0].removeprefix("async def ") for m in methods
            ]
    raise AssertionError(f"{path} has no class")


def as_patch(project: Project, group: str, ways: list[str], added: bool) -> str:
    """Write the patch of a group: one way an operation, by its name in Python."""
    cls, methods = rendered(project, group)
    package = project.package
    chosen = dict(zip(methods, ways, strict=False))
    removed = [m for m, way in chosen.items() if way in ("remove", "rewrite")]
    marks = f"@removes({', '.join(map(repr, removed))})\n" if removed else ""
    imports = f"from {package}._core.patching import removes\n" if removed else ""
    lines = [
        '"""A patch."""\n\nfrom __future__ import annotations\n\nimport asyncio\n',
        f"{imports}from {package}.aio._generated_{group} import {cls} as Generated{cls}\n",
        f'\n\n{marks}class {cls}(Generated{cls}):\n    """Patched; `await` it."""\n',
    ]
    for name, way in chosen.items():
        if way == "rewrite":
            lines.append(
                f"\n    async def {name}(self, times: int = 1) -> object:\n"
                f'        """Await {name} several times."""\n'
                f"        await asyncio.sleep(0)\n"
                f"        return [await self._generated_{name}() for _ in range(times)]\n"
            )
    if added:
        lines.append("\n    async def added_by_hand(self) -> None:\n        ...\n")
    return "".join(lines)


@dataclass
class Case:
    """One example, as it was left."""

    project: Project
    modules: list[str]


def try_case(
    case: Case, groups: dict[str, list[Operation]], added: bool, model: bool
) -> None:
    """Patch, generate, and see that everything holds."""
    project = case.project
    project.document(as_document(groups))
    project.generate()
    plain = project.snapshot(project.package)
    for group, operations in groups.items():
        module = next(
            path.stem
            for path in sorted(
                (project.folder / project.package / "_operations").glob("*.py")
            )
            if path.stem.startswith(group)
        )
        ways = [operation.way for operation in operations]
        project.write({f"aio/{module}.py": as_patch(project, module, ways, added)})
        _, methods = rendered(project, module)
        for name, way in zip(methods, ways, strict=False):
            if way == "override":
                write_new(project.config, f"{module}.{name}")
        case.modules.append(module)
    write_mirrored(project.config, [])
    if model and any(o.model == "Thing" for found in groups.values() for o in found):
        home = next(
            path.stem
            for path in sorted(
                (project.folder / project.package / "models").glob("*.py")
            )
            if "class Thing(" in path.read_text()
        )
        text = f"from {project.package}._core.model import Model\n\n\nclass Thing(Model):\n    pass\n"
        project.write({f"models/{home}.py": text})
    patches = project.snapshot(project.patches)
    project.generate()
    assert project.snapshot(project.patches) == patches, "patches were touched"
    first = project.snapshot(project.package)
    assert first != plain
    project.generate()
    assert project.snapshot(project.package) == first, "a second run changed something"
    assert [said for said in project.check() if not said.startswith("ISO311")] == []
    project.accept()
    assert project.check() == []


def test_any_patch_over_any_document_holds(tmp_path: Path) -> None:
    """Otherwise some name or some combination breaks clients that people patched.

    Every example has to import, in both flavours; two of them are type-checked, all
    with `ISOSPIN_EXAMPLES=40`, say, which also tries so many.
    """
    cases: list[Case] = []

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
        derandomize=True,
    )
    @given(GROUPS, st.booleans(), st.booleans())
    def examples(groups: dict[str, list[Operation]], added: bool, model: bool) -> None:
        number = len(cases)
        project = Project(tmp_path, f"patches{number}", f"client{number}")
        case = Case(project.settled(), [])
        try_case(case, groups, added, model)
        cases.append(case)

    examples()
    imports = [
        f"import {case.project.package}.{flavour}.{module}"
        for case in cases
        for flavour in ("sync", "aio")
        for module in case.modules
    ]
    cases[0].project.run("\n".join(imports))
    checked = len(cases) if "ISOSPIN_EXAMPLES" in os.environ else 2
    chosen = sorted(cases, key=lambda case: -len(case.modules))[:checked]
    folders = [n for c in chosen for n in (c.project.package, c.project.patches)]
    done = chosen[0].project.python("-m", "mypy", "--strict", *folders)
    assert done.returncode == 0, done.stdout


def test_a_folder_without_python_is_no_patch() -> None:
    """Otherwise notes beside patches would count as patches."""
    from codegen.patches.source import read_tree

    with tempfile.TemporaryDirectory() as folder:
        project = Project(Path(folder))
        project.write({"README.md": "Nothing yet."})
        assert not read_tree(project.config)
