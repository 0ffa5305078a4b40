"""What checking one document of the corpus found, kept as a file in the cache."""

from __future__ import annotations

import json
import os
import re
from dataclasses import asdict, dataclass, field
from pathlib import Path

from specs_index import Document


@dataclass
class Outcome:
    """What the steps of the check found for one document.

    Attributes:
        name: Name of the document in the index.
        package: Package that the document was taken from.
        version: Version of that package.
        operations: Operations of the document, counted in the document itself.
        flags: Flags without which the document is refused, such as ``--lenient``.
        refused: Why there is no client, one line a problem; empty when there is one.
        rendered: Operations that the client has, as the generator reports.
        models: Models that the client has, as the generator reports.
        lines: Lines of Python of the client, the runtime (``_core``) apart.
        left_out: Operations that the generator says it left out: code and place.
        notices: Other notices of the generator, counted by code.
        broken: Files that do not compile or import, with the reason.
        called: Operations that the smoke calls reached, by flavour.
        failures: What went wrong in smoke calls, one line each.
        errors: Errors by type checker; a checker that ran out of time has None.
        messages: First messages of the type checkers.
    """

    name: str
    package: str
    version: str
    operations: int
    flags: list[str] = field(default_factory=list[str])
    refused: list[str] = field(default_factory=list[str])
    rendered: int = 0
    models: int = 0
    lines: int = 0
    left_out: list[str] = field(default_factory=list[str])
    notices: dict[str, int] = field(default_factory=dict[str, int])
    broken: list[str] = field(default_factory=list[str])
    called: dict[str, int] = field(default_factory=dict[str, int])
    failures: list[str] = field(default_factory=list[str])
    errors: dict[str, int | None] = field(default_factory=dict[str, "int | None"])
    messages: list[str] = field(default_factory=list[str])

    @property
    def good(self) -> bool:
        """Whether nothing is wrong; what was left out and reported is not wrong."""
        return not (
            self.refused
            or self.broken
            or self.failures
            or any(count != 0 for count in self.errors.values())
        )


@dataclass(frozen=True)
class Place:
    """Where the client and the outcome of one document lie in the cache."""

    cache: Path
    document: Document

    @property
    def slug(self) -> str:
        """The name of the document as an identifier."""
        return re.sub(r"[^a-z0-9]+", "_", self.document.name.lower()).strip("_")

    @property
    def package(self) -> str:
        """Import name of the client."""
        served = "_root" if self.document.name.endswith("@") else ""
        return f"client_{self.slug}{served}"

    @property
    def spec(self) -> Path:
        """The document."""
        return self.cache / self.document.path

    @property
    def clients(self) -> Path:
        """The folder that holds the client's package."""
        return self.cache / "clients" / self.document.source

    @property
    def client(self) -> Path:
        """The client's package."""
        return self.clients / self.package

    @property
    def file(self) -> Path:
        """The outcome."""
        return self.cache / "outcomes" / f"{self.package}.json"

    def load(self) -> Outcome | None:
        """The outcome of an earlier run, if there is one."""
        if not self.file.exists():
            return None
        return Outcome(**json.loads(self.file.read_text(encoding="utf-8")))

    def save(self, outcome: Outcome) -> None:
        """Keep an outcome."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        beside = self.file.with_suffix(".tmp")
        beside.write_text(json.dumps(asdict(outcome), indent=1) + "\n", "utf-8")
        os.replace(beside, self.file)
