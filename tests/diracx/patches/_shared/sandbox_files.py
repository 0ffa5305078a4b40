"""Files on the way to the sandbox store, which is no part of DiracX, and back."""

from __future__ import annotations

import hashlib
import io
import tarfile
from collections.abc import Iterable
from os import PathLike
from pathlib import Path

from diracx_client import models
from diracx_client._core._http import httpx


def archive_of(paths: Iterable[str | PathLike[str]]) -> bytes:
    """Return an archive of files; the same files give the same bytes.

    Raises:
        OSError: One cannot be read.
    """
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:bz2") as archive:
        for path in map(Path, paths):
            content = path.read_bytes()
            entry = tarfile.TarInfo(path.name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return packed.getvalue()


def described(archive: bytes) -> models.SandboxInfo:
    """Return what the service wants to know of an archive."""
    return models.SandboxInfo(
        checksum_algorithm=models.ChecksumAlgorithm.SHA256,
        checksum=hashlib.sha256(archive).hexdigest(),
        size=len(archive),
        format=models.SandboxFormat.TAR_BZ2,
    )


def upload_of(archive: bytes, url: str, fields: dict[str, str]) -> httpx.Request:
    """Return the request that brings an archive to the store, without a token."""
    return httpx.Request("POST", url, data=fields, files={"file": ("file", archive)})


def unpacked(archive: bytes, folder: str | PathLike[str]) -> list[Path]:
    """Write the files of an archive; nothing of it leaves the folder."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as opened:
        opened.extractall(folder, filter="data")
        return [Path(folder, name) for name in opened.getnames()]
