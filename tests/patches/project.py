"""A small project: a document, a configuration, patches, and the client of it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Any

from codegen.config import Config
from codegen.errors import IsospinError
from codegen.patches.checks import check_patches
from codegen.patches.record import accept
from codegen.patches.writing import write_mirrored
from codegen.run import generate


def document() -> dict[str, Any]:
    """Return the document: two groups, a few models."""
    item = {"$ref": "#/components/schemas/Item"}
    found = {
        "description": "Items.",
        "content": {"application/json": {"schema": {"type": "array", "items": item}}},
    }
    one = {
        "description": "The item.",
        "content": {"application/json": {"schema": item}},
    }
    by_id = {
        "name": "item_id",
        "in": "path",
        "required": True,
        "schema": {"type": "integer"},
    }
    limit = {
        "name": "limit",
        "in": "query",
        "schema": {"type": "integer", "default": 10},
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Shop", "version": "1"},
        "paths": {
            "/items": {
                "get": {
                    "tags": ["items"],
                    "operationId": "search",
                    "parameters": [limit],
                    "responses": {"200": found},
                }
            },
            "/items/{item_id}": {
                "get": {
                    "tags": ["items"],
                    "operationId": "get",
                    "parameters": [by_id],
                    "responses": {"200": one},
                },
                "delete": {
                    "tags": ["items"],
                    "operationId": "cancel",
                    "parameters": [by_id],
                    "responses": {"204": {"description": "Gone."}},
                },
            },
            "/orders": {
                "get": {
                    "tags": ["orders"],
                    "operationId": "orders",
                    "responses": {
                        "200": {
                            "description": "Orders.",
                            "content": {
                                "application/json": {
                                    "schema": {"$ref": "#/components/schemas/Order"}
                                }
                            },
                        }
                    },
                }
            },
        },
        "components": {
            "schemas": {
                "Item": {
                    "type": "object",
                    "required": ["name", "color"],
                    "properties": {
                        "name": {"type": "string"},
                        "price": {"type": "number"},
                        "color": {"$ref": "#/components/schemas/Color"},
                    },
                },
                "Color": {"type": "string", "enum": ["red", "green"]},
                "Order": {
                    "type": "object",
                    "required": ["items"],
                    "properties": {"items": {"type": "array", "items": item}},
                },
            }
        },
    }


@dataclass(frozen=True)
class Project:
    """A folder with a document, patches and a client.

    Attributes:
        patches: Folder of the patches, below the folder.
        package: Import name of the client.
    """

    folder: Path
    patches: str = "patches"
    package: str = "shop"

    @property
    def config(self) -> Config:
        """The settings of its client."""
        return Config(
            input=str(self.folder / "openapi.json"),
            package=self.package,
            patches=self.patches,
            folder=self.folder,
        )

    def write(self, files: dict[str, str]) -> None:
        """Write patches: path below the folder of patches -> text."""
        for name, text in files.items():
            path = self.folder / self.patches / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dedent(text).lstrip("\n"), encoding="utf-8")

    def both(self, module: str, text: str) -> None:
        """Write a patch of aio and mirror it."""
        self.write({f"aio/{module}.py": text})
        write_mirrored(self.config, [module], force=True)

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace text in a patch that is there."""
        path = self.folder / self.patches / name
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {name}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def document(self, found: dict[str, Any]) -> None:
        """Write another document."""
        path = self.folder / "openapi.json"
        path.write_text(json.dumps(found), encoding="utf-8")

    def generate(self) -> None:
        """Generate the client."""
        generate(self.config)

    def accept(self) -> None:
        """Say that the patches are right for what is generated."""
        accept(self.config)

    def refused(self) -> list[str]:
        """Return what is said when the client cannot be generated."""
        try:
            generate(self.config)
        except IsospinError as error:
            return [self._told(problem) for problem in error.problems]
        return []

    def check(self) -> list[str]:
        """Return what `isospin patch check` says."""
        return [self._told(problem) for problem in check_patches(self.config)]

    def _told(self, problem: object) -> str:
        # `shown_path` shortens paths below the working folder only.
        return str(problem).replace(f"{self.folder}/", "")

    def run(self, code: str) -> str:
        """Run a program that imports the client; return what it prints."""
        done = self.python("-c", dedent(code))
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def python(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run an interpreter in the folder."""
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def snapshot(self, folder: str) -> dict[str, bytes]:
        """Return the files below a folder, caches aside."""
        return {
            str(path.relative_to(self.folder)): path.read_bytes()
            for path in sorted((self.folder / folder).rglob("*"))
            if path.is_file()
            and "__pycache__" not in path.parts
            and ".isospin-cache" not in path.parts
        }

    def copy(self, folder: Path, patches: str | None = None) -> Project:
        """Return a copy in another folder."""
        shutil.copytree(self.folder, folder)
        return Project(folder, patches or self.patches).settled()

    def settled(self) -> Project:
        """Point the configuration to this folder."""
        table = {
            "input": "openapi.json",
            "package": self.package,
            "patches": self.patches,
        }
        lines = [f"{key} = {json.dumps(value)}" for key, value in table.items()]
        text = "\n".join(["[tool.isospin]", *lines, ""])
        (self.folder / "pyproject.toml").write_text(text, encoding="utf-8")
        return self


def new_project(folder: Path) -> Project:
    """Make a project and generate its client."""
    project = Project(folder).settled()
    project.document(document())
    project.generate()
    return project


ITEMS = '''
    """Items, patched."""

    from __future__ import annotations

    from shop import models
    from shop.aio._generated_items import Items as GeneratedItems


    class Items(GeneratedItems):
        """Items."""

        async def search(self, *, limit: int | None = None) -> list[models.Item]:
            """Search, but not without end."""
            return await super().search(limit=min(limit or 5, 5))

        async def first(self, limit: int = 3) -> models.Item | None:
            """Return the first one; awaits `search`."""
            found = await self.search(limit=limit)
            return found[0] if found else None
'''
"""A patch of a group: one operation overridden, one added."""

ITEM = '''
    """Models, patched."""

    from __future__ import annotations

    from typing import TYPE_CHECKING

    from shop._core.model import Model


    class Item(Model):
        """An item that knows its name."""

        if TYPE_CHECKING:
            name: str

        note: str = ""

        @property
        def shout(self) -> str:
            """The name, loud."""
            return self.name.upper()
'''
"""A patch of a model: a property and a field."""
