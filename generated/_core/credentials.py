"""Where tokens are kept between calls and processes.

The file is always whole: what is new is written beside it, made durable, and takes its
name in one step. Readers need no lock. Writers hold a lock file of their own, since a
lock on the file itself would be on a file that is replaced.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import time
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from .errors import LoginError
from .tokens import Token

LEFT_OVER = 3600.0
"""Seconds after which a temporary file belongs to a process that was killed."""


class Store(Protocol):
    """What keeps tokens, by name of the service."""

    @property
    def place(self) -> str:
        """Name of the place; stores of the same place are one store."""
        ...

    def load(self, service: str) -> Token | None:
        """The token of a service; None when there is none."""
        ...

    def save(self, service: str, token: Token | None) -> None:
        """Keep the token of a service, or forget it. The lock must be held."""
        ...

    def try_lock(self) -> bool:
        """Take the lock if it is free, without waiting."""
        ...

    def unlock(self) -> None:
        """Give the lock back."""
        ...


class MemoryStore:
    """Keeps tokens as long as the process lives."""

    def __init__(self) -> None:
        self._tokens: dict[str, Token] = {}

    @property
    def place(self) -> str:
        """A name that no other store has."""
        return f"memory:{id(self)}"

    def load(self, service: str) -> Token | None:
        """The token of a service; None when there is none."""
        return self._tokens.get(service)

    def save(self, service: str, token: Token | None) -> None:
        """Keep the token of a service, or forget it."""
        if token is None:
            self._tokens.pop(service, None)
        else:
            self._tokens[service] = token

    def try_lock(self) -> bool:
        """Always free: one renewal at a time is all that a process has."""
        return True

    def unlock(self) -> None:
        """Nothing to give back."""


class CredentialsFile:
    """Keeps tokens in a file that only its owner can read.

    Args:
        path: The file. Its folder is made, with mode 0700, when it is missing.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path).expanduser()
        self._release: Callable[[], None] | None = None

    def __repr__(self) -> str:
        return f"CredentialsFile({str(self.path)!r})"

    @property
    def place(self) -> str:
        """The path of the file."""
        return str(self.path.absolute())

    def load(self, service: str) -> Token | None:
        """The token of a service; None when there is none, or no file."""
        return Token.from_dict(self._read().get(service))

    def save(self, service: str, token: Token | None) -> None:
        """Keep the token of a service, or forget it; other services keep theirs.

        Raises:
            OSError: The file cannot be written; the old one is still whole.
        """
        known = dict(self._read())
        if token is None:
            known.pop(service, None)
        else:
            known[service] = token.as_dict()
        if known:
            self._write(json.dumps({"version": 1, "services": known}, indent=1))
        else:
            self.path.unlink(missing_ok=True)

    def try_lock(self) -> bool:
        """Take the lock file if it is free, without waiting.

        Raises:
            LoginError: The package `filelock` is missing, or there can be no file.
        """
        try:
            filelock = import_module("filelock")
        except ImportError:
            raise LoginError(
                "a credentials file needs the package `filelock`: pip install filelock"
            ) from None
        lock = filelock.FileLock(f"{self.path}.lock", mode=0o600, thread_local=False)
        try:
            self._make_folder()
            lock.acquire(blocking=False)
        except filelock.Timeout:
            return False
        except OSError as error:
            raise LoginError(
                f"tokens cannot be kept in {self.path}: {error.strerror}; name another "
                "place, `store=CredentialsFile(path)`"
            ) from error
        self._release = lock.release
        return True

    def unlock(self) -> None:
        """Give the lock file back."""
        release, self._release = self._release, None
        if release is not None:
            release()

    def _make_folder(self) -> None:
        folder = self.path.parent
        if not folder.is_dir():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def _read(self) -> Mapping[str, object]:
        try:
            document: object = json.loads(self.path.read_bytes())
        except (FileNotFoundError, NotADirectoryError, ValueError):
            return {}
        if not isinstance(document, dict):
            return {}
        services = cast("Mapping[str, object]", document).get("services")
        return (
            cast("Mapping[str, object]", services) if isinstance(services, dict) else {}
        )

    def _write(self, text: str) -> None:
        self._make_folder()
        self._sweep()
        aside = self.path.with_name(f".{self.path.name}.{secrets.token_hex(8)}.tmp")
        try:
            number = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with open(number, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            os.replace(aside, self.path)
        except BaseException:
            aside.unlink(missing_ok=True)
            raise
        _make_durable(self.path.parent)

    def _sweep(self) -> None:
        """Remove what killed processes have left."""
        for old in self.path.parent.glob(f".{self.path.name}.*.tmp"):
            with contextlib.suppress(OSError):
                if time.time() - old.stat().st_mtime > LEFT_OVER:
                    old.unlink()


def _make_durable(folder: Path) -> None:
    # The new name is in the folder, which has to reach the disk as well.
    with contextlib.suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
