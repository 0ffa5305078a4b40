"""Writes the golden trees anew: `python -m tests.golden.update`. Review the diff."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from ..unit.documents import render

HERE = Path(__file__).parent


def features() -> list[Path]:
    """The folder of every golden case."""
    return sorted(path.parent for path in HERE.glob("*/openapi.json"))


def rendered(feature: Path) -> Mapping[str, str]:
    """Render a case: the files that depend on its document."""
    root = json.loads((feature / "openapi.json").read_text(encoding="utf-8"))
    return {path: text for path, text in render(root).items() if _told(path)}


def _told(path: str) -> bool:
    """Whether a file differs between documents."""
    folder, _, name = path.rpartition("/")
    return folder not in ("", "_core") and not name.startswith("_")


def expected(feature: Path) -> Mapping[str, str]:
    """Read what a case was rendered to before."""
    return dict(_read(feature / "expected"))


def _read(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.rglob("*.py")):
        yield path.relative_to(folder).as_posix(), path.read_text(encoding="utf-8")


def main() -> None:
    """Write every tree anew."""
    for feature in features():
        folder = feature / "expected"
        shutil.rmtree(folder, ignore_errors=True)
        for path, text in rendered(feature).items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        print(f"wrote {folder.relative_to(HERE.parent.parent)}")


if __name__ == "__main__":
    main()
