"""The settings of a run as one frozen value; `codegen.settings` reads them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

from codegen.errors import ConfigError

SOURCES: Final = ("app", "factory", "input")
"""The keys that say what is read; one of them is set."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Operations, named by what they have in common.

    Attributes:
        tags: Tags.
        paths: Path templates; a `*` stands for any text.
        operations: Operations: operationId, `METHOD /path`, or group and method as
            they are rendered (`jobs.search`).
        deprecated: Also what is marked as deprecated.
    """

    tags: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    operations: tuple[str, ...] = ()
    deprecated: bool = False

    def __bool__(self) -> bool:
        return bool(self.tags or self.paths or self.operations or self.deprecated)


@dataclass(frozen=True, slots=True)
class ClientNames:
    """What the client classes are called in each flavour."""

    sync: str = "Client"
    aio: str = "Client"


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Every setting of one generated client.

    Attributes:
        app: Import string of a FastAPI app, `pkg.module:app`.
        factory: Import string of a function that returns one.
        input: A file, a URL, or `-` for standard input. One of the three is given.
        package: Import name of the generated package.
        output: Folder that holds the package, below `folder`.
        http: The HTTP library of the clients.
        python_executable: Interpreter that imports the app; None is the one that runs
            isospin. Looked up on the PATH when it has no folder.
        env: Environment variables set only while the app is imported.
        timeout: Seconds that importing the app or reading the URL may take.
        names: `short` (see docs) or `operation-id`.
        rename: What the document calls something -> its name in Python.
        include: Only these operations; all when empty.
        exclude: Not these operations.
        skip: Operations to leave out when they are not supported, instead of stopping.
        extra: What models do with fields that the document does not know.
        lenient: Read what is broken in the document as any value, and say so, instead
            of stopping.
        patches: Folder of hand-written patches, below `folder`.
        extends: The package that the client is laid over: its import name, or its
            folder, below `folder`.
        extensible: The client's own names give that of an installed extension.
        client: Names of the client classes.
        preferences: Prefix of the environment variables that the client reads, such as
            `JOBS_` for `JOBS_URL`; None for none.
        pagination: How operations are paged, as in the file.
        folder: Where the configuration file is; the working folder without one.
    """

    app: str | None = None
    factory: str | None = None
    input: str | None = None
    package: str = "generated"
    output: str = "."
    http: Literal["httpx", "httpx2"] = "httpx"
    python_executable: str | None = None
    env: Mapping[str, str] = field(default_factory=dict)
    timeout: float = 120.0
    names: Literal["short", "operation-id"] = "short"
    rename: Mapping[str, str] = field(default_factory=dict)
    include: Selection = Selection()
    exclude: Selection = Selection()
    skip: tuple[str, ...] = ()
    extra: Literal["ignore", "allow"] = "ignore"
    lenient: bool = False
    patches: str = "patches"
    extends: str | None = None
    extensible: bool = False
    client: ClientNames = ClientNames()
    preferences: str | None = None
    pagination: Mapping[str, Any] = field(default_factory=dict)
    folder: Path = Path()

    @property
    def source(self) -> str:
        """What is read: an import string, a file, a URL, or `-`.

        Raises:
            ConfigError: none or several of the keys `app`, `factory`, `input` are set.
        """
        given = {k: getattr(self, k) for k in SOURCES if getattr(self, k) is not None}
        if len(given) == 1:
            return str(*given.values())
        fact = (
            f"{' and '.join(f'`{key}`' for key in given)} are both set"
            if given
            else "nothing says what to read"
        )
        raise ConfigError.of(
            "ISO034" if given else "ISO033",
            "",
            fact,
            (
                "Keep one of them"
                if given
                else "Set `app`, `factory` or `input` in [tool.isospin], or name it:"
                " isospin generate my.module:app"
            ),
        )

    @property
    def package_folder(self) -> Path:
        """The folder that is written."""
        return Path(self.folder, self.output, *self.package.split("."))

    @property
    def digest(self) -> str:
        """SHA-256 (hexadecimal) of all settings that can change what is written."""
        values = asdict(self)
        for name in ("env", "timeout", "folder", "output", "python_executable"):
            del values[name]
        for name in SOURCES:
            del values[name]
        text = json.dumps(values, sort_keys=True, default=str)
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
