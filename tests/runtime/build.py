"""Puts the sample client together: the runtime, the rendered transport, two groups."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from codegen.flavour import FLAVOURS

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = Path(__file__).with_name("sample")
HEADER = "# Rendered by isospin."


def build(folder: Path, *, http: str = "httpx", name: str = "sample_client") -> Path:
    """Write the sample client below `folder`; return the package's folder."""
    package = folder / name
    shutil.copytree(
        ROOT / "codegen/runtime",
        package / "_core",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    if http != "httpx":
        module = package / "_core/_http.py"
        text = module.read_text()
        module.write_text(
            re.sub(
                r"^import httpx$", f"import {http} as httpx", text, flags=re.MULTILINE
            )
        )
    for source in SAMPLE.glob("*.py"):
        shutil.copy(source, package)
    (package / "py.typed").touch()
    loader = FileSystemLoader([SAMPLE, ROOT / "codegen/templates"])
    environment = Environment(
        loader=loader,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    for flavour in FLAVOURS:
        target = package / flavour.name
        target.mkdir()
        (target / "__init__.py").write_text("from .client import Client as Client\n")
        for template, module_name in (
            ("transport.py.jinja", "_transport.py"),
            ("streams.py.jinja", "_streams.py"),
            ("base.py.jinja", "_base.py"),
            ("group.py.jinja", "group.py"),
            ("client.py.jinja", "client.py"),
        ):
            text = environment.get_template(template).render(f=flavour, header=HEADER)
            (target / module_name).write_text(text)
    return package
