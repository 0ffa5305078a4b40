"""Where a configuration comes from: a file, or a file in a git repository."""

import asyncio
import hashlib
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

GIT_TIMEOUT = 30.0
"""Seconds that a git command may take."""


class ConfigSourceError(Exception):
    """A configuration cannot be read."""


@dataclass(frozen=True)
class Revision:
    """A version of a configuration."""

    id: str
    """Changes whenever the content does: a digest or a commit."""
    modified_at: datetime
    """When it was made, in UTC, to the second, as HTTP dates are."""


class ConfigSource(Protocol):
    """Something that keeps versions of a configuration."""

    async def latest(self) -> Revision:
        """Return the newest version.

        Raises:
            ConfigSourceError: The source cannot be reached.
        """
        ...

    async def read(self, revision: Revision) -> bytes:
        """Return the content of a version.

        Raises:
            ConfigSourceError: It is not there.
        """
        ...

    async def close(self) -> None:
        """Let go of what the source holds."""


def open_source(url: str) -> ConfigSource:
    """Return the source for a URL; see `ConfigSettings.url`.

    Raises:
        ConfigSourceError: The URL is of no known kind.
    """
    parts = urlsplit(url)
    if parts.scheme == "file":
        return FileSource(Path(unquote(parts.path)))
    if parts.scheme.startswith("git+"):
        branch, _, path = parts.fragment.partition(":")
        repository = url.removeprefix("git+").partition("#")[0]
        return GitSource(repository, branch or "main", path or "config.yaml")
    raise ConfigSourceError(
        f"{url!r} is no configuration URL: it starts with file:// or git+https://"
    )


class FileSource:
    """A file; a version is a digest of its content."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read: tuple[Revision, bytes] | None = None

    async def latest(self) -> Revision:
        """Return the file's present version."""
        try:
            content = await asyncio.to_thread(self._path.read_bytes)
            modified_at = self._path.stat().st_mtime
        except OSError as error:
            raise ConfigSourceError(f"{self._path}: {error.strerror}") from error
        revision = Revision(
            hashlib.sha256(content).hexdigest(),
            datetime.fromtimestamp(int(modified_at), UTC),
        )
        self._read = revision, content
        return revision

    async def read(self, revision: Revision) -> bytes:
        """Return what was in the file when `revision` was its latest version."""
        if self._read is None or self._read[0] != revision:
            raise ConfigSourceError(f"{self._path}: revision {revision.id} is gone")
        return self._read[1]

    async def close(self) -> None:
        """Do nothing: no file is kept open."""


class GitSource:
    """A file on a branch of a git repository; a version is a commit.

    The repository is cloned bare into a folder that goes away with the source.
    """

    def __init__(self, repository: str, branch: str, path: str) -> None:
        self._repository = repository
        self._branch = branch
        self._path = path
        self._clone: tempfile.TemporaryDirectory[str] | None = None

    async def latest(self) -> Revision:
        """Return the commit that last changed the file, after a fetch."""
        if self._clone is None:
            clone = tempfile.TemporaryDirectory(prefix="service-config-")
            try:
                await _git("init", "--bare", "--quiet", clone.name)
            except BaseException:
                clone.cleanup()
                raise
            self._clone = clone
        refspec = f"+refs/heads/{self._branch}:refs/heads/{self._branch}"
        await self._in_clone("fetch", "--quiet", "--", self._repository, refspec)
        line = await self._in_clone(
            "log", "-1", "--format=%H %ct", self._branch, "--", self._path
        )
        if not line.strip():
            raise ConfigSourceError(
                f"{self._repository}: no {self._path} on branch {self._branch}"
            )
        commit, seconds = line.split()
        return Revision(commit.decode(), datetime.fromtimestamp(int(seconds), UTC))

    async def read(self, revision: Revision) -> bytes:
        """Return the file as it was in a commit."""
        return await self._in_clone("show", f"{revision.id}:{self._path}")

    async def close(self) -> None:
        """Remove the clone."""
        if self._clone is not None:
            self._clone.cleanup()
            self._clone = None

    async def _in_clone(self, *arguments: str) -> bytes:
        if self._clone is None:
            raise ConfigSourceError(f"{self._repository}: not cloned")
        return await _git("--git-dir", self._clone.name, *arguments)


async def _git(*arguments: str) -> bytes:
    try:
        process = await asyncio.create_subprocess_exec(
            "git",
            *arguments,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
    except FileNotFoundError as error:
        raise ConfigSourceError("git is not installed") from error
    try:
        async with asyncio.timeout(GIT_TIMEOUT):
            output, complaint = await process.communicate()
    except BaseException as error:
        process.kill()
        await process.wait()
        if isinstance(error, TimeoutError):
            raise ConfigSourceError(f"git {arguments[-1]}: no answer") from error
        raise
    if process.returncode != 0:
        raise ConfigSourceError(complaint.decode(errors="replace").strip())
    return output
