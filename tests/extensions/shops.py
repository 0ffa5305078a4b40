"""A client, and others that extend it: their documents, patches and distributions.

shop        the base, patched
bigshop     extends shop, and patches what shop has patched
hugeshop    extends bigshop
othershop   extends shop too, without knowing of the others
"""

from __future__ import annotations

import copy
import json
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from textwrap import dedent
from typing import Any

from codegen.config import Config
from codegen.patches.checks import check_patches
from codegen.patches.record import accept
from codegen.patches.writing import write_mirrored
from codegen.run import Result, generate
from codegen.stamp import CACHE
from tests.patches.project import document

Document = dict[str, Any]


def reference(name: str) -> Document:
    """Return a reference to a schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def operation(group: str, name: str, answer: Document, *ids: str) -> Document:
    """Return an operation that answers with JSON.

    Args:
        group: Its tag.
        name: Its operationId.
        answer: Schema of the answer.
        ids: Its path parameters.
    """
    content = {"application/json": {"schema": answer}}
    return {
        "tags": [group],
        "operationId": name,
        "parameters": [
            {"name": i, "in": "path", "required": True, "schema": {"type": "integer"}}
            for i in ids
        ],
        "responses": {"200": {"description": "Yes.", "content": content}},
    }


def bigger() -> Document:
    """Return the base's document with a field, an operation and a group more."""
    found = copy.deepcopy(document())
    schemas = found["components"]["schemas"]
    schemas["Item"]["properties"]["weight"] = {"type": "number"}
    schemas["Ship"] = {
        "type": "object",
        "required": ["cargo"],
        "properties": {"cargo": {"type": "array", "items": reference("Item")}},
    }
    weigh = operation("items", "weigh", reference("Item"), "item_id")
    found["paths"]["/items/{item_id}/weigh"] = {"post": weigh}
    ships = {"type": "array", "items": reference("Ship")}
    found["paths"]["/ships"] = {"get": operation("ships", "ships", ships)}
    return found


def huge() -> Document:
    """Return the extension's document with another field."""
    found = bigger()
    item = found["components"]["schemas"]["Item"]
    item["properties"]["volume"] = {"type": "number"}
    return found


def other() -> Document:
    """Return the base's document with another group."""
    found = copy.deepcopy(document())
    found["paths"]["/tours"] = {"get": operation("tours", "tours", reference("Order"))}
    return found


GET = '''
    """Items, patched."""

    from __future__ import annotations

    from shop import models
    from shop._core.patching import removes
    from shop.aio._generated_items import Items as GeneratedItems


    @removes("search")
    class Items(GeneratedItems):
        """Items."""

        async def get(self, item_id: int) -> models.Item:
            """Get an item; 0 is the first one."""
            return await super().get(item_id or 1)

        async def search(self, *, limit: int | None = None) -> list[models.Item]:
            """Search, but not without end."""
            return await self._generated_search(limit=min(limit or 5, 5))
'''
TOOLS = '''
    """Tools, of which no document knows."""

    from __future__ import annotations

    from shop.aio._transport import Group


    class Tools(Group):
        """Tools."""

        async def strike(self) -> str:
            """Hit."""
            return "hit"
'''
ITEM = '''
    """Models, patched."""

    from __future__ import annotations

    from typing import TYPE_CHECKING

    from shop._core.model import Model
    from shop._core.patching import adds


    class Item(Model):
        """An item that knows its name."""

        if TYPE_CHECKING:
            name: str

        @property
        def shout(self) -> str:
            """The name, loud."""
            return self.name.upper()


    @adds
    class Receipt(Model):
        """A receipt."""

        total: int = 0
'''
GET_AGAIN = '''
    """Items, patched again."""

    from __future__ import annotations

    from bigshop import models
    from bigshop.aio._generated_items import Items as GeneratedItems


    class Items(GeneratedItems):
        """Items."""

        async def get(self, item_id: int) -> models.Item:
            """Get an item; -1 is the seventh."""
            item = await super().get(7 if item_id == -1 else item_id)
            assert isinstance(item, models.Item)
            return item

        async def heavy(self) -> list[models.Item]:
            """Return those above two."""
            found = await self._generated_search()
            return [item for item in found if (item.weight or 0) > 2]
'''
TOOLS_AGAIN = '''
    """Tools, patched by another team."""

    from __future__ import annotations

    from bigshop.aio._generated_tools import Tools as GeneratedTools


    class Tools(GeneratedTools):
        """Tools."""

        async def strike(self) -> str:
            """Hit twice."""
            return await super().strike() * 2
'''
ITEM_AGAIN = '''
    """Models, patched again."""

    from __future__ import annotations

    from shop.models.shared import Item as BaseItem
    from shop.models.shared import Receipt as BaseReceipt


    class Item(BaseItem):
        """An item that is louder."""

        @property
        def shout(self) -> str:
            """The name, loud, with a mark."""
            return f"{super().shout}!"


    class Receipt(BaseReceipt):
        """A receipt with a tax."""

        tax: int = 1
'''


