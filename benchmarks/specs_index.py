"""The index of the documents in a cache folder: ``index.json``."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import yaml
from specs_catalogue import Application, Source, Tutorial

_Base: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Base):  # type: ignore[misc, valid-type]
    """Reads YAML 1.2, where `off` is a text and a date is one, too."""


_Loader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern)
        for tag, pattern in resolvers
        if tag != "tag:yaml.org,2002:timestamp"
        and (tag != "tag:yaml.org,2002:bool" or first in "tTfF")
    ]
    for first, resolvers in _Base.yaml_implicit_resolvers.items()
}

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
"""The fields of a path item that are operations (OpenAPI 3.2, section 4.9.1)."""


@dataclass(frozen=True, kw_only=True)
class Document:
    """One document of the corpus.

    Attributes:
        name: Name of the document, as given to ``check``.
        source: Name of the source in the catalogue.
        package: Package that it was taken from.
        version: Version of that package.
        kind: ``npm`` or ``pypi`` for a packaged file, ``application``, ``tutorial``.
        path: File below the cache folder.
        openapi: What the document says in ``openapi`` (or ``swagger``).
        operations: Number of operations below ``paths``.
        schemas: Number of schemas below ``components``.
        bytes: Size of the file.
        sha256: Hash of the file; equal documents have equal hashes.
    """

    name: str
    source: str
    package: str
    version: str
    kind: str
    path: str
    openapi: str
    operations: int
    schemas: int
    bytes: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Failure:
    """Something that was asked for and gave no document.

    Attributes:
        name: Name of the source, or of a module of the tutorial.
        source: Name of the source in the catalogue.
        package: Package and version that were tried.
        reason: Why, in one line.
    """

    name: str
    source: str
    package: str
    reason: str


class NotADocumentError(Exception):
    """A file is not an OpenAPI document; the message names the file and says why."""


class Index:
    """The documents and failures of a cache folder, by source."""

    def __init__(self, cache: Path) -> None:
        """Read the index of a cache folder; a folder without one is empty."""
        self.cache = cache
        self.documents: list[Document] = []
        self.failures: list[Failure] = []
        self.without_application: dict[str, list[str]] = {}
        self._load()

    def _load(self) -> None:
        if self._file.exists():
            stored = json.loads(self._file.read_text(encoding="utf-8"))
            self.documents = [Document(**entry) for entry in stored["documents"]]
            self.failures = [Failure(**entry) for entry in stored["failures"]]
            self.without_application = stored["without_application"]

    @property
    def _file(self) -> Path:
        return self.cache / "index.json"

    def is_complete(self, source: Source) -> bool:
        """Whether every document of a source is there, in the catalogue's version."""
        found = [entry for entry in self.documents if entry.source == source.name]
        return bool(found) and all(
            entry.version == source.version and (self.cache / entry.path).exists()
            for entry in found
        )

    def replace(
        self,
        source: Source,
        documents: Iterable[Document],
        failures: Iterable[Failure],
        without_application: Iterable[str] = (),
    ) -> None:
        """Put what a source gave in the place of what it gave before, and save."""
        with self._latest():
            self.documents = [d for d in self.documents if d.source != source.name]
            self.documents.extend(documents)
            self.documents.sort(key=lambda entry: entry.name)
            self._replace_failures(source, failures)
            self.without_application.pop(source.name, None)
            if modules := sorted(without_application):
                self.without_application[source.name] = modules

    def fail(self, source: Source, failure: Failure) -> None:
        """Note that a source gave nothing; what it gave before stays."""
        with self._latest():
            self._replace_failures(source, [failure])

    def _replace_failures(self, source: Source, failures: Iterable[Failure]) -> None:
        self.failures = [f for f in self.failures if f.source != source.name]
        self.failures.extend(failures)
        self.failures.sort(key=lambda entry: entry.name)

    @contextlib.contextmanager
    def _latest(self) -> Iterator[None]:
        """Change what the file says now: two runs may fetch into the same folder."""
        with (self.cache / ".index.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self._load()
            yield
            self._save()

    def _save(self) -> None:
        content = {
            "documents": [asdict(entry) for entry in self.documents],
            "failures": [asdict(entry) for entry in self.failures],
            "without_application": self.without_application,
        }
        beside = self._file.with_suffix(".tmp")
        beside.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
        os.replace(beside, self._file)


def describe(source: Source, name: str, path: str, cache: Path) -> Document:
    """Read a document that lies in the cache and count what is in it.

    Raises:
        NotADocumentError: The file is not an OpenAPI or Swagger document.
    """
    raw = (cache / path).read_bytes()
    document = parse(raw, path)
    version = document.get("openapi", document.get("swagger"))
    if version is None:
        raise NotADocumentError(f"{path} has neither 'openapi' nor 'swagger'")
    components = document.get("components") or {}
    return Document(
        name=name,
        source=source.name,
        package=source.package,
        version=source.version,
        kind=kind_of(source),
        path=path,
        openapi=str(version),
        operations=count_operations(document),
        schemas=len(components.get("schemas") or document.get("definitions") or {}),
        bytes=len(raw),
        sha256=hashlib.sha256(raw).hexdigest(),
    )


def parse(raw: bytes, path: str) -> dict[str, Any]:
    """The mapping in a JSON or YAML file.

    Raises:
        NotADocumentError: It is neither, or not a mapping.
    """
    if path.endswith(".json"):
        try:
            content = json.loads(raw)
        except ValueError as error:
            raise NotADocumentError(f"{path} is not JSON: {error}") from error
    else:
        try:
            content = yaml.load(raw, Loader=_Loader)
        except yaml.YAMLError as error:
            raise NotADocumentError(f"{path} is not YAML: {error}") from error
    if not isinstance(content, dict):
        raise NotADocumentError(f"{path} is not a mapping")
    return content


def count_operations(document: dict[str, Any]) -> int:
    """Operations below ``paths``; callbacks and webhooks are not counted."""
    paths = document.get("paths") or {}
    return sum(
        method in METHODS
        for item in paths.values()
        if isinstance(item, dict)
        for method in item
    )


def kind_of(source: Source) -> str:
    """The kind of a source in a word."""
    match source:
        case Application():
            return "application"
        case Tutorial():
            return "tutorial"
        case _:
            return source.registry