@dataclass(frozen=True)
class Shop:
    """A client in a folder of its own.

    Attributes:
        folder: Where the clients are, each in a folder of its name.
        patches: Path below the folder of patches -> text.
        settings: More of `[tool.isospin]`.
    """

    folder: Path
    name: str
    patches: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def home(self) -> Path:
        """The folder of the project."""
        return self.folder / self.name

    @property
    def config(self) -> Config:
        """Its settings."""
        return Config(
            input=str(self.home / "openapi.json"),
            package=self.name,
            patches=f"{self.name}/patches",
            folder=self.home,
            **self.settings,
        )

    def made(self, found: Document) -> Result:
        """Write document, patches and distribution; generate the client."""
        self.home.mkdir(parents=True, exist_ok=True)
        (self.home / "openapi.json").write_text(json.dumps(found), "utf-8")
        (self.home / "pyproject.toml").write_text(self._project(), "utf-8")
        for path, text in self.patches.items():
            place = self.home / self.name / "patches" / path
            place.parent.mkdir(parents=True, exist_ok=True)
            for folder in {place.parent, self.home / self.name / "patches"}:
                (folder / "__init__.py").touch()
            place.write_text(dedent(text).lstrip("\n"), "utf-8")
        write_mirrored(self.config, [])
        self._know_fields()
        return self.generated()

    def _know_fields(self) -> None:
        """Take over which fields are known: asking for each once is enough here."""
        base = self.home / str(self.settings.get("extends", ""))
        known, place = (p / CACHE / "build.json" for p in (base, self.home / self.name))
        if known.is_file() and not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            (place.parent / ".gitignore").write_text("*\n", "ascii")
            shutil.copy(known, place)

    def generated(self) -> Result:
        """Generate the client, its patches accepted."""
        result = generate(self.config)
        accept(self.config)
        return result

    def checked(self) -> list[str]:
        """Return what `isospin patch check` says."""
        return [str(problem) for problem in check_patches(self.config)]

    def _project(self) -> str:
        extends = self.settings.get("extends")
        base = Path(extends).name if extends else ""
        points = (
            f'\n[project.entry-points."isospin.extensions"]\n{base} = "{self.name}"\n'
        )
        table = {"input": "openapi.json", "package": self.name, **self.settings}
        table["patches"] = f"{self.name}/patches"
        lines = [f"{key} = {json.dumps(value)}" for key, value in table.items()]
        return (
            '[build-system]\nrequires = ["hatchling"]\n'
            'build-backend = "hatchling.build"\n\n'
            f'[project]\nname = "{self.name}"\nversion = "1"\n'
            f"{points if base else ''}\n[tool.isospin]\n" + "\n".join(lines) + "\n"
        )


def all_shops(folder: Path) -> dict[str, Shop]:
    """Make every client, the base first."""
    patched = {"aio/items.py": GET, "aio/tools.py": TOOLS, "models/shared.py": ITEM}
    again = {
        "aio/items.py": GET_AGAIN,
        "aio/tools.py": TOOLS_AGAIN,
        "models/shared.py": ITEM_AGAIN,
    }
    shops = {
        "shop": Shop(folder, "shop", patched, {"extensible": True}),
        "bigshop": Shop(
            folder, "bigshop", again, {"extends": "../shop/shop", "extensible": True}
        ),
        "hugeshop": Shop(folder, "hugeshop", {}, {"extends": "../bigshop/bigshop"}),
        "othershop": Shop(folder, "othershop", {}, {"extends": "../shop/shop"}),
    }
    documents = (document(), bigger(), huge(), other())
    for shop, found in zip(shops.values(), documents, strict=True):
        shop.made(found)
    return shops


@dataclass(frozen=True)
class Environment:
    """A virtual environment with some of the clients, and what they need."""

    folder: Path

    @property
    def python(self) -> str:
        """Its interpreter."""
        return str(self.folder / "bin" / "python")

    def run(self, code: str, **environ: str) -> str:
        """Run a program; return what it prints."""
        done = self.tried(code, **environ)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def tried(self, code: str, **environ: str) -> subprocess.CompletedProcess[str]:
        """Run a program, whatever comes of it."""
        return subprocess.run(
            [self.python, "-c", dedent(code)],
            cwd=self.folder,
            env=environ,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )


def built(shop: Shop, folder: Path) -> Path:
    """Build the wheel of a client, with the build backend that is installed here."""
    from hatchling.builders.wheel import WheelBuilder

    builder = WheelBuilder(str(shop.home))
    return Path(next(builder.build(directory=str(folder), versions=["standard"])))


def installed(folder: Path, wheels: Iterable[Path]) -> Environment:
    """Make an environment, and install wheels into it; nothing is downloaded."""
    subprocess.run(
        [sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True
    )
    environment = Environment(folder)
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "--python", environment.python, "install"),
            *("--quiet", "--no-deps", "--no-index", "--disable-pip-version-check"),
            *map(str, wheels),
        ],
        check=True,
        capture_output=True,
    )
    site = next((folder / "lib").glob("python*/site-packages"))
    # What the clients need is what the tests run with.
    (site / "here.pth").write_text(f"{_libraries()}\n", "utf-8")
    return environment


@cache
def _libraries() -> str:
    return sysconfig.get_path("purelib")
